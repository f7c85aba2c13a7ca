"""A lock that waits for the last words: covered at once, tried again, locked when they are kept.

Nobody is there whom one could ask. A laptop that was lost must betray nobody, so after one more
period without anybody it locks whatever the disk says.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.interview.autosave import RETRY
from tipdesk.ui.toolkit.crash import tell_later
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.landscape import Landscape
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px


class Why(Enum):
    """Why it locks with nobody to ask."""

    REST = auto()  # nobody has touched the computer for a while
    AWAY = auto()  # the system says that nobody sits there; it may say so several times in a row
    SLEEP = auto()  # the computer is about to sleep


class HeldLock(QObject):
    """Whether a lock is held back, and until when."""

    due = Signal()  # the words are on the disk, and no work runs any more

    def __init__(
        self,
        flush: Callable[[], bool],
        jobs: JobRunner | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._flush = flush
        self._jobs = jobs  # an export of gigabytes is not given up because nobody touches a key
        self._again = QTimer(self)
        self._again.setInterval(RETRY)
        self._again.timeout.connect(self._on_again)

    def begin(self, why: Why = Why.REST) -> bool:
        """Whether the lock has to wait: as long as work runs, unless sleep comes, which leaves the
        keys in memory; for words, but at rest not a second time."""
        waited = self._again.isActive() and why is Why.REST
        try:
            if (why is Why.SLEEP or not self._busy()) and (waited or self._flush()):
                return False
        except Exception as error:  # noqa: BLE001  a mistake of the program: told, and locked
            tell_later(error)
            return False
        self._again.start()
        return True

    def _busy(self) -> bool:
        return self._jobs is not None and self._jobs.busy

    def stop(self) -> None:
        """Somebody came back, or it is locked."""
        self._again.stop()

    @Slot()
    def _on_again(self) -> None:
        if not self._busy() and self._flush():
            self.stop()
            self.due.emit()


class LockCover(Landscape):
    """Stands before everything while a lock is held back and there is no PIN for the curtain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = label(_("A short break"), "h2")
        words = label(
            _(
                "Something is still being saved, or could not be saved yet. It goes on; as soon as "
                "it is done, this station locks."
            ),
            "muted",
            wrap=True,
        )
        words.setFixedWidth(px(440))
        words.setMinimumHeight(words.heightForWidth(px(440)))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.addStretch(2)
        for part in (title, words):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)
