"""The hand of somebody before the window: every key and click goes in where the system hands it to a
window, and is counted there, with the pages that come up and the dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QStackedWidget, QWidget

from tests.journeys.stage import wait, window
from tests.ui.drivers import night, offers, writing
from tests.ui.drivers.interview import section_up
from tests.ui.drivers.seeing import seen
from tests.ui.drivers.stillness import Hour, goes_by, rest_before_press
from tests.ui.drivers.window import as_hands_type, current_page, is_at_unlock, is_open, page_name
from tests.ui.gestures import button, dialogs
from tipdesk.ui.interview.page import InterviewPage

ALT, CTRL, SHIFT, PLAIN = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
_ROOM = 12  # pixels that stay free around what was scrolled to
_NAMED = {
    "\r": Qt.Key.Key_Return,
    "\x1b": Qt.Key.Key_Escape,
    "\t": Qt.Key.Key_Tab,
    "\b": Qt.Key.Key_Backspace,
}


def what_is_up(window: QWidget) -> tuple[str, str]:
    """Which page takes the window now, and which part of it is turned to: the section of an
    interview, the step of a referral; ('', '') while a cover is up."""
    if is_at_unlock(window) or not is_open(window):
        return ("unlock" if is_at_unlock(window) else ""), ""
    name, page = page_name(window), current_page(window)
    if isinstance(page, InterviewPage):
        alone = {
            "writing": writing.is_alone, "offers": offers.are_alone, "night": night.is_up
        }  # fmt: skip
        name = next((whole for whole, is_up in alone.items() if is_up(page)), name)
        return name, section_up(page) if name == "interview" else ""
    steps = seen(page, QStackedWidget) if name == "export" else []
    return name, str(steps[0].currentIndex()) if steps else ""


@dataclass
class Act:
    """What one deed of the night took."""

    name: str
    clicks: int = 0
    keys: int = 0
    pages: int = 0
    dialogs: int = 0


class _Dialogs(QObject):
    """Counts the dialogs that come up; one that only says that work goes on asks nothing."""

    def __init__(self, hand: Hand) -> None:
        super().__init__()
        self._hand = hand

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QDialog)
            and watched.objectName() != "waiting"
        ):
            self._hand.now.dialogs += 1
        return False


class Hand:
    """Presses, types and clicks. What follows a key is worked off before the next one."""

    def __init__(self) -> None:
        self.acts: list[Act] = [Act("")]
        self._up = what_is_up(window())
        self._hour = Hour()
        goes_by(window(), self._hour)
        self._dialogs = _Dialogs(self)
        QApplication.instance().installEventFilter(self._dialogs)

    @property
    def now(self) -> Act:
        """What is being done."""
        return self.acts[-1]

    @contextmanager
    def act(self, name: str) -> Iterator[Act]:
        """Within: all of this is one deed."""
        self.look()
        self.acts.append(Act(name))
        yield self.now
        self.look()
        self.acts.append(Act(""))

    def take_up(self, name: str) -> None:
        """Go on with a deed that another one came into."""
        self.now.name = name

    def look(self) -> None:
        """What is up now; another page, or section of one, has been turned to."""
        QApplication.processEvents()
        up = what_is_up(window())
        if up != self._up:
            self._up = up
            self.now.pages += 1

    # --- keys -------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """One key, whatever is held with it."""
        self.now.keys += 1
        as_hands_type()
        QTest.keyClick(_target(), key, modifier)
        self.look()

    def type(self, text: Iterable[str]) -> None:
        """One key after the other, each where the keys go by then."""
        for sign in text:
            if sign in _NAMED:
                self.press(_NAMED[sign])
                continue
            self.now.keys += 1
            as_hands_type()
            target = _target()
            if sign.isascii():  # as the system tells it, so that shortcuts hear of it
                QTest.keyClick(target, sign)
            else:  # QTest knows Latin letters only
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(target, QKeyEvent(kind, 0, PLAIN, sign))
        self.look()

    # --- the mouse --------------------------------------------------------------------------

    def click(self, what: str | QWidget, root: QWidget | None = None) -> None:
        """Click what has this name, or a widget, in its middle, where nothing may lie over it."""
        if isinstance(what, str):
            name = what
            wait(lambda: _can_be_clicked(root or window(), name), name)
            what = button(root or window(), name)
        self._bring_up(what)
        top = what.window()
        at = what.mapTo(top, what.rect().center())
        under = top.childAt(at)
        assert under is what or (under is not None and what.isAncestorOf(under)), (what, under)
        self.now.clicks += 1
        rest_before_press(window(), self._hour)
        QTest.mouseClick(top.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
        self.look()

    def _bring_up(self, what: QWidget) -> None:
        """Turn the wheel, once, where something stands further down: it counts as a click."""
        if not what.visibleRegion().contains(what.rect().center()):
            above: QObject | None = what
            while above is not None and not isinstance(above, QScrollArea):
                above = above.parent()
            assert above is not None, what
            self.now.clicks += 1
            above.ensureWidgetVisible(what, _ROOM, _ROOM)
            QApplication.processEvents()

    # --- dialogs ----------------------------------------------------------------------------

    def answering(self, act: Callable[[], object], *answers: Callable[[QDialog], object]) -> None:
        """Do something after which these dialogs come up, and answer them in order."""
        with dialogs(*answers) as asked:
            act()
            wait(lambda: asked.fault or not asked.left, "a dialog")
            wait(lambda: asked.fault or QApplication.activeModalWidget() is None, "its end")
        window().activateWindow()  # offscreen nobody else gives the window the keys back
        self.look()

    def agree(self, _dialog: QDialog) -> None:
        """Return, at a dialog."""
        self.press(Qt.Key.Key_Return)

    def confirm(self, passphrase: str) -> Callable[[QDialog], None]:
        """The passphrase and Return, where the cursor stands."""
        return lambda _dialog: self.type([*passphrase, "\r"])


def _target() -> QWindow:
    """Where the system hands a key to."""
    wait(lambda: QGuiApplication.focusWindow() is not None, "a window that has the keys")
    target = QGuiApplication.focusWindow()
    assert target is not None
    return target


def _can_be_clicked(root: QWidget, name: str) -> bool:
    try:
        return button(root, name).isEnabled()
    except AssertionError:
        return False
