"""Unlocking: code and passphrase, the words of the recovery sheet, or two recovery shares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from tipdesk import __version__
from tipdesk.core.errors import TipdeskError, VaultDamaged
from tipdesk.desk.locked_vault import has_shares, known_logins, write_protection
from tipdesk.i18n.text import _, isolated
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.new_shift_key import NewShiftKeyForm
from tipdesk.ui.setup.two_shares import RecoveryWords, TwoShares
from tipdesk.ui.toolkit.confirming import PassphraseField, TriesWait
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, card, column, label, labelled, row, scrolled
from tipdesk.ui.toolkit.privacy import settle
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipdesk.core.security_chip import Chip
    from tipdesk.desk.shift import SealedShiftKey
    from tipdesk.desk.station.shares import OpenedShare
    from tipdesk.desk.unlocking import UnlockedKey

# --- two ways in without a passphrase ---------------------------------------------------------


class RecoveryWordsForm(QWidget):
    """The 24 words; whoever is told of them derives the key."""

    given = Signal(str)
    shares_asked = Signal()
    left = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.words = RecoveryWords()
        self._counted = label("", "muted")
        self._problem = label("", "error", wrap=True)
        self._recover = button(_("Open with the recovery words"), style="primary")
        self._use_shares = button(_("I have two recovery shares"), style="ghost")
        self._back = _way_back()
        words = labelled(
            _("The 24 words of the recovery sheet"),
            self.words,
            _("Type them in order, with a space between them. The use is recorded."),
        )
        buttons = (self._recover, self._use_shares, self._back)
        _pile(self, words, self._problem, self._counted, *buttons)
        self._busy = False
        self.words.textChanged.connect(self._on_words)
        self._recover.clicked.connect(self._on_recover)
        self._use_shares.clicked.connect(self.shares_asked)
        self._back.clicked.connect(self.left)
        QShortcut(shortcut_of(keys.AGREE), self.words, self._on_recover)
        self.setFocusProxy(self.words)
        self._on_words()

    def load(self) -> None:
        """Offer the shares where there are some."""
        self._use_shares.setVisible(has_shares(self._services.vault_dir))

    def show_problem(self, text: str) -> None:
        """Why it did not open; '' for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def set_busy(self, busy: bool) -> None:
        """While the key is derived nothing can be changed."""
        self._busy = busy
        for part in (self.words, self._use_shares, self._back):
            part.setEnabled(not busy)
        self._on_words()

    @Slot()
    def _on_words(self) -> None:
        self._counted.setText(self.words.counted())
        self._recover.setEnabled(self.words.whole and not self._busy)

    @Slot()
    def _on_recover(self) -> None:
        if self._recover.isEnabled():
            self.given.emit(self.words.toPlainText())


