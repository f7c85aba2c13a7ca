"""The vault: one encrypted SQLite database in a folder, held by one process, used by one thread.

    with vault.transaction():
        answer_rows.save_answers(vault, ...)

Row modules (`*_rows.py`) hold the SQL; they return the frozen values of `tipdesk.cases.model`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.core import disk
from tipdesk.core.errors import DiskFull, VaultDamaged, VaultExists
from tipdesk.core.private_files import create_file
from tipdesk.storage import platform
from tipdesk.storage.copies import before_version, copy_database, drop_unfinished
from tipdesk.storage.database import (
    Database,
    check_integrity,
    connect,
    refuse_newer,
    restrict,
    translated,
)
from tipdesk.storage.evidence import attachments
from tipdesk.storage.keys import slot_file, slot_rows
from tipdesk.storage.keys.keys import authentic_document
from tipdesk.storage.schema import MIGRATIONS, migrate

_NEW = "vault.db.new"
# Bytes of database that are read through at every opening; larger ones:
# `storage.upkeep.examination`.
_QUICKLY_READ = 16 * 1024 * 1024


class Vault(Database):
    """An open vault. Close it; a process that dies without closing loses nothing saved."""

    def __init__(
        self, vault_dir: Path, connection: dbapi2.Connection, lock: platform.FolderLock | None
    ) -> None:
        """Use `create` or `open`."""
        super().__init__(vault_dir, connection, read_only=lock is None)
        self.read_whole = False  # every page was looked at when it was opened
        self._lock = lock

    @classmethod
    def create(
        cls,
        vault_dir: Path,
        dek: bytes | bytearray,
        vault_id: str,
        fill: Callable[[Database], None] | None = None,
    ) -> Vault:
        """Make the database beside the slots that `keys.create_slots` has written, and open it.

        `fill` writes the first rows (station, officers): the vault appears with them or not at
        all, so that a set-up that was cut off can be begun again.

        Raises:
            VaultExists: there is a database already.
            VaultInUse, VaultReadOnly, DiskFull, VaultMissing, VaultDamaged
        """
        document = authentic_document(vault_dir, dek)
        if document.vault_id != vault_id:
            raise VaultDamaged(what="slots")
        lock = platform.FolderLock(vault_dir / slot_file.LOCK)
        try:
            if (vault_dir / slot_file.DATABASE).exists():
                raise VaultExists
            _build(vault_dir, dek, document, fill)
        finally:
            lock.release()
        return cls.open(vault_dir, dek)

    @classmethod
    def open(
        cls,
        vault_dir: Path,
        dek: bytes | bytearray,
        *,
        read_only: bool = False,
        scripts: Sequence[str] = MIGRATIONS,
    ) -> Vault:
        """Open, check and migrate. `dek` is not kept: wipe it afterwards.

        `read_only` looks at a vault in a folder that cannot be written, without a lock.

        Raises:
            VaultMissing, VaultInUse, VaultReadOnly, VaultDamaged, VaultTooNew, DiskFull
        """
        try:
            return cls._open(vault_dir, dek, scripts, read_only=read_only)
        except DiskFull:
            # What was saved can still be read, and a little more be written.
            platform.release(vault_dir)
            vault = cls._open(vault_dir, dek, scripts, read_only=read_only)
            vault.space_low = True
            return vault

    @classmethod
    def _open(
        cls, vault_dir: Path, dek: bytes | bytearray, scripts: Sequence[str], *, read_only: bool
    ) -> Vault:
        document = authentic_document(vault_dir, dek)
        lock = None if read_only else platform.FolderLock(vault_dir / slot_file.LOCK)
        vault: Vault | None = None
        try:
            mode = "ro" if read_only else "rw"
            vault = cls(vault_dir, connect(vault_dir / slot_file.DATABASE, dek, mode=mode), lock)
            with translated(vault_dir):
                vault._prepare(document, dek, scripts)
        except BaseException:
            if vault is not None:
                vault._connection.close()
            if lock is not None:
                lock.release()
            raise
        return vault

    def _prepare(
        self, document: slot_file.SlotDocument, dek: bytes | bytearray, scripts: Sequence[str]
    ) -> None:
        version = refuse_newer(self._connection, len(scripts))
        if not version:
            raise VaultDamaged(what="database")  # a database without tables
        if self.read_only:
            slot_rows.compare(self, document)
            restrict(self._connection)
            return
        path = self.vault_dir / slot_file.DATABASE
        small = path.stat().st_size <= _QUICKLY_READ
        clean = self.meta("closed_cleanly") == "1"
        self.read_whole = small or not clean
        check_integrity(self._connection, thorough=self.read_whole)
        if version < len(scripts):
            copy_database(path, dek, before_version(self.vault_dir, version + 1))
            migrate(self._connection, scripts)
        document = slot_rows.finish(self, document, dek)
        slot_rows.compare(self, document)
        restrict(self._connection)
        with self.transaction():
            self.set_meta("closed_cleanly", "0")
            slot_rows.promote(self, document)
        slot_file.repair_copies(self.vault_dir, document)
        drop_unfinished(self.vault_dir)
        attachments.sweep(self)
        self.space_low = not platform.ensure(self.vault_dir)

    def regain_space(self) -> None:
        """Put the ballast back once the disk has room for it and more."""
        if self.space_low:
            self.space_low = not platform.ensure(self.vault_dir)

    def close(self) -> None:
        """Fold the log into the file and let go. Twice is harmless."""
        self.disconnect()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _build(
    vault_dir: Path,
    dek: bytes | bytearray,
    document: slot_file.SlotDocument,
    fill: Callable[[Database], None] | None,
) -> None:
    """Make the whole database under another name, then give it its own."""
    path = vault_dir / _NEW
    with platform.disk_errors():
        for left in vault_dir.glob(_NEW + "*"):
            disk.remove(left)
        os.close(create_file(path, os.O_CREAT | os.O_WRONLY))
    connection = connect(path, dek, mode="rwc")
    database = Database(vault_dir, connection, read_only=False)
    try:
        with translated(vault_dir):
            migrate(connection)
        with database.transaction():
            database.set_meta("vault_id", document.vault_id)
            slot_rows.promote(database, document)
            if fill is not None:
                fill(database)
    finally:
        database.disconnect()
    with platform.disk_errors():
        disk.replace_durably(path, vault_dir / slot_file.DATABASE)
