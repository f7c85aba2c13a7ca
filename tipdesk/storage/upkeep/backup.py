"""Making a backup set in a folder on a USB drive: whole, verified by opening, or not there at all.

A second connection copies the database, so the vault goes on. Sealed attachments never change:
only those that the drive does not hold whole are copied, but every one is opened there. The
manifest comes last; whatever ends the work before it leaves the sets of before as they were.
Nothing here uses the vault's own connection, so it runs in a worker thread.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.cases.custody.chain import GENESIS
from tipdesk.core import errors
from tipdesk.core.disk import forget_cached, remove, replace_durably, sync_directory
from tipdesk.core.plain_file import PART, open_plain, target_errors, whole_file
from tipdesk.core.private_files import MayRead, make_folder
from tipdesk.core.work import Work
from tipdesk.storage import custody_rows
from tipdesk.storage.copies import open_copy, version_of, write_copy
from tipdesk.storage.database import Database, connect
from tipdesk.storage.evidence.attachments import sealed_contents
from tipdesk.storage.evidence.staging import FOLDER, SealedContent, content_path
from tipdesk.storage.keys import slot_rows
from tipdesk.storage.keys.keys import authentic_document
from tipdesk.storage.keys.slot_file import DATABASE, NAMES, SlotDocument, framed
from tipdesk.storage.platform import free_space
from tipdesk.storage.upkeep import backup_set

# --- what goes once a newer backup has proved whole -------------------------------------------


KEPT = 3  # sets of one vault


def tidy(root: Path, newest: backup_set.Manifest, dek: bytes | bytearray) -> None:
    """Keep the three newest sets of this vault, and of attachments what some set still holds.

    Sets under an earlier data key go: somebody who was removed from the station since can open
    them. Sets of other vaults, and what a newer program wrote, are left alone. Nothing here is a
    failure: the new set is whole.
    """
    with suppress(OSError):
        sets = dict(_sets(root))
        own = [
            (folder, manifest)
            for folder, manifest in sets.items()
            if manifest is not None and manifest.vault_id == newest.vault_id
        ]
        own.sort(key=lambda pair: pair[1].made_at, reverse=True)
        newest_sets = [folder for folder, manifest in own if manifest.authentic(dek)][:KEPT]
        for folder, _manifest in own:
            if folder not in newest_sets:
                remove_set(folder)
                del sets[folder]
        manifests = [manifest for manifest in sets.values() if manifest is not None]
        if len(manifests) == len(sets):
            _sweep(root, {entry.name for manifest in manifests for entry in manifest.entries})


def _sets(root: Path) -> Iterator[tuple[Path, backup_set.Manifest | None]]:
    """Every folder with a manifest (None: it cannot be read). What a cut-off backup left goes."""
    for folder in sorted(root.iterdir()):
        if folder.name == FOLDER or not folder.is_dir():
            continue
        if not (folder / backup_set.MANIFEST).exists():
            remove_set(folder)
            continue
        try:
            yield folder, backup_set.read_manifest(folder / backup_set.MANIFEST)
        except (errors.BackupDamaged, errors.VaultTooNew):
            yield folder, None


def remove_set(folder: Path) -> None:
    """Delete a set, finished or not, and nothing that is not its own; the manifest first, so that
    what is cut off here is no set any more."""
    with suppress(OSError):
        remove(folder / backup_set.MANIFEST, missing_ok=True)
        for path in folder.iterdir():
            if path.name.startswith((*backup_set.PARTS, backup_set.MANIFEST)):
                remove(path)
        folder.rmdir()


def _sweep(root: Path, held: set[str]) -> None:
    for path in (root / FOLDER).glob("*/*"):
        name = path.name.removesuffix(PART)
        if backup_set.is_pool_file(path.with_name(name)) and (
            name != path.name or name not in held
        ):
            with suppress(OSError):
                remove(path)


_BLOCK = 1 << 20
# Of these tables no row ever goes: a copy made meanwhile lies between before and after.
_KEPT = ("case_file", "custody", "attachment", "amendment", "approval", "officer", "received")


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """One set to be made: of which vault, where, and what it is called."""

    vault_dir: Path
    usb_drive: Path  # or a folder
    station: str  # its code
    label: str  # code and time
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished set. `copied` attachments were new on the drive; `absent` ones are damaged in the
    vault itself."""

    folder: Path
    manifest: backup_set.Manifest = field(repr=False)
    copied: int
    size: int  # bytes of the whole set

    @property
    def attachments(self) -> int:
        """How many it holds."""
        return len(self.manifest.entries) - len(backup_set.PARTS)


