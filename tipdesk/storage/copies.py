"""A verified copy of the database, made before its schema changes or to take its place."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.errors import VaultDamaged
from tipdesk.storage.connection import check_integrity, connect
from tipdesk.storage.faults import translated
from tipdesk.storage.platform import replace_durably
from tipdesk.storage.slot_file import DATABASE

COMPACT = f"{DATABASE}.compact"  # a copy that is about to take the database's place


def drop_unfinished(vault_dir: Path) -> None:
    """Remove what a compaction that was cut off has left. The vault's lock is held."""
    for path in vault_dir.glob(COMPACT + "*"):
        with suppress(OSError):
            path.unlink()


def copy_database(path: Path, dek: bytes | bytearray, target: Path) -> None:
    """Write a compact copy of the database at `path`, under the same key, and open it to see.

    A second connection does it, which is not restricted (VACUUM INTO attaches).

    Raises:
        VaultDamaged: the copy is not what it was copied from.
        DiskFull, VaultReadOnly: there is no copy.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with translated(path.parent):
            source = connect(path, dek)
            try:
                version = _version(source)
                source.execute("VACUUM INTO ?", (str(part),))
            finally:
                source.close()
        with translated(path.parent):
            _verify(part, dek, version)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        replace_durably(part, target)
    finally:
        for left in part.parent.glob(part.name + "*"):
            left.unlink()


def _verify(part: Path, dek: bytes | bytearray, version: int) -> None:
    copy = connect(part, dek)
    try:
        check_integrity(copy, thorough=True)
        if _version(copy) != version:
            raise VaultDamaged(what="database")
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()
    finally:
        copy.close()


def _version(connection: dbapi2.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
