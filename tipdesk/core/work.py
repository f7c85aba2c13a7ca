"""Progress and cancel of one slow piece of work."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tipdesk.core.errors import Cancelled


class Work:
    """Handed to slow functions; `cancel` may be called from any thread."""

    def __init__(self, report: Callable[[int, int], None] | None = None) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def step(self, done: int, total: int) -> None:
        """Say that `done` of `total` units (bytes or pages) are finished.

        Raises:
            Cancelled: the person has stopped the work.
        """
        if self._cancelled.is_set():
            raise Cancelled
        if self._report is not None:
            self._report(done, total)

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop; for what waits where no step can be taken."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled.set()
