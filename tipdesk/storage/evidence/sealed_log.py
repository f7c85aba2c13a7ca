"""A sealed file that grows while it is written: what is on the disk opens at every moment.

The format is that of `core.sealed_file` with small chunks. Two chunks need to know what comes
later: the first holds a head that tells the length, and the last is marked as such. So the first is
left empty and written when everything else is known, and the last whole chunk of a file that was
cut off is sealed once more with its mark. No nonce ever serves two contents: the mark is part of
the nonce, what is sealed once more is the same content, and the head follows from the length,
which nobody changes once the last chunk is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.core.sealed_file import HEADER, MAGIC, SMALL_CHUNK, TAG, VERSION, nonce

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
    found = file.read(HEADER.size)
    if len(found) != HEADER.size:
        return 0
    magic, version, chunk, prefix = HEADER.unpack(found)
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
