"""The card of all keys of the program, on A5: what each does, under where it does it.

A key is explained once; where else it does the same, it is only named. Whoever hears the card gets
a list under a heading for each place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tipdesk.core.settings import Language
from tipdesk.i18n.text import isolated, listed, texts
from tipdesk.printing.layout.blocks import Headed
from tipdesk.printing.layout.flow import Block, NewPage, Undivided
from tipdesk.printing.layout.page import PlainSheet, render_plain
from tipdesk.printing.pdf.pdf_file import SheetSize
from tipdesk.printing.pdf.pen import BOTTOM, TOP, Pen, content_width
from tipdesk.printing.text.layout import (
    GREY,
    INK,
    NAVY,
    RULE,
    TINT,
    Align,
    SetLine,
    Style,
    Styles,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.wording import PrintSize, Voice, Wording, wording
from tipdesk.texts.keys import TABLE, KeyScope

_GAP = 18.0  # between the two columns; all of these in points as it is set
_AFTER_CAP = 7.0
_CAP_EDGE = 4.0  # beside the words on a key
_CAP = 14.0
_ROW = 2.0  # below a line of the list
_HEAD, _AFTER_HEAD = 16.0, 4.0
_AFTER_GROUP = 7.0
_ORDER = (
    *(KeyScope.EVERYWHERE, KeyScope.LOCKED, KeyScope.SHIFT, KeyScope.FILES),
    *(KeyScope.CASEWORK, KeyScope.DEADLINES, KeyScope.CALENDAR, KeyScope.EVENTS, KeyScope.FILE),
    *(KeyScope.INTERVIEW, KeyScope.NIGHT, KeyScope.WRITING, KeyScope.OFFERS, KeyScope.READING),
    *(KeyScope.RECORDING, KeyScope.DOCUMENT, KeyScope.DIALOG, KeyScope.TRIAL, KeyScope.AUTHORITY),
)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the card."""

    cap: str  # as it stands on the keyboard
    does: str


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where keys do something, and which: those that are explained here, and those above."""

    name: str
    lines: tuple[KeyLine, ...]
    known: tuple[str, ...] = field(default=())


def key_places(language: Language) -> tuple[KeyPlace, ...]:
    """Every key of the program by where it does something, in the order of the card."""
    words, catalogue = wording("keys"), texts(language)
    voice = Voice(language)
    explained: set[tuple[str, str]] = set()
    places = []
    for scope in _ORDER:
        own = [key for key in TABLE if scope in key.scopes]
        new = [key for key in own if (key.text, key.does) not in explained]
        explained |= {(key.text, key.does) for key in own}
        lines = [KeyLine(key.text, catalogue.gettext(key.does)) for key in new]
        lines += _widget_lines(words, voice, scope)
        known = tuple(key.text for key in own if key not in new)
        name = voice.main(words.part("places").text(scope.name.lower()))
        places.append(KeyPlace(name, tuple(lines), known))
    return tuple(places)


def _widget_lines(words: Wording, voice: Voice, scope: KeyScope) -> Iterator[KeyLine]:
    """Keys that are the widgets' own, and that nobody guesses."""
    for entry in words.parts("widgets"):
        if entry.setting("scope") == scope.name.lower():
            cap = "\u2013".join(entry.setting("keys").split())
            yield KeyLine(cap, voice.main(entry.text("does")))


def render_key_card(language: Language, digests: list[str] | None = None) -> bytes:
    """The card as PDF: the two sides of a sheet of A5, as large as on other papers."""
    voice, title = Voice(language, size=PrintSize.CARD), wording("keys").text("title")
    sheet = PlainSheet(voice, voice.main(title), "", None, SheetSize.A5)
    return render_plain(sheet, key_card(language), digests)


def key_card(language: Language) -> list[Block]:
    """Both sides: on the first as many places as have room below the title."""
    voice, words = Voice(language, size=PrintSize.CARD), wording("keys")
    look, title = styles(language, voice.size), words.text("title")
    texts_above = [(voice.main(title), look.title), (voice.other(title), look.title_other)]
    head = Headed(texts_above, 1, 8.0)
    width = (content_width(look.scale) - _GAP) / 2
    also = voice.main(words.text("also"))
    groups = [_Group(look, language, place, also, width) for place in key_places(language)]
    blocks: list[Block] = [head]
    room = (TOP - BOTTOM) / look.scale - head.height
    while groups:
        fitting = [at for at in range(1, len(groups) + 1) if _Columns(groups[:at]).height <= room]
        count = max(fitting, default=1)
        blocks += [_Columns(groups[:count]), NewPage()]
        groups, room = groups[count:], (TOP - BOTTOM) / look.scale
    return blocks


