"""One dialog for slow work that nothing else can go on without: progress and a stop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Generic

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from tipdesk.core.errors import Cancelled, TipdeskError
from tipdesk.core.plain_file import whole_file
from tipdesk.core.work import Work
from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.aside import AsideDialog
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.jobs import JobRunner, Result
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.sizes import size_text
from tipdesk.ui.toolkit.theme import px

_BLOCK = 1 << 20  # bytes


class _Waiting(AsideDialog, Generic[Result]):
    """Closes by itself when the work has ended; closing it asks the work to stop."""

    def __init__(self, parent: QWidget, title: str, jobs: JobRunner, *, aside: bool) -> None:
        super().__init__(parent)
        self._aside = aside
        self.result_: Result | None = None
        self.error: TipdeskError | None = None
        self.setObjectName("waiting")
        self.setWindowTitle(title)
        self.setFixedWidth(px(460))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 0)
        self._state = label("", "muted")
        self._stop = button(_("Stop"), "stop-circle")
        self._stop.clicked.connect(self.reject)
        self.work = jobs.work(self._on_progress)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(22), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(title, "h2", wrap=True))
        box.addWidget(self._progress)
        box.addWidget(self._state)
        box.addWidget(row(1, self._stop))

    def _on_progress(self, done: int, total: int) -> None:
        if total > 0:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * done / total))
            self._state.setText(
                _("{done} of {total}").format(done=size_text(done), total=size_text(total))
            )

    @property
    def may_step_aside(self) -> bool:
        return self._aside

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


def wait_for(
    jobs: JobRunner,
    parent: QWidget,
    title: str,
    task: Callable[[Work], Result],
    *,
    about: str = "",
) -> Result | None:
    """Run `task` as a job while the dialog shows how far it is; None when it was stopped or
    failed (which has been said). With `about` (see `JobRunner.run`) a cover does not stop it."""
    dialog: _Waiting[Result] = _Waiting(parent, title, jobs, aside=bool(about))
    jobs.run(partial(task, dialog.work), done=dialog.on_done, failed=dialog.on_failed, about=about)
    dialog.exec()
    result, error = dialog.result_, dialog.error
    dialog.deleteLater()
    if error is not None and not isinstance(error, Cancelled):
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
