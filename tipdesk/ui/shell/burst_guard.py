"""The rest of what a reader types when the screen changes under it: it belongs to nobody.

A reader sends a passport in half a second. When the lock or the curtain comes in between, what is
left would go into the passphrase, and its last key would send that. Keys of a burst that began
before are swallowed as long as each follows the last as only a reader's do; a key at the pace of
hands ends that and is never swallowed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QKeyEvent

from tipdesk.ui.toolkit.key_pace import (
    FAST,
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


class BurstGuard(WindowListener):
    """Follows every key of the program; `cut` says that the screen is another one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cutting = False
        self._doubtful: list[Key] = []  # after the end of a line: of the reader's next, or a hand's
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(2 * FAST)
        self._patience.timeout.connect(self._release)
        self.listen()

    @Slot()
    def cut(self) -> None:
        """What is being typed by a reader goes no further."""
        self._cutting = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if Pace.handing_on or is_silent(event) or not writes(event):
            return False
        key = key_of(event)
        gap = Pace.note(key, repeated=event.isAutoRepeat())
        return self._cutting and self._is_swallowed(key, gap)

    def _is_swallowed(self, key: Key, gap: Gap) -> bool:
        if gap is Gap.FAST and Pace.run >= SURE:
            self._patience.stop()
            self._doubtful.clear()
            return True
        self._release()
        if gap is Gap.LINE and Pace.run >= SURE:
            self._doubtful.append(key)
            self._patience.start()
            return True
        self._cutting = gap is not Gap.SLOW
        return False

    @Slot()
    def _release(self) -> None:
        """It was a hand after all."""
        self._patience.stop()
        keys, self._doubtful = self._doubtful, []
        hand_on(keys)
