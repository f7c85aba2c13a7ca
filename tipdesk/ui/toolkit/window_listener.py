"""What arrives at any window of the program, dialogs included, is seen before any widget has it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QWindow


class WindowListener(QObject):
    """The `eventFilter` of its kinds sees the events of every window that comes to the front."""

    def listen(self) -> None:
        """Begin. Called when the listener is ready for its first event."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_window)
        self._on_window(QGuiApplication.focusWindow())

    @Slot(QWindow)
    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once, however often it is asked for
