"""What stands above the questions of the account: its reading, and that it is closed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


@dataclass(frozen=True, slots=True)
class AccountState:
    """What is said and what can be done; nothing of either hides the bar."""

    account: str = ""
    stopped: str = ""
    read: bool = False
    add: bool = False
    added: tuple[str, ...] = ()  # what was added after the account was closed


class AccountBar(QWidget):
    """Asks for the reading, for an addendum, for the sheet that says what a stop means."""

    read_asked = Signal()
    add_asked = Signal()
    sheet_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.read = button(_("Read the account out"), "article", "primary")
        self.add = button(_("Add to the account"), "plus")
        self.sheet = button(_("What happens now"))
        self._account = Strip(kind="note", action=row(self.add, self.read))
        self._stopped = Strip(kind="notewarn", action=self.sheet)
        self._added = label("", "noteText", wrap=True)
        self._hidden = label(MASK, "masked")
        self._masked = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, px(12))
        box.setSpacing(px(10))
        box.addWidget(self._stopped)
        box.addWidget(self._account)
        box.addWidget(self._added)
        box.addWidget(self._hidden)
        self.read.clicked.connect(self.read_asked)
        self.add.clicked.connect(self.add_asked)
        self.sheet.clicked.connect(self.sheet_asked)
        self.hide()

    def show_state(self, state: AccountState) -> None:
        """Say how the account stands."""
        for strip, text in ((self._account, state.account), (self._stopped, state.stopped)):
            strip.set_text(text)
            strip.setVisible(bool(text))
        self._added.setText("\n".join(isolate(one) for one in state.added))
        self._show_added()
        self.read.setVisible(state.read)
        self.add.setVisible(state.add)
        self.setVisible(bool(state.account or state.stopped))

    def set_masked(self, masked: bool) -> None:
        """Nothing is written while words are hidden."""
        self.add.setEnabled(not masked)
        self._masked = masked
        self._show_added()

    def _show_added(self) -> None:
        there = bool(self._added.text())
        self._added.setVisible(there and not self._masked)
        self._hidden.setVisible(there and self._masked)
