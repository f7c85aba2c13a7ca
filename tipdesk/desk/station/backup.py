"""Backups on a USB drive: planned here, made in a job, noted in the vault and in its chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import Act
from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import KeyChangePending
from tipdesk.core.work import Work
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.upkeep import backup

Backup = backup.Backup  # folder, manifest, attachments, copied, size
BackupPlan = backup.BackupPlan

OLD_AFTER = timedelta(days=7)
_LAST = "last_backup"  # its name in the vault


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was verified and noted."""

    made_at: datetime
    name: str
    head_hash: str


def make(plan: BackupPlan, key: UnlockedKey, work: Work) -> Backup:
    """Make the backup and open it to see. JOB. `key` is fresh from `session.unlock`.

    Raises:
        KeyChangePending: the vault's key is being changed.
        DiskFull, TargetNotWritable, ReadbackFailed: of the USB drive; earlier backups stay.
        VaultDamaged, Cancelled
    """
    if key.next_dek is not None:
        raise KeyChangePending
    return backup.make_backup(plan, key.dek, work)


class Backups:
    """The backups of an open vault. GUI thread; short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def plan(self, folder: Path) -> BackupPlan:
        """What `make` needs to put a backup into `folder`.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        self._desk.require(Act.MAKE_BACKUP)
        code, at = self._desk.station.code, self._desk.now()
        label = f"{code}-{at.astimezone(KUWAIT):%Y-%m-%d-%H%M}"
        return BackupPlan(self._desk.vault.vault_dir, folder, code, label, at)

    def record(self, backup: Backup) -> None:
        """Note a finished backup, with the head of the chain that lies on the USB drive.

        Raises:
            DiskFull, VaultReadOnly: the backup is good, but nothing tells of it.
        """
        manifest = backup.manifest
        with self._desk.vault.transaction():
            note_backup(self._desk.vault, manifest.made_at, backup.folder.name, manifest.head_hash)
            self._desk.enter(
                "backup_made",
                name=backup.folder.name,
                seq=str(manifest.head_seq),
                head=manifest.head_hash,
                made_at=timestamp(manifest.made_at),
                absent=str(len(manifest.absent)),
            )
            self._desk.seal()
        self._desk.publish(ChangeKind.BACKUP)

    def last(self) -> LastBackup | None:
        """The last good one; None: none was made."""
        text = self._desk.vault.meta(_LAST)
        if not text:
            return None
        at, name, head = json.loads(text)
        return LastBackup(datetime.fromisoformat(at), name, head)

    def is_due(self) -> bool:
        """Whether there is something to lose, and no good backup of the last seven days."""
        vault = self._desk.vault
        received = vault.row("SELECT 1 FROM received LIMIT 1")
        if not case_rows.count(vault) and received is None:
            return False
        last = self.last()
        return last is None or abs(self._desk.now() - last.made_at) > OLD_AFTER


def note_backup(vault: Database, made_at: datetime, name: str, head_hash: str) -> None:
    """Remember the last good backup."""
    fields = [timestamp(made_at), name, head_hash]
    vault.set_meta(_LAST, canonical(fields).decode("ascii"))
