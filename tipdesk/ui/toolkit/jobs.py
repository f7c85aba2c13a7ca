"""Slow work off the GUI thread: one worker, results in order, delivered on the GUI thread.

    work = jobs.work(self._on_progress)            # only where progress or cancel is shown
    jobs.run(partial(pack, plan, key, work), done=self._on_packed, failed=self._on_failed)

A task is a function of frozen values; it never sees a widget, a session or the vault. Its error
of `core.errors` goes to `failed`; any other exception is a bug and goes to `sys.excepthook`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from tipdesk.core.errors import TipdeskError
from tipdesk.core.work import Work

Result = TypeVar("Result")
_REPORT_EVERY = 0.05  # seconds between two reports that reach the window


@dataclass(slots=True)
class _Outcome:
    """What a task left behind, and who waits for it."""

    value: Any
    error: Exception | None
    done: Callable[[Any], None]
    failed: Callable[[TipdeskError], None]
    unwanted: Callable[[Any], None]
    turn: int
    about: str  # what is not finished yet, for whoever is about to stop it


class JobRunner(QObject):
    """Runs one task at a time on a worker thread of its own."""

    finished = Signal()  # nothing that has words of its own (`under_way`) runs any more
    _ended = Signal(object)  # _Outcome
    _reported = Signal(object, object, object)  # callback, done, total (beyond 32 bits)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tipdesk-job")
        self._works: list[Work] = []
        self._running: list[_Outcome] = []
        self._closed = False
        self._turn = 0  # counts the locks: results of an earlier turn are unwanted
        queued = Qt.ConnectionType.QueuedConnection
        self._ended.connect(self._on_ended, queued)
        self._reported.connect(self._on_reported, queued)

    @property
    def busy(self) -> bool:
        """Whether a task is running or waiting, or its result is under way."""
        return bool(self._running)

    @property
    def under_way(self) -> str:
        """What would be lost by stopping now, as a sentence; "" when nothing worth a question."""
        wanted = (one.about for one in self._running if one.turn == self._turn)
        return next(filter(None, wanted), "")

    def run(
        self,
        task: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[TipdeskError], None],
        unwanted: Callable[[Result], None] | None = None,
        about: str = "",
    ) -> None:
        """Run `task` on the worker; then call `done(result)` or `failed(error)` here.

        Neither is called after `abandon` or `close`, or when it is a method of a widget that was
        deleted meanwhile; `unwanted(result)` is, so that what was made or unlocked for nobody
        goes again. After `close` nothing is run any more. `about`: what is said when somebody is
        about to stop it ("… is not finished yet"); without it nobody is asked.
        """
        if self._closed:
            return
        outcome = _Outcome(None, None, done, failed, unwanted or _let_go, self._turn, about)
        self._running.append(outcome)

        def run_there() -> None:
            try:
                outcome.value = task()
            except Exception as error:  # noqa: BLE001  handed over to the GUI thread
                outcome.error = error
            self._ended.emit(outcome)

        self._pool.submit(run_there)

    def work(self, progress: Callable[[int, int], None] | None = None) -> Work:
        """A `Work` to hand to a task; `progress(done, total)` is called on the GUI thread."""
        work = Work(None if progress is None else self._reporter(progress))
        self._works.append(work)
        return work

    def _reporter(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        last = [0.0]

        def report(done: int, total: int) -> None:
            now = monotonic()
            if done >= total or now - last[0] >= _REPORT_EVERY:
                last[0] = now
                self._reported.emit(progress, done, total)

        return report

    def cancel_all(self) -> None:
        """Ask the running task to stop at its next step."""
        for work in self._works:
            work.cancel()

    def abandon(self) -> None:
        """Nobody waits any more (a lock): ask what runs to stop, and want no result of it."""
        self._turn += 1
        self.cancel_all()

    def close(self) -> None:
        """Stop the running task, drop those that wait, and come back when it has ended."""
        self._closed = True
        self.cancel_all()
        self._pool.shutdown(wait=True, cancel_futures=True)
        QCoreApplication.sendPostedEvents(self)  # the last result is unwanted now
        self._running.clear()  # what only waited never runs

    @Slot(object)
    def _on_ended(self, outcome: _Outcome) -> None:
        self._running = [one for one in self._running if one is not outcome]
        if not self._running:
            self._works.clear()
        if outcome.about and not self.under_way:
            self.finished.emit()
        callback = outcome.done if outcome.error is None else outcome.failed
        if self._closed or outcome.turn != self._turn or not _alive(callback):
            if outcome.error is None:
                outcome.unwanted(outcome.value)
            return
        if outcome.error is None:
            outcome.done(outcome.value)
        elif isinstance(outcome.error, TipdeskError):
            outcome.failed(outcome.error)
        else:
            raise outcome.error

    @Slot(object, object, object)
    def _on_reported(self, progress: Callable[[int, int], None], done: int, total: int) -> None:
        if _alive(progress):
            progress(done, total)


def _let_go(_result: object) -> None:
    """A result that holds nothing."""


def _alive(callback: Callable[..., None]) -> bool:
    """False when `callback` belongs to a Qt object that exists no longer."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
