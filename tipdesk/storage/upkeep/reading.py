"""A large database read through while it is worked with: every page that holds something.

A second connection, made while the key is at hand, reads one state of the database, log included:
what is saved meanwhile raises no false alarm, as `cipher_integrity_check` would, which reads the
file alone (`storage.connection.check_integrity`). Every page that SQLite takes up has to prove its
HMAC; pages that hold nothing any more are not taken up. It has to be closed before the key changes
and before the vault is closed.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event, Lock

from tipdesk.core.errors import Cancelled, VaultDamaged
from tipdesk.core.work import Work
from tipdesk.storage.copies import watched
from tipdesk.storage.database.connection import connect, restrict
from tipdesk.storage.database.faults import translated
from tipdesk.storage.keys.slot_file import DATABASE

_LOOK_EVERY = 2_000  # steps of SQLite's machine: a lock waits for one such stretch


class Reading:
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

        def look() -> None:
            work.step(0, 1)
            if self._ended.is_set():
                raise Cancelled

        with self._asking:
            look()
            try:
                with translated(self._vault_dir), watched(self._connection, look, _LOOK_EVERY):
                    told = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            except VaultDamaged:
                return False
            return bool(told[0] == "ok")

    def close(self) -> None:
        """Stop what is being read, within milliseconds, and let go. Twice is harmless."""
        self._ended.set()
        with self._asking:
            self._connection.close()
