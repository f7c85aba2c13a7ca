"""What stands in a cell below its label: a value, tick boxes, a comb. First measured, then set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tipdesk.i18n.text import clean, isolated
from tipdesk.printing.pdf.pen import TICK_BOX, Pen, content_width
from tipdesk.printing.pdf.structure import Properties, read_as
from tipdesk.printing.text.layout import (
    FAINT,
    RED,
    RULE,
    WHITE,
    SetLine,
    Style,
    Styles,
    layout,
    natural_width,
    printable,
)

PAD = 4.5  # points between a cell's frame and what is in it
_MOST_LINES = 6  # of an answer in a cell; a longer one is continued
_LINES_BEFORE_MARK = 4
_OPTION_GAP = 7.0
_COMB = (14.0, 18.0)  # width and height of one box
_COMB_GAP = 6.0


class SetBody(Protocol):
    """A body set for one width."""

    @property
    def height(self) -> float:
        """Points that it needs."""

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        """Draw inside `size` (width, height)."""


class Body(Protocol):
    """A body that can still take any width."""

    natural: float  # the width that it would like, in points
    stretch: float  # its share of a row's spare width

    def set(self, width: float) -> SetBody:
        """Decide on lines and sizes. Called once."""


@dataclass(frozen=True, slots=True)
class _SetText:
    lines: tuple[SetLine, ...]
    style: Style
    height: float
    mark: tuple[SetLine, ...] = ()
    mark_style: Style | None = None

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        width, height = size
        room = width - 2 * PAD
        y = top - max(0.0, (height - self.height) / 2)
        y = pen.lines(self.lines, self.style, offset + PAD, y, room)
        if self.mark_style:
            pen.lines(self.mark, self.mark_style, offset + PAD, y, room)


class Value:
    """One answer in words. It wraps and is never made smaller; a long one is continued."""

    stretch = 1.0

    def __init__(
        self,
        text: str,
        style: Style,
        look: Styles,
        overflow: Callable[[str], str],
        ltr: bool = False,
    ) -> None:
        self._text = text
        self._printable = isolated(clean(text)) if ltr else printable(text, style)
        self._style = style
        self._look = look
        self._overflow = overflow  # takes the whole text, returns the mark to print
        self._wide = natural_width(self._printable, style)
        self.natural = min(self._wide + 2 * PAD + 1, content_width(style.scale))

    def set(self, width: float) -> SetBody:
        """Its lines, or the first of them and the mark of where the rest is."""
        room, style = width - 2 * PAD, self._style
        lines = layout(self._printable, style, room)
        if len(lines) <= _MOST_LINES:
            return _SetText(lines, style, len(lines) * style.leading)
        lines = lines[:_LINES_BEFORE_MARK]
        mark_style = self._look.label.but(colour=RED)
        mark = layout(printable(self._overflow(self._text), mark_style), mark_style, room)
        height = len(lines) * style.leading + len(mark) * mark_style.leading
        return _SetText(lines, style, height, mark, mark_style)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Room of this height, and nothing in it to be heard."""

    height: float

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        """It stays empty."""


