"""The two copies of the notice, for the Prosecution and for the file, printed in one go.

A paper with one purpose asks for none. What is asked is only what could harm: a printer where
others may read, or one that rests.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper.printing_room import Drawn, PrintPlan, draw
from tipdesk.forms.model import NOTICE
from tipdesk.i18n.text import _, isolate
from tipdesk.ui.interview.night.notice_side import FOR_THE_FILE, FOR_THE_PROSECUTION
from tipdesk.ui.paper.print_dialog import saves_instead, warnings_of
from tipdesk.ui.paper.print_run import Order, PrintRun
from tipdesk.ui.paper.printing import PrintWatch, fate_of
from tipdesk.ui.toolkit.dialogs import ask, show_error
from tipdesk.ui.toolkit.printers import Job, Printer
from tipdesk.ui.toolkit.services import Services

_COPIES = ((FOR_THE_PROSECUTION, Purpose.PROSECUTION), (FOR_THE_FILE, Purpose.FILE))


class TwoCopies(QObject):
    """One order at a time. Each copy is planned, drawn, printed and entered by itself; of one that
    fails none follows."""

    running = Signal(bool)
    printed = Signal()  # both have left
    paper_asked = Signal()  # there is no printer: it can be saved where it is seen
    fate = Signal(str)  # what became of them since, where that is worth a word

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__(page)
        self._services, self._page = services, page
        self._printer: Printer | None = None
        self._case_id = CaseId("")
        self._left: list[int] = []  # of `_COPIES`
        self._run: PrintRun | None = None
        self._watch: PrintWatch | None = None
        self._turn = 0  # an order that was given up hears nothing of its jobs

    @property
    def under_way(self) -> bool:
        """Whether copies are being printed."""
        return bool(self._left)

    def start(self, case_id: CaseId) -> None:
        """Print both on the first printer that can do no harm; where there is none, ask before."""
        if self._left:
            return
        printers = self._services.printers()
        if not printers:
            if saves_instead(self._page):
                self.paper_asked.emit()
            return
        at_hand = (printer for printer in printers if not warnings_of(printer))
        printer = next(at_hand, printers[0])
        if (warnings := warnings_of(printer)) and not ask(
            self._page,
            _("Print on {printer}?").format(printer=isolate(printer.name)),
            "\n".join(warnings),
            _("Print there all the same"),
        ):
            return
        if self._watch is not None:
            self._watch.deleteLater()
        self._watch = PrintWatch(printer.queue, self)
        self._watch.changed.connect(self._on_fate)
        self._printer, self._case_id = printer, case_id
        self._left = list(range(len(_COPIES)))
        self.running.emit(True)
        self._next()

    def stop(self) -> None:
        """Give up what runs; pages that the printer has may come out all the same."""
        if self._run is not None:
            self._run.stop()
        self._end()

    # --- one copy after the other -------------------------------------------------------------

    def _next(self) -> None:
        options, purpose = _COPIES[self._left[0]]
        try:
            plan = self._services.session.printing.print_plan(self._case_id, NOTICE, options)
        except TipdeskError as error:
            self._on_failed(error)
            return
        self._services.jobs.run(
            partial(draw, plan),
            done=partial(self._on_drawn, self._turn, plan, purpose),
            failed=self._on_failed,
            about=_("The document is still being printed"),
        )

    def _on_drawn(self, turn: int, plan: PrintPlan, purpose: Purpose, paper: Drawn) -> None:
        if turn != self._turn or self._printer is None:
            return
        order = Order(self._printer, tuple(range(1, len(paper.digests) + 1)))
        note = partial(self._note, plan, paper, purpose)
        self._run = PrintRun(self._services.jobs, order, lambda: lambda: paper.pdf, note, self)
        self._run.failed.connect(self._on_failed)
        self._run.ended.connect(self._on_ended)
        self._run.start()

    def _note(
        self,
        plan: PrintPlan,
        paper: Drawn,
        purpose: Purpose,
        how: PrintOutcome,
        left: tuple[int, ...],
    ) -> None:
        kind = self._printer.kind if self._printer is not None else None
        outcome = Print(how, purpose, printer=kind)
        self._services.session.printing.record(plan, paper, outcome, left)

    def _on_ended(self, how: PrintOutcome) -> None:
        if how is not PrintOutcome.PRINTED or not self._left:
            self._end()
            return
        self._left.pop(0)
        if self._left:
            self._next()
            return
        self._end()
        if self._watch is not None:
            self._watch.follow()
        self.printed.emit()

    def _on_failed(self, error: TipdeskError) -> None:
        """Said when what runs now has ended: a lock does not wait until it was read."""
        self._end()
        QTimer.singleShot(0, self._page, partial(show_error, self._page, error))

    def _on_fate(self, job: Job) -> None:
        if (text := fate_of(job)) and not self._left:
            self.fate.emit(text)

    def _end(self) -> None:
        under_way = self._printer is not None
        self._turn += 1
        self._left, self._printer = [], None
        if self._run is not None:
            self._run.deleteLater()
            self._run = None
        if under_way:
            self.running.emit(False)
