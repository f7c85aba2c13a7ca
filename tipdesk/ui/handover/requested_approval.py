"""Approving for another station: what its officers ask for by USB drive is read, signed or sent
back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from tipdesk.bundle.approval import Subject
from tipdesk.cases.model import Act
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.messages.answering import OpenedRequest, WaitingRequest
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import _, format_datetime, in_one_line, isolated, language, ngettext
from tipdesk.printing.outside.own_process import IsolatedPages, expect_files, expect_no_files
from tipdesk.texts.messages import who_may
from tipdesk.ui.handover.received_record import record_view
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import ask_text, errors_said, say, show_error
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    NothingHere,
    Strip,
    begin_at,
    button,
    card,
    clear,
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
from tipdesk.ui.viewers.attachment_line import sha256_line
from tipdesk.ui.viewers.pages import PageBar, PdfPreview

_WIDTH = 940  # at 100 %
_Signing = Callable[[Confirmed, Path], Path]


class RequestsNote(Strip):
    """Reminds an approver of what waits for them of other stations."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="note", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        waiting = _waiting(self._services)
        text = ngettext(
            "{count} file of another station waits for your approval.",
            "{count} files of other stations wait for your approval.",
            waiting,
        )
        self.set_text(text.format(count=isolated(str(waiting))))
        self.setVisible(waiting > 0)


def _waiting(services: Services) -> int:
    session = services.session
    if not session.may(Act.APPROVE):
        return 0
    return sum(request.waits for request in session.answering.requests())


class _Paper(QWidget):
    """One document as it came, drawn in a process of its own."""

    def __init__(self, services: Services, body: bytes) -> None:
        super().__init__()
        self._services, self._body = services, body
        self._pages: IsolatedPages | None = None
        self._preview = PdfPreview(services.jobs)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(10), 0, 0)
        box.addWidget(PageBar(self._preview, self))
        box.addWidget(self._preview, 1)

    def open(self) -> None:
        """Draw it, once."""
        if self._pages is not None:
            return
        pages = IsolatedPages(self._body)
        title = _("Opening the document…")
        sizes = wait_for(self._services.jobs, self, title, lambda _work: pages.sizes())
        if sizes is None:
            return
        self._pages = pages
        self.destroyed.connect(pages.close)
        self._preview.show_pages(sizes, pages.page)


