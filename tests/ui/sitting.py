"""Somebody before the whole window: comes in, presses keys of the system, looks at what is left."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEvent
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.gestures import PLAIN, click, dialogs, type_text
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
    return window._layers.currentWidget()


def interview(window, places):
    window._book.show("interview", window.services.session.files.case(places.begun))
    return window._book.current()


def write(page, section, path, text):
    """Go to a question and type."""
    page._stage.show(section)
    page._stage.row(path).editor.take_focus()
    type_text(text)


def heard(window) -> list[str]:
    """Everything that a screen reader can come upon in the window, hidden or not."""
    return _heard(QAccessible.queryAccessibleInterface(window))


def all_heard() -> list[str]:
    """As `heard`, in every window of the program: dialogs too, shown or not."""
    return _heard(QAccessible.queryAccessibleInterface(QApplication.instance()))


def _heard(root) -> list[str]:
    found: list[str] = []
    waiting = [root]
    while waiting:
        one = waiting.pop()
        parts = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
        found += filter(None, (one.text(part) for part in parts))
        waiting += filter(None, (one.child(at) for at in range(one.childCount())))
    return found
