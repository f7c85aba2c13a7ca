"""One page of a preview."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.theme import color

_SHEET = (595.0, 842.0)  # points, of a page that has no shape


class PageSheet(QLabel):
    """One sheet: white until its picture is there, with words when there will be none."""

    def __init__(self, points: tuple[float, float] | None, name: str) -> None:
        super().__init__()
        self.points = points or _SHEET
        self.drawn: QPixmap | None = None
        self.sharp = False  # the picture has the size at which it is shown
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if points is None:
            self.refuse()

    def refuse(self) -> None:
        """Say that there is no picture."""
        self.setText(_("This page cannot be shown."))
        self.sharp = True

    def fit(self, width: int) -> None:
        """Take this width; an old picture is stretched until a sharp one comes."""
        size = QSize(width, round(width * self.points[1] / self.points[0]))
        if size != self.size() or self.minimumSize() != size:
            self.setFixedSize(size)
            self.sharp = bool(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.drawn is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.rect(), self.drawn)
        painter.setPen(QColor(color("border")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        super().paintEvent(event)