class RequestedApprovalsPage(QWidget):
    """What was asked of the officer of the session; one that is chosen is shown whole."""

    left = Signal()
    names_asked = Signal()  # names are hidden, and the file is wanted

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._veil: Veil | None = None
        self._masked = False
        self._message_id = ""  # of the request that is shown; '': the list is
        self.setObjectName("page")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(MARGIN, px(18), MARGIN, px(12))

    def showEvent(self, event: QShowEvent) -> None:
        expect_files()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        expect_no_files()
        super().hideEvent(event)

    def load(self) -> None:
        """Show what waits; where it is one alone, that."""
        requests = self._services.session.answering.requests()
        waiting = [request for request in requests if request.waits]
        if len(waiting) == 1:
            self._open(waiting[0].message_id)
        else:
            self._show_list(requests)

    def set_masked(self, masked: bool) -> None:
        """Hide or show everything that the record tells (F7)."""
        self._masked = masked
        if self._veil is not None:
            self._veil.cover(masked)

    def leave(self) -> None:
        """Take what was shown off the screen."""
        self._message_id, self._veil = "", None
        clear(self._box)

    # --- the list ---------------------------------------------------------------------------

    def _show_list(self, requests: tuple[WaitingRequest, ...]) -> None:
        self.leave()
        back = way_back(_("Back"))
        back.clicked.connect(self.left)
        self._box.addWidget(page_head(_("Approvals for other stations"), back))
        if not requests:
            none = NothingHere("seal-check")
            none.say(
                _("Nothing waits for your approval"),
                _("Requests of other stations come on a USB drive: import them in the file list."),
            )
            self._box.addWidget(none, 1)
            return
        cards = [self._card(request) for request in requests]
        self._box.addWidget(scrolled(column(*cards, 1), width=px(_WIDTH)), 1)
        begin_at(self, cards[0])

    def _card(self, request: WaitingRequest) -> QWidget:
        message = request.letter.message
        title = _("Asked by {login} of station {station}").format(
            login=isolated(message.sender.login), station=isolated(message.sender.code)
        )
        deed = button(_("Look at it"), "eye", "primary")
        deed.clicked.connect(partial(self._on_open, request.message_id))
        deed.setVisible(request.waits or request.answer is not None)
        state = _("It waits for your answer.")
        if request.lapsed:
            state = _("Nobody can sign it any more: its time is over.")
        if request.answer is not None:
            signed = request.answer.message.body["p7s"] is not None
            state = _("You have approved it.") if signed else _("You have sent it back.")
            deed = button(_("Save the answer again…"), "download-simple")
            deed.clicked.connect(partial(self._on_write_again, request.message_id))
        when = isolated(format_datetime(message.at, language()))
        line = " • ".join(filter(None, (self._file_text(request), when, state)))
        words = column(label(title, "h3", wrap=True), label(line, "muted", wrap=True))
        return card(row(words, deed, wide=0))

    def _file_text(self, request: WaitingRequest) -> str:
        """Which file it is about, as long as that lies here: several are told apart by it."""
        if request.waits:
            with suppress(TipdeskError):  # what is wrong is said when it is opened
                record = self._services.session.answering.open(request.message_id).record
                return _("File {number}").format(number=isolated(record.number))
        return ""

    def _on_open(self, message_id: str, _checked: bool = False) -> None:
        with errors_said(self):
            self._open(message_id)

    def _on_write_again(self, message_id: str, _checked: bool = False) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return
        with errors_said(self) as attempt:
            path = self._services.session.answering.write_again(message_id, folder)
        if not attempt.failed:
            _say_saved(self, path)

    # --- one request ------------------------------------------------------------------------

    def _open(self, message_id: str) -> None:
        opened = self._services.session.answering.open(message_id)
        self.leave()
        self._message_id = message_id
        sender, record = opened.letter.message.sender, opened.record
        back = way_back(_("Back"))
        back.clicked.connect(self.left)
        subtitle = _("File {number} • revision {revision} • asked by {login} of {station}").format(
            number=isolated(record.number),
            revision=isolated(str(record.revision)),
            login=isolated(sender.login),
            station=isolated(sender.code),
        )
        tabs = self._tabs(opened)
        self._veil = Veil(tabs)
        self._veil.names_asked.connect(self.names_asked)
        self._veil.cover(self._masked)
        returning = button(_("Send back with remarks…"), "arrow-u-up-left")
        returning.clicked.connect(self._on_send_back)
        approving = button(_("Approve and sign…"), "seal-check", "primary")
        approving.clicked.connect(self._on_approve)
        self._box.addWidget(page_head(_("Approve for another station"), back, subtitle=subtitle))
        self._box.addWidget(self._veil, 1)
        self._box.addWidget(row(1, returning, approving))
        begin_at(self, tabs)

    def _tabs(self, opened: OpenedRequest) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(scrolled(record_view(opened.record), width=px(_WIDTH)), _("Answers"))
        titles = {
            "notice": _("Notice"),
            "consent": _("Rights and consent"),
            "intake": _("Intake form"),
            "statement": _("Statement"),
        }
        for name, title in titles.items():
            if name in opened.papers:
                tabs.addTab(_Paper(self._services, opened.papers[name]), title)
        tabs.addTab(_attachments(opened), _("Attachments"))
        tabs.currentChanged.connect(partial(self._on_tab, tabs))
        return tabs

    def _on_tab(self, tabs: QTabWidget, index: int) -> None:
        page = tabs.widget(index)
        if isinstance(page, _Paper):
            try:
                page.open()
            except TipdeskError as error:
                show_error(self, error)

    @Slot()
    def _on_approve(self) -> None:
        approve = partial(self._services.session.answering.approve, self._message_id)
        purpose = _("Approve for referral as {role}").format(role=who_may(Act.APPROVE))
        self._answer(purpose, approve)

    @Slot()
    def _on_send_back(self) -> None:
        title = _("Send back with remarks")
        hint = _("Say what is missing, not how the person should have answered.")
        message_id, answering = self._message_id, self._services.session.answering

        def keep(begun: str) -> None:
            with errors_said(self):
                answering.keep_remarks(message_id, begun)

        begun = answering.begun_remarks(message_id)
        words = ask_text(self, title, hint, _("Go on"), begun=begun, keep=keep)
        if not words:
            return
        send_back = partial(answering.send_back, message_id, words)
        self._answer(title, send_back)

    def _answer(self, purpose: str, sign: _Signing) -> None:
        """Ask where to and for the passphrase, then sign and save. What stands against it is said
        before."""
        answering = self._services.session.answering
        with errors_said(self) as attempt:
            answering.open(self._message_id)
        if attempt.failed:
            self._show_list(answering.requests())
            return
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return
        session = self._services.session
        confirmed = ask_confirmation(self._services, [session.officer], purpose, self)
        if confirmed is None:
            return
        with errors_said(self) as attempt:
            try:
                path = sign(confirmed, folder)
            finally:
                confirmed.wipe()
        if not attempt.failed:
            _say_saved(self, path)
        with errors_said(self):  # what could not be saved is signed all the same
            self._show_list(answering.requests())


def _attachments(opened: OpenedRequest) -> QWidget:
    """What stays at the other computer: approved by its digest, as everything is."""
    if not opened.attachments:
        none = column(note(_("No attachments belong to it.")), 1)
        return scrolled(none, width=px(_WIDTH))
    text = _(
        "The attachments stay at the other station. You approve them by their fingerprints: ask "
        "there to be shown what you have to see."
    )
    lines = [_attachment(item) for item in opened.attachments]
    return scrolled(column(note(text, "notewarn"), *lines, 1), width=px(_WIDTH))


def _attachment(item: Subject) -> QWidget:
    name = item.name.rpartition("/")[2]
    return card(
        column(
            label(isolated(name), wrap=True),
            label(size_text(item.size), "muted"),
            sha256_line(item.sha256),
            spacing=px(2),
        )
    )


def _say_saved(parent: QWidget, path: Path) -> None:
    lines = [_("Bring it to the station that asked. It is saved as:"), in_one_line(path.name)]
    say(parent, _("The answer is signed"), "\n".join(lines))
