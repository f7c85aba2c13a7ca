"""Where the parts of machine-readable lines stand, and how their check digits are made.

ICAO Doc 9303: part 4 (TD3, passports), 5 (TD1, cards), 6 (TD2) and 7 (visas of both sizes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FILLER = "<"
_WEIGHTS = (7, 3, 1)


class Kind(StrEnum):
    """The sizes of documents."""

    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    MRV_A = "mrv_a"
    MRV_B = "mrv_b"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to `end` of one line, counted from 0."""

    line: int
    start: int
    end: int

    def of(self, lines: Sequence[str]) -> str:
        """These characters of `lines`."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of one kind of document."""

    kind: Kind
    count: int  # lines
    width: int  # characters of each
    names: Span
    number: Span
    nationality: Span
    birth: Span
    sex: Span
    expiry: Span
    optional: tuple[Span, ...]
    composite: tuple[Span, ...] = ()  # what the last check digit covers
    composite_check: Span | None = None
    optional_check: Span | None = None
    long_number: bool = False  # a number may go on in the optional data
    code: Span = Span(0, 0, 2)
    issuer: Span = Span(0, 2, 5)

    def checks(self) -> tuple[Span, ...]:
        """Where check digits stand: after number, birth and expiry, and those of their own."""
        after = (check_of(self.number), check_of(self.birth), check_of(self.expiry))
        own = (self.optional_check, self.composite_check)
        return (*after, *(one for one in own if one is not None))


def check_of(part: Span) -> Span:
    """Where the check digit of a part stands: behind it."""
    return Span(part.line, part.end, part.end + 1)


def value_of(sign: str) -> int:
    """What a character counts: digits as they are, A to Z from 10 to 35, fillers 0."""
    return 0 if sign == FILLER else int(sign, 36)


def check_digit(text: str) -> str:
    """The check digit of `text`: weights 7, 3, 1, the remainder by ten."""
    total = sum(value_of(sign) * _WEIGHTS[at % 3] for at, sign in enumerate(text))
    return str(total % 10)


def _two_lines(kind: Kind, width: int, optional: int, **more: object) -> Layout:
    return Layout(
        kind,
        2,
        width,
        names=Span(0, 5, width),
        number=Span(1, 0, 9),
        nationality=Span(1, 10, 13),
        birth=Span(1, 13, 19),
        sex=Span(1, 20, 21),
        expiry=Span(1, 21, 27),
        optional=(Span(1, 28, optional),),
        **more,  # type: ignore[arg-type]  # named as in Layout
    )


TD3 = _two_lines(
    Kind.TD3,
    44,
    42,
    optional_check=Span(1, 42, 43),
    composite=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)),
    composite_check=Span(1, 43, 44),
)
TD2 = _two_lines(
    Kind.TD2,
    36,
    35,
    composite=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)),
    composite_check=Span(1, 35, 36),
    long_number=True,
)
MRV_A = _two_lines(Kind.MRV_A, 44, 44)
MRV_B = _two_lines(Kind.MRV_B, 36, 36)
TD1 = Layout(
    Kind.TD1,
    3,
    30,
    names=Span(2, 0, 30),
    number=Span(0, 5, 14),
    nationality=Span(1, 15, 18),
    birth=Span(1, 0, 6),
    sex=Span(1, 7, 8),
    expiry=Span(1, 8, 14),
    optional=(Span(0, 15, 30), Span(1, 18, 29)),
    composite=(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
    composite_check=Span(1, 29, 30),
    long_number=True,
)


def layout_of(lines: Sequence[str]) -> Layout:
    """The layout of lines that have its number and width; V begins a visa."""
    if len(lines) == TD1.count:
        return TD1
    visa = lines[0].startswith("V")
    if len(lines[0]) == TD3.width:
        return MRV_A if visa else TD3
    return MRV_B if visa else TD2