class Blank:
    """Room to write by hand."""

    stretch = 1.0

    def __init__(self, natural: float, height: float = 21.0) -> None:
        self.natural = natural
        self._height = height

    def set(self, width: float) -> SetBody:  # noqa: ARG002  the same for any width
        """Empty."""
        return Nothing(self._height)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice to tick."""

    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class _SetOption:
    offset: float
    down: float
    width: float
    lines: tuple[SetLine, ...]
    ticked: bool


@dataclass(frozen=True, slots=True)
class _SetChoices:
    options: tuple[_SetOption, ...]
    style: Style
    height: float

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        top -= max(0.0, (size[1] - self.height) / 2)
        for option in self.options:
            at, y = offset + option.offset, top - option.down
            pen.tick_box(at, y - (self.style.leading - TICK_BOX) / 2, option.ticked)
            pen.lines(option.lines, self.style, at + TICK_BOX + 3.5, y, option.width)


class Choices:
    """Tick boxes, as many on a line as fit."""

    stretch = 0.3

    def __init__(self, options: Sequence[Option], look: Styles) -> None:
        self._style = look.option
        self._options = [
            (printable(option.label, self._style), option.ticked) for option in options
        ]
        widths = [self._full(text) for text, _ in self._options]
        total = sum(widths) + _OPTION_GAP * max(0, len(widths) - 1) + 2 * PAD + 1
        widest = max(widths, default=0.0) + 2 * PAD + 1
        self.natural = max(widest, _comfortable(total, content_width(look.scale)))

    def _full(self, text: str) -> float:
        return natural_width(text, self._style) + TICK_BOX + 3.5

    def set(self, width: float) -> SetBody:
        """Flow the options into lines."""
        room = width - 2 * PAD
        placed: list[_SetOption] = []
        at, down, tallest = 0.0, 0.0, 0.0
        for text, ticked in self._options:
            wanted = min(self._full(text), room)
            if at and at + wanted > room + 0.01:
                at, down, tallest = 0.0, down + tallest, 0.0
            label = wanted - TICK_BOX - 3.5
            lines = layout(text, self._style, label + 0.01)
            placed.append(_SetOption(PAD + at, down, label + 0.01, lines, ticked))
            tallest = max(tallest, len(lines) * self._style.leading + 0.6)
            at += wanted + _OPTION_GAP
        return _SetChoices(tuple(placed), self._style, down + tallest)


def _comfortable(total: float, width: float) -> float:
    """A width for options that need `total` points in one line: one, two or more lines."""
    if total <= width * 0.5:
        return total
    return width * 0.5 if total <= width * 0.95 else width


@dataclass(frozen=True, slots=True)
class CombGroup:
    """Boxes that belong together: digits from left to right, hints where they are empty."""

    digits: str
    hint: str
    count: int


class Comb:
    """Boxes for one digit each, in groups, with an optional note beside them."""

    stretch = 0.0

    def __init__(
        self, groups: Sequence[CombGroup], look: Styles, beside: Sequence[str] = ()
    ) -> None:
        self._groups = tuple(groups)
        self._look = look
        boxes = sum(group.count for group in groups)
        self._width = boxes * _COMB[0] + _COMB_GAP * (len(self._groups) - 1)
        self._beside = [printable(text, look.small) for text in beside]
        notes = sum(natural_width(text, look.small) + 8 for text in self._beside)
        self.natural = self._width + 2 * PAD + notes

    def set(self, width: float) -> SetBody:
        """Notes that find no room beside the boxes go below them."""
        return _SetComb(self._groups, self._look, self._width, tuple(self._notes(width)))

    def _notes(self, width: float) -> Iterator[tuple[float, float, tuple[SetLine, ...], float]]:
        """(offset, down, lines, width) of each note."""
        at, down = self._width + 8, 3.0
        for text in self._beside:
            wide = natural_width(text, self._look.small)
            if at + wide > width - 2 * PAD:
                at, down = 0.0, down + _COMB[1]
            room = min(wide, width - 2 * PAD) + 0.01
            yield at, down, layout(text, self._look.small, room), room
            at += wide + 8


class _SetComb:
    def __init__(
        self,
        groups: tuple[CombGroup, ...],
        look: Styles,
        width: float,
        notes: tuple[tuple[float, float, tuple[SetLine, ...], float], ...],
    ) -> None:
        self._groups, self._look, self._width, self._notes = groups, look, width, notes
        leading = look.small.leading
        below = max((down + len(lines) * leading for _, down, lines, _ in notes), default=0.0)
        self.height = max(_COMB[1], below)

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        """Groups from the start edge on, digits inside a group from left to right."""
        top -= max(0.0, (size[1] - self.height) / 2)
        start = offset + PAD
        with pen.tagged("Span", self._read_aloud()):
            for group in self._groups:
                self._draw_group(pen, group, start, top)
                start += group.count * _COMB[0] + _COMB_GAP
        for at, down, lines, width in self._notes:
            pen.lines(lines, self._look.small, offset + PAD + at, top - down, width)

    def _read_aloud(self) -> Properties:
        digits = [group.digits for group in self._groups if group.digits]
        return read_as("/".join(digits)) if digits else ()

    def _draw_group(self, pen: Pen, group: CombGroup, start: float, top: float) -> None:
        wide, high = _COMB
        digit = self._look.table_cell.but(align=self._look.table_head.align)
        hint = self._look.table_head.but(colour=FAINT)
        for place in range(group.count):
            pen.box(start + place * wide, top, (wide, high), WHITE, RULE, (0.4, 0.0))
        for place in range(group.count):
            # the first digit is the leftmost one, also where reading begins at the right
            at = start + (group.count - 1 - place if pen.rtl else place) * wide
            text, style = group.digits[place : place + 1], digit
            if not text and not group.digits:
                text, style = group.hint, hint
            if text:
                pen.text(text, style, at, top - (high - style.leading) / 2, wide)


class Paired:
    """Two bodies beside each other, or one below the other where the width does not allow it."""

    stretch = 0.3

    def __init__(self, first: Body, second: Body) -> None:
        self._first, self._second = first, second
        self.natural = first.natural + second.natural

    def set(self, width: float) -> SetBody:
        """Beside each other when both have the width they like."""
        second = width - self._first.natural
        if second >= self._second.natural:
            parts = (self._first.set(self._first.natural), self._second.set(second))
            return _SetPair(parts, (self._first.natural, second), beside=True)
        return _SetPair((self._first.set(width), self._second.set(width)), (width, width), False)


class _SetPair:
    def __init__(
        self, parts: tuple[SetBody, SetBody], widths: tuple[float, float], beside: bool
    ) -> None:
        self._parts, self._widths, self._beside = parts, widths, beside
        heights = (parts[0].height, parts[1].height)
        self.height = max(heights) if beside else sum(heights) + 2

    def draw(self, pen: Pen, offset: float, top: float, size: tuple[float, float]) -> None:
        first, second = self._parts
        if self._beside:
            first.draw(pen, offset, top, (self._widths[0], size[1]))
            second.draw(pen, offset + self._widths[0], top, (self._widths[1], size[1]))
            return
        top -= max(0.0, (size[1] - self.height) / 2)
        first.draw(pen, offset, top, (size[0], first.height))
        second.draw(pen, offset, top - first.height - 2, (size[0], second.height))
