"""A chain of made-up entries, kept as a vault keeps it: a count and keys for each file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tipdesk.cases.custody.chain import (
    BORDER,
    CARRIED,
    EXPORTED,
    GENESIS,
    digest_before,
    entry_after,
    follows,
    hash_before,
    inner_of_binding,
    key_in_force,
    nth_key,
    says_what_was_hashed,
)
from tipdesk.cases.custody.document import Segment, closed, is_kept_closed, segment_of
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import CustodyBroken

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINE = CaseId("00000001-0000-4000-8000-000000000001")
OTHER = CaseId("00000002-0000-4000-8000-000000000002")


def unbound(
    action: str,
    case_id: CaseId | None = None,
    officer: str = "T-07",
    at: datetime = START,
    **detail: str,
) -> CustodyEvent:
    """What an entry says, before it has its place."""
    return CustodyEvent(0, "", "", at, officer, action, case_id, detail)


@dataclass
class Chain:
    """Grows entry by entry."""

    events: list[CustodyEvent] = field(default_factory=list)
    keys: dict[CaseId, list[bytes]] = field(default_factory=dict)
    last_keys: dict[CaseId, bytes] = field(default_factory=dict)

    def add(
        self, action: str, case_id: CaseId | None = None, officer: str = "T-07", **detail: str
    ) -> CustodyEvent:
        """An entry as the program makes it."""
        at = START + timedelta(seconds=len(self.events))
        event = unbound(action, case_id, officer, at, **detail)
        last = self.events[-1] if self.events else None
        self.events.append(entry_after(last, event, *self._turn(case_id)))
        return self.events[-1]

    def add_before(
        self, action: str, case_id: CaseId | None = None, officer: str = "T-07", **detail: str
    ) -> CustodyEvent:
        """An entry as it was hashed before exchange format 1.0."""
        at = START + timedelta(seconds=len(self.events))
        last = self.events[-1] if self.events else None
        place = (last.seq + 1, last.hash) if last else (1, GENESIS)
        event = replace(
            unbound(action, case_id, officer, at, **detail), seq=place[0], previous=place[1]
        )
        self.events.append(replace(event, hash=hash_before(event)))
        return self.events[-1]

    def cross_border(self) -> None:
        """The head of before is held, and each file is carried over."""
        before = tuple(self.events)
        self.add(BORDER, head=before[-1].hash, seq=str(before[-1].seq))
        for case_id in dict.fromkeys(event.case_id for event in before if event.case_id):
            hashes = [event.hash for event in before if event.case_id == case_id]
            self.add(CARRIED, case_id, links=str(len(hashes)), digest=digest_before(hashes))

    def _turn(self, case_id: CaseId | None) -> tuple[int, bytes]:
        if case_id is None:
            return 0, b""
        own = [event for event in self.events if event.case_id == case_id and event.binding]
        keys = self.keys.setdefault(case_id, [])
        key = key_in_force(keys, sum(event.action == EXPORTED for event in own))
        if not key:
            last = self.last_keys.setdefault(case_id, os.urandom(32))
            key = nth_key(last, len(keys))
            keys.append(key)
        return len(own) + 1, key

    def shown(
        self, case_id: CaseId = MINE, leaving: Collection[str] = (), station: str = "TDX"
    ) -> Segment:
        """What a bundle of the file shows, from where the file begins."""
        own = [event for event in self.events if event.case_id == case_id and event.binding]
        first = own[0]
        entries = [
            (closed(event) if is_kept_closed(event, leaving) else event)
            if event.case_id == case_id
            else as_others(event)
            for event in self.events[first.seq - 1 :]
        ]
        return segment_of(station, first.seq, first.previous, self.keys[case_id], entries)


def as_others(event: CustodyEvent) -> bytes:
    """An entry as the bundles of other files show it."""
    assert event.binding is not None
    return event.binding.tag + inner_of_binding(event.binding)


def a_file(chain: Chain | None = None, case_id: CaseId = MINE) -> Chain:
    """A file from its beginning to its export, among entries of other files."""
    chain = chain or Chain()
    chain.add("unlocked")
    chain.add("opened", case_id)
    chain.add("opened", OTHER)
    chain.add("attached", case_id, sha256="a" * 64)
    chain.add("viewed", case_id, sha256="b" * 64)
    chain.add("completed", case_id)
    chain.add("edited", OTHER)
    chain.add("returned", case_id, "S-01")
    chain.add("completed", case_id)
    chain.add("approved", case_id, "S-01")
    chain.add("locked")
    chain.add("export_begun", case_id)
    return chain


def verify_chain(events: Iterable[CustodyEvent]) -> CustodyEvent | None:
    """Check an unbroken chain from its first entry; return the last one (None: no entries).

    Raises:
        CustodyBroken: a number, a hash or a connection is wrong (details: seq).
    """
    last: CustodyEvent | None = None
    for event in events:
        if not (follows(last, event) and says_what_was_hashed(event)):
            raise CustodyBroken(seq=event.seq)
        last = event
    return last
