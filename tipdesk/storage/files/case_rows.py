"""Files of the station: the list, statuses, remarks, voidings, and who may open one.

A file is opened by those whom it names (`readers`); everybody else gives an access reason
(`add_reason`), as does who asks whether there is a file of somebody. Rows of voidings are added: a
file that is voided twice has two.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tipdesk.cases.files.review import BEFORE_APPROVAL
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Case, CaseId, Remark, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.i18n.text import search_key
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.files import search
from tipdesk.storage.files.due_rows import NEAREST_DUE
from tipdesk.storage.files.search import (
    NAMED,
    NEAREST,
    Viewer,
    conditions_of,
    in_hand_of,
)
from tipdesk.storage.keys.case_keys import Opens, opens_nothing, text_for

# --- why files were voided --------------------------------------------------------------------


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
    line = text_for(opens, "words", str(words)) or ""
    return Voiding(VoidReason(reason), str(duplicate_of), line, str(by), from_stored(at))


_COLUMNS = (
    "case_file.id, uuid, number, person_code, form_id, form_version, status, revision,"  # noqa: S608  literals of this room
    " case_file.created_at, updated_at, login, display_name, urgency, quick, notified_at,"
    " receipt_number, review_due, reply_by, non_punishment, hidden_at IS NOT NULL,"
    " nationality, site, risk,"
    f" {NEAREST_DUE},"
    # Whether nobody has returned it since it was completed: it was changed after its approval.
    " status = 'returned' AND (SELECT action FROM custody WHERE custody.case_id = uuid"
    " AND action IN ('completed', 'returned') ORDER BY seq DESC LIMIT 1) = 'completed'"
)
_NUMBERS = "SELECT case_file.id FROM case_file"
# As `cases.files.review.waits`, and as the index `case_waiting`, which has these files alone.
_WAITING = (
    f"(status <> '{Status.VOIDED.value}' AND (review_due <> '' OR reply_by <> ''"
    f" OR status = '{Status.COMPLETED.value}' OR (non_punishment = 1 AND status IN"
    f" ({', '.join(repr(status.value) for status in BEFORE_APPROVAL)}))))"
)
_FROM_WAITING = "FROM case_file INDEXED BY case_waiting"
_PRESSING = (
    " ORDER BY review_due = '', review_due, reply_by = '', reply_by, non_punishment DESC,"
    " updated_at DESC, case_file.id DESC"
)
_FROM = "FROM case_file JOIN officer ON officer.id = case_file.created_by"


def add_case(vault: Database, case: Case) -> None:
    """Open a new file; `case.created_by` is a login."""
    with vault.transaction():
        ref = vault.insert(
            "INSERT INTO case_file(uuid, number, person_code, form_id, form_version, status,"
            " revision, quick, created_at, created_by, updated_at, display_name, urgency,"
            " name_order, nationality, site, risk) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?, ?, ?, ?)",
            (
                case.id,
                case.number,
                case.person_code,
                case.form_id,
                case.form_version,
                case.status.value,
                case.revision,
                int(case.quick),
                to_stored(case.created_at),
                case.created_by,
                to_stored(case.updated_at),
                case.display_name,
                case.urgency,
                search_key(case.display_name),
                case.nationality,
                case.site,
                case.risk,
            ),
        )
        vault.execute("INSERT INTO answer_snapshot VALUES(?, 0, '{}')", (ref,))
        search.index(vault, ref, search.SearchText((case.number, case.person_code)))
        vault.touch(case.id)


def find(vault: Database, case_id: CaseId) -> Case | None:
    """One file."""
    row = vault.row(f"SELECT {_COLUMNS} {_FROM} WHERE uuid = ?", (case_id,))
    return _case(row) if row else None


def by_number(vault: Database, refs: Sequence[int]) -> dict[int, Case]:
    """Files by their row numbers."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} {_FROM}"  # noqa: S608  literals of this module
        " WHERE case_file.id IN (SELECT value FROM json_each(?))",
        (json.dumps(refs),),
    )
    return {int(row[0]): _case(row) for row in rows}


