"""What a salvaged database needs to be worked with, put together from what speaks of it.

A lost row of the list hides a whole file, and a lost officer every answer of his or hers. Both are
told of elsewhere: by the chain of custody, the key slots, the search keys. Nothing that was saved
is changed; what is made up for is named to the caller.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.files.voiding import UNVOIDED, VOIDED
from tipdesk.cases.model import CaseId, CustodyEvent, Role, Station, StationKind, Status
from tipdesk.storage import custody_rows
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import to_stored
from tipdesk.storage.interview import answer_rows
from tipdesk.storage.keys import slot_rows
from tipdesk.storage.keys.slot_document import OFFICER, SlotDocument
from tipdesk.storage.station import setting_rows

_LOST = "LOST-"  # begins what stands in for a number or a code that nothing tells
_STATUS: Mapping[str, Status] = {
    "opened": Status.IN_PROGRESS,
    "completed": Status.COMPLETED,
    "returned": Status.RETURNED,
    "amended": Status.RETURNED,
    "approved": Status.APPROVED,
    "exported": Status.EXPORTED,
    VOIDED: Status.VOIDED,
}
_ROLE: Mapping[str, Role] = {
    "approved": Role.SUPERVISOR,
    "returned": Role.SUPERVISOR,
    "received": Role.RECEIVER,
    "refused": Role.RECEIVER,
    "kept_aside": Role.RECEIVER,
}
_NUMBER = re.compile(r"([a-z0-9]{2,6})-(\d{4})-(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mended:
    """What was made up for: numbers of files and codes of officers."""

    files: tuple[str, ...] = ()  # their row of the list was lost
    snapshots: tuple[str, ...] = ()  # their answers were worked out again from the log
    officers: tuple[str, ...] = ()


def mend(vault: Database, document: SlotDocument, now: datetime) -> Mended:
    """Make a salvaged database one that opens, in one transaction."""
    with vault.transaction():
        events = tuple(event for event in custody_rows.links(vault) if event.at is not None)
        vault.set_meta("vault_id", document.vault_id)
        vault.set_meta("closed_cleanly", "0")
        slot_rows.promote(vault, document)
        logins = [slot.login for slot in document.slots if slot.kind == OFFICER]
        officers = _officers(vault, logins, events, now)
        files = _files(vault, events, now)
        rows = vault.rows("SELECT uuid, number FROM case_file ORDER BY id")
        made = [number for one, number in rows if answer_rows.restore_snapshot(vault, CaseId(one))]
        _counters(vault, "case", [number for _, number in rows])
        _counters(vault, "receipt", [row[0] for row in vault.rows("SELECT number FROM received")])
        _station(vault, [number for _, number in rows])
    return Mended(files, tuple(made), officers)


def _officers(
    vault: Database, logins: Sequence[str], events: Sequence[CustodyEvent], now: datetime
) -> tuple[str, ...]:
    """Codes of the slots and numbers of the rows both follow the order of enrolment."""
    known = {login for (login,) in vault.rows("SELECT login FROM officer")}
    numbers = [
        number
        for (number,) in vault.rows(
            "SELECT officer FROM officer_key UNION SELECT created_by FROM case_file"
            " UNION SELECT officer FROM answer_log EXCEPT SELECT id FROM officer ORDER BY 1"
        )
    ]
    missing = [login for login in logins if login not in known]
    if len(numbers) != len(missing):
        stand_ins = [f"{_LOST}{number}" for number in numbers]
        numbers, missing = [*numbers, *(None for _ in missing)], [*stand_ins, *missing]
    roles = {event.officer: _ROLE[event.action] for event in events if event.action in _ROLE}
    for event in events:
        if event.action == "officer_enrolled" and event.detail.get("role") in tuple(Role):
            roles[event.detail.get("holder", "")] = Role(event.detail["role"])
    for number, login in zip(numbers, missing, strict=True):
        vault.execute(
            "INSERT INTO officer(id, login, name, role, created_at) VALUES(?, ?, ?, ?, ?)",
            (number, login, login, roles.get(login, Role.OFFICER).value, to_stored(now)),
        )
    return tuple(missing)


def _files(vault: Database, events: Sequence[CustodyEvent], now: datetime) -> tuple[str, ...]:
    """Rows of the list for files of which answers or attachments are there."""
    refs = [
        ref
        for (ref,) in vault.rows(
            "SELECT case_ref FROM answer_log UNION SELECT case_ref FROM answer_snapshot"
            " UNION SELECT case_ref FROM attachment EXCEPT SELECT id FROM case_file ORDER BY 1"
        )
    ]
    known = {one for (one,) in vault.rows("SELECT uuid FROM case_file")}
    begun = [one for one in events if one.action == "opened" and one.case_id not in known]
    told: Sequence[CustodyEvent | None] = begun if len(begun) == len(refs) else [None] * len(refs)
    made = []
    for ref, event in zip(refs, told, strict=True):
        own = [one for one in events if event and one.case_id == event.case_id]
        made.append(_file(vault, ref, event, own, now))
        # Which of them is which may not be known: then all stay hidden if one of them was.
        if _is_hidden(own or [one for one in events if one.case_id not in known]):
            vault.execute("UPDATE case_file SET hidden_at = ? WHERE id = ?", (to_stored(now), ref))
    return tuple(made)


def _is_hidden(events: Sequence[CustodyEvent]) -> bool:
    """Whether one of the files that these links speak of was hidden last, and not shown again."""
    last = {one.case_id: one.action for one in events if one.action in ("hidden", "shown_again")}
    return "hidden" in last.values()


def _file(
    vault: Database,
    ref: int,
    begun: CustodyEvent | None,
    own: Sequence[CustodyEvent],
    now: datetime,
) -> str:
    row = vault.row("SELECT keys FROM search_key WHERE case_ref = ?", (ref,))
    keys = str(row[0]).upper().split(" \n") if row else []
    number, code, *_ = [*keys, *[f"{_LOST}{ref}"] * (2 - len(keys))]
    form, _, version = (begun.detail.get("form", "") if begun else "").rpartition("/")
    newest = vault.row("SELECT form_id, version FROM form_definition ORDER BY version DESC")
    if not form and newest:
        form, version = str(newest[0]), str(newest[1])
    standing = [_STATUS[one.action] for one in _not_lifted(own) if one.action in _STATUS]
    revisions = [int(one.detail.get("revision", "1")) for one in own if one.action == "completed"]
    first = vault.row("SELECT officer FROM answer_log WHERE case_ref = ? ORDER BY seq", (ref,))
    anybody = vault.row("SELECT min(id) FROM officer")
    vault.execute(
        "INSERT INTO case_file(id, uuid, number, person_code, form_id, form_version, status,"
        " revision, quick, created_at, created_by, updated_at)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
        (
            ref,
            begun.case_id if begun else str(uuid.uuid4()),
            number,
            code,
            form,
            int(version or 1),
            (standing[-1] if standing else Status.COMPLETED).value,
            max(revisions, default=0 if standing else 1),
            to_stored((begun.at if begun else None) or now),
            (first or anybody or (1,))[0],
            to_stored(now),
        ),
    )
    return number


def _not_lifted(own: Sequence[CustodyEvent]) -> list[CustodyEvent]:
    """Without voidings that were lifted again."""
    kept: list[CustodyEvent] = []
    for one in own:
        if one.action == UNVOIDED:
            kept = [before for before in kept if before.action != VOIDED]
        else:
            kept.append(one)
    return kept


def _station(vault: Database, numbers: Sequence[str]) -> None:
    """What the vault is set up for, as far as numbers tell; the window asks for nothing of it."""
    if setting_rows.station(vault) is not None:
        return
    found = next(filter(None, (_NUMBER.fullmatch(number.lower()) for number in numbers)), None)
    receiving = vault.row("SELECT 1 FROM received") is not None
    kind = StationKind.RECEIVING if receiving else StationKind.OFFICER
    code = found[1].upper() if found else "XX"
    setting_rows.set_station(vault, Station(kind, "", code, code))


def _counters(vault: Database, kind: str, numbers: Sequence[str]) -> None:
    """No number is given twice, even where the counter itself was lost."""
    highest: dict[str, int] = {}
    for found in filter(None, (_NUMBER.fullmatch(number.lower()) for number in numbers)):
        counter = f"{kind}-{found[2]}"
        highest[counter] = max(int(found[3]), highest.get(counter, 0))
    for counter, last in highest.items():
        row = vault.row("SELECT last FROM counter WHERE name = ?", (counter,))
        if row is None:
            vault.execute("INSERT INTO counter VALUES(?, ?)", (counter, last))
        elif row[0] < last:
            vault.execute("UPDATE counter SET last = ? WHERE name = ?", (last, counter))
