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

from tests.ui.drivers.seeing import seen
from tests.ui.gestures import bare, buttons, click, dialogs, field, press, texts, type_text
from tipdesk import app
from tipdesk.i18n.text import _
from tipdesk.ui.setup.pin_places import PinPlaces

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


def unlock(
    passphrase: Iterable[str],
    typed: Callable[[], object] = lambda: None,
    *answers,
    pin: Iterable[str] = (),
) -> None:
    """Type the passphrase of the officer who is offered, or of the first of the list when nobody
    is, choose a PIN for the shift or go on without, and answer what comes after it."""
    wait(asked, "the unlock page")
    if field(window(), _("Your code")).currentData() is None:
        press(Qt.Key.Key_Down, field(window(), _("Your code")))
    type_text(passphrase, field(window(), _("Passphrase")))
    typed()
    press(Qt.Key.Key_Return, field(window(), _("Passphrase")))
    wait(pin_places, "the page that asks for a PIN")

    def choose() -> None:
        if pin:
            type_text([*pin, *pin], pin_places()[0])
        else:
            press(Qt.Key.Key_Escape, pin_places()[0])

    answering(choose, *answers)
    wait(lambda: not pin_places(), "the open vault")


def pin_places() -> list[PinPlaces]:
    """Where six digits are asked for, if they are."""
    return seen(window(), PinPlaces)


def asked() -> bool:
    """Whether the passphrase is asked for, and the cursor stands there or on the code."""
    try:
        parts = [field(window(), name) for name in (_("Your code"), _("Passphrase"))]
    except AssertionError:
        return False
    return any(part.hasFocus() for part in parts)


def lock(awaited: Callable[[], object] | None = None) -> None:
    """By key, until the passphrase is asked for, or the PIN."""
    QTest.keyClick(window().windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(awaited or asked, "what is asked for after a lock")


def pause(event: str, **facts) -> None:
    """Let the parent look at this process, or do something elsewhere, until it sends a line."""
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
