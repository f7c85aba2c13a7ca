"""Slow work off the GUI thread: one worker, results in order, delivered on the GUI thread.

    work = jobs.work(self._on_progress)            # only where progress or cancel is shown
    jobs.run(partial(pack, plan, key, work), done=self._on_packed, failed=self._on_failed)

A task is a function of frozen values; it never sees a widget, a session or the vault. Its error of
`core.errors` goes to `failed`; any other exception is a bug and goes to `sys.excepthook`.

Work that nothing else can go on without has a dialog with progress and a stop (`wait_for`).

A worker holds nothing of a window: who waits for a job stands beside its number on the GUI thread.
Nor does Python's collector run there (`_Collector`): a widget that it found in a ring would be
destroyed on the worker, and Qt falls over it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.core.plain_file import whole_file
from tipdesk.core.work import Work
from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.ui.toolkit.dialogs import SENTENCE_MARGINS, Dialog, Shape, show_error
from tipdesk.ui.toolkit.parts import button, label, size_text

Result = TypeVar("Result")
_REPORT_EVERY = 0.05  # seconds between two reports that reach the window
_COLLECT_EVERY = 500  # milliseconds
_PAUSE = 100  # times what a full collection took, until the next


class _Collector:
    """Python's collector, by the clock of the GUI thread while there is a worker.

    Left to itself it runs on whichever thread makes the next object. As often as it would by
    itself, but all objects at most a hundredth of the time: they are most of a second's work when
    a long file is open, and a lock collects them anyway.
    """

    def __init__(self) -> None:
        self._runners: set[int] = set()
        self._full_from = 0.0

    def take(self, runner: int) -> None:
        """A runner begins: nothing is collected but by `collect`."""
        self._runners.add(runner)
        gc.disable()

    def give_back(self, runner: int) -> None:
        """A runner was closed or destroyed; after the last one Python collects by itself again."""
        self._runners.discard(runner)
        if not self._runners:
            gc.enable()

    def collect(self) -> None:
        """What is due, oldest generation first."""
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[2] > limits[2] and monotonic() >= self._full_from:
            began = monotonic()
            gc.collect()
            self._full_from = monotonic() + _PAUSE * (monotonic() - began)
        elif counts[1] > limits[1]:
            gc.collect(1)
        elif counts[0] > limits[0]:
            gc.collect(0)


_collector = _Collector()
_runner_numbers = count()


@dataclass(frozen=True, slots=True)
class _Job:
    """Who waits for a task."""

    done: Callable[[Any], None]
    failed: Callable[[TipdeskError], None]
    unwanted: Callable[[Any], None]
    turn: int
    about: str  # what is not finished yet, for whoever is about to stop it


class JobRunner(QObject):
    """Runs one task at a time on a worker thread of its own."""

    finished = Signal()  # nothing that has words of its own (`under_way`) runs any more
    _ended = Signal(int, object, object)  # number of the job, its result, its error
    _reported = Signal(int, object, object)  # number of the work, done, total (beyond 32 bits)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tipdesk-job")
        self._numbers = count()
        self._works: dict[int, Work] = {}  # by number, as their progress
        self._progress: dict[int, Callable[[int, int], None]] = {}
        self._running: dict[int, _Job] = {}  # by number, in order
        self._closed = False
        self._turn = 0  # counts the locks: results of an earlier turn are unwanted
        queued = Qt.ConnectionType.QueuedConnection
        self._ended.connect(self._on_ended, queued)
        self._reported.connect(self._on_reported, queued)
        self._number = next(_runner_numbers)
        _collector.take(self._number)
        self.destroyed.connect(partial(_collector.give_back, self._number))
        self._collecting = QTimer(self)
        self._collecting.timeout.connect(_collector.collect)
        self._collecting.start(_COLLECT_EVERY)

    @property
    def busy(self) -> bool:
        """Whether a task is running or waiting, or its result is under way."""
        return bool(self._running)

    @property
    def under_way(self) -> str:
        """What would be lost by stopping now, as a sentence; "" when nothing worth a question."""
        wanted = (job.about for job in self._running.values() if job.turn == self._turn)
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
        number = next(self._numbers)
        self._running[number] = _Job(done, failed, unwanted or _let_go, self._turn, about)

        def run_there() -> None:
            try:
                value = task()
            except Exception as error:  # noqa: BLE001  handed over to the GUI thread
                # No variable of this frame keeps it: the two would be a ring round `task`, and
                # the passphrase in it would stay until the collector comes.
                self._ended.emit(number, None, error)
            else:
                self._ended.emit(number, value, None)

        self._pool.submit(run_there)

    def work(self, progress: Callable[[int, int], None] | None = None) -> Work:
        """A `Work` to hand to a task; `progress(done, total)` is called on the GUI thread."""
        number = next(self._numbers)
        work = Work(None if progress is None else self._reporter(number, progress))
        self._works[number] = work
        return work

    def _reporter(
        self, number: int, progress: Callable[[int, int], None]
    ) -> Callable[[int, int], None]:
        last = [0.0]
        self._progress[number] = progress

        def report(done: int, total: int) -> None:
            now = monotonic()
            if done >= total or now - last[0] >= _REPORT_EVERY:
                last[0] = now
                self._reported.emit(number, done, total)

        return report

    def cancel_all(self) -> None:
        """Ask the running task to stop at its next step."""
        for work in self._works.values():
            work.cancel()

    def abandon(self) -> None:
        """Nobody waits any more (a lock): ask what runs to stop, and want no result of it."""
        self._turn += 1
        self.cancel_all()

    def close(self) -> None:
        """Stop the running task, drop those that wait, and come back when it has ended."""
        if self._closed:
            return
        self._closed = True
        self.cancel_all()
        self._pool.shutdown(wait=True, cancel_futures=True)
        QCoreApplication.sendPostedEvents(self)  # the last result is unwanted now
        self._running.clear()  # what only waited never runs
        self._works.clear()
        self._progress.clear()
        self._collecting.stop()
        _collector.give_back(self._number)

    @Slot(int, object, object)
    def _on_ended(self, number: int, value: object, error: Exception | None) -> None:
        job = self._running.pop(number)
        if not self._running:
            self._forget_works(number)
        if job.about and not self.under_way:
            self.finished.emit()
        callback = job.done if error is None else job.failed
        if self._closed or job.turn != self._turn or not _alive(callback):
            if error is None:
                job.unwanted(value)
            return
        if error is None:
            job.done(value)
        elif isinstance(error, TipdeskError):
            job.failed(error)
        else:
            raise error

    def _forget_works(self, last: int) -> None:
        """Those of the jobs that have ended; what was made after the last one began waits for a
        job of its own."""
        for number in [number for number in self._works if number < last]:
            del self._works[number]
            self._progress.pop(number, None)

    @Slot(int, object, object)
    def _on_reported(self, number: int, done: int, total: int) -> None:
        progress = self._progress.get(number)
        if progress is not None and _alive(progress):
            progress(done, total)


def _let_go(_result: object) -> None:
    """A result that holds nothing."""


def _alive(callback: Callable[..., None]) -> bool:
    """False when `callback` belongs to a Qt object that exists no longer."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


