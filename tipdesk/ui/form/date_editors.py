"""Editors of a full date and of a date with its time; the Umm al-Qura date stands below.

The calendar that opens under a field is drawn by ourselves, weeks from Sunday, Friday and Saturday
at rest: Qt's calendar paints Saturday and Sunday red in every country, and the style sheet of
tables spoils its columns from right to left.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from tipdesk.core.errors import AnswerRefused
from tipdesk.core.settings import Language
from tipdesk.forms.model import LocalText, Question, QuestionType
from tipdesk.forms.values import normalise
from tipdesk.i18n.text import (
    _,
    format_date,
    format_time,
    hijri,
    is_rtl,
    isolate,
    isolated,
    kuwait_day,
    language,
    long_date,
    month_name,
)
from tipdesk.ui.toolkit.combo_editor import Editor, LineField, SecondLine, Surroundings
from tipdesk.ui.toolkit.parts import as_card, label, row
from tipdesk.ui.toolkit.theme import color, font, icon, px

# --- the calendar -----------------------------------------------------------------------------


_CELL, _WEEKS = 40, 6  # pixels at 100 %; rows of a month
_FIRST, _LAST = date(1900, 1, 1), date(2099, 12, 31)
_WEEKDAYS = {
    "ar": ("ح", "ن", "ث", "ر", "خ", "ج", "س"),
    "en": ("Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"),
}
_REST = (5, 6)  # columns of Friday and Saturday
_STEPS = {
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
}


def moved(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return _bounded(date(year, month + 1, min(day.day, length)))


def _bounded(day: date) -> date:
    return max(_FIRST, min(_LAST, day))


class MonthGrid(QWidget):
    """The days of one month, chosen by click or by arrows and Return."""

    picked = Signal(object)  # date
    moved_to = Signal(object)  # date

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = _FIRST
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(_CELL) * 7, px(_CELL) * (_WEEKS + 1))

    def go_to(self, day: date) -> None:
        """Stand on a day."""
        self.day = _bounded(day)
        date_text = "  ".join((long_date(self.day, language()), hijri(self.day, language())))
        self.setAccessibleName(date_text)
        self.update()
        self.moved_to.emit(self.day)

    def first(self) -> date:
        """The Sunday with which the grid begins."""
        first = self.day.replace(day=1)
        return first - timedelta((first.weekday() + 1) % 7)

    def cell(self, column: int, line: int) -> QRectF:
        """The place of a column of a line; line 0 holds the names of the days."""
        side = px(_CELL)
        at = 6 - column if is_rtl() else column
        return QRectF(at * side, line * side, side, side)

    def day_at(self, place: QPointF) -> date | None:
        """The day under a place."""
        side = px(_CELL)
        column, line = int(place.x() // side), int(place.y() // side) - 1
        if not (0 <= column < 7 and 0 <= line < _WEEKS):
            return None
        column = 6 - column if is_rtl() else column
        return self.first() + timedelta(line * 7 + column)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(10))
        painter.setPen(QColor(color("text3")))
        centre = Qt.AlignmentFlag.AlignCenter
        for column, name in enumerate(_WEEKDAYS[language()]):
            painter.drawText(self.cell(column, 0), centre, name)
        first = self.first()
        for number in range(_WEEKS * 7):
            line, column = divmod(number, 7)
            day = first + timedelta(number)
            place = self.cell(column, line + 1)
            ink = "text2" if column in _REST else "text"
            if day.month != self.day.month:
                ink = "disabled"
            if day == self.day:
                self._mark(painter, place)
                ink = "onPrimary"
            painter.setPen(QColor(color(ink)))
            painter.drawText(place, centre, str(day.day))
        painter.end()

    def _mark(self, painter: QPainter, place: QRectF) -> None:
        inner = place.adjusted(3, 3, -3, -3)
        edge = QColor(color("focus")) if self.hasFocus() else Qt.GlobalColor.transparent
        painter.setPen(QPen(edge, 2))
        painter.setBrush(QColor(color("primary")))
        painter.drawEllipse(inner)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None:
            self.picked.emit(_bounded(day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            sideways = -1 if is_rtl() and abs(_STEPS[key]) == 1 else 1
            self.go_to(self.day + timedelta(_STEPS[key] * sideways))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            years = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            sign = 1 if key == Qt.Key.Key_PageDown else -1
            self.go_to(moved(self.day, sign * (12 if years else 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.day)
        else:
            super().keyPressEvent(event)


class CalendarPopup(QFrame):
    """Closes by itself when a day is picked, with Escape or by a click elsewhere."""

    picked = Signal(object)  # date

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        as_card(self)
        self.grid = MonthGrid()
        self._title = label("", "fieldLabel")
        self._there = label("", "faint")
        for words in (self._title, self._there):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        back = self._turn("caret-left", _("Previous month"), -1)
        on = self._turn("caret-right", _("Next month"), 1)
        far_back = self._turn("caret-double-left", _("Previous year"), -12)
        far_on = self._turn("caret-double-right", _("Next year"), 12)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(10), px(12), px(12))
        box.setSpacing(px(2))
        box.addWidget(row(far_back, back, 1, self._title, 1, on, far_on, spacing=0))
        box.addWidget(self._there)
        box.addWidget(self.grid)
        self.grid.picked.connect(self._on_picked)
        self.grid.moved_to.connect(self._on_moved)

    def _turn(self, picture: str, name: str, months: int) -> QToolButton:
        turn_button = QToolButton()
        turn_button.setObjectName("plain")
        turn_button.setIcon(icon(picture, "text2", 16))
        turn_button.setAccessibleName(name)
        turn_button.setToolTip(name)
        turn_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        turn_button.clicked.connect(lambda: self.grid.go_to(moved(self.grid.day, months)))
        return turn_button

    def open_under(self, field: QWidget, day: date) -> None:
        """Show below `field`, or above it where the screen ends, standing on `day`."""
        self.grid.go_to(day)
        self.adjustSize()
        x = field.width() - self.width() if is_rtl() else 0
        place = field.mapToGlobal(QPoint(x, field.height() + 2))
        edge = 4  # its border is counted only once it is shown
        screen = field.screen().availableGeometry().adjusted(edge, edge, -edge, -edge)
        if place.y() + self.height() > screen.bottom():
            place = field.mapToGlobal(QPoint(x, -self.height() - 2))
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()
        self.grid.setFocus()

    @Slot(object)
    def _on_moved(self, day: date) -> None:
        self._title.setText(f"{month_name(day.month, language())} {day.year}")
        self._there.setText(isolate(hijri(day, language())))

    @Slot(object)
    def _on_picked(self, day: date) -> None:
        self.close()
        self.picked.emit(day)


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


def long_said_date(language: Language) -> str:
    """A date that is long in words."""
    return said_date(date(2026, 11, 28), language)


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
        tip = _("{what} ({keys})").format(
            what=_("Choose in the calendar"), keys=isolated(keys.toString())
        )
        self.open_calendar.setToolTip(tip)
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


class _Picture(QToolButton):
    """Return presses it, as every other button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def small_button(picture: str, name: str) -> QToolButton:
    """A button of one picture beside a field, with its name for tooltip and screen reader."""
    picture_button = _Picture()
    picture_button.setObjectName("plain")
    picture_button.setIcon(icon(picture))
    picture_button.setIconSize(QSize(px(20), px(20)))
    picture_button.setToolTip(name)
    picture_button.setAccessibleName(name)
    picture_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return picture_button


class DateEditor(Editor):
    """One certain day."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._field = DateField(surroundings.now)
        self.below = self._second_line = SecondLine(long_said_date(surroundings.language))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(3))
        box.addWidget(self._field)
        box.addWidget(self._second_line)
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
        self._second_line.say("" if day is None else said_date(day, self.surroundings.language))


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
        self.below = self._second_line = SecondLine(long_said_date(surroundings.language))
        line = QHBoxLayout()
        line.setSpacing(px(4))
        line.addWidget(self._field, 1)
        line.addWidget(self._time)
        line.addWidget(self._now)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(3))
        box.addLayout(line)
        box.addWidget(self._second_line)
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
        self._second_line.say("" if day is None else said_date(day, self.surroundings.language))
