"""What an office has been shown of the chains of stations (docs/bundle-format.md §7.2).

Of every entry that a bundle shows, own or another file's, the office keeps station, number and
hash: 32 bytes. Whoever cuts a chain and lets it grow anew shows one number with two hashes, sooner
or later, whatever single bundles say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tipdesk.cases.custody.document import Segment

HASH = 32  # bytes


@dataclass(frozen=True, slots=True)
class ShownChain:
    """A stretch of a station's chain."""

    station: str
    first: int  # number of its first entry
    hashes: bytes = field(repr=False)  # of every entry, one after the other

    @classmethod
    def of(cls, segment: Segment) -> ShownChain:
        """What a segment shows; the hash before its first entry is one of them."""
        hashes = b"".join(segment.hashes)
        if segment.first == 1:
            return cls(segment.station, 1, hashes)
        return cls(segment.station, segment.first - 1, bytes.fromhex(segment.before) + hashes)

    @property
    def last(self) -> int:
        """Number of its last entry."""
        return self.first + len(self.hashes) // HASH - 1

    def part(self, first: int, last: int) -> bytes:
        """The hashes from one number to another."""
        return self.hashes[(first - self.first) * HASH : (last - self.first + 1) * HASH]

    def parted_from(self, other: ShownChain) -> tuple[int, int, int] | None:
        """Of the numbers that both have: first, last, and the first one with two hashes, which is
        one more than the last where there is none. None: they share no number."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        if other.station != self.station or first > last:
            return None
        if self.part(first, last) == other.part(first, last):
            return first, last, last + 1
        fork = next(n for n in range(first, last + 1) if self.part(n, n) != other.part(n, n))
        return first, last, fork


@dataclass(frozen=True, slots=True)
class Meeting:
    """How a stretch stands to what was shown before."""

    fork: int  # the first number with two hashes; 0: there is none
    is_gap: bool  # something of the station was shown before, and nothing of it is met
    unseen: tuple[ShownChain, ...]  # what has to be kept


def meet(shown: ShownChain, known: Iterable[ShownChain]) -> Meeting:
    """Hold a stretch against everything that was shown before.

    A late bundle ends before the newest entry that is known, and is no fork.
    """
    of_station = [other for other in known if other.station == shown.station]
    forks, met = [], []
    for other in of_station:
        common = shown.parted_from(other)
        if common is None:
            continue
        first, last, fork = common
        if fork <= last:
            forks.append(fork)
        if first < fork:
            met.append((first, fork - 1))
    return Meeting(
        fork=min(forks, default=0),
        is_gap=bool(of_station) and not met,
        unseen=tuple(_without(shown, met)),
    )


def _without(shown: ShownChain, met: Iterable[tuple[int, int]]) -> Iterable[ShownChain]:
    place = shown.first
    for first, last in sorted(met):
        if first > place:
            yield ShownChain(shown.station, place, shown.part(place, first - 1))
        place = max(place, last + 1)
    if place <= shown.last:
        yield ShownChain(shown.station, place, shown.part(place, shown.last))
