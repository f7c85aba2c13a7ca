"""Sound recordings: a file that is sealed as it grows, its rows, and the places marked in it.

The file is PCM in a WAV (RIFF):

    "RIFF" size "WAVE" | "fmt " PCM, 16 bits, one channel | "JUNK" to the end of the first chunk
    | "data" size | samples

The head fills exactly the first sealed chunk, which is written when the length is known (EBU Tech
3306 reserves room in a WAV by a JUNK chunk in the same way).

The seal is that of `core.sealed_file` with small chunks, and what is on the disk opens at every
moment. Two chunks need to know what comes later: the first holds a head that tells the length, and
the last is marked as such. So the first is left empty and written when everything else is known,
and the last whole chunk of a file that was cut off is sealed once more with its mark. No nonce ever
serves two contents: the mark is part of the nonce, what is sealed once more is the same content,
and the head follows from the length, which nobody changes once the last chunk is on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.cases.model import Bookmark, CaseId, Ending, MarkKind, Recording, standing
from tipdesk.core.disk import sync_directory
from tipdesk.core.errors import VaultDamaged
from tipdesk.core.sealed_file import HEADER, MAGIC, SMALL_CHUNK, TAG, VERSION, nonce
from tipdesk.core.work import Work
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.evidence import staging
from tipdesk.storage.evidence.attachments import SealedAttachment
from tipdesk.storage.keys import case_keys
from tipdesk.storage.platform import disk_errors

# --- rows -------------------------------------------------------------------------------------


_COLUMNS = (
    "SELECT recording.id, login, begun_at, device, program, rate, ended_at, ending, milliseconds,"
    " uuid, recording.key, sound FROM recording JOIN officer ON officer.id = officer"
    " JOIN case_file ON case_file.id = recording.case_ref "
)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that is not whole yet: it runs, or was cut off."""

    recording: Recording
    case_id: CaseId
    key: bytes = field(repr=False)  # b"": it is closed to whoever asks
    sound: str  # SHA-256 (hex) of what was taken in, as it was taken in; '' while it runs


def begin(vault: Database, case_id: CaseId, recording: Recording, key: bytes) -> None:
    """Keep the key of a recording that is about to be written."""
    vault.execute(
        "INSERT INTO recording(id, case_ref, key, officer, begun_at, device, program, rate)"
        " VALUES(?, (SELECT id FROM case_file WHERE uuid = ?), ?,"
        " (SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?)",
        (
            recording.id,
            case_id,
            key,
            recording.by,
            to_stored(recording.begun_at),
            recording.device,
            recording.program,
            recording.rate,
        ),
    )


def end(vault: Database, made_id: str, ending: Ending, at: datetime | None, sound: str) -> None:
    """Note why and when it ended, and the digest of what was taken in."""
    vault.execute(
        "UPDATE recording SET ending = ?, ended_at = ?, sound = ? WHERE id = ?",
        (ending, None if at is None else to_stored(at), sound, made_id),
    )


def settle(vault: Database, made_id: str, milliseconds: int) -> None:
    """It is whole, and its attachment has the key; or nothing was left of it (0)."""
    vault.execute(
        "UPDATE recording SET key = NULL, milliseconds = ? WHERE id = ?", (milliseconds, made_id)
    )


def mark(vault: Database, made_id: str, bookmark: Bookmark) -> None:
    """Add a place."""
    vault.execute(
        "INSERT INTO bookmark(recording, offset, kind, path, paragraph, text, officer, at)"
        " VALUES(?, ?, ?, ?, ?, ?, (SELECT id FROM officer WHERE login = ?), ?)",
        (
            made_id,
            bookmark.offset,
            bookmark.kind,
            bookmark.path,
            bookmark.paragraph,
            bookmark.text,
            bookmark.by,
            to_stored(bookmark.at),
        ),
    )


def unfinished(
    vault: Database,
    opens_of: Callable[[CaseId], case_keys.Opens] = lambda _case_id: case_keys.opens_nothing,
) -> tuple[Unfinished, ...]:
    """Every recording that is not whole yet, oldest first."""
    rows = vault.rows(_COLUMNS + "WHERE recording.key IS NOT NULL ORDER BY begun_at")
    left = []
    for row in rows:
        opens = opens_of(CaseId(row[9]))
        key = case_keys.key_of(row[0], bytes(row[10]), opens)
        left.append(Unfinished(_recording(vault, row, opens), CaseId(row[9]), key, row[11]))
    return tuple(left)


