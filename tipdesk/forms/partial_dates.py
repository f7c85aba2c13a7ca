"""Dates of which only a part is known, and ages (EDTF, ISO 8601-2:2019 level 1 and 2 subset).

Stored text: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `~` after it says about; `../X` is at the latest
X, `X/..` at the earliest X, `A/B` between. The person's own words follow after a `|`:
`2024-03~|قبل رمضان الماضي`. Only the words may be known: `|قبل رمضان الماضي`.
"""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tipdesk.forms.expression.conversions import EPOCH, PartialText
from tipdesk.i18n.text import ascii_digits, clean

_MARKS = re.compile("[\u200b-\u200f\u061c\u2066-\u2069\ufeff]")
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-]([0-9]{4})(~?)")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{1,2}))?(~?)")
MAX_WORDS = 500


class Qualifier(StrEnum):
    """How the date is meant (intake-fields §1)."""

    EXACT = "exact"
    ABOUT = "about"
    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"
    WORDS = "words"  # no date, only what the person said


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A year, a month of a year, or a day. Raises ValueError when the calendar has none such."""

    year: int
    month: int = 0
    day: int = 0
    about: bool = False

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day and not self.month:
            raise ValueError("a day without a month")

    def first(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def text(self) -> str:
        """As EDTF."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts) + ("~" if self.about else "")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known. `start` and `end` are equal unless it is open or between."""

    start: DatePoint | None
    end: DatePoint | None
    words: str = ""

    def __post_init__(self) -> None:
        first, last = self.earliest(), self.latest()
        if first and last and last < first:
            raise ValueError("the end lies before the beginning")
        if first is None and last is None and not self.words:
            raise ValueError("neither a date nor words")

    @property
    def qualifier(self) -> Qualifier:
        """How it is meant."""
        if self.start is None:
            return Qualifier.WORDS if self.end is None else Qualifier.BEFORE
        if self.end is None:
            return Qualifier.AFTER
        if self.start != self.end:
            return Qualifier.BETWEEN
        return Qualifier.ABOUT if self.start.about else Qualifier.EXACT

    @property
    def is_full(self) -> bool:
        """Whether it is one certain day."""
        return self.qualifier is Qualifier.EXACT and self.start is not None and self.start.day > 0

    def earliest(self) -> date | None:
        """The first day that it can mean, None when open."""
        return self.start.first() if self.start else None

    def latest(self) -> date | None:
        """The last day that it can mean, None when open."""
        return self.end.last() if self.end else None

    def edtf(self) -> str:
        """The date alone, '' when only words are known."""
        if self.start is None and self.end is None:
            return ""
        start = self.start.text() if self.start else ".."
        end = self.end.text() if self.end else ".."
        return start if start == end else f"{start}/{end}"

    def text(self) -> str:
        """As stored."""
        return f"{self.edtf()}|{self.words}" if self.words else self.edtf()


def parse_partial_date(text: str) -> PartialDate:
    """Read stored text, or a date as people type it (`5/3/1999`, `٣/١٩٩٩`, `1999~`).

    Raises:
        ValueError: it is none, the day does not exist, or the end lies before the beginning.
    """
    head, _, words = text.partition("|")
    words = " ".join(clean(words).split())
    if len(words) > MAX_WORDS:
        raise ValueError("too many words")
    compact = _MARKS.sub("", ascii_digits(head)).replace(" ", "")
    if not compact:
        return PartialDate(None, None, words)
    if (single := _point(compact)) is not None:
        return PartialDate(single, single, words)
    start, mark, end = compact.partition("/")
    if not mark or start == end == "..":
        raise ValueError(f"no date: {head[:40]}")
    return PartialDate(_end(start), _end(end), words)


def _end(text: str) -> DatePoint | None:
    """One side of an interval; `..` is open."""
    if text == "..":
        return None
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(f"no date: {text[:40]}")
    return _date_point(match[1], match[2], match[3], match[4])


def _point(text: str) -> DatePoint | None:
    """A single date, or None when `text` has no such shape."""
    if match := _POINT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _date_point(match[1], match[2], match[3], match[4])
    if match := _DAY_FIRST.fullmatch(text):
        return _date_point(match[3], match[2], match[1], match[4])
    return None


def _date_point(year: str, month: str | None, day: str | None, about: str) -> DatePoint:
    if (month is not None and int(month) == 0) or (day is not None and int(day) == 0):
        raise ValueError("month or day 0")
    return DatePoint(int(year), int(month or 0), int(day or 0), about == "~")


def partial_text(stored: str) -> str:
    """Stored text as expressions see it: a `PartialText`, or `stored` when it cannot be read.

    As text it is the EDTF part, as number its first possible day; open at the beginning it is
    -∞, so that `. <= today()` means "not certainly in the future" for every kind.
    """
    try:
        known = parse_partial_date(stored)
    except ValueError:
        return stored
    text = PartialText(known.edtf())
    first = known.earliest()
    text.stored = stored
    if first is not None:
        text.first_day = float(first.toordinal() - EPOCH)
    else:
        text.first_day = math.nan if known.end is None else -math.inf
    return text
