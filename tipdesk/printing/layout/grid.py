"""The grid of labelled cells, and what stands in the cell of each type of question.

Cells take the width they need, rows take the height they need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from tipdesk.forms.model import LocalText, Question, QuestionType
from tipdesk.i18n.text import hijri
from tipdesk.printing.layout import bodies
from tipdesk.printing.layout.flow import Undivided
from tipdesk.printing.layout.narrative import Continuation
from tipdesk.printing.layout.reading import PathEntry, Reading
from tipdesk.printing.pdf.pen import CONTENT, Pen, content_width
from tipdesk.printing.text.layout import (
    RULE,
    WHITE,
    SetLine,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.wording import Voice, wording

COLUMNS = 12
UNIT = CONTENT / COLUMNS
_LABEL_PAD = 4.0
_LOWEST = 30.0
_LABEL_SHARE = 6  # columns that a label may ask for; a longer one wraps


class Cell:
    """A label in two languages over a body."""

    def __init__(self, voice: Voice, label: LocalText, body: bodies.Body, least: int = 2) -> None:
        self.voice = voice
        self.body = body
        look = styles(voice.language, voice.size)
        self.label = printable(voice.main(label), look.label)
        self.other = printable(voice.other(label), look.label_other)
        if self.other == self.label:
            self.other = ""
        label_width = natural_width(self.label, look.label) + 2 * _LABEL_PAD + 1
        both = label_width + natural_width(self.other, look.label_other) + 8
        unit = content_width(look.scale) / COLUMNS
        wanted = max(min(both, _LABEL_SHARE * unit), body.natural)
        self.span = max(least, min(COLUMNS, ceil(wanted / unit - 0.01)))

    def set(self, width: float) -> SetCell:
        """Set label and body for a width."""
        look = styles(self.voice.language, self.voice.size)
        room = width - 2 * _LABEL_PAD
        main = layout(self.label, look.label, room)
        other = layout(self.other, look.label_other, room) if self.other else ()
        together = len(main) == 1 and len(other) <= 1
        if together and other:
            together = main[0].width + other[0].width + 6 <= room
        height = len(main) * look.label.leading
        if not together:
            height += len(other) * look.label_other.leading
        return SetCell(self.voice, main, other, together, height + 1, self.body.set(width))


@dataclass(frozen=True, slots=True)
class SetCell:
    """A cell set for one width."""

    voice: Voice
    main: tuple[SetLine, ...]
    other: tuple[SetLine, ...]
    together: bool
    label_height: float
    body: bodies.SetBody

    @property
    def height(self) -> float:
        """Label, body and the space around."""
        return self.label_height + self.body.height + 3.5

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        """Label and body, in the frame that the row has drawn."""
        width, height = size
        look = styles(self.voice.language, self.voice.size)
        room = width - 2 * _LABEL_PAD
        with pen.tagged("Lbl"):
            y = pen.lines(self.main, look.label, offset + _LABEL_PAD, top - 0.8, room)
            y = top - 1.2 if self.together else y
            pen.lines(self.other, look.label_other, offset + _LABEL_PAD, y, room)
        below = top - self.label_height
        if isinstance(self.body, bodies.Nothing):
            return  # whoever hears the paper is told of no point without words
        with pen.tagged("LBody"):
            self.body.draw(pen, offset, below, (width, height - self.label_height - 2))


class GridRow(Undivided):
    """Cells beside each other over the full width."""

    def __init__(
        self, cells: Sequence[Cell], widths: Sequence[float], group: object = None
    ) -> None:
        self._group = group or object()  # what rows of one list share
        self._cells = [cell.set(width) for cell, width in zip(cells, widths, strict=True)]
        self._widths = tuple(widths)
        self.height = max([_LOWEST, *(cell.height for cell in self._cells)])

    def draw(self, pen: Pen, top: float) -> None:
        """Every cell with the row's height."""
        offset = 0.0
        for width in self._widths:
            pen.box(offset, top, (width, self.height), WHITE, RULE)
            offset += width
        offset = 0.0
        with pen.tagged("L", thing=self._group):
            for cell, width in zip(self._cells, self._widths, strict=True):
                with pen.tagged("LI"):
                    cell.draw(pen, offset, top, (width, self.height))
                offset += width


def rows(cells: Iterable[Cell]) -> list[GridRow]:
    """Fill rows with cells in their order; spare width goes where it is of use."""
    result: list[GridRow] = []
    current: list[Cell] = []
    used = 0
    group = object()
    for cell in cells:
        if current and used + cell.span > COLUMNS:
            result.append(GridRow(current, _widths(current), group))
            current, used = [], 0
        current.append(cell)
        used += cell.span
    if current:
        result.append(GridRow(current, _widths(current), group))
    return result


def halves(first: Cell, second: Cell) -> GridRow:
    """Two cells of the same width: what must be read side by side."""
    half = content_width(first.voice.size.value) / 2
    return GridRow((first, second), (half, half))


def _widths(cells: Sequence[Cell]) -> list[float]:
    unit = content_width(cells[0].voice.size.value) / COLUMNS
    spare = COLUMNS - sum(cell.span for cell in cells)
    shares = [cell.body.stretch for cell in cells]
    total = sum(shares)
    if not total:
        shares, total = (
            [float(cell.span) for cell in cells],
            float(sum(cell.span for cell in cells)),
        )
    return [
        (cell.span + spare * share / total) * unit
        for cell, share in zip(cells, shares, strict=True)
    ]


