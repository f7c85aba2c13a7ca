"""Rows that follow from the files (what is owed, the list, the search): how far they were written.

They are no evidence: they are made of answers, case work and status, and made anew when they are
lost. A program that makes others of them than the one before goes through all files; where it
stopped is kept in `meta`.
"""

from __future__ import annotations

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database
from tipdesk.storage.files import search

SINCE = 11  # version of the schema
_RULES = 1
"""Goes up with every change of what is written of a file: all are gone through again."""
_WRITTEN = f"derived_written/{_RULES}"  # in `meta`: up to which row number of a file, or
_MERGE, _MERGING, _WHOLE = "merge", "merging", "all"  # what is left to do with the indexes
_PAGES = 200  # of an index, in one step


def files_after(vault: Database, ref: int, most: int) -> tuple[tuple[int, CaseId], ...]:
    """The next files by row number, with these."""
    rows = vault.rows(
        "SELECT id, uuid FROM case_file WHERE id > ? ORDER BY id LIMIT ?", (ref, most)
    )
    return tuple((int(number), CaseId(uuid)) for number, uuid in rows)


def written_to(vault: Database) -> int | None:
    """Up to which row number of a file the rows were written; None: of all files."""
    place = vault.meta(_WRITTEN)
    if place in (_MERGE, _MERGING, _WHOLE):
        return None
    return int(place) if place.isdecimal() else 0


def note_written(vault: Database, ref: int | None) -> None:
    """Keep how far it came; None: all are written, and the indexes are to be merged."""
    vault.set_meta(_WRITTEN, _MERGE if ref is None else str(ref))


def merge_some(vault: Database) -> bool:
    """After all files were written: write some of the indexes anew, since words that were taken out
    lie in them until then. Whether there is more of it."""
    place = vault.meta(_WRITTEN)
    if place not in (_MERGE, _MERGING):
        return False
    with vault.transaction():
        # A negative number asks for all of an index, positive ones go on with it (FTS5 6.8).
        pages = -_PAGES if place == _MERGE else _PAGES
        worked = [_merged(vault, index, pages) for index in search.INDEXES]
        goes_on = place == _MERGE or any(worked)
        vault.set_meta(_WRITTEN, _MERGING if goes_on else _WHOLE)
    return goes_on


def _merged(vault: Database, index: str, pages: int) -> bool:
    """Whether there was something to do: the command itself counts as one change (FTS5 6.8)."""
    before = _changes(vault)
    vault.execute(f"INSERT INTO {index}({index}, rank) VALUES('merge', ?)", (pages,))
    return _changes(vault) - before > 1


def _changes(vault: Database) -> int:
    row = vault.row("SELECT total_changes()")
    return int(row[0]) if row else 0


def forget(vault: Database) -> None:
    """Have the rows of all files written anew, file by file; what is owed is in no list before."""
    with vault.transaction():
        vault.execute("DELETE FROM due")
        vault.set_meta(_WRITTEN, "")
