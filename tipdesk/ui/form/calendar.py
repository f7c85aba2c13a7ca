"""A calendar that opens under a date field: weeks from Sunday, Friday and Saturday at rest.

Drawn by ourselves: Qt's calendar paints Saturday and Sunday red in every country, and the style
sheet of tables spoils its columns from right to left.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _, is_rtl, language
from tipdesk.i18n.dates import hijri, long_date, month_name
from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.icons import icon
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.theme import color, font, px

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
        said = "  ".join((long_date(self.day, language()), hijri(self.day, language())))
        self.setAccessibleName(said)
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
        self.setObjectName("card")
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
        made = QToolButton()
        made.setObjectName("plain")
        made.setIcon(icon(picture, "text2", 16))
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.grid.go_to(moved(self.grid.day, months)))
        return made

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
