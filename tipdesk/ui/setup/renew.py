"""After recovery: an officer gets a new passphrase, the vault a new recovery sheet."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.station.recovery import Renewal, reset_passphrase
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.setup.recovery_sheet import ConfirmStep, RecoveryStep
from tipdesk.ui.toolkit.confirming import ask_second
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import card, labelled, note
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.wizard import WizardFrame, WizardStep


class _WhoStep(WizardStep):
    """Which officer gets a new passphrase, and which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("A new passphrase"), parent)
        self.who = CalmCombo()
        self.who.setPlaceholderText(_("Choose the person"))
        self.passphrase = NewPassphrase(self._hints)
        advice = _(
            "The vault was opened without a passphrase, and this is recorded. Choose whose "
            "passphrase was lost. A signing certificate of this person must be requested anew."
        )
        self.box.addWidget(note(advice))
        self.box.addWidget(
            card(labelled(_("Whose passphrase was lost"), self.who), self.passphrase)
        )
        self.box.addStretch(1)
        self.setFocusProxy(self.who)

    def _hints(self) -> tuple[str, ...]:
        officer = self.who.currentData()
        return (officer.login, *officer.name.split()) if officer else ()

    def problem(self) -> str:
        if self.who.currentData() is None:
            return _("Choose whose passphrase was lost.")
        return self.passphrase.problem()


class RenewPage(QWidget):
    """Three steps; the vault is locked afterwards and opened with the new passphrase."""

    finished = Signal(str)  # the login that has the new passphrase

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._signers: tuple[Confirmed, ...] = ()  # beside the recovery sheet
        self._who = _WhoStep()
        self._recovery = RecoveryStep(services)
        self._confirm = ConfirmStep(renewal=True)
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        self._frame = WizardFrame(
            _("Opened for recovery"),
            [_("New passphrase"), _("New recovery sheet"), _("Verify")],
            (self._who, self._recovery, self._confirm),
        )
        self._frame.next.clicked.connect(self._on_next)
        self._frame.back.clicked.connect(self._on_back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)

    def load(self) -> None:
        """Begin with the officers who are enrolled here."""
        self._who.who.clear()
        for officer in (
            member for member in self._services.session.officers() if not member.suspended
        ):
            text = _("{name} ({login}, {role})").format(
                name=officer.name, login=isolated(officer.login), role=role_label(officer.role)
            )
            self._who.who.addItem(text, officer)
        self._who.who.choose(None)  # another one's passphrase would be replaced for nothing
        self._confirm.tell_shares(self._services.session.shares.standing().used)
        self._go(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in a field goes on; on a button it stays the button's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            QApplication.focusWidget(), QLineEdit
        ):
            self._frame.next.click()
        else:
            super().keyPressEvent(event)

    def _go(self, step: int) -> None:
        self._frame.steps.setCurrentIndex(step)
        self._frame.strip.set_current(step)
        self._set_busy(False)
        # The new passphrase is in use once the words are shown: no way back to choosing it.
        self._frame.back.setVisible(step == 2)
        texts = (_("Put into use"), _("Next"), _("Lock and open with the new passphrase"))
        self._frame.next.setText(texts[step])
        self._say("")
        (self._who, self._frame.next, self._confirm)[step].setFocus()

    @Slot()
    def _on_next(self) -> None:
        step = self._frame.steps.currentIndex()
        if problem := (self._who, self._recovery, self._confirm)[step].problem():
            self._say(problem)
        elif step == 0:
            self._renew()
        elif step == 1:
            self._go(2)
        else:
            self._finish()

    @Slot()
    def _on_back(self) -> None:
        self._go(1)

    def _renew(self) -> None:
        login = self._who.who.currentData().login
        purpose = _("A new passphrase for {login}").format(login=isolated(login))
        signers = ask_second(self._services, DeedKind.REKEYED, purpose, self, about=login)
        if signers is None:
            return
        self._signers = signers
        plan = self._services.session.renewals.plan_reset(
            login,
            self._who.passphrase.text(),
            cheap_keys=self._services.cheap_keys,
        )
        self._say("")
        self._set_busy(True)
        self._services.jobs.run(
            partial(reset_passphrase, plan), done=self._on_renewed, failed=self._on_failed
        )

    def _on_renewed(self, renewal: Renewal) -> None:
        session = self._services.session
        try:
            session.renewals.record_renewal(renewal, *self._signers)
            sheet = session.renewals.new_recovery_sheet(None, *self._signers)
        except TipdeskError as error:
            self._on_failed(error)
            return
        finally:
            for signer in self._signers:
                signer.wipe()
        self._who.passphrase.wipe()
        self._recovery.show_sheet(sheet)
        self._confirm.show_sheet(sheet)
        self._go(1)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        message = sentence(error)
        self._say(f"{message.what} {message.next_step}")

    def _finish(self) -> None:
        try:
            self._services.session.renewals.sheet_confirmed()
        except TipdeskError as error:
            self._on_failed(error)  # both sheets are valid; the same button tries again
            return
        self._recovery.wipe()
        self._confirm.wipe()
        self.finished.emit(self._who.who.currentData().login)

    def _set_busy(self, busy: bool) -> None:
        self._frame.busy.setVisible(busy)
        for part in (self._frame.next, self._frame.back, self._frame.steps):
            part.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self._frame.problem.setText(text)
        self._frame.problem.setVisible(bool(text))
