"""Confirming with the PIN of the shift: of what an officer may sign without the passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.setup.pin_trial import PinTrial
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class _ShiftPin(Dialog):
    """Asks for the PIN of the officer of the session; `key` is what it opened."""

    def __init__(self, services: Services, purpose: str, parent: QWidget) -> None:
        super().__init__(parent, _("Confirm with the PIN of your shift"), Shape(least_width=480))
        login = services.session.officer.login
        self.key: UnlockedKey | None = None
        self.by_passphrase = False  # it leads nowhere any more, or they would rather type that
        self._places = PinPlaces(_("PIN"))
        self._problem = label("", "error", wrap=True)
        self._problem.setMinimumHeight(px(24))
        self._passphrase = button(_("With the passphrase"), style="ghost")
        self._back = button(_("Cancel"))
        self.add_heading(purpose, wrap=True)
        self.box.addWidget(label(_("PIN of {login}").format(login=isolated(login)), "muted"))
        self.box.addWidget(self._places, 0, Qt.AlignmentFlag.AlignHCenter)
        self.box.addWidget(self._problem)
        self.add_buttons(self._back, 1, self._passphrase)
        for deed in (self._back, self._passphrase):
            deed.setAutoDefault(False)
        self._back.clicked.connect(self.reject)
        self._passphrase.clicked.connect(self._on_passphrase)
        self._trial = PinTrial(services, self._places, self._problem, services.jobs)
        self._trial.login = login
        self._trial.opened.connect(self._on_opened)
        self._trial.ended.connect(self._on_passphrase)
        self._places.begin()
        self._places.setFocus()

    @Slot()
    def _on_passphrase(self) -> None:
        self.by_passphrase = True
        self.reject()

    @Slot(object)
    def _on_opened(self, key: UnlockedKey) -> None:
        if self.isVisible():
            self.key = key
            self.accept()
        else:  # closed while it was tried
            key.wipe()


def confirm_by_pin(services: Services, purpose: str, parent: QWidget) -> Confirmed | None:
    """The officer of the session, by the PIN of their shift where it leads back, else by their
    passphrase; None when they went back. The caller wipes what it gets."""
    officer = services.session.officer
    if officer.login not in services.leads_back():
        return ask_confirmation(services, [officer], purpose, parent)
    dialog = _ShiftPin(services, purpose, parent)
    dialog.exec()
    key, by_passphrase = dialog.key, dialog.by_passphrase
    dialog.deleteLater()
    if key is not None:
        key.dek[:] = bytes(len(key.dek))
        return Confirmed(key.login, key.seed)
    if by_passphrase and services.open_session is not None:
        return ask_confirmation(services, [officer], purpose, parent)
    return None
