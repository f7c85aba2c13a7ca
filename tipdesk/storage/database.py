"""The encrypted database: one keyed connection, statements and transactions on it.

`connect` opens SQLCipher with the raw key, set up and checked in the only safe order, and restricts
what SQL may do. SQLite's own errors are translated by whoever knows the folder (`translated`); a
`Database` holds transactions, and errors come out of it in the words of tipdesk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

from sqlcipher3 import dbapi2

from tipdesk.cases.model import CaseId
from tipdesk.core.errors import (
    AccountFrozen,
    AnswersLocked,
    CustodyBroken,
    DiskFull,
    TipdeskError,
    VaultDamaged,
    VaultInUse,
    VaultMissing,
    VaultReadOnly,
    VaultTooNew,
)
from tipdesk.storage import platform
from tipdesk.storage.kdf import wipe

# SQLite's errors in tipdesk's words, and what a statement may not do.


# https://sqlite.org/rescode.html, primary codes
_BUSY, _LOCKED, _READONLY, _IOERR, _FULL, _CANTOPEN, _CONSTRAINT = 5, 6, 8, 10, 13, 14, 19
_DAMAGE = frozenset({11, 26})  # CORRUPT, NOTADB
_LEAST_ROOM = 64 * 1024  # bytes
_READ_FAULTS = frozenset({0, 1, 2, 33, 34})  # of IOERR: READ, SHORT_READ, DATA, CORRUPTFS


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Raise tipdesk's errors for what SQLite reports; what is our own mistake stays as it is.

    `folder` holds the database: an "I/O error" on a full disk is a full disk.
    """
    try:
        yield
    except dbapi2.Error as error:
        known = in_our_words(error, folder)
        if known is None:
            raise
        raise known from error


def in_our_words(error: dbapi2.Error, folder: Path) -> TipdeskError | None:
    """The error of tipdesk that it is; None: a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", 0)
    primary, detail = code & 0xFF, code >> 8
    if primary == _CONSTRAINT:
        return _of_trigger(str(error))
    if primary == _FULL or (primary == _IOERR and _is_full(folder)):
        return DiskFull()
    if primary in (_BUSY, _LOCKED):
        return VaultInUse()
    if primary in _DAMAGE or (primary == _IOERR and detail in _READ_FAULTS):
        return VaultDamaged(what="database")
    if primary in (_READONLY, _CANTOPEN, _IOERR):
        return VaultReadOnly()
    return None


def _is_full(folder: Path) -> bool:
    """Whether not even SQLite's shared memory file would find room."""
    try:
        return platform.free_space(folder) < _LEAST_ROOM
    except OSError:
        return False


def _of_trigger(message: str) -> TipdeskError | None:
    if message == "answers_locked":
        return AnswersLocked()
    if message == "account_frozen":
        return AccountFrozen()
    if message == "custody_broken":
        return CustodyBroken(seq=0)
    return None


# Action codes of sqlite3_set_authorizer, https://sqlite.org/c3ref/c_alter_table.html
_ATTACH, _DETACH, _FUNCTION = 24, 25, 31
_SCHEMA_CHANGES = frozenset(range(1, 9)) | frozenset(range(10, 18)) | {26, 29, 30}
_OK, _DENY = 0, 1


def authorize(
    action: int,
    first: str | None,
    second: str | None,
    database: str | None,
    trigger: str | None,
) -> int:
    """Refuse ATTACH, which can write a plain file, extensions and every change of the schema."""
    del first, database, trigger
    if action in (_ATTACH, _DETACH) or action in _SCHEMA_CHANGES:
        return _DENY
    if action == _FUNCTION and second == "load_extension":
        return _DENY
    return _OK


APPLICATION_ID: Final = 0x54444B31  # "TDK1"
_HEX_DIGITS = b"0123456789abcdef"

# Anything weaker than WAL + FULL loses acknowledged saves when the power goes.
PRAGMAS: Final = (
    ("synchronous", "FULL"),
    ("fullfsync", "ON"),  # macOS
    ("checkpoint_fullfsync", "ON"),
    ("wal_autocheckpoint", "1000"),
    ("temp_store", "MEMORY"),
    ("mmap_size", "0"),
    ("secure_delete", "ON"),
    ("foreign_keys", "ON"),
    ("recursive_triggers", "ON"),  # else INSERT OR REPLACE deletes behind the triggers' back
    ("trusted_schema", "OFF"),
    ("cell_size_check", "ON"),
    ("cache_size", "-32768"),  # KiB
    ("busy_timeout", "5000"),  # ms
)
MEMORY_SECURITY = "ON"  # what SQLite frees is overwritten