# --- with a dialog ----------------------------------------------------------------------------


_BLOCK = 1 << 20  # bytes


class _Waiting(Dialog, Generic[Result]):
    """Closes by itself when the work has ended; closing it asks the work to stop."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        jobs: JobRunner,
        *,
        may_hide: bool,
        unit: Callable[[int], str],
    ) -> None:
        shape = Shape(460, margins=SENTENCE_MARGINS, spacing=14)
        super().__init__(parent, title, shape, waits=True)
        self.may_hide = may_hide
        self._unit = unit
        self.result_: Result | None = None
        self.error: TipdeskError | None = None
        self.setObjectName("waiting")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 0)
        self._state = label("", "muted")
        self._stop = button(_("Stop"), "stop-circle")
        self._stop.clicked.connect(self.reject)
        self.work = jobs.work(self._on_progress)
        self.add_heading(title, wrap=True)
        self.box.addWidget(self._progress)
        self.box.addWidget(self._state)
        self.add_buttons(1, self._stop)

    def _on_progress(self, done: int, total: int) -> None:
        if total > 0:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * done / total))
            self._state.setText(
                _("{done} of {total}").format(done=self._unit(done), total=self._unit(total))
            )

    def on_done(self, result: Result) -> None:
        self.result_ = result
        self.done(QDialog.DialogCode.Accepted)

    def on_failed(self, error: TipdeskError) -> None:
        self.error = error
        self.done(QDialog.DialogCode.Rejected)

    @Slot()
    def reject(self) -> None:
        """Stop; the dialog goes when the work has ended."""
        self.work.cancel()
        self._stop.setEnabled(False)
        self._state.setText(_("Stopping…"))


def papers_text(count: int) -> str:
    """So many documents: the unit of what is drawn."""
    text = ngettext("{count} document", "{count} documents", count)
    return text.format(count=isolated(str(count)))


def wait_for(
    jobs: JobRunner,
    parent: QWidget | None,
    title: str,
    task: Callable[[Work], Result],
    *,
    about: str = "",
    unit: Callable[[int], str] = size_text,
) -> Result | None:
    """Run `task` as a job while the dialog shows how far it is, in bytes or another `unit`; None
    when it was stopped or failed (which has been said). With `about` (see `JobRunner.run`) a cover
    does not stop it."""
    dialog: _Waiting[Result] = _Waiting(parent, title, jobs, may_hide=bool(about), unit=unit)
    jobs.run(partial(task, dialog.work), done=dialog.on_done, failed=dialog.on_failed, about=about)
    dialog.exec()
    result, error = dialog.result_, dialog.error
    dialog.deleteLater()
    if error is not None:
        show_error(parent, error)
    return result


def save_stream(path: Path, opened: Callable[[], BinaryIO], size: int, work: Work) -> Path:
    """Copy `size` bytes beside the target, then put them in place. JOB. Nothing is left of a copy
    that was stopped or failed.

    Raises:
        DiskFull, TargetNotWritable, Cancelled
    """
    done = 0
    with opened() as source, whole_file(path) as file:
        while block := source.read(_BLOCK):
            file.write(block)
            done += len(block)
            work.step(done, size)
    return path
