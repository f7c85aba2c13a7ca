"""Quiet hills under a pale sky: what stands on the screen when nothing should be read on it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from tipdesk.ui.look import color

# Colour token, height above the ground, waves across the screen, shift of the first one.
_HILLS = (
    ("hill1", 0.30, 1.15, 0.9),
    ("hill2", 0.21, 1.45, 2.6),
    ("hill3", 0.13, 1.9, 0.2),
)
_STEP = 8  # pixels between two points of a ridge


class Landscape(QWidget):
    """Paints itself and nothing else."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        sky = QLinearGradient(0, 0, 0, self.height())
        sky.setColorAt(0, QColor(color("sky")))
        sky.setColorAt(0.7, QColor(color("bg")))
        painter.fillRect(self.rect(), sky)
        for token, high, waves, shift in _HILLS:
            painter.setBrush(QColor(color(token)))
            painter.drawPath(self._ridge(high, waves, shift))
        painter.end()

    def _ridge(self, high: float, waves: float, shift: float) -> QPainterPath:
        width, height = self.width(), self.height()
        path = QPainterPath()
        path.moveTo(0, height)
        for x in range(0, width + _STEP, _STEP):
            wave = math.sin(2 * math.pi * waves * x / max(width, 1) + shift)
            path.lineTo(x, height * (1 - high * (1 + 0.35 * wave)))
        path.lineTo(width, height)
        path.closeSubpath()
        return path
