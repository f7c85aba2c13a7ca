"""Choosing a passphrase: generated or own, typed twice, with an honest meter.

Two dialogs of the station page ask for a new passphrase of one's own and for a new recovery sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.recovery import Renewal, RenewalPlan, change_passphrase
from tipdesk.desk.station.setup import rate_passphrase, suggest_passphrase
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.i18n.text import _
from tipdesk.texts.messages import passphrase_advice
from tipdesk.ui.setup.recovery_sheet import SheetSteps
from tipdesk.ui.toolkit.confirming import PassphraseField, StrengthMeter, ask_key, ask_second
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, say, show_error
from tipdesk.ui.toolkit.parts import button, label, labelled, note, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class NewPassphrase(QWidget):
    """`hints` gives the person's code and names: what must not be part of a passphrase."""

    def __init__(self, hints: Callable[[], tuple[str, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self._passphrase = PassphraseField()
        self._again = PassphraseField()
        self.faulty: QWidget = self._passphrase  # the field of which `problem()` has spoken
        self._meter = StrengthMeter()
        self._suggest = button(_("Suggest five words"), "arrows-clockwise")
        self._suggested = label("", "passwords", wrap=True)
        self._suggested.setVisible(False)
        advice = _(
            "The person named here types it alone. Nobody can look it up later; "
            "write it down only where you keep your identity card."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(note(advice))  # before it is typed, also where all this is scrolled
        box.addWidget(labelled(_("Own passphrase"), self._passphrase))
        box.addWidget(row(self._meter, self._suggest, spacing=px(16), wide=0))
        box.addWidget(self._suggested)
        box.addWidget(labelled(_("Once more"), self._again))
        self.setFocusProxy(self._passphrase)
        self._suggest.clicked.connect(self._on_suggest)
        self._passphrase.edited.connect(self._on_typed)

    @Slot()
    def _on_suggest(self) -> None:
        words = suggest_passphrase()
        self._suggested.setText(words)
        self._suggested.setVisible(True)
        self._passphrase.set_text(words)
        self._again.clear()
        self._on_typed()
        self._again.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        strength = rate_passphrase(self._passphrase.text(), self._hints())
        advice = passphrase_advice(strength.advice_code)
        self._meter.show_strength(strength.log10_guesses, advice)

    def text(self) -> str:
        """What was chosen; only valid when `problem()` is empty."""
        return self._passphrase.text()

    def problem(self) -> str:
        """What is missing, in words; "" when nothing."""
        self.faulty = self._passphrase
        if not rate_passphrase(self._passphrase.text(), self._hints()).acceptable:
            return _("This passphrase is too easy to guess. Take the five suggested words.")
        if self._passphrase.text() != self._again.text():
            self.faulty = self._again
            return _("The two passphrases differ. Type it once more.")
        return ""

    def wipe(self) -> None:
        """Forget what was typed."""
        self._passphrase.clear()
        self._again.clear()
        self._suggested.clear()
        self._suggested.setVisible(False)
        self._meter.show_strength(0)


# --- dialogs of the station page --------------------------------------------------------------


class _NewOwn(Dialog):
    """The new passphrase, twice; the old one was given before."""

    def __init__(self, services: Services, key: UnlockedKey, parent: QWidget) -> None:
        shape = Shape(least_width=560)
        super().__init__(parent, _("A new passphrase"), shape, job=_("Put into use"))
        self._services = services
        self._key = key
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
            self._services.session.renewals.record_renewal(renewal)
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
    signers = ask_second(services, DeedKind.SHEET, purpose, parent)
    if signers is None:
        key.wipe()
        return False
    try:
        sheet = session.renewals.new_recovery_sheet(key, *signers)
    except TipdeskError as error:
        show_error(parent, error)
        return False
    finally:
        for signer in signers:
            signer.wipe()
    dialog = Dialog(parent, _("The recovery sheet"), Shape(least_width=720))
    steps = SheetSteps(services)
    box = dialog.box
    box.addWidget(steps)
    steps.confirmed.connect(dialog.accept)
    steps.show_sheet(sheet)
    confirmed = dialog.exec() == QDialog.DialogCode.Accepted
    steps.wipe()
    dialog.deleteLater()
    if not confirmed:
        return False
    try:
        session.renewals.sheet_confirmed()
    except TipdeskError as error:  # both sheets are valid, and the station page says so
        show_error(parent, error)
        return False
    return True
