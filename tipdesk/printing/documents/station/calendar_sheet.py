"""A week of the calendar: one page, whatever stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tipdesk.cases.casework.calendar_week import (
    WEEK,
    CalendarDay,
    CalendarWeek,
    is_by_day,
    need_code,
    sunday_of,
)
from tipdesk.cases.casework.deadlines import OwedLine, overdue
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import format_date, format_time, isolated, weekday_name
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout.blocks import Band, paragraph
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.tables import PrintedColumn, PrintedTable, TableCell, table
from tipdesk.printing.pdf.pen import CONTENT

_DAY = 74.0  # points: its name and its date
_MEETINGS = 206.0
_MOST = 30  # entries of a day that one page could ever hold
_SPARE = 1.0  # points: heights are sums, and what fits exactly must not begin a page
_STEP = 6.0  # points by which the days are made lower until all have room
_ANY_SUNDAY = sunday_of(date(2026, 1, 4))  # for the names of the days


def calendar_sheet(setter: Setter, room: float) -> list[Block]:
    """Its blocks, no higher than `room` points: of a day for which there is no room the last
    entries are counted."""
    paper = PaperBuilder(setter)
    week = setter.reading.options.week
    before: list[Block] = [
        *paper.fixed_words("preface", small=True, after=3.0),
        Band(paper.voice, "", _title(paper, week)),
    ]
    after: list[Block] = [
        Gap(3),
        paragraph(paper.voice.main(paper.words.text("counted")), paper.look.small, 0.0),
    ]
    left = room - _SPARE - sum(block.height for block in (*before, *after))
    return [*before, _days(paper, week, left), *after]


def _title(paper: PaperBuilder, week: CalendarWeek | None) -> LocalText:
    if week is None:
        return paper.words.text("by_hand")
    words, language = paper.words.text("week"), paper.voice.language
    first, last = (isolated(format_date(day, language)) for day in (week.first, week.last))
    return LocalText(*(text.format(first=first, last=last) for text in (words.ar, words.en)))


def _days(paper: PaperBuilder, week: CalendarWeek | None, room: float) -> PrintedTable:
    """As many entries of each day as `room` has for, and as high as it is: people write there."""
    days = week.days if week is not None else (None,) * WEEK
    most = _MOST
    while (drawn := _table(paper, _rows(paper, week, days, most))).height > room and most > 1:
        most -= 1
    least = (room - _table(paper, []).height) / WEEK
    while least > 0:
        higher = _table(paper, _rows(paper, week, days, most), least)
        if higher.height <= room:
            return higher
        least -= _STEP
    return drawn


def _rows(
    paper: PaperBuilder, week: CalendarWeek | None, days: Sequence[CalendarDay | None], most: int
) -> list[list[TableCell]]:
    return [_row(paper, week, day, at, most) for at, day in enumerate(days)]


def _table(
    paper: PaperBuilder, rows: Sequence[Sequence[TableCell]], least: float = 0.0
) -> PrintedTable:
    words = paper.words
    columns = [
        PrintedColumn(words.text("day"), width=_DAY),
        PrintedColumn(words.text("meetings"), width=_MEETINGS),
        PrintedColumn(words.text("due"), width=CONTENT - _DAY - _MEETINGS),
    ]
    return table(paper.voice, columns, rows, least) if least else table(paper.voice, columns, rows)


def _row(
    paper: PaperBuilder, week: CalendarWeek | None, day: CalendarDay | None, at: int, most: int
) -> list[TableCell]:
    language = paper.voice.language
    if week is None or day is None:
        name = weekday_name(date.fromordinal(_ANY_SUNDAY.toordinal() + at), language)
        return [TableCell(name), TableCell(), TableCell()]
    head = f"{weekday_name(day.day, language)}\n{isolated(format_date(day.day, language))}"
    meetings, due = day.meetings[:most], day.due[:most]
    more = day.more + len(day.meetings) + len(day.due) - len(meetings) - len(due)
    last = [_entry(paper, week, line) for line in due]
    if more:
        words = paper.voice.main(paper.words.text("more"))
        last.append(words.format(count=isolated(str(more))))
    return [
        TableCell(head),
        TableCell("\n".join(_entry(paper, week, line) for line in meetings)),
        TableCell("\n".join(last)),
    ]


def _entry(paper: PaperBuilder, week: CalendarWeek, line: OwedLine) -> str:
    """The hour, what it is with the number of the need, whether its time has passed, and the number
    of the file."""
    main, words = paper.voice.main, paper.words
    what = main(words.part("owed").text(line.kind.value))
    if code := need_code(line):
        what = f"{what} {isolated(code)}"
    if line.due is not None and not is_by_day(line):
        what = f"{isolated(format_time(line.due))} {what}"
    if overdue(line, week.at):
        comma = "، " if paper.voice.language == "ar" else ", "
        what = f"{what}{comma}{main(words.text('late'))}"
    return f"{what} – {isolated(line.number)}"
