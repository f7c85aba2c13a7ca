"""Restoring a backup set: proved first, then built beside the vault's folder, then swapped in.

Whatever ends it before the swap leaves no vault behind: the folder is built under another name,
opened and checked there, and takes its place with one rename.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from tipdesk.cases.custody.chain import GENESIS
from tipdesk.cases.model import Station
from tipdesk.core import errors
from tipdesk.core.disk import move_durably, remove, remove_tree, sync_directory
from tipdesk.core.plain_file import open_plain
from tipdesk.core.work import Work
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.copies import open_copy
from tipdesk.storage.database import Database, refuse_newer
from tipdesk.storage.evidence.attachments import sealed_contents
from tipdesk.storage.evidence.staging import SealedContent, content_path
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import slot_rows
from tipdesk.storage.keys.keys import authentic_document
from tipdesk.storage.keys.slot_file import DATABASE, holds_vault, write_document
from tipdesk.storage.platform import FolderLock, disk_errors, make_durably
from tipdesk.storage.schema import MIGRATIONS
from tipdesk.storage.upkeep.backup_set import (
    MANIFEST,
    PARTS,
    BackupSet,
    SetFile,
    Step,
    proved,
)
from tipdesk.storage.vault import Vault

_ENDING, _LOCK = ".restoring", "restoring.lock"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Proved:
    """A set whose manifest and database are what its vault wrote. `damaged`: ids of attachments
    that are not."""

    backup_set: BackupSet
    station: Station
    cases: int
    received: int  # of a receiving station
    damaged: tuple[str, ...]

    @property
    def whole(self) -> tuple[SetFile, ...]:
        """The attachments that can be restored."""
        sealed = self.backup_set.manifest.entries[len(PARTS) :]
        return tuple(entry for entry in sealed if entry.name not in self.damaged)


def prove_set(backup_set: BackupSet, dek: bytes | bytearray, work: Work) -> Proved:
    """Read every file of a set. Progress in bytes. JOB.

    Raises:
        BackupDamaged: database or manifest are not whole, or of different backups (details: name).
        VaultTooNew, VaultDamaged (the slots), Cancelled
    """
    manifest = backup_set.manifest
    if not manifest.authentic(dek):
        raise errors.BackupDamaged(name=MANIFEST)
    total = sum(entry.size for entry in manifest.entries)
    step = _steps(work, total)
    database = manifest.entries[0]
    if _digest(backup_set.path(DATABASE), None, step) != database.sha256:
        raise errors.BackupDamaged(name=DATABASE)
    try:
        copy = open_copy(backup_set.path(DATABASE), dek, step)
    except (
        errors.VaultDamaged,
        errors.VaultReadOnly,
    ) as error:  # also: a log that no backup has lies beside it
        raise errors.BackupDamaged(name=DATABASE) from error
    try:
        refuse_newer(copy, len(MIGRATIONS))
        return _prove_rows(backup_set, Database(backup_set.folder, copy, read_only=True), dek, step)
    finally:
        copy.close()


def _prove_rows(
    backup_set: BackupSet, rows: Database, dek: bytes | bytearray, step: Step
) -> Proved:
    manifest = backup_set.manifest
    slot_rows.compare(rows, authentic_document(backup_set.folder, dek))
    head, station = custody_rows.head(rows), station_rows.station(rows)
    contents = {content.id: content for content in sealed_contents(rows)}
    sealed = {entry.name: entry for entry in manifest.entries[len(PARTS) :]}
    chain_head = (head.seq, head.hash) if head else (0, GENESIS)
    if (
        station is None
        or chain_head != (manifest.head_seq, manifest.head_hash)
        or set(contents) != {*sealed, *manifest.absent}
    ):
        raise errors.BackupDamaged(name=MANIFEST)

    def differs(entry: SetFile) -> bool:
        content: SealedContent = contents[entry.name]
        return proved(backup_set.path(entry.name), content, step) != entry

    damaged = tuple(name for name, entry in sealed.items() if differs(entry))
    received = rows.row("SELECT count(*) FROM received")
    return Proved(
        backup_set, station, case_rows.count(rows), received[0] if received else 0, damaged
    )


def restore(
    proof: Proved,
    vault_dir: Path,
    dek: bytes | bytearray,
    enter: Callable[[Vault], None],
    work: Work,
) -> None:
    """Make the vault of a proved set, without its damaged attachments. JOB. `enter` writes what
    the restored vault shall tell of it, before it is in anybody's reach.

    Raises:
        VaultExists: there is a vault; it is left alone.
        BackupDamaged: the drive gives other bytes than when it was proved.
        DiskFull, VaultReadOnly, VaultInUse, Cancelled: nothing is left behind.
    """
    if holds_vault(vault_dir):
        raise errors.VaultExists
    part = _unfinished(vault_dir)
    forget_unfinished(vault_dir)
    with disk_errors():
        make_durably(part)
    lock = FolderLock(part / _LOCK)
    try:
        _build(proof, part, dek, work)
        with Vault.open(part, dek) as vault:
            enter(vault)
        work.step(1, 1)
        lock.release()  # here as below: Windows renames and removes nothing that is open
        with disk_errors():
            remove(part / _LOCK)
            _sync(part)
            _swap(part, vault_dir)
    except BaseException:
        lock.release()
        remove_tree(part)
        raise


def forget_unfinished(vault_dir: Path) -> None:
    """Remove what a restoration left when the program was killed.

    Raises:
        VaultInUse: another process is restoring just now.
        DiskFull, VaultReadOnly
    """
    part = _unfinished(vault_dir)
    if part.is_dir():
        FolderLock(part / _LOCK).release()
        remove_tree(part)


def _unfinished(vault_dir: Path) -> Path:
    return vault_dir.with_name(vault_dir.name + _ENDING)


def _build(proof: Proved, part: Path, dek: bytes | bytearray, work: Work) -> None:
    backup_set = proof.backup_set
    entries = (backup_set.manifest.entries[0], *proof.whole)
    step = _steps(work, sum(entry.size for entry in entries))
    for entry in entries:
        target = part / DATABASE if entry.name == DATABASE else content_path(part, entry.name)
        with disk_errors():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(target, _NEW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                digest = _digest(backup_set.path(entry.name), file, step)
                file.flush()
                os.fsync(file.fileno())
        if digest != entry.sha256:
            raise errors.BackupDamaged(name=entry.name)
    write_document(part, authentic_document(backup_set.folder, dek))


def _digest(source: Path, target: BinaryIO | None, step: Step) -> str:
    """Of a file on the drive, which is copied into `target`; '' when it cannot be read."""
    digest = hashlib.sha256()
    try:
        file = open_plain(source)
    except errors.FileUnreadable:
        return ""
    with file:
        while True:
            try:
                block = file.read(_BLOCK)
            except OSError:
                return ""
            if not block:
                return digest.hexdigest()
            digest.update(block)
            if target is not None:
                target.write(block)
            step(len(block))


def _steps(work: Work, total: int) -> Step:
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done = min(done + more, total)
        work.step(done, total)

    return step


def _sync(folder: Path) -> None:
    """Make every name below `folder` durable."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_directory(path)
    sync_directory(folder)


def _swap(part: Path, vault_dir: Path) -> None:
    """Let the restored folder take its place. What lay there and is no vault (slots of a set-up
    that was cut off) is set aside."""
    with suppress(OSError):
        vault_dir.rmdir()
    if vault_dir.exists():
        names = (vault_dir.with_name(f"{vault_dir.name}.before-{number}") for number in count(1))
        move_durably(vault_dir, next(path for path in names if not path.exists()))
    move_durably(part, vault_dir)


_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
