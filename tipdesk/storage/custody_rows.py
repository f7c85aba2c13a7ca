"""The chain of custody in the vault: entries are added, never changed; officers seal it.

A seal is an Ed25519 signature by the officer's own key over number and hash of an entry. The public
keys by which seals are checked are rows of the same database, which nothing vouches for: whoever
holds the vault's data key (everybody who unlocks it) can rewrite chain and seals, another officer's
included, or delete the last of both. What is checked here finds damage and slips; against that only
a hash that somebody outside holds helps (`cases.custody.anchors`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tipdesk.cases.custody.chain import (
    GENESIS,
    NO_DETAIL,
    canonical,
    entry_after,
    event_hash,
    verify_chain,
)
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import CustodyBroken
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.keys.slot_crypto import seal_key

SEAL_EVERY = 100  # entries
_TOGETHER = 500  # entries that are looked through at once
# What a whole entry has in custody.json beside its values: five names, quotes, the time.
_NAMES_AND_TIME = 96  # bytes
_SELECT = "SELECT seq, previous, hash, at, officer, action, case_id, detail FROM custody"


class Breach(StrEnum):
    """What does not hold of an entry."""

    UNREADABLE = "unreadable"
    ORDER = "order"  # it does not follow the one before: entries are missing, or were put in
    HASH = "hash"  # its fields are not those that were hashed
    SEAL = "seal"  # a seal on it is not its officer's


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One exception of the chain. `login` is whose seal it is said to be."""

    seq: int
    breach: Breach
    login: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """An officer's signature over one entry and, through it, over all before."""

    seq: int
    login: str
    signature: bytes
    at: datetime
    ed25519_public: bytes


def append(
    vault: Database,
    *,
    at: datetime,
    officer: str,
    action: str,
    case_id: CaseId | None = None,
    detail: Mapping[str, str] = NO_DETAIL,
) -> CustodyEvent:
    """Add an entry in the running transaction, or in one of its own.

    `detail` holds names and digests, no answer but who interpreted.
    """
    with vault.transaction():
        event = entry_after(
            head(vault), at=at, officer=officer, action=action, case_id=case_id, detail=detail
        )
        vault.execute(
            "INSERT INTO custody VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            (
                event.seq,
                event.previous,
                event.hash,
                to_stored(at),
                officer,
                action,
                case_id,
                canonical(dict(detail)).decode("ascii"),
            ),
        )
    return event


def head(vault: Database) -> CustodyEvent | None:
    """The last entry."""
    row = vault.row(f"{_SELECT} ORDER BY seq DESC LIMIT 1")
    return _event(row) if row else None


def chain(vault: Database) -> tuple[CustodyEvent, ...]:
    """Every entry, in order."""
    return tuple(_event(row) for row in vault.rows(f"{_SELECT} ORDER BY seq"))


def newest_first(vault: Database) -> Iterator[CustodyEvent]:
    """Every entry, the last one first."""
    for row in vault.rows(f"{_SELECT} ORDER BY seq DESC"):
        yield _event(row)


def last_of(vault: Database, action: str) -> CustodyEvent | None:
    """The last entry with this action."""
    row = vault.row(f"{_SELECT} WHERE action = ? ORDER BY seq DESC LIMIT 1", (action,))
    return _event(row) if row else None


def failures_since(vault: Database, login: str, latest: int) -> tuple[CustodyEvent, ...]:
    """The entries of failed passphrases and PINs since the officer `login` last unlocked, in order;
    for somebody who never has, those after the entry number `latest`."""
    row = vault.row(
        "SELECT seq FROM custody WHERE action = 'unlocked' AND officer = ?"
        " ORDER BY seq DESC LIMIT 1",
        (login,),
    )
    rows = vault.rows(
        f"{_SELECT} WHERE action IN ('unlock_failed', 'share_pin_failed') AND seq > ? ORDER BY seq",
        (row[0] if row else latest,),
    )
    return tuple(_event(row) for row in rows)


def bundles_begun(vault: Database) -> frozenset[str]:
    """The ids of all bundles whose export was begun, whatever became of it."""
    rows = vault.rows(f"{_SELECT} WHERE action = 'export_begun'")
    return frozenset(_event(row).detail.get("bundle", "") for row in rows) - {""}


