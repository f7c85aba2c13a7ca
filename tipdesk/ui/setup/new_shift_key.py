"""After the passphrase: a PIN that leads back until the end of the shift, or none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import button, label, labelled
from tipdesk.ui.toolkit.theme import px


class NewShiftKeyForm(QWidget):
    """Six digits, and the same once more."""

    chosen = Signal(object, int)  # the PIN, a byte array that the receiver wipes; hours
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: bytearray | None = None
        self._asked = label("", "h2")
        self._places = PinPlaces(_("PIN of six digits"))
        self._problem = label("", "error", wrap=True)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)  # below the places
        self._hours = CalmCombo()
        self._without = button(_("Without a shift key"), style="ghost")
        self._explained = label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(self._explained)
        box.addWidget(self._asked, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._places, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._problem)
        box.addWidget(labelled(_("The shift ends after"), self._hours))
        box.addWidget(self._without)
        self.setFocusProxy(self._places)
        self._places.full.connect(self._on_full)
        self._without.clicked.connect(self._on_without)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._on_without)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def load(self, *, outlasts_lid: bool) -> None:
        """Ask for a new PIN, which ends with a shut lid or stays for a while."""
        from tipdesk.desk.shift import AWAY_MINUTES, HOURS, USUAL_HOURS

        away = isolated(str(AWAY_MINUTES))
        self._explained.setText(
            _(
                "A PIN for this shift: after F9 and after a lock it leads back to the same place. "
                "The security chip of this computer guards it. It ends with the shift, {minutes} "
                "minutes after the lid was shut or the computer went to sleep, and after three "
                "wrong entries. Without it F9 locks, and each return needs the passphrase."
            ).format(minutes=away)
            if outlasts_lid
            else _(
                "A PIN for this shift: after F9 and after a lock it leads back to the same place. "
                "It is kept nowhere and ends with the shift, when the computer sleeps or its lid "
                "is shut, and after three wrong entries. Without it F9 locks, and each return "
                "needs the passphrase."
            )
        )
        if not self._hours.count():
            for hours in HOURS:
                text = ngettext("{count} hour", "{count} hours", hours)
                self._hours.addItem(text.format(count=isolated(str(hours))), hours)
            self._hours.choose(USUAL_HOURS)
        self._ask("")

    def wipe(self) -> None:
        """Forget what was typed."""
        self._forget_first()
        self._places.begin()

    def _forget_first(self) -> None:
        if self._first is not None:
            self._first[:] = bytes(len(self._first))
            self._first = None

    def _ask(self, problem: str) -> None:
        """From the beginning."""
        self.wipe()
        self._asked.setText(_("Choose six digits"))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    @Slot()
    def _on_full(self) -> None:
        from tipdesk.desk.shift import acceptable_pin

        typed = self._places.take()
        if self._first is None:
            if not acceptable_pin(typed):
                typed[:] = bytes(len(typed))
                self._ask(
                    _("These digits are among the first that somebody would try. Choose others.")
                )
                return
            self._first = typed
            self._asked.setText(_("The same digits once more"))
            self._problem.setVisible(False)
            self._places.begin()
            return
        same = typed == self._first
        self._forget_first()
        if not same:
            typed[:] = bytes(len(typed))
            self._ask(_("The two entries differ. Choose the PIN anew."))
            return
        self.chosen.emit(typed, self._hours.currentData())

    @Slot()
    def _on_without(self) -> None:
        self.wipe()
        self.declined.emit()
