"""What the list, the search and other files know of a file; written at each fold, or anew."""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.cases.interview.elsewhere import Key
from tipdesk.cases.model import CaseId
from tipdesk.storage.database.database import Database
from tipdesk.storage.files import named_rows, search
from tipdesk.storage.files.search import SearchText


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
    named_rows.replace(vault, ref, listing.keys)


def _ref(vault: Database, case_id: CaseId) -> int:
    row = vault.row("SELECT id FROM case_file WHERE uuid = ?", (case_id,))
    if row is None:
        raise KeyError(case_id)
    return int(row[0])
