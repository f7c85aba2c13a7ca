"""Before anybody is in: the page that asks who comes in, two recovery shares, the first start."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.drivers.seeing import every, long_field
from tests.ui.gestures import button, click, field, press, type_text
from tipdesk.i18n.text import _
from tipdesk.ui.setup.unlock import UnlockPage


def code_field(root: QWidget) -> QComboBox:
    """Where somebody chooses who they are."""
    chosen = field(root, _("Your code"))
    assert isinstance(chosen, QComboBox)
    return chosen


def passphrase_field(root: QWidget) -> QLineEdit:
    """Where the passphrase is typed."""
    line = field(root, _("Passphrase"))
    assert isinstance(line, QLineEdit)
    return line


def open_button(root: QWidget) -> QAbstractButton:
    """What opens the vault."""
    return button(root, _("Open the vault"))


def lose_passphrase(root: QWidget, *, shares: bool = False) -> None:
    """Go to the words of the recovery sheet, or on to two shares."""
    click(root, _("I have lost my passphrase"))
    if shares:
        click(root, _("I have two recovery shares"))


def share_field(root: QWidget) -> QPlainTextEdit:
    """Where the words of a recovery share are typed."""
    return long_field(root)


def share_pin(root: QWidget) -> QLineEdit:
    """Where the PIN of its holder is typed."""
    line = field(root, _("PIN of its holder"))
    assert isinstance(line, QLineEdit)
    return line


def give_share(root: QWidget, share: str, pin: str) -> None:
    """Type a share, go on to its PIN, and Return."""
    words = share_field(root)
    type_text(share, words)
    press(Qt.Key.Key_Return, words, Qt.KeyboardModifier.ControlModifier)
    type_text(pin)
    press(Qt.Key.Key_Return)


def agency_field(page: QWidget) -> QComboBox:
    """At the first start: whose station this is."""
    chosen = field(page, _("Agency"))
    assert isinstance(chosen, QComboBox)
    return chosen


def unlock_page(window: QWidget) -> UnlockPage:
    """The page of the window that asks who comes in; it is there once it was asked for."""
    (page,) = every(window, UnlockPage)
    return page


def choose_code(root: QWidget, login: str) -> None:
    """Choose who comes in."""
    codes = code_field(root)
    codes.setCurrentIndex(codes.findData(login))
