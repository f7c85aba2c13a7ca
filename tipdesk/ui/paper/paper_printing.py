"""Printing and saving from the page of papers: the strip that shows how far it is, and what is
recorded. Everything else on the page can be used meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from tipdesk.cases.model import CaseFile
from tipdesk.cases.paper.prints import (
    FOR_A_FILE,
    FOR_BLANK_PAPER,
    FOR_THE_STATION,
    How,
    Print,
    Purpose,
)
from tipdesk.core.errors import PaperOutdated, TipdeskError
from tipdesk.desk.paper.printing_room import Drawn, PrintPlan, draw
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import isolated
from tipdesk.ui.paper.print_dialog import Paper, Wish, ask_print
from tipdesk.ui.paper.print_run import PrintRun
from tipdesk.ui.paper.print_watch import PrintWatch
from tipdesk.ui.paper.printing import progress_words, say_stopped
from tipdesk.ui.paper.saving import ask_saving, save_pdf
from tipdesk.ui.toolkit.cups import Job
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


@dataclass(slots=True)
class _Copy:
    """What is known of the copy that runs: its plan, and the paper that was looked at; they differ
    in the copy's number alone, which no page's digest knows."""

    plan: PrintPlan
    drawn: Drawn


class PaperPrinting(QWidget):
    """The strip of a print that runs, and then says that it has left; hidden otherwise."""

    running = Signal(bool)
    recorded = Signal()  # a paper has left, or was given up on the way

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._run: PrintRun | None = None
        self._copy: _Copy | None = None
        self._watch: PrintWatch | None = None
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted")
        self._head = label(wrap=True)
        self._stop = button(_("Stop printing"), "stop-circle")
        self._stop.clicked.connect(self._on_stop)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(self._head, 1)
        box.addWidget(self._state)
        box.addWidget(self._progress, 2)
        box.addWidget(self._stop)
        self.hide()

    def under_way(self) -> str:
        """What is not finished yet; '' for nothing."""
        return _("The paper is still being printed") if self._run is not None else ""

    def print(self, plan: PrintPlan, drawn: Drawn) -> None:
        """Ask how, and begin to print this paper."""
        if self._run is not None:
            return
        room, filed = self._services.session.printing, isinstance(plan.source, CaseFile)
        try:
            current = room.is_current(plan)
        except TipdeskError as error:
            show_error(self, error)
            return
        if not current:
            show_error(self, PaperOutdated())
            self.recorded.emit()
            return
        changed = room.changed(plan, drawn) if filed else None
        paper = Paper(len(drawn.digests), changed, purposes=_purposes(plan), usual=_usual(plan))
        wish = ask_print(paper, self._services.printers(), self)
        if wish is None:
            return
        self._copy = _Copy(plan, drawn)
        self._watch_queue(wish.order.printer.queue)
        self._run = PrintRun(
            self._services.jobs, wish.order, self._next, partial(self._note, wish), self
        )
        self._run.progressed.connect(self._on_progress)
        self._run.failed.connect(self._on_failed)
        self._run.ended.connect(self._on_ended)
        self._on_progress(0, self._run.total)
        self._show_run(_("Printing…"), runs=True)
        self.running.emit(True)
        self._run.start()

    def _watch_queue(self, queue: str) -> None:
        if self._watch is not None:
            self._watch.deleteLater()
        self._watch = PrintWatch(queue, self)
        self._watch.told.connect(self._on_told)

    @Slot(object)
    def _on_told(self, job: Job) -> None:
        """What became of the print since, unless another one runs."""
        said = _fate(job)
        if said and self._run is None:
            self._show_run(said, runs=False)

    def _show_run(self, head: str, *, runs: bool) -> None:
        self._head.setText(head)
        for part in (self._state, self._progress, self._stop):
            part.setVisible(runs)
        self.show()

    @Slot()
    def forget(self) -> None:
        """Another paper is looked at: what was printed before is said no longer."""
        if self._run is None:
            self.hide()

    @Slot()
    def stop(self) -> None:
        """Give up what runs, and record that."""
        if self._run is not None:
            self._run.stop()

    @Slot()
    def _on_stop(self) -> None:
        self.stop()
        say_stopped(self)

    def save(self, plan: PrintPlan, drawn: Drawn) -> None:
        """Save as a PDF file, after it was asked what it is for."""
        told = ask_saving(self, _purposes(plan), _usual(plan))
        if told is None:
            return
        left = tuple(range(1, len(drawn.digests) + 1))

        saved = partial(self._record, plan, drawn, told, left)
        save_pdf(drawn.pdf, plan.document, self, saved)
        self.recorded.emit()

    # --- the copy that runs -------------------------------------------------------------------

    def _next(self) -> partial[bytes]:
        """The next copy of the paper that was looked at, under its own number. Whatever happens to
        the file meanwhile, copies of one print say the same."""
        assert self._copy is not None  # noqa: S101  a run has one
        plan = self._services.session.printing.next_copy(self._copy.plan)
        self._copy.plan = plan
        return partial(_pdf_of, plan)

    def _note(self, wish: Wish, how: How, left: tuple[int, ...]) -> None:
        copy = self._copy
        if copy is None:
            return
        purpose, kind = wish.purpose or Purpose.OTHER, wish.order.printer.kind
        self._record(copy.plan, copy.drawn, Print(how, purpose, wish.words, kind), left)

    def _record(self, plan: PrintPlan, drawn: Drawn, told: Print, left: tuple[int, ...]) -> None:
        printing = self._services.session.printing
        if isinstance(plan.source, CaseFile):
            printing.record(plan, drawn, told, left)
        else:
            whole = replace(told, left=left, count=len(drawn.digests))
            printing.record_station_paper(plan.document, whole)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._state.setText(progress_words(done, total))

    @Slot(object)
    def _on_failed(self, error: TipdeskError) -> None:
        """Said when what runs now has ended: a lock does not wait until it was read."""
        window = self.window()
        QTimer.singleShot(0, window, partial(show_error, window, error))

    @Slot(object)
    def _on_ended(self, how: How) -> None:
        run, self._run, self._copy = self._run, None, None
        self.hide()
        if run is not None:
            if how is How.PRINTED:
                self._show_run(_sent(run.total), runs=False)
                if self._watch is not None:
                    self._watch.follow()
            run.deleteLater()
        self.running.emit(False)
        self.recorded.emit()


def _purposes(plan: PrintPlan) -> tuple[Purpose, ...]:
    """What this paper may be for."""
    if isinstance(plan.source, CaseFile):
        return FOR_A_FILE
    return FOR_BLANK_PAPER if plan.options.shift is None else FOR_THE_STATION


def _usual(plan: PrintPlan) -> Purpose | None:
    """The one purpose that this copy of the paper is made for."""
    for_them = plan.document == "notice" and plan.options.copy == "prosecution"
    return Purpose.PROSECUTION if for_them else None


def _sent(pages: int) -> str:
    text = ngettext(
        "{count} page was sent to the printer.", "{count} pages were sent to the printer.", pages
    )
    return text.format(count=isolated(str(pages)))


def _fate(job: Job) -> str:
    """What is said of a print that was handed over; '' for nothing new."""
    if job is Job.WAITS:
        return _(
            "The printer has stopped. The pages wait in its queue and come out as soon as it goes "
            "on: stay beside it, or delete them from the system's list of prints."
        )
    if job is Job.GIVEN_UP:
        return _(
            "The print was given up by the system or deleted, so not all pages came out. Destroy "
            "what came out, look at the printer, then print again."
        )
    return ""


def _pdf_of(plan: PrintPlan) -> bytes:
    """JOB."""
    return draw(plan).pdf
