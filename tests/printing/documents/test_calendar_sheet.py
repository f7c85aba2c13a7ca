"""The week on paper: always one page, whatever stands in it, by numbers alone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from tests.printing.archive_rules import faults
from tests.printing.documents.test_documents import words
from tests.printing.documents.test_letterhead import LARGEST
from tests.printing.documents.test_shift_paper import STATION
from tests.printing.samples import form
from tipdesk.cases.casework.calendar_week import CalendarWeek, sunday_of, week_of
from tipdesk.cases.casework.deadlines import DeadlineKind, OwedLine, WaitsFor, end_of
from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.core.clock import KUWAIT
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.preview import page_count, text

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=KUWAIT)
FIRST = sunday_of(NOW.date())


def owed(number: int, kind: DeadlineKind, due: datetime, subject: str) -> OwedLine:
    station = WaitsFor.STATION
    code = "K7M2-Q9XP"
    return OwedLine(
        number, CaseId("c"), f"KWT-2026-{number:05d}", code, kind, subject, due, station
    )


def week(a_day: int = 2, more: int = 0) -> CalendarWeek:
    """As many meetings, and as much that is due, on each of the seven days."""
    lines = []
    for at in range(7):
        for number in range(a_day):
            hour = NOW.replace(hour=8) + timedelta(days=at - 2, minutes=20 * number)
            kind = DeadlineKind.HEARING if number % 3 == 2 else DeadlineKind.APPOINTMENT
            lines.append((owed(at * 100 + number, kind, hour, "appointment:1"), a_day + more))
            day = end_of(FIRST + timedelta(days=at)) if number % 2 else hour
            lines.append((owed(at * 100 + number, DeadlineKind.NEED, day, "need:1001"), a_day))
    return week_of(FIRST, NOW, "T-07", "KWT", lines)


def drawn(what: CalendarWeek | None, letterhead: Letterhead = PLAIN, language: str = "ar") -> bytes:
    options = PrintOptions(copy="file", week=what, letterhead=letterhead, language=language)
    return render("calendar", BlankForm(form(), STATION), options)


def numbers(on_paper: str, shown: CalendarWeek) -> Sequence[str]:
    """Without the code of the station, which pdfium may read before them or after."""
    return [
        line.number for day in shown.days for line in day.meetings if line.number[3:] in on_paper
    ]


@pytest.mark.parametrize("a_day", [0, 1, 4, 60])
@pytest.mark.parametrize("letterhead", [PLAIN, LARGEST], ids=["own", "largest"])
def test_it_is_one_page_and_what_has_no_line_is_counted(a_day: int, letterhead: Letterhead) -> None:
    shown = week(a_day)
    pdf = drawn(shown, letterhead)
    assert page_count(pdf) == 1
    assert faults(pdf) == []
    on_paper = text(pdf)
    if a_day == 60:
        assert on_paper.count("وغيرها") == 7
    elif a_day:
        assert len(numbers(on_paper, shown)) == 7 * a_day
        assert "وغيرها" not in on_paper


def test_it_says_hours_numbers_of_needs_and_what_has_passed_and_nothing_of_a_person() -> None:
    on_paper = text(drawn(week()))
    for wanted in ("الأحد 22/11/2026", "السبت 28/11/2026", "احتياج 1001", "KWT", "فات"):
        assert words(wanted) <= words(on_paper), wanted
    assert "K7M2-Q9XP" not in on_paper
    assert week().digest[:8] in on_paper
    assert "more: " not in text(drawn(week(), language="en"))


def test_beyond_what_was_read_is_counted_too() -> None:
    assert f"وغيرها: {9}" in text(drawn(week(2, more=9)))


def test_by_hand_it_has_the_days_and_room_to_write() -> None:
    by_hand = drawn(None)
    assert page_count(by_hand) == 1
    assert words("نموذج للملء بخط اليد الأحد السبت") <= words(text(by_hand))
    assert str(date(2026, 1, 4).year) not in text(by_hand)
