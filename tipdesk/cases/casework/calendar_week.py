"""A week of the calendar: appointments and hearings at their hour, what is due by days, by codes
alone.

A week begins on Sunday and ends with Kuwait's week-end, Friday and Saturday. What has no limit
stands in no week.
"""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tipdesk.cases.casework.deadlines import MEETINGS, OwedLine, start_of
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.i18n.text import kuwait_day

WEEK = 7  # days
_WEEK_END = frozenset({calendar.FRIDAY, calendar.SATURDAY})
_FIRST, _LAST = date(2000, 1, 2), date(2999, 12, 22)  # Sundays; between them every week is shown


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day. `more` counts what has no line."""

    day: date
    meetings: tuple[OwedLine, ...]  # by the hour
    due: tuple[OwedLine, ...]  # until its end, what has an hour first
    more: int = 0

    @property
    def is_week_end(self) -> bool:
        """Whether nobody works on it in Kuwait."""
        return self.day.weekday() in _WEEK_END


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """Seven days as they stood at `at` for whoever read them."""

    at: datetime  # aware
    by: str  # login
    station: str  # code
    days: tuple[CalendarDay, ...]  # from Sunday on

    @property
    def first(self) -> date:
        """Its Sunday."""
        return self.days[0].day

    @property
    def last(self) -> date:
        """Its Saturday."""
        return self.days[-1].day

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(day.meetings or day.due for day in self.days)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all of it, for the code of its page."""
        days = [
            [
                day.day.isoformat(),
                str(day.more),
                *([line.number, line.kind.value, line.subject, timestamp(line.due)]
                  for line in (*day.meetings, *day.due) if line.due is not None),
            ]
            for day in self.days
        ]  # fmt: skip
        content = {"at": timestamp(self.at), "by": self.by, "station": self.station, "days": days}
        return hashlib.sha256(canonical(content)).hexdigest()


def sunday_of(day: date) -> date:
    """The first day of its week; of a day that lies beyond every calendar, of the last one that is
    shown."""
    day = min(max(day, _FIRST), _LAST)
    return day - timedelta(days=(day.weekday() + 1) % WEEK)


def day_of(line: OwedLine) -> date:
    """The day in Kuwait in which it stands: what is over with a day stands in that day.

    Raises:
        ValueError: it has no limit.
    """
    if line.due is None:
        raise ValueError("what has no limit stands in no day")
    day = kuwait_day(line.due)
    return day - timedelta(days=1) if is_by_day(line) else day


def is_by_day(line: OwedLine) -> bool:
    """Whether it is over with a day, at its midnight, and no hour is to be told."""
    due = line.due
    return due is not None and line.kind not in MEETINGS and due == start_of(kuwait_day(due))


def need_code(line: OwedLine) -> str:
    """The number of the need that it is about, as reply slips have it; '' of anything else."""
    of, _colon, number = line.subject.partition(":")
    return number if of in ("intake", "need") else ""


def week_of(
    first: date, at: datetime, by: str, station: str, lines: Iterable[tuple[OwedLine, int]]
) -> CalendarWeek:
    """The week that begins with the Sunday `first`. `lines`: what stands in it, each with how many
    of its day and sort there are, those without a line among them."""
    days = [first + timedelta(days=at) for at in range(WEEK)]
    standing: dict[tuple[date, bool], list[OwedLine]] = {}
    whole: dict[tuple[date, bool], int] = {}
    for line, count in lines:
        place = day_of(line), line.kind in MEETINGS
        standing.setdefault(place, []).append(line)
        whole[place] = count
    return CalendarWeek(
        at,
        by,
        station,
        tuple(
            CalendarDay(
                day,
                tuple(standing.get((day, True), ())),
                tuple(standing.get((day, False), ())),
                sum(
                    whole.get((day, meets), 0) - len(standing.get((day, meets), ()))
                    for meets in (True, False)
                ),
            )
            for day in days
        ),
    )
