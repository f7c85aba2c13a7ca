"""One dialog for "show once more who you are": approvals, exports, receipts, new sheets.

Its parts are used elsewhere too: a passphrase as it is typed, hidden or shown, with the keyboard's
language below it (`PassphraseField`), and how long to wait after wrong passphrases (`TriesWait`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QDialog, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError, WrongPassphrase
from tipdesk.desk.locked_vault import seconds_to_wait
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.messages import sentence, wait_text
from tipdesk.ui.toolkit import keyboard
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import button, label, labelled, note, row
from tipdesk.ui.toolkit.secret_line import SecretLine
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import font, icon, pixmap, px

if TYPE_CHECKING:
    from tipdesk.cases.deeds.deed import DeedKind
    from tipdesk.cases.model import Officer
    from tipdesk.desk.open_vault import Confirmed
    from tipdesk.desk.unlocking import UnlockedKey


_SECOND = 1000  # milliseconds


class TriesWait(QWidget):
    """Hidden while nobody has to wait."""

    changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.left = 0  # seconds
        self._words = label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._words)
        self._countdown = QTimer(self)
        self._countdown.setInterval(_SECOND)
        self._countdown.timeout.connect(self.refresh)
        self.hide()

    @Slot()
    def refresh(self) -> None:
        """See how long it is now."""
        left = self.left = seconds_to_wait(self._services.vault_dir, self._services.clock)
        self._words.setText(wait_text(left) if left else "")
        self.setVisible(left > 0)
        if left and not self._countdown.isActive():
            self._countdown.start()
        elif not left:
            self._countdown.stop()
        self.changed.emit()


ACCEPTABLE = 12.0  # log10 of guesses at which the meter is full enough; storage decides


class PassphraseField(QWidget):
    """One passphrase. The eye in the field shows what was typed while it is pressed in."""

    edited = Signal()
    submitted = Signal()  # Return was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = SecretLine()
        self._field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._reveal = QAction(icon("eye"), _("Show the passphrase"), self)
        self._reveal.setCheckable(True)
        self._field.addAction(self._reveal, QLineEdit.ActionPosition.TrailingPosition)
        self._keyboard = label("", "faint")
        self._watch = keyboard.KeyboardWatch(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._field)
        self._picture = label()
        self._picture.setPixmap(pixmap("keyboard", "text3", 16))
        # Nothing jumps when it speaks: letters of two scripts stand a little higher.
        self._keyboard.setMinimumHeight(QFontMetrics(font(9.5)).height() + px(2))
        box.addWidget(row(self._picture, self._keyboard, 1, spacing=px(6)))
        self.setFocusProxy(self._field)
        self._field.textEdited.connect(self.edited)
        self._field.returnPressed.connect(self.submitted)
        self._reveal.toggled.connect(self._on_reveal)
        self._watch.changed.connect(self._on_layout)
        self._on_layout()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._field.setAccessibleName(name)

    def text(self) -> str:
        """What was typed, untouched; it overwrites itself as soon as nobody holds it."""
        return self._field.text()

    def set_text(self, text: str) -> None:
        """Put a suggested passphrase into the field."""
        self._field.setText(text)

    def clear(self) -> None:
        """Forget what was typed and hide again."""
        self._field.clear()
        self._reveal.setChecked(False)

    def select_all(self) -> None:
        """Mark everything, so that the next key replaces it."""
        self._field.selectAll()

    @Slot(bool)
    def _on_reveal(self, visible: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if visible else QLineEdit.EchoMode.Password
        self._field.setEchoMode(mode)
        self._reveal.setIcon(icon("eye-slash" if visible else "eye"))
        self._reveal.setText(_("Hide the passphrase") if visible else _("Show the passphrase"))

    @Slot()
    def _on_layout(self) -> None:
        state = keyboard.sentence()
        self._keyboard.setText(state)
        self._picture.setVisible(bool(state))


class StrengthMeter(QWidget):
    """How hard a passphrase is to guess: a bar and one honest sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Strength of the passphrase"))
        self._words = label("", "faint", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._bar)
        box.addWidget(self._words)
        self.show_strength(0)

    def show_strength(self, log10_guesses: float, advice: str = "") -> None:
        """Show a rating: `log10_guesses` as estimated, and the vault's advice; none: it holds."""
        self._bar.setValue(min(100, max(0, round(100 * log10_guesses / ACCEPTABLE))))
        judgement = "" if log10_guesses <= 0 else advice or _("Hard to guess: it will hold.")
        self._words.setText(judgement)
        self._bar.setAccessibleDescription(judgement)


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
        *,
        follows: str = "",
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._derive = derive
        self.proof: Proof | None = None
        self.setWindowTitle(_("Confirm with your passphrase"))
        self.setMinimumWidth(px(480))
        self._who = CalmCombo()
        for officer in officers:
            self._who.addItem(self._named(officer), officer.login)
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
        if follows:
            box.addWidget(note(follows))
        box.addWidget(labelled(_("Who confirms"), self._who))
        only_sheet = all(_is_sheet(officer) for officer in officers)
        asked = _("The 24 words") if only_sheet else _("Passphrase")
        box.addWidget(labelled(asked, self._passphrase))
        box.addWidget(self._busy)
        box.addWidget(self._problem)
        box.addWidget(self._wait)
        box.addWidget(row(self.back, 1, self._ok))
        self._ok.clicked.connect(self._on_ok)
        self.back.clicked.connect(self.reject)
        self._passphrase.submitted.connect(self._on_ok)
        self._wait.changed.connect(self._on_wait)
        self._passphrase.setFocus()
        self._wait.refresh()

    @staticmethod
    def _named(officer: Officer) -> str:
        if _is_sheet(officer):
            return officer.name
        return _("{name} ({login})").format(name=officer.name, login=isolated(officer.login))

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
        message = sentence(error)
        self._problem.setText(f"{message.what} {message.next_step}")
        self._problem.setVisible(True)
        self._passphrase.setAccessibleDescription(self._problem.text())
        self._passphrase.select_all()
        self._passphrase.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._who.setEnabled(not busy and self._who.count() > 1)
        # The field keeps the focus: else the same Return would press «Cancel», next in line.
        self._wait.refresh()

    @Slot()
    def _on_wait(self) -> None:
        self._ok.setEnabled(not self._wait.left and not self._busy.isVisibleTo(self))