def seen_from(vault: Database, case_id: CaseId) -> tuple[CustodyEvent, ...]:
    """The chain as the file `case_id` shows it: its own entries whole, others as hashes."""
    own = {event.seq: event for event in of_case(vault, case_id)}
    rows = vault.rows("SELECT seq, previous, hash FROM custody ORDER BY seq")
    return tuple(
        own.get(seq) or CustodyEvent(seq=seq, previous=previous, hash=digest)
        for seq, previous, digest in rows
    )


def of_case(vault: Database, case_id: CaseId) -> tuple[CustodyEvent, ...]:
    """The entries of one file, in order."""
    rows = vault.rows(f"{_SELECT} WHERE case_id = ? ORDER BY seq", (case_id,))
    return tuple(_event(row) for row in rows)


def actions_of(vault: Database, case_id: CaseId) -> tuple[tuple[int, str], ...]:
    """Number and action of every entry of one file, in order; nothing else of them is read."""
    rows = vault.rows("SELECT seq, action FROM custody WHERE case_id = ? ORDER BY seq", (case_id,))
    return tuple((int(seq), str(action)) for seq, action in rows)


def of_case_with(
    vault: Database, case_id: CaseId, actions: Sequence[str]
) -> tuple[CustodyEvent, ...]:
    """The entries of one file with these actions, in order."""
    marks = ", ".join("?" * len(actions))
    rows = vault.rows(
        f"{_SELECT} WHERE case_id = ? AND action IN ({marks}) ORDER BY seq", (case_id, *actions)
    )
    return tuple(_event(row) for row in rows)


def cases_between(vault: Database, first: int, last: int) -> tuple[CaseId, ...]:
    """The files that entries between these two (both included) speak of."""
    rows = vault.rows(
        "SELECT DISTINCT case_id FROM custody WHERE seq BETWEEN ? AND ? AND case_id IS NOT NULL"
        " ORDER BY case_id",
        (first, last),
    )
    return tuple(CaseId(case_id) for (case_id,) in rows)


def longest_json(vault: Database) -> int:
    """How many bytes `custody.json` has of the file with the longest history: all entries bare and
    its own whole. Some per cent too many rather than too few; nothing is built."""
    count, last = vault.row("SELECT count(*), coalesce(max(seq), 0) FROM custody") or (0, 0)
    bare = len(canonical({"seq": last, "previous": GENESIS, "hash": GENESIS})) + 1
    own = vault.row(
        "SELECT coalesce(max(whole), 0) FROM (SELECT"
        " sum(length(detail) + length(officer) + length(action) + length(case_id) + ?) AS whole"
        " FROM custody WHERE case_id IS NOT NULL GROUP BY case_id)",
        (_NAMES_AND_TIME,),
    )
    return int(count) * bare + int(own[0] if own else 0)


def seal(vault: Database, *, login: str, seed: bytes | bytearray, at: datetime) -> Seal | None:
    """Sign the last entry with the officer's key; None when it is sealed or there is no entry.

    To be called at completion, export and lock; see also `seal_is_due`.

    Raises:
        CustodyBroken: the seed belongs to none of the officer's keys (details: seq).
    """
    last = head(vault)
    if last is None:
        return None
    key = seal_key(seed)
    public = key.public_key().public_bytes_raw()
    row = vault.row(
        "SELECT officer_key.id FROM officer_key JOIN officer ON officer.id = officer"
        " WHERE login = ? AND ed25519 = ?",
        (login, public),
    )
    if row is None:
        raise CustodyBroken(seq=last.seq)
    if vault.row(
        "SELECT 1 FROM custody_seal WHERE seq = ? AND officer_key = ?", (last.seq, row[0])
    ):
        return None
    signature = key.sign(_sealed_text(vault.vault_id, last))
    with vault.transaction():
        vault.execute(
            "INSERT INTO custody_seal VALUES(?, ?, ?, ?)",
            (last.seq, row[0], signature, to_stored(at)),
        )
    return Seal(last.seq, login, signature, at, public)


def seal_is_due(vault: Database) -> bool:
    """Whether 100 entries have been added since the last seal."""
    last = head(vault)
    row = vault.row("SELECT coalesce(max(seq), 0) FROM custody_seal")
    return last is not None and row is not None and last.seq - row[0] >= SEAL_EVERY


def seals(vault: Database) -> tuple[Seal, ...]:
    """Every seal, in order."""
    return tuple(_seals(vault))


