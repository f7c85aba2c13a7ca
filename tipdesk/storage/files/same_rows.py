"""What was said of two files of one person, in the vault: added, never changed but by being closed.

A row names no file outside its words, since a hidden file would be named by it; while one is
hidden, its words lie under that file's key, and the row says only under whose. Each has an entry of
the chain of no file with its salted digest, and `faults` holds both together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.cases.persons.same import ENTERED, SameStatement, read_statement, statement_text
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.keys.case_keys import Opens, is_closed, text_for
from tipdesk.storage.version_11 import SAME_FIRST, SAME_SECOND

WORDS = "same_said"
"""The place of such words, for what closes and opens them."""
_SALT = 16  # bytes: who knows two numbers could guess the rest
_SALT_DIGITS = 2 * _SALT
_SINCE = 11  # version of the schema
_OPEN_OF = (
    f"SELECT id FROM same_said WHERE case_ref IS NULL AND {SAME_FIRST} = ?1 UNION ALL "  # noqa: S608  literals
    f"SELECT id FROM same_said WHERE case_ref IS NULL AND {SAME_SECOND} = ?1"
)
_CLOSED = "SELECT id FROM same_said WHERE case_ref > 0"  # who opens them sees of whom they speak

OpensOf = Callable[[CaseId], Opens]
"""What opens the closed texts of a file to whoever asks."""
Turn = Callable[[str, str], str]
"""A place and its stored text: the text as it is to be stored."""
Chains = Callable[[Mapping[str, str]], CustodyEvent]
"""Adds the entry `ENTERED` with these details to the chain, as one of no file."""


@dataclass(frozen=True, slots=True)
class LyingStatement:
    """A row as it lies; `words` None: closed to whoever asks. `closed_by`: under whose key."""

    number: int
    custody_seq: int
    closed_by: CaseId | None
    words: str | None


def enter(
    vault: Database,
    statement: SameStatement,
    closed_by: CaseId | None,
    turn: Turn,
    chains: Chains,
) -> None:
    """Add a statement and its entry of the chain, in one transaction; `turn` closes its words where
    a file of them is hidden (`closed_by`).

    Raises:
        DiskFull: nothing was written.
    """
    words = os.urandom(_SALT).hex() + statement_text(statement)
    stored = turn(WORDS, words) if closed_by else words
    with vault.transaction():
        event = chains({"statement": _digest(words)})
        vault.execute(
            "INSERT INTO same_said(custody_seq, case_ref, words)"
            " VALUES(?, (SELECT id FROM case_file WHERE uuid = ?), ?)",
            (event.seq, closed_by, stored),
        )


def of_case(vault: Database, case_id: CaseId, opens_of: OpensOf) -> tuple[SameStatement, ...]:
    """What was said of a file and others, in order, without what is closed to whoever asks.

    Raises:
        VaultDamaged: a row is no statement (what="same_said").
    """
    statements = []
    for kept in _lying(vault, opens_of, case_id):
        if kept.words is None:
            continue
        try:
            statement = read_statement(kept.words[_SALT_DIGITS:])
        except (ValueError, TypeError) as error:
            raise VaultDamaged(what=WORDS) from error
        if case_id in (statement.first, statement.second):
            statements.append(statement)
    return tuple(statements)


def close(vault: Database, case_id: CaseId, turn: Turn) -> None:
    """A file is hidden: what was said of it goes under its key (`turn`)."""
    with vault.transaction():
        rows = vault.rows(
            f"SELECT id, words FROM same_said WHERE id IN ({_OPEN_OF})",  # noqa: S608  literals
            (case_id,),
        )
        for number, words in rows:
            vault.execute(
                "UPDATE same_said SET words = ?,"
                " case_ref = (SELECT id FROM case_file WHERE uuid = ?) WHERE id = ?",
                (turn(WORDS, words), case_id, number),
            )


def open_again(vault: Database, case_id: CaseId, turn: Turn) -> None:
    """A file is shown again: what `turn` opens is open, but where the other file of it is hidden:
    that stays under the key under which it lies."""
    with vault.transaction():
        rows = vault.rows(
            "SELECT same_said.id, words FROM same_said JOIN case_file ON case_file.id = case_ref"
            " WHERE uuid = ?",
            (case_id,),
        )
        for number, words in rows:
            opened = turn(WORDS, words)
            if is_closed(opened) or _other_is_hidden(vault, case_id, opened):
                continue
            vault.execute(
                "UPDATE same_said SET words = ?, case_ref = NULL WHERE id = ?", (opened, number)
            )


def _other_is_hidden(vault: Database, case_id: CaseId, words: str) -> bool:
    other = read_statement(words[_SALT_DIGITS:]).other(case_id)
    row = vault.row("SELECT hidden_at IS NOT NULL FROM case_file WHERE uuid = ?", (other,))
    return bool(row and row[0])


def faults(vault: Database, opens_of: OpensOf) -> tuple[int, ...]:
    """Hold every row against the chain: the entries of the chain (numbers) of which the row is
    another, out of its order or gone; 0: one here has none in the chain."""
    unmatched = {
        event.seq: event for event in custody_rows.since(vault, 0, ENTERED) if not event.case_id
    }
    wrong, last = set[int](), 0
    for kept in _lying(vault, opens_of):
        event = unmatched.pop(kept.custody_seq, None)
        if event is None or kept.custody_seq <= last or not _says(kept, event):
            wrong.add(event.seq if event else 0)
        last = max(last, kept.custody_seq)
    return tuple(sorted(wrong | unmatched.keys()))


def _says(kept: LyingStatement, event: CustodyEvent) -> bool:
    """Whether a row is the one of which the chain has the digest, by the same officer; of what is
    closed only that it is there."""
    if kept.words is None:
        return True
    if _digest(kept.words) != event.detail.get("statement"):
        return False
    try:
        return read_statement(kept.words[_SALT_DIGITS:]).by == event.officer
    except (ValueError, TypeError):
        return False


def _lying(
    vault: Database, opens_of: OpensOf, case_id: CaseId | None = None
) -> Iterator[LyingStatement]:
    """The rows as they are stored: those that may name a file, or all."""
    if vault.version < _SINCE:  # the copy of an older version
        return
    rows = vault.rows(
        "SELECT same_said.id, custody_seq, uuid, words FROM same_said"  # noqa: S608  literals of this module
        " LEFT JOIN case_file ON case_file.id = case_ref"
        + (f" WHERE same_said.id IN ({_OPEN_OF} UNION ALL {_CLOSED})" if case_id else "")
        + " ORDER BY same_said.id",
        (case_id,) if case_id else (),
    )
    for number, seq, uuid, words in rows:
        if not is_closed(words):
            yield LyingStatement(number, seq, None, words)
        elif uuid is None:  # it says under nobody's key
            yield LyingStatement(number, seq, None, None)
        else:
            closed_by = CaseId(uuid)
            opened = text_for(opens_of(closed_by), WORDS, words)
            yield LyingStatement(number, seq, closed_by, opened)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
