"""The chain of custody in the vault: entries are added, never changed; officers seal it.

A seal is an Ed25519 signature by the officer's own key over number and hash of an entry. The public
keys by which seals are checked are rows of the same database; that they are the officers' is held
against the signed deeds (`cases.deeds`). Whoever holds the vault's data key (everybody who unlocks
it) can still rewrite what stands after the last entry that another officer remembers, or delete it.
What is checked here finds damage and slips; against that only a hash that somebody outside holds
helps (`cases.custody.anchors`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tipdesk.cases.custody.chain import (
    BORDER,
    CARRIED,
    DECISIONS,
    EXPORTED,
    GENESIS,
    KEY,
    MOST_KEYS,
    NO_DETAIL,
    FileCounts,
    canonical,
    digest_before,
    entry_after,
    follows,
    hash_before,
    inner_of,
    key_before,
    key_in_force,
    nth_key,
    says_what_was_hashed,
    tag_of,
)
from tipdesk.cases.custody.document import Segment, closed, is_kept_closed, segment_of
from tipdesk.cases.files import workflow
from tipdesk.cases.model import Binding, CaseId, CustodyEvent, Status
from tipdesk.core.errors import CustodyBroken
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.keys.slot_crypto import seal_key

SEAL_EVERY = 100  # entries
_TOGETHER = 500  # entries that are looked through at once
_OTHERS_ENTRY = 101  # bytes of another file's entry in custody.json
_OWN_ENTRY = 118  # what an own one has there beside its values: brackets, quotes, tag, salt, time
_SELECT = "SELECT * FROM custody"  # the copy of an older version has fewer columns
# Of the last entry: number, hash, whether it is bound; of a file: its count, what was done last,
# the key in force.
_PLACE = """SELECT seq, hash, n,
  (SELECT n FROM custody WHERE case_id = ?1 AND n > 0 ORDER BY seq DESC LIMIT 1),
  (SELECT action FROM custody WHERE case_id = ?1 AND n > 0 ORDER BY seq DESC LIMIT 1),
  (SELECT key FROM custody_key WHERE case_id = ?1 ORDER BY since DESC LIMIT 1)
FROM custody ORDER BY seq DESC LIMIT 1"""
_COLUMNS_BEFORE = 8  # of an entry from before exchange format 1.0
_BOUND_SINCE = 11  # version of the schema


class Breach(StrEnum):
    """What does not hold of an entry."""

    UNREADABLE = "unreadable"
    ORDER = "order"  # it does not follow the one before: entries are missing, or were put in
    HASH = "hash"  # its fields are not those that were hashed
    FILE = "file"  # it is not of the file under which it stands, or the file's count has a gap
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

    The first one in a vault of before crosses the border of exchange format 1.0 first. `detail`
    holds names and digests, no answer but who interpreted.
    """
    unbound = CustodyEvent(0, "", "", at, officer, action, case_id, dict(detail))
    if vault.in_transaction:  # a savepoint would cost a third of an entry
        return _append(vault, unbound)
    with vault.transaction():
        return _append(vault, unbound)


def _append(vault: Database, unbound: CustodyEvent) -> CustodyEvent:
    if vault.version < _BOUND_SINCE:  # a copy that an older program will open
        return _append_before(vault, unbound)
    place = vault.row(_PLACE, (unbound.case_id,))
    if place is not None and place[2] is None:
        with vault.transaction():
            _cross_border(vault, place, unbound)
        place = vault.row(_PLACE, (unbound.case_id,))
    return _append_bound(vault, place, unbound)


