"""What arrives from keyboard and mouse: the language of the keys, their pace, and both before any
widget has them.

Which letters it writes now is said at passphrases (`KeyboardWatch`): the wrong layout is the
commonest lock-out. Windows tells. On X11 Qt knows the language of the system and calls it the
keyboard's, so there the last letter that was typed tells; nothing is said before the first one, nor
after the key that turns to another layout.

`shortcut_of` and `stroke_of` give a key of the program's table (`texts.keys.TABLE`) as Qt has it.
`Pace` tells a reader that types like a keyboard from a person: by how fast keys come.
`WindowListener` sees what arrives at any window of the program, dialogs included, before any
widget. What would move under the mouse waits until it rests (`MouseRest`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import ClassVar

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QKeyCombination,
    QLocale,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow

from tipdesk.i18n.text import _
from tipdesk.texts.keys import Key

# --- keys of the table ------------------------------------------------------------------------


def shortcut_of(key: Key) -> QKeySequence:
    """The key for a shortcut."""
    return QKeySequence(key.text)


def stroke_of(key: Key) -> tuple[int, Qt.KeyboardModifier]:
    """The key as it comes with a key event."""
    stroke: QKeyCombination = shortcut_of(key)[0]  # type: ignore[index]  # missing in the stubs
    return stroke.key(), stroke.keyboardModifiers()


# --- how fast keys come -----------------------------------------------------------------------


FAST, LINE_GAP = 40, 300  # milliseconds at most between two keys; after the end of a line
SURE = 5  # keys so close together that no hand types them
ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SILENT = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock})
_DEEDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class KeyGap(Enum):
    """How soon a key has followed another."""

    FAST = auto()
    LINE = auto()  # after the end of a line: a reader begins the next one, or a hand another word
    SLOW = auto()


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One key as it came."""

    at: int
    key: int
    modifiers: Qt.KeyboardModifier
    text: str

    @property
    def written(self) -> str:
        """What it writes."""
        return "\n" if self.key in ENDS else self.text

    def gap_to(self, later: KeyPress, *, repeated: bool) -> KeyGap:
        """How soon `later` has followed; a key that is held down is no reader."""
        passed = later.at - self.at
        if repeated or passed < 0:
            return KeyGap.SLOW
        if passed <= FAST:
            return KeyGap.FAST
        return KeyGap.LINE if self.key in ENDS and passed <= LINE_GAP else KeyGap.SLOW


class Pace:
    """The keys that came one close after the other, whoever took them, over a lock as well."""

    handing_on = False  # keys that were held come once more
    run: ClassVar[int] = 0
    _last: ClassVar[KeyPress | None] = None

    @classmethod
    def note(cls, key: KeyPress, *, repeated: bool) -> KeyGap:
        """A key has come."""
        gap = KeyGap.SLOW if cls._last is None else cls._last.gap_to(key, repeated=repeated)
        cls.run = 1 if gap is KeyGap.SLOW else cls.run + 1
        cls._last = key
        return gap


_clock = QElapsedTimer()
_clock.start()


def key_of(event: QKeyEvent) -> KeyPress:
    """The key of an event, at the system's own time."""
    at = event.timestamp() or _clock.elapsed()
    return KeyPress(at, event.key(), event.modifiers(), event.text())


def is_silent(event: QKeyEvent) -> bool:
    """Whether it is pressed for the sake of another key."""
    return event.key() in _SILENT


def writes(event: QKeyEvent) -> bool:
    """Whether it writes something, or ends what was written."""
    if event.modifiers() & _DEEDS:
        return False
    return event.key() in ENDS or (bool(event.text()) and event.text().isprintable())


def hand_on(keys: Sequence[KeyPress]) -> None:
    """Send keys that were held back where the keyboard is now."""
    window: QWindow | None = QGuiApplication.focusWindow()
    if window is None:
        return
    Pace.handing_on = True
    try:
        for key in keys:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key.key, key.modifiers, key.text)
                QCoreApplication.sendEvent(window, event)
    finally:
        Pace.handing_on = False


# --- before any widget ------------------------------------------------------------------------


class WindowListener(QObject):
    """The `eventFilter` of its kinds sees the events of every window that comes to the front."""

    def listen(self) -> None:
        """Begin. Called when the listener is ready for its first event."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_window)
        self._on_window(QGuiApplication.focusWindow())

    @Slot(QWindow)
    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once, however often it is asked for


REST = 300  # milliseconds in which a hand aims and presses
_HAND = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
    }
)


class MouseRest(WindowListener):
    """Whether somebody is at the mouse just now."""

    rested = Signal()  # after a rest, or at the next key

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, singleShot=True, interval=REST)
        self._timer.timeout.connect(self.rested)
        self.listen()

    @property
    def moves(self) -> bool:
        """Whether somebody aims or presses."""
        return self._timer.isActive()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _HAND:
            self._timer.start()
        elif event.type() == QEvent.Type.KeyPress and self.moves:
            self._timer.stop()
            self.rested.emit()
        return False


@cache
def mouse() -> MouseRest:
    """One for the program."""
    return MouseRest()


_KNOW_THE_LAYOUT = frozenset({"windows", "cocoa"})  # Qt's platforms that know the layout
_ISO_GROUP = range(0xFE06, 0xFE10)  # keysyms of X11: to another layout


def is_arabic() -> bool | None:
    """Whether the keyboard writes Arabic now; None while nobody knows."""
    if QGuiApplication.platformName() in _KNOW_THE_LAYOUT:
        locale = QGuiApplication.inputMethod().locale()
        return locale.script() == QLocale.Script.ArabicScript
    return _typed().arabic


def short_name() -> str:
    """ع or the code of the layout, for the status bar; '' while nobody knows."""
    arabic = is_arabic()
    if arabic is None:
        return ""
    return "ع" if arabic else "A"


def sentence() -> str:
    """The keyboard's language in words, for a passphrase field; '' while nobody knows."""
    arabic = is_arabic()
    if arabic is None:
        return ""
    return _("Keyboard: Arabic") if arabic else _("Keyboard: Latin letters")


class KeyboardWatch(QObject):
    """Tells when the layout changes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QGuiApplication.inputMethod().localeChanged.connect(self.changed)
        _typed().changed.connect(self.changed)


class _Typed(WindowListener):
    """Looks at the letters that arrive at the window with the keyboard. Keeps none of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.arabic: bool | None = None
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.nativeVirtualKey() in _ISO_GROUP:
                self._know(None)
            elif (letter := event.text()[:1]).isalpha():
                self._know(unicodedata.bidirectional(letter) == "AL")
        return False

    def _know(self, arabic: bool | None) -> None:
        if arabic is not self.arabic:
            self.arabic = arabic
            self.changed.emit()


@cache
def _typed() -> _Typed:
    """One for the program: what was typed before a page was made counts for it too."""
    return _Typed()
