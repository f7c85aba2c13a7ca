"""Unlocking: code and passphrase, the words of the recovery sheet, or two recovery shares."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk import __version__
from tipdesk.desk import session as desk
from tipdesk.desk.shares import OpenedShare, has_shares, unlock_shares
from tipdesk.errors import TipdeskError, VaultDamaged
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.messages import sentence
from tipdesk.ui.icons import pixmap
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, card, column, label, labelled, scrolled
from tipdesk.ui.services import Services
from tipdesk.ui.tries_wait import TriesWait
from tipdesk.ui.two_shares import TwoShares
from tipdesk.ui.widgets.combo_editor import CalmCombo
from tipdesk.ui.widgets.passphrase import PassphraseField
from tipdesk.ui.widgets.recovery_words import RecoveryWords


class UnlockPage(QWidget):
    """Asks for a passphrase and derives the key in a job."""

    unlocked = Signal(object)  # the key, for Session.open

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setObjectName("page")
        self._problems = [label("", "error", wrap=True) for _way in range(3)]  # below each field
        self._ways = QStackedWidget()
        self._ways.addWidget(self._passphrase_way())
        self._ways.addWidget(self._words_way())
        self._ways.addWidget(self._shares_way())
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._wait = TriesWait(self._services)
        self._busy.setVisible(False)
        picture = label()
        picture.setPixmap(pixmap("folder-lock", "primary", 44))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(_("Reception desk"), "h1")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        frame = card(picture, title, self._ways, self._busy, self._wait, spacing=px(12))
        frame.setFixedWidth(px(460))
        self._hint = label("", "muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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
        box.addWidget(frame, 0, Qt.AlignmentFlag.AlignCenter)
        box.addSpacing(px(16))
        box.addWidget(self._hint)
        box.addStretch(2)
        box.addWidget(version, 0, Qt.AlignmentFlag.AlignCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(middle))  # letters may be large and the screen small

    def _passphrase_way(self) -> QWidget:
        self._login = CalmCombo()
        self._passphrase = PassphraseField()
        self._open = button(_("Open the vault"), style="primary")
        self._use_words = button(_("I have lost my passphrase"), style="ghost")
        explained = label(
            _("The data on this computer are encrypted. Enter your passphrase to open them."),
            "muted",
            wrap=True,
        )
        explained.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return column(
            explained,
            labelled(_("Your code"), self._login),
            column(labelled(_("Passphrase"), self._passphrase), self._problems[0], spacing=px(4)),
            self._open,
            self._use_words,
            spacing=px(14),
        )

    def _words_way(self) -> QWidget:
        self._words = RecoveryWords()
        self._counted = label("", "muted")
        self._recover = button(_("Open with the recovery words"), style="primary")
        self._use_shares = button(_("I have two recovery shares"), style="ghost")
        self._back = button(_("Back to the passphrase"), style="ghost")
        words = labelled(
            _("The 24 words of the recovery sheet"),
            self._words,
            _("Type them in order, with a space between them. The use is recorded."),
        )
        return column(
            words,
            self._problems[1],
            self._counted,
            self._recover,
            self._use_shares,
            self._back,
            spacing=px(14),
        )

    def _shares_way(self) -> QWidget:
        self._shares = TwoShares(self._services, lambda: self._services.vault_dir)
        self._leave_shares = button(_("Back to the passphrase"), style="ghost")
        recorded = label(_("The use is recorded."), "muted", wrap=True)
        return column(self._shares, self._problems[2], recorded, self._leave_shares, spacing=px(14))

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_open)
        self._passphrase.submitted.connect(self._on_open)
        self._use_words.clicked.connect(self._on_use_words)
        self._use_shares.clicked.connect(self._on_use_shares)
        for back in (self._back, self._leave_shares):
            back.clicked.connect(self._on_back)
        self._shares.given.connect(self._on_shares)
        self._recover.clicked.connect(self._on_recover)
        self._words.textChanged.connect(self._on_words)
        self._wait.changed.connect(self._show_wait)
        QShortcut(QKeySequence("Ctrl+Return"), self._words, self._on_recover)

    def load(self, login: str = "", said: str = "") -> None:
        """Show the officers enrolled here; `login` is chosen (who locked the window). `said` is
        what they have to know first."""
        self._login.clear()
        for known in desk.known_logins(self._services.vault_dir):
            self._login.addItem(isolated(known), known)
        at = self._login.findData(login)
        self._login.setCurrentIndex(max(at, 0))
        self._ways.setCurrentIndex(0)
        self._show_problem(said)
        self._clear_secrets()
        self._set_busy(False)  # whoever was unlocking is not waited for any more
        if not self._login.count():
            self.show_error(VaultDamaged(what="slots"))
        self._wait.look()
        self._passphrase.setFocus()

    def show_hint(self, text: str) -> None:
        """Say something below the fields (the demonstration's passphrases)."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    # --- waiting after failures -------------------------------------------------------------

    @Slot()
    def _show_wait(self) -> None:
        """Keep the button shut while repeated failures ask for a wait."""
        busy = self._busy.isVisibleTo(self)
        self._open.setEnabled(not self._wait.left and not busy)

    # --- the two ways -----------------------------------------------------------------------

    @Slot()
    def _on_use_words(self) -> None:
        self._show_problem("")
        self._passphrase.clear()
        self._use_shares.setVisible(has_shares(self._services.vault_dir))
        self._ways.setCurrentIndex(1)
        self._words.setFocus()

    @Slot()
    def _on_use_shares(self) -> None:
        self._show_problem("")
        self._words.clear()
        self._shares.load()
        self._ways.setCurrentIndex(2)
        self._shares.setFocus()

    @Slot()
    def _on_back(self) -> None:
        self._show_problem("")
        self._words.clear()
        self._shares.wipe()
        self._ways.setCurrentIndex(0)
        self._passphrase.setFocus()

    @Slot()
    def _on_words(self) -> None:
        self._counted.setText(self._words.counted())
        self._recover.setEnabled(self._words.whole and not self._busy.isVisibleTo(self))

    @Slot()
    def _on_open(self) -> None:
        login, typed = self._login.currentData(), self._passphrase.text()
        if login and typed and self._open.isEnabled():
            services = self._services
            derive = partial(desk.unlock, services.vault_dir, login, typed, services.clock)
            self._start(partial(derive, raise_cost=not services.cheap_keys))

    @Slot()
    def _on_recover(self) -> None:
        if self._recover.isEnabled():
            words = self._words.toPlainText()
            self._start(partial(desk.unlock_with_words, self._services.vault_dir, words))

    @Slot(object, object)
    def _on_shares(self, one: OpenedShare, other: OpenedShare) -> None:
        try:
            key = unlock_shares(self._services.vault_dir, one, other)
        except TipdeskError as error:
            self._shares.load()
            self.show_error(error)
            return
        finally:
            one.wipe()
            other.wipe()
        self._on_key(key)

    def _start(self, derive: partial[desk.UnlockedKey]) -> None:
        self._show_problem("")
        self._set_busy(True)
        self._services.jobs.run(
            derive, done=self._on_key, failed=self._on_failed, unwanted=lambda key: key.wipe()
        )

    def _on_key(self, key: object) -> None:
        self._set_busy(False)
        self._clear_secrets()
        self.unlocked.emit(key)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        self.show_error(error)
        self._passphrase.select_all()
        (self._passphrase, self._words, self._shares)[self._ways.currentIndex()].setFocus()

    def show_error(self, error: TipdeskError) -> None:
        """Say under the fields why the vault did not open."""
        said = sentence(error)
        self._show_problem(f"{said.what}\n{said.next_step}")

    def _show_problem(self, text: str) -> None:
        for problem in self._problems:
            problem.setText(text)
            problem.setVisible(bool(text))
        self._passphrase.setAccessibleDescription(text)

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._login, self._passphrase, self._words, self._use_words, self._back):
            part.setEnabled(not busy)
        self._on_words()
        self._wait.look()

    def _clear_secrets(self) -> None:
        self._passphrase.clear()
        self._words.clear()
        self._shares.wipe()
