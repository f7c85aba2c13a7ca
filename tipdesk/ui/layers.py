"""One thing on the screen and nothing behind it: unlocking, the pages, the curtain."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QStackedWidget, QWidget


class Layers(QStackedWidget):
    """Shows one layer. The others hang on nothing meanwhile: no picture of the window and no
    screen reader's walk through it comes upon them. Whoever made a layer keeps it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursors: dict[QWidget, QWidget] = {}  # layer → where its cursor was

    def show_only(self, layer: QWidget) -> None:
        """Put `layer` on the screen and take away what was there; its cursor comes back."""
        before = self.currentWidget()
        if before is layer:
            return
        focused = self.window().focusWidget()
        if before is not None and focused is not None and before.isAncestorOf(focused):
            self._cursors[before] = focused
        self.addWidget(layer)
        self.setCurrentWidget(layer)
        if before is not None:
            self.removeWidget(before)
            before.setParent(None)
        cursor = self._cursors.pop(layer, None)
        if cursor is not None and shiboken6.isValid(cursor) and layer.isAncestorOf(cursor):
            cursor.setFocus()
