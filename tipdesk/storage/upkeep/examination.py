"""A vault that is looked through and may be damaged: held by its lock, read, never written.

SQLCipher's connection gives no sure answer after one damaged page. Here such a page costs that one
answer and a connection: the next question is put to a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tipdesk.core.errors import VaultDamaged, VaultReadOnly
from tipdesk.storage.database.connection import connect, restrict
from tipdesk.storage.database.database import Database
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys.slot_file import DATABASE, LOCK
from tipdesk.storage.platform import FolderLock


class HeldVault:
    """Close it. A folder that cannot be written, such as a copy on a disc, needs no lock."""

    def __init__(self, vault_dir: Path, dek: bytes | bytearray) -> None:
        """Hold the vault and open it once.

        Raises:
            VaultMissing, VaultInUse
            VaultDamaged: it does not open at all.
            VaultReadOnly: a log waits to be folded in, and the folder cannot be written.
        """
        self.vault_dir = vault_dir
        self._dek = bytearray(dek)
        self._database: Database | None = None
        try:
            self._lock: FolderLock | None = FolderLock(vault_dir / LOCK)
        except VaultReadOnly:
            self._lock = None
        try:
            self._database = self._connected()
        except BaseException:
            self.close()
            raise

    @property
    def writable(self) -> bool:
        """Whether the log can be folded in."""
        return self._lock is not None

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Put questions. A damaged page comes out as VaultDamaged, and the next block has a new
        connection."""
        if self._database is None:
            self._database = self._connected()
        try:
            yield self._database
        except VaultDamaged:
            self.reconnect()
            raise

    def reconnect(self) -> None:
        """Let the connection go."""
        if self._database is not None:
            self._database.disconnect()
            self._database = None

    def close(self) -> None:
        """Let go of everything. Twice is harmless."""
        self.reconnect()
        wipe(self._dek)
        if self._lock is not None:
            self._lock.release()

    def _connected(self) -> Database:
        mode = "rw" if self.writable else "ro"
        connection = connect(self.vault_dir / DATABASE, self._dek, mode=mode)
        restrict(connection)
        return Database(self.vault_dir, connection, read_only=True)

    def __enter__(self) -> HeldVault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
