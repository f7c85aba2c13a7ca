"""A new database out of what can still be read of a damaged one. The old file is only read.

Trees are walked page by page. When a page is lost, pages that nothing leads to any more are looked
through as well: a leaf whose rows fit exactly one of the tables with losses is that table's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.core.errors import VaultTooNew
from tipdesk.storage.database.connection import check_integrity, connect
from tipdesk.storage.database.faults import translated
from tipdesk.storage.database.migrations import MIGRATIONS, migrate
from tipdesk.storage.upkeep import damaged_pages
from tipdesk.storage.upkeep.cipher_pages import CipherPages
from tipdesk.storage.upkeep.damaged_pages import Record, Value, Walk

_DERIVED = frozenset({"named"})  # made anew from the answers
_VERSION_AT = 60  # offset of user_version in the header
_TYPES: dict[str, type] = {"INTEGER": int, "INT": int, "TEXT": str, "BLOB": bytes}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the new database has it. `key` is the column that stands for the rowid."""

    name: str
    columns: tuple[tuple[str, type, bool], ...]  # name, type, whether it may be empty
    key: int | None
    without_rowid: bool
    numbered: bool  # its rows are never deleted: a missing number is a lost row

    def fits(self, values: tuple[Value, ...]) -> bool:
        """Whether a row could be one of this table."""
        if not 0 < len(values) <= len(self.columns):
            return False
        pairs = zip(values, self.columns, strict=False)
        return all(
            (at == self.key or may_be_empty) if value is None else isinstance(value, kind)
            for at, (value, (_, kind, may_be_empty)) in enumerate(pairs)
        )


@dataclass(slots=True)
class Saved:
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
class _Source:
    pages: CipherPages
    roots: dict[str, int]
    reached: set[int] = field(default_factory=set)


def salvage_database(source: Path, dek: bytes | bytearray, target: Path) -> tuple[Saved, ...]:
    """Write everything that can be read into a new database at `target`, under the same key.

    Raises:
        VaultDamaged: no page of the old one opens.
        VaultTooNew
        DiskFull, VaultReadOnly
    """
    pages = CipherPages(source, dek)
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


def _version(pages: CipherPages) -> int:
    first = pages.page(1)
    if first is None:
        return len(MIGRATIONS)
    found = int.from_bytes(first[_VERSION_AT : _VERSION_AT + 4], "big")
    if found > len(MIGRATIONS):
        raise VaultTooNew(found=found, known=len(MIGRATIONS))
    return found or len(MIGRATIONS)


def _fill(connection: dbapi2.Connection, pages: CipherPages) -> tuple[Saved, ...]:
    """Without triggers and owners: what is there is kept, in whatever order it comes."""
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    numbered = {name.rsplit("_no_", 1)[0] for name, _ in triggers if name.endswith("_no_delete")}
    source = _Source(pages, _roots(pages))
    saved: dict[str, Saved] = {}
    tables = {table.name: table for table in _tables(connection, numbered)}
    for table in tables.values():
        saved[table.name] = _copy(connection, source, table)
    suspects = [tables[name] for name, one in saved.items() if one.pages_lost]
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


def _roots(pages: CipherPages) -> dict[str, int]:
    """The first page of every table and index, by name."""
    walk = Walk()
    records = list(damaged_pages.rows(pages.page, 1, walk))
    if walk.lost:
        records += [
            record
            for number, page in _leaves(pages, walk.seen)
            for record in damaged_pages.page_rows(pages.page, page, number)
        ]
    found: dict[str, int] = {}
    for record in records:
        match record.values:
            case ("table" | "index", str(name), str(), int(root), *_) if root > 0:
                found.setdefault(name, root)
            case _:
                continue
    return found


def _tables(connection: dbapi2.Connection, numbered: Iterable[str]) -> Iterator[Table]:
    told = connection.execute("PRAGMA table_list").fetchall()
    ours = [row for row in told if row[0] == "main" and row[2] == "table"]
    for _, name, _, _, without_rowid, *_ in ours:
        if name in _DERIVED or name.startswith("sqlite_"):
            continue
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        keys = [row[0] for row in columns if row[5] and row[2] == "INTEGER"]
        single = sum(1 for row in columns if row[5]) == 1
        yield Table(
            name=name,
            columns=tuple((row[1], _TYPES[row[2]], not row[3]) for row in columns),
            key=keys[0] if keys and single and not without_rowid else None,
            without_rowid=bool(without_rowid),
            numbered=name in numbered and not without_rowid,
        )


def _copy(connection: dbapi2.Connection, source: _Source, table: Table) -> Saved:
    saved, walk = Saved(table.name), Walk()
    root = source.roots.get(table.name)
    if root is None:
        saved.pages_lost = 1  # at least: nothing leads to it
        return saved
    for record in damaged_pages.rows(source.pages.page, root, walk):
        _insert(connection, table, record, saved)
    source.reached |= walk.seen
    saved.pages_lost = len(walk.lost)
    return saved


def _reach_the_rest(source: _Source) -> None:
    """Indexes and the search have leaves too, which are nobody's stray."""
    for root in source.roots.values():
        walk = Walk()
        for _ in damaged_pages.rows(source.pages.page, root, walk):
            pass
        source.reached |= walk.seen


def _strays(source: _Source, tables: list[Table]) -> Iterator[tuple[Table, Record]]:
    for number, page in _leaves(source.pages, source.reached):
        records = list(damaged_pages.page_rows(source.pages.page, page, number))
        whole = [record for record in records if record.whole]
        fitting = [table for table in tables if whole and _all_fit(table, whole)]
        if len(fitting) == 1:
            yield from ((fitting[0], record) for record in records)


def _all_fit(table: Table, records: list[Record]) -> bool:
    return all(
        (record.rowid is None) == table.without_rowid and table.fits(record.values)
        for record in records
    )


def _leaves(pages: CipherPages, reached: set[int]) -> Iterator[tuple[int, bytes]]:
    for number in range(2, pages.count + 1):
        page = None if number in reached else pages.page(number)
        if page is not None and damaged_pages.holds_rows(page, number):
            yield number, page


def _insert(connection: dbapi2.Connection, table: Table, record: Record, saved: Saved) -> None:
    if not record.whole or not table.fits(record.values):
        saved.rows_lost += 1
        return
    names = [name for name, _, _ in table.columns[: len(record.values)]]
    values: list[Value] = list(record.values)
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


def _count(connection: dbapi2.Connection, table: Table, saved: Saved) -> None:
    rowid = "count(*)" if table.without_rowid else "coalesce(max(rowid), 0)"
    statement = f'SELECT count(*), {rowid} FROM "{table.name}"'  # noqa: S608  a name of the schema
    count, last = connection.execute(statement).fetchone()
    saved.rows = int(count)
    if table.numbered:
        saved.missing = max(0, int(last) - int(count))
