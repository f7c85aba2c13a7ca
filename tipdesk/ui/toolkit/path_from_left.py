"""The path above Qt's list of files. Qt draws it as if it was Arabic: /tmp/a becomes tmp/a/."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_GAP = 4  # pixels that Qt leaves beside the picture


class PathFromLeft(QObject):
    """Draws the chosen path of `combo` from left to right, and its list too."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo)
        self._combo = combo
        combo.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        combo.view().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        combo.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint:
            return False
        combo = self._combo
        option = QStyleOptionComboBox()
        option.initFrom(combo)
        option.editable = False
        option.frame = True
        option.subControls = QStyle.SubControl.SC_All
        option.currentIcon = combo.itemIcon(combo.currentIndex())
        option.iconSize = QSize(combo.iconSize())
        part = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = combo.style().subControlRect(kind, option, part, combo).width()
        room -= option.iconSize.width() + _GAP
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = combo.fontMetrics().elidedText(combo.currentText(), middle, room)
        painter = QStylePainter(combo)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawComplexControl(kind, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        return True
