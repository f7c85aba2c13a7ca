"""Serial numbers of emergency packs that were typed in, each as one file."""

from __future__ import annotations

from tipdesk.cases.model import CaseId
from tipdesk.storage.database.database import Database


def add_pack(vault: Database, case_id: CaseId, serial: str) -> None:
    """Keep from which pack a file is typed in. Never changed."""
    vault.execute(
        "INSERT INTO paper_pack(case_ref, serial)"
        " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?)",
        (case_id, serial),
    )


def pack_serial(vault: Database, case_id: CaseId) -> str:
    """The pack that a file is typed in from; '' for none."""
    row = vault.row(
        "SELECT serial FROM paper_pack JOIN case_file ON case_file.id = case_ref WHERE uuid = ?",
        (case_id,),
    )
    return str(row[0]) if row else ""


def case_of_pack(vault: Database, serial: str) -> CaseId | None:
    """The file that was typed in from a pack."""
    row = vault.row(
        "SELECT uuid FROM paper_pack JOIN case_file ON case_file.id = case_ref WHERE serial = ?",
        (serial,),
    )
    return CaseId(row[0]) if row else None
