"""The scale of the timeline, from a day to decades."""

from datetime import date, timedelta

import pytest

from tipdesk.cases.interview.timeline import TimeScale, scale

FIRST = date(2024, 1, 30)


@pytest.mark.parametrize("days", [0, 1, 6, 20, 45, 100, 400, 900, 2500, 7300, 30000])
@pytest.mark.parametrize("most", [3, 4, 6])
def test_some_marks_stand_on_every_scale_and_never_too_many(days, most):
    drawn = scale(FIRST, FIRST + timedelta(days=days))
    marks = drawn.marks("ar", most)
    assert 1 <= len(marks) <= most
    places = [drawn.place(mark.day) for mark in marks]
    assert places == sorted(places)
    assert all(0 <= place < 1 for place in places)
    assert len({mark.label for mark in marks}) == len(marks)


def test_days_lie_inside_and_a_single_day_is_no_wall():
    narrow = scale(FIRST, FIRST)
    assert narrow.days >= 6
    assert 0.2 < narrow.place(FIRST) < 0.8
    wide = scale(date(2004, 5, 1), date(2024, 5, 1))
    assert 0 < wide.place(date(2004, 5, 1)) < wide.place(date(2024, 5, 1)) < 1


@pytest.mark.parametrize(
    ("days", "language", "label"),
    [
        (5, "ar", "31/01"),
        (80, "ar", "فبراير 2024"),
        (80, "en", "February 2024"),
        (3000, "en", "2026"),
    ],
)
def test_marks_are_days_months_or_years(days, language, label):
    marks = scale(FIRST, FIRST + timedelta(days=days)).marks(language, 5)
    assert label in [mark.label for mark in marks]


@pytest.mark.parametrize(
    ("first", "labels"),
    [
        (date(2024, 1, 1), ["يناير 2024", "فبراير 2024", "مارس 2024"]),
        (date(2024, 1, 2), ["فبراير 2024", "مارس 2024"]),
        (date(2023, 12, 31), ["يناير 2024", "فبراير 2024", "مارس 2024"]),
    ],
)
def test_a_month_is_marked_where_it_begins(first, labels):
    marks = TimeScale(first, date(2024, 3, 31)).marks("ar", 4)
    assert [mark.label for mark in marks] == labels
    assert {mark.day.day for mark in marks} == {1}


def test_the_calendar_ends_without_a_fault():
    assert scale(date.min, date.max).marks("ar", 4)
    assert scale(date.max, date.max).marks("ar", 4)
