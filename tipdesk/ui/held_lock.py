"""A lock that waits for the last words: covered at once, tried again, locked when they are kept.

Nobody is there whom one could ask. A laptop that was lost must betray nobody, so after one more
period without anybody it locks whatever the disk says.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.autosave import RETRY
from tipdesk.ui.look import px
from tipdesk.ui.parts import label
from tipdesk.ui.widgets.landscape import Landscape


class HeldLock(QObject):
    """Whether a lock is held back, and until when."""

    due = Signal()  # the words are on the disk

    def __init__(self, flush: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flush = flush
        self._again = QTimer(self)
        self._again.setInterval(RETRY)
        self._again.timeout.connect(self._on_again)

    def begin(self) -> bool:
        """Whether the lock has to wait; a second time it does not."""
        try:
            if self._again.isActive() or self._flush():
                return False
        except Exception:  # noqa: BLE001  a mistake of the program: the lock meets it, and locks
            return False
        self._again.start()
        return True

    def stop(self) -> None:
        """Somebody came back, or it is locked."""
        self._again.stop()

    @Slot()
    def _on_again(self) -> None:
        if self._flush():
            self.stop()
            self.due.emit()


class Cover(Landscape):
    """Stands before everything while a lock is held back and there is no PIN for the curtain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = label(_("A short break"), "h2")
        words = label(
            _(
                "Something could not be saved yet. It is tried again every few seconds; as soon as "
                "it is saved, this station locks."
            ),
            "muted",
            wrap=True,
        )
        words.setFixedWidth(px(440))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.addStretch(2)
        for part in (title, words):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)
