"""What a person does at the screen: types, clicks, answers the dialog that has just come up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

PLAIN = Qt.KeyboardModifier.NoModifier
_STEP = 5  # milliseconds between two looks for a dialog


def focused() -> QWidget:
    """Where the keys go."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_text(text: str, widget: QWidget | None = None) -> None:
    """Press one key after another; QTest itself knows Latin letters only."""
    target = widget or focused()
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, PLAIN, sign))


def press(key: Qt.Key, widget: QWidget | None = None, modifier=PLAIN) -> None:
    QTest.keyClick(widget or focused(), key, modifier)


def texts(widget: QWidget) -> str:
    """Everything that can be read on a widget now, one piece a line."""
    lines = [
        part.text()
        for kind in (QLabel, QAbstractButton)
        for part in widget.findChildren(kind)
        if part.isVisibleTo(widget) and part.text()
    ]
    return "\n".join(lines)


def button(widget: QWidget, text: str) -> QAbstractButton:
    """The visible button with this text (its accessible name)."""
    found = [
        one
        for one in widget.findChildren(QAbstractButton)
        if one.isVisibleTo(widget) and text in (one.text(), one.accessibleName())
    ]
    assert found, f"no button {text!r}; there are {texts(widget)!r}"
    return found[0]


def click(widget: QWidget, text: str) -> None:
    """Click the button with this text."""
    QTest.mouseClick(button(widget, text), Qt.MouseButton.LeftButton)


def field(widget: QWidget, name: str) -> QWidget:
    """The visible field with this accessible name."""
    for kind in (QLineEdit, QComboBox, QPlainTextEdit):
        for one in widget.findChildren(kind):
            if one.accessibleName() == name and one.isVisibleTo(widget):
                return one
    raise AssertionError(f"no field {name!r}")


class _Dialogs:
    """Answers dialogs one after another, each as soon as it is there."""

    def __init__(self, acts: tuple[Callable[[QDialog], None], ...]) -> None:
        self.left = list(acts)
        self.fault: BaseException | None = None
        self._answered: list[QWidget] = []
        self._timer = QTimer()
        self._timer.setInterval(_STEP)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isVisible():
            return
        if any(dialog is one for one in self._answered):
            return
        self._answered.append(dialog)
        try:
            if not self.left:
                raise AssertionError(f"nobody expected {texts(dialog)!r}")
            self.left.pop(0)(dialog)
        except BaseException as fault:  # noqa: BLE001  shown by `dialogs` below
            self.fault = fault
            dialog.reject()

    def stop(self) -> None:
        self._timer.stop()


@contextmanager
def dialogs(*acts: Callable[[QDialog], None]):
    """Within: the next dialogs are answered by `acts`, in order; all of them must come."""
    answering = _Dialogs(acts)
    try:
        yield answering
    finally:
        answering.stop()
    if answering.fault is not None:
        raise answering.fault
    assert not answering.left, f"{len(answering.left)} dialog(s) did not come"
