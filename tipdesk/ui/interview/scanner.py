"""A passport reader or barcode scanner that types like a keyboard, told from a person by its speed.

It listens at the system's window, before any field. The first keys of a burst reach the field as
always; from `SURE` keys on, each a few milliseconds after the last, they are held back until a
pause. If they are what is looked for, the field is put back as it was before; if not, every key
that was held back is handed on, in its order. Keys at the pace of hands are never held, nor are
more than `MOST`: what is longer is no document, and goes on as it comes.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from tipdesk.ui.toolkit.key_pace import (
    ENDS,
    SURE,
    Gap,
    Key,
    Pace,
    hand_on,
    is_silent,
    key_of,
    writes,
)
from tipdesk.ui.toolkit.window_listener import WindowListener

MOST = 200  # keys that are held: the longest lines have 90 characters
_PAUSE, _LINE_PAUSE = 150, 350  # milliseconds without a key: the burst has ended


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
        self._run: list[Key] = []
        self._held = 0  # of them, the last ones
        self._too_long: Key | None = None  # the last key of a burst that is no document
        self._begun_at: QWidget | None = None  # the field that had the cursor
        self._put_back: Callable[[], None] = _nothing
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.settle)
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if Pace.handing_on or is_silent(event):
            return False
        if not self._is_due() or not writes(event):
            self.settle()
            return False
        key = key_of(event)
        held = self._is_held(key, repeated=event.isAutoRepeat())
        if held:  # nobody after this one hears of it
            Pace.note(key, repeated=event.isAutoRepeat())
        return held

    def _is_held(self, key: Key, *, repeated: bool) -> bool:
        """Take a key into the burst, or begin another one with it."""
        if self._too_long is not None:
            goes_on = self._too_long.gap_to(key, repeated=repeated) is not Gap.SLOW
            self._too_long = key if goes_on else None
            if goes_on:
                return False
        if self._run and self._run[-1].gap_to(key, repeated=repeated) is Gap.SLOW:
            self.settle()
        if not self._run:
            if key.key in ENDS or repeated:
                return False
            self._put_back = self._note_before()
            self._begun_at = QApplication.focusWidget()
        held = len(self._run) + 1 >= SURE
        if key.key in ENDS and not held:
            self.settle()
            return False
        if self._held == MOST:
            self.settle()
            self._too_long = key
            return False
        self._run.append(key)
        if held:
            self._held += 1
            self._pause.start(_LINE_PAUSE if key.key in ENDS else _PAUSE)
        return held

    @Slot()
    def settle(self) -> None:
        """The burst has ended: say what it was, or hand on what was held back."""
        self._pause.stop()
        run, self._run = self._run, []
        held, self._held = self._held, 0
        if not held:
            return
        text = "".join(one.written for one in run)
        if self._is_due() and self._is_meant(text):
            self._put_back()
            # Not from here: a dialog would keep the key that is still being handled.
            QTimer.singleShot(0, self, lambda: self.scanned.emit(text))
            return
        if self._is_still_there():
            hand_on(run[-held:])

    def _is_still_there(self) -> bool:
        """Whether the keys go where they were typed: what a lock has taken away is not followed by
        the field of the passphrase."""
        begun = self._begun_at
        return begun is not None and shiboken6.isValid(begun) and begun.isVisible()


def _nothing() -> None:
    """Nothing was typed into."""
