"""SQLite's errors in tipdesk's words, and what a statement may not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.core.errors import (
    AccountFrozen,
    AnswersLocked,
    CustodyBroken,
    DiskFull,
    TipdeskError,
    VaultDamaged,
    VaultInUse,
    VaultReadOnly,
)
from tipdesk.storage.platform import free_space

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
