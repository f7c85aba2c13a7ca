"""Unlocking: code and passphrase, or the words of the recovery sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QPlainTextEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk import __version__
from tipdesk.desk import session as desk
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.messages import sentence
from tipdesk.ui.icons import pixmap
from tipdesk.ui.parts import button, card, label, labelled
from tipdesk.ui.services import Services
from tipdesk.ui.widgets.passphrase import PassphraseField


class UnlockPage(QWidget):
    """Asks for a passphrase and derives the key in a job."""

    unlocked = Signal(object)  # the key, for Session.open

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._build()
        self._connect()

    @property
    def _vault_dir(self) -> Path:
        return self._services.vault_dir

    def _build(self) -> None:
        self.setObjectName("page")
        self._ways = QStackedWidget()
        self._ways.addWidget(self._passphrase_way())
        self._ways.addWidget(self._words_way())
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setVisible(False)
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        picture = label()
        picture.setPixmap(pixmap("folder-lock", "primary", 44))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(_("Reception desk"), "h1")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._frame: QFrame = card(picture, title, self._ways, self._busy, self._problem)
        self._frame.setFixedWidth(460)
        version = label(
            _("Version {version} • works without any network").format(
                version=isolated(__version__)
            ),
            "muted",
        )
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(2)
        box.addWidget(version, 0, Qt.AlignmentFlag.AlignCenter)
        box.addSpacing(24)

    def _passphrase_way(self) -> QWidget:
        self._login = QComboBox()
        self._passphrase = PassphraseField()
        self._open = button(_("Open the vault"), style="primary")
        self._use_words = button(_("I have lost my passphrase"), style="ghost")
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        explained = label(
            _("The data on this computer are encrypted. Enter your passphrase to open them."),
            "muted",
            wrap=True,
        )
        explained.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(explained)
        box.addWidget(labelled(_("Your code"), self._login))
        box.addWidget(labelled(_("Passphrase"), self._passphrase))
        box.addWidget(self._open)
        box.addWidget(self._use_words)
        return holder

    def _words_way(self) -> QWidget:
        self._words = QPlainTextEdit()
        self._words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._words.setFixedHeight(120)
        self._words.setTabChangesFocus(True)
        self._words.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._recover = button(_("Open with the recovery words"), style="primary")
        self._back = button(_("Back to the passphrase"), style="ghost")
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(
            labelled(
                _("The 24 words of the recovery sheet"),
                self._words,
                _("Type them in order, with a space between them. The use is recorded."),
            )
        )
        box.addWidget(self._recover)
        box.addWidget(self._back)
        return holder

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_open)
        self._passphrase.submitted.connect(self._on_open)
        self._use_words.clicked.connect(self._on_use_words)
        self._back.clicked.connect(self._on_back)
        self._recover.clicked.connect(self._on_recover)

    def load(self, login: str = "") -> None:
        """Show the officers enrolled here; `login` is chosen (who locked the window)."""
        self._login.clear()
        for known in desk.known_logins(self._vault_dir):
            self._login.addItem(isolated(known), known)
        at = self._login.findData(login)
        self._login.setCurrentIndex(max(at, 0))
        self._ways.setCurrentIndex(0)
        self._show_problem("")
        self._clear_secrets()
        self._passphrase.setFocus()

    @Slot()
    def _on_use_words(self) -> None:
        self._show_problem("")
        self._ways.setCurrentIndex(1)
        self._words.setFocus()

    @Slot()
    def _on_back(self) -> None:
        self._show_problem("")
        self._words.clear()
        self._ways.setCurrentIndex(0)
        self._passphrase.setFocus()

    @Slot()
    def _on_open(self) -> None:
        login, typed = self._login.currentData(), self._passphrase.text()
        if not login or not typed or self._busy.isVisibleTo(self):
            return
        self._start(partial(desk.unlock, self._vault_dir, login, typed))

    @Slot()
    def _on_recover(self) -> None:
        words = self._words.toPlainText()
        if words.strip() and not self._busy.isVisibleTo(self):
            self._start(partial(desk.unlock_with_words, self._vault_dir, words))

    def _start(self, derive: partial[desk.UnlockedKey]) -> None:
        self._show_problem("")
        self._set_busy(True)
        self._services.jobs.run(derive, done=self._on_key, failed=self._on_failed)

    def _on_key(self, key: object) -> None:
        self._set_busy(False)
        self._clear_secrets()
        self.unlocked.emit(key)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        self.show_error(error)
        self._passphrase.select_all()
        (self._passphrase if self._ways.currentIndex() == 0 else self._words).setFocus()

    def show_error(self, error: TipdeskError) -> None:
        """Say under the fields why the vault did not open."""
        said = sentence(error)
        self._show_problem(f"{said.what}\n{said.next_step}")

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._open, self._recover, self._login, self._passphrase, self._words):
            part.setEnabled(not busy)

    def _clear_secrets(self) -> None:
        self._passphrase.clear()
        self._words.clear()
