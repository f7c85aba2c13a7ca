"""Paints a cell's text as a soft chip where its row asks for one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tipdesk.ui.look import color, px
from tipdesk.ui.tables import CHIP_ROLE

PART, MORE = " • ", " …"  # between parts of a cell; for those that have no room
_COLOURS = {
    "chip": ("primarySoft", "primary"),
    "chipok": ("okSoft", "ok"),
    "chipwarn": ("warnSoft", "warn"),
    "chipgrey": ("bg", "text2"),
}


class ChipDelegate(QStyledItemDelegate):
    """Draws the selection as Qt does, and the text on a chip."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        chip = index.data(CHIP_ROLE)
        if chip not in _COLOURS:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        soft, strong = _COLOURS[chip]
        metrics = option.fontMetrics
        width = min(metrics.horizontalAdvance(text) + px(24), option.rect.width() - px(12))
        height = metrics.height() + px(4)
        left = (
            option.rect.right() - width - px(6)
            if option.direction == Qt.LayoutDirection.RightToLeft
            else option.rect.left() + px(6)
        )
        box = QRectF(left, option.rect.center().y() - height / 2 + 0.5, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color(soft)))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(color(strong)))
        shown = shortened(text, metrics, int(width) - px(16))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


def shortened(text: str, metrics: QFontMetrics, room: int) -> str:
    """As many whole parts of `text` as `room` pixels hold: half a date would be another one."""
    parts = text.split(PART)
    for count in range(len(parts), 0, -1):
        said = PART.join(parts[:count]) + (MORE if count < len(parts) else "")
        if metrics.horizontalAdvance(said) <= room:
            return said
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
