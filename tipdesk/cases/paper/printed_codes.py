"""Codes that papers bear: of a printed page, of a reply slip, of an emergency pack.

What the code on a printed page says: which page of which paper, of which state of which file.

The alphabet is that of alphanumeric QR codes (ISO/IEC 18004), so that the squares stay large
enough for a copier and a telephone. Half of the record's SHA-256 is plenty to tell states of one
file apart; the foot of the page shows the same half.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tipdesk.i18n.text import ascii_digits

# What the code on a reply slip says: which need of which file it answers, and which letter.
#
# It is of a kind of its own beside that of a page: a slip is cut off and comes back alone. Only
# file number, place of the need and the letter's mark stand in it, nothing of the person.


MARK_DIGITS = 32
"""Of a letter's mark, in small hex."""

_REPLY_FORMAT = "TIPDESK:2:REPLY"
_REPLY_SHAPE = re.compile(
    rf"{_REPLY_FORMAT}:(?P<number>[A-Z0-9-]+):(?P<need>[1-9][0-9]{{0,5}})"
    rf":(?P<mark>[0-9A-F]{{{MARK_DIGITS}}})"
)


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """One slip. `need` is the row of the needs, `mark` tells the letters of a need apart."""

    number: str  # of the file
    need: int
    mark: str

    @property
    def text(self) -> str:
        """As it stands in the QR code."""
        return ":".join((_REPLY_FORMAT, self.number, str(self.need), self.mark)).upper()


def read_reply_code(text: str) -> ReplyCode | None:
    """What a code says; None when it is none of a reply slip. Never raises."""
    found = _REPLY_SHAPE.fullmatch(text)
    if found is None:
        return None
    return ReplyCode(found["number"], int(found["need"]), found["mark"].lower())


# Serial numbers of emergency packs: blank paper that is typed in later under its number.
#
# Two digits of the year, eight that were drawn at random for the first pack of a run and count up
# from there, and a check digit (ISO/IEC 7064, MOD 11,10), which finds every wrong digit and
# nearly every pair that changed places. Digits alone: an Arabic keyboard has them, and people say
# them.


MOST = 500
"""Packs in one run."""

_COUNTED = 10**8
_DIGITS = 11
_BETWEEN = re.compile(r"[\s\u2066-\u2069\u200e\u200f\u2013-]+")


def new_serials(
    count: int, today: date, draw: Callable[[int], int] = secrets.randbelow
) -> tuple[str, ...]:
    """The numbers of a run of packs, as digits. `draw(n)` gives a number from 0 to n - 1.

    Raises:
        ValueError: `count` is not between 1 and MOST.
    """
    if not 1 <= count <= MOST:
        raise ValueError(count)
    first = draw(_COUNTED - count)
    bodies = (f"{today:%y}{first + number:08d}" for number in range(count))
    return tuple(body + _check_digit(body) for body in bodies)


def read_serial(text: str) -> str:
    """The digits of a number as somebody typed it; '' where it is none, or a digit is wrong."""
    digits = ascii_digits(_BETWEEN.sub("", text))
    if not re.fullmatch(f"[0-9]{{{_DIGITS}}}", digits):
        return ""
    return digits if _check_digit(digits[:-1]) == digits[-1] else ""


def grouped_serial(serial: str) -> str:
    """A number as it stands on paper: 26 4839 2715 4."""
    return " ".join((serial[:2], serial[2:6], serial[6:10], serial[10:]))


def _check_digit(body: str) -> str:
    """ISO/IEC 7064, hybrid system MOD 11,10."""
    product = 10
    for digit in body:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


BLANK = "BLANK"
"""Where a number stands on a file's paper: nobody has written on this one yet."""

DIGEST_DIGITS = 32
"""Of the record's SHA-256 in hex, from its beginning."""

_FORMAT = "TIPDESK:2"
_SHAPE = re.compile(
    rf"{_FORMAT}:(?P<document>[A-Z0-9-]+):(?P<number>[A-Z0-9-]+):(?P<revision>[0-9]{{1,9}})"
    rf":(?P<digest>[0-9A-F]{{{DIGEST_DIGITS}}})"
    r":(?P<page>[0-9]{1,4})/(?P<pages>[0-9]{1,4}):(?P<copy>[0-9]{1,6})"
)


@dataclass(frozen=True, slots=True)
class PageCode:
    """One printed page. `digest` is the first half of the record's SHA-256 in small hex, of the
    form's on blank paper; `copy` counts what left on paper, 0 where copies are not counted."""

    document: str
    number: str  # of the file; BLANK; or the serial of an emergency pack
    revision: int
    digest: str
    page: int = 1
    pages: int = 1
    copy: int = 0

    @property
    def text(self) -> str:
        """As it stands in the QR code."""
        parts = (
            _FORMAT, self.document, self.number, str(self.revision), self.digest[:DIGEST_DIGITS],
            f"{self.page}/{self.pages}", str(self.copy),
        )  # fmt: skip
        return ":".join(parts).upper()


def read_page_code(text: str) -> PageCode | None:
    """What a code says; None when it is none of ours. Never raises."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    page, pages = int(found["page"]), int(found["pages"])
    if not 1 <= page <= pages:
        return None
    return PageCode(
        document=found["document"].lower(),
        number=found["number"],
        revision=int(found["revision"]),
        digest=found["digest"].lower(),
        page=page,
        pages=pages,
        copy=int(found["copy"]),
    )
