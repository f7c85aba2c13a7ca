"""Six places for six digits. They show how many came, never which.

The digits lie in one piece of memory that is overwritten when they are taken or cleared: neither Qt
nor Python has a text of them. The sixth starts by itself; until its answer nothing more is taken,
so that keys which follow it, of a hand or a reader, are no further try. Six that came as fast as
only a reader sends them are none either.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tipdesk.core.hardening import overwrite_lately_freed
from tipdesk.i18n.text import ascii_digits
from tipdesk.ui.toolkit.keyboard import SURE, Pace
from tipdesk.ui.toolkit.theme import color, px

_COUNT = 6
_WIDE, _GAP, _HIGH, _ROUND, _DOT = 40, 10, 48, 8, 5


class PinPlaces(QWidget):
    """`full` comes with the last digit; then `take` them, and call `begin` for others."""

    full = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = bytearray(_COUNT)
        self._filled = 0
        self._waits = False  # the answer is not there yet
        self._wrong = False
        self.setObjectName("pinPlaces")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(_COUNT * _WIDE + (_COUNT - 1) * _GAP), px(_HIGH))

    @property
    def filled(self) -> int:
        """How many digits have come."""
        return self._filled

    def begin(self, *, wrong: bool = False) -> None:
        """Empty, ready for the first digit; `wrong`: those before were not the PIN."""
        self._empty()
        self._waits, self._wrong = False, wrong
        self.update()

    def take(self) -> bytearray:
        """The six digits, 0-9; the caller wipes them. No key counts until `begin`."""
        taken = bytearray(self._digits)
        self._empty()
        self._waits = True
        self.update()
        return taken

    def _empty(self) -> None:
        self._digits[:] = bytes(_COUNT)
        self._filled = 0
        overwrite_lately_freed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = ascii_digits(event.text())
        if len(digit) == 1 and digit in "0123456789":
            if not event.isAutoRepeat():
                self._put(ord(digit))
        elif event.key() == Qt.Key.Key_Backspace:
            self._back()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _put(self, digit: int) -> None:
        if self._waits or self._filled == _COUNT:
            return
        self._digits[self._filled] = digit
        self._filled += 1
        self._wrong = False
        self.update()
        if self._filled < _COUNT:
            return
        if Pace.run > SURE:  # a reader was pointed at something
            self.begin()
        else:
            self.full.emit()

    def _back(self) -> None:
        if self._filled and not self._waits:
            self._filled -= 1
            self._digits[self._filled] = 0
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(_COUNT):  # digits run from the left in every language
            place = QRectF(px(at * (_WIDE + _GAP)) + 1, 1, px(_WIDE) - 2, px(_HIGH) - 2)
            here = at == self._filled and self.hasFocus() and not self._waits
            edge = "danger" if self._wrong else "focus" if here else "input"
            painter.setPen(QPen(QColor(color(edge)), 2 if here or self._wrong else 1))
            painter.setBrush(QColor(color("surface")))
            painter.drawRoundedRect(place, px(_ROUND), px(_ROUND))
            if at < self._filled or self._waits:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(color("text2" if self._waits else "text")))
                painter.drawEllipse(place.center(), px(_DOT), px(_DOT))
        painter.end()