def _append_bound(vault: Database, place: Row | None, unbound: CustodyEvent) -> CustodyEvent:
    """`place` is what `_PLACE` says of the last entry, and of the last one of the same file."""
    last, n, key, turn = None, 0, b"", 0
    if place is not None:
        seq, last_hash, _bound, turn, last_action, newest = place
        last = CustodyEvent(seq, "", last_hash)
        key = b"" if last_action == EXPORTED else newest or b""
    if unbound.case_id is not None:
        if unbound.action in DECISIONS:
            check_keys(vault, unbound.case_id)
        n = (turn or 0) + 1
        key = key or _new_key(vault, unbound.case_id, last.seq + 1 if last else 1)
    event = entry_after(last, unbound, n, key if unbound.case_id is not None else b"")
    if (binding := event.binding) is None:
        raise CustodyBroken(seq=event.seq)
    vault.execute(
        "INSERT INTO custody VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*_fields(event), n, int(binding.decision), binding.salt, binding.tag, binding.digest),
    )
    return event


def check_keys(vault: Database, case_id: CaseId) -> None:
    """Every entry of a file bears its key: a decision that is entered under another one could be
    shown as another file's. Raises CustodyBroken."""
    keys, exported = case_keys(vault, case_id), 0
    for seq, tag, action in vault.rows(
        "SELECT seq, tag, action FROM custody WHERE case_id = ? AND n > 0 ORDER BY seq", (case_id,)
    ):
        if tag_of(key_in_force(keys, exported), seq) != bytes(tag):
            raise CustodyBroken(seq=seq)
        exported += action == EXPORTED


def _new_key(vault: Database, case_id: CaseId, seq: int) -> bytes:
    """The key of a file's next entry, which is to be entry `seq`.

    Raises:
        CustodyBroken: somebody has changed those of before.
    """
    keys = case_keys(vault, case_id)
    if len(keys) == MOST_KEYS:
        return keys[-1]
    key = nth_key(_last_key(vault, case_id), len(keys))
    if keys and key_before(key) != keys[-1]:
        raise CustodyBroken(seq=seq)
    vault.execute("INSERT INTO custody_key VALUES(?, ?, ?)", (case_id, seq, key))
    return key


def _last_key(vault: Database, case_id: CaseId) -> bytes:
    """The last key that a file can get, from which those before it follow."""
    row = vault.row("SELECT key FROM custody_last_key WHERE case_id = ?", (case_id,))
    if row is not None:
        return bytes(row[0])
    key = secrets.token_bytes(KEY)
    vault.execute("INSERT INTO custody_last_key VALUES(?, ?)", (case_id, key))
    return key


def _append_before(vault: Database, unbound: CustodyEvent) -> CustodyEvent:
    seq, last_hash = vault.row("SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1") or (
        0,
        GENESIS,
    )
    placed = replace(unbound, seq=seq + 1, previous=last_hash)
    event = replace(placed, hash=hash_before(placed))
    vault.execute("INSERT INTO custody VALUES(?, ?, ?, ?, ?, ?, ?, ?)", _fields(event))
    return event


def _fields(event: CustodyEvent) -> Row:
    at = to_stored(event.at) if event.at is not None else 0
    detail = canonical(dict(event.detail)).decode("ascii")
    words = (event.officer, event.action, event.case_id, detail)
    return (event.seq, event.previous, event.hash, at, *words)


def _cross_border(vault: Database, place: Row, unbound: CustodyEvent) -> None:
    """From here on entries are bound to their files. The head of before is held, and each file gets
    the first entry of its count; also what cannot be read is counted. What was approved before is
    approved once more: nobody signed for the Prosecution what it holds."""
    bare = replace(unbound, case_id=None, detail={"head": place[1], "seq": str(place[0])})
    _append_bound(vault, vault.row(_PLACE, (None,)), replace(bare, action=BORDER))
    statuses: dict[str, str] = dict(vault.rows("SELECT uuid, status FROM case_file"))
    for (file_id,) in vault.rows(
        "SELECT case_id FROM custody WHERE case_id IS NOT NULL GROUP BY case_id ORDER BY min(seq)"
    ):
        case_id = CaseId(file_id)
        rows = vault.rows(f"{_SELECT} WHERE case_id = ? ORDER BY seq", (case_id,))
        before = tuple(map(read_entry, rows))
        detail = {
            "links": str(len(before)),
            "digest": digest_before(event.hash for event in before),
            "authors": " ".join(sorted(workflow.authors(before, case_id))),
            "was": statuses.get(file_id, ""),
            **({"hidden": "yes"} if workflow.is_hidden(before) else {}),
        }
        carried = replace(unbound, action=CARRIED, case_id=case_id, detail=detail)
        _append_bound(vault, vault.row(_PLACE, (case_id,)), carried)
    vault.execute(
        "UPDATE case_file SET status = ? WHERE status = ?",
        (Status.COMPLETED.value, Status.APPROVED.value),
    )


