"""A new database out of what can still be read of a damaged one. The old file is only read.

Trees are walked page by page. When a page is lost, pages that nothing leads to any more are looked
through as well: a leaf whose rows fit exactly one of the tables with losses is that table's.

What a salvaged database needs to be worked with is then put together from what speaks of it
(`repair`). A lost row of the list hides a whole file, and a lost officer every answer of his or
hers; both are told of elsewhere: by the chain of custody, the key slots, the search keys. Nothing
that was saved is changed; what is made up for is named to the caller.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.cases.files.workflow import UNVOIDED, VOIDED
from tipdesk.cases.model import Act, CaseId, CustodyEvent, Role, Station, StationKind, Status
from tipdesk.cases.permissions import USUAL, roles_that_may
from tipdesk.core.errors import VaultTooNew
from tipdesk.storage import custody_rows, interview_rows, station_rows
from tipdesk.storage.database import Database, check_integrity, connect, to_stored, translated
from tipdesk.storage.keys import slot_rows
from tipdesk.storage.keys.slot_file import OFFICER, SlotDocument
from tipdesk.storage.schema import MIGRATIONS, migrate
from tipdesk.storage.upkeep import damaged_pages

# --- what is put together from elsewhere ------------------------------------------------------


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
_ACT: Mapping[str, Act] = {
    "approved": Act.APPROVE,
    "returned": Act.RETURN,
    "received": Act.TAKE_IN,
    "refused": Act.TAKE_IN,
    "kept_aside": Act.TAKE_IN,
    "taken_in": Act.DECIDE_ASIDE,
}
"""What somebody did by whom an entry of the chain was made: of its role nothing else may tell."""
_NUMBER = re.compile(r"([a-z0-9]{2,6})-(\d{4})-(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was made up for: numbers of files and codes of officers."""

    files: tuple[str, ...] = ()  # their row of the list was lost
    snapshots: tuple[str, ...] = ()  # their answers were worked out again from the log
    officers: tuple[str, ...] = ()