class _Columns(Undivided):
    """Places in two columns, one after the other, as equally high as they can be."""

    def __init__(self, groups: Sequence[_Group]) -> None:
        self._columns = _balanced(groups)
        self.height = max(_height(column) for column in self._columns)

    def draw(self, pen: Pen, top: float) -> None:
        width = (pen.content - _GAP) / 2
        for at, column in enumerate(self._columns):
            y = top
            for group in column:
                group.draw(pen, at * (width + _GAP), y)
                y -= group.height
        pen.upright(width + _GAP / 2, top, self.height - _AFTER_GROUP)


class _Group:
    """One place: its name, its keys, those that were explained above."""

    def __init__(
        self, look: Styles, language: Language, place: KeyPlace, also: str, width: float
    ) -> None:
        self._head, self._text = look.subheading, look.option.but(colour=INK)
        cap = look.option.but(colour=NAVY, align=Align.CENTRE)
        self._cap = cap.but(faces=look.answer.faces)
        self._width = width
        self._name = layout(printable(place.name, self._head), self._head, width)
        caps = [natural_width(isolated(line.cap), self._cap) for line in place.lines]
        self._caps = [wide + 2 * _CAP_EDGE for wide in caps]
        self._beside = max(self._caps, default=0.0) + _AFTER_CAP
        self._lines = [(isolated(line.cap), self._set(line.does)) for line in place.lines]
        # not `printable`, which knows no key that ends in a sign («Ctrl+-») and lets go of isolates
        known = f"{also} {listed(place.known, language)}" if place.known else ""
        self._small = look.option.but(colour=GREY)
        self._known = layout(known, self._small, width) if known else ()
        rows = sum(self._row_height(text) for _cap, text in self._lines)
        self.height = _HEAD + _AFTER_HEAD + rows + _AFTER_GROUP
        self.height += len(self._known) * self._small.leading

    def _set(self, text: str) -> tuple[SetLine, ...]:
        return layout(printable(text, self._text), self._text, self._width - self._beside)

    def _row_height(self, text: Sequence[SetLine]) -> float:
        return max(_CAP, len(text) * self._text.leading) + _ROW

    def draw(self, pen: Pen, offset: float, top: float) -> None:
        with pen.heading(2):
            pen.lines(self._name, self._head, offset, top, self._width)
        pen.rule(offset, top - _HEAD, self._width, NAVY, 0.6)
        y = top - _HEAD - _AFTER_HEAD
        if self._lines:
            with pen.tagged("L"):
                for (cap, text), wide in zip(self._lines, self._caps, strict=True):
                    self._draw_line(pen, offset, y, (cap, wide), text)
                    y -= self._row_height(text)
        if self._known:
            with pen.tagged("P"):
                pen.lines(self._known, self._small, offset, y, self._width)

    def _draw_line(
        self, pen: Pen, offset: float, top: float, cap: tuple[str, float], text: Sequence[SetLine]
    ) -> None:
        name, wide = cap
        pen.box(offset, top, (wide, _CAP), TINT, RULE, (0.6, 2.5))
        with pen.tagged("LI"):
            with pen.tagged("Lbl"):
                pen.text(name, self._cap, offset, top - _raised(self._cap), wide)
            with pen.tagged("LBody"), pen.tagged("P"):
                room = self._width - self._beside
                pen.lines(text, self._text, offset + self._beside, top - _raised(self._text), room)


def _raised(style: Style) -> float:
    """How far a line begins below the upper edge of a key, to stand in its middle."""
    return (_CAP - style.leading) / 2


def _height(column: Sequence[_Group]) -> float:
    return sum(group.height for group in column)


def _balanced(groups: Sequence[_Group]) -> tuple[Sequence[_Group], Sequence[_Group]]:
    cuts = range(1, len(groups) + 1)
    at = min(cuts, key=lambda cut: max(_height(groups[:cut]), _height(groups[cut:])))
    return groups[:at], groups[at:]
