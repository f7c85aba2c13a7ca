"""Cells whose words go on in further lines, each as high as all of them need."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from tipdesk.ui.toolkit.theme import px

_ACROSS, _DOWN = 30, 8  # at 100 %: room beside and above the words; the style takes some of it


class WrappedDelegate(QStyledItemDelegate):
    """Qt's own size counts the style's padding as room for words, and the last line is lost."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = max(self._table.columnWidth(index.column()) - px(_ACROSS), 1)
        words = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        room = QRect(0, 0, width, 1 << 20)
        text = str(index.data() or "")
        height = option.fontMetrics.boundingRect(room, words, text).height()
        return QSize(width, height + 2 * px(_DOWN))
