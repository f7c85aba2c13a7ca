"""Three recovery shares: each holder chooses a PIN, takes a sheet and shows that it can be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.shares import COUNT, PIN_DIGITS, LockedShare, ShareMaking, acceptable_pin
from tipdesk.i18n.text import _, ascii_digits, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.recovery_sheet import SheetSteps
from tipdesk.ui.toolkit.confirming import ask_key, ask_second
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, ask, say, show_error
from tipdesk.ui.toolkit.parts import button, card, column, label, labelled, note, onward, row
from tipdesk.ui.toolkit.privacy import pin_field
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class _NewPin(QWidget):
    """The PIN of one share, twice; its holder types it alone."""

    submitted = Signal(str)
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "h2")
        name = _("PIN of this share, {least} to {most} digits").format(
            least=isolated(str(PIN_DIGITS[0])), most=isolated(str(PIN_DIGITS[1]))
        )
        self._first = pin_field(name, PIN_DIGITS[1])
        self._second = pin_field(_("The PIN once more"), PIN_DIGITS[1])
        self._problem = label("", "error", wrap=True)
        self._go = button(_("Show the words of this share"), style="primary")
        self._go.setDefault(True)
        self._stop = button(_("Cancel"))
        advice = _(
            "Now its holder sits here alone. The PIN is kept in the head, never on the sheet or "
            "beside it: nobody can look it up later, and without it this share opens nothing."
        )
        pins = column(
            labelled(name, self._first),
            labelled(_("The PIN once more"), self._second),
            spacing=px(14),
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        for part in (self._title, note(advice), card(pins), self._problem):
            box.addWidget(part)
        box.addStretch(1)
        box.addWidget(row(self._stop, 1, self._go))
        onward(self._first, self._second)
        self._go.clicked.connect(self._on_go)
        self._stop.clicked.connect(self.stopped)
        QWidget.setTabOrder(self._go, self._stop)

    def begin(self, number: int) -> None:
        """Ask the holder of this share."""
        self._title.setText(
            _("Share {number} of {count}: its holder chooses a PIN").format(
                number=isolated(str(number)), count=isolated(str(COUNT))
            )
        )
        self.clear()
        self.say("")
        self.setEnabled(True)
        self._first.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self._first.clear()
        self._second.clear()

    def say(self, text: str) -> None:
        """What is wrong; '' for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    @Slot()
    def _on_go(self) -> None:
        pin = ascii_digits(self._first.text()).strip()
        if not acceptable_pin(pin):
            self.say(
                _(
                    "The PIN has {least} to {most} digits, at least three different ones, and is "
                    "no row such as 123456."
                ).format(least=isolated(str(PIN_DIGITS[0])), most=isolated(str(PIN_DIGITS[1])))
            )
            self._first.setFocus()
            self._first.selectAll()
        elif pin != ascii_digits(self._second.text()).strip():
            self.say(_("The two entries differ."))
            self._second.setFocus()
            self._second.selectAll()
        else:
            self.say("")
            self.submitted.emit(pin)


class ShareDialog(Dialog):
    """Nothing is changed before the third holder has given three words back."""

    def __init__(self, services: Services, making: ShareMaking, parent: QWidget) -> None:
        super().__init__(parent, _("Recovery shares"), Shape(least_width=860))
        self._services, self._making = services, making
        self._locked: LockedShare | None = None  # shown, not yet confirmed
        self._pin, self._steps = _NewPin(), SheetSteps(services, renewal=False)
        box = self.box
        box.addWidget(self._pin)
        box.addWidget(self._steps)
        self._pin.submitted.connect(self._on_pin)
        self._pin.stopped.connect(self._on_stop)
        self._steps.confirmed.connect(self._on_confirmed)
        self._next()

    def _next(self) -> None:
        self._steps.hide()
        self._pin.show()
        self._pin.begin(self._making.next_number)

    @Slot(str)
    def _on_pin(self, pin: str) -> None:
        self._pin.setEnabled(False)
        services = self._services
        services.jobs.run(
            self._making.locking(pin, cheap=services.cheap_keys),
            done=self._on_locked,
            failed=self._on_failed,
            unwanted=lambda locked: locked.wipe(),
        )

    def _on_locked(self, locked: LockedShare) -> None:
        self._pin.clear()
        self._locked = locked
        self._pin.hide()
        self._steps.show()
        self._steps.show_share(self._making.sheet(locked))

    def _on_failed(self, error: TipdeskError) -> None:
        message = sentence(error)
        self._pin.setEnabled(True)
        self._pin.say(f"{message.what} {message.next_step}")

    @Slot()
    def _on_confirmed(self) -> None:
        if self._locked is not None:
            self._making.add(self._locked)
            self._locked = None
        if self._making.next_number:
            self._next()
        else:
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_stop()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._on_stop()

    @Slot()
    def _on_stop(self) -> None:
        """Not by a slip while sheets are out. (A lock sends the dialog away without a question.)"""
        begun = self._locked is not None or self._making.locked
        title = _("Stop making shares?")
        text = _("The sheets made just now will open nothing: destroy them. Nothing was changed.")
        if not begun or ask(self, title, text, _("Stop making shares"), grave=True):
            self.reject()

    def done(self, result: int) -> None:
        self._pin.clear()
        self._steps.wipe()
        if self._locked is not None:
            self._locked.wipe()
        super().done(result)


def make_recovery_shares(services: Services, parent: QWidget) -> bool:
    """Ask who makes them, then each holder; true when three shares are in use."""
    session = services.session
    made_before = session.shares.standing().made_at is not None
    purpose = _("Make three recovery shares. Their holders have to be here, one after another.")
    key = ask_key(services, session.officer, purpose, parent)
    if key is None:
        return False
    signers = ask_second(services, DeedKind.SHARES, purpose, parent)
    if signers is None:
        key.wipe()
        return False
    try:
        making = session.shares.begin(key)
    except TipdeskError as error:
        key.wipe()
        show_error(parent, error)
        return False
    dialog = ShareDialog(services, making, parent)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        session.shares.record(making, *signers)
    except TipdeskError as error:
        show_error(parent, error)
        return False
    finally:
        making.wipe()
        for signer in signers:
            signer.wipe()
        dialog.deleteLater()
    text = _("Any two of them open the vault. The recovery sheet stays valid too.")
    if made_before:
        text += " " + _("The three shares before open nothing any more: destroy their sheets.")
    say(parent, _("Three recovery shares are in use"), text)
    return True


def withdraw_recovery_shares(services: Services, parent: QWidget) -> bool:
    """Ask, and let no share open the vault any more."""
    session = services.session
    title = _("Do without recovery shares?")
    text = _("None of the three will open the vault any more. The recovery sheet stays valid.")
    if not ask(parent, title, text, _("Do without shares"), grave=True):
        return False
    key = ask_key(services, session.officer, title, parent)
    if key is None:
        return False
    try:
        session.shares.withdraw(key)
    except TipdeskError as error:
        show_error(parent, error)
        return False
    return True
