"""How a date is drawn: a day as a point, a part of a date as a bar over what it can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from tipdesk.cases.interview.timeline import Dated, Kind, TimeScale
from tipdesk.ui.toolkit.theme import color, px

_DOT, _BAR, _EDGE = 5, 8, 5  # pixels at 100 %
_FADE = 0.3  # of the lane: how far an open side is drawn
_SOFT = 110  # of 255: what is possible, beside what is certain
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip of the list, with the scale that runs along it; from right to left in Arabic."""

    area: QRect
    scale: TimeScale
    ticks: tuple[float, ...]
    rtl: bool

    def x(self, share: float) -> float:
        """Where a share of the scale lies, counted from the leading edge."""
        share = 1 - share if self.rtl else share
        return self.area.left() + share * self.area.width()

    def at(self, day: date) -> float:
        """The share at which a day begins, held within the lane."""
        return min(1.0, max(0.0, self.scale.place(day)))


def draw_mark(painter: QPainter, lane: Lane, dated: Dated) -> None:
    """Draw one date in its lane."""
    _ground(painter, lane)
    tint = QColor(color("primary" if dated.kind is Kind.LIFE else "text3"))
    extent = dated.extent
    days = tuple(extent.days())
    if max(days) < lane.scale.first or dated.kind is Kind.BIRTH:
        _edge(painter, lane, tint, 0.0)
    elif min(days) > lane.scale.last:
        _edge(painter, lane, tint, 1.0)
    elif extent.is_day and extent.earliest is not None:
        middle = lane.at(extent.earliest) + 0.5 / lane.scale.days
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawEllipse(QPointF(lane.x(middle), _level(lane)), px(_DOT), px(_DOT))
    else:
        _bar(painter, lane, dated, tint)


def _ground(painter: QPainter, lane: Lane) -> None:
    painter.setPen(QPen(QColor(color("border")), 1))
    for tick in lane.ticks:
        x = lane.x(tick)
        painter.drawLine(QPointF(x, lane.area.top()), QPointF(x, lane.area.bottom()))
    level = _level(lane)
    painter.drawLine(QPointF(lane.area.left(), level), QPointF(lane.area.right(), level))


def _bar(painter: QPainter, lane: Lane, dated: Dated, tint: QColor) -> None:
    """The span of what is possible, softly; within it what is certain. Open sides fade."""
    extent = dated.extent
    lasted = extent.sure_from is not None or extent.sure_to is not None
    start = lane.at(extent.earliest) if extent.earliest else None
    end = lane.at(extent.latest + _A_DAY) if extent.latest else None
    begun = lane.at(extent.sure_from) if extent.sure_from else end or 0.0
    low = start if start is not None else max(0.0, begun - _FADE)
    high = end if end is not None else (1.0 if lasted else min(1.0, low + _FADE))
    soft = QColor(tint)
    soft.setAlpha(_SOFT)
    fades = (start is None or extent.about, end is None or extent.about)
    _block(painter, lane, (low, high), soft, fades)
    if extent.sure_from is not None and (extent.sure_to is not None or extent.latest is None):
        sure_low = lane.at(extent.sure_from)
        sure_high = lane.at(extent.sure_to) if extent.sure_to else high
        if sure_high > sure_low:
            _block(painter, lane, (sure_low, sure_high), tint, (False, extent.latest is None))


def _block(
    painter: QPainter,
    lane: Lane,
    span: tuple[float, float],
    tint: QColor,
    fades: tuple[bool, bool],
) -> None:
    first, last = lane.x(span[0]), lane.x(span[1])
    if abs(last - first) < px(_BAR):  # never too thin to be seen
        middle, half = (first + last) / 2, px(_BAR) / 2 * (1 if last >= first else -1)
        first, last = middle - half, middle + half
    level = _level(lane)
    clear = QColor(tint)
    clear.setAlpha(0)
    gradient = QLinearGradient(QPointF(first, level), QPointF(last, level))
    gradient.setColorAt(0, clear if fades[0] else tint)
    gradient.setColorAt(0.45 if fades[0] else 0, tint)
    gradient.setColorAt(0.55 if fades[1] else 1, tint)
    gradient.setColorAt(1, clear if fades[1] else tint)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    tall = px(_BAR)
    left = min(first, last)
    place = QRectF(left, level - tall / 2, abs(last - first), tall)
    painter.drawRoundedRect(place, tall / 2, tall / 2)


def _edge(painter: QPainter, lane: Lane, tint: QColor, share: float) -> None:
    """An arrow at an end of the scale: it lies beyond."""
    on = (1 if share else -1) * (-1 if lane.rtl else 1)
    tip, level, size = lane.x(share), _level(lane), px(_EDGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    back = tip - on * 2 * size
    points = [QPointF(tip, level), QPointF(back, level - size), QPointF(back, level + size)]
    painter.drawPolygon(QPolygonF(points))


def _level(lane: Lane) -> float:
    return lane.area.top() + lane.area.height() / 2
