"""Sealed content in the vault's folder: `att/xx/<32 hex digits>`, its key known only to a row.

Order: the file is whole and on the disk under its name before a row knows its key. A crash in
between leaves a file that nobody can open, which the next opening sweeps away; never a row
without its file. Nothing here touches the database, so it may run in a worker thread.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from tipdesk.core.disk import remove, replace_durably, sync_directory
from tipdesk.core.errors import RestrictedClosed, VaultDamaged
from tipdesk.core.sealed_file import KEY_SIZE, SealedReader, SealedWriter
from tipdesk.storage.keys.slot_file import ATTACHMENTS
from tipdesk.storage.platform import disk_errors

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FOLDER = ATTACHMENTS
_PART = ".part"


@dataclass(frozen=True, slots=True)
class SealedContent:
    """Where sealed content lies and what opens it. `size` is that of the content, in bytes."""

    id: str  # 32 hex digits
    key: bytes = field(repr=False)  # b"": it is closed to whoever asks
    size: int
    sealed_sha256: str = ""  # hex, of the sealed file; '' where it was not taken


def content_path(vault_dir: Path, content_id: str) -> Path:
    """Where the content with this id lies."""
    return vault_dir / FOLDER / content_id[:2] / content_id


def open_content(vault_dir: Path, content: SealedContent) -> SealedReader:
    """Read sealed content; may be called in a worker thread.

    Raises:
        VaultDamaged: the file is missing or altered (details: what="sealed_file").
        RestrictedClosed: its key is closed to whoever asks.
    """
    if not content.key:
        raise RestrictedClosed(readers="")
    try:
        file = content_path(vault_dir, content.id).open("rb")
    except OSError as error:
        raise VaultDamaged(what="sealed_file") from error
    reader = SealedReader(file, content.key, content.id.encode("ascii"))
    if reader.size != content.size:
        reader.close()
        raise VaultDamaged(what="sealed_file")
    return reader


def sealed_digest(vault_dir: Path, content_id: str) -> str:
    """SHA-256 (hex) of a sealed file as it lies, for which no key is needed.

    Raises:
        OSError: it is missing or cannot be read.
    """
    with content_path(vault_dir, content_id).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_content(vault_dir: Path, content_id: str) -> None:
    """Delete the file of content whose key has been destroyed."""
    with suppress(OSError):
        remove(content_path(vault_dir, content_id))


def copy_content(vault_dir: Path, other_dir: Path, content_id: str) -> None:
    """Put the sealed file as it is into another vault's folder, on the disk when this returns.

    Raises:
        OSError: it cannot be read.
        DiskFull, VaultReadOnly
    """
    target = content_path(other_dir, content_id)
    part = target.with_name(target.name + _PART)
    with content_path(vault_dir, content_id).open("rb") as source, disk_errors():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(
            part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        replace_durably(part, target)
        sync_directory(target.parent.parent)


class StagedContent:
    """Content being sealed. `finish` or `discard` it; a crash in between leaves only waste.

    `write` seals, `reader` reads back what was written once `seal_up` has been called: how a
    bundle is staged before it is accepted.
    """

    def __init__(self, vault_dir: Path, *, digested: bool = False, known_as: str = "") -> None:
        """Begin a file in the vault's folder; `digested`: its content may be closed one day, so
        the digest of the sealed file is taken; `known_as`: the id that it has already, elsewhere.

        Raises:
            DiskFull, VaultReadOnly: nothing was begun.
        """
        self._vault_dir = vault_dir
        self._id = known_as or os.urandom(16).hex()
        self._key = os.urandom(KEY_SIZE)
        self._path = content_path(vault_dir, self._id)
        self._part = self._path.with_name(self._path.name + _PART)
        self._size = 0
        self._placed = False
        with disk_errors():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(
                self._part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600
            )
            self._file: BinaryIO = os.fdopen(descriptor, "w+b")
            self._digested = _Digested(self._file) if digested else None
            sealed = cast("BinaryIO", self._digested or self._file)
            self._writer = SealedWriter(sealed, self._key, self._id.encode("ascii"))

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Seal `data`.

        Raises:
            DiskFull, VaultReadOnly
        """
        with disk_errors():
            self._size += self._writer.write(data)

    def seal_up(self) -> None:
        """End writing. Twice is harmless."""
        with disk_errors():
            self._writer.close()
            if not self._file.closed:
                self._file.flush()

    def reader(self) -> SealedReader:
        """A new reader of what was written; on Windows close it before `finish` or `discard`."""
        self.seal_up()
        where = self._path if self._placed else self._part
        return SealedReader(where.open("rb"), self._key, self._id.encode("ascii"))

    def finish(self) -> SealedContent:
        """Put the file on the disk under its name; the content may now be recorded. After an error
        it can be tried again; twice is harmless.

        Raises:
            DiskFull, VaultReadOnly
        """
        self.seal_up()
        with disk_errors():
            if not self._file.closed:
                os.fsync(self._file.fileno())
                self._file.close()
            if not self._placed:
                replace_durably(self._part, self._path)
                self._placed = True
            sync_directory(self._path.parent.parent)
            sync_directory(self._vault_dir)
        digest = self._digested.sha256.hexdigest() if self._digested else ""
        return SealedContent(self._id, self._key, self._size, digest)

    def discard(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self._file.close()
        for path in (self._part, self._path):
            with suppress(OSError):
                remove(path)


class _Digested(io.RawIOBase):
    """A file that is written from its beginning to its end, and digested on the way."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, data: ReadableBuffer, /) -> int:
        """As the file underneath."""
        self.sha256.update(data)
        return self._file.write(data)


def waste(vault_dir: Path, known: frozenset[str]) -> list[Path]:
    """Files below `att` that no row knows."""
    lying = (path for path in (vault_dir / FOLDER).glob("*/*") if path.is_file())
    return [path for path in lying if path.name not in known]
