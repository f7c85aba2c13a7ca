"""Printing a document that is drawn already: asked how, sent, followed, and told of each copy.

`print_pdf` prints behind a dialog that shows how far it is. The page of documents, whose preview
stays usable, has its own strip (`PaperPrinting`).

Qt hands a print over and forgets it; it may wait then, or be given up. CUPS numbers its jobs: those
that are new in the queue are followed until they are gone from it, or until enough time has passed
(`PrintWatch`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QWidget

from tipdesk.cases.model import CaseFile
from tipdesk.cases.paper import prints
from tipdesk.core.errors import PaperOutdated, TipdeskError
from tipdesk.desk.paper.printing_room import Drawn, PrintPlan, draw
from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.printing.preview import page_count
from tipdesk.ui.paper.print_dialog import PrintRequest, Wish, ask_print, ask_saving, save_pdf
from tipdesk.ui.paper.print_run import TITLE, PrintRun
from tipdesk.ui.toolkit import printers
from tipdesk.ui.toolkit.dialogs import SENTENCE_MARGINS, Dialog, Shape, say, show_error
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.pages import Draw, drawn_page

# --- after the system has taken it ------------------------------------------------------------


_EVERY = 2000  # milliseconds between two looks
_MOST_CHECKS = 300  # ten minutes


class PrintWatch(QObject):
    """Begins before the print does; `follow` when all of it was handed over."""

    changed = Signal(object)  # cups.Job, each time that it stands otherwise

    def __init__(self, queue: str, parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue
        self._before = frozenset(self._jobs())
        self._left = _MOST_CHECKS
        self._last = printers.Job.UNDER_WAY
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.check)

    def follow(self) -> None:
        """Look from now on."""
        if self._queue:
            self._timer.start()

    @Slot()
    def check(self) -> None:
        """How the worst of the new jobs stands; it is told when that has changed."""
        new_jobs = [job for number, job in self._jobs().items() if number not in self._before]
        worst = max(new_jobs, key=lambda job: job.value, default=printers.Job.GONE)
        self._left -= 1
        if worst in (printers.Job.GONE, printers.Job.GIVEN_UP) or not self._left:
            self._timer.stop()
        if worst is not self._last:
            self._last = worst
            self.changed.emit(worst)

    def _jobs(self) -> dict[int, printers.Job]:
        return dict(printers.jobs(self._queue, TITLE)) if self._queue else {}


Record = Callable[[prints.Print], None]


def print_pdf(
    services: Services,
    pdf: bytes,
    parent: QWidget,
    record: Record,
    purposes: Sequence[prints.Purpose] = prints.FOR_A_FILE,
) -> None:
    """Ask for a printer and print a paper of our own. `record` is told what became of each copy;
    when it raises, the copies that are left are given up. `purposes` as in `PrintRequest`."""
    pages = page_count(pdf), partial(drawn_page, pdf)
    print_pages(services, pages, parent, record, purposes)


def print_pages(
    services: Services,
    pages: tuple[int, Draw],
    parent: QWidget,
    record: Record,
    purposes: Sequence[prints.Purpose] = prints.FOR_A_FILE,
) -> None:
    """As `print_pdf`: so many pages, and what draws them in jobs."""
    count, draw = pages
    wish = ask_print(PrintRequest(count, purposes=purposes), services.printers(), parent)
    if wish is None:
        return
    note = partial(_noted, wish, count, record)
    run = PrintRun(services.jobs, wish.order, lambda: bytes, note)
    run.draws = lambda _pdf, page, dpi: draw(page, dpi)
    dialog = _Printing(run, parent)
    dialog.wait()
    dialog.deleteLater()


def _noted(
    wish: Wish,
    count: int,
    record: Record,
    how: prints.PrintOutcome,
    left: tuple[int, ...],
) -> None:
    purpose, kind = wish.purpose or prints.Purpose.OTHER, wish.order.printer.kind
    record(prints.Print(how, purpose, wish.words, kind, left=left, count=count))


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


class _Printing(Dialog):
    """Goes by itself at the end; closing it stops the printing."""

    def __init__(self, run: PrintRun, parent: QWidget) -> None:
        shape = Shape(460, margins=SENTENCE_MARGINS, spacing=14)
        super().__init__(parent, _("Printing…"), shape)
        self.under_way = True
        self._asked_by, self._run, self._stopped = parent, run, False
        self.setObjectName("waiting")
        self.setModal(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, run.total)
        self._state = label(progress_words(0, run.total), "muted")
        stop = button(_("Stop"), "stop-circle")
        stop.clicked.connect(self._on_stop)
        self.add_heading(_("Printing…"))
        self.box.addWidget(self._progress)
        self.box.addWidget(self._state)
        self.add_buttons(1, stop)
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
    def _on_ended(self, _how: prints.PrintOutcome) -> None:
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


# --- the strip of the page of documents -------------------------------------------------------


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
        return _("The document is still being printed") if self._run is not None else ""

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
        paper = PrintRequest(
            len(drawn.digests), changed, purposes=_purposes(plan), usual=_usual(plan)
        )
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
        self._watch.changed.connect(self._on_told)

    @Slot(object)
    def _on_told(self, job: printers.Job) -> None:
        """What became of the print since, unless another one runs."""
        fate = fate_of(job)
        if fate and self._run is None:
            self._show_run(fate, runs=False)

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
        outcome = ask_saving(self, _purposes(plan), _usual(plan))
        if outcome is None:
            return
        left = tuple(range(1, len(drawn.digests) + 1))

        saved = partial(self._record, plan, drawn, outcome, left)
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

    def _note(self, wish: Wish, how: prints.PrintOutcome, left: tuple[int, ...]) -> None:
        copy = self._copy
        if copy is None:
            return
        purpose, kind = wish.purpose or prints.Purpose.OTHER, wish.order.printer.kind
        self._record(copy.plan, copy.drawn, prints.Print(how, purpose, wish.words, kind), left)

    def _record(
        self, plan: PrintPlan, drawn: Drawn, outcome: prints.Print, left: tuple[int, ...]
    ) -> None:
        printing = self._services.session.printing
        if isinstance(plan.source, CaseFile):
            printing.record(plan, drawn, outcome, left)
        else:
            complete = replace(outcome, left=left, count=len(drawn.digests))
            printing.record_station_paper(plan.document, complete)

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
    def _on_ended(self, how: prints.PrintOutcome) -> None:
        run, self._run, self._copy = self._run, None, None
        self.hide()
        if run is not None:
            if how is prints.PrintOutcome.PRINTED:
                self._show_run(_sent(run.total), runs=False)
                if self._watch is not None:
                    self._watch.follow()
            run.deleteLater()
        self.running.emit(False)
        self.recorded.emit()


def _purposes(plan: PrintPlan) -> tuple[prints.Purpose, ...]:
    """What this paper may be for."""
    if isinstance(plan.source, CaseFile):
        return prints.FOR_A_FILE
    of_station = plan.options.shift is not None or plan.options.week is not None
    return prints.FOR_THE_STATION if of_station else prints.FOR_BLANK_PAPER


def _usual(plan: PrintPlan) -> prints.Purpose | None:
    """The one purpose that this copy of the paper is made for; a handover is signed."""
    if plan.options.shift is not None:
        return prints.Purpose.SIGNATURE
    for_them = plan.document == "notice" and plan.options.copy == "prosecution"
    return prints.Purpose.PROSECUTION if for_them else None


def _sent(pages: int) -> str:
    text = ngettext(
        "{count} page was sent to the printer.", "{count} pages were sent to the printer.", pages
    )
    return text.format(count=isolated(str(pages)))


def fate_of(job: printers.Job) -> str:
    """What is said of a print that was handed over; '' for nothing new."""
    if job is printers.Job.WAITS:
        return _(
            "The printer has stopped. The pages wait in its queue and come out as soon as it goes "
            "on: stay beside it, or delete them from the system's list of prints."
        )
    if job is printers.Job.GIVEN_UP:
        return _(
            "The print was cancelled by the system or deleted, so not all pages came "
            "out. Destroy what came out, check the printer, then print again."
        )
    return ""


def _pdf_of(plan: PrintPlan) -> bytes:
    """JOB."""
    return draw(plan).pdf
