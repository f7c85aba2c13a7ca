"""A date of which only a part is known, and the words in which the person told it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.core.settings import Language
from tipdesk.forms import values
from tipdesk.forms.model import Question
from tipdesk.i18n.text import N_, _, ascii_digits, format_partial, hijri, isolate
from tipdesk.ui.toolkit.combo_editor import Editor, LineField, SecondLine, Surroundings
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px

_QUALIFIERS = {
    values.Qualifier.EXACT: N_("exactly"),
    values.Qualifier.ABOUT: N_("about"),
    values.Qualifier.BEFORE: N_("before"),
    values.Qualifier.AFTER: N_("after"),
    values.Qualifier.BETWEEN: N_("between"),
    values.Qualifier.WORDS: N_("in words only"),
}


_LENGTHS = (2, 2, 4)  # of day, month and year
_HOW, _GAP = 116, 10  # pixels at 100 %
_YEAR = re.compile("(?:19|20)[0-9]{1,2}")  # no day is as long
_STROKES = re.compile(r"[/\\\-.،؍\s]")


class _Point(QWidget):
    """Day, month and year of one date; day and month may stay empty.

    A date typed or pasted in one go, «28/8/1996» or «1996-08-28», finds its three places: a
    stroke leads on to the next one. A year alone finds its own.
    """

    edited = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day, self.month, self.year = (LineField(ltr=True) for _part in range(3))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        for at, (field, hint, width) in enumerate(
            ((self.day, _("day"), 64), (self.month, _("month"), 64), (self.year, _("year"), 88))
        ):
            field.setPlaceholderText(hint)
            room = field.fontMetrics().horizontalAdvance(hint) + px(38)  # its frame and the cursor
            field.setFixedWidth(max(px(width), room))
            field.textEdited.connect(partial(self._on_typed, at))
            field.left.connect(self.left)
            box.addWidget(field)

    def fields(self) -> tuple[LineField, ...]:
        return (self.day, self.month, self.year)

    def _on_typed(self, at: int, text: str) -> None:
        """Lay out what was typed into the place number `at` from there on."""
        parts = _STROKES.split(ascii_digits(text).strip()) if at < 2 else [text]
        if at == 0 and len(parts) == 3 and len(parts[0]) == 4:
            parts.reverse()  # as computers write it
        elif at == 0 and len(parts) == 1 and _YEAR.fullmatch(parts[0]):
            parts = ["", "", parts[0]]
        places = self.fields()[at:]
        for place, part, most in zip(places, parts, _LENGTHS[at:], strict=False):
            if place.text() != part[:most]:
                caret = place.cursorPosition()
                place.setText(part[:most])
                place.setCursorPosition(caret)
        if len(parts) > 1:
            last = places[min(len(parts), len(places)) - 1]
            last.setFocus()
            last.setCursorPosition(len(last.text()))
        self.edited.emit()

    def written(self) -> str:
        """As EDTF when year, month and day make one; else as it was typed."""
        day, month, year = (ascii_digits(part.text().strip()) for part in self.fields())
        if not day and not month:
            return year
        if year.isdigit() and month.isdigit() and (not day or day.isdigit()):
            parts = [year.zfill(4), month.zfill(2)] + ([day.zfill(2)] if day else [])
            return "-".join(parts)
        return f"{day}/{month}/{year}"

    def show_point(self, point: values.DatePoint | None) -> None:
        parts = (point.day, point.month, point.year) if point is not None else (0, 0, 0)
        for field, number in zip(self.fields(), parts, strict=True):
            field.setText(str(number) if number else "")


_LONG = ("2026-11-28", "2024-11/2026-11")  # dates that are long in words


class PartialDateEditor(Editor):
    """Qualifier, date and the person's own words. Stored as `forms.values` writes it."""

    wide = True

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._how = CalmCombo()
        for qualifier, text in _QUALIFIERS.items():
            self._how.addItem(_(text), qualifier)
        self._how.setMinimumWidth(px(_HOW))
        self._first, self._second = _Point(), _Point()
        self._and = label(_("and"), "muted")
        self._words = LineField()
        self._words.setPlaceholderText(_("In the person's own words"))
        longest = (said_partial(edtf, surroundings.language) for edtf in _LONG)
        self.below = self._in_words = SecondLine(*longest)
        self._build()
        self._how.activated.connect(self._on_edited)
        for part in (self._first, self._second):
            part.edited.connect(self._on_edited)
            part.left.connect(self.left)
        self._words.textEdited.connect(self._on_edited)
        self._words.left.connect(self.left)
        self._words.hold(values.MAX_WORDS)
        for line in self._lines():
            line.refused.connect(self.refused)
        self._how.left.connect(self.left)
        self._refresh()

    def _build(self) -> None:
        self._beside = line = QHBoxLayout()
        line.setSpacing(px(_GAP))
        line.addWidget(self._how)
        line.addWidget(self._first)
        line.addWidget(self._and)
        line.addWidget(self._second)
        line.addWidget(self._words, 1)
        line.addStretch(0)
        self._under = under = QHBoxLayout()
        under.setSpacing(px(_GAP))
        under.addStretch(1)
        self._column = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addLayout(line)
        box.addLayout(under)
        box.addWidget(self._in_words)
        # By what cannot stand below: what its layout asks for is more, and `_fit` sees to it.
        self.setMinimumWidth(px(_HOW) + px(_GAP) + self._first.sizeHint().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is too wide to stand beside goes below: the second date, then the own words. Where
        each stands is not decided by whether there is a second date now: nothing below moves."""
        second = self._taken(self._and, self._second)
        both = self._taken(self._how, self._first) + second
        below = both > self.width() + px(_GAP)
        if below == (self._under.indexOf(self._second) < 0):
            old, new, at = (
                (self._beside, self._under, 0) if below else (self._under, self._beside, 2)
            )
            for part in (self._second, self._and):
                old.removeWidget(part)
                new.insertWidget(at, part)
        hint = self._words.fontMetrics().horizontalAdvance(self._words.placeholderText())
        room = self.width() - (second if below else both)
        is_apart = room < hint + px(44)  # in a line of their own
        self._words.setMinimumWidth(0 if is_apart else hint + px(40))  # else the rest takes half
        for part in (self._second, self._and):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(below and is_apart)
            part.setSizePolicy(policy)
        place = self._column if is_apart else self._under if below else self._beside
        if place.indexOf(self._words) >= 0:
            return
        for line in (self._column, self._under, self._beside):
            line.removeWidget(self._words)
        place.insertWidget(2 if is_apart else place.count() - 1, self._words, 0 if is_apart else 1)

    def _taken(self, *parts: QWidget) -> int:
        """Pixels that they take, each with the gap behind it."""
        return sum(part.sizeHint().width() + px(_GAP) for part in parts)

    def _qualifier(self) -> values.Qualifier:
        return values.Qualifier(self._how.currentData())

    def text(self) -> str:
        words = self._words.text().strip()
        date = self._written_date()
        return f"{date}|{words}" if words else date

    def _written_date(self) -> str:
        first, second = self._first.written(), self._second.written()
        qualifier = self._qualifier()
        if qualifier is values.Qualifier.WORDS or not (first or second):
            return ""
        patterns = {
            values.Qualifier.EXACT: first,
            values.Qualifier.ABOUT: f"{first}~",
            values.Qualifier.BEFORE: f"../{first}",
            values.Qualifier.AFTER: f"{first}/..",
        }
        return patterns.get(qualifier, f"{first}/{second}")

    def show_value(self, stored: str) -> None:
        if stored == self.text():
            self._refresh()
            return
        known: values.PartialDate | None = None
        with suppress(ValueError):
            known = values.parse_partial_date(stored)
        qualifier = known.qualifier if known is not None else values.Qualifier.EXACT
        self._how.setCurrentIndex(self._how.findData(qualifier))
        between = qualifier is values.Qualifier.BETWEEN
        self._first.show_point((known.start or known.end) if known is not None else None)
        self._second.show_point(known.end if known is not None and between else None)
        self._words.setText(known.words if known is not None else stored)
        self._refresh()

    def typed(self) -> str:
        return "\n".join([self._qualifier(), *(line.text() for line in self._lines())])

    def show_typed(self, typed: str) -> None:
        qualifier, *words = typed.split("\n")
        self._how.setCurrentIndex(self._how.findData(values.Qualifier(qualifier)))
        for field, word in zip(self._lines(), words, strict=True):
            field.setText(word)
        self._refresh()

    def _lines(self) -> tuple[LineField, ...]:
        return (*self._first.fields(), *self._second.fields(), self._words)

    def inputs(self) -> Sequence[QWidget]:
        return (self._how, *self._first.fields(), *self._second.fields(), self._words)

    def describe(self, name: str, description: str) -> None:
        parts = (
            (self._how, _("how it is meant")),
            *((field, field.placeholderText()) for field in self._first.fields()),
            *((field, field.placeholderText()) for field in self._second.fields()),
            (self._words, _("in the person's words")),
        )
        for part, meaning in parts:
            part.setAccessibleName(_("{question}: {part}").format(question=name, part=meaning))
            part.setAccessibleDescription(description)

    def take_focus(self, caret: int | None = None) -> None:
        field = self._words if self._qualifier() is values.Qualifier.WORDS else self._first.day
        field.setFocus()

    def _on_edited(self) -> None:
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        qualifier = self._qualifier()
        self._first.setVisible(qualifier is not values.Qualifier.WORDS)
        for part in (self._and, self._second):
            part.setVisible(qualifier is values.Qualifier.BETWEEN)
        text = said_partial(self._written_date(), self.surroundings.language)
        self._in_words.say(text)
        self._fit()


def said_partial(edtf: str, language: Language) -> str:
    """A partial date in words and, as far as it is known, in the Umm al-Qura calendar."""
    try:
        known = values.parse_partial_date(edtf)
    except ValueError:
        return ""
    words = isolate(format_partial(known.edtf(), language))
    earliest, latest = known.earliest(), known.latest()
    if known.is_full and earliest is not None:
        hijri_text = hijri(earliest, language)
    elif earliest is not None and latest is not None:
        first, last = hijri(earliest, language), hijri(latest, language)
        hijri_text = _("from {first} to {last}").format(first=first, last=last) if first else ""
    else:
        hijri_text = ""
    return "  •  ".join(part for part in (words, hijri_text) if part)
