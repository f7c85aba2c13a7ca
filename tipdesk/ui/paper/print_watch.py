"""What becomes of a print after the system has taken it: it may wait, or be given up.

Qt hands a print over and forgets it. CUPS numbers its jobs: those that are new in the queue are
followed until they are gone from it, or until enough time has passed.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tipdesk.ui.paper.print_run import TITLE
from tipdesk.ui.toolkit import cups

_EVERY = 2000  # milliseconds between two looks
_LOOKS = 300  # ten minutes


class PrintWatch(QObject):
    """Begins before the print does; `follow` when all of it was handed over."""

    told = Signal(object)  # cups.Job, each time that it stands otherwise

    def __init__(self, queue: str, parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue
        self._before = frozenset(self._jobs())
        self._left = _LOOKS
        self._last = cups.Job.UNDER_WAY
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.look)

    def follow(self) -> None:
        """Look from now on."""
        if self._queue:
            self._timer.start()

    @Slot()
    def look(self) -> None:
        """How the worst of the new jobs stands; it is told when that has changed."""
        found = [job for number, job in self._jobs().items() if number not in self._before]
        worst = max(found, key=lambda job: job.value, default=cups.Job.GONE)
        self._left -= 1
        if worst in (cups.Job.GONE, cups.Job.GIVEN_UP) or not self._left:
            self._timer.stop()
        if worst is not self._last:
            self._last = worst
            self.told.emit(worst)

    def _jobs(self) -> dict[int, cups.Job]:
        return dict(cups.jobs(self._queue, TITLE)) if self._queue else {}
