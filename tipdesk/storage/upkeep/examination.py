"""A vault that is looked through: page checks, and the reading of a large database behind the work.

`HeldVault` is a vault that may be damaged: held by its lock, read, never written. SQLCipher's
connection gives no sure answer after one damaged page. Here such a page costs that one answer and a
connection: the next question is put to a new one.

`VaultExamination` reads a large database through while it is worked with: every page that holds
something. A second connection, made while the key is at hand, reads one state of the database, log
included: what is saved meanwhile raises no false alarm, as `cipher_integrity_check` would, which
reads the file alone (`storage.database.check_integrity`). Every page that SQLite takes up has to
prove its HMAC; pages that hold nothing any more are not taken up. It has to be closed before the
key changes and before the vault is closed.

`check_pages` asks whether pages are what was written, in the order that gives no false alarm:
`cipher_integrity_check` would find fault with a page whose newer state waits in the log; so the log
is folded in before, and only when the structure is sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

from tipdesk.core.errors import Cancelled, VaultDamaged, VaultReadOnly
from tipdesk.core.work import Work
from tipdesk.storage.copies import watched
from tipdesk.storage.database import Database, connect, restrict, translated
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys.slot_file import DATABASE, LOCK
from tipdesk.storage.platform import FolderLock

# --- reading behind the work ------------------------------------------------------------------


_STEP_EVERY = 2_000  # steps of SQLite's machine: a lock waits for one such stretch


class VaultExamination:
    """Made and closed on the GUI thread, done in a job."""

    def __init__(self, vault_dir: Path, dek: bytes | bytearray) -> None:
        """Connect. `dek` is not kept.

        Raises:
            VaultMissing, VaultDamaged, VaultReadOnly
        """
        self._vault_dir = vault_dir
        self._ended, self._asking = Event(), Lock()
        self._connection = connect(vault_dir / DATABASE, dek, any_thread=True)
        restrict(self._connection)
        for setting in ("query_only=ON", "cache_size=-4096"):  # KiB: each page is read once
            self._connection.execute(f"PRAGMA {setting}")

    def is_whole(self, work: Work) -> bool:
        """Read everything: whether it is what was written. Seconds for each gigabyte: a JOB.

        Raises:
            Cancelled: by `work`, or closed meanwhile.
            VaultInUse: it could not be read just now.
        """

        def on_step() -> None:
            work.step(0, 1)
            if self._ended.is_set():
                raise Cancelled

        with self._asking:
            on_step()
            try:
                with translated(self._vault_dir), watched(self._connection, on_step, _STEP_EVERY):
                    answer = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            except VaultDamaged:
                return False
            return bool(answer[0] == "ok")

    def close(self) -> None:
        """Stop what is being read, within milliseconds, and let go. Twice is harmless."""
        self._ended.set()
        with self._asking:
            self._connection.close()


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


# --- page checks ------------------------------------------------------------------------------


_MOST = 100  # faults that are named
_NUMBER = re.compile(r"page (\d+)")
PAGE = 4096  # bytes


@dataclass(frozen=True, slots=True)
class PageState:
    """What was found. `read_whole` is False where the log kept the pages from being read alone."""

    pages: int
    altered: tuple[int, ...] = ()  # numbers of pages that are not what was written
    broken: bool = False  # the structure does not hold together
    strays: tuple[str, ...] = ()  # tables with rows whose owner is missing
    read_whole: bool = True


def check_pages(held: HeldVault) -> PageState:
    """Structure, then the log, then every page."""
    path = held.vault_dir / DATABASE
    sound = _sound(held)
    if sound and held.writable:
        with held.reading() as database:
            database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    log = path.with_name(path.name + "-wal")
    read_whole = not log.exists() or log.stat().st_size == 0
    return PageState(
        pages=-(-path.stat().st_size // PAGE),
        altered=_altered(held) if read_whole else (),
        broken=not sound,
        strays=_strays(held) if sound else (),
        read_whole=read_whole,
    )


def _sound(held: HeldVault) -> bool:
    try:
        with held.reading() as database:
            return database.rows("PRAGMA quick_check(1)") == [("ok",)]
    except VaultDamaged:
        return False
    finally:
        held.reconnect()  # quick_check may tell of a damaged page without an error


def _altered(held: HeldVault) -> tuple[int, ...]:
    try:
        with held.reading() as database:
            lines = [str(row[0]) for row in database.rows("PRAGMA cipher_integrity_check")]
    except VaultDamaged:
        return (0,)
    finally:
        held.reconnect()
    numbers = [int(match[1]) for line in lines if (match := _NUMBER.search(line))]
    return tuple(numbers[:_MOST]) if numbers or not lines else (0,)


def _strays(held: HeldVault) -> tuple[str, ...]:
    try:
        with held.reading() as database:
            rows = database.rows("PRAGMA foreign_key_check")
    except VaultDamaged:
        return ()
    return tuple(sorted({str(row[0]) for row in rows}))