def verify(vault: Database) -> CustodyEvent | None:
    """Follow the whole chain and check every seal; return the last entry.

    Raises:
        CustodyBroken: an entry does not follow, or a seal is not its officer's (details: seq).
    """
    events = chain(vault)
    last = verify_chain(events)
    vault_id = vault.vault_id
    for mark in _seals(vault):
        if not 1 <= mark.seq <= len(events):
            raise CustodyBroken(seq=mark.seq)
        if not _is_genuine(mark, vault_id, events[mark.seq - 1]):
            raise CustodyBroken(seq=mark.seq)
    return last


def raw_entries(vault: Database) -> tuple[Row, ...]:
    """Every entry as it lies there, in order, to be read elsewhere (`read_entry`)."""
    return tuple(vault.rows(f"{_SELECT} ORDER BY seq"))


def read_entry(row: Row) -> CustodyEvent:
    """An entry; bare, without fields, when it cannot be read."""
    try:
        event = _event(row)
        if not isinstance(event.detail, dict):
            raise TypeError
    except (ValueError, TypeError, OverflowError):
        return CustodyEvent(seq=row[0], previous=str(row[1]), hash=str(row[2]))
    return event


def entries(vault: Database) -> Iterator[CustodyEvent]:
    """Every entry, in order, some at a time. One that cannot be read comes bare, without fields."""
    seq = -1
    while rows := vault.rows(f"{_SELECT} WHERE seq > ? ORDER BY seq LIMIT ?", (seq, _TOGETHER)):
        yield from map(read_entry, rows)
        seq = rows[-1][0]


def chain_faults(vault: Database) -> Iterator[ChainFault]:
    """Everything that does not hold of the chain and its seals; nothing: it is whole."""
    yield from faults_of(vault.vault_id, entries(vault), _seals(vault))


def faults_of(
    vault_id: str, events: Iterable[CustodyEvent], seals: Iterable[Seal]
) -> Iterator[ChainFault]:
    """As `chain_faults`, of entries and seals that were read before."""
    sealed: dict[int, list[Seal]] = {}
    for mark in seals:
        sealed.setdefault(mark.seq, []).append(mark)
    before, previous = 0, GENESIS
    for event in events:
        if (event.seq, event.previous) != (before + 1, previous):
            yield ChainFault(event.seq, Breach.ORDER)
        if event.at is None:
            yield ChainFault(event.seq, Breach.UNREADABLE)
        elif event.hash != event_hash(event):
            yield ChainFault(event.seq, Breach.HASH)
        for mark in sealed.pop(event.seq, ()):
            if not _is_genuine(mark, vault_id, event):
                yield ChainFault(event.seq, Breach.SEAL, mark.login)
        before, previous = event.seq, event.hash
    for seq, marks in sealed.items():  # of entries that are not there
        yield from (ChainFault(seq, Breach.SEAL, mark.login) for mark in marks)


def _is_genuine(mark: Seal, vault_id: str, event: CustodyEvent) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(mark.ed25519_public)
        public.verify(mark.signature, _sealed_text(vault_id, event))
    except (InvalidSignature, ValueError):
        return False
    return True


def behind(vault: Database, now: datetime) -> datetime | None:
    """The time of the last entry when the clock stands before it, else None."""
    last = head(vault)
    return last.at if last is not None and last.at is not None and now < last.at else None


def _sealed_text(vault_id: str, event: CustodyEvent) -> bytes:
    return canonical(["tipdesk-custody-seal/1", vault_id, event.seq, event.hash])


def _seals(vault: Database) -> Iterator[Seal]:
    rows = vault.rows(
        "SELECT seq, login, signature, custody_seal.at, ed25519 FROM custody_seal"
        " JOIN officer_key ON officer_key.id = officer_key"
        " JOIN officer ON officer.id = officer ORDER BY seq, officer_key.id"
    )
    for seq, login, signature, at, public in rows:
        yield Seal(seq, login, bytes(signature), from_stored(at), bytes(public))


def _event(row: Row) -> CustodyEvent:
    seq, previous, digest, at, officer, action, case_id, detail = row
    return CustodyEvent(
        seq=seq,
        previous=previous,
        hash=digest,
        at=from_stored(at),
        officer=officer,
        action=action,
        case_id=CaseId(case_id) if case_id is not None else None,
        detail=json.loads(detail),
    )
