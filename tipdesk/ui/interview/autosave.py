"""Keeps what is typed: 400 ms after the last key, at the latest 2 s after the first one.

And at once when asked (`flush`): another field, another section, lock, curtain, close. It runs on
the GUI thread, which owns the vault. What could not be written stays in the window and is tried
again; the state says so until it is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tipdesk.cases.model import Answer
from tipdesk.core.errors import (
    AccountFrozen,
    AnswerRefused,
    DiskFull,
    RestrictedClosed,
    SuspectsClosed,
    TipdeskError,
)
from tipdesk.forms.model import QuestionType

PAUSE, LATEST, RETRY = 400, 2_000, 5_000  # milliseconds
# What is refused for what it says, and will be again: the rest is written without it.
_OF_AN_ANSWER = (AccountFrozen, AnswerRefused, RestrictedClosed, SuspectsClosed)


class SaveKind(StrEnum):
    """How things stand with what was typed."""

    NOTHING = "nothing"  # nothing was typed since the file was opened
    WAITING = "waiting"  # typed, not yet on the disk
    SAVED = "saved"  # on the disk, synced
    NOT_SAVED = "not_saved"  # the disk refused; it is tried again
    HALF_TYPED = "half_typed"  # on the disk, but some of it is no answer yet
    UNRECORDED = "unrecorded"  # on the disk, but an amendment waits for its reason


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """A field whose words cannot be read as an answer yet."""

    label: str
    type: QuestionType


@dataclass(frozen=True, slots=True)
class SaveState:
    """The state with its time (of the last write), its error, or the fields it speaks of."""

    kind: SaveKind
    at: datetime | None = None
    error: TipdeskError | None = None
    fields: tuple[HalfTyped, ...] = ()


class Autosave(QObject):
    """Collects the paths that were edited and hands their answers to `save` in time.

    `collect` reads the answers of paths as they stand now. What it leaves out cannot be read yet
    (half a date); `save` is asked all the same, as it keeps what is no answer yet too. It returns
    when everything is on the disk, with the time (None: there was nothing to write), or raises a
    TipdeskError.
    """

    state_changed = Signal(object)  # SaveState

    def __init__(
        self,
        collect: Callable[[Collection[str]], Mapping[str, Answer]],
        save: Callable[[Mapping[str, Answer]], datetime | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._collect, self._save = collect, save
        self._edited: set[str] = set()
        self._unwritten: dict[str, Answer] = {}  # refused by disk or desk, kept here
        self._due = False  # something was edited since the last write
        self._state = SaveState(SaveKind.NOTHING)
        self._pause = self._timer(PAUSE)
        self._latest = self._timer(LATEST)
        self._retry = self._timer(RETRY)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.flush)
        return timer

    @property
    def state(self) -> SaveState:
        """How things stand."""
        return self._state

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The paths of answers that the disk refused, and of those not read yet."""
        return tuple(dict.fromkeys((*self._unwritten, *sorted(self._edited))))

    def touch(self, path: str) -> None:
        """The answer at `path` was edited."""
        self._edited.add(path)
        self._due = True
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
        if self._state.kind is not SaveKind.NOT_SAVED:
            self._enter(SaveState(SaveKind.WAITING, self._state.at))

    @Slot()
    def flush(self) -> bool:
        """Write now; whether everything that was typed is on the disk.

        Raises:
            whatever is no TipdeskError: a mistake of the program. What was typed stays here.
        """
        self._pause.stop()
        self._latest.stop()
        if not self._due:
            return True
        try:
            changes = {**self._unwritten, **self._collect(frozenset(self._edited))}
        except Exception:
            self._enter(SaveState(SaveKind.NOT_SAVED, self._state.at))
            raise
        self._edited.clear()
        return self._write(changes)

    def save_now(self, changes: Mapping[str, Answer]) -> bool:
        """Write these answers with everything that waits."""
        self._unwritten.update(changes)
        self._due = True
        return self.flush()

    def _write(self, changes: Mapping[str, Answer]) -> bool:
        try:
            at = self._kept(changes) or self._state.at
        except TipdeskError as error:
            refused = isinstance(error, _OF_AN_ANSWER)
            self._unwritten = self._each_alone(changes) if refused else dict(changes)
            self._retry.start()
            self._enter(SaveState(SaveKind.NOT_SAVED, self._state.at, error))
            return False
        except Exception:
            # Not tried again by itself: it would fail every time. The next edit or flush does.
            self._unwritten = self._each_alone(changes)
            self._enter(SaveState(SaveKind.NOT_SAVED, self._state.at))
            raise
        self._unwritten, self._due = {}, False
        self._retry.stop()
        self._enter(SaveState(SaveKind.SAVED if at else SaveKind.NOTHING, at))
        return True

    def _kept(self, changes: Mapping[str, Answer]) -> datetime | None:
        try:
            return self._save(changes)
        except DiskFull:
            return self._save(changes)  # the vault has given its ballast up: there is room again

    def _each_alone(self, changes: Mapping[str, Answer]) -> dict[str, Answer]:
        """What is left when each answer is written by itself: one that cannot be written takes
        no other with it."""
        left: dict[str, Answer] = {}
        for path, answer in changes.items():
            try:
                self._save({path: answer})
            except Exception:  # noqa: BLE001  the first one is raised
                left[path] = answer
        return left

    def stop(self) -> None:
        """Write nothing any more: the file is closed."""
        for timer in (self._pause, self._latest, self._retry):
            timer.stop()
        self._edited.clear()
        self._due = False

    def _enter(self, state: SaveState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
