"""A scale for days: from a week to decades, with marks that fit their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tipdesk.core.settings import Language
from tipdesk.i18n.dates import month_name

_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000)
_YEAR = 12  # months
_LEAST = 6  # days that a scale shows at least, so that one day is no wall


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with its name, to be written at its place."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Places days between 0 (the first) and 1 (the end of the last)."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where a day begins; below 0 or above 1 outside the scale."""
        return (day - self.first).days / self.days

    @property
    def days(self) -> int:
        """How many days it spans, the last one included."""
        return (self.last - self.first).days + 1

    def marks(self, language: Language, most: int = 5) -> tuple[Mark, ...]:
        """At most `most` marks at even distances: days, months or years."""
        for step in _DAYS:
            if self.days / step <= most:
                return tuple(_days(self.first, self.last, step))
        for step in _MONTHS:
            found = tuple(_months(self.first, self.last, step, language))
            if found and len(found) <= most:
                return found
        return ()


def scale(first: date, last: date) -> TimeScale:
    """A scale that holds both days and some days around, never too short to tell days apart."""
    short = max(0, _LEAST - (last - first).days)
    around = max(1, (last - first).days // 40)
    before, after = timedelta(days=around + short // 2), timedelta(days=around + short - short // 2)
    low = max(first.toordinal() - before.days, date.min.toordinal())
    high = min(last.toordinal() + after.days, date.max.toordinal())
    return TimeScale(date.fromordinal(low), date.fromordinal(high))


def _days(first: date, last: date, step: int) -> Iterator[Mark]:
    day = first.toordinal()
    while day <= last.toordinal():
        known = date.fromordinal(day)
        yield Mark(known, f"{known.day:02}/{known.month:02}")
        day += step


def _months(first: date, last: date, step: int, language: Language) -> Iterator[Mark]:
    """Months on whose number the step divides, so that a year always begins at its January."""
    start = first.year * _YEAR + first.month - 1 + (first.day > 1)
    start = -(-start // step) * step
    for number in range(start, last.year * _YEAR + last.month, step):
        year, month = divmod(number, _YEAR)
        if year > date.max.year:
            return
        name = f"{year}" if step >= _YEAR else f"{month_name(month + 1, language)} {year}"
        yield Mark(date(year, month + 1, 1), name)