def of_case(
    vault: Database, case_id: CaseId, opens: case_keys.Opens = case_keys.opens_nothing
) -> tuple[Recording, ...]:
    """The recordings of a file whose attachment is there, oldest first; without the places that
    are closed to `opens`."""
    rows = vault.rows(
        _COLUMNS + "JOIN attachment ON attachment.id = recording.id"
        " WHERE uuid = ? AND attachment.key IS NOT NULL ORDER BY begun_at",
        (case_id,),
    )
    return tuple(_recording(vault, row, opens) for row in rows)


def place_of(made_id: str) -> str:
    """Where the words of a place lie (`case_keys`)."""
    return case_keys.of_file(made_id, "mark")


def mark_text(path: str, paragraph: int, text: str) -> str:
    """What a place says, as one text that can be closed."""
    return json.dumps([path, paragraph, text])


def _words_at(made_id: str, row: Row, opens: case_keys.Opens) -> tuple[str, int, str] | None:
    path, paragraph, text = row
    if not case_keys.is_closed(text):
        return path, paragraph, text
    opened = opens(place_of(made_id), text)
    if opened is None:
        return None
    path, paragraph, text = json.loads(opened)
    return path, paragraph, text


def _recording(vault: Database, row: Row, opens: case_keys.Opens) -> Recording:
    made_id, login, begun_at, device, program, rate, ended_at, ending, milliseconds, *_rest = row
    marks = vault.rows(
        "SELECT offset, kind, path, paragraph, text, login, at FROM bookmark"
        " JOIN officer ON officer.id = officer WHERE recording = ? ORDER BY bookmark.id",
        (made_id,),
    )
    return Recording(
        id=made_id,
        by=login,
        begun_at=from_stored(begun_at),
        device=device,
        program=program,
        rate=rate,
        ended_at=None if ended_at is None else from_stored(ended_at),
        ending=Ending(ending) if ending else None,
        milliseconds=milliseconds,
        bookmarks=standing(
            Bookmark(offset, MarkKind(kind), *words, by, from_stored(at))
            for offset, kind, path, paragraph, text, by, at in marks
            if (words := _words_at(made_id, (path, paragraph, text), opens)) is not None
        ),
    )


# --- a sealed file that grows while it is written ---------------------------------------------


_SEALED = SMALL_CHUNK + TAG  # bytes of a whole chunk on the disk


class SealedLog:
    """Seals what is appended; every full chunk goes to the disk at once. Used by one thread."""

    def __init__(self, file: BinaryIO, key: bytes, associated: bytes) -> None:
        """Begin an empty file; its first chunk is reserved."""
        self._file, self._cipher, self._associated = file, AESGCM(key), associated
        self._prefix = os.urandom(7)
        self._pending = bytearray()
        self._counter = 1
        file.write(HEADER.pack(MAGIC, VERSION, SMALL_CHUNK, self._prefix) + bytes(_SEALED))

    def append(self, data: bytes | bytearray) -> None:
        """Seal `data`. What does not fill a chunk waits for more."""
        self._pending += data
        while len(self._pending) >= SMALL_CHUNK:
            self._seal(self._pending[:SMALL_CHUNK], last=False)
            del self._pending[:SMALL_CHUNK]

    def sync(self) -> None:
        """What was sealed is on the disk when this returns."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Seal what waits and close the file; `finish_log` makes it whole."""
        try:
            if self._pending:
                self._seal(self._pending, last=True)
                self._pending.clear()
            self.sync()
        finally:
            self._file.close()

    def _seal(self, chunk: bytearray, *, last: bool) -> None:
        number = nonce(self._prefix, self._counter, last)
        self._file.write(self._cipher.encrypt(number, chunk, self._associated))
        self._file.flush()  # a kill of the process loses nothing that was sealed
        self._counter += 1


