"""Somebody before the whole window: comes in, turns to a page, presses keys of the system, looks at
what is left. The only place of the tests that knows what the window is put together of."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.seeing import seen, the
from tests.ui.gestures import PLAIN, bare, press, texts, type_text, wait_until
from tipdesk.demo.stations import OFFICER
from tipdesk.ui.files.home import HomePage
from tipdesk.ui.setup.new_shift_key import NewShiftKeyForm
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.shell.help import HelpPanel
from tipdesk.ui.toolkit.keyboard import Pace

PIN = "739164"
PARTS = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)


def choose_pin(services, key):
    """As whoever has just given the passphrase and chooses a PIN for the shift."""
    shift = services.shift_keys()
    new = shift.begin(key, bytearray(PIN.encode()))
    shift.keep(new, new.seal())


def no_pin(_services, _key):
    """As whoever goes on without a shift key."""


def enter(window, places, clock, answer=no_pin, who=OFFICER, *, on=True):
    """Unlock the window, with a PIN for the shift or without; where home comes, `on` to the list
    of files."""
    answer(window.services, places.key(who))
    window.enter(places.open(places.officers, who, clock))
    if on and seen(window, HomePage):
        turn_to(window, "files")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.activateWindow()  # a window manager does so when a dialog closes
    QTest.qWaitForWindowActive(window)


def the_pin_is_asked(window) -> bool:
    """Whether a PIN may be chosen now, after the passphrase."""
    return bool(seen(window, NewShiftKeyForm))


def go_without_pin(window):
    """At the page after the passphrase, once it is there."""
    wait_until(lambda: the_pin_is_asked(window))
    press(Qt.Key.Key_Escape, the(the(window, NewShiftKeyForm), PinPlaces))


def choose_by_typing(window, pin, again=None):
    """At the page after the passphrase, once it is there: the PIN, and once more."""
    wait_until(lambda: the_pin_is_asked(window))
    places = the(the(window, NewShiftKeyForm), PinPlaces)
    type_text(pin, places)
    type_text(pin if again is None else again, places)


def hit(window, key, modifier=PLAIN):
    """Press a key as the system hands it to a window, not to a widget."""
    patience = QDeadlineTimer(60_000)
    while QGuiApplication.focusWindow() is not window.windowHandle():
        assert not patience.hasExpired()
        QApplication.processEvents()
    QTest.keyClick(window.windowHandle(), key, modifier)
    turn()


def turn():
    """What follows once the screen is covered: it waits for the next turn of the event loop."""
    QApplication.processEvents()


def layer(window):
    """What is on top: the pages, the unlock screen, the privacy screen or the cover."""
    return window._layers.currentWidget()


def is_at_unlock(window) -> bool:
    """Whether the window asks who comes in."""
    return layer(window) is window._unlock


def is_behind_privacy_screen(window) -> bool:
    """Whether the privacy screen is up, behind which a PIN leads back to an open vault."""
    return asks_for_pin(window) and window.services.open_session is not None


def asks_for_pin(window) -> bool:
    """Whether a PIN is asked for, over an open vault or one that a lock has closed."""
    return layer(window) is window._privacy_screen


def is_under_cover(window) -> bool:
    """Whether everything is covered and nothing leads back: a lock waits for work to end."""
    return layer(window) is window._cover


def is_open(window) -> bool:
    """Whether the pages are to be seen."""
    return layer(window) is window._content


# --- pages --------------------------------------------------------------------------------------


def current_page(window):
    """The page that is up, or that would be, were nothing drawn over it."""
    return window._book.current()


def page_name(window) -> str:
    """By which name the window knows the page that is up."""
    return window._book._name(current_page(window))


def turn_to(window, name, *what):
    """Turn to the page of this name, as the pages themselves ask for it; the page."""
    window._book.show(name, *what)
    return current_page(window)


def open_page(window, name, case_id, *where):
    """Turn to a page of a file; the page."""
    return turn_to(window, name, window.services.session.files.case(case_id), *where)


def open_interview(window, case_id, *where):
    """Open a file in the interview: where it was left, or at a section (and question)."""
    return open_page(window, "interview", case_id, *where)


def begun_interview(window, places):
    """The interview in which nothing is answered."""
    return open_interview(window, places.begun)


def go_home(window):
    """To the list of files, or what stands in its place at another station; the page."""
    window._book.show_home()
    return current_page(window)


def go_to_station(window):
    """To trust, certificate, people, settings; the page."""
    window._book.show_station()
    return current_page(window)


def hide_names(window, hidden: bool) -> None:
    """Names are hidden or shown on every page, while the button for it may stay as it is."""
    window._book.set_masked(hidden)


def may_leave(window) -> bool:
    """Whether the page that is up lets go, after it has asked where it must."""
    return window._book.may_leave()


def top_bar(window):
    """The bar with the ways home and to the station, and the four ways to be private."""
    return window._top


def status_bar(window):
    """The bar that says who is here and how saving stands."""
    return window._status


def status_text(window) -> str:
    """What the status bar says."""
    return bare(texts(status_bar(window)))


# --- what a screen reader comes upon ------------------------------------------------------------


def heard(window) -> list[str]:
    """Everything that a screen reader can come upon in the window, hidden or not."""
    return _heard(QAccessible.queryAccessibleInterface(window))


def all_heard() -> list[str]:
    """As `heard`, in every window of the program: dialogs too, shown or not."""
    return _heard(QAccessible.queryAccessibleInterface(QApplication.instance()))


def _heard(root) -> list[str]:
    words: list[str] = []
    waiting = [root]
    while waiting:
        part = waiting.pop()
        words += filter(None, (part.text(kind) for kind in PARTS))
        waiting += filter(None, (part.child(at) for at in range(part.childCount())))
    return words


def work_of(page):
    """The export that is under way on its page, to be asked whether it was told to stop."""
    return page._work


def help_text(window) -> str:
    """What the help beside the page says; '' while it is closed."""
    panels = seen(window, HelpPanel)
    return bare(panels[0].words.toPlainText()) if panels else ""


def as_hands_type() -> None:
    """The next key comes after a pause, as no reader of documents types."""
    Pace.run = 0
