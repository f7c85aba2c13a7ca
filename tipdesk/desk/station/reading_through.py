"""A large database is read through once a day, behind the work; what was found stands in the chain.

Once a day, at its first unlocking: the last three backups are still those of before a damage then,
and the chain grows by one audit log entry a day. One that was found damaged is read at every
unlocking, so that it is said again. A small one is read whenever it is opened.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.upkeep.examination import VaultExamination

_LAST = "read_through"  # its name in the vault: when, and whether it was whole


@dataclass(frozen=True, slots=True)
class LastReading:
    """What the last reading found."""

    at: datetime
    whole: bool


def prepare(desk: OpenVault, key: UnlockedKey) -> None:
    """Connect a second time while the key is at hand, when the database is to be read today. What
    stands against it keeps nobody out."""
    if not desk.vault.read_whole and _is_due(_last(desk), desk.now()):
        with suppress(TipdeskError):
            desk.reading = VaultExamination(desk.vault.vault_dir, key.dek)


class ReadingThrough:
    """The reading of an open vault. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self.under_way = False

    def begin(self) -> VaultExamination | None:
        """What is to be done in a job, of its own thread, and given to `record`; None: nothing."""
        self.under_way = self._desk.reading is not None
        return self._desk.reading

    def record(self, *, undamaged: bool) -> None:
        """Enter what was found.

        Raises:
            DiskFull, VaultReadOnly, VaultDamaged: nothing tells of it; it is read at the next
                unlocking again.
        """
        vault = self._desk.vault
        self.end()
        pages = vault.row("PRAGMA page_count")
        with vault.transaction():
            at = timestamp(self._desk.now())
            vault.set_meta(_LAST, canonical([at, undamaged]).decode("ascii"))
            action = "read_through" if undamaged else "damage_found"
            self._desk.enter(action, pages=str(pages[0] if pages else 0))
            self._desk.seal()
        self._desk.publish(ChangeKind.READ_THROUGH)

    def end(self) -> None:
        """It was read, or could not be."""
        self.under_way = False
        self._desk.end_reading()

    @property
    def at_every_opening(self) -> bool:
        """Whether it is so small, or was left so, that it was read when it was opened."""
        return self._desk.vault.read_whole

    def last(self) -> LastReading | None:
        """The last one of a large database; None: there was none."""
        return _last(self._desk)


def _last(desk: OpenVault) -> LastReading | None:
    text = desk.vault.meta(_LAST)
    if not text:
        return None
    at, undamaged = json.loads(text)
    return LastReading(datetime.fromisoformat(at), undamaged)


def _is_due(last: LastReading | None, now: datetime) -> bool:
    if last is None or not last.whole:
        return True
    return kuwait_day(last.at) != kuwait_day(now)