def make_backup(plan: BackupPlan, dek: bytes | bytearray, work: Work) -> Backup:
    """Make a set. Progress in bytes.

    Raises:
        DiskFull, TargetNotWritable: of the drive; the sets of before stay.
        ReadbackFailed: the drive does not give back what was written.
        VaultDamaged, VaultMissing: the vault itself.
        Cancelled
    """
    name = f"tipdesk-{plan.station}"
    root = plan.usb_drive if plan.usb_drive.name == name else plan.usb_drive / name
    document = authentic_document(plan.vault_dir, dek)
    source = connect(plan.vault_dir / DATABASE, dek)
    folder: Path | None = None
    try:
        folder = _new_folder(root, plan.label)
        making = _Making(plan.vault_dir, folder, source, dek, work)
        backup = making.make(document, plan)
    except BaseException:
        if folder is not None:
            remove_set(folder)
        raise
    finally:
        source.close()
    tidy(root, backup.manifest, dek)
    return backup


class _Making:
    """One set being made."""

    def __init__(
        self,
        vault_dir: Path,
        folder: Path,
        source: dbapi2.Connection,
        dek: bytes | bytearray,
        work: Work,
    ) -> None:
        self._vault_dir = vault_dir
        self._folder = folder
        self._root = folder.parent
        self._source = source
        self._dek = dek
        self._work = work
        self._done, self._total = 0, 1
        self._copied = 0

    def make(self, document: SlotDocument, plan: BackupPlan) -> Backup:
        """The whole set; the manifest last."""
        contents = list(sealed_contents(Database(self._vault_dir, self._source, read_only=True)))
        database = (self._vault_dir / DATABASE).stat().st_size
        missing = [
            content for content in contents if not content_path(self._root, content.id).exists()
        ]
        self._total = 2 * database + sum(content.size for content in (*contents, *missing))
        part = self._folder / (DATABASE + PART)
        copy = self._database(part, database)
        try:
            rows = Database(self._folder, copy, read_only=True)
            slot_rows.compare(rows, document)
            sealed, absent = self._attachments(list(sealed_contents(rows)))
            head = custody_rows.head(rows)
        finally:
            copy.close()
        parts = [self._placed(part), *self._slots(document)]
        manifest = backup_set.Manifest(
            vault_id=document.vault_id,
            station=plan.station,
            made_at=plan.made_at,
            head_seq=head.seq if head else 0,
            head_hash=head.hash if head else GENESIS,
            entries=(*parts, *sealed),
            absent=tuple(absent),
        )
        self._work.step(self._total, self._total)
        self._write(self._folder / backup_set.MANIFEST, manifest.signed(self._dek))
        size = sum(entry.size for entry in manifest.entries)
        return Backup(self._folder, manifest, self._copied, size)

    def _step(self, more: int) -> None:
        self._done = min(self._done + more, self._total - 1)
        self._work.step(self._done, self._total)

    # --- database and slots -----------------------------------------------------------------

    def _database(self, part: Path, expected: int) -> dbapi2.Connection:
        """Copy it, bring the copy to the disk and open it from there."""
        before = _counts(self._source)
        with _usb_drive_errors(DATABASE):
            write_copy(
                self._source, part, lambda size: self._work.step(min(size, expected), self._total)
            )
        after = _counts(self._source)
        self._done = expected
        with target_errors(DATABASE), part.open("rb+") as file:
            os.fsync(file.fileno())
            forget_cached(file.fileno())
        try:
            copy = open_copy(part, self._dek, self._step)
        except (errors.VaultDamaged, errors.VaultReadOnly) as error:
            raise errors.ReadbackFailed(name=DATABASE, reason="backup") from error
        copied = _counts(copy)
        grown = all(a <= b <= c for a, b, c in zip(before, copied, after, strict=True))
        if not grown or version_of(copy) != version_of(self._source):
            copy.close()
            raise errors.ReadbackFailed(name=DATABASE, reason="backup")
        return copy

    def _placed(self, part: Path) -> backup_set.SetFile:
        """The copy of the database under its name."""
        entry = _entry(part, DATABASE, self._step)
        with target_errors(DATABASE):
            replace_durably(part, self._folder / DATABASE)
        return entry

    def _slots(self, document: SlotDocument) -> list[backup_set.SetFile]:
        text = framed(document.body())
        return [self._write(self._folder / name, text) for name in NAMES]

    def _write(self, path: Path, data: bytes) -> backup_set.SetFile:
        """A small file, whole and read back."""
        with whole_file(path, MayRead.FOLDER) as file:
            file.write(data)
        with target_errors(path.name):
            sync_directory(path.parent)
        entry = _entry(path, path.name, lambda _more: None)
        if entry.sha256 != hashlib.sha256(data).hexdigest():
            remove(path, missing_ok=True)
            raise errors.ReadbackFailed(name=path.name, reason="backup")
        return entry

    # --- attachments ------------------------------------------------------------------------

    def _attachments(
        self, contents: list[SealedContent]
    ) -> tuple[list[backup_set.SetFile], list[str]]:
        """Those that lie whole on the drive now, and those that no copy can be made of."""
        proofs: dict[str, backup_set.SetFile | None] = {
            content.id: backup_set.proved(content_path(self._root, content.id), content, self._step)
            for content in contents
        }
        missing = [content for content in contents if proofs[content.id] is None]
        with target_errors(self._root.name):
            if sum(content.size for content in missing) > free_space(self._root):
                raise errors.DiskFull(reason="target")
        for content in missing:
            proofs[content.id] = self._copy(content)
        with target_errors(self._root.name):
            for folder in {content_path(self._root, content.id).parent for content in missing}:
                if folder.exists():
                    sync_directory(folder)
                    sync_directory(folder.parent)
            sync_directory(self._root)
        entries = [entry for entry in proofs.values() if entry is not None]
        return entries, [content_id for content_id, entry in proofs.items() if entry is None]

    def _copy(self, content: SealedContent) -> backup_set.SetFile | None:
        """Copy and open; None: it is damaged in the vault."""
        source = content_path(self._vault_dir, content.id)
        target = content_path(self._root, content.id)
        if (
            backup_set.proved(
                source, content, lambda _more: self._work.step(self._done, self._total)
            )
            is None
        ):
            return None
        with target_errors(target.name):
            for folder in (target.parent.parent, target.parent):
                make_folder(folder, MayRead.FOLDER)
        with open_plain(source) as file, whole_file(target, MayRead.FOLDER) as written:
            while block := file.read(_BLOCK):
                written.write(block)
                self._step(len(block))
        entry = backup_set.proved(target, content, self._step)
        if entry is None:
            with suppress(OSError):
                remove(target)
            raise errors.ReadbackFailed(name=target.name, reason="backup")
        self._copied += 1
        return entry


