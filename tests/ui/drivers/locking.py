"""The privacy screen and the PIN that lifts it, the rest after which the window covers itself, and a lock
that waits for words to be kept or work to end."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tests.ui.drivers.seeing import every, the
from tests.ui.drivers.window import PIN, is_at_unlock
from tests.ui.gestures import press, type_text
from tipdesk.ui.shell.leaving import WaitingLock
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.shell.window_watch import WindowWatch
from tipdesk.ui.toolkit.privacy import PrivacyScreen

_SOON = 20  # milliseconds

# --- the privacy screen -------------------------------------------------------------------------


def privacy_screen(window: QWidget) -> PrivacyScreen:
    """What covers the window until the PIN is typed."""
    (cover,) = every(window, PrivacyScreen)
    return cover


def pin_field(window: QWidget) -> QLineEdit:
    """Where the PIN is typed."""
    return the(privacy_screen(window), QLineEdit)


def type_pin(window: QWidget, pin: str = PIN) -> None:
    """Type a PIN, and Return."""
    line = pin_field(window)
    type_text(pin, line)
    press(Qt.Key.Key_Return, line)


def privacy_screen_clock(window: QWidget) -> QLabel:
    """The time of day on the privacy screen."""
    return the(privacy_screen(window), QLabel, "privacyClock")


def is_locked(window: MainWindow) -> bool:
    """Whether the window asks who comes in, and the vault is closed."""
    return is_at_unlock(window) and window.services.open_session is None


# --- nobody is there ----------------------------------------------------------------------------


def rest_watch(window: MainWindow) -> WindowWatch:
    """What notices that nobody touches the computer."""
    return window._watch


def rest_timer(window: MainWindow) -> QTimer:
    """Its wait, which every key begins anew."""
    return rest_watch(window)._timer


def rest(window: MainWindow) -> None:
    """Nobody has touched the computer for as long as it takes; what follows waits for a turn."""
    rest_timer(window).timeout.emit()


# --- a lock that waits --------------------------------------------------------------------------


def waiting_lock(window: MainWindow) -> QTimer:
    """What tries again to lock a window that is covered."""
    held: WaitingLock = window._waiting_lock
    return held._again


def try_again_soon(window: MainWindow) -> None:
    """It tries at once, not after a while."""
    waiting_lock(window).setInterval(_SOON)
