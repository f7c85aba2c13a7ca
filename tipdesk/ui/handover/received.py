"""A received bundle, read only: its answers in words, its documents, its attachments. Of a
supplement what has changed is shown first."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from tipdesk.bundle.container.signed_list import NOTHING_SIGNED
from tipdesk.bundle.problems import Code
from tipdesk.cases.paper.prints import FOR_THE_STATION
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.handover.received_file import ReceivedAttachment, ReceivedFile
from tipdesk.desk.paper.cover import kept_text, signed_withheld
from tipdesk.i18n.text import (
    _,
    foreign,
    isolated,
    language,
)
from tipdesk.printing.outside.own_process import IsolatedPages, expect_files, expect_no_files
from tipdesk.texts.messages import problem
from tipdesk.ui.handover.received_record import changes_view, custody_view, record_view
from tipdesk.ui.messages.composing import CorrespondencePart
from tipdesk.ui.paper.printing import print_pages
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import ask, errors_said, say, show_error
from tipdesk.ui.toolkit.jobs import save_stream, wait_for
from tipdesk.ui.toolkit.layouts import TabsWithRoom
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    begin_at,
    button,
    card,
    column,
    label,
    note,
    page_head,
    row,
    scrolled,
    size_text,
    way_back,
)
from tipdesk.ui.toolkit.privacy import Veil
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.attachment_line import acquisition_view, sha256_line
from tipdesk.ui.viewers.attachment_view import AttachmentContent, can_be_shown, show_attachment
from tipdesk.ui.viewers.pages import PageBar, PdfPreview

_WIDTH = 940  # at 100 %


class _ReceivedPdf(QWidget):
    """One PDF of the bundle, read when it is first looked at and drawn in a process of its own:
    whoever made the bundle made it too."""

    def __init__(self, services: Services, received: ReceivedFile, name: str) -> None:
        super().__init__()
        self._services = services
        self._received = received
        self._name = name
        self._pages: IsolatedPages | None = None
        self._count = 0
        self._preview = PdfPreview(services.jobs)
        self._print = button(_("Print"), "printer")
        self._print.clicked.connect(self._on_print)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(10), 0, 0)
        box.addWidget(row(PageBar(self._preview, self), self._print, wide=0))
        box.addWidget(self._preview, 1)

    def open(self) -> None:
        """Read it from the bundle, once."""
        if self._pages is not None:
            return
        pages = IsolatedPages(self._received.document(self._name))
        jobs, title = self._services.jobs, _("Opening the document…")
        sizes = wait_for(jobs, self, title, lambda _work: pages.sizes())
        if sizes is None:
            return
        self._pages, self._count = pages, sizes.count
        self.destroyed.connect(pages.close)
        self._preview.show_pages(sizes, pages.page)

    @Slot()
    def _on_print(self) -> None:
        if self._pages is None or not self._count:
            return
        receiving, row = self._services.session.receiving, self._received.row
        record = partial(receiving.record_paper, row, self._name)
        print_pages(self._services, (self._count, self._pages.page), self, record, FOR_THE_STATION)


class ReceivedPage(QWidget):
    """Shows what the officer sent; nothing here can be changed."""

    left = Signal()
    names_asked = Signal()  # names are hidden, and the file is wanted

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._received: ReceivedFile | None = None
        self._shown: QWidget | None = None
        self._veil: Veil | None = None
        self._masked = False
        self.setObjectName("page")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(MARGIN, px(18), MARGIN, px(12))

    def showEvent(self, event: QShowEvent) -> None:
        expect_files()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        expect_no_files()
        super().hideEvent(event)

    def load(self, received: ReceivedFile) -> None:
        """Show this bundle; it is closed when the page is left."""
        self.leave()
        self._received = received
        back = way_back(_("Back"))
        back.clicked.connect(self._on_back)
        entry = received.row
        subtitle = _("File {number} • revision {revision} • read only").format(
            number=isolated(entry.case_number), revision=isolated(str(entry.revision))
        )
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        if received.follows is not None:
            changed = scrolled(changes_view(received), width=px(_WIDTH))
            tabs.addTab(changed, _("What has changed"))
        tabs.addTab(scrolled(record_view(received.record), width=px(_WIDTH)), _("Answers"))
        titles = {
            "notice": _("Notice"),
            "consent": _("Rights and consent"),
            "intake": _("Intake form"),
            "statement": _("Statement"),
            "cover": _("Cover"),
        }
        for document in received.documents:
            paper = _ReceivedPdf(self._services, received, document.name)
            tabs.addTab(paper, titles.get(document.name, foreign(document.name)))
        if received.signed_list != NOTHING_SIGNED:
            tabs.addTab(self._signed(received), _("Scans of signed originals"))
        if not entry.is_notice:  # it has neither
            tabs.addTab(self._attachments(received), _("Attachments"))
            custody = scrolled(
                custody_view(received.custody, received.others_entries), width=px(_WIDTH)
            )
            tabs.addTab(custody, _("Chain of custody"))
        if entry.kept:
            letters = CorrespondencePart(self._services, received.record.case_id)
            tabs.addTab(scrolled(letters, width=px(_WIDTH)), _("Messages"))
        tabs.currentChanged.connect(partial(self._on_tab, tabs))
        with_room = TabsWithRoom(tabs)
        self._veil = Veil(with_room)
        self._veil.names_asked.connect(self.names_asked)
        self._veil.cover(self._masked)
        title = (
            _("Received file") if entry.kept else _("Look at the case bundle before receiving it")
        )
        if entry.is_notice:
            title = _("Electronic notice")
        warnings = [note(problem(Code.A_DIRECT), "notewarn")] if received.direct else []
        self._shown = column(page_head(title, back, subtitle=subtitle), *warnings, self._veil)
        self._box.addWidget(self._shown)
        begin_at(self, with_room)

    def set_masked(self, masked: bool) -> None:
        """Hide or show everything that the record tells (F7)."""
        self._masked = masked
        if self._veil is not None:
            self._veil.cover(masked)

    def _on_tab(self, tabs: QTabWidget, index: int) -> None:
        page = tabs.widget(index)
        if isinstance(page, _ReceivedPdf):
            try:
                page.open()
            except TipdeskError as error:
                show_error(self, error)

    def _attachments(self, received: ReceivedFile) -> QWidget:
        lacking = [note(problem(Code.A_NOT_HERE), "notewarn")] if received.not_here else []
        if not received.attachments and not lacking:
            none = column(note(_("No attachments were sent.")), 1)
            return scrolled(none, width=px(_WIDTH))
        lines = [self._attachment(received, attachment) for attachment in received.attachments]
        return scrolled(column(*lacking, *lines, 1), width=px(_WIDTH))

    def _signed(self, received: ReceivedFile) -> QWidget:
        """The scans of signed pages, and which stayed at the station that sent the file."""
        lines: list[QWidget | int] = [
            self._attachment(received, attachment) for attachment in received.signed
        ]
        listed = received.signed_list
        staying = signed_withheld(listed.staying, listed.restricted, language())
        lines += [note(kept_text(line, language())) for line in staying]
        return scrolled(column(*lines, 1), width=px(_WIDTH))

    def _attachment(self, received: ReceivedFile, attachment: ReceivedAttachment) -> QWidget:
        acquired = received.record.acquired.get(attachment.sha256)
        look = button(_("View it"), "eye", "ghost")
        look.clicked.connect(partial(self._on_look, attachment))
        save = button(_("Save a copy…"), "download-simple")
        save.clicked.connect(partial(self._on_save, attachment))
        name = attachment.called(language())
        about = column(
            label(name, wrap=True),
            label(size_text(attachment.size), "muted"),
            sha256_line(attachment.sha256),
            *([acquisition_view(acquired)] if acquired else []),
            spacing=px(2),
        )
        attachment_card = card(row(about, look, save, wide=0))
        look.setVisible(can_be_shown(attachment.media_type, attachment.size))
        return attachment_card

    def _on_look(self, attachment: ReceivedAttachment, _checked: bool = False) -> None:
        if self._received is not None:
            opened = partial(self._received.open, attachment)
            title = attachment.called(language())
            content = AttachmentContent(attachment.name, attachment.size, opened, title)
            show_attachment(self._services, self, content)

    def _on_save(self, attachment: ReceivedAttachment, _checked: bool = False) -> None:
        received = self._received
        if received is None:
            return
        warning = _("The copy is not encrypted. Keep it where only you can open it.")
        if not ask(self, _("Save a copy outside the vault"), warning, _("Choose where…")):
            return
        # The name came with the bundle: only its last, neutral part is suggested.
        suggested = PurePosixPath(attachment.path).name
        path = choose_save_file(self, _("Save a copy"), suggested, "")
        if path is None:
            return
        opened = partial(received.open, attachment)
        saved = wait_for(
            self._services.jobs,
            self,
            _("Saving a copy…"),
            partial(save_stream, path, opened, attachment.size),
            about=_("The copy is not saved yet"),
        )
        if saved is not None:
            with errors_said(self):
                self._services.session.receiving.record_copy(received.row, attachment)
            say(self, _("Saved"), warning)

    @Slot()
    def _on_back(self) -> None:
        self.leave()
        self.left.emit()

    def leave(self) -> None:
        """Close the bundle and take it off the screen."""
        if self._shown is not None:
            self._box.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = self._veil = None
        if self._received is not None:
            self._received.close()
            self._received = None
