"""The journey drawn as a line of legs, from the leading edge on; each leg leads to its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget

from tipdesk.cases.interview.timeline import JourneyStop, Leg
from tipdesk.i18n.text import MASK, _, is_rtl, isolate
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import LRM, RLM
from tipdesk.ui.toolkit.theme import color, font, pixmap, px

_TALL, _LINE, _DOT, _ICON, _PAD, _ARROW = 76, 20, 5, 20, 10, 4  # pixels at 100 %
_LEAST = 74  # of a leg
_ROW = 19  # of a line of text
_MODES: Mapping[str, str] = {
    "air": "airplane",
    "car": "car",
    "bus": "bus",
    "truck": "truck",
    "foot": "person-simple-walk",
    "boat": "sailboat",
    "ship": "boat",
    "train": "train",
    "animal": "horse",
    "other": "path",
}


class _Stop(QWidget):
    """A place: a point on the line, its country and its town below."""

    def __init__(self, stop: JourneyStop, *, masked: bool, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last, self._known = first, last, stop.known
        lines = [stop.country, stop.place] if stop.known else [_("?")]
        self._lines = [MASK] if masked and stop.known else [line for line in lines if line]
        self.setToolTip("" if masked else isolate(" • ".join(self._lines)))

    def sizeHint(self) -> QSize:
        return QSize(_widest(self._lines, strong=True) + 2 * px(_PAD), px(_TALL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, level = self.width() / 2, px(_LINE)
        painter.setPen(QPen(QColor(color("input")), 2))
        rtl = self.isRightToLeft()
        if not (self._first if rtl else self._last):
            painter.drawLine(QPointF(middle, level), QPointF(self.width(), level))
        if not (self._last if rtl else self._first):
            painter.drawLine(QPointF(0, level), QPointF(middle, level))
        painter.setPen(QPen(QColor(color("primary")), 2))
        painter.setBrush(QColor(color("primary" if self._known else "surface")))
        painter.drawEllipse(QPointF(middle, level), px(_DOT), px(_DOT))
        _below(painter, self._lines, self.rect(), strong=True)
        painter.end()


class LegButton(QAbstractButton):
    """A leg: its means on the line, its date below."""

    def __init__(self, leg: Leg, title: str, *, masked: bool) -> None:
        super().__init__()
        self.row = leg.row
        self._icon = "question" if not leg.mode else _MODES.get(leg.mode, "question")
        self._icon = "path" if masked else self._icon
        self._when = [MASK if masked else leg.when] if leg.when else []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{title}: {MASK}" if masked else f"{title}: {leg_text(leg)}")
        self.setToolTip(isolate(self.accessibleName()))

    def sizeHint(self) -> QSize:
        return QSize(max(px(_LEAST), _widest(self._when, strong=False) + 2 * px(_PAD)), px(_TALL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(color("focus")), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), px(6), px(6))
        level, wide = px(_LINE), self.width()
        painter.setPen(QPen(QColor(color("input")), 2))
        painter.drawLine(QPointF(0, level), QPointF(wide, level))
        self._arrow(painter, level)
        size = px(_ICON) + px(8)
        place = QRect((wide - size) // 2, level - size // 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color("primarySoft")))
        painter.drawEllipse(place)
        picture = pixmap(self._icon, "primary", _ICON)
        painter.drawPixmap(place.x() + px(4), place.y() + px(4), picture)
        _below(painter, self._when, self.rect(), strong=False)
        painter.end()

    def _arrow(self, painter: QPainter, level: int) -> None:
        """A head at the end, in the direction of travel."""
        on = -1 if self.isRightToLeft() else 1
        tip = px(3) if self.isRightToLeft() else self.width() - px(3)
        back = tip - on * px(_ARROW) * 2
        points = [QPointF(tip, level), QPointF(back, level - px(_ARROW))]
        painter.setBrush(QColor(color("input")))
        painter.drawPolygon(QPolygonF([*points, QPointF(back, level + px(_ARROW))]))


class JourneyLine(QFrame):
    """All legs, in as many lines as they need. Nothing is shown while there is none."""

    wide = True
    chosen = Signal(int)  # the row of a leg

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("The journey, leg by leg"))
        self._flow = Flow(0, px(6))
        self.setLayout(self._flow)
        self._shown: tuple[object, ...] = ()
        self.buttons: list[LegButton] = []
        self.hide()

    def show_legs(self, legs: Sequence[Leg], titles: Sequence[str], *, masked: bool) -> None:
        """Draw these legs."""
        wanted = (tuple(legs), tuple(titles), masked)
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        for leg, title in zip(legs, titles, strict=True):
            if not leg.joined:
                self._add(_Stop(leg.start, masked=masked, first=True, last=False))
            button = LegButton(leg, title, masked=masked)
            button.clicked.connect(lambda _checked=False, row=leg.row: self.chosen.emit(row))
            self.buttons.append(button)
            self._add(button)
            goes_on = leg.number < len(legs) and legs[leg.number].joined
            self._add(_Stop(leg.end, masked=masked, first=False, last=not goes_on))
        self.setVisible(bool(legs))
        self.updateGeometry()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches."""
        return tuple(self.buttons)

    def _add(self, part: QWidget) -> None:
        self._flow.addWidget(part)
        part.show()


def leg_text(leg: Leg) -> str:
    """A leg in words, for who cannot see the line."""
    comma = "، " if is_rtl() else ", "
    start, end = (
        comma.join(filter(None, (stop.country, stop.place))) for stop in (leg.start, leg.end)
    )
    words = _("from {start} to {end}").format(start=start or _("?"), end=end or _("?"))
    return " • ".join(filter(None, (words, leg.mode_text, leg.when)))


def _face(*, strong: bool) -> QFont:
    return font(10.5, QFont.Weight.DemiBold) if strong else font(9.5)


def _widest(lines: Sequence[str], *, strong: bool) -> int:
    wide = [
        QFontMetrics(_face(strong=strong and at == 0)).horizontalAdvance(line)
        for at, line in enumerate(lines)
    ]
    return max(wide, default=0) + 4


def _below(painter: QPainter, lines: Sequence[str], area: QRect, *, strong: bool) -> None:
    """Write lines under the line of the journey."""
    top = px(_LINE) + px(_ICON) // 2 + px(6)
    for at, line in enumerate(lines):
        painter.setFont(_face(strong=strong and at == 0))
        painter.setPen(QColor(color("text" if strong and at == 0 else "text2")))
        place = QRect(0, top + at * px(_ROW), area.width(), px(_ROW))
        text = (RLM if is_rtl() else LRM) + isolate(line)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
