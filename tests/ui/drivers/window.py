"""Somebody before the whole window: comes in, turns to a page, presses keys of the system, looks at
what is left. The only place of the tests that knows what the window is put together of."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEvent
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.gestures import PLAIN, bare, click, dialogs, texts, type_text
from tipdesk.demo.stations import OFFICER

PIN = "2468"
PARTS = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)


def choose_pin(dialog):
    """Type the PIN twice, in Arabic digits."""
    for field in dialog.findChildren(QLineEdit):
        type_text("٢٤٦٨", field)
    click(dialog, "حفظ الرقم السري")


def no_pin(dialog):
    click(dialog, "ليس الآن")


def enter(window, places, clock, answer=choose_pin, who=OFFICER):
    """Unlock the window and answer its question for a PIN."""
    with dialogs(answer):
        window.enter(places.open(places.officers, who, clock))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.activateWindow()  # a window manager does so when a dialog closes
    QTest.qWaitForWindowActive(window)


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
    """Whether the privacy screen is up, behind which a PIN leads back."""
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


def pin_field(window) -> QLineEdit:
    """Where the PIN is typed that lifts the privacy screen."""
    return window._privacy_screen.findChild(QLineEdit)


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
