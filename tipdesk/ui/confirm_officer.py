"""One dialog for "show once more who you are": approvals, returns, exports and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QProgressBar, QVBoxLayout, QWidget

from tipdesk.cases.model import Officer
from tipdesk.desk.approval import Confirmed, confirm_officer
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.messages import sentence
from tipdesk.ui.parts import button, label, labelled, row
from tipdesk.ui.services import Services
from tipdesk.ui.widgets.passphrase import PassphraseField


class ConfirmOfficer(QDialog):
    """Asks one of `officers` for the own passphrase; `confirmed` holds the proof afterwards."""

    def __init__(
        self,
        services: Services,
        officers: Sequence[Officer],
        purpose: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self.confirmed: Confirmed | None = None
        self.setWindowTitle(_("Confirm with your passphrase"))
        self.setMinimumWidth(460)
        self._who = QComboBox()
        for officer in officers:
            shown = _("{name} ({login})").format(name=officer.name, login=isolated(officer.login))
            self._who.addItem(shown, officer.login)
        self._passphrase = PassphraseField()
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setVisible(False)
        self._ok = button(_("Confirm"), style="primary")
        self._ok.setDefault(True)
        self._cancel = button(_("Cancel"))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(14)
        box.addWidget(label(purpose, "h2", wrap=True))
        box.addWidget(labelled(_("Who confirms"), self._who))
        box.addWidget(labelled(_("Passphrase"), self._passphrase))
        box.addWidget(self._busy)
        box.addWidget(self._problem)
        box.addWidget(row(self._cancel, 1, self._ok))
        self._ok.clicked.connect(self._on_ok)
        self._cancel.clicked.connect(self.reject)
        self._passphrase.submitted.connect(self._on_ok)
        self._passphrase.setFocus()

    @Slot()
    def _on_ok(self) -> None:
        login, typed = self._who.currentData(), self._passphrase.text()
        if not login or not typed or not self._ok.isEnabled():
            return
        self._set_busy(True)
        job = partial(confirm_officer, self._services.vault_dir, login, typed)
        self._services.jobs.run(job, done=self._on_confirmed, failed=self._on_failed)

    def _on_confirmed(self, confirmed: Confirmed) -> None:
        self._passphrase.clear()
        if not self.isVisible():  # closed while the key was derived
            confirmed.wipe()
            return
        self.confirmed = confirmed
        self.accept()

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        said = sentence(error)
        self._problem.setText(f"{said.what} {said.next_step}")
        self._problem.setVisible(True)
        self._passphrase.select_all()
        self._passphrase.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._ok, self._who, self._passphrase):
            part.setEnabled(not busy)


def ask_confirmation(
    services: Services, officers: Sequence[Officer], purpose: str, parent: QWidget
) -> Confirmed | None:
    """Ask and wait; None when the person went back. The caller wipes what it gets."""
    dialog = ConfirmOfficer(services, officers, purpose, parent)
    dialog.exec()
    confirmed = dialog.confirmed
    dialog.deleteLater()
    return confirmed