class SharesForm(QWidget):
    """Two shares, one after the other, and the key that they give."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.shares = TwoShares(services, lambda: services.vault_dir)
        back = _way_back()
        _pile(self, self.shares, label(_("The use is recorded."), "muted", wrap=True), back)
        self.shares.given.connect(self._on_given)
        back.clicked.connect(self.left)
        self.setFocusProxy(self.shares)

    @Slot(object, object)
    def _on_given(self, first: OpenedShare, second: OpenedShare) -> None:
        from tipdesk.desk.station.shares import unlock_shares

        try:
            key = unlock_shares(self._services.vault_dir, first, second)
        except TipdeskError as error:
            self.shares.load()
            message = sentence(error)
            self.shares.say(f"{message.what} {message.next_step}")
            return
        finally:
            first.wipe()
            second.wipe()
        self.opened.emit(key)


def _way_back() -> QPushButton:
    return button(_("Back to the passphrase"), style="ghost")


def _pile(page: QWidget, *parts: QWidget) -> None:
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(14))
    for part in parts:
        box.addWidget(part)


_PASSPHRASE, _WORDS, _SHARES, _SHIFT_KEY = range(4)  # forms
_PATIENCE = 120_000  # milliseconds that a key waits for a PIN


class UnlockPage(QWidget):
    """Asks for a passphrase and derives the key in a job; then for the PIN of the shift."""

    unlocked = Signal(object)  # the key, for Session.open
    pin_asked = Signal()  # by somebody whose PIN leads back

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setObjectName("page")
        self._problem = label("", "error", wrap=True)
        self._command = label("", "muted", wrap=True)  # apart, so that nothing else is copied
        self._command.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._command.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self._command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._wait = TriesWait(self._services)
        self._lost, self._shares = RecoveryWordsForm(self._services), SharesForm(self._services)
        self._new_pin = NewShiftKeyForm()
        self._forms = (self._passphrase_form(), self._lost, self._shares, self._new_pin)
        self._form = _PASSPHRASE
        self._key: UnlockedKey | None = None  # while its PIN is chosen
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setVisible(False)
        picture = label()
        picture.setPixmap(pixmap("folder-lock", "primary", 44))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(_("Intake"), "h1")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        frame = card(picture, title, *self._forms, self._busy, spacing=px(12))
        frame.setFixedWidth(px(460))
        self._says: Callable[[], str] | None = None
        self._hint = label("", "muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint.setFocusProxy(self._passphrase)  # which keeps the cursor
        self._hint.setVisible(False)
        version = label(
            _("Version {version} • works without any network").format(
                version=isolated(__version__)
            ),
            "muted",
        )
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.addStretch(2)
        box.addWidget(row(1, frame, 1))  # aligned, its wrapped words would get too little room
        box.addSpacing(px(16))
        box.addWidget(self._hint)
        box.addStretch(2)
        box.addWidget(version, 0, Qt.AlignmentFlag.AlignCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(middle))  # letters may be large and the screen small

    def _passphrase_form(self) -> QWidget:
        self._login = CalmCombo()
        self._login.setPlaceholderText(_("Choose your code"))
        self._passphrase = PassphraseField()
        self._open = button(_("Open the vault"), style="primary")
        self._use_words = button(_("I have lost my passphrase"), style="ghost")
        self._use_pin = button(keys.OTHER_OFFICER.beside(_("Return with a PIN")), style="ghost")
        explained = label(
            _("The data on this computer are encrypted. Enter your passphrase to open them."),
            "muted",
            wrap=True,
        )
        explained.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return column(
            explained,
            labelled(_("Your code"), self._login),
            column(labelled(_("Passphrase"), self._passphrase), self._problem, spacing=px(4)),
            self._command,
            self._open,
            self._wait,
            row(1, self._use_pin, self._use_words, 1),
            spacing=px(14),
        )

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_open)
        self._passphrase.submitted.connect(self._on_open)
        self._use_words.clicked.connect(self._on_use_words)
        self._lost.given.connect(self._on_recover)
        self._lost.shares_asked.connect(self._on_use_shares)
        self._shares.opened.connect(self._on_key)
        for form in (self._lost, self._shares):
            form.left.connect(self._on_back)
        self._wait.changed.connect(self._show_wait)
        self._new_pin.chosen.connect(self._on_pin)
        self._new_pin.declined.connect(self._hand_on)
        self._patience.timeout.connect(self.load)
        self._use_pin.clicked.connect(self.pin_asked)
        QShortcut(shortcut_of(keys.OTHER_OFFICER), self, self._use_pin.click)

    @Slot()
    def load(self, login: str = "", notice: str = "") -> None:
        """Show the officers enrolled here; `login` is chosen (who locked the window), or whoever
        was chosen before. Nobody is guessed: a passphrase must not be tried at somebody else's
        code. `notice` is what they have to know first."""
        self._forget_key()
        chosen = self._login.currentData()  # whoever was just trying stays chosen
        self._login.clear()
        for known in known_logins(self._services.vault_dir):
            self._login.addItem(isolated(known), known)
        self._login.choose(login or chosen)
        self._set_busy(False)  # whoever was unlocking is not waited for any more
        self._on_back()
        self._use_pin.setVisible(bool(self._services.leads_back()))
        self._show_problem(notice)
        if not self._login.count():
            self.show_error(VaultDamaged(what="slots"))
        elif (protection := write_protection(self._services.vault_dir)) is not None:
            self.show_error(protection)
        self._wait.refresh()
        settle()

    def hint(self) -> Callable[[], str] | None:
        """What is said below the fields, in the language of the moment."""
        return self._says

    def show_hint(self, says: Callable[[], str] | None) -> None:
        """Say something below the fields (the demonstration's passphrases); None: nothing."""
        self._says = says
        self._hint.setText(says() if says is not None else "")
        self._hint.setVisible(says is not None)

    # --- waiting after failures -------------------------------------------------------------

    @Slot()
    def _show_wait(self) -> None:
        """Keep the button shut while repeated failures ask for a wait."""
        busy = self._busy.isVisibleTo(self)
        self._open.setEnabled(not self._wait.left and not busy)

    # --- the three forms ----------------------------------------------------------------------

    def _show_form(self, form: int) -> None:
        self._form = form
        for number, part in enumerate(self._forms):
            part.setVisible(number == form)

    @Slot()
    def _on_use_words(self) -> None:
        self._show_problem("")
        self._passphrase.clear()
        self._lost.load()
        self._show_form(_WORDS)
        self._lost.setFocus()

    @Slot()
    def _on_use_shares(self) -> None:
        self._show_problem("")
        self._clear_secrets()
        self._shares.shares.load()
        self._show_form(_SHARES)
        self._shares.setFocus()

    @Slot()
    def _on_back(self) -> None:
        self._show_problem("")
        self._clear_secrets()
        self._show_form(_PASSPHRASE)
        (self._passphrase if self._login.currentData() else self._login).setFocus()

    @Slot()
    def _on_open(self) -> None:
        login, typed = self._login.currentData(), self._passphrase.text()
        if typed and not login and self._login.count():
            self._show_problem(_("Choose your code first."))
            self._login.setFocus()
        elif login and typed and self._open.isEnabled():
            from tipdesk.desk import unlocking

            services = self._services
            derive = partial(unlocking.unlock, services.vault_dir, login, typed, services.clock)
            self._start(partial(derive, raise_cost=not services.cheap_keys))

    @Slot(str)
    def _on_recover(self, words: str) -> None:
        from tipdesk.desk import unlocking

        self._start(partial(unlocking.unlock_with_words, self._services.vault_dir, words))

    def _start(self, derive: partial[UnlockedKey]) -> None:
        self._show_problem("")
        self._set_busy(True)
        self._services.jobs.run(
            derive, done=self._on_key, failed=self._on_failed, unwanted=lambda key: key.wipe()
        )

    def _on_key(self, key: UnlockedKey) -> None:
        self._set_busy(False)
        self._clear_secrets()
        self._key = key
        if key.recovered:
            self._hand_on()
            return
        self._show_problem("")
        self._new_pin.load(outlasts_lid=self._chip() is not None)
        self._show_form(_SHIFT_KEY)
        self._new_pin.setFocus()
        self._patience.start()

    # --- the PIN of the shift -----------------------------------------------------------------

    @Slot(object, int)
    def _on_pin(self, pin: bytearray, hours: int) -> None:
        if self._key is None:  # it was waited for too long
            pin[:] = bytes(len(pin))
            return
        shift = self._services.shift_keys()
        new = shift.begin(self._key, pin, hours, self._chip())

        def keep(sealed: SealedShiftKey) -> None:
            shift.keep(new, sealed)
            self._hand_on()

        def give_up(_error: TipdeskError) -> None:  # opening the vault says what is wrong
            new.place.forget()
            self._hand_on()

        self._patience.stop()
        self._busy.setVisible(True)
        self._services.jobs.run(
            new.seal, done=keep, failed=give_up, unwanted=lambda _sealed: new.place.forget()
        )

    def _chip(self) -> Chip | None:
        """The security chip, where it shall guard the PIN of a shut computer."""
        return self._services.chip() if self._services.settings.pin_outlasts_lid else None

    @Slot()
    def _hand_on(self) -> None:
        """The vault can be opened."""
        key, self._key = self._key, None
        self._patience.stop()
        self._busy.setVisible(False)
        if key is not None:
            self.unlocked.emit(key)

    def _forget_key(self) -> None:
        """Nobody chose a PIN: the passphrase is asked anew."""
        self._patience.stop()
        self._new_pin.wipe()
        if self._key is not None:
            self._key.wipe()
            self._key = None

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        self.show_error(error)
        self._passphrase.select_all()
        (self._passphrase, self._lost, self._shares)[self._form].setFocus()

    def show_error(self, error: TipdeskError) -> None:
        """Say under the fields why the vault did not open."""
        message = sentence(error)
        self._show_problem(
            f"{message.what}\n{message.next_step}", str(error.details.get("copy", ""))
        )

    def _show_problem(self, text: str, command: str = "") -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._command.setText(command)
        self._command.setVisible(bool(command))
        self._lost.show_problem(text)
        self._passphrase.setAccessibleDescription(text)

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._login, self._passphrase, self._use_words):
            part.setEnabled(not busy)
        self._lost.set_busy(busy)
        self._wait.refresh()

    def _clear_secrets(self) -> None:
        self._passphrase.clear()
        self._lost.words.clear()
        self._shares.shares.wipe()
