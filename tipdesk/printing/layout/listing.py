"""Rows of a repeat as a list of the paper's own: which questions share a column, its words say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.forms.model import (
    Group,
    LocalText,
    Question,
    path_of,
    row_path,
)
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.tables import WRITING_ROW, Column, Table, TableCell, table
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import Wording, wording

_NUMBER_COLUMN = 24.0


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its head, its width in points (0: what is left), the questions in it."""

    head: LocalText
    width: float
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A repeat and the columns of which this copy may carry something."""

    repeat: Group
    columns: tuple[ListColumn, ...]
    numbers: tuple[int, ...]  # of the rows that this copy carries


def listing(setter: Setter, words: Wording) -> Listing | None:
    """What a part of a paper's words lists: `repeat`, and `columns` with `fields`, `width` and
    `head`. A column without fields is for the pen. None: nothing that this copy may carry."""
    reading = setter.reading
    repeat = reading.form.repeat(words.setting("repeat"))
    if repeat is None:
        return None
    printed = {one.name: one for one in repeat.questions() if reading.prints(one)}
    columns: list[ListColumn] = []
    for entry in words.parts("columns"):
        fields = entry.setting("fields").split()
        found = tuple(printed[name] for name in fields if name in printed)
        if found or not fields:
            columns.append(
                ListColumn(entry.text("head"), float(entry.setting("width") or 0), found)
            )
    if not any(column.questions for column in columns):
        return None
    numbers = tuple(
        row for row in reading.rows(repeat) if reading.asked(row_path(repeat.name, row))
    )
    return Listing(repeat, tuple(columns), numbers)


def listed(setter: Setter, made: Listing, *, empty: int, lines: int = 1) -> Table:
    """The list as a table, with `empty` rows to write in below, each `lines` lines high."""
    columns = [
        Column(wording("frame").text("number"), Align.CENTRE, _NUMBER_COLUMN, grey=True),
        *(Column(one.head, width=one.width) for one in made.columns),
    ]
    rows = [
        [TableCell(str(number)), *(_cell(setter, made, one, row) for one in made.columns)]
        for number, row in enumerate(made.numbers, start=1)
    ]
    first = len(rows) + 1
    rows += [
        [TableCell(str(number)), *(TableCell() for _ in made.columns)]
        for number in range(first, first + empty)
    ]
    return table(setter.reading.voice, columns, rows, lines * WRITING_ROW)


def _cell(setter: Setter, made: Listing, column: ListColumn, row: int) -> TableCell:
    if not column.questions:
        return TableCell()
    said = [words for one in column.questions if (words := said_of(setter, made, one, row))]
    if not said:
        nothing = setter.reading.voice.main(wording("frame").text("not_recorded"))
        return TableCell(nothing, grey=True)
    return TableCell("\n".join(said), overflow=setter.overflow(column.questions[0]))


def said_of(setter: Setter, made: Listing, question: Question, row: int) -> str:
    """What a row says to one question, '' where it is not asked."""
    reading = setter.reading
    path = path_of(question.name, made.repeat.name, row)
    return reading.words(question, reading.entry(path)) if reading.asked(path) else ""


def empty_rows(made: Sequence[int], wanted: int) -> int:
    """How many rows to write in stand below `made`, so that a list has at least `wanted`."""
    return max(0, wanted - len(made))
