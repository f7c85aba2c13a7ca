"""Paints a cell's text as a soft chip where its row asks for one, in two lines where one is not
wide enough."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tipdesk.ui.toolkit.tables import CHIP_ROLE
from tipdesk.ui.toolkit.theme import color, px

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
        lines = lined(text, metrics, option.rect.width() - px(12) - px(16))
        widest = max(map(metrics.horizontalAdvance, lines))
        width = min(widest + px(24), option.rect.width() - px(12))
        height = len(lines) * metrics.height() + px(4)
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
        radius = (metrics.height() + px(4)) / 2
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(QColor(color(strong)))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))
        painter.restore()


def lined(text: str, metrics: QFontMetrics, room: int) -> tuple[str, ...]:
    """`text` in one line of `room` pixels, or else in two, broken between parts before it is broken
    between words; what is longer still is `shortened`."""
    if metrics.horizontalAdvance(text) <= room:
        return (text,)
    for gap in (PART, " "):
        pairs = _pairs(text, gap)
        best = min(pairs, key=lambda pair: _widest(pair, metrics), default=())
        if best and _widest(best, metrics) <= room:
            return best
    return (shortened(text, metrics, room),)


def halves(text: str) -> tuple[str, ...]:
    """The two lines of a text that has not the room of one."""
    return min(_pairs(text, " "), key=lambda pair: max(map(len, pair)), default=(text,))


def _pairs(text: str, gap: str) -> list[tuple[str, ...]]:
    words = text.split(gap)
    return [(gap.join(words[:at]), gap.join(words[at:])) for at in range(1, len(words))]


def _widest(lines: tuple[str, ...], metrics: QFontMetrics) -> int:
    return max(map(metrics.horizontalAdvance, lines))


def shortened(text: str, metrics: QFontMetrics, room: int) -> str:
    """As many whole parts of `text` as `room` pixels hold: half a date would be another one."""
    parts = text.split(PART)
    for count in range(len(parts), 0, -1):
        said = PART.join(parts[:count]) + (MORE if count < len(parts) else "")
        if metrics.horizontalAdvance(said) <= room:
            return said
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
