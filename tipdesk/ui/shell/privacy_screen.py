"""Return by PIN: a landscape, the hour, six places, and nothing that says what lies under it.

It stands over an open vault (F9) and over one that a lock has closed. What was there before is
taken off the screen and out of the screen reader's tree by the window, which shows nothing but
this. The PIN is tried on a worker of its own: an export that goes on is not waited for. Ctrl+O
lists whose PIN leads back here; a digit takes one of them. Escape goes on to the passphrase.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tipdesk.i18n.text import N_, _, ascii_digits, format_time, isolated
from tipdesk.texts import keys
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.setup.pin_trial import PinTrial
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, clear, label, row
from tipdesk.ui.toolkit.privacy import Landscape
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

if TYPE_CHECKING:
    from tipdesk.desk.unlocking import UnlockedKey

_SECOND, _MOST = 1_000, 9  # milliseconds; officers on digits
_ENDED: Mapping[str, str] = {
    "tries": N_("three wrong PINs were entered"),
    "over": N_("the shift is over"),
    "sleep": N_("the computer was put to sleep"),
    "gone": N_("the lid was shut, or somebody else used the computer"),
    "changed": N_("a passphrase or the people of this station have changed"),
    "closed": N_("the program was closed"),
    "lost": N_("the system no longer keeps it"),
    "resting": N_("after wrong entries the security chip takes no PIN for a while"),
}


def ended_text(why: str) -> str:
    """Why the passphrase is asked."""
    return _("The shift key has ended: {why}. Enter the passphrase.").format(why=_(_ENDED[why]))


class PrivacyScreen(Landscape):
    """Asks for the PIN of one officer."""

    key_found = Signal(object)  # UnlockedKey: the PIN was right
    ended = Signal()  # it leads back no more
    others_asked = Signal()  # somebody else wants to come in
    passphrase_asked = Signal()
    end_asked = Signal()  # lock, and end the program

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.login = ""  # whose PIN is asked for; '' while somebody chooses
        self._logins: tuple[str, ...] = ()
        self._jobs = JobRunner(self)
        self._tick = QTimer(self, interval=_SECOND)
        self._build()
        self._tick.timeout.connect(self._on_tick)
        self._trial = PinTrial(services, self._places, self._problem, self._jobs)
        self._trial.opened.connect(self._on_opened)
        self._trial.ended.connect(self._on_ended)
        self._others.clicked.connect(self.others_asked)
        QShortcut(shortcut_of(keys.OTHER_OFFICER), self, self._others.click)
        self._passphrase.clicked.connect(self.passphrase_asked)
        self._end.clicked.connect(self.end_asked)

    def _build(self) -> None:
        self._clock = label("", "privacyClock")
        self._clock.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._who = label("", "muted")
        self._places = PinPlaces(_("PIN"))
        self._choice = QWidget()
        self._choosing = QVBoxLayout(self._choice)
        self._problem = label("", "muted", wrap=True)
        self._problem.setFixedWidth(px(440))
        self._problem.setMinimumHeight(px(44))
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._others = button(keys.OTHER_OFFICER.beside(_("Another officer")))
        self._passphrase = button(_("With the passphrase (Esc)"))
        self._end = button(keys.LOCK_AND_CLOSE.beside(_("Lock and close")))
        deeds = (self._others, self._passphrase, self._end)
        for deed in deeds:
            deed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(28), px(20), px(28), px(18))
        box.addStretch(2)
        title = label(_("A short break"), "h2")
        parts = self._clock, title, self._who, self._places, self._choice, self._problem
        for part in parts:
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)
        box.addWidget(row(1, *deeds, 1))

    def draw(self, login: str, notice: str = "") -> None:
        """Ask for the PIN of `login`; of '' first who it is. `notice` is what has to be known."""
        self._jobs.abandon()
        self._logins = self._services.leads_back()[:_MOST]
        self._problem.setText(notice)
        self._on_tick()
        self._tick.start()
        self._ask(login)

    def forget(self) -> None:
        """It is not shown any more."""
        self._jobs.abandon()
        self._tick.stop()
        self._places.begin()
        self._problem.clear()

    def close_jobs(self) -> None:
        """The program ends."""
        self._jobs.close()

    def choose(self) -> None:
        """Ask who it is."""
        self.draw("")

    def _ask(self, login: str) -> None:
        self.login = self._trial.login = login
        self._who.setText(isolated(login) if login else _("Who comes in? Press the digit."))
        clear(self._choosing)
        for number, known in enumerate(() if login else self._logins, 1):
            self._choosing.addWidget(self._line(number, known))
        self._choice.setVisible(not login)
        self._places.setVisible(bool(login))
        self._others.setVisible(bool(login))
        self._places.begin()
        (self._places if login else self).setFocus()

    def _line(self, number: int, login: str) -> QPushButton:
        line = button(f"{isolated(str(number))}   {isolated(login)}", style="ghost")
        line.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        line.clicked.connect(partial(self._on_chosen, login))
        return line

    def _on_chosen(self, login: str) -> None:
        self._problem.clear()
        self._ask(login)

    @Slot()
    def _on_tick(self) -> None:
        self._clock.setText(format_time(self._services.clock()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = ascii_digits(event.text())
        if event.key() == Qt.Key.Key_Escape:
            self.passphrase_asked.emit()
        elif not self.login and len(digit) == 1 and digit in "123456789":
            if int(digit) <= len(self._logins):
                self._on_chosen(self._logins[int(digit) - 1])
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _on_opened(self, key: UnlockedKey) -> None:
        self.forget()
        self.key_found.emit(key)

    @Slot()
    def _on_ended(self) -> None:
        self.forget()
        self.ended.emit()
