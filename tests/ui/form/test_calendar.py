"""The calendar beside a date: its weeks and months."""

from datetime import date

from tipdesk.ui.form.date_editors import MonthGrid, moved


def test_weeks_of_the_calendar_begin_with_sunday_at_the_right(qtbot):
    grid = MonthGrid()
    qtbot.addWidget(grid)
    grid.go_to(date(2026, 11, 24))
    assert grid.first() == date(2026, 11, 1)
    assert grid.cell(0, 1).x() > grid.cell(6, 1).x()
    assert grid.day_at(grid.cell(2, 4).center()) == date(2026, 11, 24)


def test_a_month_later_is_a_day_that_exists():
    assert moved(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert moved(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert moved(date(2026, 12, 5), 1) == date(2027, 1, 5)
