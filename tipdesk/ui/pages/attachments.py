"""Attachments of one file: taken into the vault by choosing or dropping them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from tipdesk.cases.model import Attachment, Case
from tipdesk.cases.workflow import Step
from tipdesk.desk.attaching import Sealed, seal
from tipdesk.errors import Cancelled, TipdeskError
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.ui.chosen_files import choose_file
from tipdesk.ui.dialogs import ask, show_error
from tipdesk.ui.parts import button, card, clear, column, label, note, page_head, row, scrolled
from tipdesk.ui.services import Services
from tipdesk.ui.sizes import size_text
from tipdesk.work import Work


class AttachmentsPage(QWidget):
    """Lists what is kept with the file; adding runs in the background."""

    left = Signal(object)  # Case

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._work = Work()
        self._waiting: list[Path] = []
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        self._content = QWidget()
        self._lines = QVBoxLayout(self._content)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(12)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted", wrap=True)
        stop = button(_("Stop"), "stop-circle")
        stop.clicked.connect(self._on_stop)
        self._running = card(self._state, self._progress, row(stop, 1))
        self._running.setVisible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(column(self._running, self._content, 1), width=900))

    def load(self, case: Case) -> None:
        """Show the attachments of the file."""
        case_file = self._services.session.intake.load(case.id)
        self._case = case_file.case
        clear(self._lines)
        back = button(_("Back"), "arrow-left")
        back.clicked.connect(lambda: self.left.emit(self._case))
        add = button(_("Add a file…"), "paperclip", "primary")
        add.clicked.connect(self._on_add)
        editable = self._editable()
        add.setVisible(editable)
        subtitle = _("File {number}").format(number=isolated(case.number))
        self._lines.addWidget(page_head(_("Attachments"), back, add, subtitle=subtitle))
        if not editable:
            self._lines.addWidget(note(_("The file is complete; its attachments are frozen.")))
        if not case_file.attachments:
            hint = _("Drop a photograph or a document here. It is kept encrypted in the vault.")
            self._lines.addWidget(note(hint if editable else _("There are no attachments.")))
        for attachment in case_file.attachments:
            self._lines.addWidget(self._line(attachment, editable=editable))
        self._lines.addStretch(1)

    def _editable(self) -> bool:
        if self._case is None:
            return False
        steps = self._services.session.intake.steps(self._case)
        return Step.EDIT in steps or Step.COMPLETE in steps

    def _line(self, attachment: Attachment, *, editable: bool) -> QWidget:
        when = isolated(format_datetime(attachment.added_at, language()))
        text = _("{size} • added by {officer}, {when}").format(
            size=size_text(attachment.size), officer=isolated(attachment.added_by), when=when
        )
        about = column(
            label(isolated(attachment.name), "fieldLabel", wrap=True),
            label(text, "muted", wrap=True),
            spacing=2,
        )
        remove = button(_("Remove…"), "trash", "ghost")
        remove.setVisible(editable)
        remove.clicked.connect(lambda: self._on_remove(attachment))
        return card(row(about, 1, remove))

    # --- adding -----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._editable() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        self._waiting += [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        self._next()

    @Slot()
    def _on_add(self) -> None:
        path = choose_file(self, _("Add a file"))
        if path is not None:
            self._waiting.append(path)
            self._next()

    def _next(self) -> None:
        if self._case is None or self._running.isVisibleTo(self) or not self._waiting:
            return
        path = self._waiting.pop(0)
        plan = self._services.session.intake.attach_plan(self._case.id)
        self._work = self._services.jobs.work(self._on_progress)
        self._state.setText(_("Encrypting {name}…").format(name=isolated(path.name)))
        self._progress.setMaximum(0)
        self._running.setVisible(True)
        self._services.jobs.run(
            partial(seal, plan, path, self._work),
            done=partial(self._on_sealed, self._case),
            failed=self._on_failed,
        )

    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setMaximum(1000)
        self._progress.setValue(round(1000 * done / total) if total else 0)

    def _on_sealed(self, case: Case, sealed: Sealed) -> None:
        self._running.setVisible(False)
        try:
            self._services.session.intake.attach(case.id, sealed)
        except TipdeskError as error:
            show_error(self, error)
        self.load(case)
        self._next()

    def _on_failed(self, error: TipdeskError) -> None:
        self._running.setVisible(False)
        if not isinstance(error, Cancelled):
            show_error(self, error)
        self._next()

    @Slot()
    def _on_stop(self) -> None:
        self._waiting.clear()
        self._work.cancel()

    def _on_remove(self, attachment: Attachment) -> None:
        if self._case is None:
            return
        question = _("{name} will be destroyed and cannot be brought back. Remove it?").format(
            name=isolated(attachment.name)
        )
        if not ask(self, _("Remove the attachment"), question, _("Remove")):
            return
        try:
            self._services.session.intake.detach(self._case.id, attachment)
        except TipdeskError as error:
            show_error(self, error)
        self.load(self._case)
