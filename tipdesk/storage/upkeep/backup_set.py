"""A backup set on a USB drive: where its parts lie, and the manifest that proves them.

    tipdesk-KWT/att/xx/<32 hex digits>     sealed attachments, shared by all sets of the station
    tipdesk-KWT/KWT-2026-11-24-0900/       vault.db, vault.slots, vault.slots.b, manifest.json

A folder without its manifest is no set: the manifest comes last. It carries an HMAC under a subkey
of the vault's data key, so nothing of it is believed before somebody has unlocked the slots that
lie beside it. No name here tells of a person. Whether a sealed file can still be opened, and its
digest, is found in one pass over the file (`proved`).
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from tipdesk.cases.custody.chain import canonical
from tipdesk.core import errors
from tipdesk.core.disk import fill, forget_cached
from tipdesk.core.plain_file import open_plain, read_plain
from tipdesk.core.sealed_file import CHUNK, SealedReader
from tipdesk.storage.database import from_stored, to_stored
from tipdesk.storage.evidence.staging import FOLDER, SealedContent, content_path
from tipdesk.storage.kdf import subkey, wipe
from tipdesk.storage.keys.slot_file import DATABASE, NAMES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MANIFEST = "manifest.json"
PARTS = (DATABASE, *NAMES)  # of each set; everything else is shared
_FORMAT, _VERSION = "tipdesk-backup", 1
_INFO = b"tipdesk/backup-manifest/v1"
_LARGEST = 64 << 20  # bytes of a manifest; some 500,000 attachments
_STATION = re.compile(r"[A-Z0-9]{2,6}")
_ID = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SetFile:
    """One file of a set. `name` is that of a part, or the id of a sealed attachment."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a set holds. `absent`: attachments that were damaged in the vault already."""

    vault_id: str
    station: str  # its code
    made_at: datetime
    head_seq: int  # of the chain of custody
    head_hash: str
    entries: tuple[SetFile, ...] = field(repr=False)
    absent: tuple[str, ...] = ()
    mac: str = ""

    def body(self) -> dict[str, object]:
        """As written, without its HMAC."""
        return {
            "format": _FORMAT,
            "version": _VERSION,
            "vault": self.vault_id,
            "station": self.station,
            "made_at": to_stored(self.made_at),
            "custody": [self.head_seq, self.head_hash],
            "files": [[entry.name, entry.size, entry.sha256] for entry in self.entries],
            "absent": list(self.absent),
        }

    def signed(self, dek: bytes | bytearray) -> bytes:
        """The text of `manifest.json`."""
        return canonical({**self.body(), "mac": _mac(self, dek)}) + b"\n"

    def authentic(self, dek: bytes | bytearray) -> bool:
        """Whether a holder of the data key wrote it."""
        return hmac.compare_digest(self.mac, _mac(self, dek))


