"""What the list, the search and other files know of a file; written at each fold, or anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tipdesk.cases.interview.elsewhere import Key, Kind
from tipdesk.cases.model import CaseId
from tipdesk.storage.files import search
from tipdesk.storage.files.search import SearchText
from tipdesk.storage.transactions import Database

# By what one file is found from another one: folded keys, never shown.


_TOGETHER = 200  # keys in one statement


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A file that has a key."""

    key: Key
    case_id: CaseId
    number: str


def replace(vault: Database, ref: int, keys: Iterable[Key]) -> None:
    """Let a file be found by these keys and by no others."""
    wanted = {(key.text, key.kind.value, key.more) for key in keys}
    with vault.transaction():
        rows = vault.rows("SELECT key, kind, more FROM named WHERE case_ref = ?", (ref,))
        present = {(text, kind, more) for text, kind, more in rows}
        for old in present - wanted:
            vault.execute(
                "DELETE FROM named WHERE (key, kind, more, case_ref) = (?, ?, ?, ?)", (*old, ref)
            )
        for new in wanted - present:
            vault.execute("INSERT INTO named VALUES(?, ?, ?, ?)", (*new, ref))


def files_with(vault: Database, keys: Collection[Key], besides: CaseId) -> tuple[NamedIn, ...]:
    """Files that have one of the keys, whatever stands between first and family name."""
    pairs = list(dict.fromkeys((key.text, key.kind.value) for key in keys))
    files: list[NamedIn] = []
    for first in range(0, len(pairs), _TOGETHER):
        some = pairs[first : first + _TOGETHER]
        places = ", ".join(["(?, ?)"] * len(some))
        rows = vault.rows(
            "SELECT key, kind, more, uuid, number FROM named JOIN case_file ON id = case_ref"  # noqa: S608  question marks
            f" WHERE (key, kind) IN (VALUES {places}) AND uuid <> ? ORDER BY number",
            (*(value for pair in some for value in pair), besides),
        )
        files += [
            NamedIn(Key(Kind(kind), text, more), CaseId(uuid), str(number))
            for text, kind, more, uuid, number in rows
        ]
    return tuple(files)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list and the search know of a file."""

    display_name: str
    urgency: str
    search: SearchText
    review_due: str = ""  # ISO day
    non_punishment: bool = False
    keys: frozenset[Key] = frozenset()  # by which other files find this one


def write(vault: Database, ref: int, listing: Listing) -> None:
    """Its row of the list, and by what it is found. `ref` is the row number of the file."""
    with vault.transaction():
        vault.execute(
            "UPDATE case_file SET display_name = ?, urgency = ?, review_due = ?,"
            " non_punishment = ? WHERE id = ?",
            (
                listing.display_name,
                listing.urgency,
                listing.review_due,
                int(listing.non_punishment),
                ref,
            ),
        )
        _index(vault, ref, listing)


def list_again(vault: Database, case_id: CaseId, listing: Listing) -> None:
    """As `write`, of a file that nobody has folded."""
    write(vault, _ref(vault, case_id), listing)


def find_again(vault: Database, case_id: CaseId, listing: Listing) -> None:
    """Let search and other files find a file again; its row of the list stays as it is."""
    _index(vault, _ref(vault, case_id), listing)


def _index(vault: Database, ref: int, listing: Listing) -> None:
    search.index(vault, ref, listing.search)
    replace(vault, ref, listing.keys)


def _ref(vault: Database, case_id: CaseId) -> int:
    row = vault.row("SELECT id FROM case_file WHERE uuid = ?", (case_id,))
    if row is None:
        raise KeyError(case_id)
    return int(row[0])
