"""The case work of files in the vault: entries are added, never changed but by being closed.

Each has an entry of the chain of custody, which holds its salted digests. That entry is one of no
file: in a bundle it looks like any other station's business, so nobody is told there how many
incidents there were. What belongs to which file stands here, and `faults` holds both together.

What an entry says of level 4 lies beside the rest (`note`), under the file's own key.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tipdesk.cases.casework.entries import (
    EntryKind,
    WorkEntry,
    entry_text,
    joined,
    parted,
    read_entry,
)
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import VaultDamaged, WorkEntryInvalid
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.keys.case_keys import Opens, text_for

ENTERED = "work_entered"
WORDS, NOTE = "words", "note"
"""The places of an entry and of what it says of level 4, for what closes and opens them."""
_SALT = 16  # bytes; a room number could be guessed from its digest
_SALT_DIGITS = 2 * _SALT
_SINCE = 11  # version of the schema

Closes = Callable[[str, str], str]
"""What is stored of a text at its place: closed, or as it is."""
Chains = Callable[[Mapping[str, str]], CustodyEvent]
"""Adds the entry `ENTERED` with these details to the chain, as one of no file."""


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as it lies. `words` and `note` None: closed to whoever asks."""

    case_id: CaseId
    seq: int
    custody_seq: int  # number of its entry of the chain
    words: str | None
    note: str | None


def enter(vault: Database, entry: WorkEntry, closes: Closes, chains: Chains) -> None:
    """Add an entry and that of the chain, in one transaction. `closes` is asked for both parts: it
    closes what is of level 4, and of a hidden file all of it.

    Raises:
        DiskFull: nothing was written.
    """
    rest, restricted = parted(entry)
    words = _salted(entry_text(rest).decode("ascii"))
    note = _salted(canonical(dict(restricted)).decode("ascii")) if restricted else ""
    digests = {"entry": _digest(words), **({"restricted": _digest(note)} if note else {})}
    stored = closes(WORDS, words), closes(NOTE, note) if note else ""
    with vault.transaction():
        event = chains(digests)
        vault.execute(
            "INSERT INTO work_entry(case_ref, seq, custody_seq, words, note)"
            " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?)",
            (entry.case_id, entry.seq, event.seq, *stored),
        )
        vault.touch(entry.case_id)


def of_case(vault: Database, case_id: CaseId, opens: Opens) -> tuple[WorkEntry, ...]:
    """The log of a file, without what is closed to whoever asks.

    Raises:
        VaultDamaged: an entry is none (what="casework").
    """
    entries = []
    for lying in _lying(vault, case_id):
        kept = _opened(lying, opens)
        if kept.words is None:
            continue
        try:
            entry = read_entry(kept.words[_SALT_DIGITS:].encode("ascii"))
            restricted = json.loads(kept.note[_SALT_DIGITS:]) if kept.note else {}
            entries.append(joined(entry, restricted))
        except (WorkEntryInvalid, ValueError, TypeError) as error:
            raise VaultDamaged(what="casework") from error
    return tuple(entries)


def faults(
    vault: Database,
    opens_of: Callable[[CaseId], Opens],
    reassigned: Mapping[int, tuple[str, str]] | None = None,
) -> tuple[int, ...]:
    """Hold every log against the chain: the entries of the chain (numbers) of which the entry here
    is another, of another file, out of its order or gone; 0: one here has none in the chain.
    `opens_of` gives what opens a file to whoever asks. `reassigned`: by the number of the deed,
    which file went to whom; an entry that assigns a file and names no such deed is one of them."""
    unmatched = {
        event.seq: event for event in custody_rows.since(vault, 0, ENTERED) if not event.case_id
    }
    wrong, last = set[int](), dict[CaseId, KeptEntry]()
    for lying in _lying(vault):
        kept = _opened(lying, opens_of(lying.case_id))
        before = last.get(kept.case_id)
        follows = (before.seq + 1, before.custody_seq) if before else (1, 0)
        in_order = kept.seq == follows[0] and kept.custody_seq > follows[1]
        event = unmatched.pop(kept.custody_seq, None)
        sound = in_order and event is not None and _says(kept, event)
        if not sound or not _by_deed(kept, reassigned):
            wrong.add(event.seq if event else 0)
        last[kept.case_id] = kept
    return tuple(sorted(wrong | unmatched.keys()))


def _opened(kept: KeptEntry, opens: Opens) -> KeptEntry:
    words = text_for(opens, WORDS, kept.words or "")
    note = text_for(opens, NOTE, kept.note or "")
    return KeptEntry(kept.case_id, kept.seq, kept.custody_seq, words, note)


def _says(kept: KeptEntry, event: CustodyEvent) -> bool:
    """Whether an entry is the one of which the chain has the digest, by the same officer;
    of what is closed only that it is there."""
    detail = event.detail
    if kept.words is not None:
        if _digest(kept.words) != detail.get("entry"):
            return False
        try:
            entry = read_entry(kept.words[_SALT_DIGITS:].encode("ascii"))
        except (WorkEntryInvalid, ValueError):
            return False
        if (entry.case_id, entry.seq, entry.by) != (kept.case_id, kept.seq, event.officer):
            return False
    if kept.note is None:
        return "restricted" in detail
    return (_digest(kept.note) if kept.note else None) == detail.get("restricted")


def _by_deed(kept: KeptEntry, reassigned: Mapping[int, tuple[str, str]] | None) -> bool:
    """Of an entry that `_says` reads: whether the deeds say it too, where it assigns the file."""
    if kept.words is None or reassigned is None:
        return True
    entry = read_entry(kept.words[_SALT_DIGITS:].encode("ascii"))
    if entry.kind is not EntryKind.ASSIGNED:
        return True
    went = reassigned.get(int(entry.body.get("deed", "0")))
    return went == (kept.case_id, entry.body["officer"])


def _lying(vault: Database, case_id: CaseId | None = None) -> Iterator[KeptEntry]:
    """The entries as they are stored, of one file or of all, in the order of each log."""
    if vault.version < _SINCE:  # the copy of an older version
        return
    rows = vault.rows(
        "SELECT uuid, seq, custody_seq, words, note FROM work_entry"
        " JOIN case_file ON case_file.id = case_ref WHERE ?1 IS NULL OR uuid = ?1"
        " ORDER BY case_ref, seq",
        (case_id,),
    )
    for uuid, *fields in rows:
        yield KeptEntry(CaseId(uuid), *fields)


def _salted(text: str) -> str:
    return os.urandom(_SALT).hex() + text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
