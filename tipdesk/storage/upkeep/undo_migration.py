"""Undoing a migration: the copy made before it takes the place of the vault, whole or not at all.

Only where nothing was recorded since: what was done under the newer schema is never given up for
the older one. The vault as it stood stays beside as a copy, under the same key.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.cases.custody.chain import BORDER, CARRIED
from tipdesk.cases.model import CustodyEvent
from tipdesk.core.errors import DiskFull, UndoRefused, VaultDamaged
from tipdesk.core.private_files import create_file
from tipdesk.storage import custody_rows
from tipdesk.storage.copies import (
    COMPACT,
    before_version,
    copy_database,
    drop_unfinished,
    fold_log,
    open_copy,
    put_in_place,
    version_of,
)
from tipdesk.storage.database import Database, check_integrity, connect, translated
from tipdesk.storage.keys import slot_rows
from tipdesk.storage.keys.keys import authentic_document
from tipdesk.storage.keys.slot_file import DATABASE, LOCK
from tipdesk.storage.platform import FolderLock, disk_errors, free_space

# Entries that record no work: who came, looked and went, and what the program did by itself.
NO_WORK = frozenset(
    {
        "unlocked",
        "locked",
        "unlock_failed",
        "recovered",
        "recovered_by_shares",
        "clock_behind",
        "kdf_raised",
        "viewed",
        "audited",
        "backup_made",
        "migrated",
        BORDER,
        CARRIED,
        "migration_undo_begun",
        "register_founded",
        "register_signed",
    }
)
_SPARE = 1024 * 1024  # bytes beside the two copies


class UndoStep(StrEnum):
    """What is being done."""

    KEEPING = "keeping"
    PREPARING = "preparing"
    PLACING = "placing"


@dataclass(frozen=True, slots=True)
class VaultBefore:
    """The vault as it was before the last migration. `entries` came into the chain since."""

    version: int  # version of the schema
    back_to: int
    ended: datetime  # of the copy's last entry
    entries: int


def before_migration(vault: Database, dek: bytes | bytearray) -> VaultBefore:
    """What an undoing would bring back. The copy is read whole.

    Raises:
        UndoRefused: there is no copy, it is not of this vault (details: reason), or something was
            recorded since (details: reason "work", count).
        VaultDamaged: the copy is not whole.
    """
    with _copy_before(vault, dek) as copy:
        head = custody_rows.head(copy)
        if (
            copy.vault_id != vault.vault_id
            or head is None
            or head.at is None
            or not _holds(vault, head)
        ):
            raise UndoRefused(reason="another")
        done = [entry for entry in custody_rows.newest_first(vault) if entry.seq > head.seq]
        work = sum(entry.action not in NO_WORK for entry in done) + _typed_since(vault, copy)
        if work:
            raise UndoRefused(reason="work", count=work)
        return VaultBefore(vault.version, copy.version, head.at, len(done))


def undo(
    vault_dir: Path,
    dek: bytes | bytearray,
    record: Callable[[Database, CustodyEvent], object],
    say: Callable[[UndoStep], object],
) -> None:
    """Let the copy take the place of the vault, which must not be open. `record` writes into the
    copy what it shall tell of this; it is given the last entry of the vault that goes.

    Raises:
        VaultInUse, VaultReadOnly
        VaultDamaged: the vault, or the copy, is not whole; the vault is as it was.
        DiskFull: there is no room for two copies; the vault is as it was.
    """
    path, part = vault_dir / DATABASE, vault_dir / COMPACT
    lock = FolderLock(vault_dir / LOCK)
    try:
        drop_unfinished(vault_dir)
        with translated(vault_dir):
            version, last = _whole(path, dek)
        before = _newest_copy(vault_dir, version)
        if free_space(vault_dir) < path.stat().st_size + before.stat().st_size + _SPARE:
            raise DiskFull
        say(UndoStep.KEEPING)
        copy_database(path, dek, undone(vault_dir, version))
        say(UndoStep.PREPARING)
        _copy(before, part)
        _prepare(vault_dir, part, dek, lambda copy: record(copy, last))
        say(UndoStep.PLACING)
        put_in_place(part, path)
    finally:
        drop_unfinished(vault_dir)
        lock.release()


def undone(vault_dir: Path, version: int) -> Path:
    """Where the vault stays that an undoing has replaced. A later change of the key removes it, as
    every copy under the key of before."""
    return vault_dir / f"vault.pre-v{version}.undone.bak"


def _newest_copy(vault_dir: Path, version: int) -> Path:
    """The copy made before the last migration, which may have gone through several versions."""
    copies = (before_version(vault_dir, number) for number in range(version, 0, -1))
    newest = next((path for path in copies if path.exists()), None)
    if newest is None:
        raise UndoRefused(reason="no_copy")
    return newest


@contextmanager
def _copy_before(vault: Database, dek: bytes | bytearray) -> Iterator[Database]:
    connection = open_copy(_newest_copy(vault.vault_dir, vault.version), dek)
    try:
        yield Database(vault.vault_dir, connection, read_only=True)
    finally:
        connection.close()


def _holds(vault: Database, entry: CustodyEvent) -> bool:
    return vault.row("SELECT hash FROM custody WHERE seq = ?", (entry.seq,)) == (entry.hash,)


def _typed_since(vault: Database, copy: Database) -> int:
    """Files with answers, and drafts, that no entry speaks of yet: an answer's number is never used
    again."""
    last = "SELECT case_ref, max(seq) FROM answer_log GROUP BY case_ref"
    before: dict[int, int] = dict(copy.rows(last))
    count = len([case for case, seq in vault.rows(last) if seq > before.get(case, 0)])
    drafts = "SELECT case_ref, officer, body FROM draft"
    with suppress(dbapi2.OperationalError):  # a copy from before there were drafts
        count += len({*vault.rows(drafts)} - {*copy.rows(drafts)})
    return count


def _whole(path: Path, dek: bytes | bytearray) -> tuple[int, CustodyEvent]:
    """The version and the last entry of the vault, every page of which is checked; its log is empty
    afterwards."""
    connection = connect(path, dek)
    try:
        check_integrity(connection, thorough=True)
        fold_log(connection)
        last = custody_rows.head(Database(path.parent, connection, read_only=True))
        if last is None:
            raise VaultDamaged(what="database")
        return version_of(connection), last
    finally:
        connection.close()


def _copy(source: Path, target: Path) -> None:
    descriptor = create_file(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY)
    with disk_errors(), os.fdopen(descriptor, "wb") as file, source.open("rb") as content:
        shutil.copyfileobj(content, file)


def _prepare(
    vault_dir: Path, part: Path, dek: bytes | bytearray, record: Callable[[Database], object]
) -> None:
    """Bring the copy up to what stands beside it (the slots in use), and prove it once more."""
    connection = connect(part, dek)
    try:
        copy = Database(vault_dir, connection, read_only=False)
        with copy.transaction():
            slot_rows.promote(copy, authentic_document(vault_dir, dek))
            record(copy)
        with translated(vault_dir):
            fold_log(connection)
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    finally:
        connection.close()
    open_copy(part, dek).close()
    with disk_errors(), part.open("rb+") as file:
        os.fsync(file.fileno())


_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would translate line ends
