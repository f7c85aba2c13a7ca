"""The grid of labelled cells. Cells take the width they need, rows take the height they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.bodies import Body, SetBody
from tipdesk.printing.layout.flow import Undivided
from tipdesk.printing.pdf.pen import CONTENT, Pen
from tipdesk.printing.text.layout import Line, layout, natural_width
from tipdesk.printing.text.styles import RULE, WHITE, printable, styles
from tipdesk.printing.wording import Voice

COLUMNS = 12
UNIT = CONTENT / COLUMNS
_LABEL_PAD = 4.0
_LOWEST = 30.0
_LABEL_SHARE = 6  # columns that a label may ask for; a longer one wraps


class Cell:
    """A label in two languages over a body."""

    def __init__(self, voice: Voice, label: LocalText, body: Body, least: int = 2) -> None:
        self.voice = voice
        self.body = body
        look = styles(voice.language)
        self.label = printable(voice.main(label), look.label)
        self.other = printable(voice.other(label), look.label_other)
        if self.other == self.label:
            self.other = ""
        label_width = natural_width(self.label, look.label) + 2 * _LABEL_PAD + 1
        both = label_width + natural_width(self.other, look.label_other) + 8
        wanted = max(min(both, _LABEL_SHARE * UNIT), body.natural)
        self.span = max(least, min(COLUMNS, ceil(wanted / UNIT - 0.01)))

    def set(self, width: float) -> SetCell:
        """Set label and body for a width."""
        look = styles(self.voice.language)
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
    main: tuple[Line, ...]
    other: tuple[Line, ...]
    together: bool
    label_height: float
    body: SetBody

    @property
    def height(self) -> float:
        """Label, body and the space around."""
        return self.label_height + self.body.height + 4.5

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        """Label and body, in the frame that the row has drawn."""
        width, height = size
        look = styles(self.voice.language)
        room = width - 2 * _LABEL_PAD
        with pen.tagged("Lbl"):
            y = pen.lines(self.main, look.label, offset + _LABEL_PAD, top - 0.8, room)
            y = top - 1.2 if self.together else y
            pen.lines(self.other, look.label_other, offset + _LABEL_PAD, y, room)
        below = top - self.label_height
        with pen.tagged("LBody"):
            self.body.draw(pen, offset, below, (width, height - self.label_height - 2))


class Row(Undivided):
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


def rows(cells: Iterable[Cell]) -> list[Row]:
    """Fill rows with cells in their order; spare width goes where it is of use."""
    result: list[Row] = []
    current: list[Cell] = []
    used = 0
    group = object()
    for cell in cells:
        if current and used + cell.span > COLUMNS:
            result.append(Row(current, _widths(current), group))
            current, used = [], 0
        current.append(cell)
        used += cell.span
    if current:
        result.append(Row(current, _widths(current), group))
    return result


def halves(first: Cell, second: Cell) -> Row:
    """Two cells of the same width: what must be read side by side."""
    return Row((first, second), (CONTENT / 2, CONTENT / 2))


def _widths(cells: Sequence[Cell]) -> list[float]:
    spare = COLUMNS - sum(cell.span for cell in cells)
    shares = [cell.body.stretch for cell in cells]
    total = sum(shares)
    if not total:
        shares, total = (
            [float(cell.span) for cell in cells],
            float(sum(cell.span for cell in cells)),
        )
    return [
        (cell.span + spare * share / total) * UNIT
        for cell, share in zip(cells, shares, strict=True)
    ]
