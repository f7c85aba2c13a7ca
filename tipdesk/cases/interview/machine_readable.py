"""What machine-readable lines say of a document and its holder (ICAO Doc 9303, parts 3 to 7).

Nothing here refuses: what does not fit is told as advice, and an officer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tipdesk.cases.interview.mrz_layouts import FILLER, Kind, Layout, check_digit, check_of
from tipdesk.cases.interview.mrz_typing import Slip, arrange
from tipdesk.forms.partial_dates import DatePoint


class Doubt(StrEnum):
    """What does not fit in the lines."""

    NUMBER = "number"  # its check digit
    BIRTH = "birth"
    EXPIRY = "expiry"
    OPTIONAL = "optional"
    COMPOSITE = "composite"
    BIRTH_UNREAD = "birth_unread"  # no day of the calendar
    EXPIRY_UNREAD = "expiry_unread"
    NAMES_CUT = "names_cut"  # they fill their line to the end


@dataclass(frozen=True, slots=True)
class MachineRead:
    """A document as its lines tell it. Codes are the lines' own; '' is what they leave out."""

    kind: Kind
    lines: tuple[str, ...]  # as they should have been typed
    code: str  # of the document: P, PD, I, V …
    issuer: str
    number: str
    surname: str
    given: str
    nationality: str
    birth: str  # YYYY-MM-DD, YYYY-MM or YYYY
    sex: str  # female, male or ''
    expiry: str
    optional: tuple[str, ...]
    alike: tuple[str, ...] = ()  # numbers that would fit, with O for 0 or the like
    doubts: tuple[Doubt, ...] = ()
    slips: tuple[Slip, ...] = ()

    @property
    def text(self) -> str:
        """The lines as the form keeps them: a space between two of them."""
        return " ".join(self.lines)


_LIKE = {"0": "O", "O": "0", "1": "I", "I": "1", "2": "Z", "Z": "2", "5": "S", "S": "5",
         "8": "B", "B": "8"}  # fmt: skip
_SEXES = {"F": "female", "M": "male"}
_DATE = re.compile("[0-9]{2}(?:[0-9]{2}|<<)(?:[0-9]{2}|<<)|<{6}")


def read_lines(text: str, today: date) -> MachineRead | None:
    """Read lines as they were typed, pasted or scanned; None when there are none in `text`."""
    arranged = arrange(text)
    if arranged is None:
        return None
    layout, lines = arranged.layout, arranged.lines
    doubts = list(_failing(layout, lines))
    birth, expiry = layout.birth.of(lines), layout.expiry.of(lines)
    born, expires = _birth(birth, today), _expiry(expiry, today)
    if born is None:
        doubts.append(Doubt.BIRTH_UNREAD)
    if expires is None:
        doubts.append(Doubt.EXPIRY_UNREAD)
    names = layout.names.of(lines)
    if not names.endswith(FILLER):
        doubts.append(Doubt.NAMES_CUT)
    surname, given = _names(names)
    number, optional = _number(layout, lines)
    return MachineRead(
        kind=layout.kind,
        lines=lines,
        code=_bare(layout.code.of(lines)),
        issuer=_bare(layout.issuer.of(lines)),
        number=number,
        surname=surname,
        given=given,
        nationality=_bare(layout.nationality.of(lines)),
        birth=born or "",
        sex=_SEXES.get(layout.sex.of(lines), ""),
        expiry=expires or "",
        optional=optional,
        alike=tuple(_alike(layout, lines)) if Doubt.NUMBER in doubts else (),
        doubts=tuple(doubts),
        slips=arranged.slips,
    )


def _bare(text: str) -> str:
    return text.replace(FILLER, "")


def _names(field: str) -> tuple[str, str]:
    """Surname and given names; one filler is a space, two stand between them."""
    surname, _gap, given = field.partition(FILLER * 2)
    return _spaced(surname), _spaced(given)


def _spaced(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


# --- numbers and check digits ------------------------------------------------------------------


def _long_number(layout: Layout, lines: tuple[str, ...]) -> tuple[str, str]:
    """The rest of a number that is too long for its field, and its check digit; '' for none."""
    if not layout.long_number or check_of(layout.number).of(lines) != FILLER:
        return "", ""
    rest = layout.optional[0].of(lines).partition(FILLER)[0]
    return rest[:-1], rest[-1:]


def _number(layout: Layout, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The whole number, and the optional data that are no part of it."""
    rest, check = _long_number(layout, lines)
    others = [span.of(lines) for span in layout.optional]
    if check:
        others[0] = others[0][len(rest) + 1 :]
    optional = tuple(filter(None, map(_spaced, others)))
    return _bare(layout.number.of(lines) + rest), optional


def _failing(layout: Layout, lines: tuple[str, ...]) -> Iterator[Doubt]:
    rest, check = _long_number(layout, lines)
    number, digit = layout.number.of(lines), check_of(layout.number).of(lines)
    if check_digit(number + rest) != (check or _digit(digit, number)):
        yield Doubt.NUMBER
    for span, doubt in ((layout.birth, Doubt.BIRTH), (layout.expiry, Doubt.EXPIRY)):
        part = span.of(lines)
        if check_digit(part) != _digit(check_of(span).of(lines), part):
            yield doubt
    if (own := layout.optional_check) is not None:
        part = layout.optional[0].of(lines)
        if check_digit(part) != _digit(own.of(lines), part):
            yield Doubt.OPTIONAL
    if (last := layout.composite_check) is not None:
        covered = "".join(span.of(lines) for span in layout.composite)
        if check_digit(covered) != last.of(lines):
            yield Doubt.COMPOSITE


def _digit(sign: str, part: str) -> str:
    """A filler may stand for the check digit of a part that is empty."""
    return "0" if sign == FILLER and not _bare(part) else sign


def _alike(layout: Layout, lines: tuple[str, ...]) -> Iterator[str]:
    """Numbers with one O read as 0 (or the like) with which every check digit fits. One in ten
    fits by chance: they are said, never taken."""
    span = layout.number
    line = lines[span.line]
    for at in range(span.start, span.end):
        if (other := _LIKE.get(line[at])) is not None:
            tried = list(lines)
            tried[span.line] = line[:at] + other + line[at + 1 :]
            if not any(_failing(layout, tuple(tried))):
                yield _number(layout, tuple(tried))[0]


# --- dates -------------------------------------------------------------------------------------


def _birth(digits: str, today: date) -> str | None:
    """A birth date lies in the last hundred years; None when it is none."""
    return _dated(digits, range(today.year - 99, today.year + 1), today)


def _expiry(digits: str, today: date) -> str | None:
    """A document expires within half a century of today."""
    return _dated(digits, range(today.year - 50, today.year + 50), date.max)


def _dated(digits: str, years: range, latest: date) -> str | None:
    """YYMMDD with fillers (or 00) for what is not known; '' when nothing is."""
    if not _DATE.fullmatch(digits):
        return None
    if digits.startswith(FILLER):
        return ""
    year = next(one for one in reversed(years) if one % 100 == int(digits[:2]))
    try:
        point = _point(year, digits[2:4], digits[4:])
        if point.first() > latest:  # later this year
            point = _point(year - 100, digits[2:4], digits[4:])
    except ValueError:
        return None
    return point.text()


def _point(year: int, month: str, day: str) -> DatePoint:
    if month in ("<<", "00"):
        return DatePoint(year)
    if day in ("<<", "00"):
        return DatePoint(year, int(month))
    return DatePoint(year, int(month), int(day))
