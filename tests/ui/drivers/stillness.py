"""Presses as the system hands them to a window, and what they land on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.drivers.notes import failed_tries
from tipdesk.ui.shell.still import control_of, place_of

_MOMENT = 1000  # milliseconds, more than a press waits for


class Hour:
    """A clock that goes on when it is told to."""

    def __init__(self):
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


class Landing(QObject):
    """Says on which control a press has landed; nothing else happens by it."""

    def __init__(self):
        super().__init__()
        self.control: QWidget | None = None
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802  Qt's name
        if event.type() != QEvent.Type.MouseButtonPress or not isinstance(watched, QWidget):
            return False
        self.control = self.control or control_of(watched)
        return True

    def end(self):
        QApplication.instance().removeEventFilter(self)


def goes_by(window, hour: Hour) -> None:
    """The window knows no other time than this one."""
    window._still._clock = hour
    window._still.look()


def rest_before_press(window, hour: Hour) -> None:
    """The hand comes to what it presses, sees it, and lets a moment go by."""
    goes_by(window, hour)
    hour.now += _MOMENT


def control_at(window, at: QPoint) -> tuple[QWidget | None, QRect | None]:
    """What stands at a point of the window, and where."""
    control = control_of(window.childAt(at))
    return control, None if control is None else place_of(control)


def press_at(window, at: QPoint, landing: Landing) -> QWidget | None:
    """The control on which a press at a point lands; None for none."""
    landing.control = None
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    return landing.control


def come_and_go(window) -> None:
    """A strip above the page comes or goes: all of it moves."""
    strip = failed_tries(window)
    strip.setVisible(strip.isHidden())
    for _round in range(4):
        QApplication.processEvents()
    window._still.look()  # as it does after what was painted
