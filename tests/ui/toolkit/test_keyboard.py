"""What is said about the keyboard follows what it writes, not the language of the system."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.drivers.door import open_button
from tests.ui.drivers.seeing import seen
from tests.ui.drivers.window import begun_interview, enter, hit, status_bar, status_text
from tests.ui.gestures import PLAIN, field, texts
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit import keyboard

ARABIC, LATIN = "لوحة المفاتيح: العربية", "لوحة المفاتيح: حروف لاتينية"
NEXT_GROUP = 0xFE08  # the key that turns to the next layout, as X11 calls it


def strike(window, text="", symbol=0):
    """One key as the system hands it to a window."""
    handle = window.windowHandle()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(handle, QKeyEvent(kind, 0, PLAIN, 0, symbol, 0, text))


@pytest.fixture
def door(window):
    """The window that asks for the passphrase, before any letter was typed."""
    window.start()
    hit(window, Qt.Key.Key_Shift)  # waits until the window has the keyboard
    strike(window, symbol=NEXT_GROUP)
    return window


def test_nothing_is_said_before_a_letter_was_typed(door):
    assert keyboard.short_name() == keyboard.sentence() == ""
    assert "لوحة المفاتيح" not in texts(door)
    strike(door, "7")
    assert "لوحة المفاتيح" not in texts(door)


def test_the_passphrase_says_which_letters_are_written(door):
    field(door, _("Passphrase")).setFocus()
    strike(door, "x")
    assert LATIN in texts(door)
    strike(door, "ض")
    assert ARABIC in texts(door)
    assert LATIN not in texts(door)
    strike(door, symbol=NEXT_GROUP)  # whoever turns the layout is not told the old one
    assert "لوحة المفاتيح" not in texts(door)


def test_nothing_jumps_when_it_becomes_known(door):
    way = field(door, _("Passphrase"))
    opening = open_button(door)
    before = (way.pos(), opening.pos())
    strike(door, "ض")
    QApplication.processEvents()
    assert (way.pos(), opening.pos()) == before


def pictures(door):
    """What stands in the bar without words; a keyboard is one of them."""
    return [part for part in seen(status_bar(door), QLabel) if not part.pixmap().isNull()]


def test_the_bar_says_it_shortly(door, places, clock):
    enter(door, places, clock)
    begun_interview(door, places)
    hit(door, Qt.Key.Key_Shift)
    with_keys = len(pictures(door)) + 1
    for letter, layout in (("ب", "ع"), ("b", "A")):
        strike(door, letter)
        assert layout in status_text(door).split("\n")
        assert len(pictures(door)) == with_keys
    strike(door, symbol=NEXT_GROUP)
    assert len(pictures(door)) == with_keys - 1
