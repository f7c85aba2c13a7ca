"""The session's changes as one Qt signal: pages read again what a `Change` names. And what a dialog
asks of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from tipdesk.desk.open_vault import Change
from tipdesk.desk.session.session import Session


class SessionSignals(QObject):
    """Follows one session at a time."""

    changed = Signal(object)  # Change
    names_asked = Signal()  # names are hidden, and somebody wants to see them

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop: Callable[[], None] | None = None

    def follow(self, session: Session | None) -> None:
        """Listen to `session` from now on; None listens to nobody."""
        if self._stop is not None:
            self._stop()
        self._stop = None if session is None else session.subscribe(self._on_change)

    def _on_change(self, change: Change) -> None:
        self.changed.emit(change)
