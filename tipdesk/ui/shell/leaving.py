"""Whether what is shown may be left or locked: kept first, and asked about before a loss.

A lock that waits for the last words (`WaitingLock`) covers the screen at once, tries again, and
locks when they are kept. Nobody is there whom one could ask. A laptop that was lost must
betray nobody, so after one more period without anybody it locks whatever the disk says.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum, auto
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.crash import tell_later
from tipdesk.ui.toolkit.dialogs import ask, ask_to_stop
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.privacy import Landscape
from tipdesk.ui.toolkit.services import RETRY, Services
from tipdesk.ui.toolkit.theme import px

# --- a lock that waits ------------------------------------------------------------------------


class LockReason(Enum):
    """Why it locks with nobody to ask."""

    REST = auto()  # nobody has touched the computer for a while
    AWAY = auto()  # the system says that nobody sits there; it may say so several times in a row
    LID = auto()  # it was shut: a PIN leads back only if the security chip guards it
    SWITCHED = auto()  # another session is in front: no PIN leads back
    SLEEP = auto()  # the computer is about to sleep


class WaitingLock(QObject):
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

    def begin(self, why: LockReason = LockReason.REST) -> bool:
        """Whether the lock has to wait: as long as work runs, unless sleep comes, which leaves the
        keys in memory; for words, but at rest not a second time."""
        waited = self._again.isActive() and why is LockReason.REST
        try:
            if (why is LockReason.SLEEP or not self._busy()) and (waited or self._flush()):
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
    """Covers everything while a lock is held back and no PIN was set for the privacy screen."""

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


@runtime_checkable
class Works(Protocol):
    """A page with work that ends when the page is left."""

    def under_way(self) -> str:
        """What is not finished yet, as a sentence; "" when nothing."""


@runtime_checkable
class Keeps(Protocol):
    """A page in which somebody types."""

    def unsaved(self) -> tuple[str, ...]:
        """The questions whose words are not on the disk."""

    def unrecorded(self) -> bool:
        """Whether an amendment waits for its reason."""


class Lock(Enum):
    """When somebody's wish to lock is done."""

    NOW = auto()
    AFTER_WORK = auto()  # until then everything is covered
    NEVER = auto()  # they would rather stay


# Within it somebody is asked; it gives the window before which the question stands.
Asking = Callable[[], AbstractContextManager[QWidget]]


class Leaving:
    """Asks before the page that is shown goes; `flush` keeps what is being typed there."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        current: Callable[[], QWidget | None],
        flush: Callable[[], bool],
    ) -> None:
        self._services, self._parent = services, parent
        self._current, self._flush = current, flush

    def may_leave(self) -> bool:
        """Keep what is being typed; ask before anything is given up: words that could not be kept,
        an amendment without its reason, work that ends with the page."""
        page = self._current()
        ends_here = page.under_way() if isinstance(page, Works) else ""
        if not (self._may_stop(ends_here, self._here) and self._kept(self._here)):
            return False
        unrecorded = page is not None and isinstance(page, Keeps) and page.unrecorded()
        return not unrecorded or ask(
            self._parent,
            _("The amendment is not recorded yet"),
            _(
                "It needs its reason. If you go on, what you changed waits for you and comes back "
                "when you open the file again; the file itself is as it was."
            ),
            _("Leave it for later"),
            _("Stay here"),
        )

    def when_to_lock(self, asking: Asking) -> Lock:
        """Keep what is being typed; ask before anything that could not be kept is given up, or
        work that is not finished."""
        if not self._kept(asking):
            return Lock.NEVER
        jobs = self._services.jobs
        if self._may_stop(jobs.under_way, asking, waiting_locks=True) or not jobs.busy:
            return Lock.NOW  # also when the work has ended while it was asked about
        return Lock.AFTER_WORK

    def _here(self) -> AbstractContextManager[QWidget]:
        return nullcontext(self._parent)

    def _may_stop(self, about: str, asking: Asking, *, waiting_locks: bool = False) -> bool:
        """Ask before work is stopped; the question goes when the work has ended meanwhile."""
        if not about:
            return True
        with asking() as window:
            ended = self._services.jobs.finished
            return ask_to_stop(window, about, ended, waiting_locks=waiting_locks)

    def _kept(self, asking: Asking) -> bool:
        if self._flush():
            return True
        page = self._current()
        names = page.unsaved() if isinstance(page, Keeps) else ()
        lost = _("If you go on, it is lost. Stay, and read the message above the questions.")
        words = (*_named(names), lost)
        with asking() as window:
            return ask(
                window,
                _("What was typed last is not saved"),
                "\n".join(words),
                _("Go on and lose it"),
                _("Stay here"),
                grave=True,
            )


def _named(questions: tuple[str, ...]) -> list[str]:
    """One a line. Whoever typed there has loaded what names them: no lock waits for this import."""
    if not questions:
        return []
    from tipdesk.ui.interview.autosave import named_answers

    return named_answers(questions)
