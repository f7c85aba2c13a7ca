"""A child process with the real application in it, and the person who sits before it.

The person acts by keys and clicks only, waits for what can be seen, and reports in lines of
JSON. A fault ends the child with its report: nothing may hang on a crash page.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from time import monotonic

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tests.ui.gestures import bare, buttons, click, dialogs, field, press, texts, type_text
from tipdesk import app
from tipdesk.i18n.text import _

PIN = "2580"
PATIENCE = 600  # seconds until a wait has failed
FAULT = 3  # exit status of a child whose person saw something unexpected


def tell(event: str, **facts) -> None:
    """One line for the parent."""
    print(json.dumps({"what": event, **facts}), flush=True)


def window() -> QMainWindow:
    """The one window of the program."""
    windows = [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow)
    ]
    assert len(windows) == 1, windows
    return windows[0]


def wait(seen: Callable[[], object], awaited: str, patience: int = PATIENCE) -> None:
    """Look until it is seen."""
    until = monotonic() + patience
    while not seen():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        assert monotonic() < until, f"never seen: {awaited}; on the screen: {texts(window())}"


def wait_for(text: str) -> None:
    """Look until this text stands in the window."""
    wait(lambda: bare(text) in bare(texts(window())), text)


def answering(act: Callable[[], object], *answers) -> None:
    """Do something after which dialogs come up, and answer them in order."""
    with dialogs(*answers) as dialog:
        act()
        wait(lambda: dialog.fault or not dialog.left, "a dialog")
        wait(lambda: dialog.fault or QApplication.activeModalWidget() is None, "its end")
    # Offscreen there is no window manager that gives the window the keys back.
    window().activateWindow()


def set_pin(dialog: QWidget) -> None:
    """Answers «A PIN for the curtain»."""
    for name in (_("PIN, 4 to 6 digits"), _("The PIN once more")):
        type_text(PIN, field(dialog, name))
    click(dialog, _("Keep the PIN"))


def unlock(passphrase: Iterable[str], typed: Callable[[], object] = lambda: None, *answers) -> None:
    """Type the passphrase of the officer who is offered, or of the first of the list when nobody
    is, choose a PIN, and answer what comes after it."""
    wait(asked, "the unlock page")
    if field(window(), _("Your code")).currentData() is None:
        press(Qt.Key.Key_Down, field(window(), _("Your code")))
    type_text(passphrase, field(window(), _("Passphrase")))
    typed()
    answering(lambda: press(Qt.Key.Key_Return, field(window(), _("Passphrase"))), set_pin, *answers)


def asked() -> bool:
    """Whether the passphrase is asked for, and the cursor stands there or on the code."""
    try:
        parts = [field(window(), name) for name in (_("Your code"), _("Passphrase"))]
    except AssertionError:
        return False
    return any(part.hasFocus() for part in parts)


def lock() -> None:
    """By key, until the passphrase is asked for."""
    QTest.keyClick(window().windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(asked, "the unlock page")


def pause(event: str, **facts) -> None:
    """Let the parent look at this process, until it sends a line."""
    tell(event, **facts)
    sys.stdin.readline()


def button_there(text: str) -> bool:
    """Whether this button can be clicked now."""
    return any(press.isEnabled() for press in buttons(window(), text)[:1])


def click_in(text: str) -> None:
    """Click the button with this text, once it can be clicked."""
    wait(lambda: button_there(text), text)
    click(window(), text)


def mouse(widget: QWidget) -> None:
    """Click in the middle of something."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def close() -> None:
    """Close the window as its cross does."""
    window().close()


def play(act: Callable[..., None], *arguments: str, words: Sequence[str] = ()) -> int:
    """Start the program with these words and let the person act; its exit status."""
    QApplication(["tipdesk"])
    pulse = QTimer()
    pulse.setInterval(10)  # wakes `wait`
    pulse.start()

    def begin() -> None:
        try:
            act(*arguments)
            tell("done")
            close()
        except BaseException:  # noqa: BLE001  told to the parent, whatever it is
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(FAULT)

    QTimer.singleShot(0, begin)
    return app.main(words, cheap_keys=True)