def case_keys(vault: Database, case_id: CaseId) -> tuple[bytes, ...]:
    """The keys of a file, in the order in which they were taken; the last one is in force, unless
    the last entry of the file is `EXPORTED`."""
    rows = vault.rows("SELECT key FROM custody_key WHERE case_id = ? ORDER BY since", (case_id,))
    return tuple(bytes(key) for (key,) in rows)


def every_key(vault: Database) -> Mapping[CaseId, tuple[bytes, ...]]:
    """The keys of all files, as `case_keys`; none in the copy of an older version."""
    keys: dict[CaseId, tuple[bytes, ...]] = {}
    if vault.version >= _BOUND_SINCE:
        for case_id, key in vault.rows("SELECT case_id, key FROM custody_key ORDER BY since"):
            keys[CaseId(case_id)] = (*keys.get(CaseId(case_id), ()), bytes(key))
    return keys


def segment(
    vault: Database,
    case_id: CaseId,
    station: str,
    leaving: Collection[str],
    since: int | None = None,
    *,
    everything: bool = False,
) -> Segment:
    """What a bundle of the file shows of the chain; with `everything` no entry of the file is kept
    closed.

    It begins where the file does, or earlier: `since` is the first entry that the office has to be
    shown anyway. `leaving` are the SHA-256 (hex) of the attachments that go: of the others it is
    kept closed what was done with them, as their digest could be compared with a copy.

    Raises:
        CustodyBroken: the file has no entry since exchange format 1.0 (details: seq).
    """
    own = {event.seq: event for event in of_case(vault, case_id) if event.binding is not None}
    if not own:
        raise CustodyBroken(seq=0)
    first = min(own)
    if since is not None:
        first = max(min(first, since), _border(vault))
    rows = vault.rows(
        "SELECT seq, tag, n, decision, digest FROM custody WHERE seq >= ? ORDER BY seq", (first,)
    )
    before = vault.row("SELECT previous FROM custody WHERE seq = ?", (first,))
    shown = {
        seq: event if everything or not is_kept_closed(event, leaving) else closed(event)
        for seq, event in own.items()
    }
    entries = (
        shown.get(seq) or tag + inner_of(n, digest, decision=bool(decision))
        for seq, tag, n, decision, digest in rows
    )
    return segment_of(
        station, first, str(before[0]) if before else GENESIS, case_keys(vault, case_id), entries
    )


def first_bound(vault: Database, case_id: CaseId) -> int:
    """Number of the first entry of a file since exchange format 1.0; 0: there is none."""
    row = vault.row("SELECT min(seq) FROM custody WHERE case_id = ? AND n > 0", (case_id,))
    return int(row[0] or 0) if row else 0


def _border(vault: Database) -> int:
    """The first entry that is bound to its file."""
    row = vault.row("SELECT min(seq) FROM custody WHERE n IS NOT NULL")
    return int(row[0]) if row and row[0] else 1


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


def since(vault: Database, seq: int, action: str) -> tuple[CustodyEvent, ...]:
    """The entries with this action after the one of this number, in order."""
    rows = vault.rows(f"{_SELECT} WHERE seq > ? AND action = ? ORDER BY seq", (seq, action))
    return tuple(_event(row) for row in rows)


