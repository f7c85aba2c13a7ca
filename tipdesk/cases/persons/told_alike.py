"""What was told of other files of a person, for the weekly review: a made-up interview asks the
index whatever somebody likes to know.

Each answer is an entry of the chain, of no file, and names two files by their numbers. How many
descriptions of a person one officer has tried in one file shows what it was for: who corrects a
name tries three or four.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from tipdesk.cases.model import CustodyEvent

ENTERED = "alike_told"
_NEVER = datetime.min.replace(tzinfo=UTC)


class ToldAs(StrEnum):
    """How it was told."""

    WARNING = "warning"
    QUIET = "quiet"  # with what would decide
    NUMBER = "number"  # of a civil ID or a passport


@dataclass(frozen=True, slots=True)
class ToldPair:
    """What one officer was told of one other file in a file of theirs: numbers of the two ("" of
    what is hidden from the reader), when last, how many descriptions of the person were tried, and
    whether any was worth a warning. `voided`: the file in which it was told."""

    by: str
    file: str
    other: str
    at: datetime
    descriptions: int
    warned: bool
    seq: int  # its last entry of the chain
    voided: bool = False


def entry_of(file: str, other: str, told_as: ToldAs, person: str) -> dict[str, str]:
    """What an entry holds: the numbers of the file and of the other one, and a digest by which no
    description of a person is guessed."""
    return {"file": file, "other": other, "as": told_as.value, "person": person}


def pairs(events: Iterable[CustodyEvent]) -> tuple[ToldPair, ...]:
    """The entries by officer and pair of files; where the most descriptions were tried first, then
    the last one first."""
    by_pair: dict[tuple[str, str, str], list[CustodyEvent]] = {}
    for event in events:
        file, other = event.detail.get("file", ""), event.detail.get("other", "")
        by_pair.setdefault((event.officer, file, other), []).append(event)
    gathered = [
        ToldPair(
            *pair,
            at=max(event.at or _NEVER for event in entries),
            descriptions=len({event.detail.get("person", "") for event in entries}),
            warned=any(event.detail.get("as") != ToldAs.QUIET for event in entries),
            seq=max(event.seq for event in entries),
        )
        for pair, entries in by_pair.items()
    ]
    gathered.sort(key=lambda pair: pair.at, reverse=True)
    return tuple(sorted(gathered, key=lambda pair: -pair.descriptions))
