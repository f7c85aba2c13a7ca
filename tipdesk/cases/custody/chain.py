"""The entries of the chain: hashed over each other, shown whole, or as number and hashes only.

A bundle carries the entries of its own file whole and every other one as number and hashes only, so
that the chain can be followed and other files stay unknown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from types import MappingProxyType

from tipdesk.cases import outside
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import CustodyBroken

GENESIS = "0" * 64  # `previous` of the first entry
_OF_ATTACHMENTS = frozenset(
    {"attached", "detached", "viewed", "copied_out", "recorded", "acquisition_recorded"}
)
NO_DETAIL: Mapping[str, str] = MappingProxyType({})


def timestamp(at: datetime) -> str:
    """`at` as stored and hashed: UTC, milliseconds, e.g. 2026-11-24T09:15:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(value: object) -> bytes:
    """`value` as canonical JSON: sorted keys, no spaces, ASCII, no NaN."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return text.encode("ascii")


def read_time(text: str) -> datetime:
    """A time with its zone, far enough from where the calendar ends to be shown in another."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not MINYEAR < at.year < MAXYEAR:
        raise ValueError(text)
    return at


def event_hash(event: CustodyEvent) -> str:
    """SHA-256 (hex) over every field of a whole entry except its own hash."""
    if event.at is None:
        raise ValueError("a withheld entry has no fields to hash")
    fields = [
        event.seq,
        timestamp(event.at),
        event.officer,
        event.action,
        event.case_id,
        dict(event.detail),
        event.previous,
    ]
    return hashlib.sha256(canonical(fields)).hexdigest()


def entry_after(
    previous: CustodyEvent | None,
    *,
    at: datetime,
    officer: str,
    action: str,
    case_id: CaseId | None = None,
    detail: Mapping[str, str] = NO_DETAIL,
) -> CustodyEvent:
    """The entry that follows `previous` (None: the first of a vault)."""
    event = CustodyEvent(
        seq=previous.seq + 1 if previous else 1,
        previous=previous.hash if previous else GENESIS,
        hash="",
        at=at,
        officer=officer,
        action=action,
        case_id=case_id,
        detail=dict(detail),
    )
    return replace(event, hash=event_hash(event))


def withheld(event: CustodyEvent) -> CustodyEvent:
    """The entry as other files' bundles show it: number and hashes only."""
    return CustodyEvent(seq=event.seq, previous=event.previous, hash=event.hash)


def seen_from(case_id: CaseId, events: Iterable[CustodyEvent]) -> tuple[CustodyEvent, ...]:
    """The chain as the bundle of `case_id` carries it."""
    return tuple(event if event.case_id == case_id else withheld(event) for event in events)


def without_removed(
    events: Iterable[CustodyEvent], leaving: Collection[str]
) -> tuple[CustodyEvent, ...]:
    """The chain without what it tells of attachments that do not leave: their digest could be
    compared with a copy. `leaving` are the SHA-256 (hex) of those that do."""
    return tuple(
        withheld(event)
        if event.action in _OF_ATTACHMENTS and event.detail.get("sha256", "") not in {"", *leaving}
        else event
        for event in events
    )


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


def follows(last: CustodyEvent | None, event: CustodyEvent) -> bool:
    """Whether `event` is connected to the entry before it (None: the first of a vault)."""
    before = (last.seq + 1, last.hash) if last else (1, GENESIS)
    return (event.seq, event.previous) == before


def says_what_was_hashed(event: CustodyEvent) -> bool:
    """Whether an entry's hash is that of its fields; a withheld entry has none to compare."""
    return event.at is None or event.hash == event_hash(event)


def custody_json(events: Iterable[CustodyEvent]) -> bytes:
    """`custody.json` of a bundle: format tipdesk-custody/1, entries in order."""
    rows: list[dict[str, object]] = []
    for event in events:
        row: dict[str, object] = {
            "seq": event.seq,
            "previous": event.previous,
            "hash": event.hash,
        }
        if event.at is not None:
            row |= {
                "at": timestamp(event.at),
                "officer": event.officer,
                "action": event.action,
                "case_id": event.case_id,
                "detail": dict(event.detail),
            }
        rows.append(row)
    return canonical({"format": "tipdesk-custody/1", "events": rows})


def custody_from_json(data: bytes) -> tuple[CustodyEvent, ...]:
    """Read what `custody_json` wrote.

    Raises:
        ValueError: it is not such a document.
    """
    try:
        document = outside.fields(json.loads(data))
        if document.get("format") != "tipdesk-custody/1":
            raise ValueError("another format")
        return tuple(_event(outside.fields(row)) for row in outside.items(document["events"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a tipdesk-custody/1 document") from error


def _event(row: Mapping[str, object]) -> CustodyEvent:
    bare = CustodyEvent(
        seq=outside.whole_number(row["seq"], 1),
        previous=outside.text(row["previous"], outside.SHA256),
        hash=outside.text(row["hash"], outside.SHA256),
    )
    if "at" not in row:
        return bare
    case_id = row["case_id"]
    detail = outside.fields(row["detail"])
    return replace(
        bare,
        at=read_time(outside.text(row["at"], outside.TIME)),
        officer=outside.text(row["officer"], limit=200),
        action=outside.text(row["action"], outside.WORD),
        case_id=None if case_id is None else CaseId(outside.text(case_id, limit=100)),
        detail={outside.text(key): outside.text(value) for key, value in detail.items()},
    )
