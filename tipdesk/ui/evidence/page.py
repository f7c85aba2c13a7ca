"""Attachments of one file: taken into the vault by choosing or dropping them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.model import Attachment, Case
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.evidence.attachments import AttachPlan, Sealed, forget, seal
from tipdesk.i18n.text import MASK, _, foreign, isolated, ngettext
from tipdesk.printing.outside.own_process import expect_files, expect_no_files
from tipdesk.ui.evidence.attachment_cards import AttachmentCards, ExhibitLines
from tipdesk.ui.evidence.folder_intake import ask_from_folder
from tipdesk.ui.paper.signed_papers import SignedPapersPart
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.parts import (
    button,
    card,
    clear,
    column,
    label,
    note,
    page_head,
    row,
    scrolled,
    way_back,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px
from tipdesk.ui.viewers.attachment_view import LOOKING


class AttachmentsPage(QWidget):
    """Lists what is kept with the file; adding goes on in the background, on other pages too."""

    left = Signal(object)  # Case
    question_asked = Signal(object, str, str)  # Case, section, path

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._work = services.jobs.work()
        self._waiting: list[Path] = []
        self._masked = False
        self._exhibits: ExhibitLines | None = None
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        content = QWidget()
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(px(12))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted", wrap=True)
        self._stop = button(_("Stop"), "stop-circle")
        self._stop.clicked.connect(self._on_stop)
        self._running = card(self._state, self._progress, row(self._stop, 1))
        self._running.setVisible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(column(self._running, content, 1), width=px(900)))

    def showEvent(self, event: QShowEvent) -> None:
        expect_files()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        expect_no_files()
        super().hideEvent(event)

    def load(self, case: Case) -> None:
        """Show the attachments of the file."""
        case_file = self._services.session.files.load(case.id)
        self._case = case_file.case
        clear(self._lines)
        back = way_back(_("Back"))
        back.clicked.connect(lambda: self.left.emit(self._case))
        add = button(_("Add a file…"), "paperclip", "primary")
        add.clicked.connect(self._on_add)
        camera = button(_("From camera or scanner…"), "tray-arrow-down")
        camera.clicked.connect(self._on_camera)
        editable = self._editable()
        subtitle = _("File {number}").format(number=isolated(case.number))
        self._lines.addWidget(page_head(_("Attachments"), back, camera, add, subtitle=subtitle))
        camera.setVisible(editable)
        add.setVisible(editable)  # once it has its place: else it would be a window for a moment
        if not editable:
            self._lines.addWidget(note(_("The file is complete; its attachments are frozen.")))
        if not case_file.attachments:
            hint = _("Drop a photograph or a document here. It is kept encrypted in the vault.")
            self._lines.addWidget(_empty(hint if editable else ""))
        if self._exhibits is not None:
            self._exhibits.deleteLater()
        lines = ExhibitLines(self._services, case_file, self, masked=self._masked)
        lines.changed.connect(self._look_again)
        lines.row_asked.connect(self.question_asked)
        self._exhibits = lines
        cards = AttachmentCards(self._services, self._case, self, masked=self._masked)
        cards.changed.connect(self._look_again)
        for attachment in case_file.attachments:
            self._lines.addWidget(cards.card(attachment, lines, editable=editable))
        signed = SignedPapersPart(self._services, self._case, masked=self._masked)
        signed.changed.connect(self._look_again)
        self._lines.addWidget(signed)
        self._lines.addStretch(1)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what attachments are called, and what is being looked at (F7)."""
        if masked == self._masked:
            return
        self._masked = masked
        for dialog in self.findChildren(QDialog, LOOKING):
            dialog.reject()
        self._look_again()

    def _editable(self) -> bool:
        if self._case is None:
            return False
        steps = self._services.session.files.open_steps(self._case)
        return FileStep.EDIT in steps or FileStep.COMPLETE in steps

    # --- adding -----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._editable() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        self.add([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    @Slot()
    def _on_add(self) -> None:
        path = choose_file(self, _("Add a file"))
        if path is not None:
            self.add([path])

    @Slot()
    def _on_camera(self) -> None:
        if self._case is None:
            return
        chosen: list[Path] = []
        with errors_said(self):
            attached = self._services.session.attachments.attached(self._case.id)
            chosen = ask_from_folder(
                self._services,
                self,
                {(attachment.name, attachment.size) for attachment in attached},
            )
        self.add(chosen)

    def add(self, paths: list[Path]) -> None:
        """Take these files in, one after another."""
        self._waiting += paths
        self._next()

    def _next(self) -> None:
        if self._case is None or self._running.isVisibleTo(self) or not self._waiting:
            return
        path = self._waiting.pop(0)
        try:
            plan = self._services.session.attachments.attach_plan(self._case.id)
        except TipdeskError as error:
            show_error(self, error)
            return
        self._work = self._services.jobs.work(self._on_progress)
        self._show_running(path)
        self._services.jobs.run(
            partial(seal, plan, path, self._work),
            done=partial(self._on_sealed, self._case, plan),
            failed=self._on_failed,
            unwanted=partial(forget, plan),
            about=_("A file is still being added"),
        )

    def _show_running(self, path: Path) -> None:
        name = MASK if self._masked else foreign(path.name)
        lines = [_("Encrypting {name}…").format(name=name)]
        if self._waiting:
            count = len(self._waiting)
            text = ngettext("{count} more file waits.", "{count} more files wait.", count)
            lines.append(text.format(count=isolated(str(count))))
        self._state.setText("\n".join(lines))
        self._progress.setMaximum(0)
        self._stop.setEnabled(True)
        self._running.setVisible(True)

    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setMaximum(1000)
        self._progress.setValue(round(1000 * done / total) if total else 0)

    def _on_sealed(self, case: Case, plan: AttachPlan, sealed: Sealed) -> None:
        self._running.setVisible(False)
        if self._services.open_session is None:  # locked in this very moment
            forget(plan, sealed)
            return
        try:
            self._services.session.attachments.attach(case.id, sealed)
        except TipdeskError as error:
            forget(plan, sealed)
            show_error(self, error)
        self._look_again()
        self._next()

    def _on_failed(self, error: TipdeskError) -> None:
        self._running.setVisible(False)
        show_error(self, error)
        self._next()

    @Slot()
    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._waiting.clear()
        self._work.cancel()

    def _look_again(self, about: Attachment | None = None) -> None:
        """Show what the vault holds now; `about` is what a button was pressed for."""
        with errors_said(self):
            if self._case is not None:
                self.load(self._case)
        if about is not None and self._exhibits is not None:
            self._exhibits.take_focus(about)


def _empty(hint: str) -> QWidget:
    """What is drawn while there are none."""
    picture = label()
    picture.setPixmap(pixmap("paperclip", "hill3", 64))
    parts = [picture, label(_("There are no attachments."), "h2")]
    if hint:
        parts.append(label(hint, "muted", wrap=True))
    for part in parts:
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
    empty = column(*parts, spacing=px(10))
    empty.setContentsMargins(0, px(90), 0, 0)
    return empty
