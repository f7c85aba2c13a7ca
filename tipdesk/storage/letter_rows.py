"""Letters that referred a need to a service: rows are added, the last of a need counts."""

from __future__ import annotations

from tipdesk.cases.model import CaseId
from tipdesk.cases.referrals import Letter
from tipdesk.storage.database import Database
from tipdesk.storage.times import from_stored, to_stored


def add(vault: Database, case_id: CaseId, letter: Letter) -> None:
    """Keep a letter that left; `by` and `at` must be filled."""
    if letter.at is None:
        raise ValueError("a letter without its time")
    with vault.transaction():
        vault.execute(
            "INSERT INTO letter(case_ref, need, mark, agency, fields, officer, at) VALUES("
            "(SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (
                case_id,
                letter.need,
                letter.mark,
                letter.agency,
                " ".join(letter.fields),
                letter.by,
                to_stored(letter.at),
            ),
        )


def of_case(vault: Database, case_id: CaseId) -> tuple[Letter, ...]:
    """Every letter of a file, oldest first."""
    rows = vault.rows(
        "SELECT need, mark, agency, fields, login, at FROM letter"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY letter.id",
        (case_id,),
    )
    return tuple(
        Letter(need, mark, agency, tuple(fields.split()), login, from_stored(at))
        for need, mark, agency, fields, login, at in rows
    )
