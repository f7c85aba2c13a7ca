"""The privacy screen and the PIN that lifts it, the rest after which the window covers itself, and a lock
that waits for words to be kept or work to end."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.ui.drivers.seeing import every, the
from tests.ui.drivers.window import PIN, asks_for_pin, is_at_unlock
from tests.ui.gestures import type_text
from tipdesk.desk.shift import _Held
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.shell.leaving import WaitingLock
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.shell.privacy_screen import PrivacyScreen
from tipdesk.ui.shell.window_watch import WindowWatch

_SOON = 20  # milliseconds

# --- the privacy screen -------------------------------------------------------------------------


def privacy_screen(window: QWidget) -> PrivacyScreen:
    """What covers the window until the PIN is typed."""
    (cover,) = every(window, PrivacyScreen)
    return cover


def pin_field(window: QWidget) -> PinPlaces:
    """Where the PIN is typed."""
    return the(privacy_screen(window), PinPlaces)


def type_pin(window: QWidget, pin: str = PIN) -> None:
    """Type a PIN; the sixth digit starts. Whoever is asked has answered when this returns."""
    cover = privacy_screen(window)
    type_text(pin, pin_field(window))
    wait_for_pin(cover)


def wait_for_pin(cover: PrivacyScreen) -> None:
    """Until the PIN that was typed is right or wrong, whoever waits for it."""
    jobs = cover._jobs
    while jobs.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()


def held_key(window: MainWindow) -> _Held:
    """The only shift key that leads back, with its tries, its end and its other half."""
    (held,) = window.services.shift_keys()._held.values()
    return held


def end_the_shift(window: MainWindow) -> None:
    """The time is over that was chosen for the shift."""
    held_key(window).ends = 0
    _look_at_the_time(window)


def stay_away(window: MainWindow) -> None:
    """Nobody is back within the time that the security chip's PIN leads back."""
    held = held_key(window)
    assert held.away is not None
    held.away = (0, held.away[1])
    _look_at_the_time(window)


def _look_at_the_time(window: MainWindow) -> None:
    window._shifts._end.timeout.emit()


def privacy_screen_clock(window: QWidget) -> QLabel:
    """The time of day on the privacy screen."""
    return the(privacy_screen(window), QLabel, "privacyClock")


def is_locked(window: MainWindow) -> bool:
    """Whether the window asks who comes in, and the vault is closed."""
    asked = is_at_unlock(window) or asks_for_pin(window)
    return asked and window.services.open_session is None


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
