"""The curtain (F9): a quiet picture over everything, lifted only by the PIN.

It guards the screen, not the vault: what lay under it is taken off the screen and out of the
screen reader's tree by the window, which shows nothing but this.
"""

from __future__ import annotations

import hmac
import re

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from tipdesk.core.clock import Clock
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.dates import format_time
from tipdesk.i18n.text import ascii_digits
from tipdesk.ui.toolkit.landscape import Landscape
from tipdesk.ui.toolkit.parts import button, label, labelled, note, onward, row

PIN = re.compile(r"[0-9]{4,6}")
WRONG_ENTRIES = 3  # then the vault locks


def pin_field(name: str, longest: int = 6) -> QLineEdit:
    """A field for some digits of any digit set, never shown."""
    field = QLineEdit()
    field.setObjectName("pin")
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(longest)
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    field.setAccessibleName(name)
    return field


class Curtain(Landscape):
    """A landscape, Kuwait's clock and a field for the PIN."""

    lifted = Signal()
    refused = Signal()  # three wrong entries

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = clock
        self._pin = ""
        self._wrong = 0
        self._clock = label("", "curtainClock")
        self._clock.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._said = label("", "muted")
        self._field = pin_field(_("PIN"))
        self._field.setFixedWidth(180)
        box = QVBoxLayout(self)
        box.addStretch(2)
        title = label(_("A short break"), "h2")
        for part in (self._clock, title, self._field, self._said):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._on_tick)
        self._field.returnPressed.connect(self._on_entered)

    def draw(self, pin: str) -> None:
        """Stand in front of everything until `pin` is entered."""
        self._pin, self._wrong = pin, 0
        self._field.clear()
        self._said.clear()
        self._on_tick()
        self._tick.start()
        self._field.setFocus()

    @Slot()
    def _on_tick(self) -> None:
        self._clock.setText(format_time(self._now()))

    @Slot()
    def _on_entered(self) -> None:
        typed = ascii_digits(self._field.text())
        self._field.clear()
        if self._pin and hmac.compare_digest(typed.encode(), self._pin.encode()):
            self._forget()
            self.lifted.emit()
            return
        self._wrong += 1
        if self._wrong >= WRONG_ENTRIES:
            self._forget()
            self.refused.emit()
            return
        self._said.setText(_("This is not the PIN."))

    def _forget(self) -> None:
        self._tick.stop()
        self._pin = ""
        self._said.clear()


def choose_pin(parent: QWidget) -> str:
    """Ask for a new PIN; "" when the person does not want one (F9 then locks)."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("PIN of the curtain"))
    dialog.setMinimumWidth(460)
    first, second = pin_field(_("PIN, 4 to 6 digits")), pin_field(_("The PIN once more"))
    problem = label("", "error")
    keep = button(_("Keep the PIN"), style="primary")
    later = button(_("Not now"))
    keep.setDefault(True)

    def on_keep() -> None:
        typed = ascii_digits(first.text())
        if not PIN.fullmatch(typed):
            problem.setText(_("The PIN has 4 to 6 digits."))
        elif typed != ascii_digits(second.text()):
            problem.setText(_("The two entries differ."))
        else:
            dialog.accept()

    box = QVBoxLayout(dialog)
    box.setContentsMargins(24, 20, 24, 20)
    box.setSpacing(14)
    box.addWidget(label(_("A PIN for the curtain"), "h2"))
    box.addWidget(
        note(
            _(
                "F9 hides the screen at once; the PIN brings it back. It is forgotten when the "
                "vault locks. Without a PIN, F9 locks the vault."
            )
        )
    )
    box.addWidget(labelled(_("PIN, 4 to 6 digits"), first))
    box.addWidget(labelled(_("The PIN once more"), second))
    box.addWidget(problem)
    box.addWidget(row(later, 1, keep))
    keep.clicked.connect(on_keep)
    later.clicked.connect(dialog.reject)
    onward(first, second)
    first.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    pin = ascii_digits(first.text()) if accepted else ""
    dialog.deleteLater()
    return pin
