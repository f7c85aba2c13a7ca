"""A choice as a soft pill: a radio button or a tick that paints itself.

The style sheet would cost half of the time that a page of questions takes to build.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.theme import color, px
from tipdesk.ui.toolkit.words import draw_wrapped

_PAD, _MARK, _GAP, _TALL, _RADIUS = 13, 16, 9, 8, 8  # pixels at 100 %
_WRAP = int(Qt.TextFlag.TextWordWrap)


class _Painted:
    """Size and picture of a pill; mixed into Qt's two kinds of choice."""

    _round = True

    def _text_width(self, pill: QAbstractButton, width: int) -> int:
        return width - px(2 * _PAD + _MARK + _GAP)

    def _hint(self, pill: QAbstractButton) -> QSize:
        metrics = pill.fontMetrics()
        width = metrics.horizontalAdvance(pill.text()) + px(2 * _PAD + _MARK + _GAP) + 2
        return QSize(width, metrics.height() + px(2 * _TALL) + 2)

    def _height(self, pill: QAbstractButton, width: int) -> int:
        inner = QRect(0, 0, max(40, self._text_width(pill, width)), 10_000)
        taken = pill.fontMetrics().boundingRect(inner, _WRAP, pill.text()).height()
        return max(taken, pill.fontMetrics().height()) + px(2 * _TALL) + 2

    def _draw(self, pill: QAbstractButton) -> None:
        painter = QPainter(pill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, pill)
        rtl = pill.layoutDirection() == Qt.LayoutDirection.RightToLeft
        mark_x = pill.width() - px(_PAD + _MARK) if rtl else px(_PAD)
        line = pill.fontMetrics().height() + px(2 * _TALL) + 2
        mark = QRectF(mark_x, (min(line, pill.height()) - px(_MARK)) / 2, px(_MARK), px(_MARK))
        self._draw_mark(painter, pill, mark)
        painter.setPen(QColor(self._ink(pill)))
        width = self._text_width(pill, pill.width())
        x = px(_PAD) if rtl else px(_PAD + _MARK + _GAP)
        area = QRect(x, 0, width, pill.height())
        if rtl:
            draw_wrapped(painter, QRectF(area), pill.text())
        else:
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter) | _WRAP, pill.text())
        painter.end()

    def _ink(self, pill: QAbstractButton) -> str:
        if not pill.isEnabled():
            return color("text" if pill.isChecked() else "text3")
        return color("primary") if pill.isChecked() else color("text")

    def _draw_ground(self, painter: QPainter, pill: QAbstractButton) -> None:
        checked, focused = pill.isChecked(), pill.hasFocus()
        thick = 2.0 if focused else 1.0
        border = "focus" if focused else "primary" if checked else "input"
        if not pill.isEnabled():
            border = "border"
        ground = "primarySoft" if checked else "surface2" if pill.underMouse() else "surface"
        painter.setPen(QPen(QColor(color(border)), thick))
        painter.setBrush(QColor(color(ground if pill.isEnabled() else "surface2")))
        edge = thick / 2
        inner = QRectF(pill.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(inner, px(_RADIUS), px(_RADIUS))

    def _draw_mark(self, painter: QPainter, pill: QAbstractButton, mark: QRectF) -> None:
        tint = QColor(color("primary" if pill.isEnabled() else "text3"))
        painter.setBrush(tint if pill.isChecked() else QColor(color("surface")))
        painter.setPen(QPen(tint if pill.isChecked() else QColor(color("input")), 1))
        inner = mark.adjusted(0.5, 0.5, -0.5, -0.5)
        if not self._round:
            painter.drawRoundedRect(inner, px(4), px(4))
            if pill.isChecked():
                painter.drawPixmap(mark.toRect(), pixmap("check", "onPrimary", _MARK - 2))
            return
        painter.drawEllipse(inner)
        if pill.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color("onPrimary")))
            painter.drawEllipse(mark.center(), mark.width() * 0.2, mark.width() * 0.2)


def _policy() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


class RadioPill(QRadioButton, _Painted):
    """One of several. Chosen once more, or with Delete, it says `unchosen`."""

    unchosen = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._was_checked = False
        self.setSizePolicy(_policy())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._was_checked = self.isChecked()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._was_checked and self.rect().contains(event.position().toPoint()):
            self.unchosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.isChecked():
            self.unchosen.emit()
            return
        super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return self._hint(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self._hint(self).height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(self, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw(self)


class CheckPill(QCheckBox, _Painted):
    """Any of several."""

    _round = False

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(_policy())

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return self._hint(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self._hint(self).height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(self, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw(self)
