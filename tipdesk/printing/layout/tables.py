"""Tables: the rows of a repeat, questions that share one choice list, plain lists.

A document may show the rows of a repeat as a list of its own (`RepeatTable`): which questions
share a column, its words say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tipdesk.forms.model import Group, LocalText, Question, path_of, row_path
from tipdesk.printing.layout.flow import Block
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.pdf.pen import CONTENT, TICK_BOX, Pen, content_width
from tipdesk.printing.pdf.structure import COLUMN
from tipdesk.printing.text.layout import (
    RED,
    RULE,
    TINT,
    WHITE,
    Align,
    SetLine,
    Style,
    Styles,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.text.pieces import Colour
from tipdesk.printing.wording import Voice, Wording, wording

_PAD = 4.0
_TALLEST = 14  # lines in a cell; a longer text is continued
_LINES_BEFORE_MARK = 8
_NARROW, _WIDE = 46.0, 260.0
_LEAST_COLUMN = 60.0  # points; of a list whose columns would be narrower each is a line
_COUNTED = 34.0  # points; a column no wider holds numbers
_LONG_WORD = 72.0  # points; a longer word may be cut
WRITING_ROW = 24.0  # points; 8.5 mm, a line to write on by hand
_LOWEST = 17.0
_EDGES = 5.0  # points above and below a row's lines, together
_KEPT_WHOLE = 130.0  # points on paper; a table no higher is not divided
_TALL_ROW = 180.0  # points on paper; a row no higher is not divided
_FEWEST = 4  # lines of a divided row on either page


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column's head and how its cells are set."""

    head: LocalText
    align: Align = Align.START
    width: float = 0.0  # points; 0: shared out by what it holds
    grey: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """What stands in a cell: text, or a box to tick."""

    text: str = ""
    tick: bool | None = None
    grey: bool = False
    overflow: Callable[[str], str] | None = None  # takes the whole text, returns the mark
    other: bool = False  # in the second language


