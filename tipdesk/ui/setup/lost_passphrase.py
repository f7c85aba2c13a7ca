"""Two ways in without a passphrase: the words of the recovery sheet, or two recovery shares."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.shares import OpenedShare, has_shares, unlock_shares
from tipdesk.i18n.catalogue import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.recovery_words import RecoveryWords
from tipdesk.ui.setup.two_shares import TwoShares
from tipdesk.ui.toolkit.parts import button, label, labelled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class WordsWay(QWidget):
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
        QShortcut(QKeySequence("Ctrl+Return"), self.words, self._on_recover)
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


class SharesWay(QWidget):
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
    def _on_given(self, one: OpenedShare, other: OpenedShare) -> None:
        try:
            key = unlock_shares(self._services.vault_dir, one, other)
        except TipdeskError as error:
            self.shares.load()
            said = sentence(error)
            self.shares.say(f"{said.what} {said.next_step}")
            return
        finally:
            one.wipe()
            other.wipe()
        self.opened.emit(key)


def _way_back() -> QPushButton:
    return button(_("Back to the passphrase"), style="ghost")


def _pile(page: QWidget, *parts: QWidget) -> None:
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(14))
    for part in parts:
        box.addWidget(part)
