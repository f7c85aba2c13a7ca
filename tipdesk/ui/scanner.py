"""A passport reader or barcode scanner that types like a keyboard, told from a person by its speed.

It listens at the system's window, before any field. The first keys of a burst reach the field as
always; from `_SURE` keys on, each a few milliseconds after the last, they are held back until a
pause. If they are what is looked for, the field is put back as it was before; if not, every key
that was held back is handed on, in its order. Keys at the pace of hands are never held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from tipdesk.ui.window_listener import WindowListener

FAST, LINE_GAP = 40, 300  # milliseconds at most between two keys; after the end of a line
_PAUSE, _LINE_PAUSE = 150, 350  # without a key: the burst has ended
_SURE = 5  # keys so close together that no hand types them
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SILENT = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock})
_DEEDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


@dataclass(frozen=True, slots=True)
class _Key:
    at: int
    key: int
    modifiers: Qt.KeyboardModifier
    text: str
    held: bool

    @property
    def written(self) -> str:
        return "\n" if self.key in _ENDS else self.text


class ScannerWatch(WindowListener):
    """Says what a reader has typed while `is_due`. `note_before` notes the field as it stands and
    gives what puts it back; `is_meant` knows what is looked for."""

    scanned = Signal(str)

    def __init__(
        self,
        is_due: Callable[[], bool],
        is_meant: Callable[[str], bool],
        note_before: Callable[[], Callable[[], None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._is_due, self._is_meant, self._note_before = is_due, is_meant, note_before
        self._run: list[_Key] = []
        self._put_back: Callable[[], None] = _nothing
        self._handing_on = False
        self._clock = QElapsedTimer()
        self._clock.start()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.settle)
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._handing_on or event.key() in _SILENT:
            return False
        if not self._is_due() or event.modifiers() & _DEEDS or not _writes(event):
            self.settle()
            return False
        return self._is_held(event)

    def _is_held(self, event: QKeyEvent) -> bool:
        """Take a key into the burst, or begin another one with it."""
        at = event.timestamp() or self._clock.elapsed()
        last = self._run[-1] if self._run else None
        if last is not None:
            most = LINE_GAP if last.key in _ENDS else FAST
            if event.isAutoRepeat() or not 0 <= at - last.at <= most:
                self.settle()
        if not self._run:
            if event.key() in _ENDS or event.isAutoRepeat():
                return False
            self._put_back = self._note_before()
        held = len(self._run) + 1 >= _SURE
        if event.key() in _ENDS and not held:
            self.settle()
            return False
        self._run.append(_Key(at, event.key(), event.modifiers(), event.text(), held))
        if held:
            self._pause.start(_LINE_PAUSE if event.key() in _ENDS else _PAUSE)
        return held

    @Slot()
    def settle(self) -> None:
        """The burst has ended: say what it was, or hand on what was held back."""
        self._pause.stop()
        run, self._run = self._run, []
        if not run or not run[-1].held:
            return
        text = "".join(one.written for one in run)
        if self._is_due() and self._is_meant(text):
            self._put_back()
            # Not from here: a dialog would keep the key that is still being handled.
            QTimer.singleShot(0, self, lambda: self.scanned.emit(text))
            return
        self._hand_on([one for one in run if one.held])

    def _hand_on(self, keys: list[_Key]) -> None:
        window: QWindow | None = QGuiApplication.focusWindow()
        if window is None:
            return
        self._handing_on = True
        try:
            for one in keys:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, one.key, one.modifiers, one.text)
                    QCoreApplication.sendEvent(window, event)
        finally:
            self._handing_on = False


def _writes(event: QKeyEvent) -> bool:
    return event.key() in _ENDS or (bool(event.text()) and event.text().isprintable())


def _nothing() -> None:
    """Nothing was typed into."""