def finish_log(
    file: BinaryIO,
    key: bytes,
    associated: bytes,
    head: Callable[[int], bytes],
    seen: Callable[[bytes], None],
) -> int:
    """Make a log whole, wherever its writing ended: whatever follows the first chunk that does
    not open is cut off. May itself be cut off and done again.

    Args:
        file: open for reading and writing; it is left open.
        head: what fills the first chunk, from the bytes of content behind it; a chunk long.
        seen: is given the content in order, once, chunk by chunk, the head not included.

    Returns: bytes of content behind the head; 0: nothing was recorded, and the file is no sealed
        file.

    Raises:
        OSError
    """
    file.seek(0)
    header = file.read(HEADER.size)
    if len(header) != HEADER.size:
        return 0
    magic, version, chunk, prefix = HEADER.unpack(header)
    if (magic, version, chunk) != (MAGIC, VERSION, SMALL_CHUNK):
        return 0
    log = _Log(file, AESGCM(key), prefix, associated)
    size = log.end(seen)
    if size:
        log.begin(head(size))
    return size


class _Log:
    """A log that nobody writes any more."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, prefix: bytes, associated: bytes) -> None:
        self._file, self._cipher = file, cipher
        self._prefix, self._associated = prefix, associated

    def end(self, seen: Callable[[bytes], None]) -> int:
        """Cut off what follows the last chunk that opens, and mark that one; bytes of content."""
        size, chunks, last, marked = 0, 0, b"", False
        while not marked:
            content = self._opened(chunks + 1, last=False)
            if content is None:
                content = self._opened(chunks + 1, last=True)
                marked = content is not None
            if content is None:
                break
            seen(content)
            size, chunks, last = size + len(content), chunks + 1, content
        if chunks:
            self._file.truncate(_at(1) + size + chunks * TAG)
            if not marked:
                self._seal(chunks, last, last=True)
            self._sync()
        return size

    def begin(self, head: bytes) -> None:
        """Write the first chunk, unless one is there. One that tells of more content stays: the
        rest was lost since, and another would need its nonce for a second time."""
        if self._opened(0, last=False) is None:
            self._seal(0, head, last=False)
            self._sync()

    def _opened(self, index: int, *, last: bool) -> bytes | None:
        """The content of a chunk; None where it does not open. Only the last may be shorter."""
        self._file.seek(_at(index))
        sealed = self._file.read(_SEALED)
        if len(sealed) <= TAG or (not last and len(sealed) != _SEALED):
            return None
        number = nonce(self._prefix, index, last)
        try:
            return self._cipher.decrypt(number, sealed, self._associated)
        except InvalidTag:
            return None

    def _seal(self, index: int, content: bytes, *, last: bool) -> None:
        number = nonce(self._prefix, index, last)
        self._file.seek(_at(index))
        self._file.write(self._cipher.encrypt(number, content, self._associated))

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def _at(index: int) -> int:
    return HEADER.size + index * _SEALED


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
        path = staging.content_path(vault_dir, made_id)
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
class FinishedRecording:
    """A recording that can become an attachment. `sound` is the SHA-256 (hex) of its samples."""

    sealed: SealedAttachment
    milliseconds: int
    sound: str


def finish(vault_dir: Path, left: Unfinished, work: Work) -> FinishedRecording | None:
    """Make what was written of a recording whole, and read it through as an attachment is read.
    JOB. None: there is no sound in it. May be cut off and done again.

    Raises:
        VaultDamaged, DiskFull, VaultReadOnly, Cancelled
    """
    recording = left.recording
    path = staging.content_path(vault_dir, recording.id)
    samples = hashlib.sha256()

    def seen(content: bytes) -> None:
        work.step(0, 0)
        samples.update(content)

    if not path.exists():
        return None
    with disk_errors(), path.open("r+b") as file:
        associated = recording.id.encode("ascii")
        size = finish_log(file, left.key, associated, partial(_head, recording.rate), seen)
    if not size:
        return None
    sealed_sha256 = staging.sealed_digest(vault_dir, recording.id)
    content = staging.SealedContent(recording.id, left.key, SMALL_CHUNK + size, sealed_sha256)
    digest, crc = hashlib.sha256(), 0
    with staging.open_content(vault_dir, content) as reader:
        while data := reader.read(SMALL_CHUNK):
            work.step(0, 0)
            digest.update(data)
            crc = zlib.crc32(data, crc)
    sealed = SealedAttachment(content, recording.file_name, MEDIA_TYPE, digest.hexdigest(), crc)
    return FinishedRecording(sealed, size * 1000 // (SAMPLE * recording.rate), samples.hexdigest())


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
