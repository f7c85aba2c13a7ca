"""The ledger of consents: lines that are added, and never changed but by being closed or opened."""

from __future__ import annotations

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database
from tipdesk.storage.keys.case_keys import Opens, text_for

WORDS = "words"
"""The place of a line, for what closes and opens it."""
_SINCE = 11  # version of the schema


def add(vault: Database, case_id: CaseId, stored: str) -> None:
    """Add a line, as it is to be stored."""
    vault.execute(
        "INSERT INTO consent_event(case_ref, words)"
        " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?)",
        (case_id, stored),
    )


def as_they_lie(vault: Database, case_id: CaseId) -> tuple[str, ...]:
    """The lines of a file as they are stored, the oldest first."""
    rows = vault.rows(
        "SELECT words FROM consent_event"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY id",
        (case_id,),
    )
    return tuple(words for (words,) in rows)


def of_case(vault: Database, case_id: CaseId, opens: Opens) -> tuple[str | None, ...]:
    """The lines of a file, the oldest first; None: closed to whoever asks."""
    if vault.version < _SINCE:  # the copy of an older version
        return ()
    rows = vault.rows(
        "SELECT words FROM consent_event"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY id",
        (case_id,),
    )
    return tuple(text_for(opens, WORDS, stored) for (stored,) in rows)
