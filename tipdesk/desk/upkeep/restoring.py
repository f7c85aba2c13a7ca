"""Restoring a station from a USB drive: found here, proved and restored in jobs. No vault is
open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.deeds.deed import Deed, DeedKind
from tipdesk.cases.model import Station
from tipdesk.core.clock import Clock
from tipdesk.core.work import Work
from tipdesk.desk.deed_book import DeedBook
from tipdesk.desk.station.backup import note_backup
from tipdesk.desk.station.recovery import note_use
from tipdesk.storage import bundle_numbers, custody_rows
from tipdesk.storage.keys import deed_rows, keys, recovery_shares, slot_file
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.upkeep import backup_set, restoring
from tipdesk.storage.vault import Vault

Unlock = Callable[[Path], keys.UnlockedKey]  # how a backup's folder is unlocked
FoundBackup = backup_set.BackupSet  # folder, manifest: nothing of it is proved before `open_backup`
find_backups = backup_set.found_sets  # in a folder or on a USB drive, newest first
known_logins = slot_file.logins  # whose passphrase opens it
forget_unfinished = restoring.forget_unfinished  # what a restoration left that was killed


@dataclass(frozen=True, slots=True)
class OpenedBackup:
    """A proved backup and what opens it. Wipe it."""

    proof: restoring.Proved
    key: keys.UnlockedKey = field(repr=False)

    @property
    def station(self) -> Station:
        """Whose backup it is."""
        return self.proof.station

    @property
    def made_at(self) -> datetime:
        """When it was made."""
        return self.proof.backup_set.manifest.made_at

    @property
    def attachments(self) -> int:
        """How many can be restored."""
        return len(self.proof.whole)

    @property
    def missing(self) -> int:
        """How many cannot: damaged on the USB drive, or already when the backup was made."""
        return len(self.proof.damaged) + len(self.proof.backup_set.manifest.absent)

    def wipe(self) -> None:
        """Overwrite the keys."""
        self.key.wipe()


def by_passphrase(login: str, passphrase: str) -> Unlock:
    """With the passphrase of somebody of its station. Slow."""
    return partial(keys.unlock, login=login, passphrase=passphrase)


def by_words(words: str) -> Unlock:
    """With the 24 words of the recovery sheet that was valid when the backup was made."""
    return partial(keys.unlock_recovery, words=words)


def by_shares(first: recovery_shares.OpenedShare, second: recovery_shares.OpenedShare) -> Unlock:
    """With two recovery shares, each opened by `shares.open_share` at the backup's folder."""
    return partial(recovery_shares.unlock_shares, share=first, other=second)


def open_backup(backup: FoundBackup, unlock: Unlock, work: Work) -> OpenedBackup:
    """Unlock a backup and read every file. JOB.

    Raises:
        WrongPassphrase, UnknownLogin, WrongRecoveryWords, WrongShare
        BackupDamaged: it cannot be restored (details: name).
        VaultTooNew, VaultDamaged, Cancelled
    """
    key = unlock(backup.folder)
    try:
        return OpenedBackup(restoring.prove_set(backup, key.dek, work), key)
    except BaseException:
        key.wipe()
        raise


def restore_station(opened: OpenedBackup, vault_dir: Path, clock: Clock, work: Work) -> str:
    """Make the vault anew; the code of whoever restored it, who is to unlock it. JOB.

    The vault's chain tells of it with the date of the backup, sealed by that officer. Recovery
    words and shares have no seal: the chain tells of their use, and new ones are asked for.

    Raises:
        VaultExists: there is a vault; it is left alone.
        BackupDamaged, DiskFull, VaultReadOnly, VaultInUse, Cancelled: nothing is left behind.
    """

    def enter(vault: Vault) -> None:
        _enter(vault, opened, clock)

    restoring.restore(opened.proof, vault_dir, opened.key.dek, enter, work)
    return opened.key.login


def _enter(vault: Vault, opened: OpenedBackup, clock: Clock) -> None:
    manifest, login, now = opened.proof.backup_set.manifest, opened.key.login, clock()
    last = custody_rows.behind(vault, now)
    detail = {
        "backup": timestamp(manifest.made_at),
        "seq": str(manifest.head_seq),
        "head": manifest.head_hash,
        "missing": str(opened.missing),
    }
    if opened.key.recovered:
        detail["shares" if opened.key.shares else "sheet"] = "used"
    if last is not None:
        detail["clock"] = timestamp(now)
    at = last or now
    with vault.transaction():
        detail["series"] = bundle_numbers.begin_series(vault)
        deed = _of_series(vault, opened.key, detail["series"], at)
        if deed is not None:
            detail["deed"] = deed.digest
        event = custody_rows.append(vault, at=at, officer=login, action="restored", detail=detail)
        if deed is not None:
            deed_rows.add(vault, deed, event.seq)
        if opened.key.recovered:
            note_use(vault, opened.key)
        else:
            custody_rows.seal(vault, login=login, seed=opened.key.seed, at=at)
        note_backup(
            vault, manifest.made_at, opened.proof.backup_set.folder.name, manifest.head_hash
        )


def _of_series(vault: Vault, key: keys.UnlockedKey, series: str, at: datetime) -> Deed | None:
    """The deed by which numbers begin anew, signed by whoever restored, or by the sheet or shares
    that did. None: there are no deeds yet, or that sheet signs none, and two people settle it after
    the next unlocking."""
    book = DeedBook(vault)
    if not book.begun:
        return None
    box = officer_keys(key.seed)
    signer = deed_rows.public_keys(box).x25519 if key.recovered else key.login
    deed = book.make(DeedKind.SERIES, at, {"series": series}, [(signer, key.seed)])
    return deed if book.holds(deed) else None
