"""Verified copies of the database: before its schema changes, and on a stick."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.errors import Cancelled, VaultDamaged
from tipdesk.storage.connection import check_integrity, connect
from tipdesk.storage.faults import translated
from tipdesk.storage.platform import replace_durably

Watch = Callable[[int], None]  # is told how many bytes are written; may raise Cancelled
_LOOK_EVERY = 20_000  # steps of SQLite's machine between two looks


def copy_database(path: Path, dek: bytes | bytearray, target: Path) -> None:
    """Write a compact copy of the database at `path`, under the same key, and open it to see.

    Raises:
        VaultDamaged: the copy is not what it was copied from.
        DiskFull, VaultReadOnly: there is no copy.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        source = connect(path, dek)
        try:
            version = version_of(source)
            write_copy(source, part)
        finally:
            source.close()
        copy = open_copy(part, dek)
        try:
            if version_of(copy) != version:
                raise VaultDamaged(what="database")
        finally:
            copy.close()
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        replace_durably(part, target)
    finally:
        for left in part.parent.glob(part.name + "*"):
            left.unlink()


def write_copy(source: dbapi2.Connection, part: Path, watch: Watch | None = None) -> None:
    """Write what `source` holds, compact and under the same key, into a new file. `source` is a
    second connection, which is not restricted (VACUUM INTO attaches); the vault goes on.

    Raises:
        VaultDamaged: what is copied.
        DiskFull, VaultReadOnly: the folder of `part`.
        Cancelled: by `watch`.
    """
    stopped: list[Cancelled] = []

    def look() -> int:
        size = 0
        with suppress(OSError):
            size = part.stat().st_size
        try:
            if watch is not None:
                watch(size)
        except Cancelled as error:
            stopped.append(error)
        return len(stopped)

    source.set_progress_handler(look, _LOOK_EVERY)
    try:
        with translated(part.parent):
            source.execute("VACUUM INTO ?", (str(part),))
    except dbapi2.Error:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        source.set_progress_handler(None, 0)


def open_copy(path: Path, dek: bytes | bytearray) -> dbapi2.Connection:
    """Open a copy to read it, once every page has proved whole. Nothing is written beside it.

    Raises:
        VaultDamaged: it is not whole, or not of this key.
    """
    copy = connect(path, dek, mode="ro")
    try:
        with translated(path.parent):
            check_integrity(copy, thorough=True)
    except BaseException:
        copy.close()
        raise
    return copy


def version_of(connection: dbapi2.Connection) -> int:
    """The version of its schema."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
