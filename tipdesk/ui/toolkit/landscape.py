"""Quiet hills under a pale sky: what stands on the screen when nothing should be read on it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from tipdesk.ui.toolkit.theme import color

# Colour token, height above the ground, waves across the screen, shift of the first one.
_HILLS = (
    ("hill1", 0.30, 1.15, 0.9),
    ("hill2", 0.21, 1.45, 2.6),
    ("hill3", 0.13, 1.9, 0.2),
)
_STEP = 8  # pixels between two points of a ridge


def paint_landscape(painter: QPainter, width: int, height: int) -> None:
    """Sky and hills over the whole of a picture of this size."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor(color("sky")))
    sky.setColorAt(0.7, QColor(color("bg")))
    painter.fillRect(0, 0, width, height, sky)
    for token, high, waves, shift in _HILLS:
        painter.setBrush(QColor(color(token)))
        painter.drawPath(_ridge(width, height, (high, waves, shift)))


def _ridge(width: int, height: int, hill: tuple[float, float, float]) -> QPainterPath:
    high, waves, shift = hill
    path = QPainterPath()
    path.moveTo(0, height)
    for x in range(0, width + _STEP, _STEP):
        wave = math.sin(2 * math.pi * waves * x / max(width, 1) + shift)
        path.lineTo(x, height * (1 - high * (1 + 0.35 * wave)))
    path.lineTo(width, height)
    path.closeSubpath()
    return path


class Landscape(QWidget):
    """Paints itself and nothing else."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_landscape(painter, self.width(), self.height())
        painter.end()
