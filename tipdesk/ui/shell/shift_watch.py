"""The shift keys of whoever works at this window: when they end, whoever looks at it or not."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tipdesk.ui.toolkit.services import Services

_LONGEST = 60_000  # milliseconds: no timer counts while the computer sleeps, what it waits for does


class ShiftWatch(QObject):
    """Waits for the end of the next shift: its key is forgotten then, not when somebody asks for
    it."""

    over = Signal()  # one of the shifts is over

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._on_end)

    def opened(self, login: str) -> None:
        """Somebody has unlocked the vault."""
        if self._services.shift is not None:
            self._services.shift.opened(login)
            self._wait()

    def end_all(self, why: str) -> None:
        """No PIN leads back any more; `why` is a value of `ShiftEnd`."""
        if (shift := self._services.shift) is not None:
            from tipdesk.desk.shift import ShiftEnd

            shift.end_all(ShiftEnd(why))

    def leave(self, why: str) -> None:
        """The lid is shut, or the computer goes to sleep; `why` is a value of `ShiftEnd`."""
        if (shift := self._services.shift) is not None:
            from tipdesk.desk.shift import ShiftEnd

            shift.leave(ShiftEnd(why))
            self._wait()

    def _wait(self) -> None:
        left = None if self._services.shift is None else self._services.shift.milliseconds_left()
        if left is not None:
            self._end.start(min(left, _LONGEST))

    @Slot()
    def _on_end(self) -> None:
        self._services.leads_back()  # forgets what is over
        self._wait()
        self.over.emit()
