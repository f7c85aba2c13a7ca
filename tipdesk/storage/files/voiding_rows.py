"""Why files were voided. Rows are added: one that is voided twice has two."""

from __future__ import annotations

from tipdesk.cases.files.voiding import Voiding, VoidReason
from tipdesk.cases.model import CaseId
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import from_stored, to_stored
from tipdesk.storage.keys.case_keys import Opens, opens_nothing, told


def add(vault: Database, case_id: CaseId, voiding: Voiding) -> None:
    """Enter why; `by` is a login, `at` a time."""
    if voiding.at is None:
        raise ValueError("a voiding has a time")
    with vault.transaction():
        vault.execute(
            "INSERT INTO voiding(case_ref, at, officer, reason, duplicate_of, words) VALUES("
            "(SELECT id FROM case_file WHERE uuid = ?), ?,"
            " (SELECT id FROM officer WHERE login = ?), ?, ?, ?)",
            (
                case_id,
                to_stored(voiding.at),
                voiding.by,
                voiding.reason.value,
                voiding.duplicate_of,
                voiding.words,
            ),
        )


def newest(vault: Database, case_id: CaseId, opens: Opens = opens_nothing) -> Voiding | None:
    """Why a file was voided last; without the words that are closed to `opens`."""
    row = vault.row(
        "SELECT reason, duplicate_of, words, login, at FROM voiding"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY voiding.id DESC"
        " LIMIT 1",
        (case_id,),
    )
    if row is None:
        return None
    reason, duplicate_of, words, by, at = row
    line = told(opens, "words", str(words)) or ""
    return Voiding(VoidReason(reason), str(duplicate_of), line, str(by), from_stored(at))
