"""Letters that referred a need to a service: rows are added, the last of a need counts.

Which questions of level 4 a letter told of says that they were answered: these names stand under
the file's own key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.referrals import Letter
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import from_stored, to_stored
from tipdesk.storage.keys.case_keys import Opens, is_closed, opens_nothing

AGENCY, FIELDS = "agency", "fields"
"""Their places, for what closes them in a hidden file."""
Closes = Callable[[str, str], str]
"""Closes a text that stands at a place under a file's own key."""


def add_letter(
    vault: Database,
    case_id: CaseId,
    letter: Letter,
    restricted: Collection[str],
    closes: Closes,
    *,
    hidden: bool,
) -> None:
    """Keep a letter that left; `by` and `at` must be filled. Names of `restricted` questions are
    closed, and in a `hidden` file whatever it told and whom."""
    if letter.at is None:
        raise ValueError("a letter without its time")
    agency = letter.agency
    fields = " ".join(name for name in letter.fields if name not in restricted)
    closed = " ".join(name for name in letter.fields if name in restricted)
    if hidden:
        agency, fields = closes(AGENCY, agency), closes(FIELDS, fields)
    with vault.transaction():
        vault.execute(
            "INSERT INTO letter(case_ref, need, mark, agency, fields, restricted, officer, at)"
            " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (
                case_id,
                letter.need,
                letter.mark,
                agency,
                fields,
                closes(_place(letter.mark), closed) if closed else "",
                letter.by,
                to_stored(letter.at),
            ),
        )


def letters(vault: Database, case_id: CaseId, opens: Opens = opens_nothing) -> tuple[Letter, ...]:
    """Every letter of a file, oldest first; without the names that are closed to `opens`."""
    rows = vault.rows(
        "SELECT need, mark, agency, fields, restricted, login, at FROM letter"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY letter.id",
        (case_id,),
    )
    return tuple(
        Letter(
            need,
            mark,
            _opened(agency, AGENCY, opens),
            tuple(
                f"{_opened(fields, FIELDS, opens)} {_opened(closed, _place(mark), opens)}".split()
            ),
            login,
            from_stored(at),
        )
        for need, mark, agency, fields, closed, login, at in rows
    )


def _opened(stored: str, place: str, opens: Opens) -> str:
    return (opens(place, stored) or "") if is_closed(stored) else stored


def _place(mark: str) -> str:
    return f"letter/{mark}"
