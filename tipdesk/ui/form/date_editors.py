"""Editors of a full date and of a date with its time; the Umm al-Qura date stands below."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from tipdesk.core.errors import AnswerRefused
from tipdesk.core.settings import Language
from tipdesk.forms.model import LocalText, Question, QuestionType
from tipdesk.forms.values import normalise
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.dates import format_date, format_time, hijri, kuwait_day, long_date
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.form.calendar import CalendarPopup
from tipdesk.ui.toolkit.editor import Editor, LineField, Surroundings
from tipdesk.ui.toolkit.icons import icon
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px

_DATE = Question("date", QuestionType.DATE, LocalText("", ""))
_EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


def typed_date(text: str) -> date | None:
    """A date as people type it: 5/3/1999, ٥/٣/١٩٩٩, 05031999; None when it is none."""
    compact = text.strip()
    eight = _EIGHT_DIGITS.fullmatch(compact)
    if eight is not None:
        compact = "/".join(eight.groups())
    try:
        stored = normalise(_DATE, compact)
    except AnswerRefused:
        return None
    return date.fromisoformat(stored) if stored else None


def said_date(day: date, language: Language) -> str:
    """The date in words, and in the Umm al-Qura calendar: «5 مارس 1999 • 17 ذو القعدة 1419 هـ»."""
    parts = (long_date(day, language), hijri(day, language))
    return "  •  ".join(part for part in parts if part)


class DateField(QWidget):
    """The field of a day with its calendar, without a question: used by three editors."""

    edited = Signal()
    left = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.line = LineField(ltr=True)
        self.line.setPlaceholderText(_("dd/mm/yyyy"))
        keys = QKeySequence("Alt+Down")
        self.open_calendar = small_button("calendar-blank", _("Choose in the calendar"))
        self.open_calendar.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        said = _("{what} ({keys})").format(
            what=_("Choose in the calendar"), keys=isolated(keys.toString())
        )
        self.open_calendar.setToolTip(said)
        open_by_key = QShortcut(keys, self.line)
        open_by_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        open_by_key.activated.connect(self._on_open)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self.line, 1)
        box.addWidget(self.open_calendar)
        self.line.textEdited.connect(self.edited)
        self.line.left.connect(self._on_left)
        self.open_calendar.clicked.connect(self._on_open)

    def day(self) -> date | None:
        """What is written, when it is a date."""
        return typed_date(self.line.text())

    def show_day(self, day: date | None) -> None:
        """Write a day, or nothing."""
        self.line.setText("" if day is None else format_date(day, "ar"))

    @Slot()
    def _on_left(self) -> None:
        day = self.day()
        if day is not None:
            self.show_day(day)
        self.left.emit()

    @Slot()
    def _on_open(self) -> None:
        popup = CalendarPopup(self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.picked.connect(self._on_picked)
        popup.open_under(self.line, self.day() or kuwait_day(self._now()))

    @Slot(object)
    def _on_picked(self, day: date) -> None:
        self.show_day(day)
        self.edited.emit()
        self.line.setFocus()


def small_button(picture: str, name: str) -> QToolButton:
    """A button of one picture beside a field, with its name for tooltip and screen reader."""
    made = QToolButton()
    made.setObjectName("plain")
    made.setIcon(icon(picture))
    made.setIconSize(QSize(px(20), px(20)))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


class DateEditor(Editor):
    """One certain day."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._field = DateField(surroundings.now)
        self._words = label("", "faint", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(3))
        box.addWidget(self._field)
        box.addWidget(self._words)
        self._field.edited.connect(self._on_edited)
        self._field.left.connect(self.left)
        self._field.line.refused.connect(self.refused)
        self._say()

    def text(self) -> str:
        day = self._field.day()
        return self._field.line.text() if day is None else day.isoformat()

    def show_value(self, stored: str) -> None:
        if stored != self.text():
            self._field.show_day(date.fromisoformat(stored) if stored else None)
        self._say()

    def typed(self) -> str:
        return self._field.line.text()

    def show_typed(self, typed: str) -> None:
        self._field.line.setText(typed)
        self._say()

    def inputs(self) -> Sequence[QWidget]:
        return (self._field.line,)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self._field.open_calendar.setEnabled(not read_only)

    def _on_edited(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        day = self._field.day()
        words = "" if day is None else isolate(said_date(day, self.surroundings.language))
        self._words.setText(words)
        self._words.setVisible(bool(words))


class DateTimeEditor(Editor):
    """A day and a time on Kuwait's clock, or now by one button."""

    wide = False

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._field = DateField(surroundings.now)
        self._time = LineField(ltr=True)
        self._time.setPlaceholderText("00:00")
        self._time.setMaximumWidth(px(84))
        self._now = small_button("clock", _("Now"))
        self._words = label("", "faint", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(px(4))
        line.addWidget(self._field, 1)
        line.addWidget(self._time)
        line.addWidget(self._now)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(3))
        box.addLayout(line)
        box.addWidget(self._words)
        self._field.edited.connect(self._on_edited)
        self._field.left.connect(self.left)
        self._field.line.refused.connect(self.refused)
        self._time.textEdited.connect(self._on_edited)
        self._time.left.connect(self.left)
        self._time.refused.connect(self.refused)
        self._now.clicked.connect(self._on_now)
        self._say()

    def text(self) -> str:
        written = f"{self._field.line.text().strip()} {self._time.text().strip()}".strip()
        day = self._field.day()
        if day is not None and self._time.text().strip():
            return f"{format_date(day, 'ar')} {self._time.text().strip()}"
        return written

    def show_value(self, stored: str) -> None:
        if stored:
            moment = datetime.fromisoformat(stored)
            self._field.show_day(kuwait_day(moment))
            self._time.setText(format_time(moment))
        else:
            self._field.show_day(None)
            self._time.clear()
        self._say()

    def typed(self) -> str:
        return f"{self._field.line.text()}\n{self._time.text()}"

    def show_typed(self, typed: str) -> None:
        day, _line, clock = typed.partition("\n")
        self._field.line.setText(day)
        self._time.setText(clock)
        self._say()

    def inputs(self) -> Sequence[QWidget]:
        return (self._field.line, self._time, self._now)

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        self._time.setAccessibleName(_("{question}: time").format(question=name))
        self._now.setAccessibleName(
            _("{question}: {part}").format(question=name, part=self._now.toolTip())
        )

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        for part in (self._field.open_calendar, self._now):
            part.setEnabled(not read_only)

    @Slot()
    def _on_now(self) -> None:
        moment = self.surroundings.now()
        self._field.show_day(kuwait_day(moment))
        self._time.setText(format_time(moment))
        self._on_edited()
        self.left.emit()

    def _on_edited(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        day = self._field.day()
        words = "" if day is None else isolate(said_date(day, self.surroundings.language))
        self._words.setText(words)
        self._words.setVisible(bool(words))
