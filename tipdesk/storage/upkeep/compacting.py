"""Writing a vault's database anew without the room that deleted rows left, whole or not at all.

The copy is made beside, opened and compared before it takes the place of the old file.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.core.errors import DiskFull, VaultDamaged
from tipdesk.storage import copies
from tipdesk.storage.database import check_integrity, connect, refuse_newer, translated
from tipdesk.storage.files.search import INDEXES
from tipdesk.storage.keys.slot_file import DATABASE, LOCK
from tipdesk.storage.platform import FolderLock, free_space
from tipdesk.storage.schema import MIGRATIONS

_SPARE = 1024 * 1024  # bytes beside the copy, for the log of whatever is saved meanwhile
Counts = dict[str, int]


class CompactingStep(StrEnum):
    """What is being done."""

    CHECKING = "checking"
    COPYING = "copying"
    COMPARING = "comparing"
    PLACING = "placing"


def compact(
    vault_dir: Path, dek: bytes | bytearray, say: Callable[[CompactingStep], object]
) -> tuple[int, int]:
    """Bytes before and after. The vault must not be open.

    Raises:
        VaultMissing, VaultInUse, VaultReadOnly, VaultTooNew
        VaultDamaged: it, or the copy, is not whole; the vault is as it was.
        DiskFull: there is no room for the copy; the vault is as it was.
    """
    path, copy = vault_dir / DATABASE, vault_dir / copies.COMPACT
    lock = FolderLock(vault_dir / LOCK)
    try:
        copies.drop_unfinished(vault_dir)
        say(CompactingStep.CHECKING)
        with translated(vault_dir):
            counts = _whole(path, dek)
        before = path.stat().st_size
        if free_space(vault_dir) < before + _SPARE:
            raise DiskFull
        say(CompactingStep.COPYING)
        copies.copy_database(path, dek, copy)
        say(CompactingStep.COMPARING)
        with translated(vault_dir):
            if _counted(copy, dek) != counts:
                raise VaultDamaged(what="database")
        say(CompactingStep.PLACING)
        copies.put_in_place(copy, path)
        return before, path.stat().st_size
    finally:
        copies.drop_unfinished(vault_dir)
        lock.release()


def _whole(path: Path, dek: bytes | bytearray) -> Counts:
    """Check every page, merge the search, and count every table; the log is empty afterwards."""
    connection = connect(path, dek)
    try:
        if not refuse_newer(connection, len(MIGRATIONS)):
            raise VaultDamaged(what="database")
        check_integrity(connection, thorough=True)
        for index in INDEXES:  # deleted words stay in them until they are merged
            connection.execute(f"INSERT INTO {index}({index}) VALUES('optimize')")
        copies.fold_log(connection)
        return _counts(connection)
    finally:
        connection.close()


def _counted(path: Path, dek: bytes | bytearray) -> Counts:
    connection = connect(path, dek)
    try:
        counts = _counts(connection)
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        return counts
    finally:
        connection.close()


def _counts(connection: dbapi2.Connection) -> Counts:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608  a name of the schema
        for (name,) in names
    }
