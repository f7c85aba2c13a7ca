"""Sealed files (format TDA1): what attachments and staged bundles look like on disk.

    "TDA1" | version 1 (1 byte) | chunk size (4 bytes, little endian) | nonce prefix (7 bytes)
    then chunks of that size, each AES-256-GCM(key, prefix | counter (4, big endian) | last (1))

Chunks have 256 KiB, those of a sound recording 32 KiB (`storage.evidence.recordings`). This is the
STREAM
construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a chunk that is altered, moved, repeated or
missing does not open, and neither does one of another file, whose `associated` bytes differ. A key
seals one file only.
"""

from __future__ import annotations

import io
import os
import struct
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.core.disk import fill
from tipdesk.core.errors import VaultDamaged

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CHUNK = 256 * 1024  # bytes of plaintext
SMALL_CHUNK = 32 * 1024  # of what grows while it is written
KEY_SIZE = 32
MAGIC = b"TDA1"
VERSION = 1
HEADER = struct.Struct("<4sBI7s")
TAG = 16


def nonce(prefix: bytes, counter: int, last: bool) -> bytes:
    """The nonce of one chunk: never the same for two contents under one key."""
    return prefix + struct.pack(">IB", counter, last)


class SealedWriter:
    """Seals what is written into `file`. Only after `close` is the file whole.

    As a context manager it closes when the block ends well; after an error the file stays
    without its last chunk, which no reader accepts.
    """

    def __init__(self, file: BinaryIO, key: bytes | bytearray, associated: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._associated = associated
        self._prefix = os.urandom(7)
        self._pending = bytearray()
        self._counter = 0
        self._finished = False
        self._put(HEADER.pack(MAGIC, VERSION, CHUNK, self._prefix))

    def write(self, data: ReadableBuffer) -> int:
        """Seal `data`; returns its length in bytes."""
        if self._finished:
            raise ValueError("the sealed file is finished")
        rest = memoryview(data).cast("B")
        length = len(rest)
        # A full chunk waits until more comes: only then is it known not to be the last.
        while len(self._pending) + len(rest) > CHUNK:
            if self._pending:
                taken = CHUNK - len(self._pending)
                self._pending += rest[:taken]
                self._seal(self._pending, last=False)
                self._pending.clear()
            else:
                taken = CHUNK
                self._seal(rest[:taken], last=False)
            rest = rest[taken:]
        self._pending += rest
        return length

    def close(self) -> None:
        """Write the last chunk. Does not close the file underneath."""
        if not self._finished:
            self._seal(self._pending, last=True)
            self._pending.clear()
            self._finished = True

    def _seal(self, chunk: bytearray | memoryview, *, last: bool) -> None:
        number = nonce(self._prefix, self._counter, last)
        self._put(self._cipher.encrypt(number, chunk, self._associated))
        self._counter += 1

    def _put(self, sealed: bytes) -> None:
        """All of it: a disk that is nearly full takes a part of what a file without a buffer is
        given, and refuses the rest only when it is asked again."""
        rest = memoryview(sealed)
        while rest:
            rest = rest[self._file.write(rest) :]

    def __enter__(self) -> SealedWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()


class SealedReader(io.RawIOBase):
    """A sealed file as a seekable file of its content; chunks are opened as they are needed.

    `read(n)` returns n bytes unless the content ends before, as files on disk do. Closing it
    closes the file underneath, and so does a file that it refuses.

    Raises:
        VaultDamaged: at once for a header or an end that is not whole, while reading for any
            other chunk (details: what="sealed_file").
    """

    def __init__(self, file: BinaryIO, key: bytes | bytearray, associated: bytes) -> None:
        super().__init__()
        self._file = file
        self._cipher = AESGCM(key)
        self._associated = associated
        self._position = 0
        self._opened = -1  # index of the chunk in self._chunk
        self._chunk = memoryview(b"")
        try:
            length = file.seek(0, io.SEEK_END)
            self._sealed = memoryview(bytearray(min(length, HEADER.size + CHUNK + TAG)))
            file.seek(0)
            if fill(file, self._sealed) != len(self._sealed):
                raise VaultDamaged(what="sealed_file")
            self._ahead = 0  # index of the chunk that was read and not opened: with the header
            self._prefix, self._each, self._chunks, self.size = self._measure(length)
            self._room = memoryview(bytearray(min(self._each, self.size)))
            self._load(self._chunks - 1)  # a file that was cut short fails here
        except BaseException:
            self.close()  # nobody has the reader, so nobody else could
            raise

    def _measure(self, length: int) -> tuple[bytes, int, int, int]:
        """Nonce prefix, bytes of a chunk, number of chunks, bytes of content of a file of this
        length."""
        if length < HEADER.size:
            raise VaultDamaged(what="sealed_file")
        magic, version, chunk, prefix = HEADER.unpack_from(self._sealed)
        if (magic, version) != (MAGIC, VERSION) or chunk not in (CHUNK, SMALL_CHUNK):
            raise VaultDamaged(what="sealed_file")
        body = length - HEADER.size
        chunks = -(-body // (chunk + TAG))
        size = body - chunks * TAG
        shortest = 0 if chunks == 1 else (chunks - 1) * chunk + 1  # no empty chunk after a full one
        if chunks < 1 or size < shortest:
            raise VaultDamaged(what="sealed_file")
        return bytes(prefix), chunk, chunks, size

    def _load(self, index: int) -> None:
        if index == self._opened:
            return
        start = index * self._each
        length = min(self._each, self.size - start)
        chunk, sealed = self._room[:length], self._sealed[HEADER.size :][: length + TAG]
        self._opened = -1
        number = nonce(self._prefix, index, index == self._chunks - 1)
        try:
            if index != self._ahead:
                self._file.seek(HEADER.size + start + index * TAG)
                if fill(self._file, sealed) != len(sealed):
                    raise VaultDamaged(what="sealed_file")
            self._ahead = -1
            self._cipher.decrypt_into(number, sealed, self._associated, chunk)
        except InvalidTag as error:
            raise VaultDamaged(what="sealed_file") from error
        self._opened, self._chunk = index, chunk

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` from the position on; returns the bytes written into it."""
        if self.closed:
            raise ValueError("the sealed file is closed")
        target = memoryview(buffer).cast("B")
        wanted = min(len(target), max(0, self.size - self._position))
        done = 0
        while done < wanted:
            index, offset = divmod(self._position, self._each)
            self._load(index)
            part = self._chunk[offset : offset + wanted - done]
            target[done : done + len(part)] = part
            done += len(part)
            self._position += len(part)
        return done

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the position (may lie behind the end); returns it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("a negative position")
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """The position in the content."""
        return self._position

    def close(self) -> None:
        """Forget the open chunk and close the file underneath."""
        if not self.closed:
            self._chunk = self._room = memoryview(b"")
            self._opened = -1
            self._file.close()
        super().close()
