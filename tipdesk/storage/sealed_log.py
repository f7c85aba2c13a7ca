"""A sealed file that grows while it is written: what is on the disk opens at every moment.

The format is that of `tipdesk.sealed_file` with small chunks. Two chunks need to know what comes
later: the first holds a head that tells the length, and the last is marked as such. So the first is
left empty and written when everything else is known, and the last whole chunk of a file that was
cut off is sealed once more with its mark. No nonce ever serves two contents: the mark is part of
the nonce, what is sealed once more is the same content, and the head follows from the length,
which nobody changes once the last chunk is on the disk.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.errors import VaultDamaged
from tipdesk.sealed_file import HEADER, MAGIC, SMALL_CHUNK, TAG, VERSION, nonce

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


@dataclass(frozen=True, slots=True)
class _Found:
    """What of a log opens, from its first chunk of content on."""

    size: int  # bytes of content
    chunks: int
    marked: bool  # the last of them is sealed as the last


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
        head: what fills the first chunk, from the bytes of content behind it.
        seen: is given the content in order, once, chunk by chunk, the head not included.

    Returns: bytes of content behind the head; 0: nothing was recorded, and the file is no sealed
        file.

    Raises:
        VaultDamaged: it has a head of another length, so what is missing was lost later.
        OSError
    """
    cipher = AESGCM(key)
    file.seek(0)
    found = file.read(HEADER.size)
    if len(found) != HEADER.size:
        return 0
    magic, version, chunk, prefix = HEADER.unpack(found)
    if (magic, version, chunk) != (MAGIC, VERSION, SMALL_CHUNK):
        return 0

    def opened(index: int, sealed: bytes, *, last: bool) -> bytes | None:
        try:
            return cipher.decrypt(nonce(prefix, index, last), sealed, associated)
        except InvalidTag:
            return None

    def at(index: int) -> int:
        return HEADER.size + index * _SEALED

    told = _opening(file, opened, seen, at)
    if not told.chunks:
        return 0
    if not told.marked or file.seek(0, io.SEEK_END) != at(1) + told.size + told.chunks * TAG:
        file.truncate(at(1) + told.size + told.chunks * TAG)
    if not told.marked:
        file.seek(at(told.chunks))
        content = opened(told.chunks, file.read(_SEALED), last=False)
        file.seek(at(told.chunks))
        file.write(cipher.encrypt(nonce(prefix, told.chunks, True), content or b"", associated))
    _sync(file)
    first = head(told.size)
    file.seek(at(0))
    before = opened(0, file.read(_SEALED), last=False)
    if before not in (None, first) or len(first) != SMALL_CHUNK:
        raise VaultDamaged(what="sealed_file")
    file.seek(at(0))
    file.write(cipher.encrypt(nonce(prefix, 0, False), first, associated))
    _sync(file)
    return told.size


def _opening(
    file: BinaryIO,
    opened: Callable[..., bytes | None],
    seen: Callable[[bytes], None],
    at: Callable[[int], int],
) -> _Found:
    """Read chunk after chunk until one does not open."""
    size = chunks = 0
    file.seek(at(1))
    while sealed := file.read(_SEALED):
        whole, marked = len(sealed) == _SEALED, False
        content = opened(chunks + 1, sealed, last=False) if whole else None
        if content is None:
            content = opened(chunks + 1, sealed, last=True)
            marked = content is not None
        if content is None:
            break
        seen(content)
        size, chunks = size + len(content), chunks + 1
        if marked:
            return _Found(size, chunks, marked=True)
    return _Found(size, chunks, marked=False)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
