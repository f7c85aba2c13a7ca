"""Verified copies of the database: before its schema changes, in its place, and on a USB drive.

Before a copy takes the place of the database, the log of the old file must be gone for good: SQLite
would play it back into whatever has the name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.core.disk import remove, replace_durably, sync_directory
from tipdesk.core.errors import Cancelled, VaultDamaged
from tipdesk.storage.database import check_integrity, connect, translated
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.platform import disk_errors

COMPACT = f"{DATABASE}.compact"  # a copy that is about to take the database's place


def before_version(vault_dir: Path, version: int) -> Path:
    """Where the copy lies that was made before the schema was brought to `version`."""
    return vault_dir / f"vault.pre-v{version}.bak"


def drop_unfinished(vault_dir: Path) -> None:
    """Remove a copy that was to take the database's place and was cut off. The vault's lock is
    held."""
    for path in vault_dir.glob(COMPACT + "*"):
        with suppress(OSError):
            remove(path)


Watch = Callable[[int], None]  # is told of bytes; may raise Cancelled
_STEP_EVERY = 20_000  # steps of SQLite's machine between two looks


def copy_database(path: Path, dek: bytes | bytearray, target: Path) -> None:
    """Write a compact copy of the database at `path`, under the same key, and open it to see.

    Raises:
        VaultDamaged: the copy is not what it was copied from.
        DiskFull, VaultReadOnly: there is no copy.
    """
    part = target.with_name(target.name + ".part")
    remove(part, missing_ok=True)
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
            remove(left)


def write_copy(source: dbapi2.Connection, part: Path, watch: Watch | None = None) -> None:
    """Write what `source` holds, compact and under the same key, into a new file. `source` is a
    second connection, which is not restricted (VACUUM INTO attaches); the vault goes on. `watch`
    is told how many bytes are written.

    Raises:
        VaultDamaged: what is copied.
        DiskFull, VaultReadOnly: the folder of `part`.
        Cancelled: by `watch`.
    """

    def on_step() -> None:
        if watch is not None:
            watch(part.stat().st_size if part.exists() else 0)

    with translated(part.parent), watched(source, on_step):
        source.execute("VACUUM INTO ?", (str(part),))


def open_copy(path: Path, dek: bytes | bytearray, watch: Watch | None = None) -> dbapi2.Connection:
    """Open a copy to read it, once every page has proved whole. Nothing is written beside it.

    Raises:
        VaultDamaged: it is not whole, or not of this key.
        Cancelled: by `watch`, which is told that 0 bytes more are done.
    """
    copy = connect(path, dek, mode="ro")

    def on_step() -> None:
        if watch is not None:
            watch(0)

    try:
        with translated(path.parent), watched(copy, on_step):
            check_integrity(copy, thorough=True)
    except BaseException:
        copy.close()
        raise
    return copy


@contextmanager
def watched(
    connection: dbapi2.Connection, on_step: Callable[[], None], every: int = _STEP_EVERY
) -> Iterator[None]:
    """Within: `on_step` is called while statements run, after so many steps of SQLite's machine.
    When it raises Cancelled they stop."""
    stopped: list[Cancelled] = []

    def stop() -> bool:
        try:
            on_step()
        except Cancelled as error:
            stopped.append(error)
        return bool(stopped)

    connection.set_progress_handler(stop, every)
    try:
        yield
    except dbapi2.Error:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def version_of(connection: dbapi2.Connection) -> int:
    """The version of its schema."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def fold_log(connection: dbapi2.Connection) -> None:
    """Bring everything in the log into the file. Raises VaultDamaged where that cannot be done."""
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise VaultDamaged(what="database")


def put_in_place(copy: Path, path: Path) -> None:
    """Let a proven copy take the place of the database, which nobody has open and whose log is
    folded in. Neither log nor shared memory come back after a power cut.

    Raises:
        VaultDamaged: the log holds something.
        DiskFull, VaultReadOnly: the database is as it was.
    """
    log = path.with_name(path.name + "-wal")
    with disk_errors():
        if log.exists():
            if log.stat().st_size:
                raise VaultDamaged(what="database")
            remove(log)
        remove(path.with_name(path.name + "-shm"), missing_ok=True)
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        sync_directory(path.parent)
        replace_durably(copy, path)
