"""Whether a bundle fits what its station has sent before: numbers and chain
(docs/bundle-format.md §8 and §7.2).

An office holds the numbers of each station, series and kind against each other: a bundle that never
came is told of once, and what contradicts what came before is set aside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tipdesk.bundle.container.index import BundleNumber, NotSent
from tipdesk.bundle.problems import Code, Problem
from tipdesk.cases.custody.shown import ShownChain, meet


@dataclass(frozen=True, slots=True)
class CameNumber:
    """A bundle that was taken in or kept aside, by its number."""

    numbered: BundleNumber
    kind: str
    bundle_id: str
    manifest: str  # SHA-256 (hex)

    def is_twin_of(self, other: CameNumber) -> bool:
        """Whether both have one number."""
        return (_place(self), self.numbered.number) == (_place(other), other.numbered.number)


def against_numbers(came: CameNumber, known: Iterable[CameNumber]) -> Iterator[Problem]:
    """What is to be said of a bundle beside those of its station, series and kind.

    Args:
        came: the bundle that is checked.
        known: what this office has; the very same bundle among it is passed over.
    """
    place, sender = _place(came), _sender(came)
    sent = [item for item in known if _sender(item) == sender and item.manifest != came.manifest]
    others = [item for item in sent if _place(item) == place]
    numbered = came.numbered
    if sent and not others:
        yield Problem(Code.W_NEW_SERIES)
    seen: dict[int, set[str]] = {}
    for item in others:
        seen.setdefault(item.numbered.number, set()).add(item.manifest)
    if numbered.number in seen:
        yield Problem(Code.A_NUMBER_TWICE, detail=str(numbered.number))
    void = any(_is_it(gone, came) for item in others for gone in item.numbered.not_sent)
    if void or any(_is_it(gone, item) for item in others for gone in numbered.not_sent):
        yield Problem(Code.A_VOID_CAME)
    not_sent = {gone.number for gone in numbered.not_sent}
    not_sent |= {gone.number for item in others for gone in item.numbered.not_sent}
    before = _last_sent(numbered.number, not_sent)
    if _contradicts(numbered.previous, before, seen):
        yield Problem(Code.A_PREVIOUS, detail=str(before))
    missing = _missing(numbered.number, seen, not_sent)
    if missing:
        yield Problem(Code.W_MISSING, detail=" ".join(map(str, missing)))


def of_series(came: CameNumber, known: Iterable[CameNumber]) -> tuple[CameNumber, ...]:
    """Everything that is known of the series of a bundle, itself included."""
    place = _place(came)
    return (came, *(item for item in known if _place(item) == place))


def still_missing(series: Iterable[CameNumber]) -> tuple[int, ...]:
    """Numbers of a series that have not come, and of which nobody has said that they were not sent:
    every receipt repeats them until they come."""
    items = tuple(series)
    seen = {item.numbered.number for item in items}
    known = seen | set(told_unsent(items))
    return tuple(n for n in range(1, max(seen, default=0)) if n not in known)


def told_unsent(series: Iterable[CameNumber]) -> tuple[int, ...]:
    """Numbers of a series of which their station has said that they were not sent."""
    return tuple(sorted({gone.number for item in series for gone in item.numbered.not_sent}))


def against_chains(shown: Iterable[ShownChain], known: Sequence[ShownChain]) -> Iterator[Problem]:
    """What is to be said of the chains that a bundle shows beside those that were shown before."""
    for stretch in shown:
        meeting = meet(stretch, known)
        if meeting.fork:
            yield Problem(Code.A_FORK, detail=f"{stretch.station} {meeting.fork}")
        elif meeting.is_gap:
            yield Problem(Code.W_HISTORY_GAP, detail=f"{stretch.station} {stretch.first}")


def _place(item: CameNumber) -> tuple[str, str, str, str]:
    return (item.numbered.station, item.numbered.office, item.numbered.series, item.kind)


def _sender(item: CameNumber) -> tuple[str, str, str]:
    return (item.numbered.station, item.numbered.office, item.kind)


def _is_it(gone: NotSent, came: CameNumber) -> bool:
    return (gone.number, gone.bundle_id) == (came.numbered.number, came.bundle_id)


def _last_sent(number: int, not_sent: set[int]) -> int:
    """The number that was sent before this one; 0: none."""
    return next((n for n in range(number - 1, 0, -1) if n not in not_sent), 0)


def _contradicts(previous: str, before: int, seen: Mapping[int, Collection[str]]) -> bool:
    """Whether `previous` is not what came under the number before, or names one where there is
    none, or none where there is one."""
    if before == 0 or not previous:
        return bool(previous) != bool(before)
    return before in seen and previous not in seen[before]


def _missing(number: int, seen: Collection[int], not_sent: set[int]) -> Sequence[int]:
    """Numbers below this one that have not come, from the last one that has: what lies before that
    was told of then."""
    newest = max(seen, default=0)
    return [n for n in range(newest + 1, number) if n not in not_sent]
