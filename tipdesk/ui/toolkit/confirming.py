"""One dialog for "show once more who you are": approvals, exports, receipts, new sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from tipdesk.cases.model import Officer
from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError, WrongPassphrase
from tipdesk.desk.approval import Confirmed, confirm_officer
from tipdesk.desk.session.session import UnlockedKey, unlock
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.parts import button, label, labelled, row
from tipdesk.ui.toolkit.passphrase import PassphraseField
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.tries_wait import TriesWait


class _Secret(Protocol):
    def wipe(self) -> None: ...


Proof = TypeVar("Proof", bound=_Secret)


class ConfirmOfficer(QDialog, Generic[Proof]):
    """Asks one of `officers` for the own passphrase; `proof` holds what was derived from it."""

    def __init__(
        self,
        services: Services,
        officers: Sequence[Officer],
        purpose: str,
        derive: Callable[[Path, str, str, Clock], Proof],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._derive = derive
        self.proof: Proof | None = None
        self.setWindowTitle(_("Confirm with your passphrase"))
        self.setMinimumWidth(px(480))
        self._who = CalmCombo()
        for officer in officers:
            shown = _("{name} ({login})").format(name=officer.name, login=isolated(officer.login))
            self._who.addItem(shown, officer.login)
        self._who.setEnabled(len(officers) > 1)
        self._passphrase = PassphraseField()
        self._problem = label("", "error", wrap=True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        for part in (self._problem, self._busy):
            part.setVisible(False)
        self._wait = TriesWait(services)
        self._ok = button(_("Confirm"), style="primary")
        self._ok.setDefault(True)
        self.back = button(_("Cancel"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(purpose, "h2", wrap=True))
        box.addWidget(labelled(_("Who confirms"), self._who))
        box.addWidget(labelled(_("Passphrase"), self._passphrase))
        box.addWidget(self._busy)
        box.addWidget(self._problem)
        box.addWidget(self._wait)
        box.addWidget(row(self.back, 1, self._ok))
        self._ok.clicked.connect(self._on_ok)
        self.back.clicked.connect(self.reject)
        self._passphrase.submitted.connect(self._on_ok)
        self._wait.changed.connect(self._on_wait)
        self._passphrase.setFocus()
        self._wait.look()

    @Slot()
    def _on_ok(self) -> None:
        login, typed = self._who.currentData(), self._passphrase.text()
        if not login or not typed or not self._ok.isEnabled():
            return
        self._problem.setVisible(False)
        self._set_busy(True)
        services = self._services
        job = partial(self._derive, services.vault_dir, login, typed, services.clock)
        services.jobs.run(
            job, done=self._on_derived, failed=self._on_failed, unwanted=lambda proof: proof.wipe()
        )

    def _on_derived(self, proof: Proof) -> None:
        self._passphrase.clear()
        if not self.isVisible():  # closed while the key was derived
            proof.wipe()
            return
        self._services.session.tries.passed()
        self.proof = proof
        self.accept()

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        if type(error) is WrongPassphrase:  # the vault is open: it is this person's that is asked
            error = WrongPassphrase(reason="person", login=self._who.currentData())
        said = sentence(error)
        self._problem.setText(f"{said.what} {said.next_step}")
        self._problem.setVisible(True)
        self._passphrase.setAccessibleDescription(self._problem.text())
        self._passphrase.select_all()
        self._passphrase.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._who.setEnabled(not busy and self._who.count() > 1)
        # The field keeps the focus: else the same Return would press «Cancel», next in line.
        self._wait.look()

    @Slot()
    def _on_wait(self) -> None:
        self._ok.setEnabled(not self._wait.left and not self._busy.isVisibleTo(self))


def _ask(dialog: ConfirmOfficer[Proof]) -> Proof | None:
    dialog.exec()
    proof = dialog.proof
    dialog.deleteLater()
    return proof


def ask_confirmation(
    services: Services,
    officers: Sequence[Officer],
    purpose: str,
    parent: QWidget,
    *,
    back: str = "",
) -> Confirmed | None:
    """Ask and wait; None when the person went back. The caller wipes what it gets. `back` names
    the way back where «Cancel» could be taken for the deed."""
    dialog = ConfirmOfficer(services, officers, purpose, confirm_officer, parent)
    if back:
        dialog.back.setText(back)
        dialog.back.setAccessibleName(back)
    return _ask(dialog)


def ask_key(
    services: Services, officer: Officer, purpose: str, parent: QWidget
) -> UnlockedKey | None:
    """As `ask_confirmation`, for what needs the vault's own key: new words, a new passphrase."""
    return _ask(ConfirmOfficer(services, [officer], purpose, unlock, parent))