def connect(
    path: Path, dek: bytes | bytearray, *, mode: str = "rw", any_thread: bool = False
) -> dbapi2.Connection:
    """A connection to the database at `path` with key and pragmas; nothing has been written.

    `mode`: "rw", "rwc" (make it) or "ro" (a folder that cannot be written: no lock, no log).
    `any_thread`: it is used by another thread than this one, by one at a time.

    Raises:
        VaultMissing: there is no database.
        VaultReadOnly: to be looked at only, but a log waits to be folded in, which needs writing.
        VaultDamaged: it is empty, cut, or not of this key (the key itself has proved right).
    """
    if mode != "rwc":
        _refuse_what_is_no_database(path)
    if mode == "ro" and _has_log(path):
        raise VaultReadOnly  # an immutable file is read without its log: older answers would show
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    if mode == "ro":
        address += "&immutable=1"
    with translated(path.parent):
        connection = dbapi2.connect(
            address, uri=True, isolation_level=None, timeout=5, check_same_thread=not any_thread
        )
        try:
            _set_up(connection, dek, mode)
        except BaseException:
            connection.close()
            raise
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _refuse_what_is_no_database(path: Path) -> None:
    """SQLite would open a file without content as an empty database, with any key."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise VaultMissing from error
    if size == 0:
        raise VaultDamaged(what="database")


def _set_up(connection: dbapi2.Connection, dek: bytes | bytearray, mode: str) -> None:
    with platform.locked_memory():  # the keys are allocated here
        key = _key_text(dek)
        connection.set_key(key)
        wipe(key)
        connection.execute("PRAGMA cipher_log_level=NONE")  # it writes to stderr otherwise
        connection.execute(f"PRAGMA cipher_memory_security={MEMORY_SECURITY}")
        connection.execute("PRAGMA user_version").fetchone()  # derives the keys, and proves them
    # What stands in a hundred tables and triggers is no secret: to lock and unlock its memory piece
    # by piece would take three times as long as all the rest.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if mode != "ro":
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}").fetchone()


def rekey(connection: dbapi2.Connection, dek: bytes | bytearray) -> None:
    """Write every page under another key, in one transaction; then fold the log into the file, so
    that no page under the old key is left beside it."""
    key = _key_text(dek)
    try:
        connection.reset_key(key)
    finally:
        wipe(key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _key_text(dek: bytes | bytearray) -> bytearray:
    """SQLCipher's raw key, built in memory that can be wiped (bytes.hex() leaves copies)."""
    text = bytearray(b"x'")
    for byte in dek:
        text.append(_HEX_DIGITS[byte >> 4])
        text.append(_HEX_DIGITS[byte & 15])
    text += b"'"
    return text


def restrict(connection: dbapi2.Connection) -> None:
    """From now on refuse ATTACH, extensions and changes of the schema."""
    connection.set_authorizer(authorize)