def with_numbers(vault: Database, wanted: Collection[str]) -> dict[str, Case]:
    """Files by their numbers."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} {_FROM}"  # noqa: S608  literals of this module
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(wanted)),),
    )
    return {case.number: case for case in map(_case, rows)}


def numbers(vault: Database) -> dict[CaseId, str]:
    """The number of every file, by id."""
    rows = vault.rows("SELECT uuid, number FROM case_file ORDER BY id")
    return {CaseId(uuid): str(number) for uuid, number in rows}


def hidden(vault: Database) -> dict[CaseId, str]:
    """The numbers of the files that are hidden from the unit, by id; from `HIDDEN_SINCE` on."""
    rows = vault.rows("SELECT uuid, number FROM case_file WHERE hidden_at IS NOT NULL")
    return {CaseId(uuid): str(number) for uuid, number in rows}


def hidden_of(vault: Database, login: str) -> tuple[tuple[int, CaseId], ...]:
    """The files that are hidden from the unit and name somebody: row number and id."""
    rows = vault.rows(
        f"SELECT id, uuid FROM case_file WHERE hidden_at IS NOT NULL AND {NAMED}",  # noqa: S608  literals
        (login,),
    )
    return tuple((int(ref), CaseId(uuid)) for ref, uuid in rows)


def numbers_for(vault: Database, login: str) -> dict[CaseId, str]:
    """The number of every file, by id; '' for one that is hidden and does not name `login`."""
    number_column = f"CASE WHEN hidden_at IS NULL OR {NAMED} THEN number ELSE '' END"
    sql = f"SELECT uuid, {number_column} FROM case_file"  # noqa: S608  conditions of our own
    rows = vault.rows(sql, (login,))
    return {CaseId(uuid): str(number) for uuid, number in rows}


def list_cases(
    vault: Database,
    query: str = "",
    status: Status | None = None,
    limit: int = 200,
    offset: int = 0,
    viewer: Viewer | None = None,
) -> tuple[Case, ...]:
    """Files, the last changed first. Every word of `query` must be found (see `search`). With no
    `viewer` it is the program itself that looks, and sees all."""
    where, values = conditions_of(vault, viewer, query, status)
    page = f"{where} ORDER BY updated_at DESC, case_file.id DESC LIMIT ? OFFSET ?"
    if query:
        # Chosen by number first: sorting whole rows that hold a common word costs ten times more.
        page = f" WHERE case_file.id IN ({_NUMBERS}{page})"
        page += " ORDER BY updated_at DESC, case_file.id DESC"
    rows = vault.rows(f"SELECT {_COLUMNS} {_FROM}{page}", (*values, limit, offset))
    return tuple(_case(row) for row in rows)


def count(
    vault: Database,
    query: str = "",
    status: Status | None = None,
    viewer: Viewer | None = None,
) -> int:
    """How many files `list_cases` would give without a limit."""
    where, values = conditions_of(vault, viewer, query, status)
    row = vault.row(
        f"SELECT count(*) FROM case_file{where}",  # noqa: S608  conditions of our own
        values,
    )
    return int(row[0]) if row else 0


def waiting(
    vault: Database, query: str, limit: int, viewer: Viewer | None = None
) -> tuple[Case, ...]:
    """Files that a supervisor has something to do with, the most pressing first."""
    where, values = conditions_of(vault, viewer, query, None, _WAITING)
    rows = vault.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE case_file.id IN"
        f" (SELECT case_file.id {_FROM_WAITING}{where}{_PRESSING} LIMIT ?){_PRESSING}",
        (*values, limit),
    )
    return tuple(_case(row) for row in rows)


def count_waiting(vault: Database, query: str, viewer: Viewer | None = None) -> int:
    """How many files `waiting` would give without a limit."""
    where, values = conditions_of(vault, viewer, query, None, _WAITING)
    row = vault.row(f"SELECT count(*) {_FROM_WAITING}{where}", values)
    return int(row[0]) if row else 0


def in_hand(
    vault: Database,
    viewer: Viewer,
    limit: int,
    left_by: Sequence[str] = (),
    statuses: Collection[Status] = (),
) -> tuple[Case, ...]:
    """Files of which something is still to be done, the most pressing first: those that name the
    viewer or one of `left_by`, or that a team of the viewer's has, of a supervisor all. Never one
    that is hidden from the unit. `statuses`: files of these alone."""
    where, values = in_hand_of(viewer, left_by)
    if statuses:
        where += f" AND status IN ({', '.join('?' * len(statuses))})"
        values = (*values, *sorted(statuses))
    rows = vault.rows(f"SELECT {_COLUMNS} {_FROM}{where}{NEAREST} LIMIT ?", (*values, limit))
    return tuple(_case(row) for row in rows)


def counts_in_hand(
    vault: Database, viewer: Viewer, left_by: Sequence[str] = ()
) -> dict[Status, int]:
    """How many of the files of `in_hand` there are of each status."""
    where, values = in_hand_of(viewer, left_by)
    sql = f"SELECT status, count(*) FROM case_file{where} GROUP BY status"  # noqa: S608  literals
    return {Status(status): int(count) for status, count in vault.rows(sql, values)}


def of_others(vault: Database, query: str, login: str, limit: int) -> tuple[Case, ...]:
    """Files that `query` finds, that do not name somebody and are not hidden; the newest first."""
    sought = search.conditions(vault, query)
    if not sought.clauses:
        return ()
    if files := _of_others(vault, sought, login, limit):
        return files
    sought = search.alike_conditions(vault, query, whole=True)
    if not sought.clauses:
        return ()
    return _of_others(vault, sought, login, limit)


def _of_others(
    vault: Database, sought: search.SoughtWords, login: str, limit: int
) -> tuple[Case, ...]:
    where = " AND ".join((*sought.clauses, f"NOT {NAMED}", "hidden_at IS NULL"))
    rows = vault.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE case_file.id IN ({_NUMBERS} WHERE {where}"
        " ORDER BY updated_at DESC LIMIT ?) ORDER BY updated_at DESC",
        (*sought.values, login, limit),
    )
    return tuple(_case(row) for row in rows)


def named_among(vault: Database, login: str, case_ids: Sequence[CaseId]) -> frozenset[CaseId]:
    """Those of these files that name somebody."""
    rows = vault.rows(
        "SELECT uuid FROM reader JOIN case_file ON case_file.id = case_ref"
        " JOIN officer ON officer.id = reader.officer WHERE login = ?"
        " AND uuid IN (SELECT value FROM json_each(?))",
        (login, json.dumps(case_ids)),
    )
    return frozenset(CaseId(uuid) for (uuid,) in rows)


def set_status(
    vault: Database, case_id: CaseId, status: Status, at: datetime, *, completed: bool = False
) -> Case:
    """Move a file on; `completed` begins a new revision. Which step may follow is decided in
    `tipdesk.cases.files.workflow`; the vault refuses only to reopen a completed file."""
    return _update(
        vault,
        case_id,
        "status = ?, revision = revision + ?, updated_at = ?",
        (status.value, int(completed), to_stored(at)),
    )


def set_notified(vault: Database, case_id: CaseId, notified: datetime | None, at: datetime) -> Case:
    """When the notice to the Prosecution was handed over; None: that is not known any more."""
    values = (to_stored(notified) if notified else None, to_stored(at))
    return _update(vault, case_id, "notified_at = ?, updated_at = ?", values)


def set_hidden(
    vault: Database, case_id: CaseId, hidden: datetime | None, at: datetime, sealed_with: int = 0
) -> Case:
    """Since when a file is hidden from the unit; None: it is not. The list forgets whose it is.
    `sealed_with` is the number of the key that what stood before is under."""
    values = (to_stored(hidden) if hidden else None, sealed_with, to_stored(at))
    change = "hidden_at = ?, hidden_key = ?, updated_at = ?"
    change += ", display_name = '', name_order = '', urgency = '', review_due = '', reply_by = ''"
    change += ", nationality = '', site = '', risk = ''"
    return _update(vault, case_id, f"{change}, non_punishment = 0", values)


def set_risk(vault: Database, case_id: CaseId, level: str, review_due: date | None) -> bool:
    """How high the risk was last called (list risk) and until when a high one is looked at again;
    whether the list said otherwise. Inside the caller's transaction, and written where it differs.
    """
    day = review_due.isoformat() if review_due is not None else ""
    change = "UPDATE case_file SET risk = ?1, review_due = ?2 WHERE uuid = ?3"
    return vault.execute(f"{change} AND (risk, review_due) <> (?1, ?2)", (level, day, case_id)) > 0


def set_reply_by(vault: Database, case_id: CaseId, day: str) -> None:
    """Until when (ISO day) the Prosecution asks for it to be completed; '': it does not."""
    with vault.transaction():
        vault.execute("UPDATE case_file SET reply_by = ? WHERE uuid = ?", (day, case_id))
        vault.touch(case_id)


def set_receipt_number(vault: Database, case_id: CaseId, number: str, at: datetime) -> Case:
    """The number that the Prosecution gave."""
    return _update(vault, case_id, "receipt_number = ?, updated_at = ?", (number, to_stored(at)))


def _update(vault: Database, case_id: CaseId, change: str, values: Sequence[object]) -> Case:
    with vault.transaction():
        sql = f"UPDATE case_file SET {change} WHERE uuid = ?"  # noqa: S608  literals of this module
        vault.execute(sql, (*values, case_id))
        vault.touch(case_id)
        case = find(vault, case_id)
    if case is None:
        raise KeyError(case_id)
    return case


def add_remarks(vault: Database, case_id: CaseId, remarks: Sequence[Remark]) -> tuple[int, ...]:
    """What the supervisor wants changed; the numbers of the remarks."""
    with vault.transaction():
        return tuple(
            vault.insert(
                "INSERT INTO remark(case_ref, path, text, officer, at) VALUES("
                "(SELECT id FROM case_file WHERE uuid = ?), ?, ?,"
                " (SELECT id FROM officer WHERE login = ?), ?)",
                (case_id, remark.path, remark.text, remark.by, to_stored(remark.at)),
            )
            for remark in remarks
        )


def remarked_elsewhere(
    vault: Database, remark: int, station: str, login: str, message_id: str
) -> None:
    """Whose remark it is that an officer took in with a message."""
    vault.execute(
        "INSERT INTO remark_elsewhere(remark, station, login, message_id) VALUES(?, ?, ?, ?)",
        (remark, station, login, message_id),
    )


def remarks(vault: Database, case_id: CaseId, opens: Opens = opens_nothing) -> tuple[Remark, ...]:
    """Every remark, oldest first; without the words of those that are closed to `opens`."""
    return tuple(
        Remark(path, text_for(opens, "text", text) or "", by, at)
        for path, text, by, at in remarks_as_they_lie(vault, case_id)
    )


def remarks_as_they_lie(
    vault: Database, case_id: CaseId
) -> tuple[tuple[str, str, str, datetime], ...]:
    """Path, words, login and time of every remark as it is stored, oldest first."""
    rows = vault.rows(
        "SELECT path, text, coalesce(elsewhere.station || '/' || elsewhere.login, officer.login),"
        " at FROM remark JOIN officer ON officer.id = officer"
        " LEFT JOIN remark_elsewhere AS elsewhere ON elsewhere.remark = remark.id"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY remark.id",
        (case_id,),
    )
    return tuple((path, text, by, from_stored(at)) for path, text, by, at in rows)


def _case(row: Row) -> Case:
    (
        _, uuid, number, person_code, form_id, form_version, status, revision, created_at,
        updated_at, created_by, display_name, urgency, quick, notified_at, receipt_number,
        review_due, reply_by, non_punishment, hidden, nationality, site, risk, deadline,
        changed,
    ) = row  # fmt: skip
    case = Case(
        id=CaseId(uuid),
        number=number,
        person_code=person_code,
        form_id=form_id,
        form_version=form_version,
        status=Status(status),
        revision=revision,
        created_at=from_stored(created_at),
        updated_at=from_stored(updated_at),
        created_by=created_by,
        display_name=display_name,
        urgency=urgency,
        quick=bool(quick),
        receipt_number=receipt_number,
        changed=bool(changed),
        review_due=date.fromisoformat(review_due) if review_due else None,
        reply_by=date.fromisoformat(reply_by) if reply_by else None,
        non_punishment=bool(non_punishment),
        hidden=bool(hidden),
        nationality=nationality,
        site=site,
        risk=risk,
        deadline=from_stored(deadline) if deadline is not None else None,
    )
    return case if notified_at is None else replace(case, notified_at=from_stored(notified_at))


# --- access reasons ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivenAccessReason:
    """One of them. `case_id` None: it was asked whether there is a file; `sought` is for what,
    `matches` how many there were. Without either the list was taken out, or the
    calendar, of so many files."""

    number: int
    at: datetime
    by: str
    case_id: CaseId | None
    reason: AccessReason
    words: str
    sought: str = ""
    matches: int = 0


def add_reason(vault: Database, given: GivenAccessReason) -> None:
    """Keep an access reason; `number` is given by the vault. Nothing changes it afterwards."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO look(at, officer, case_ref, reason, words, sought, found)"
            " VALUES(?, (SELECT id FROM officer WHERE login = ?),"
            " (SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?)",
            (
                to_stored(given.at),
                given.by,
                given.case_id,
                given.reason.value,
                given.words,
                given.sought,
                given.matches,
            ),
        )


