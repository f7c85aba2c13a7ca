"""A press lands on what was aimed at: one on a control that has only just come to its place, or
that has just said something else, is dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QRect, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import getCppPointer

from tipdesk.ui.toolkit import keyboard

_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)
_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_Standing = tuple[QRect, str]  # where a control stands, and the words of a button
_PAUSE = 40  # milliseconds between two looks at where everything stands
_UNMOVED = 150  # milliseconds after the last paint, also while nobody is at the mouse


def milliseconds() -> Callable[[], int]:
    """A clock that only goes on."""
    clock = QElapsedTimer()
    clock.start()
    return clock.elapsed


class StillPress(keyboard.WindowListener):
    """Knows since when each control stands where it stands, and says what it says."""

    def __init__(self, window: QWidget, clock: Callable[[], int] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock or milliseconds()
        self._since: dict[int, tuple[_Standing, int]] = {}  # by address: it keeps nothing alive
        self._dropped = False  # a press was: its release goes with it
        self._scrolled = False  # by the hand that presses next
        self._stale = True  # something was painted since the last look
        self._look = QTimer(self, singleShot=True, interval=_PAUSE)
        self._look.timeout.connect(self.look)
        self._unmoved = QTimer(self, singleShot=True, interval=_UNMOVED)
        self._unmoved.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            # A dialog was painted before anybody listened.
            application.focusWindowChanged.connect(self._look_soon)
            application.focusWindowChanged.connect(self._on_front)
        self._on_front(QGuiApplication.focusWindow())
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(watched, QWidget):
            if kind == QEvent.Type.UpdateRequest:
                self._stale = True
                # What comes by a key, or slowly, has long stood when the hand comes to the mouse.
                self._unmoved.start()
            return False
        if self._stale and keyboard.mouse().moves:  # who types aims at nothing
            self._look_soon()
        if kind == QEvent.Type.Wheel:
            self._scrolled = True
        elif kind in _PRESSES and isinstance(event, QMouseEvent):
            self._dropped = self._is_dropped(watched, event.position().toPoint())
            return self._dropped
        elif kind == QEvent.Type.MouseButtonRelease and self._dropped:
            self._dropped = False
            return True
        return False

    @Slot(QWindow)
    def _on_front(self, window: QWindow | None) -> None:
        """Qt asks for a paint at the widget of a window, and for all else at the window."""
        if (top := _widget_of(window)) is not None:
            top.installEventFilter(self)

    @Slot()
    def _look_soon(self) -> None:
        if not self._look.isActive():
            self._look.start()

    @Slot()
    def look(self) -> None:
        """Note where everything stands, and what has changed since the last look."""
        self._look.stop()
        self._unmoved.stop()
        self._stale = False
        known, self._since, now = self._since, {}, self._clock()
        for control in _controls(self._window):
            address, standing = _address(control), _standing(control)
            before, since = known.get(address, (None, now))
            stays = before == standing or (self._scrolled and before is not None)
            self._since[address] = standing, since if stays else now
        self._scrolled = False

    def _is_dropped(self, pressed: QObject, at: QPoint) -> bool:
        """Whether a press at this place of a window was aimed at something else."""
        window = _widget_of(pressed)
        if window is None or not self._knows(window) or QApplication.activePopupWidget():
            return False  # a menu opened by the hand itself
        control = control_of(window.childAt(at))
        if control is None:
            return False
        known = self._since.get(_address(control))
        if self._stale or known is None or known[0] != _standing(control):
            self.look()
        _there, since = self._since.get(_address(control), (None, self._clock()))
        return self._clock() - since < keyboard.REST

    def _knows(self, window: QWidget) -> bool:
        """Whether it is the window, or a dialog over it."""
        return window is self._window or window.parentWidget() is not None


def _widget_of(window: QObject | None) -> QWidget | None:
    """What is drawn in a window of the system."""
    tops = QApplication.topLevelWidgets() if window is not None else ()
    return next((top for top in tops if top.windowHandle() == window), None)


def _controls(window: QWidget) -> Iterator[QWidget]:
    """What can be seen and takes a press. What is hidden is not gone through: sections that were
    left are many."""
    waiting: list[QObject] = [window]
    while waiting:
        for part in waiting.pop().children():
            if not isinstance(part, QWidget) or not part.isVisible():
                continue
            if isinstance(part, _CONTROLS):
                yield part
            waiting.append(part)


def control_of(part: QWidget | None) -> QWidget | None:
    """What takes a press on this part of the window; None for plain ground."""
    while part is not None and not isinstance(part, _CONTROLS):
        part = part.parentWidget()
    return part


def _address(control: QWidget) -> int:
    address: int = getCppPointer(control)[0]
    return address


def _standing(control: QWidget) -> _Standing:
    """A button with other words is another one: the choices of the next question take the place of
    those before, and what was added is taken back where it was added."""
    return place_of(control), control.text() if isinstance(control, QAbstractButton) else ""


def place_of(control: QWidget) -> QRect:
    """Where a control stands in its window."""
    return QRect(control.mapTo(control.window(), QPoint()), control.size())