def refuse_newer(connection: dbapi2.Connection, known: int) -> int:
    """The version of the schema (0: none yet).

    Raises:
        VaultDamaged: another program's database.
        VaultTooNew: it is above `known`.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID and version:
        raise VaultDamaged(what="database")
    if version > known:
        raise VaultTooNew(found=version, known=known)
    return version


def check_integrity(connection: dbapi2.Connection, *, thorough: bool) -> None:
    """Look for damage and fold the write-ahead log into the file.

    The order matters: `cipher_integrity_check` reads the file alone and raises false alarms
    while the log still holds pages. `thorough` reads every page.

    Raises:
        VaultDamaged: a page is altered or the structure is broken (details: what="database").
    """
    if thorough and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise VaultDamaged(what="database")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if thorough and connection.execute("PRAGMA cipher_integrity_check").fetchone():
        raise VaultDamaged(what="database")


# --- times: whole milliseconds since 1970-01-01T00:00Z ----------------------------------------


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_stored(at: datetime) -> int:
    """Milliseconds of an aware time; what is finer is dropped."""
    return (at - _EPOCH) // _MILLISECOND


def from_stored(value: int) -> datetime:
    """The aware time in UTC."""
    return _EPOCH + value * _MILLISECOND


Row = tuple[Any, ...]
Result = TypeVar("Result")
Follows = Callable[[tuple[CaseId, ...]], None]
"""Writes what follows from these files."""


_OF_THE_CHAIN = ("custody", "officer_key")
_READS_OR_ENTERS = (
    "SELECT ",
    "INSERT INTO custody VALUES(",
    "INSERT INTO custody_key VALUES(",
    "INSERT INTO custody_last_key VALUES(",
    "INSERT INTO custody_seal VALUES(",
)


class Database:
    """What the row modules write to: an open vault without its lock and its keys."""

    def __init__(self, vault_dir: Path, connection: dbapi2.Connection, *, read_only: bool) -> None:
        """`connection` is set up by `tipdesk.storage.database.connect`."""
        self.vault_dir = vault_dir
        self.read_only = read_only
        self.space_low = False  # the ballast is given up: the disk takes little more
        self.refusal: TipdeskError | None = None  # why nothing is written but what `witnessed` says
        self._connection = connection
        self.follow: Follows | None = None  # what follows from files that a transaction changed
        self._changed: dict[CaseId, None] = {}
        self._depth = 0
        self._damaged = False
        self._version = 0  # nobody has asked yet
        self._past_the_chain = 0  # statements that may have changed what was entered

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement; the number of rows it changed."""
        return self._ask(sql, values, _changed)

    def insert(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one INSERT; the new row's number."""
        return self._ask(sql, values, lambda cursor: cursor.lastrowid or 0)

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row, or None."""
        return self._ask(sql, values, _first)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows."""
        return self._ask(sql, values, _all)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything inside, or nothing. On the disk when the outermost block has ended; what
        follows from files that it changed (`touch`) is written before, in the same transaction.

        Raises:
            DiskFull: nothing of it was kept; the ballast was given up, so trying again may help.
            VaultReadOnly, VaultDamaged, VaultInUse
        """
        if self.read_only:
            raise VaultReadOnly
        level = self._depth
        if self.refusal is not None and not level:
            raise self.refusal
        self.execute(f"SAVEPOINT level_{level}" if level else "BEGIN IMMEDIATE")
        self._depth = level + 1
        try:
            yield
            if not level:
                self._write_what_follows()
            self.execute(f"RELEASE level_{level}" if level else "COMMIT")
        except BaseException as error:
            self._undo(level)
            if isinstance(error, DiskFull):
                self.space_low = True
                platform.release(self.vault_dir)
            raise
        finally:
            self._depth = level
            if not level:
                self._changed.clear()

    def touch(self, case_id: CaseId) -> None:
        """Say, inside a transaction, that something of a file was changed from which other rows
        follow: `follow` is asked once before it is kept."""
        self._changed[case_id] = None

    def _write_what_follows(self) -> None:
        changed, self._changed = tuple(self._changed), {}
        if changed and self.follow is not None:
            self.follow(changed)

    @contextmanager
    def witnessed(self) -> Iterator[None]:
        """As `transaction`, for an audit log entry: it is written in spite of a `refusal`."""
        refusal, self.refusal = self.refusal, None
        try:
            with self.transaction():
                yield
        finally:
            self.refusal = refusal

    @property
    def in_transaction(self) -> bool:
        """Whether what is written now may still be taken back."""
        return self._depth > 0

    def _undo(self, level: int) -> None:
        if not self._connection.in_transaction:
            return  # SQLite has rolled back by itself
        with suppress(dbapi2.Error):
            if level:
                self._connection.execute(f"ROLLBACK TO level_{level}")
                self._connection.execute(f"RELEASE level_{level}")
            else:
                self._connection.execute("ROLLBACK")

    def _ask(
        self, sql: str, values: Sequence[object], take: Callable[[dbapi2.Cursor], Result]
    ) -> Result:
        """Every statement of the vault goes through here, some of them at each key that is typed.
        After one damaged page SQLCipher's connection gives no answer that is sure."""
        if self._damaged:
            raise VaultDamaged(what="database")
        if not sql.startswith(_READS_OR_ENTERS) and any(name in sql for name in _OF_THE_CHAIN):
            self._past_the_chain += 1
        try:
            return take(self._connection.execute(sql, values))
        except dbapi2.Error as error:
            known = in_our_words(error, self.vault_dir)
            self._damaged = isinstance(known, VaultDamaged)
            if known is None:
                raise
            raise known from error

    def written_past_the_chain(self) -> tuple[int, int]:
        """It is another one after anybody has written into the chain of custody otherwise than by
        adding an entry or a seal: this connection, or another one whatever it wrote."""
        row = self.row("PRAGMA data_version")
        return self._past_the_chain, int(row[0]) if row else 0

    def meta(self, name: str) -> str:
        """A small value by name; '' when there is none."""
        row = self.row("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small value."""
        self.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (name, value))

    @property
    def vault_id(self) -> str:
        """32 hex digits; the same in every copy of this vault."""
        return self.meta("vault_id")

    @property
    def version(self) -> int:
        """Of its schema: it changes only before anybody asks."""
        if not self._version:
            row = self.row("PRAGMA user_version")
            self._version = int(row[0]) if row else 0
        return self._version

    def rekey(self, dek: bytes | bytearray) -> None:
        """Write the whole database under another data key: `tipdesk.storage.keys.rekeying`.

        Raises:
            DiskFull: it is as it was.
        """
        if self._damaged:
            raise VaultDamaged(what="database")
        try:
            with translated(self.vault_dir):
                rekey(self._connection, dek)
        except VaultDamaged:
            self._damaged = True
            raise

    def limit_pages(self, pages: int) -> None:
        """Let the file grow to `pages` of 4 KiB at most: how tests fill the disk."""
        self.execute(f"PRAGMA max_page_count={int(pages)}")

    def disconnect(self) -> None:
        """Fold the log into the file and close the connection."""
        with suppress(TipdeskError, dbapi2.Error):
            if not (self.read_only or self._damaged):
                self.set_meta("closed_cleanly", "1")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._connection.close()


def _changed(cursor: dbapi2.Cursor) -> int:
    return int(cursor.rowcount)


def _first(cursor: dbapi2.Cursor) -> Row | None:
    row: Row | None = cursor.fetchone()
    return row


def _all(cursor: dbapi2.Cursor) -> list[Row]:
    return list(cursor.fetchall())
