"""A choice list that is read out: every point whole, in both languages, with a box to tick.

The wording of each point is in the choices sheet, columns card_ar and card_en.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.forms.model import LocalText, Question
from tipdesk.printing.layout.flow import Block
from tipdesk.printing.layout.reading import PathEntry, Reading, paper_text
from tipdesk.printing.pdf.pen import TICK_BOX, Pen, content_width
from tipdesk.printing.pdf.structure import NUMBERED
from tipdesk.printing.text.layout import (
    RULE,
    TINT,
    SetLine,
    Style,
    Styles,
    layout,
    printable,
    styles,
)

_NUMBER = 22.0
_TICK = 20.0
_SHARE = 0.54  # of the text's width for the main language
_PAD = 6.0


@dataclass(frozen=True, slots=True)
class Point:
    """One point in two languages. What is only told, and asks for no answer, has neither number
    nor box."""

    main: str
    other: str
    ticked: bool = False
    asks: bool = True


@dataclass(frozen=True, slots=True)
class _Card:
    number: str  # '' for what asks for no answer
    main: tuple[SetLine, ...]
    other: tuple[SetLine, ...]
    ticked: bool
    height: float


class ChoiceCards:
    """Points one below the other; may divide between points."""

    keeps_next = False

    def __init__(
        self, look: Styles, other: Style, points: Sequence[_Card], group: object = None
    ) -> None:
        self._group = group or object()  # what its parts on several pages share
        self._look, self._other = look, other
        self._points = tuple(points)

    @property
    def height(self) -> float:
        """All points."""
        return sum(point.height for point in self._points)

    @property
    def head(self) -> float:
        """The first point."""
        return self._points[0].height if self._points else 0.0

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide between points."""
        used, count = 0.0, 0
        while count < len(self._points) and used + self._points[count].height <= room:
            used += self._points[count].height
            count += 1
        if not count or count == len(self._points):
            return None
        parts = self._points[:count], self._points[count:]
        first, rest = (ChoiceCards(self._look, self._other, part, self._group) for part in parts)
        return first, rest

    def draw(self, pen: Pen, top: float) -> None:
        """Number, box, text, text in the second language."""
        number = self._look.table_head
        with pen.tagged("L", NUMBERED, thing=self._group):
            for point in self._points:
                pen.box(0, top, (pen.content, point.height), None, RULE, (0.5, 0.0))
                pen.box(0, top, (_NUMBER, point.height), TINT, RULE, (0.5, 0.0))
                middle = top - point.height / 2
                with pen.tagged("LI"):
                    if point.number:
                        with pen.tagged("Lbl"):
                            pen.text(point.number, number, 0, middle + number.leading / 2, _NUMBER)
                    with pen.tagged("LBody"):
                        if point.number:
                            pen.tick_box(_NUMBER + 6, middle + TICK_BOX / 2, point.ticked)
                        self._draw_texts(pen, point, middle)
                top -= point.height

    def _draw_texts(self, pen: Pen, point: _Card, middle: float) -> None:
        alone = not any(card.other for card in self._points)
        main_room, other_room = _rooms(pen.content, alone=alone)
        start = _NUMBER + _TICK + _PAD
        for lines, style, room in (
            (point.main, self._look.body, main_room),
            (point.other, self._other, other_room),
        ):
            pen.lines(lines, style, start, middle + len(lines) * style.leading / 2, room)
            start += room + 2 * _PAD


def _rooms(width: float, *, alone: bool) -> tuple[float, float]:
    """Of the text and of its second language; `alone` without one."""
    room = width - _NUMBER - _TICK - 4 * _PAD
    share = 1 if alone else _SHARE
    return room * share, room * (1 - share)


def cards(reading: Reading, question: Question, entry: PathEntry) -> ChoiceCards:
    """The points of one question."""
    look = styles(reading.voice.language, reading.voice.size)
    chosen = entry.value.split()
    card_points: list[Point] = []
    for choice in reading.choices(question):
        plain = paper_text(choice)
        text = LocalText(
            choice.filter.get("card_ar", "") or plain.ar,
            choice.filter.get("card_en", "") or plain.en,
        )
        ticked = choice.name in chosen
        card_points.append(Point(reading.voice.main(text), reading.voice.other(text), ticked))
    return points(look, card_points, look.body_other)


def points(look: Styles, card_points: Sequence[Point], other: Style) -> ChoiceCards:
    """Points with their second language in the style `other`."""
    alone = not any(point.other for point in card_points)
    main_room, other_room = _rooms(content_width(look.scale), alone=alone)
    set_cards: list[_Card] = []
    for number, point in enumerate(card_points, start=1):
        main = layout(printable(point.main, look.body), look.body, main_room)
        beside = layout(printable(point.other, other), other, other_room) if point.other else ()
        height = 3 + max(len(main) * look.body.leading, len(beside) * other.leading)
        counted = str(number) if point.asks else ""
        set_cards.append(_Card(counted, main, beside, point.ticked, height))
    return ChoiceCards(look, other, set_cards)