def _new_folder(root: Path, label: str) -> Path:
    """A new folder for one set, its name on the disk."""
    with target_errors(root.name):
        make_folder(root, MayRead.FOLDER)  # no parents: a USB drive may have been pulled out
        names = (label, *(f"{label}-{number}" for number in range(2, 100)))
        folder = next(
            root / name for name in names if not (root / name / backup_set.MANIFEST).exists()
        )
        remove_set(folder)
        make_folder(folder, MayRead.FOLDER)
        sync_directory(root)
        sync_directory(root.parent)
    return folder


@contextmanager
def _usb_drive_errors(name: str) -> Iterator[None]:
    """What SQLite says of its folder, said of the drive."""
    try:
        yield
    except errors.DiskFull as error:
        raise errors.DiskFull(reason="target") from error
    except errors.VaultReadOnly as error:
        raise errors.TargetNotWritable(name=name) from error


def _entry(path: Path, name: str, step: backup_set.Step) -> backup_set.SetFile:
    """A file as its device gives it back."""
    digest = hashlib.sha256()
    size = 0
    try:
        with open_plain(path) as file:
            forget_cached(file.fileno())
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                step(len(block))
    except OSError as error:
        raise errors.ReadbackFailed(name=name, reason="backup") from error
    return backup_set.SetFile(name, size, digest.hexdigest())


def _counts(connection: dbapi2.Connection) -> list[int]:
    """How many rows each of those tables has."""
    query = " UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in _KEPT)  # noqa: S608  our own names
    return [int(count) for (count,) in connection.execute(query)]