@dataclass(frozen=True, slots=True)
class BackupSet:
    """A folder with a manifest that can be read; nothing of it is proved yet."""

    folder: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Where the file of an entry lies."""
        return self.folder / name if name in PARTS else content_path(self.folder.parent, name)


def found_sets(chosen: Path) -> tuple[BackupSet, ...]:
    """The sets in a folder: it is one, holds some, or is the drive. Newest first.

    Raises:
        BackupMissing: there is none.
        BackupDamaged, VaultTooNew: there is none that can be read.
    """
    sets: list[BackupSet] = []
    fault: errors.BackupDamaged | errors.VaultTooNew | None = None
    for pattern in (MANIFEST, f"*/{MANIFEST}", f"tipdesk-*/*/{MANIFEST}"):
        for path in _manifests(chosen, pattern):
            try:
                sets.append(BackupSet(path.parent, read_manifest(path)))
            except (errors.BackupDamaged, errors.VaultTooNew) as error:
                fault = error
        if sets:
            break
    if not sets:
        raise fault or errors.BackupMissing
    return tuple(sorted(sets, key=lambda backup_set: backup_set.manifest.made_at, reverse=True))


def _manifests(chosen: Path, pattern: str) -> list[Path]:
    """Manifests beside a database: other programs have files of that name too."""
    try:
        return [path for path in sorted(chosen.glob(pattern)) if (path.parent / DATABASE).exists()]
    except OSError:
        return []  # the drive was pulled out, or does not answer


def read_manifest(path: Path) -> Manifest:
    """A manifest in its proper form, which nothing has proved yet.

    Raises:
        BackupDamaged: it has another form (details: name).
        VaultTooNew: a newer tipdesk wrote it (details: found, known).
    """
    try:
        fields = json.loads(read_plain(path, _LARGEST))
        if fields["format"] == _FORMAT and fields["version"] > _VERSION:
            raise errors.VaultTooNew(found=fields["version"], known=_VERSION)
        manifest = _manifest(fields)
        if canonical({**manifest.body(), "mac": manifest.mac}) != canonical(fields):
            raise ValueError("more than a manifest holds")
    except (
        errors.FileUnreadable, ValueError, KeyError, TypeError, OverflowError, RecursionError
    ) as error:  # fmt: skip
        raise errors.BackupDamaged(name=MANIFEST) from error
    return manifest


def _manifest(fields: dict[str, Any]) -> Manifest:
    entries = tuple(SetFile(name, int(size), sha) for name, size, sha in fields["files"])
    ids = [entry.name for entry in entries if entry.name not in PARTS] + fields["absent"]
    seq, digest = fields["custody"]
    shaped = (
        bool(_STATION.fullmatch(fields["station"]))
        and all(_ID.fullmatch(text) for text in (fields["vault"], *ids))
        and all(_SHA256.fullmatch(text) for text in (fields["mac"], digest))
        and all(entry.size >= 0 and _SHA256.fullmatch(entry.sha256) for entry in entries)
        and tuple(entry.name for entry in entries[: len(PARTS)]) == PARTS
        and len({entry.name for entry in entries}) == len(entries)
    )
    if not shaped:
        raise ValueError("not the form of a manifest")
    return Manifest(
        vault_id=fields["vault"],
        station=fields["station"],
        made_at=from_stored(fields["made_at"]),
        head_seq=int(seq),
        head_hash=digest,
        entries=entries,
        absent=tuple(fields["absent"]),
        mac=fields["mac"],
    )


def _mac(manifest: Manifest, dek: bytes | bytearray) -> str:
    key = subkey(dek, _INFO)
    try:
        return hmac.new(key, canonical(manifest.body()), "sha256").hexdigest()
    finally:
        wipe(key)


def is_pool_file(path: Path) -> bool:
    """Whether it is a sealed attachment by its name."""
    return bool(_ID.fullmatch(path.name)) and path.parent.parent.name == FOLDER


# --- sealed files -----------------------------------------------------------------------------


Step = Callable[[int], None]  # is told of so many bytes more; may raise Cancelled


class _Digested(io.RawIOBase):
    """A file that is read; what is read in order, from the first byte to the last, is digested."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._sha256 = hashlib.sha256()
        self._done = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As the file underneath."""
        at, room = self._file.tell(), memoryview(buffer).cast("B")
        count = fill(self._file, room)
        if at == self._done:
            self._sha256.update(room[:count])
            self._done += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As the file underneath."""
        return self._file.seek(offset, whence)

    def sha256(self) -> str:
        """Of the whole file; '' when not all of it was read."""
        whole = self._done == self._file.seek(0, io.SEEK_END)
        return self._sha256.hexdigest() if whole else ""

    def close(self) -> None:
        """And the file underneath."""
        self._file.close()
        super().close()


def proved(path: Path, content: SealedContent, step: Step) -> SetFile | None:
    """Read a sealed file from its device, open every chunk; None: missing, altered or unreadable.
    What is closed to whoever asks is held against the digest that was taken when it was sealed.

    `step` may raise Cancelled.
    """
    if not content.key:
        return _proved_closed(path, content, step)
    try:
        with open_plain(path) as file:
            forget_cached(file.fileno())
            digested = _Digested(file)
            reader = SealedReader(
                cast("BinaryIO", digested), content.key, content.id.encode("ascii")
            )
            if reader.size != content.size:
                return None
            while data := reader.read(CHUNK):
                step(len(data))
            size, sha256 = file.seek(0, io.SEEK_END), digested.sha256()
    except (errors.FileUnreadable, errors.VaultDamaged, OSError):
        return None
    return SetFile(content.id, size, sha256) if sha256 else None


def _proved_closed(path: Path, content: SealedContent, step: Step) -> SetFile | None:
    digest, size = hashlib.sha256(), 0
    try:
        with open_plain(path) as file:
            forget_cached(file.fileno())
            while data := file.read(CHUNK):
                digest.update(data)
                size += len(data)
                step(len(data))
    except (errors.FileUnreadable, OSError):
        return None
    lies = digest.hexdigest()
    return SetFile(content.id, size, lies) if lies == (content.sealed_sha256 or lies) else None
