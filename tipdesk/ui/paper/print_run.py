"""Printing behind the work: pages become pictures in jobs and are painted one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtPrintSupport import QPrinter

from tipdesk.cases.paper.prints import PrintOutcome
from tipdesk.core.errors import DiskFull, PrintFailed, PrintUnrecorded, TipdeskError
from tipdesk.i18n.text import _
from tipdesk.printing.preview import Raster
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.printers import Printer, Spool
from tipdesk.ui.viewers.pages import drawn_page, image_of

TITLE = "tipdesk"  # of a print in the system's list; names no person and no file
_DPI = 300
_AHEAD = 2  # pages that are made into pictures while one is painted; each is 35 MB

Draw = Callable[[], Callable[[], bytes]]  # GUI thread: plan the next copy; the job that draws it
Note = Callable[[PrintOutcome, tuple[int, ...]], None]
"""What became of a copy, and which pages were taken. Raises TipdeskError: it is not recorded."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is printed: `copies` times the same pages (from 1), on one printer."""

    printer: Printer
    pages: tuple[int, ...]
    copies: int = 1
    both_sides: bool = False


class PrintRun(QObject):
    """One order. Every copy is a job of the printer's own, so that each begins on a new sheet and
    is noted by itself; the print queue shows the program's name, never a person's or a file's.
    Of a copy that cannot be noted none follows: it would have the same number."""

    progressed = Signal(int, int)  # pages painted, of all copies
    ended = Signal(object)  # How
    failed = Signal(object)  # TipdeskError; after `ended`

    def __init__(
        self, jobs: JobRunner, order: Order, draw: Draw, note: Note, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs, self._order, self._draw, self._note = jobs, order, draw, note
        self.draws: Callable[[bytes, int, float], Raster | None] = drawn_page
        self._left = order.copies
        self._spool: Spool | None = None
        self._asked = 0  # pages of this copy that were asked for
        self._taken: list[int] = []  # and those that were painted
        self._over = False

    @property
    def total(self) -> int:
        """Pages of all copies."""
        return self._order.copies * len(self._order.pages)

    def start(self) -> None:
        """Begin with the first copy."""
        self._next_copy()

    def stop(self) -> None:
        """Give up what runs; pages that the printer has may come out all the same."""
        if not self._over:
            self._end(PrintOutcome.CANCELLED)

    # --- one copy after another ---------------------------------------------------------------

    def _run(self, task: Callable[[], object], done: Callable[..., None]) -> None:
        about = _("The document is still being printed")
        self._jobs.run(task, done=done, failed=self._on_failed, about=about)

    def _next_copy(self) -> None:
        self._taken, self._asked = [], 0
        try:
            task = self._draw()
        except TipdeskError as error:
            self._on_failed(error)
            return
        self._run(task, self._on_drawn)

    def _on_drawn(self, pdf: bytes) -> None:
        if self._over:
            return
        try:
            self._spool = Spool(partial(_prepared, self._order))
        except TipdeskError as error:
            self._on_failed(error)
            return
        for _number in range(_AHEAD):
            self._ask(pdf)

    def _ask(self, pdf: bytes) -> None:
        if self._asked < len(self._order.pages):
            page = self._order.pages[self._asked]
            self._asked += 1
            task = partial(self.draws, pdf, page - 1, _DPI)
            self._run(task, partial(self._on_page, pdf, page))

    def _on_page(self, pdf: bytes, page: int, drawn: Raster | None) -> None:
        if self._spool is None:  # it is over
            return
        self._ask(pdf)
        if drawn is None:
            self._on_failed(PrintFailed(reason="page"))
            return
        if self._taken and not self._spool.printer.newPage():
            self._on_failed(PrintFailed())
            return
        _paint(drawn, self._spool)
        self._taken.append(page)
        done = (self._order.copies - self._left) * len(self._order.pages) + len(self._taken)
        self.progressed.emit(done, self.total)
        if len(self._taken) == len(self._order.pages):
            self._end_copy(self._spool)

    def _end_copy(self, spool: Spool) -> None:
        self._spool = None
        try:
            spool.end()
        except PrintFailed as error:
            self._on_failed(error)
            return
        self._left -= 1
        unnoted = self._unnoted(PrintOutcome.PRINTED)
        if unnoted is None and self._left:
            self._next_copy()
            return
        self._over = True
        self.ended.emit(PrintOutcome.FAILED if unnoted else PrintOutcome.PRINTED)
        if unnoted is not None:
            self.failed.emit(unnoted)

    # --- the end ------------------------------------------------------------------------------

    def _on_failed(self, error: TipdeskError) -> None:
        if not self._over:
            self._end(PrintOutcome.FAILED, error)

    def _end(self, how: PrintOutcome, error: TipdeskError | None = None) -> None:
        self._over = True
        if self._spool is not None:
            self._spool.drop()
            self._spool = None
        error = self._unnoted(how) or error
        self.ended.emit(how)
        if error is not None:
            self.failed.emit(error)

    def _unnoted(self, how: PrintOutcome) -> TipdeskError | None:
        """Note what became of this copy; why that failed, None when it did not."""
        try:
            self._note(how, tuple(self._taken))
        except TipdeskError as error:
            full = {"reason": "full"} if isinstance(error, DiskFull) else {}
            return PrintUnrecorded(**full) if self._taken else error
        return None


def _prepared(order: Order) -> QPrinter:
    printer = order.printer.device()
    printer.setDocName(TITLE)
    printer.setFullPage(True)
    modes = QPrinter.DuplexMode
    printer.setDuplex(modes.DuplexLongSide if order.both_sides else modes.DuplexNone)
    return printer


def _paint(drawn: Raster, spool: Spool) -> None:
    """A page's picture in the middle of the printer's paper, as large as it fits."""
    picture = image_of(drawn)
    paper = QRectF(spool.printer.paperRect(QPrinter.Unit.DevicePixel))
    size = picture.size().toSizeF().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(paper.topLeft(), size)
    target.moveCenter(paper.center())
    spool.painter.drawImage(target, picture)
