"""A reader that types: keys as the system hands them to a window, with their times."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.gestures import PLAIN

_ENDS = {"\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
_now = [1_000_000_000]  # far from the clock by which keys without a time of their own are taken


def keys(text: str, window, *, every: int = 8, after: int = 5_000) -> None:
    """Press the keys of `text`, `every` milliseconds one after another by their own clock, `after`
    milliseconds after whatever was typed before."""
    QTest.qWaitForWindowActive(window)
    handle = window.windowHandle()
    assert QGuiApplication.focusWindow() is handle
    _now[0] += after - every
    for sign in text:
        _now[0] += every
        key = _ENDS.get(sign, Qt.Key.Key_unknown)
        written = "\r" if sign == "\n" else sign
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, PLAIN, written)
            event.setTimestamp(_now[0])
            QApplication.sendEvent(handle, event)
