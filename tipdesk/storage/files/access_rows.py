"""Who may open a file: those whom it names, and the access reasons of everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.cases.permissions import LookReason
from tipdesk.storage.transactions import Database, from_stored, to_stored

# Looks: why somebody opened a file that does not name them, or asked whether there is one.


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
    matches: int = 0


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
                look.matches,
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
            int(row_id),
            from_stored(at),
            str(by),
            CaseId(uuid) if uuid else None,
            LookReason(reason),
            str(words),
            str(sought),
            int(matches),
        )
        for row_id, at, by, uuid, reason, words, sought, matches in rows
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


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody named on a file, by whom and when."""

    login: str
    named_by: str
    named_at: datetime


def add_reader(vault: Database, case_id: CaseId, login: str, by: str, at: datetime) -> None:
    """Name somebody on a file; who is named already stays so."""
    with vault.transaction():
        vault.execute(
            "INSERT OR IGNORE INTO reader VALUES((SELECT id FROM case_file"
            " WHERE uuid = ?), (SELECT id FROM officer WHERE login = ?),"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (case_id, login, by, to_stored(at)),
        )


def remove_reader(vault: Database, case_id: CaseId, login: str) -> None:
    """Take somebody's name off a file."""
    with vault.transaction():
        vault.execute(
            "DELETE FROM reader WHERE case_ref = (SELECT id FROM case_file"
            " WHERE uuid = ?) AND officer = (SELECT id FROM officer WHERE login = ?)",
            (case_id, login),
        )


def remove_reader_everywhere(vault: Database, login: str) -> None:
    """Somebody has left: no file names them any more."""
    with vault.transaction():
        vault.execute(
            "DELETE FROM reader WHERE officer = (SELECT id FROM officer WHERE login = ?)",
            (login,),
        )


def readers(vault: Database, case_id: CaseId) -> tuple[Reader, ...]:
    """Everybody named on a file, the first named first."""
    rows = vault.rows(
        "SELECT one.login, two.login, named_at FROM reader"
        " JOIN officer AS one ON one.id = officer JOIN officer AS two ON two.id = named_by"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY named_at, one.id",
        (case_id,),
    )
    return tuple(Reader(str(login), str(by), from_stored(at)) for login, by, at in rows)


def is_named(vault: Database, case_id: CaseId, login: str) -> bool:
    """Whether the file names somebody."""
    row = vault.row(
        "SELECT 1 FROM reader WHERE case_ref = (SELECT id FROM case_file"
        " WHERE uuid = ?) AND officer = (SELECT id FROM officer WHERE login = ?)",
        (case_id, login),
    )
    return row is not None


def files_naming(vault: Database, login: str) -> frozenset[CaseId]:
    """The files that name somebody."""
    rows = vault.rows(
        "SELECT uuid FROM reader JOIN case_file ON case_file.id = case_ref"
        " WHERE officer = (SELECT id FROM officer WHERE login = ?)",
        (login,),
    )
    return frozenset(CaseId(uuid) for (uuid,) in rows)


def files_naming_only(vault: Database, login: str) -> tuple[CaseId, ...]:
    """The files on which nobody but this officer is named."""
    rows = vault.rows(
        "SELECT uuid FROM case_file JOIN reader ON reader.case_ref = case_file.id"
        " WHERE officer = (SELECT id FROM officer WHERE login = ?) AND NOT EXISTS"
        " (SELECT 1 FROM reader AS other"
        " WHERE other.case_ref = case_file.id"
        " AND other.officer <> reader.officer) ORDER BY number",
        (login,),
    )
    return tuple(CaseId(uuid) for (uuid,) in rows)


def hidden_key(vault: Database, case_id: CaseId) -> int:
    """The number of the key that a hiding put under it what stood before; 0: none did."""
    row = vault.row("SELECT hidden_key FROM case_file WHERE uuid = ?", (case_id,))
    return int(row[0]) if row else 0
