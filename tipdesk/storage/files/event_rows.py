"""Events in the vault: entries of their logs, added and never changed but by being closed.

As with case work (`casework_rows`) each has an entry of the chain of custody, of no file,
with its salted digest; `faults` holds both together. What is about one file (that it is of the
event, the line of the roster with which it was begun) hangs on that file, so that it is closed with
it when it is hidden, and whoever does not read it then sees nothing of it here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tipdesk.cases.events import LINE, EventDeed, EventEntry, EventId, entry_text, read_entry
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.keys.case_keys import Opens, text_for

ENTERED = "event_entered"
WORDS = "words"
"""The place of an entry, for what closes and opens it."""
_SALT = 16  # bytes
_SALT_DIGITS = 2 * _SALT
_SINCE = 11  # version of the schema
_REF = "(SELECT id FROM case_file WHERE uuid = ?)"

Chains = Callable[[str], CustodyEvent]
"""Adds the entry `ENTERED` with this digest to the chain, as one of no file."""


@dataclass(frozen=True, slots=True)
class _Lying:
    """An entry as it lies; `words` None: closed to whoever asks."""

    event: str
    seq: int
    custody_seq: int
    case_id: CaseId | None
    words: str | None


def enter(
    vault: Database, entry: EventEntry, close: Callable[[str, str], str] | None, chains: Chains
) -> None:
    """Add an entry and that of the chain, in one transaction. `close` closes the place `WORDS` of
    what is about a hidden file. A line that is claimed hangs on its file from then on.

    Raises:
        DiskFull: nothing was written.
    """
    words = os.urandom(_SALT).hex() + entry_text(entry)
    stored = words if close is None else close(WORDS, words)
    case_id = entry.case_id
    with vault.transaction():
        event = chains(_digest(words))
        vault.execute(
            "INSERT INTO event_entry(event, seq, custody_seq, case_ref, words)"
            f" VALUES(?, ?, ?, {_REF}, ?)",
            (entry.event, entry.seq, event.seq, case_id, stored),
        )
        if entry.deed is EventDeed.CLAIMED:
            vault.execute(
                f"UPDATE event_entry SET case_ref = {_REF} WHERE event = ? AND seq = ?",  # noqa: S608  a literal
                (case_id, entry.event, int(entry.body[LINE])),
            )


def all_events(vault: Database) -> tuple[EventId, ...]:
    """Every event, the newest first."""
    rows = vault.rows("SELECT event FROM event_entry WHERE seq = 1 ORDER BY id DESC")
    return tuple(EventId(event) for (event,) in rows)


def of_case(vault: Database, case_id: CaseId) -> tuple[EventId, ...]:
    """The events of which something is about a file."""
    rows = vault.rows(
        f"SELECT DISTINCT event FROM event_entry WHERE case_ref = {_REF}",  # noqa: S608  a literal
        (case_id,),
    )
    return tuple(EventId(event) for (event,) in rows)


def voided(vault: Database, event: EventId) -> frozenset[CaseId]:
    """The files of an event that are voided."""
    rows = vault.rows(
        "SELECT uuid FROM case_file WHERE status = 'voided'"
        " AND id IN (SELECT case_ref FROM event_entry WHERE event = ?)",
        (event,),
    )
    return frozenset(CaseId(uuid) for (uuid,) in rows)


def last_seq(vault: Database, event: EventId) -> int:
    """The number of its newest entry; 0: there is no such event."""
    row = vault.row("SELECT max(seq) FROM event_entry WHERE event = ?", (event,))
    return int(row[0] or 0) if row is not None else 0


def closed(vault: Database, event: EventId) -> int:
    """How many entries are closed, to whoever asks."""
    row = vault.row(
        "SELECT count(*) FROM event_entry WHERE event = ? AND substr(words, 1, 1) = char(29)",
        (event,),
    )
    return int(row[0]) if row is not None else 0


def entries(
    vault: Database, event: EventId, opens_of: Callable[[CaseId], Opens]
) -> tuple[EventEntry, ...]:
    """The log of an event, without what is closed to whoever asks.

    Raises:
        VaultDamaged: an entry is none (what="events").
    """
    read = []
    for kept in _lying(vault, opens_of, event):
        if kept.words is not None:
            try:
                read.append(read_entry(kept.words[_SALT_DIGITS:]))
            except ValueError as error:
                raise VaultDamaged(what="events") from error
    return tuple(read)


def faults(vault: Database, opens_of: Callable[[CaseId], Opens]) -> tuple[int, ...]:
    """Hold every log against the chain: the entries of the chain (numbers) of which the entry here
    is another, of another event or file, out of its order or gone; 0: one here has none there."""
    if vault.version < _SINCE:  # the copy of an older version
        return ()
    chained = {event.seq: event for event in custody_rows.since(vault, 0, ENTERED)}
    wrong, last = set[int](), dict[str, _Lying]()
    claims = dict[tuple[str, int], set[CaseId | None]]()
    kept = tuple(_lying(vault, opens_of))
    for lying in kept:
        before = last.get(lying.event)
        follows = (before.seq + 1, before.custody_seq) if before else (1, 0)
        in_order = lying.seq == follows[0] and lying.custody_seq > follows[1]
        event = chained.pop(lying.custody_seq, None)
        if event is None or not in_order or not _says(lying, event):
            wrong.add(event.seq if event else 0)
        last[lying.event] = lying
        entry = None if lying.words is None else _entry(lying.words)
        if entry is not None and entry.deed is EventDeed.CLAIMED:
            claimed = claims.setdefault((entry.event, int(entry.body[LINE])), set())
            claimed.add(entry.case_id)
    for lying in kept:
        entry = None if lying.words is None else _entry(lying.words)
        hangs = {None} if entry is None else {entry.case_id}
        if entry is not None and entry.deed is EventDeed.LINE:
            hangs = claims.get((lying.event, lying.seq), {None})
        if entry is not None and lying.case_id not in hangs:
            wrong.add(lying.custody_seq)
    return tuple(sorted(wrong | chained.keys()))


def _says(kept: _Lying, event: CustodyEvent) -> bool:
    """Whether an entry is the one of which the chain has the digest, by the same officer; of what
    is closed only that it is there."""
    if kept.words is None:
        return True
    entry = _entry(kept.words)
    return (
        entry is not None
        and _digest(kept.words) == event.detail.get("entry")
        and (entry.event, entry.seq, entry.by) == (kept.event, kept.seq, event.officer)
    )


def _entry(words: str) -> EventEntry | None:
    try:
        return read_entry(words[_SALT_DIGITS:])
    except ValueError:
        return None


def _lying(
    vault: Database, opens_of: Callable[[CaseId], Opens], event: EventId | None = None
) -> Iterator[_Lying]:
    rows = vault.rows(
        "SELECT event, seq, custody_seq, uuid, words FROM event_entry"
        " LEFT JOIN case_file ON case_file.id = case_ref WHERE ?1 IS NULL OR event = ?1"
        " ORDER BY event, seq",
        (event,),
    )
    for name, seq, custody_seq, uuid, words in rows:
        case_id = CaseId(uuid) if uuid else None
        plain = words if case_id is None else text_for(opens_of(case_id), WORDS, words)
        yield _Lying(name, seq, custody_seq, case_id, plain)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keep_begun(vault: Database, login: str, closed: str) -> None:
    """Keep what an officer has written of events and not entered, closed to everybody else; '' for
    nothing."""
    with vault.transaction():
        vault.set_meta(f"events/{login}", closed)


def begun(vault: Database, login: str) -> str:
    """What an officer has written of events and not entered, as it was kept."""
    return vault.meta(f"events/{login}")