def last_by(
    vault: Database, login: str, action: str, before: int | None = None, *, fresh: bool = False
) -> CustodyEvent | None:
    """The last entry with this action of an officer, before the one numbered `before`: none of a
    command. `fresh`: of entries *unlocked* only one by passphrase."""
    alone = " AND json_extract(detail, '$.tool') IS NULL"
    if fresh:
        alone += " AND json_extract(detail, '$.by') IS NULL"
    row = vault.row(
        f"{_SELECT} WHERE action = ? AND officer = ? AND (?3 IS NULL OR seq < ?3){alone}"
        " ORDER BY seq DESC LIMIT 1",
        (action, login, before),
    )
    return _event(row) if row else None


def came_in(vault: Database, first: int, behind: int) -> tuple[CustodyEvent, ...]:
    """Of everybody who unlocked the vault at the window between two entries the last entry of it,
    the newest first."""
    newest = (
        "SELECT max(seq) FROM custody WHERE action = 'unlocked' AND seq > ? AND seq < ?"
        " AND json_extract(detail, '$.tool') IS NULL GROUP BY officer ORDER BY max(seq) DESC"
    )
    numbers = [row[0] for row in vault.rows(newest, (first, behind))]
    rows = [vault.row(f"{_SELECT} WHERE seq = ?", (seq,)) for seq in numbers]
    return tuple(_event(row) for row in rows if row)


def names_a_deed(vault: Database) -> bool:
    """Whether any entry is that of a deed. All entries are looked through."""
    row = vault.row(
        "SELECT 1 FROM custody WHERE json_extract(detail, '$.deed') IS NOT NULL LIMIT 1"
    )
    return row is not None


def failures_since(vault: Database, login: str, latest: int) -> tuple[CustodyEvent, ...]:
    """The entries of failed passphrases and PINs since the officer `login` last unlocked, in order;
    for somebody who never has, those after the entry number `latest`."""
    row = vault.row(
        "SELECT seq FROM custody WHERE action = 'unlocked' AND officer = ?"
        " ORDER BY seq DESC LIMIT 1",
        (login,),
    )
    rows = vault.rows(
        f"{_SELECT} WHERE action IN ('unlock_failed', 'share_pin_failed', 'shift_key_failed')"
        " AND seq > ? ORDER BY seq",
        (row[0] if row else latest,),
    )
    return tuple(_event(row) for row in rows)


def bundles_begun(vault: Database) -> frozenset[str]:
    """The ids of all bundles that were begun, notices too, whatever became of them."""
    rows = vault.rows(f"{_SELECT} WHERE action IN ('export_begun', 'notice_begun')")
    return frozenset(_event(row).detail.get("bundle", "") for row in rows) - {""}


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
    """How many bytes `custody.json` has of the file with the longest history: the entries since it
    was begun, its own whole. Some per cent too many rather than too few; nothing is built."""
    row = vault.row(
        "SELECT coalesce(max(size), 0) FROM (SELECT"
        " ((SELECT max(seq) FROM custody) - min(seq) + 1 - count(*)) * ?"
        " + sum(length(detail) + length(officer) + length(action) + ?) AS size"
        " FROM custody WHERE n > 0 GROUP BY case_id)",
        (_OTHERS_ENTRY, _OWN_ENTRY),
    )
    return int(row[0]) if row else 0


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


def sealed_until(vault: Database, public: bytes, first: int) -> int:
    """The last entry from `first` on that a seal of this key (Ed25519) stands under; 0: none."""
    last = 0
    for mark in _seals(vault, first):
        if mark.ed25519_public == public:
            row = vault.row(f"{_SELECT} WHERE seq = ?", (mark.seq,))
            if row is not None and _is_genuine(mark, vault.vault_id, read_entry(row)):
                last = mark.seq
    return last


def unsealed(
    vault: Database, login: str, public: bytes, after: int, actions: Collection[str]
) -> tuple[CustodyEvent, ...]:
    """Entries in this officer's name with one of these actions, behind the entry `after`, of which
    they have sealed neither the entry itself nor what they entered next to it: a seal behind an
    entry of somebody else may be of another day, and of another deed."""
    own = [mark for mark in _seals(vault, after + 1) if mark.ed25519_public == public]
    named = (event for action in sorted(actions) for event in since(vault, after, action))
    return tuple(
        event for event in named if event.officer == login and not _is_sealed(vault, event, own)
    )


