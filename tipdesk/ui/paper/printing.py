"""Printing a paper that is drawn already: ask how, print behind a dialog that shows how far it is,
tell what became of each copy. The page of papers, whose preview stays usable, has its own strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEventLoop, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from tipdesk.cases.paper.prints import FOR_A_FILE, How, Print, Purpose
from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.printing.preview import page_count
from tipdesk.ui.paper.print_dialog import Paper, Wish, ask_print
from tipdesk.ui.paper.print_run import PrintRun
from tipdesk.ui.toolkit.dialogs import say, show_error
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

Record = Callable[[Print], None]


def print_pdf(
    services: Services,
    pdf: bytes,
    parent: QWidget,
    record: Record,
    purposes: Sequence[Purpose] = FOR_A_FILE,
) -> None:
    """Ask for a printer and print. `record` is told what became of each copy; when it raises, the
    copies that are left are given up. `purposes` as in `Paper`."""
    count = page_count(pdf)
    wish = ask_print(Paper(count, purposes=purposes), services.printers(), parent)
    if wish is None:
        return
    note = partial(_noted, wish, count, record)
    run = PrintRun(services.jobs, wish.order, lambda: lambda: pdf, note)
    dialog = _Printing(run, parent)
    dialog.wait()
    dialog.deleteLater()


def _noted(
    wish: Wish,
    count: int,
    record: Record,
    how: How,
    left: tuple[int, ...],
) -> None:
    purpose, kind = wish.purpose or Purpose.OTHER, wish.order.printer.kind
    record(Print(how, purpose, wish.words, kind, left=left, count=count))


def progress_words(done: int, total: int) -> str:
    """How far the printing is."""
    return _("Page {page} of {count}").format(
        page=isolated(str(min(done + 1, total))), count=isolated(str(total))
    )


def say_stopped(parent: QWidget) -> None:
    """What to do after printing was stopped."""
    say(
        parent,
        _("Printing was stopped"),
        _(
            "Pages of the copy that was not finished may have come out, or may still come out: "
            "take them from the tray and destroy them. Copies that came out whole are recorded."
        ),
        done=False,
    )


class _Printing(QDialog):
    """Goes by itself at the end; closing it stops the printing."""

    may_step_aside = True

    def __init__(self, run: PrintRun, parent: QWidget) -> None:
        super().__init__(parent)
        self.under_way = True
        self._asked_by, self._run, self._stopped = parent, run, False
        self.setObjectName("waiting")
        self.setWindowTitle(_("Printing…"))
        self.setModal(True)
        self.setFixedWidth(px(460))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, run.total)
        self._state = label(progress_words(0, run.total), "muted")
        stop = button(_("Stop"), "stop-circle")
        stop.clicked.connect(self._on_stop)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(22), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(_("Printing…"), "h2"))
        box.addWidget(self._progress)
        box.addWidget(self._state)
        box.addWidget(row(1, stop))
        self._failure: TipdeskError | None = None
        run.setParent(self)
        run.progressed.connect(self._on_progress)
        run.failed.connect(self._on_failed)
        run.ended.connect(self._on_ended)

    def wait(self) -> None:
        """Print, and come back at the end; a cover may hide the dialog meanwhile."""
        loop = QEventLoop()
        self.finished.connect(loop.quit)
        self.open()
        self._run.start()
        if self.under_way:
            loop.exec()
        if self._stopped:
            say_stopped(self._asked_by)
        if self._failure is not None:
            show_error(self._asked_by, self._failure)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setValue(done)
        self._state.setText(progress_words(done, total))

    @Slot(object)
    def _on_failed(self, error: TipdeskError) -> None:
        self._failure = error

    @Slot(object)
    def _on_ended(self, _how: How) -> None:
        self.under_way = False
        self.done(QDialog.DialogCode.Accepted)

    @Slot()
    def _on_stop(self) -> None:
        self._stopped = True
        self._run.stop()

    @Slot()
    def reject(self) -> None:
        """Stop; what the printer has may come out."""
        self._run.stop()
