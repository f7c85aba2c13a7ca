"""How fast keys come: a reader that types like a keyboard is told from a person by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

FAST, LINE_GAP = 40, 300  # milliseconds at most between two keys; after the end of a line
SURE = 5  # keys so close together that no hand types them
ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SILENT = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock})
_DEEDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Gap(Enum):
    """How soon a key has followed another."""

    FAST = auto()
    LINE = auto()  # after the end of a line: a reader begins the next one, or a hand another word
    SLOW = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it came."""

    at: int
    key: int
    modifiers: Qt.KeyboardModifier
    text: str

    @property
    def written(self) -> str:
        """What it writes."""
        return "\n" if self.key in ENDS else self.text

    def gap_to(self, later: Key, *, repeated: bool) -> Gap:
        """How soon `later` has followed; a key that is held down is no reader."""
        passed = later.at - self.at
        if repeated or passed < 0:
            return Gap.SLOW
        if passed <= FAST:
            return Gap.FAST
        return Gap.LINE if self.key in ENDS and passed <= LINE_GAP else Gap.SLOW


class Pace:
    """The keys that came one close after the other, whoever took them, over a lock as well."""

    handing_on = False  # keys that were held come once more
    run: ClassVar[int] = 0
    _last: ClassVar[Key | None] = None

    @classmethod
    def note(cls, key: Key, *, repeated: bool) -> Gap:
        """A key has come."""
        gap = Gap.SLOW if cls._last is None else cls._last.gap_to(key, repeated=repeated)
        cls.run = 1 if gap is Gap.SLOW else cls.run + 1
        cls._last = key
        return gap


_clock = QElapsedTimer()
_clock.start()


def key_of(event: QKeyEvent) -> Key:
    """The key of an event, at the system's own time."""
    at = event.timestamp() or _clock.elapsed()
    return Key(at, event.key(), event.modifiers(), event.text())


def is_silent(event: QKeyEvent) -> bool:
    """Whether it is pressed for the sake of another key."""
    return event.key() in _SILENT


def writes(event: QKeyEvent) -> bool:
    """Whether it writes something, or ends what was written."""
    if event.modifiers() & _DEEDS:
        return False
    return event.key() in ENDS or (bool(event.text()) and event.text().isprintable())


def hand_on(keys: Sequence[Key]) -> None:
    """Send keys that were held back where the keyboard is now."""
    window: QWindow | None = QGuiApplication.focusWindow()
    if window is None:
        return
    Pace.handing_on = True
    try:
        for one in keys:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, one.key, one.modifiers, one.text)
                QCoreApplication.sendEvent(window, event)
    finally:
        Pace.handing_on = False
