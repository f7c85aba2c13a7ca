"""The receiving station: check a bundle, open it, receipt or refusal, the register."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QPushButton, QTabWidget, QVBoxLayout, QWidget

from tipdesk.bundle.file_kind import OWN_SUFFIX, FileKind
from tipdesk.bundle.writer import SUFFIX
from tipdesk.cases.model import Act
from tipdesk.core.errors import NoCertificate
from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.desk.handover.receiving import CheckedBundle
from tipdesk.desk.station.signing_and_trust import CertificateStanding
from tipdesk.i18n.text import _, code_text, in_one_line, isolated
from tipdesk.ui.handover import receipt_dialogs
from tipdesk.ui.handover.annexes import AnnexPart
from tipdesk.ui.handover.check_panel import CheckPanel
from tipdesk.ui.handover.register_table import RegisterTable
from tipdesk.ui.handover.set_aside import SetAsideList
from tipdesk.ui.messages.listing import beside_lines
from tipdesk.ui.messages.taking import take_message, tell_beside
from tipdesk.ui.setup.notes import SheetNote
from tipdesk.ui.station.backup import BackupNote
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder, likely_folder
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import errors_said, say, show_error
from tipdesk.ui.toolkit.parts import MARGIN, begin_at, button, clear, page_head, row, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import as_footer


class ReceivingPage(QWidget):
    """Checks bundles in the background and keeps the register."""

    opened = Signal(object)  # ReceivedFile
    station_asked = Signal()  # trust list or certificate are missing

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._looking = False
        self._again: Path | None = None  # was checked, not answered, and its page was left
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        self._panel = CheckPanel(self._services)
        self.under_way = self._panel.under_way  # what ends when the page is left
        self._aside_list = SetAsideList()
        self._register = RegisterTable()
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(scrolled(self._panel, width=px(980)), _("Verify a case bundle"))
        self._tabs.addTab(self._register, _("Register"))
        self._tabs.addTab(self._aside_list, _("Set aside"))
        self._protective = QWidget()
        self._annexes = QVBoxLayout(self._protective)
        self._annexes.setContentsMargins(0, px(12), 0, 0)
        if self._services.session.may(Act.DECIDE_ASIDE):
            area = scrolled(self._protective, width=px(980))
            self._tabs.addTab(area, _("Protective annexes"))
        self._choose = button(_("Choose a case bundle…"), "folder-open", "primary")
        self._foot = QFrame()
        as_footer(self._foot)
        self._deeds = QVBoxLayout(self._foot)
        self._deeds.setContentsMargins(px(28), px(10), px(28), px(10))
        inner = QVBoxLayout()
        inner.setContentsMargins(MARGIN, px(18), MARGIN, px(12))
        inner.setSpacing(px(12))
        inner.addWidget(page_head(_("Receiving"), self._choose))
        self._notes = (
            SheetNote(
                self._services, _leading_button(_("To the recovery sheet"), self.station_asked)
            ),
            BackupNote(self._services, _leading_button(_("To the backup"), self.station_asked)),
        )
        for reminder in self._notes:
            inner.addWidget(reminder)
        inner.addWidget(self._tabs, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(inner, 1)
        box.addWidget(self._foot)
        self._choose.clicked.connect(self._on_choose)
        self._panel.changed.connect(self._on_panel)
        self._panel.station_asked.connect(self.station_asked)
        self._panel.first_asked.connect(self.check)
        self._tabs.currentChanged.connect(self._on_tab)
        self._register.search_changed.connect(self._read_register)
        self._register.opened.connect(self._on_open_registered)
        self._register.receipt_asked.connect(self._on_reissue)
        self._aside_list.opened.connect(self._on_open_registered)
        self._aside_list.take_in_asked.connect(self._on_take_in)

    def load(self) -> None:
        """Show the place to drop a bundle (or what was found), and the register. A bundle that
        was left unanswered is checked anew: trust may have changed on the station page."""
        self._looking = False
        for reminder in self._notes:
            reminder.refresh()
        self._read_register()
        again, self._again = self._again, None
        if self._panel.checked is None and not self._panel.busy:
            self._panel.show_drop()
            if again is not None and again.is_file():
                self.check(again)
        begin_at(self, self._choose)

    def leave(self) -> None:
        """Stop a running check and close what was not answered; not when it is being read."""
        if self._looking:
            self._looking = False
            return
        self._again = self._panel.source if self._panel.checked is not None else None
        self._panel.stop()

    def set_masked(self, masked: bool) -> None:
        """Hide or show who signed (F7)."""
        self._panel.set_masked(masked)
        self._register.set_masked(masked)

    # --- checking ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        local = any(url.isLocalFile() for url in event.mimeData().urls())
        if local and not self._panel.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.check(paths[0])

    @Slot()
    def _on_choose(self) -> None:
        path = choose_file(
            self,
            _("Choose a case bundle or message"),
            f"{_('Case bundles and messages')} (*{SUFFIX} *{OWN_SUFFIX})",
        )
        if path is not None:
            self.check(path)

    def check(self, path: Path) -> None:
        """Verify the bundle at `path` in the background; a message is taken in at once."""
        with errors_said(self) as attempt:
            is_message = self._services.session.messages.is_message(path)
        if attempt.failed:
            return
        tell_beside(self, self._services.session.messages.take_beside(path))
        if is_message:
            take_message(self._services, self, path)
            return
        self._tabs.setCurrentIndex(0)
        self._panel.check(path)

    def take_in(self, _kind: FileKind, path: Path) -> None:
        """A case bundle with which the program was opened."""
        self.check(path)

    @Slot()
    def _on_panel(self) -> None:
        self._choose.setEnabled(not self._panel.busy)
        clear(self._deeds)
        if self._panel.checked is not None:
            self._deeds.addWidget(self._buttons(self._panel.checked))
        self._foot.setVisible(self._panel.checked is not None and self._tabs.currentIndex() == 0)

    def _buttons(self, checked: CheckedBundle) -> QWidget:
        refuse = button(_("Refuse…"), "prohibit")
        refuse.setEnabled(bool(checked.bundle_id) and not checked.already)
        refuse.clicked.connect(self._on_refuse)
        if not checked.holds:  # it is neither opened nor received
            return row(1, refuse)
        look = button(_("Open read-only"), "eye")
        look.clicked.connect(self._on_look)
        if checked.set_aside and not self._services.session.may(Act.DECIDE_ASIDE):
            refuse.setVisible(False)
        if checked.waits:  # a prosecutor decides: here it is neither received nor kept again
            return row(look, 1, refuse)
        accept = button(receipt_dialogs.accept_text(checked), "seal-check", "primary")
        accept.clicked.connect(self._on_accept)
        return row(look, 1, refuse, accept)

    # --- answering --------------------------------------------------------------------------

    @Slot()
    def _on_look(self) -> None:
        if self._panel.checked is None:
            return
        with errors_said(self):
            received = self._services.session.receiving.preview(self._panel.checked)
            self._looking = True  # the page that follows reads what lies staged here
            self.opened.emit(received)

    def _may_sign(self) -> bool:
        """Whether there is a certificate: whoever has none hears it before filling anything in."""
        standing = self._services.session.keys.certificate_state().standing
        if standing is CertificateStanding.VALID:
            return True
        show_error(self, NoCertificate())
        return False

    @Slot()
    def _on_accept(self) -> None:
        checked, source = self._panel.checked, self._panel.source
        if checked is None or source is None or not self._may_sign():
            return
        receiving = self._services.session.receiving

        def is_taken(number: str) -> bool:
            return any(entry.number == number for entry in receiving.register(number))

        if checked.goes_to_quarantine:
            decides = bool(checked.set_aside)
            answering = receipt_dialogs.ask_quarantine(self, source.parent, decides=decides)
        else:
            answering = receipt_dialogs.ask_receipt(
                self,
                source.parent,
                is_taken,
                again=checked.already,
                registered=checked.registered,
            )
        if answering is not None:
            self._answer(checked, answering, accept=True)

    @Slot()
    def _on_refuse(self) -> None:
        checked, source = self._panel.checked, self._panel.source
        if checked is None or source is None or not self._may_sign():
            return
        codes = [finding.code for finding in checked.findings if finding.severity != "warning"]
        answering = receipt_dialogs.ask_refusal(self, source.parent, codes)
        if answering is not None:
            self._answer(checked, answering, accept=False)

    def _answer(
        self, checked: CheckedBundle, answering: receipt_dialogs.Answering, *, accept: bool
    ) -> None:
        session = self._services.session
        purpose = _("Sign the receipt") if accept else _("Sign the refusal")
        confirmed = ask_confirmation(self._services, [session.officer], purpose, self)
        if confirmed is None:
            return
        before = len(session.receiving.register())
        answer = session.receiving.accept if accept else session.receiving.refuse
        with errors_said(self) as attempt:
            try:
                entry, path = answer(checked, confirmed, answering.text, answering.folder)
                beside = session.outbox.with_answer(entry.bundle_id, confirmed, answering.folder)
            finally:
                confirmed.wipe()
        if attempt.failed:
            if len(session.receiving.register()) > before:
                self._on_unwritten()
            return
        self._panel.show_drop()
        self._read_register()
        lines = [_("The signed answer is on the USB drive as:"), in_one_line(path.name)]
        lines += beside_lines(beside)
        if entry.number:
            lines.append(_("Number: {number}").format(number=code_text(entry.number)))
        elif accept and checked.set_aside:
            lines.append(_("Nothing is decided: a prosecutor takes it in or refuses it."))
        elif accept:
            lines.append(_("Nothing is decided: verify it again to receive or refuse it for good."))
        title = _("The refusal is signed")
        if accept:
            title = _("Received") if entry.number else _("Kept aside")
        say(self, title, "\n".join(lines), done=bool(entry.number))

    def _on_unwritten(self) -> None:
        """The USB drive took no receipt; the bundle is registered all the same."""
        self._panel.show_drop()
        self._tabs.setCurrentWidget(self._register)
        text = _("The case bundle is registered. Issue the receipt again from the register.")
        say(self, _("The receipt was not written"), text, done=False)

    # --- the register -----------------------------------------------------------------------

    @Slot(int)
    def _on_tab(self, _index: int) -> None:
        self._read_register()
        self._on_panel()

    @Slot()
    def _read_register(self) -> None:
        with errors_said(self):
            rows = self._services.session.receiving.register(self._register.query())
            self._register.show_rows(rows, self._services.session.staff.names())
            self._read_aside()

    def _read_aside(self) -> None:
        session = self._services.session
        waiting, decides = session.taking_in.waiting(), session.may(Act.DECIDE_ASIDE)
        self._aside_list.show_rows(waiting, decides=decides)
        clear(self._annexes)
        if decides:
            part = AnnexPart(self._services, session.annexes.came())
            part.changed.connect(self._read_register)
            self._annexes.addWidget(part)
            self._annexes.addStretch(1)
        title = _("Set aside")
        if waiting:
            title = _("Set aside: {count}").format(count=isolated(str(len(waiting))))
        self._tabs.setTabText(self._tabs.indexOf(self._aside_list), title)

    @Slot(object)
    def _on_take_in(self, entry: ReceivedRow) -> None:
        """A prosecutor's decision, signed; the receipt goes to a folder, which its dialog names and
        can change."""
        session = self._services.session
        folder = likely_folder() or choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return

        def is_taken(number: str) -> bool:
            return any(known.number == number for known in session.receiving.register(number))

        asked = receipt_dialogs.ask_taking_in(self, folder, is_taken)
        if asked is None:
            return
        confirmed = ask_confirmation(
            self._services, [session.officer], _("Sign that it is taken in"), self
        )
        if confirmed is None:
            return
        with errors_said(self) as attempt:
            try:
                taken, path = session.taking_in.take_in(
                    entry.id, confirmed, asked.reason, asked.folder, asked.number
                )
                beside = session.outbox.with_answer(entry.bundle_id, confirmed, asked.folder)
            finally:
                confirmed.wipe()
        self._read_register()
        if attempt.failed:
            return
        lines = [
            _("Number: {number}").format(number=code_text(taken.number)),
            _("The signed answer is on the USB drive as:"),
            in_one_line(path.name),
            *beside_lines(beside),
        ]
        say(self, _("Taken in"), "\n".join(lines))

    @Slot(object)
    def _on_open_registered(self, entry: ReceivedRow) -> None:
        with errors_said(self):
            self.opened.emit(self._services.session.receiving.open_received(entry.id))

    @Slot(object)
    def _on_reissue(self, entry: ReceivedRow) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return
        with errors_said(self) as attempt:
            path = self._services.session.receiving.reissue(entry.id, folder)
            beside = self._services.session.outbox.beside_answer(entry.bundle_id, folder)
        if attempt.failed:
            return
        lines = [_("The receipt is saved as:"), in_one_line(path.name), *beside_lines(beside)]
        say(self, _("Saved"), "\n".join(lines))


def _leading_button(text: str, signal: SignalInstance) -> QPushButton:
    """The button at the end of a note that leads to what it speaks of."""
    ghost = button(text, style="ghost")
    ghost.clicked.connect(signal)
    return ghost
