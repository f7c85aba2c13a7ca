"""Who has which open file: counted for whoever shares the work out. No name of a person, and
nothing of a file that is hidden from the unit.

A file is open while it is in hand, and after the Prosecution received it for as long as something
is owed in it; one that was given up to another station is nobody's. Whose it is: who opened it, or
to whom it was reassigned (`note_owner`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.custody.following import GIVEN_UP
from tipdesk.cases.model import CaseId, Status
from tipdesk.cases.transfer import MOVES, SETTLED
from tipdesk.storage.database import Database, from_stored, to_stored
from tipdesk.storage.files.due_rows import NO_LIMIT

_NEEDS = ", ".join(f"'{kind.value}'" for kind in (DeadlineKind.NEED, DeadlineKind.SILENCE))
_WHOSE = "coalesce(owner.officer, case_file.created_by)"
_AWAY = (
    "(SELECT away.case_id FROM custody AS away WHERE away.seq = (SELECT max(moved.seq)"  # noqa: S608  literals
    " FROM custody AS moved WHERE moved.case_id = away.case_id AND moved.action IN ("
    + ", ".join(f"'{action}'" for action in MOVES)
    + f")) AND away.action IN ('{GIVEN_UP}', '{SETTLED}'))"
)
_OPEN = (
    "case_file LEFT JOIN owner ON owner.case_ref = case_file.id"  # noqa: S608  literals of this module
    f" WHERE hidden_at IS NULL AND status <> '{Status.VOIDED.value}'"
    f" AND (status <> '{Status.RECEIVED.value}'"
    " OR EXISTS (SELECT 1 FROM due WHERE due.case_ref = case_file.id))"
    f" AND uuid NOT IN {_AWAY}"
)


@dataclass(frozen=True, slots=True)
class FileInHand:
    """One open file of somebody. `late`: needs and answers of services that are overdue; `nearest`:
    the next of all that is owed. `named`: whether it names whoever asks."""

    case_id: CaseId
    number: str
    status: Status
    begun_at: datetime
    late: int
    nearest: datetime | None
    named: bool


def note_owner(vault: Database, case_id: CaseId, login: str) -> None:
    """Who has the file from now on."""
    vault.execute(
        "INSERT OR REPLACE INTO owner VALUES((SELECT id FROM case_file WHERE uuid = ?),"
        " (SELECT id FROM officer WHERE login = ?))",
        (case_id, login),
    )


def owner(vault: Database, case_id: CaseId) -> str:
    """Who has the file: a login. KeyError: there is none such."""
    row = vault.row(
        f"SELECT login FROM case_file LEFT JOIN owner ON owner.case_ref = case_file.id"  # noqa: S608  literals of this module
        f" JOIN officer ON officer.id = {_WHOSE} WHERE uuid = ?",
        (case_id,),
    )
    if row is None:
        raise KeyError(case_id)
    return str(row[0])


def open_files(vault: Database) -> dict[str, int]:
    """How many open files each has, by login."""
    rows = vault.rows(
        f"SELECT login, n FROM (SELECT {_WHOSE} AS whose, count(*) AS n FROM {_OPEN}"  # noqa: S608  literals of this module
        " GROUP BY whose) JOIN officer ON officer.id = whose"
    )
    return {str(login): int(count) for login, count in rows}


def late_needs(vault: Database, now: datetime) -> dict[str, int]:
    """How many needs, and answers of services, are overdue in the files of each, by login."""
    rows = vault.rows(
        "SELECT login, n FROM ("  # noqa: S608  literals of this module
        f"SELECT {_WHOSE} AS whose, count(*) AS n FROM due"
        " JOIN case_file ON case_file.id = due.case_ref"
        " LEFT JOIN owner ON owner.case_ref = case_file.id"
        f" WHERE due.at < ? AND due.kind IN ({_NEEDS}) AND hidden_at IS NULL"
        f" AND uuid NOT IN {_AWAY} GROUP BY whose"
        ") JOIN officer ON officer.id = whose",
        (to_stored(now),),
    )
    return {str(login): int(count) for login, count in rows}


def begun_since(vault: Database, since: datetime) -> tuple[tuple[CaseId, str], ...]:
    """The files that were begun since then, each with who opened it."""
    rows = vault.rows(
        "SELECT uuid, login FROM case_file JOIN officer ON officer.id = created_by"
        " WHERE case_file.created_at >= ? AND hidden_at IS NULL AND status <> ?"
        " ORDER BY case_file.created_at",
        (to_stored(since), Status.VOIDED.value),
    )
    return tuple((CaseId(uuid), str(login)) for uuid, login in rows)


def files_of(
    vault: Database, login: str, now: datetime, viewer: str, most: int
) -> tuple[FileInHand, ...]:
    """The open files of somebody, those with the most that is late first."""
    rows = vault.rows(
        "SELECT uuid, number, status, case_file.created_at,"  # noqa: S608  literals of this module
        " (SELECT count(*) FROM due WHERE due.case_ref = case_file.id AND due.at < ?1"
        f" AND due.kind IN ({_NEEDS})) AS late,"
        " (SELECT min(at) FROM due WHERE due.case_ref = case_file.id AND at < ?2) AS nearest,"
        " EXISTS (SELECT 1 FROM reader WHERE reader.case_ref = case_file.id"
        " AND reader.officer = (SELECT id FROM officer WHERE login = ?3))"
        f" FROM {_OPEN} AND {_WHOSE} = (SELECT id FROM officer WHERE login = ?4)"
        " ORDER BY late DESC, nearest IS NULL, nearest, case_file.id LIMIT ?5",
        (to_stored(now), NO_LIMIT, viewer, login, most),
    )
    return tuple(
        FileInHand(
            *(CaseId(uuid), number, Status(status), from_stored(begun), int(late)),
            *(None if nearest is None else from_stored(nearest), bool(named)),
        )
        for uuid, number, status, begun, late, nearest, named in rows
    )
