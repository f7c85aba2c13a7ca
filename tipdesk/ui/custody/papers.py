"""A document about the chain of custody: looked at, printed, saved; each is an audit log entry.

Before a certificate answers are compared file by file and attachments are read, with a stop
(`examined`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from tipdesk.cases.custody.reading import ChainReading, Examined, Objection
from tipdesk.cases.paper.prints import FOR_THE_STATION, Print
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.custody.book import ChainDocument, ChainPaper, examine, render_chain
from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.ui.paper.print_dialog import ask_saving, save_pdf
from tipdesk.ui.paper.printing import print_pdf
from tipdesk.ui.toolkit.dialogs import SENTENCE_MARGINS, Dialog, Shape, show_error
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import button, label, labelled, resize_on_screen, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.viewers.pages import PageBar, PdfPreview

# --- before a certificate ---------------------------------------------------------------------


class _Comparing(Dialog):
    """One file at each turn of the event loop: the vault is read on this thread only."""

    def __init__(self, steps: Iterator[tuple[int, Objection | None]], parent: QWidget) -> None:
        title = _("Answers are compared with the chain")
        super().__init__(parent, title, Shape(width=460, margins=SENTENCE_MARGINS, spacing=14))
        self._steps = steps
        self.files = 0
        self.objections: tuple[Objection, ...] = ()
        self.error: TipdeskError | None = None
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted")
        stop = button(_("Stop"), "stop-circle")
        stop.clicked.connect(self.reject)
        box = self.box
        self.add_heading(title, wrap=True)
        box.addWidget(self._progress)
        box.addWidget(self._state)
        self.add_buttons(1, stop)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn)
        self._turn.start(0)

    @Slot()
    def _on_turn(self) -> None:
        try:
            step = next(self._steps, None)
        except TipdeskError as error:
            self.error = error
            self.reject()
            return
        if step is None:
            self.accept()
            return
        left, objection = step
        self.files += 1
        if objection is not None:
            self.objections = (*self.objections, objection)
        self._progress.setRange(0, self.files + left)
        self._progress.setValue(self.files)
        text = ngettext("{count} file left", "{count} files left", left)
        self._state.setText(text.format(count=isolated(str(left))))

    def done(self, result: int) -> None:
        """No turn follows."""
        self._turn.stop()
        super().done(result)


def examined(services: Services, reading: ChainReading, parent: QWidget) -> Examined | None:
    """Compare and read everything that the certificate speaks of; None when it was stopped, or
    failed, which was said."""
    session = services.session
    dialog = _Comparing(session.custody.answers(reading.case_id), parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    files, objections, error = dialog.files, dialog.objections, dialog.error
    dialog.deleteLater()
    if error is not None:
        show_error(parent, error)
    if not accepted or services.open_session is not session:
        return None
    plan = session.custody.examination(reading.case_id, files, objections)
    title = _("Attachments are read")
    return wait_for(services.jobs, parent, title, partial(examine, plan, reading))


_SIZE = (900, 700)  # at 100 %


class _ChainPaper(Dialog):
    """The preview; nothing is recorded before it is printed or saved."""

    def __init__(
        self, services: Services, document: ChainDocument, paper: ChainPaper, parent: QWidget
    ) -> None:
        title = {
            "custody": _("Chain of custody"),
            "certificate": _("Certificate of integrity"),
        }[document]
        super().__init__(parent, title, Shape(margins=(22, 18, 22, 16)))
        self._services, self._document, self._paper = services, document, paper
        self._pdf, self._asked = b"", 0
        self._language = CalmCombo()
        self._language.addItem(_("Arabic"), "ar")
        self._language.addItem(_("English"), "en")
        self._preview = PdfPreview(services.jobs)
        self._bar = PageBar(self._preview, self)
        self._print = button(_("Print"), "printer", "primary")
        self._save = button(_("Save as PDF"), "download-simple")
        close = button(_("Close"))
        box = self.box
        box.addWidget(
            row(label(title, "h2"), 1, labelled(_("Language of the document"), self._language))
        )
        box.addWidget(self._bar)
        box.addWidget(self._preview, 1)
        self.add_buttons(close, 1, self._save, self._print)
        resize_on_screen(self, *_SIZE)
        self._language.currentIndexChanged.connect(self._draw)
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        close.clicked.connect(self.reject)
        self._preview.setFocus()  # its keys turn the pages
        self._draw()

    @Slot()
    def _draw(self) -> None:
        self._paper = replace(self._paper, language=self._language.currentData())
        self._asked += 1
        self._set_busy(True)
        self._services.jobs.run(
            partial(render_chain, self._document, self._paper),
            done=partial(self._on_drawn, self._asked),
            failed=self._on_failed,
        )

    def _on_drawn(self, request: int, pdf: bytes) -> None:
        if request != self._asked:
            return
        self._set_busy(False)
        self._pdf = pdf
        self._preview.show_pdf(pdf)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        show_error(self, error)

    def _set_busy(self, busy: bool) -> None:
        self._bar.set_busy(busy)
        for deed in (self._print, self._save):
            deed.setEnabled(not busy)

    @Slot()
    def _on_print(self) -> None:
        print_pdf(self._services, self._pdf, self, self._record, FOR_THE_STATION)

    @Slot()
    def _on_save(self) -> None:
        outcome = ask_saving(self, FOR_THE_STATION)
        if outcome is not None:
            save_pdf(self._pdf, self._document, self, partial(self._record, outcome))

    def _record(self, outcome: Print) -> None:
        session = self._services.open_session
        if session is not None:
            session.chain_papers.record(self._document, self._paper, outcome)


def show_chain_paper(
    services: Services, document: ChainDocument, paper: ChainPaper, parent: QWidget
) -> None:
    """Show the paper until the dialog is closed."""
    dialog = _ChainPaper(services, document, paper, parent)
    dialog.exec()
    dialog.deleteLater()