class FollowedChain:
    """The chain of an open vault, as far as it was followed since it was opened: what was followed
    is not followed again, as long as nothing but new entries came.

    Whatever else is written to entries, keys of files, seals or the keys that check them, by this
    connection or another one, makes the next look a whole one.
    """

    def __init__(self, vault: Database) -> None:
        self._vault = vault
        self._forget()

    def follow(self) -> CustodyEvent | None:
        """Follow it to its end and check every seal; return the last entry.

        Raises:
            CustodyBroken: an entry does not follow, or a seal is not its officer's (details: seq).
        """
        if not self._stands():
            self._forget()
        try:
            self._go_on()
        except BaseException:
            self._forget()
            raise
        return self._last

    def _forget(self) -> None:
        self._last: CustodyEvent | None = None
        self._counts = FileCounts({})
        self._sealed = 0  # seals of entries before the last one
        self._written = self._vault.written_past_the_chain()

    def _stands(self) -> bool:
        """Whether what was followed lies there as it did."""
        if self._last is None or self._written != self._vault.written_past_the_chain():
            return False
        seq = self._last.seq
        entry = self._vault.row("SELECT hash FROM custody WHERE seq = ?", (seq,))
        before = self._vault.row("SELECT count(*) FROM custody_seal WHERE seq < ?", (seq,))
        return entry == (self._last.hash,) and before == (self._sealed,)

    def _go_on(self) -> None:
        vault, last = self._vault, self._last
        self._counts.keys = every_key(vault)
        marks = tuple(_seals(vault, last.seq if last else 0))
        sealed = {mark.seq for mark in marks}
        entries = {last.seq: last} if last else {}
        for event in _read_on(vault, last.seq if last else -1):
            if not (follows(last, event) and says_what_was_hashed(event)):
                raise CustodyBroken(seq=event.seq)
            if not self._counts.fits(event):
                raise CustodyBroken(seq=event.seq)
            last = event
            if event.seq in sealed:
                entries[event.seq] = event
        vault_id = vault.vault_id
        for mark in marks:
            if mark.seq not in entries or not _is_genuine(mark, vault_id, entries[mark.seq]):
                raise CustodyBroken(seq=mark.seq)
        self._last = last
        row = (
            vault.row("SELECT count(*) FROM custody_seal WHERE seq < ?", (last.seq,))
            if last
            else None
        )
        self._sealed = row[0] if row else 0


def _read_on(vault: Database, seq: int) -> Iterator[CustodyEvent]:
    """The entries after this one, some at a time."""
    while rows := vault.rows(f"{_SELECT} WHERE seq > ? ORDER BY seq LIMIT ?", (seq, _TOGETHER)):
        yield from map(_event, rows)
        seq = rows[-1][0]


def verify(vault: Database) -> CustodyEvent | None:
    """Follow the whole chain and check every seal; return the last entry.

    Raises:
        CustodyBroken: an entry does not follow, or a seal is not its officer's (details: seq).
    """
    return FollowedChain(vault).follow()


def raw_entries(vault: Database) -> tuple[Row, ...]:
    """Every entry as it lies there, in order, to be read elsewhere (`read_entry`)."""
    return tuple(vault.rows(f"{_SELECT} ORDER BY seq"))


def read_entry(row: Row) -> CustodyEvent:
    """An entry; when its fields cannot be read, whose it is and how it is bound alone."""
    try:
        event = _event(row)
        if not isinstance(event.detail, dict):
            raise TypeError
    except (ValueError, TypeError, OverflowError):
        return _unreadable(row)
    return event


def _unreadable(row: Row) -> CustodyEvent:
    bare = CustodyEvent(seq=row[0], previous=str(row[1]), hash=str(row[2]))
    try:
        case_id = CaseId(row[6]) if row[6] else None
        return replace(bare, case_id=case_id, binding=_binding(row[_COLUMNS_BEFORE:]))
    except (ValueError, TypeError):
        return bare


