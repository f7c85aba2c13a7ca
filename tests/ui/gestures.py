"""What a person does at the screen: types, clicks, answers the dialog that has just come up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from tests.ui.drivers.seeing import every, seen
from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence

PLAIN = Qt.KeyboardModifier.NoModifier
_STEP = 5  # milliseconds between two looks for a dialog
_PATIENCE = 300_000  # and until an answered one must have gone


def focused() -> QWidget:
    """Where the keys go."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_text(text: Iterable[str], widget: QWidget | None = None) -> None:
    """Press one key after another; QTest itself knows Latin letters only. Without a widget each
    key goes where the focus is by then."""
    if widget is not None:
        widget.setFocus()
    for sign in text:
        target = widget or focused()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, PLAIN, sign))


def press(key: Qt.Key, widget: QWidget | None = None, modifier=PLAIN) -> None:
    QTest.keyClick(widget or focused(), key, modifier)


def texts(widget: QWidget) -> str:
    """Everything that can be read on a widget now, one piece a line."""
    QApplication.processEvents()  # what was just added is shown by the event loop
    lines = [
        part.text()
        for kind in (QLabel, QAbstractButton)
        for part in every(widget, kind)
        if part.isVisibleTo(widget) and part.text()
    ]
    return "\n".join(lines)


def wait_until(seen: Callable[[], object]) -> None:
    """Let events come until it is seen; something that comes must bring it about."""
    while not seen():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def buttons(widget: QWidget, text: str) -> list[QAbstractButton]:
    """The visible buttons with this text (their accessible name)."""
    return [
        part
        for part in seen(widget, QAbstractButton)
        if text in (part.text(), part.accessibleName())
    ]


def button(widget: QWidget, text: str) -> QAbstractButton:
    """The first of them; it must be there."""
    offered = buttons(widget, text)
    assert offered, f"no button {text!r}; there are {texts(widget)!r}"
    return offered[0]


def click(widget: QWidget, text: str) -> None:
    """Click the button with this text, once the page has room for it: who presses it sees it."""
    pressed = button(widget, text)
    patience = QDeadlineTimer(_PATIENCE)
    while pressed.size().isEmpty() and not patience.hasExpired():
        QApplication.processEvents()
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)


def field(widget: QWidget, name: str) -> QWidget:
    """The visible field with this accessible name."""
    QApplication.processEvents()
    for kind in (QLineEdit, QComboBox, QPlainTextEdit):
        for part in every(widget, kind):
            if part.accessibleName() == name and part.isVisibleTo(widget):
                return part
    raise AssertionError(f"no field {name!r}")


class _Dialogs:
    """Answers dialogs one after another, each as soon as it is there."""

    def __init__(self, acts: tuple[Callable[[QDialog], None], ...]) -> None:
        self.left = list(acts)
        self.fault: BaseException | None = None
        self._answered: list[QWidget] = []
        self._patience = QDeadlineTimer(_PATIENCE)
        self._timer = QTimer()
        self._timer.setInterval(_STEP)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isVisible():
            return
        if dialog.objectName() == "waiting":  # it goes by itself when the work has ended
            return
        if any(dialog is answered for answered in self._answered):
            if self._patience.hasExpired():
                self.fault = self.fault or AssertionError(f"it stays: {texts(dialog)!r}")
                dialog.reject()
            return
        self._answered.append(dialog)
        self._patience = QDeadlineTimer(_PATIENCE)
        # Not from here: Qt calls no timer that is still being called, and the answer may bring
        # a dialog of its own.
        QTimer.singleShot(0, partial(self._answer, dialog))

    def _answer(self, dialog: QDialog) -> None:
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


def give_reason(dialog: QDialog) -> None:
    """Says why a file is opened that names others: the first reason of the list."""
    every(dialog, QRadioButton)[0].click()
    click(dialog, _("Open the file"))


def pick(path) -> Callable[[QDialog], None]:
    """Answers a file dialog: the path is typed, then Return."""

    def act(dialog: QDialog) -> None:
        names = every(dialog, QLineEdit, "fileNameEdit")
        assert names, f"no file dialog: {texts(dialog)!r}"
        (name,) = names
        name.setText(str(path))
        QTest.keyClick(name, Qt.Key.Key_Return)

    return act


def confirm(passphrase: str) -> Callable[[QDialog], None]:
    """Answers «Confirm with your passphrase»."""

    def act(dialog: QDialog) -> None:
        where = field(dialog, _("Passphrase"))
        type_text(passphrase, where)
        press(Qt.Key.Key_Return, where)

    return act


def service_number(number: str) -> Callable[[QDialog], None]:
    """Answers the question for the number on the person's card."""

    def act(dialog: QDialog) -> None:
        where = field(dialog, _("Your service number"))
        type_text(number, where)
        press(Qt.Key.Key_Return, where)

    return act


def answer(text: str, *, says: str = "") -> Callable[[QDialog], None]:
    """Clicks the button with this text; `says` must stand in the dialog."""

    def act(dialog: QDialog) -> None:
        assert says in texts(dialog), texts(dialog)
        click(dialog, text)

    return act


def error(kind: type[TipdeskError], **details) -> Callable[[QDialog], None]:
    """Expects the sentence of this error, and closes it. Details that are not given may be any."""

    def act(dialog: QDialog) -> None:
        message = sentence(kind(**details))
        shown = texts(dialog)
        for line in (message.what, message.next_step):
            for part in bare(line).split("…"):
                assert part in bare(shown), shown
        click(dialog, _("Close"))

    return act


def bare(text: str) -> str:
    """Without marks of direction."""
    return "".join(sign for sign in text if sign not in "\u2066\u2067\u2068\u2069\u200e\u200f")


@contextmanager
def later(act: Callable[[], bool]):
    """Within: `act` is tried until it has found what it looks for (an open menu)."""
    timer = QTimer()
    timer.setInterval(_STEP)
    timer.timeout.connect(lambda: act() and timer.stop())
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def dropped(*paths) -> QDropEvent:
    """Files that were dropped on a widget."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, PLAIN
    )
    event.data = data  # keeps it alive as long as the event
    return event