@dataclass(frozen=True, slots=True)
class _SetTableCell:
    lines: tuple[SetLine, ...]
    style: Style
    tick: bool | None
    mark: tuple[SetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _SetRow:
    cells: tuple[_SetTableCell, ...]
    height: float
    leading: float

    def divided(self, room: float, tall: float) -> tuple[_SetRow, _SetRow] | None:
        """Two rows of which the first fits into `room`, for one that is taller than `tall`."""
        most = max(len(cell.lines) for cell in self.cells)
        count = min(int((room - _EDGES) // self.leading), most - _FEWEST)
        if self.height <= tall or count < _FEWEST:
            return None
        above = tuple(replace(cell, lines=cell.lines[:count], mark=()) for cell in self.cells)
        below = tuple(replace(cell, lines=cell.lines[count:], tick=None) for cell in self.cells)
        rest = _height(most - count, self.leading)
        return (
            _SetRow(above, _height(count, self.leading), self.leading),
            _SetRow(below, rest, self.leading),
        )


def _height(lines: int, leading: float) -> float:
    return max(_LOWEST, lines * leading + _EDGES)


class _Frame:
    """What all parts of one table share: columns, widths, heads."""

    def __init__(
        self,
        voice: Voice,
        columns: Sequence[PrintedColumn],
        rows: Sequence[Sequence[TableCell]],
        least: float,
    ) -> None:
        self.look: Styles = styles(voice.language, voice.size)
        self.least = least
        self.columns = tuple(columns)
        self.widths = self._share(voice, rows)
        self.heads = [self._set_head(voice, index) for index in range(len(columns))]
        self.head_height = 6 + max(
            len(main) * self.look.table_head.leading
            + len(other) * self.look.table_head_other.leading
            for main, other in self.heads
        )

    def _share(self, voice: Voice, rows: Sequence[Sequence[TableCell]]) -> list[float]:
        """Fixed widths as they are; the rest by the longest of what each column holds, none so
        narrow that a date or another word is cut."""
        free = [index for index, column in enumerate(self.columns) if not column.width]
        texts = {index: [row[index].text for row in rows] for index in free}
        wanted = {index: self._wanted(voice, self.columns[index], texts[index]) for index in free}
        least = {index: self._longest_word(texts[index]) for index in free}
        width = content_width(self.look.scale)
        widths = [_narrowed(column.width, width) for column in self.columns]
        room = width - sum(widths)
        if sum(least.values()) > room:
            least = dict.fromkeys(free, 0.0)  # words are cut somewhere: share by what is wanted
        # Columns whose share is narrower than their longest word get that width and leave the rest
        # to share anew, which may make another one too narrow; a turn without any is the last.
        while free:
            total = sum(wanted[index] for index in free)
            narrow = [index for index in free if room * wanted[index] / total < least[index]]
            for index in narrow or free:
                widths[index] = least[index] if narrow else room * wanted[index] / total
            room -= sum(widths[index] for index in narrow)
            free = [index for index in free if narrow and index not in narrow]
        return widths

    def _longest_word(self, texts: Sequence[str]) -> float:
        """The width that the longest word of a column asks for, within reason."""
        longest = max((word for text in texts for word in text[:400].split()), key=len, default="")
        style = self.look.table_cell
        # and half a point to spare: a date in a narrow column stays whole
        return min(natural_width(printable(longest, style), style), _LONG_WORD) + 2 * _PAD + 0.5

    def _wanted(self, voice: Voice, column: PrintedColumn, texts: Sequence[str]) -> float:
        head, cell = self.look.table_head, self.look.table_cell
        widths = [natural_width(printable(text[:400], cell), cell) for text in texts if text]
        widths.append(natural_width(printable(voice.main(column.head), head), head) * 0.7)
        return min(max([_NARROW, *widths]), _WIDE) + 2 * _PAD

    def _set_head(
        self, voice: Voice, index: int
    ) -> tuple[tuple[SetLine, ...], tuple[SetLine, ...]]:
        room = self.widths[index] - 2 * _PAD
        head = self.columns[index].head
        main, other = self.look.table_head, self.look.table_head_other
        return (
            layout(printable(voice.main(head), main), main, room),
            layout(printable(voice.other(head), other), other, room),
        )

    def set_row(self, row: Sequence[TableCell]) -> _SetRow:
        """One row, its lines broken to the columns' widths."""
        cells = tuple(self._set_cell(cell, index) for index, cell in enumerate(row))
        leading = self.look.table_cell.leading
        lines = max((len(cell.lines) + len(cell.mark) for cell in cells), default=0)
        empty = not any(cell.lines or cell.tick is not None for cell in cells)
        least = max(self.least, WRITING_ROW) if empty else self.least
        return _SetRow(cells, max(least, _height(lines, leading)), leading)

    def _set_cell(self, cell: TableCell, index: int) -> _SetTableCell:
        column = self.columns[index]
        style = self.look.table_cell.but(align=column.align)
        if cell.grey or column.grey:
            style = self.look.reason.but(align=column.align)
        if cell.other:
            style = self.look.body_other.but(align=column.align)
        room = self.widths[index] - 2 * _PAD
        lines = layout(printable(cell.text, style), style, room) if cell.text else ()
        if len(lines) <= _TALLEST or cell.overflow is None:
            return _SetTableCell(lines, style, cell.tick)
        red = _mark_style(style)
        mark = layout(printable(cell.overflow(cell.text), red), red, room)
        return _SetTableCell(lines[:_LINES_BEFORE_MARK], style, None, mark)


class PrintedTable:
    """Rows under a head that is repeated on every page. Made by `table`."""

    keeps_next = False

    def __init__(self, frame: _Frame, rows: Sequence[_SetRow], opens: bool = True) -> None:
        self._frame = frame
        self._opens = opens  # with the table's first row
        self._rows = tuple(rows)

    @property
    def height(self) -> float:
        """Head and rows."""
        return self._frame.head_height + sum(row.height for row in self._rows)

    @property
    def head(self) -> float:
        """A short table whole; of a long one the head and the first row."""
        scale = self._frame.look.scale
        if self.height <= _KEPT_WHOLE / scale:
            return self.height
        first = self._rows[0]
        kept = (
            first.height if first.height <= _TALL_ROW / scale else _height(_FEWEST, first.leading)
        )
        return self._frame.head_height + kept

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide between rows, and inside one that is taller than most; the head comes again."""
        left, count = room - self._frame.head_height, 0
        while count < len(self._rows) and self._rows[count].height <= left:
            left -= self._rows[count].height
            count += 1
        if count == len(self._rows):
            return None
        above, below = self._rows[:count], self._rows[count:]
        parts = below[0].divided(left, _TALL_ROW / self._frame.look.scale)
        if parts is not None:
            above, below = (*above, parts[0]), (parts[1], *below[1:])
        if not above:
            return None
        return PrintedTable(self._frame, above, self._opens), PrintedTable(
            self._frame, below, opens=False
        )

    def draw(self, pen: Pen, top: float) -> None:
        """Head, rows, lines between."""
        with pen.tagged("Table", thing=self._frame):
            if self._opens:
                with pen.tagged("TR"):
                    self._draw_head(pen, top)
            else:  # said once, whatever the number of pages
                with pen.marking.within(None):
                    self._draw_head(pen, top)
            y = top - self._frame.head_height
            for row in self._rows:
                with pen.tagged("TR"):
                    self._draw_row(pen, row, y)
                y -= row.height

    def _draw_head(self, pen: Pen, top: float) -> None:
        look, height = self._frame.look, self._frame.head_height
        self._draw_boxes(pen, top, height, TINT)
        offset = 0.0
        for (main, other), width in zip(self._frame.heads, self._frame.widths, strict=True):
            room = width - 2 * _PAD
            with pen.tagged("TH", COLUMN):
                y = pen.lines(main, look.table_head, offset + _PAD, top - 3, room)
                pen.lines(other, look.table_head_other, offset + _PAD, y, room)
            offset += width

    def _draw_row(self, pen: Pen, row: _SetRow, top: float) -> None:
        self._draw_boxes(pen, top, row.height, WHITE)
        offset = 0.0
        for cell, width in zip(row.cells, self._frame.widths, strict=True):
            with pen.tagged("TD"):
                _draw_cell(pen, cell, offset, top, (width, row.height))
            offset += width

    def _draw_boxes(self, pen: Pen, top: float, height: float, fill: Colour) -> None:
        offset = 0.0
        for width in self._frame.widths:
            pen.box(offset, top, (width, height), fill, RULE, (0.4, 0.0))
            offset += width


def table(
    voice: Voice,
    columns: Sequence[PrintedColumn],
    rows: Sequence[Sequence[TableCell]],
    least: float = _LOWEST,
) -> PrintedTable:
    """A table at full width. Columns without a width share what the others leave. No row is lower
    than `least` points."""
    frame = _Frame(voice, columns, rows, least)
    return PrintedTable(frame, [frame.set_row(row) for row in rows])


def _narrowed(width: float, content: float) -> float:
    """A fixed width on a sheet whose content is that wide: a number's column keeps its own."""
    return width if width <= _COUNTED else width * content / CONTENT


def _mark_style(style: Style) -> Style:
    return style.but(colour=RED)


def _draw_cell(
    pen: Pen, cell: _SetTableCell, offset: float, top: float, size: tuple[float, float]
) -> None:
    width, height = size
    if cell.tick is not None:
        middle = top - (height - TICK_BOX) / 2
        pen.tick_box(offset + (width - TICK_BOX) / 2, middle, cell.tick)
        return
    used = (len(cell.lines) + len(cell.mark)) * cell.style.leading
    room = width - 2 * _PAD
    y = pen.lines(cell.lines, cell.style, offset + _PAD, top - (height - used) / 2, room)
    if cell.mark:
        pen.lines(cell.mark, _mark_style(cell.style), offset + _PAD, y, room)


# --- lists of a document's own ----------------------------------------------------------------


_NUMBER_COLUMN = 24.0


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its head, its width in points (0: what is left), the questions in it."""

    head: LocalText
    width: float
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class RepeatTable:
    """A repeat and the columns of which this copy may carry something."""

    repeat: Group
    columns: tuple[ListColumn, ...]
    numbers: tuple[int, ...]  # of the rows that this copy carries


def listing(setter: Setter, words: Wording) -> RepeatTable | None:
    """What a part of a paper's words lists: `repeat`, and `columns` with `fields`, `width` and
    `head`. A column without fields is for the pen. None: nothing that this copy may carry."""
    reading = setter.reading
    repeat = reading.form.repeat(words.setting("repeat"))
    if repeat is None:
        return None
    printed = {
        question.name: question for question in repeat.questions() if reading.prints(question)
    }
    columns: list[ListColumn] = []
    for entry in words.parts("columns"):
        fields = entry.setting("fields").split()
        questions = tuple(printed[name] for name in fields if name in printed)
        if questions or not fields:
            columns.append(
                ListColumn(entry.text("head"), float(entry.setting("width") or 0), questions)
            )
    if not any(column.questions for column in columns):
        return None
    numbers = tuple(
        row for row in reading.rows(repeat) if reading.is_asked(row_path(repeat.name, row))
    )
    return RepeatTable(repeat, tuple(columns), numbers)


def listed(setter: Setter, content: RepeatTable, *, empty: int, lines: int = 1) -> PrintedTable:
    """The list as a table, with `empty` rows to write in below, each `lines` lines high; where its
    columns would be too narrow to read, each of them is a line of its own."""
    if content_width(setter.look.scale) / (len(content.columns) + 1) < _LEAST_COLUMN:
        return _stacked(setter, content, empty, lines)
    columns = [
        PrintedColumn(wording("frame").text("number"), Align.CENTRE, _NUMBER_COLUMN, grey=True),
        *(PrintedColumn(column.head, width=column.width) for column in content.columns),
    ]
    rows = [
        [
            TableCell(str(number)),
            *(_cell(setter, content, column, row) for column in content.columns),
        ]
        for number, row in enumerate(content.numbers, start=1)
    ]
    first = len(rows) + 1
    rows += [
        [TableCell(str(number)), *(TableCell() for _ in content.columns)]
        for number in range(first, first + empty)
    ]
    return table(setter.reading.voice, columns, rows, lines * WRITING_ROW)


def _stacked(setter: Setter, content: RepeatTable, empty: int, lines: int) -> PrintedTable:
    words, main = wording("frame").part("stacked"), setter.reading.voice.main
    columns = [
        PrintedColumn(wording("frame").text("number"), Align.CENTRE, _NUMBER_COLUMN, grey=True),
        PrintedColumn(words.text("field"), grey=True),
        PrintedColumn(words.text("value")),
    ]
    rows = [
        [
            TableCell(str(number) if column is content.columns[0] else ""),
            TableCell(main(column.head)),
            _cell(setter, content, column, row) if row else TableCell(),
        ]
        for number, row in enumerate((*content.numbers, *[0] * empty), start=1)
        for column in content.columns
    ]
    return table(setter.reading.voice, columns, rows, lines * WRITING_ROW)


def _cell(setter: Setter, content: RepeatTable, column: ListColumn, row: int) -> TableCell:
    if not column.questions:
        return TableCell()
    texts = [
        words
        for question in column.questions
        if (words := words_of_row(setter, content, question, row))
    ]
    if not texts:
        nothing = setter.reading.voice.main(wording("frame").text("not_recorded"))
        return TableCell(nothing, grey=True)
    return TableCell("\n".join(texts), overflow=setter.overflow(column.questions[0]))


def words_of_row(setter: Setter, content: RepeatTable, question: Question, row: int) -> str:
    """What a row says to one question, '' where it is not asked."""
    reading = setter.reading
    path = path_of(question.name, content.repeat.name, row)
    return reading.words(question, reading.entry(path)) if reading.is_asked(path) else ""


def empty_rows(numbers: Sequence[int], wanted: int) -> int:
    """How many rows to write in stand below `numbers`, so that a list has at least `wanted`."""
    return max(0, wanted - len(numbers))
