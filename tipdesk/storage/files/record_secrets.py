"""The secret of each revision of a file: the salts of its record come from it, and it never leaves.

Whoever knows it and a record finds short answers that stay by trying; so it lies under the file's
own key as soon as the file has one. A later secret of the same revision takes the place of an
earlier one, which stays: what was approved under it can still be proved.
"""

from __future__ import annotations

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database
from tipdesk.storage.files.sealing import Turn


def place(revision: int) -> str:
    """Where the secret of a revision lies, to whatever closes and opens it."""
    return f"record:{revision}"


def newest(vault: Database, case_id: CaseId, revision: int) -> str:
    """The secret of a revision, in hex or closed; '' while it has none."""
    return next(iter(of_revision(vault, case_id, revision)), "")


def of_revision(vault: Database, case_id: CaseId, revision: int) -> tuple[str, ...]:
    """Every secret that a revision had, the newest first."""
    rows = vault.rows(
        "SELECT secret FROM record_secret WHERE revision = ? AND case_ref ="
        " (SELECT id FROM case_file WHERE uuid = ?) ORDER BY id DESC",
        (revision, case_id),
    )
    return tuple(secret for (secret,) in rows)


def add(vault: Database, case_id: CaseId, revision: int, secret: str) -> None:
    """A secret that takes the place of the one before."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO record_secret(case_ref, revision, secret)"
            " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?, ?)",
            (case_id, revision, secret),
        )


def close(vault: Database, case_id: CaseId, turn: Turn) -> None:
    """Close every secret of a file that lies open."""
    with vault.transaction():
        rows = vault.rows(
            "SELECT id, revision, secret FROM record_secret WHERE case_ref ="
            " (SELECT id FROM case_file WHERE uuid = ?)",
            (case_id,),
        )
        for number, revision, stored in rows:
            closed = turn(place(revision), stored)
            if closed != stored:
                vault.execute("UPDATE record_secret SET secret = ? WHERE id = ?", (closed, number))