_ALL_SHOWN = 8  # a filled paper shows longer lists by what was chosen alone
_ALL_BLANK = 20  # a blank paper offers longer lists as a line to write on
_DATE = ((2, "d"), (2, "m"), (4, "y"))
_TIME = ((2, "h"), (2, "min"))

Maker = Callable[["Setter", Question, PathEntry], bodies.Body]


class Setter:
    """Makes cells for one reading; long answers go to its continuation sheets."""

    def __init__(self, reading: Reading, continuation: Continuation) -> None:
        self.reading = reading
        self.continuation = continuation
        self.look = styles(reading.voice.language, reading.voice.size)

    def cell(self, question: Question, entry: PathEntry) -> Cell:
        """The cell of one question."""
        return Cell(
            self.reading.voice, self.reading.label(question, entry), self.body(question, entry)
        )

    def body(self, question: Question, entry: PathEntry) -> bodies.Body:
        """What stands below the label."""
        if entry.reason is not None:
            return self.value(question, self.reading.reason(entry.reason), reason=True)
        if self.reading.masks(question) and entry.value:
            return self.value(question, self.reading.words(question, entry), reason=True)
        if not entry.value and not self.reading.blank:
            nothing = self.reading.voice.main(wording("frame").text("not_recorded"))
            return self.value(question, nothing, reason=True)
        return CELLS[question.type](self, question, entry)

    def value(
        self, question: Question, text: str, reason: bool = False, ltr: bool = False
    ) -> bodies.Value:
        """An answer in words."""
        style = self.look.reason if reason else self.look.answer
        return bodies.Value(text, style, self.look, self.overflow(question), ltr)

    def overflow(self, question: Question) -> Callable[[str], str]:
        """What takes a text that does not fit, and returns the mark to print in its place."""

        def take(text: str) -> str:
            return self.continuation.mark(self.continuation.add(question.label, text))

        return take


def _words(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    if setter.reading.blank:
        return bodies.Blank(3 * UNIT)
    ltr = "tip-ltr" in question.appearance
    return setter.value(question, setter.reading.words(question, entry), ltr=ltr)


def _long_words(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    if setter.reading.blank:
        return bodies.Blank(12 * UNIT, height=64.0)
    return _words(setter, question, entry)


def _number(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    if not setter.reading.blank:
        return _words(setter, question, entry)
    return bodies.Comb([bodies.CombGroup("", "", 3)], setter.look)


def _groups(
    setter: Setter, parts: Sequence[tuple[int, str]], digits: str = ""
) -> list[bodies.CombGroup]:
    hints = wording("frame").part("comb_hints")
    result, at = [], 0
    for count, name in parts:
        hint = setter.reading.voice.main(hints.text(name))
        result.append(bodies.CombGroup(digits[at : at + count], hint, count))
        at += count
    return result


def _date(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    if setter.reading.blank:
        return bodies.Comb(_groups(setter, _DATE), setter.look)
    try:
        day = date.fromisoformat(entry.value)
    except ValueError:
        return _words(setter, question, entry)
    beside = hijri(day, setter.reading.voice.language)
    return bodies.Comb(
        _groups(setter, _DATE, f"{day:%d%m%Y}"), setter.look, [beside] if beside else []
    )


def _moment(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    if setter.reading.blank:
        return bodies.Comb(_groups(setter, _DATE + _TIME), setter.look)
    return _words(setter, question, entry)


def _partial_date(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    if not setter.reading.blank:
        return _words(setter, question, entry)
    options = [
        bodies.Option(setter.reading.voice.main(text), False)
        for text in wording("frame").texts("partial_date")
    ]
    return bodies.Paired(
        bodies.Comb(_groups(setter, _DATE), setter.look), bodies.Choices(options, setter.look)
    )


def _options(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
    chosen = set(
        entry.value.split() if question.type is QuestionType.SELECT_MULTIPLE else [entry.value]
    )
    ticks: dict[str, bool] = {}  # two choices with one label on paper are one box
    for name, label in setter.reading.labels(question.list_name).items():
        ticks[label] = ticks.get(label, False) or name in chosen
        chosen.discard(name)
    for unknown in sorted(chosen - {""}):
        ticks[unknown] = True
    if setter.reading.blank and (len(ticks) > _ALL_BLANK or "minimal" in question.appearance):
        return bodies.Blank(4 * UNIT)
    if not setter.reading.blank and len(ticks) > _ALL_SHOWN:
        ticks = {label: True for label, ticked in ticks.items() if ticked}
    return bodies.Choices(
        [bodies.Option(label, ticked) for label, ticked in ticks.items()], setter.look
    )


def _note(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:  # noqa: ARG001  makers have one shape
    return setter.value(question, setter.reading.voice.main(question.label), reason=True)


CELLS: Mapping[QuestionType, Maker] = {
    QuestionType.TEXT: _words,
    QuestionType.LONG_TEXT: _long_words,
    QuestionType.INTEGER: _number,
    QuestionType.DECIMAL: _words,  # an amount has too many digits for boxes
    QuestionType.DATE: _date,
    QuestionType.TIME: _words,
    QuestionType.DATETIME: _moment,
    QuestionType.PARTIAL_DATE: _partial_date,
    QuestionType.SELECT_ONE: _options,
    QuestionType.SELECT_MULTIPLE: _options,
    QuestionType.PERSON: _words,
    QuestionType.OFFICER: _words,
    QuestionType.ATTACHMENT: _words,
    QuestionType.NOTE: _note,
    QuestionType.CALCULATE: _words,
}
"""How each type of question is printed in a cell."""
