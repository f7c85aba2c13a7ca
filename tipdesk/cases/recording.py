"""A sound recording of a statement, as frozen values. Times are aware datetimes in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Ending(StrEnum):
    """Why a recording ended."""

    STOPPED = "stopped"  # somebody pressed the button
    WITHDRAWN = "withdrawn"  # consent does not stand any more
    CLOSED = "closed"  # the account was closed, or the file completed
    LOCKED = "locked"  # the station locked
    DISK_FULL = "disk_full"
    DEVICE_LOST = "device_lost"
    CUT_OFF = "cut_off"  # the program was ended; nobody wrote down how


class MarkKind(StrEnum):
    """What a place in a recording is."""

    NOTE = "note"  # an officer set it
    WRITING = "writing"  # an answer, or a paragraph of the account, was begun there
    PAUSED = "paused"
    RESUMED = "resumed"
    TAKEN_BACK = "taken_back"  # the note at the same place was a mistake


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in a recording, and the answer that it belongs to."""

    offset: int  # milliseconds of sound before it
    kind: MarkKind
    path: str  # of the question; '' for none
    paragraph: int  # of a text, from 1; 0 for none
    text: str  # the officer's few words
    by: str  # login
    at: datetime


def standing(marks: Iterable[Bookmark]) -> tuple[Bookmark, ...]:
    """The places that count, by where they lie: rows are never deleted, so a note that was taken
    back has a second one. `marks` in the order in which they were set."""
    found: list[Bookmark] = []
    for one in marks:
        if one.kind is not MarkKind.TAKEN_BACK:
            found.append(one)
            continue
        meant = replace(one, kind=MarkKind.NOTE)
        back = [at for at, mark in enumerate(found) if replace(meant, at=mark.at) == mark]
        if back:
            del found[back[-1]]
    return tuple(sorted(found, key=lambda one: one.offset))


@dataclass(frozen=True, slots=True)
class Recording:
    """How one was made. `id` is that of its attachment."""

    id: str  # 32 hex digits
    by: str  # login of whoever recorded
    begun_at: datetime
    device: str
    program: str
    rate: int  # samples a second, 16 bits, one channel
    ended_at: datetime | None = None
    ending: Ending | None = None
    milliseconds: int = 0  # of sound that is kept
    bookmarks: tuple[Bookmark, ...] = ()

    @property
    def pick(self) -> str:
        """What a supervisor's pick of it is called; no question can have such a name."""
        return f"recording:{self.id}"

    @property
    def file_name(self) -> str:
        """What its attachment is called: a time (UTC), and nothing of what was said."""
        return f"recording-{self.begun_at:%Y%m%d-%H%M%S}Z.wav"