def _is_sheet(officer: Officer) -> bool:
    from tipdesk.desk.locked_vault import RECOVERY_LOGIN

    return officer.login == RECOVERY_LOGIN


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
    from tipdesk.desk.approval import confirm_officer

    dialog = ConfirmOfficer(services, officers, purpose, confirm_officer, parent)
    if back:
        dialog.back.setText(back)
        dialog.back.setAccessibleName(back)
    return _ask(dialog)


def ask_second(
    services: Services, kind: DeedKind, purpose: str, parent: QWidget, *, about: str = ""
) -> tuple[Confirmed, ...] | None:
    """The second person of a deed, who gives the own passphrase as well; nobody where it needs
    none, None when they went back. The caller wipes what it gets."""
    register = services.session.register
    seconds = register.seconds(kind, about)
    if kind in _OR_THE_SHEET and register.sheet_signs(kind, about):
        return _second_or_sheet(services, seconds, purpose, parent)
    if not seconds:
        return ()
    text = _("A second person signs with you. {purpose}").format(purpose=purpose)
    second = ask_confirmation(services, seconds, text, parent)
    return None if second is None else (second,)


_OR_THE_SHEET = frozenset({"role", "settled"})
"""Deeds that the words of the recovery sheet sign beside whoever leads, where nobody else can."""


def _second_or_sheet(
    services: Services, seconds: Sequence[Officer], purpose: str, parent: QWidget
) -> tuple[Confirmed, ...] | None:
    from tipdesk.cases.model import Officer
    from tipdesk.cases.permissions import LEADING
    from tipdesk.desk.approval import confirm_signer
    from tipdesk.desk.locked_vault import RECOVERY_LOGIN

    sheet = Officer(0, RECOVERY_LOGIN, _("Recovery sheet"), LEADING)
    text = _("Nobody else is here to sign with you: the recovery sheet does. {purpose}")
    if seconds:
        text = _(
            "A second person signs with you, or the recovery sheet: then type its 24 words. "
            "{purpose}"
        )
    text = text.format(purpose=purpose)
    signers = (*seconds, sheet)
    second = _ask(ConfirmOfficer(services, signers, text, confirm_signer, parent))
    return None if second is None else (second,)


def ask_key(
    services: Services, officer: Officer, purpose: str, parent: QWidget, *, follows: str = ""
) -> UnlockedKey | None:
    """As `ask_confirmation`, for what needs the vault's own key: new words, a new passphrase.
    `follows`: what nobody would expect of it."""
    from tipdesk.desk.unlocking import unlock

    dialog = ConfirmOfficer(services, [officer], purpose, unlock, parent, follows=follows)
    return _ask(dialog)
