"""Two dialogs of the station page: a new passphrase of one's own, a new recovery sheet."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import UnlockedKey
from tipdesk.desk.station.recovery import Renewal, RenewalPlan, change_passphrase
from tipdesk.i18n.catalogue import _
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.setup.recovery_sheet import SheetSteps
from tipdesk.ui.toolkit.confirming import ask_key
from tipdesk.ui.toolkit.dialogs import say, show_error
from tipdesk.ui.toolkit.job_dialog import JobDialog
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class _NewOwn(JobDialog):
    """The new passphrase, twice; the old one was given before."""

    def __init__(self, services: Services, key: UnlockedKey, parent: QWidget) -> None:
        super().__init__(_("A new passphrase"), _("Put into use"), parent)
        self._services = services
        self._key = key
        self.setMinimumWidth(px(560))
        officer = services.session.officer
        self._new = NewPassphrase(lambda: (officer.login, *officer.name.split()))
        self.box.addWidget(self._new)
        self.add_end(self._new)
        self.ok.clicked.connect(self._on_ok)
        self._new.setFocus()

    @Slot()
    def _on_ok(self) -> None:
        if problem := self._new.problem():
            self.say(problem)
            return
        services = self._services
        plan = RenewalPlan(
            services.vault_dir,
            self._key,
            services.session.officer.login,
            self._new.text(),
            services.cheap_keys,
        )
        self.set_busy(True)
        services.jobs.run(
            partial(change_passphrase, plan), done=self._on_changed, failed=self._on_failed
        )

    def _on_changed(self, renewal: Renewal) -> None:
        try:
            self._services.session.record_renewal(renewal)
        except TipdeskError as error:
            self._on_failed(error)
            return
        self.accept()

    def _on_failed(self, error: TipdeskError) -> None:
        """The key is used up: the dialog can only be closed."""
        self.say_error(error)
        self.ok.setEnabled(False)


def renew_own_passphrase(services: Services, parent: QWidget) -> bool:
    """Ask for the old passphrase, then for a new one; true when it is in use."""
    officer = services.session.officer
    key = ask_key(services, officer, _("Your passphrase until now"), parent)
    if key is None:
        return False
    dialog = _NewOwn(services, key, parent)
    changed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    key.wipe()
    if changed:
        say(parent, _("The new passphrase is in use"), _("The old one opens nothing any more."))
    return changed


def renew_recovery_sheet(services: Services, parent: QWidget) -> bool:
    """Show new recovery words and ask three of them back; true when they were right."""
    session = services.session
    purpose = _("Make a new recovery sheet. Until it is confirmed the old one stays valid.")
    key = ask_key(services, session.officer, purpose, parent)
    if key is None:
        return False
    try:
        sheet = session.new_recovery_sheet(key)
    except TipdeskError as error:
        show_error(parent, error)
        return False
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("The recovery sheet"))
    dialog.setMinimumWidth(px(720))
    steps = SheetSteps(services)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(px(24), px(20), px(24), px(18))
    box.addWidget(steps)
    steps.confirmed.connect(dialog.accept)
    steps.show_sheet(sheet)
    confirmed = dialog.exec() == QDialog.DialogCode.Accepted
    steps.wipe()
    dialog.deleteLater()
    if not confirmed:
        return False
    try:
        session.sheet_confirmed()
    except TipdeskError as error:  # both sheets are valid, and the station page says so
        show_error(parent, error)
        return False
    return True
