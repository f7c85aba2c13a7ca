"""A week of the calendar: Sunday first, what stands in which day, and what its page is known by."""

from datetime import date, datetime, timedelta

import pytest

from tipdesk.cases.casework.calendar_week import (
    day_of,
    is_by_day,
    need_code,
    sunday_of,
    week_of,
)
from tipdesk.cases.casework.deadlines import DeadlineKind, OwedLine, WaitsFor, end_of
from tipdesk.cases.model import CaseId
from tipdesk.core.clock import KUWAIT

SUNDAY = date(2026, 11, 29)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=KUWAIT)


def line(due: datetime | None, kind: DeadlineKind = DeadlineKind.NEED, subject: str = "need:1001"):
    return OwedLine(
        1, CaseId("c"), "KWT-2026-00001", "K7M2-Q9XP", kind, subject, due, WaitsFor.PERSON
    )


@pytest.mark.parametrize("days", range(7))
def test_every_day_belongs_to_the_sunday_before_it(days: int) -> None:
    assert sunday_of(SUNDAY + timedelta(days=days)) == SUNDAY
    assert sunday_of(SUNDAY + timedelta(days=7 + days)) == SUNDAY + timedelta(days=7)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_beyond_every_calendar_leads_to_a_week_that_can_be_shown(day: date) -> None:
    first = sunday_of(day)
    assert first.strftime("%a") == "Sun"
    assert week_of(first, at(3), "T-07", "KWT", []).is_empty


def test_what_is_over_with_a_day_stands_in_it_and_a_meeting_at_midnight_in_the_next() -> None:
    over = line(end_of(date(2026, 12, 2)))
    assert (day_of(over), is_by_day(over)) == (date(2026, 12, 2), True)
    meeting = line(at(3), DeadlineKind.HEARING, "hearing:1")
    assert (day_of(meeting), is_by_day(meeting)) == (date(2026, 12, 3), False)
    late_hour = line(at(2, 23, 59))
    assert (day_of(late_hour), is_by_day(late_hour)) == (date(2026, 12, 2), False)
    with pytest.raises(ValueError, match="no limit"):
        day_of(line(None))


def test_of_a_need_the_number_of_its_slip_is_told_and_of_nothing_else() -> None:
    codes = [
        need_code(line(at(2), subject=of)) for of in ("intake:2", "need:1001", "hearing:3", "")
    ]
    assert codes == ["2", "1001", "", ""]


def test_what_has_no_line_is_counted_by_its_day() -> None:
    meeting, need = line(at(2, 9), DeadlineKind.APPOINTMENT), line(at(2, 10))
    week = week_of(SUNDAY, at(3), "T-07", "KWT", [(meeting, 5), (need, 1)])
    day = week.days[3]
    assert (day.meetings, day.due, day.more) == ((meeting,), (need,), 4)
    assert [other.more for other in week.days if other is not day] == [0] * 6
    assert [other.is_week_end for other in week.days] == [False] * 5 + [True] * 2
    assert week.digest != week_of(SUNDAY, at(3), "T-07", "KWT", [(meeting, 5)]).digest
