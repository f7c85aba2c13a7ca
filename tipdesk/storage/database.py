"""One keyed connection to a vault's database, set up and checked in the only safe order.

SQLite's own errors are translated by the callers (`faults`), who know the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlcipher3 import dbapi2

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
from tipdesk.storage.kdf import wipe
from tipdesk.storage.platform import free_space, locked_memory

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
        return free_space(folder) < _LEAST_ROOM
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
    with locked_memory():  # the keys are allocated here
        key = _key_text(dek)
        connection.set_key(key)
        wipe(key)
        connection.execute("PRAGMA cipher_log_level=NONE")  # it writes to stderr otherwise
        connection.execute("PRAGMA cipher_memory_security=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # proves the key
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
