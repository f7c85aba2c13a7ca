"""Two recovery shares, typed one after the other by their holders, each with the own PIN.

`RecoveryWords` is the field for the words of a recovery sheet or share, or their numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError, WrongShare
from tipdesk.desk.locked_vault import SHARE_PIN_DIGITS, SHARE_WORDS, SHARES
from tipdesk.i18n.text import _, isolated
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.confirming import TriesWait
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import Strip, button, column, label, labelled
from tipdesk.ui.toolkit.privacy import pin_field
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

if TYPE_CHECKING:
    from tipdesk.desk.station.shares import OpenedShare


_SHEET = 24  # words


class RecoveryWords(QPlainTextEdit):
    """Left to right; no keyboard learns them, and no undo brings them back."""

    def __init__(self, count: int = _SHEET, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFixedHeight(px(132))
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)

    @property
    def whole(self) -> bool:
        """Whether they are as many as asked for."""
        return self._typed() == self._count

    def counted(self) -> str:
        """How many there are, in words."""
        return _("{typed} of {count} words").format(
            typed=isolated(str(self._typed())), count=isolated(str(self._count))
        )

    def _typed(self) -> int:
        return len(self.toPlainText().split())


class TwoShares(QWidget):
    """Says of each share at once whether it and its PIN are right, and takes it off the screen.

    `folder` gives the vault, or the backup, whose shares they are. Wrong PINs are counted where
    `counts` is set. `given` carries both shares; whoever takes them wipes them.
    """

    first_opened = Signal(object)  # OpenedShare: the second is asked for
    given = Signal(object, object)
    refused = Signal(object)  # TipdeskError, which stands on the screen already

    def __init__(
        self, services: Services, folder: Callable[[], Path], *, counts: bool = True
    ) -> None:
        super().__init__()
        self._services, self._folder, self._counts = services, folder, counts
        self._first: OpenedShare | None = None
        self._turn = 0  # counts the beginnings: what was opened before is unwanted
        self._title = label("", "h2", wrap=True)
        self._words = RecoveryWords(SHARE_WORDS)
        self._counted = label("", "muted")
        self._pin = pin_field("", SHARE_PIN_DIGITS[1])
        self._good = Strip(kind="noteok")
        self._problem = label("", "error", wrap=True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._wait = TriesWait(services)
        self.go = button("", style="primary")
        self._build()
        self._good.hide()
        self.go.clicked.connect(self._on_go)
        self._words.textChanged.connect(self._show_ready)
        self._pin.textChanged.connect(self._show_ready)
        self._pin.returnPressed.connect(self._on_go)
        self._wait.changed.connect(self._show_ready)
        QShortcut(shortcut_of(keys.AGREE), self._words, self._pin.setFocus)
        self._set_busy(False)

    def _build(self) -> None:
        words = labelled(
            _("The {count} words of the share").format(count=isolated(str(SHARE_WORDS))),
            self._words,
            _("The words or their numbers, in order."),
        )
        pin = labelled(_("PIN of its holder"), self._pin)
        last = QWidget()
        line = QHBoxLayout(last)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(12))
        line.addWidget(pin, 1)
        line.addWidget(self.go, 0, Qt.AlignmentFlag.AlignBottom)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        for part in (
            self._good,
            self._title,
            column(words, self._counted, spacing=px(4)),
            last,
            self._problem,
            self._busy,
            self._wait,
        ):
            box.addWidget(part)
        self.setFocusProxy(self._words)
        QWidget.setTabOrder(self._words, self._pin)

    def load(self) -> None:
        """Begin with the first share; nothing of earlier ones is kept."""
        self.wipe()
        self._good.hide()
        self._wait.refresh()
        self._ask(_("The first share"), _("Check this share"))

    def wipe(self) -> None:
        """Forget what was typed and opened."""
        self._turn += 1
        if self._first is not None:
            self._first.wipe()
            self._first = None
        self._words.clear()
        self._pin.clear()
        self._set_busy(False)

    def say(self, text: str) -> None:
        """What is wrong; '' for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _ask(self, title: str, go_on: str) -> None:
        self._title.setText(title)
        self.go.setText(go_on)
        self.go.setAccessibleName(go_on)
        self.say("")

    @Slot()
    def _show_ready(self) -> None:
        self._counted.setText(self._words.counted())
        ready = self._words.whole and len(self._pin.text().strip()) >= SHARE_PIN_DIGITS[0]
        self.go.setEnabled(ready and not self._wait.left and not self._busy.isVisibleTo(self))

    @Slot()
    def _on_go(self) -> None:
        if not self.go.isEnabled():
            return
        from tipdesk.desk.station.shares import open_share

        self.say("")
        self._set_busy(True)
        clock = self._services.clock if self._counts else None
        words, pin = self._words.toPlainText(), self._pin.text()
        turn = self._turn
        self._services.jobs.run(
            partial(open_share, self._folder(), words, pin, clock),
            done=lambda opened: self._on_opened(opened, turn),
            failed=self._on_failed,
            unwanted=lambda opened: opened.wipe(),
        )

    def _on_opened(self, opened: OpenedShare, turn: int) -> None:
        if turn != self._turn:  # somebody went back meanwhile
            opened.wipe()
            return
        self._set_busy(False)
        first = self._first
        if first is None:
            self._begin_second(opened)
        elif first.share.number == opened.share.number:
            opened.wipe()
            self._on_failed(WrongShare(reason="same"))
        else:
            self._first = None
            self.wipe()
            self.given.emit(first, opened)

    def _begin_second(self, opened: OpenedShare) -> None:
        self._first = opened
        self._words.clear()
        self._pin.clear()
        text = _("Share {number} of {count} and its PIN are right.").format(
            number=isolated(str(opened.share.number)), count=isolated(str(SHARES))
        )
        self._good.set_text(text)
        self._good.show()
        self._ask(_("Another share, from its own holder"), _("Check this share too"))
        self._words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.first_opened.emit(opened)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        message = sentence(error)
        self.say(f"{message.what} {message.next_step}")
        self._wait.refresh()
        self._pin.clear()
        (self._pin if error.details.get("reason") == "pin" else self._words).setFocus()
        self.refused.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._words, self._pin):
            part.setEnabled(not busy)
        self._show_ready()