def reasons_since(vault: Database, number: int) -> tuple[GivenAccessReason, ...]:
    """Access reasons with a higher number than this, the last first."""
    rows = vault.rows(
        "SELECT look.id, look.at, login, uuid, reason, words, sought, found FROM look"
        " JOIN officer ON officer.id = officer LEFT JOIN case_file ON case_file.id = case_ref"
        " WHERE look.id > ? ORDER BY look.id DESC",
        (number,),
    )
    return tuple(
        GivenAccessReason(
            int(row_id),
            from_stored(at),
            str(by),
            CaseId(uuid) if uuid else None,
            AccessReason(reason),
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


def reasons_lost(vault: Database) -> int:
    """How many access reasons the chain of custody tells of that are not kept any more: supervisors
    would go through fewer than were given."""
    entered = Counter(
        vault.rows(
            "SELECT officer, coalesce(json_extract(detail, '$.reason'), ''), coalesce(case_id, '')"
            " FROM custody WHERE action IN ('opened_with_reason', 'looked_up',"
            " 'list_taken_out', 'calendar_taken_out')"
        )
    )
    kept = Counter(
        vault.rows(
            "SELECT login, reason, coalesce(uuid, '') FROM look JOIN officer ON"
            " officer.id = officer LEFT JOIN case_file ON case_file.id = case_ref"
        )
    )
    return (entered - kept).total()


def asked_since(vault: Database, login: str, at: datetime) -> int:
    """How often somebody asked since then whether there is a file."""
    row = vault.row(
        "SELECT count(*) FROM look WHERE case_ref IS NULL AND sought <> '' AND at >= ?"
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