def repair(vault: Database, document: SlotDocument, now: datetime) -> Repaired:
    """Make a salvaged database one that opens, in one transaction."""
    with vault.transaction():
        events = tuple(event for event in custody_rows.entries(vault) if event.at is not None)
        vault.set_meta("vault_id", document.vault_id)
        vault.set_meta("closed_cleanly", "0")
        slot_rows.promote(vault, document)
        logins = [slot.login for slot in document.slots if slot.kind == OFFICER]
        officers = _officers(vault, logins, events, now)
        files = _files(vault, events, now)
        rows = vault.rows("SELECT uuid, number FROM case_file ORDER BY id")
        restored = [
            number
            for case_id, number in rows
            if interview_rows.restore_snapshot(vault, CaseId(case_id))
        ]
        _counters(vault, "case", [number for _, number in rows])
        _counters(vault, "receipt", [row[0] for row in vault.rows("SELECT number FROM received")])
        _station(vault, [number for _, number in rows])
    return Repaired(files, tuple(restored), officers)


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
    roles = {
        event.officer: roles_that_may(_ACT[event.action])[0]
        for event in events
        if event.action in _ACT
    }
    for event in events:
        if event.action == "officer_enrolled" and event.detail.get("role") in tuple(Role):
            roles[event.detail.get("holder", "")] = Role(event.detail["role"])
    for number, login in zip(numbers, missing, strict=True):
        vault.execute(
            "INSERT INTO officer(id, login, name, role, created_at) VALUES(?, ?, ?, ?, ?)",
            (number, login, login, roles.get(login, USUAL).value, to_stored(now)),
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
    known = {case_id for (case_id,) in vault.rows("SELECT uuid FROM case_file")}
    begun = [event for event in events if event.action == "opened" and event.case_id not in known]
    openings: Sequence[CustodyEvent | None] = (
        begun if len(begun) == len(refs) else [None] * len(refs)
    )
    numbers = []
    for ref, event in zip(refs, openings, strict=True):
        own = [entry for entry in events if event and entry.case_id == event.case_id]
        numbers.append(_file(vault, ref, event, own, now))
        # Which of them is which may not be known: then all stay hidden if one of them was.
        if _is_hidden(own or [entry for entry in events if entry.case_id not in known]):
            vault.execute("UPDATE case_file SET hidden_at = ? WHERE id = ?", (to_stored(now), ref))
    return tuple(numbers)


def _is_hidden(events: Sequence[CustodyEvent]) -> bool:
    """Whether one of the files that these entries speak of was hidden last, and not shown again."""
    last = {
        entry.case_id: entry.action for entry in events if entry.action in ("hidden", "shown_again")
    }
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
    standing = [_STATUS[entry.action] for entry in _not_lifted(own) if entry.action in _STATUS]
    revisions = [
        int(entry.detail.get("revision", "1")) for entry in own if entry.action == "completed"
    ]
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
    standing: list[CustodyEvent] = []
    for entry in own:
        if entry.action == UNVOIDED:
            standing = [before for before in standing if before.action != VOIDED]
        else:
            standing.append(entry)
    return standing


def _station(vault: Database, numbers: Sequence[str]) -> None:
    """What the vault is set up for, as far as numbers tell; the window asks for nothing of it."""
    if station_rows.station(vault) is not None:
        return
    match = next(filter(None, (_NUMBER.fullmatch(number.lower()) for number in numbers)), None)
    receiving = vault.row("SELECT 1 FROM received") is not None
    kind = StationKind.RECEIVING if receiving else StationKind.OFFICER
    code = match[1].upper() if match else "XX"
    station_rows.set_station(vault, Station(kind, "", code, code))


def _counters(vault: Database, kind: str, numbers: Sequence[str]) -> None:
    """No number is given twice, even where the counter itself was lost."""
    highest: dict[str, int] = {}
    for match in filter(None, (_NUMBER.fullmatch(number.lower()) for number in numbers)):
        counter = f"{kind}-{match[2]}"
        highest[counter] = max(int(match[3]), highest.get(counter, 0))
    for counter, last in highest.items():
        row = vault.row("SELECT last FROM counter WHERE name = ?", (counter,))
        if row is None:
            vault.execute("INSERT INTO counter VALUES(?, ?)", (counter, last))
        elif row[0] < last:
            vault.execute("UPDATE counter SET last = ? WHERE name = ?", (last, counter))


_DERIVED = frozenset({"named", "person", "word"})  # made anew from the answers
_VERSION_AT = 60  # offset of user_version in the header
_TYPES: dict[str, type] = {"INTEGER": int, "INT": int, "TEXT": str, "BLOB": bytes}


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """A table as the new database has it. `key` is the column that stands for the rowid."""

    name: str
    columns: tuple[tuple[str, type, bool], ...]  # name, type, whether it may be empty
    key: int | None
    without_rowid: bool
    numbered: bool  # its rows are never deleted: a missing number is a lost row

    def fits(self, values: tuple[damaged_pages.Value, ...]) -> bool:
        """Whether a row could be one of this table."""
        if not 0 < len(values) <= len(self.columns):
            return False
        pairs = zip(values, self.columns, strict=False)
        return all(
            (at == self.key or may_be_empty) if value is None else isinstance(value, kind)
            for at, (value, (_, kind, may_be_empty)) in enumerate(pairs)
        )


@dataclass(slots=True)
class SalvagedRows:
    """What became of one table. `missing` is known only where rows have numbers."""

    table: str
    rows: int = 0
    pages_lost: int = 0
    rows_lost: int = 0  # of which something was read, but not the whole
    missing: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing of it was lost."""
        return not (self.pages_lost or self.rows_lost or self.missing)


@dataclass(slots=True)
class _DamagedVault:
    pages: damaged_pages.CipherPages
    roots: dict[str, int]
    reached: set[int] = field(default_factory=set)


def salvage_database(
    source: Path, dek: bytes | bytearray, target: Path
) -> tuple[SalvagedRows, ...]:
    """Write everything that can be read into a new database at `target`, under the same key.

    Raises:
        VaultDamaged: no page of the old one opens.
        VaultTooNew
        DiskFull, VaultReadOnly
    """
    pages = damaged_pages.CipherPages(source, dek)
    try:
        version = _version(pages)
        connection = connect(target, dek, mode="rwc")
        try:
            with translated(target.parent):
                migrate(connection, MIGRATIONS[:version])
                saved = _fill(connection, pages)
                check_integrity(connection, thorough=True)
        finally:
            connection.close()
    finally:
        pages.close()
    return saved


def _version(pages: damaged_pages.CipherPages) -> int:
    first = pages.page(1)
    if first is None:
        return len(MIGRATIONS)
    version = int.from_bytes(first[_VERSION_AT : _VERSION_AT + 4], "big")
    if version > len(MIGRATIONS):
        raise VaultTooNew(found=version, known=len(MIGRATIONS))
    return version or len(MIGRATIONS)


def _fill(
    connection: dbapi2.Connection, pages: damaged_pages.CipherPages
) -> tuple[SalvagedRows, ...]:
    """Without triggers and owners: what is there is kept, in whatever order it comes."""
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    numbered = {name.rsplit("_no_", 1)[0] for name, _ in triggers if name.endswith("_no_delete")}
    source = _DamagedVault(pages, _roots(pages))
    saved: dict[str, SalvagedRows] = {}
    tables = {table.name: table for table in _tables(connection, numbered)}
    for table in tables.values():
        saved[table.name] = _copy(connection, source, table)
    suspects = [tables[name] for name, result in saved.items() if result.pages_lost]
    if suspects:
        _reach_the_rest(source)
        for table, record in _strays(source, suspects):
            _insert(connection, table, record, saved[table.name])
    for table in tables.values():
        _count(connection, table, saved[table.name])
    for _, statement in triggers:
        connection.execute(statement)
    connection.execute("COMMIT")
    return tuple(saved.values())


def _roots(pages: damaged_pages.CipherPages) -> dict[str, int]:
    """The first page of every table and index, by name."""
    walk = damaged_pages.Walk()
    records = list(damaged_pages.rows(pages.page, 1, walk))
    if walk.lost:
        records += [
            record
            for number, page in _leaves(pages, walk.seen)
            for record in damaged_pages.page_rows(pages.page, page, number)
        ]
    roots: dict[str, int] = {}
    for record in records:
        match record.values:
            case ("table" | "index", str(name), str(), int(root), *_) if root > 0:
                roots.setdefault(name, root)
            case _:
                continue
    return roots


def _tables(connection: dbapi2.Connection, numbered: Iterable[str]) -> Iterator[SalvagedTable]:
    listed = connection.execute("PRAGMA table_list").fetchall()
    ours = [row for row in listed if row[0] == "main" and row[2] == "table"]
    for _, name, _, _, without_rowid, *_ in ours:
        if name in _DERIVED or name.startswith("sqlite_"):
            continue
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        if without_rowid:  # its key lies first, in the key's own order (SQLite file format, 2.4)
            columns.sort(key=lambda row: (not row[5], row[5], row[0]))
        keys = [row[0] for row in columns if row[5] and row[2] == "INTEGER"]
        single = sum(1 for row in columns if row[5]) == 1
        yield SalvagedTable(
            name=name,
            columns=tuple((row[1], _TYPES[row[2]], not row[3]) for row in columns),
            key=keys[0] if keys and single and not without_rowid else None,
            without_rowid=bool(without_rowid),
            numbered=name in numbered and not without_rowid,
        )


def _copy(
    connection: dbapi2.Connection, source: _DamagedVault, table: SalvagedTable
) -> SalvagedRows:
    saved, walk = SalvagedRows(table.name), damaged_pages.Walk()
    root = source.roots.get(table.name)
    if root is None:
        saved.pages_lost = 1  # at least: nothing leads to it
        return saved
    for record in damaged_pages.rows(source.pages.page, root, walk):
        _insert(connection, table, record, saved)
    source.reached |= walk.seen
    saved.pages_lost = len(walk.lost)
    return saved


def _reach_the_rest(source: _DamagedVault) -> None:
    """Indexes and the search have leaves too, which are nobody's stray."""
    for root in source.roots.values():
        walk = damaged_pages.Walk()
        for _ in damaged_pages.rows(source.pages.page, root, walk):
            pass
        source.reached |= walk.seen


def _strays(
    source: _DamagedVault, tables: list[SalvagedTable]
) -> Iterator[tuple[SalvagedTable, damaged_pages.Record]]:
    for number, page in _leaves(source.pages, source.reached):
        records = list(damaged_pages.page_rows(source.pages.page, page, number))
        whole = [record for record in records if record.whole]
        fitting = [table for table in tables if whole and _all_fit(table, whole)]
        if len(fitting) == 1:
            yield from ((fitting[0], record) for record in records)


def _all_fit(table: SalvagedTable, records: list[damaged_pages.Record]) -> bool:
    return all(
        (record.rowid is None) == table.without_rowid and table.fits(record.values)
        for record in records
    )


def _leaves(pages: damaged_pages.CipherPages, reached: set[int]) -> Iterator[tuple[int, bytes]]:
    for number in range(2, pages.count + 1):
        page = None if number in reached else pages.page(number)
        if page is not None and damaged_pages.holds_rows(page, number):
            yield number, page


def _insert(
    connection: dbapi2.Connection,
    table: SalvagedTable,
    record: damaged_pages.Record,
    saved: SalvagedRows,
) -> None:
    if not record.whole or not table.fits(record.values):
        saved.rows_lost += 1
        return
    names = [name for name, _, _ in table.columns[: len(record.values)]]
    values: list[damaged_pages.Value] = list(record.values)
    if table.key is not None:
        values[table.key] = record.rowid
    elif not table.without_rowid:
        names, values = ["rowid", *names], [record.rowid, *values]
    marks = ", ".join("?" * len(values))
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f'INSERT OR IGNORE INTO "{table.name}"({columns}) VALUES({marks})'
    try:
        connection.execute(statement, values)
    except dbapi2.IntegrityError:
        saved.rows_lost += 1


def _count(connection: dbapi2.Connection, table: SalvagedTable, saved: SalvagedRows) -> None:
    rowid = "count(*)" if table.without_rowid else "coalesce(max(rowid), 0)"
    statement = f'SELECT count(*), {rowid} FROM "{table.name}"'  # noqa: S608  a name of the schema
    count, last = connection.execute(statement).fetchone()
    saved.rows = int(count)
    if table.numbered:
        saved.missing = max(0, int(last) - int(count))
