"""Whoever goes by keyboard sees the whole field that has the cursor, with the words around it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tipdesk.ui.look import px

_AROUND = 56  # pixels at 100 %: a question above its field, a hint or a fault below


class InSight(QObject):
    """Scrolls `area` after the focus. Qt itself brings only the line of the cursor into sight."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._soon = QTimer(self)  # what the focus has changed on the page has its place first
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._scroll)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        # What is clicked must not move away under the mouse.
        if now is not None and not QApplication.mouseButtons().value:
            self._soon.start()

    @Slot()
    def _scroll(self) -> None:
        page, now = self._area.widget(), QApplication.focusWidget()
        if page is None or now is None or not page.isAncestorOf(now):
            return
        middle = now.mapTo(page, QPoint(now.width() // 2, now.height() // 2))
        half = now.height() // 2 + px(_AROUND)
        if 2 * half <= self._area.viewport().height():
            self._area.ensureVisible(middle.x(), middle.y(), 0, half)
