"""What left on paper or as a file: which document of which file, when, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database
from tipdesk.storage.times import from_stored, to_stored


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that left on paper or as a file; `digest` is that of the record it shows."""

    case_id: CaseId
    document: str
    how: str  # printed or saved
    digest: str
    by: str  # login
    at: datetime


def add_printed(vault: Database, printed: Printed) -> None:
    """Enter a printed document."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO printed(case_ref, document, how, digest, officer, at) VALUES("
            "(SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (
                printed.case_id,
                printed.document,
                printed.how,
                printed.digest,
                printed.by,
                to_stored(printed.at),
            ),
        )


def printed(vault: Database, case_id: CaseId) -> tuple[Printed, ...]:
    """Every document of a file that left, oldest first."""
    rows = vault.rows(
        "SELECT document, how, digest, login, at FROM printed"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY printed.id",
        (case_id,),
    )
    return tuple(
        Printed(case_id, document, how, digest, by, from_stored(at))
        for document, how, digest, by, at in rows
    )


def count(vault: Database, case_id: CaseId, document: str) -> int:
    """How often this document of the file has left."""
    rows = vault.rows(
        "SELECT count(*) FROM printed WHERE document = ?"
        " AND case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (document, case_id),
    )
    return int(rows[0][0])
