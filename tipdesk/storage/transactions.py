"""Statements and transactions on the one connection; errors come out in tipdesk's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2

from tipdesk.core.errors import DiskFull, TipdeskError, VaultDamaged, VaultReadOnly
from tipdesk.storage import platform
from tipdesk.storage.database import in_our_words, rekey, translated

# Times in the vault: whole milliseconds since 1970-01-01T00:00Z.


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_stored(at: datetime) -> int:
    """Milliseconds of an aware time; what is finer is dropped."""
    return (at - _EPOCH) // _MILLISECOND


def from_stored(value: int) -> datetime:
    """The aware time in UTC."""
    return _EPOCH + value * _MILLISECOND


Row = tuple[Any, ...]
Result = TypeVar("Result")


class Database:
    """What the row modules write to: an open vault without its lock and its keys."""

    def __init__(self, vault_dir: Path, connection: dbapi2.Connection, *, read_only: bool) -> None:
        """`connection` is set up by `tipdesk.storage.database.connect`."""
        self.vault_dir = vault_dir
        self.read_only = read_only
        self.space_low = False  # the ballast is given up: the disk takes little more
        self._connection = connection
        self._depth = 0
        self._damaged = False

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement; the number of rows it changed."""
        return self._ask(sql, values, _changed)

    def insert(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one INSERT; the new row's number."""
        return self._ask(sql, values, lambda cursor: cursor.lastrowid or 0)

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row, or None."""
        return self._ask(sql, values, _first)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows."""
        return self._ask(sql, values, _all)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything inside, or nothing. On the disk when the outermost block has ended.

        Raises:
            DiskFull: nothing of it was kept; the ballast was given up, so trying again may help.
            VaultReadOnly, VaultDamaged, VaultInUse
        """
        if self.read_only:
            raise VaultReadOnly
        level = self._depth
        self.execute(f"SAVEPOINT level_{level}" if level else "BEGIN IMMEDIATE")
        self._depth = level + 1
        try:
            yield
            self.execute(f"RELEASE level_{level}" if level else "COMMIT")
        except BaseException as error:
            self._undo(level)
            if isinstance(error, DiskFull):
                self.space_low = True
                platform.release(self.vault_dir)
            raise
        finally:
            self._depth = level

    @property
    def in_transaction(self) -> bool:
        """Whether what is written now may still be taken back."""
        return self._depth > 0

    def _undo(self, level: int) -> None:
        if not self._connection.in_transaction:
            return  # SQLite has rolled back by itself
        with suppress(dbapi2.Error):
            if level:
                self._connection.execute(f"ROLLBACK TO level_{level}")
                self._connection.execute(f"RELEASE level_{level}")
            else:
                self._connection.execute("ROLLBACK")

    def _ask(
        self, sql: str, values: Sequence[object], take: Callable[[dbapi2.Cursor], Result]
    ) -> Result:
        """Every statement of the vault goes through here, some of them at each key that is typed.
        After one damaged page SQLCipher's connection gives no answer that is sure."""
        if self._damaged:
            raise VaultDamaged(what="database")
        try:
            return take(self._connection.execute(sql, values))
        except dbapi2.Error as error:
            known = in_our_words(error, self.vault_dir)
            self._damaged = isinstance(known, VaultDamaged)
            if known is None:
                raise
            raise known from error

    def meta(self, name: str) -> str:
        """A small value by name; '' when there is none."""
        row = self.row("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small value."""
        self.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (name, value))

    @property
    def vault_id(self) -> str:
        """32 hex digits; the same in every copy of this vault."""
        return self.meta("vault_id")

    @property
    def version(self) -> int:
        """Of its schema."""
        row = self.row("PRAGMA user_version")
        return int(row[0]) if row else 0

    def rekey(self, dek: bytes | bytearray) -> None:
        """Write the whole database under another data key: `tipdesk.storage.keys.rekeying`.

        Raises:
            DiskFull: it is as it was.
        """
        if self._damaged:
            raise VaultDamaged(what="database")
        try:
            with translated(self.vault_dir):
                rekey(self._connection, dek)
        except VaultDamaged:
            self._damaged = True
            raise

    def limit_pages(self, pages: int) -> None:
        """Let the file grow to `pages` of 4 KiB at most: how tests fill the disk."""
        self.execute(f"PRAGMA max_page_count={int(pages)}")

    def disconnect(self) -> None:
        """Fold the log into the file and close the connection."""
        with suppress(TipdeskError, dbapi2.Error):
            if not (self.read_only or self._damaged):
                self.set_meta("closed_cleanly", "1")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._connection.close()


def _changed(cursor: dbapi2.Cursor) -> int:
    return int(cursor.rowcount)


def _first(cursor: dbapi2.Cursor) -> Row | None:
    row: Row | None = cursor.fetchone()
    return row


def _all(cursor: dbapi2.Cursor) -> list[Row]:
    return list(cursor.fetchall())