def entries(vault: Database) -> Iterator[CustodyEvent]:
    """Every entry, in order, some at a time. One that cannot be read comes bare, without fields."""
    seq = -1
    while rows := vault.rows(f"{_SELECT} WHERE seq > ? ORDER BY seq LIMIT ?", (seq, _TOGETHER)):
        yield from map(read_entry, rows)
        seq = rows[-1][0]


def chain_faults(vault: Database) -> Iterator[ChainFault]:
    """Everything that does not hold of the chain and its seals; nothing: it is whole."""
    yield from faults_of(vault.vault_id, entries(vault), _seals(vault), every_key(vault))


def faults_of(
    vault_id: str,
    events: Iterable[CustodyEvent],
    seals: Iterable[Seal],
    keys: Mapping[CaseId, Sequence[bytes]],
) -> Iterator[ChainFault]:
    """As `chain_faults`, of entries and seals that were read before."""
    sealed: dict[int, list[Seal]] = {}
    for mark in seals:
        sealed.setdefault(mark.seq, []).append(mark)
    before, previous = 0, GENESIS
    counts = FileCounts(keys)
    for event in events:
        if (event.seq, event.previous) != (before + 1, previous):
            yield ChainFault(event.seq, Breach.ORDER)
        if event.at is None:
            yield ChainFault(event.seq, Breach.UNREADABLE)
        elif not says_what_was_hashed(event):
            yield ChainFault(event.seq, Breach.HASH)
        if not counts.fits(event):
            yield ChainFault(event.seq, Breach.FILE)
        for mark in sealed.pop(event.seq, ()):
            if not _is_genuine(mark, vault_id, event):
                yield ChainFault(event.seq, Breach.SEAL, mark.login)
        before, previous = event.seq, event.hash
    for seq, marks in sealed.items():  # of entries that are not there
        yield from (ChainFault(seq, Breach.SEAL, mark.login) for mark in marks)


def _is_sealed(vault: Database, event: CustodyEvent, marks: Iterable[Seal]) -> bool:
    """Whether one of these seals stands under it before an entry of somebody else follows."""
    row = vault.row(
        f"{_SELECT} WHERE seq > ? AND officer != ? ORDER BY seq LIMIT 1", (event.seq, event.officer)
    )
    end = None if row is None else _event(row).seq
    for mark in marks:
        if event.seq <= mark.seq and (end is None or mark.seq < end):
            row = vault.row(f"{_SELECT} WHERE seq = ?", (mark.seq,))
            if row is not None and _is_genuine(mark, vault.vault_id, read_entry(row)):
                return True
    return False


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


def _seals(vault: Database, first: int = 0) -> Iterator[Seal]:
    """The seals of this entry and of later ones."""
    rows = vault.rows(
        "SELECT seq, login, signature, custody_seal.at, ed25519 FROM custody_seal"
        " JOIN officer_key ON officer_key.id = officer_key"
        " JOIN officer ON officer.id = officer WHERE seq >= ? ORDER BY seq, officer_key.id",
        (first,),
    )
    for seq, login, signature, at, public in rows:
        yield Seal(seq, login, bytes(signature), from_stored(at), bytes(public))


def _event(row: Row) -> CustodyEvent:
    seq, previous, digest, at, officer, action, case_id, detail = row[:_COLUMNS_BEFORE]
    return CustodyEvent(
        seq=seq,
        previous=previous,
        hash=digest,
        at=from_stored(at),
        officer=officer,
        action=action,
        case_id=CaseId(case_id) if case_id is not None else None,
        detail=json.loads(detail),
        binding=_binding(row[_COLUMNS_BEFORE:]),
    )


def _binding(row: Row) -> Binding | None:
    """None: from before exchange format 1.0, or a row of a copy that an older program left."""
    if not row or row[0] is None:
        return None
    n, decision, salt, tag, digest = row
    return Binding(bytes(tag), n, bool(decision), bytes(digest), bytes(salt))
