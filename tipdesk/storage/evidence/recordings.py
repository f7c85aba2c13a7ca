"""The file of a sound recording: PCM in a WAV (RIFF), sealed as it comes.

    "RIFF" size "WAVE" | "fmt " PCM, 16 bits, one channel | "JUNK" to the end of the first chunk
    | "data" size | samples

The head fills exactly the first sealed chunk, which is written when the length is known (EBU Tech
3306 reserves room in a WAV by a JUNK chunk in the same way).
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tipdesk.core.errors import VaultDamaged
from tipdesk.core.sealed_file import SMALL_CHUNK
from tipdesk.core.work import Work
from tipdesk.storage.evidence.attachments import SealedAttachment
from tipdesk.storage.evidence.recording_rows import Unfinished
from tipdesk.storage.evidence.sealed_log import SealedLog, finish_log
from tipdesk.storage.evidence.staging import (
    SealedContent,
    content_path,
    open_content,
    sealed_digest,
)
from tipdesk.storage.platform import disk_errors, sync_directory

SAMPLE = 2  # bytes
MEDIA_TYPE = "audio/x-wav"
_FORMAT = struct.Struct("<4sI4s4sIHHIIHH4sI")
_DATA = struct.Struct("<4sI")
_PCM = 1


class SoundFile:
    """A recording while it is written. Used by one thread, and needs no vault."""

    def __init__(self, vault_dir: Path, made_id: str, key: bytes) -> None:
        """Begin the file; its key must be kept already.

        Raises:
            DiskFull, VaultReadOnly
        """
        path = content_path(vault_dir, made_id)
        self._digest = hashlib.sha256()
        with disk_errors():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
            self._file: BinaryIO = os.fdopen(os.open(path, flags, 0o600), "w+b")
            self._log = SealedLog(self._file, key, made_id.encode("ascii"))
            self._log.sync()
            for folder in (path.parent, path.parent.parent, vault_dir):
                sync_directory(folder)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the samples so far."""
        return self._digest.hexdigest()

    def write(self, samples: bytes) -> None:
        """Seal samples.

        Raises:
            DiskFull, VaultReadOnly: what was sealed before stays; call `abandon`.
        """
        with disk_errors():
            self._log.append(samples)
        self._digest.update(samples)

    def sync(self) -> None:
        """Bring what is sealed to the disk.

        Raises:
            DiskFull, VaultReadOnly
        """
        with disk_errors():
            self._log.sync()

    def close(self) -> None:
        """Seal the rest and let go of the file.

        Raises:
            DiskFull, VaultReadOnly: what was sealed before stays.
        """
        with disk_errors():
            self._log.close()

    def abandon(self) -> None:
        """Let go of the file after an error."""
        with suppress(OSError):
            self._file.close()


@dataclass(frozen=True, slots=True)
class Whole:
    """A recording that can become an attachment. `sound` is the SHA-256 (hex) of its samples."""

    sealed: SealedAttachment
    milliseconds: int
    sound: str


def finish(vault_dir: Path, left: Unfinished, work: Work) -> Whole | None:
    """Make what was written of a recording whole, and read it through as an attachment is read.
    JOB. None: there is no sound in it. May be cut off and done again.

    Raises:
        VaultDamaged, DiskFull, VaultReadOnly, Cancelled
    """
    made = left.recording
    path = content_path(vault_dir, made.id)
    samples = hashlib.sha256()

    def seen(content: bytes) -> None:
        work.step(0, 0)
        samples.update(content)

    if not path.exists():
        return None
    with disk_errors(), path.open("r+b") as file:
        associated = made.id.encode("ascii")
        size = finish_log(file, left.key, associated, partial(_head, made.rate), seen)
    if not size:
        return None
    sealed_sha256 = sealed_digest(vault_dir, made.id)
    content = SealedContent(made.id, left.key, SMALL_CHUNK + size, sealed_sha256)
    digest, crc = hashlib.sha256(), 0
    with open_content(vault_dir, content) as reader:
        while data := reader.read(SMALL_CHUNK):
            work.step(0, 0)
            digest.update(data)
            crc = zlib.crc32(data, crc)
    sealed = SealedAttachment(content, made.file_name, MEDIA_TYPE, digest.hexdigest(), crc)
    return Whole(sealed, size * 1000 // (SAMPLE * made.rate), samples.hexdigest())


def _head(rate: int, size: int) -> bytes:
    """What stands before `size` bytes of samples. At most 4 GiB: 37 hours."""
    junk = SMALL_CHUNK - _FORMAT.size - _DATA.size
    if size + SMALL_CHUNK > 0xFFFF_FFFF:
        raise VaultDamaged(what="sealed_file")
    return (
        _FORMAT.pack(
            b"RIFF", SMALL_CHUNK - 8 + size, b"WAVE", b"fmt ", 16, _PCM, 1, rate, rate * SAMPLE,
            SAMPLE, 8 * SAMPLE, b"JUNK", junk,
        )
        + bytes(junk)
        + _DATA.pack(b"data", size)
    )  # fmt: skip
