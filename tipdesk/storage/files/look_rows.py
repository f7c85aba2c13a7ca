"""Looks: why somebody opened a file that does not name them, or asked whether there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.cases.permissions import LookReason
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import from_stored, to_stored


@dataclass(frozen=True, slots=True)
class AccessReason:
    """One of them. `case_id` None: it was asked whether there is a file; `sought` is for what,
    `found` how many there were."""

    number: int
    at: datetime
    by: str
    case_id: CaseId | None
    reason: LookReason
    words: str
    sought: str = ""
    found: int = 0


def add_reason(vault: Database, look: AccessReason) -> None:
    """Keep a look; `number` is given by the vault. Nothing changes it afterwards."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO look(at, officer, case_ref, reason, words, sought, found)"
            " VALUES(?, (SELECT id FROM officer WHERE login = ?),"
            " (SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?)",
            (
                to_stored(look.at),
                look.by,
                look.case_id,
                look.reason.value,
                look.words,
                look.sought,
                look.found,
            ),
        )


def reasons_since(vault: Database, number: int) -> tuple[AccessReason, ...]:
    """Looks with a higher number than this, the last first."""
    rows = vault.rows(
        "SELECT look.id, look.at, login, uuid, reason, words, sought, found FROM look"
        " JOIN officer ON officer.id = officer LEFT JOIN case_file ON case_file.id = case_ref"
        " WHERE look.id > ? ORDER BY look.id DESC",
        (number,),
    )
    return tuple(
        AccessReason(
            int(one),
            from_stored(at),
            str(by),
            CaseId(uuid) if uuid else None,
            LookReason(reason),
            str(words),
            str(sought),
            int(found),
        )
        for one, at, by, uuid, reason, words, sought, found in rows
    )


def opened_since(vault: Database, login: str, case_id: CaseId, at: datetime) -> bool:
    """Whether somebody has given a reason for this file since then."""
    row = vault.row(
        "SELECT 1 FROM look WHERE at >= ? AND officer = (SELECT id FROM officer WHERE login = ?)"
        " AND case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (to_stored(at), login, case_id),
    )
    return row is not None


def asked_since(vault: Database, login: str, at: datetime) -> int:
    """How often somebody asked since then whether there is a file."""
    row = vault.row(
        "SELECT count(*) FROM look WHERE case_ref IS NULL AND at >= ?"
        " AND officer = (SELECT id FROM officer WHERE login = ?)",
        (to_stored(at), login),
    )
    return int(row[0]) if row else 0
