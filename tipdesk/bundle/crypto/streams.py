"""The container's bytes on their way out (hashed, sealed, hashed, written) and in again.

Reading, hashing, ciphering and writing overlap: each slow step is a `Pipeline` on a thread of its
own. hashlib, zlib and the ciphers of `cryptography` let other threads run while they work, so that
two cores are kept busy; items stay in order and few are in memory at a time.
"""

from __future__ import annotations

import hashlib
import io
import queue
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Generic, TypeVar

from tipdesk.bundle.crypto import age
from tipdesk.bundle.problems import Code, fault
from tipdesk.core.disk import fill

Item = TypeVar("Item")


class Pipeline(Generic[Item]):
    """Items go through every stage in the order in which they were put.

    The first failure of a stage stops all work and is raised by the next `put` or by `finish`.
    """

    def __init__(
        self, *stages: Callable[[Item], None], done: Callable[[Item], None] | None = None
    ) -> None:
        """`done` gets each item back after the last stage, also after a failure."""
        self._done = done
        self._failure: BaseException | None = None
        self._queues: list[queue.SimpleQueue[Item | None]] = [queue.SimpleQueue() for _ in stages]
        self._threads = [
            threading.Thread(target=self._run, args=(place, stage), daemon=True)
            for place, stage in enumerate(stages)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, place: int, stage: Callable[[Item], None]) -> None:
        while True:
            item = self._queues[place].get()
            if item is not None and self._failure is None:
                try:
                    stage(item)
                except BaseException as error:  # noqa: BLE001  # raised again by put() or finish()
                    self._failure = self._failure or error
            if place + 1 < len(self._queues):
                self._queues[place + 1].put(item)
            elif item is not None and self._done is not None:
                self._done(item)
            if item is None:
                return

    def put(self, item: Item) -> None:
        """Hand over an item. How many are on the way is for the caller to limit."""
        if self._failure is not None:
            raise self._failure
        self._queues[0].put(item)

    def close(self) -> None:
        """Wait until every stage has ended; raises nothing."""
        if self._threads:
            self._queues[0].put(None)
            for thread in self._threads:
                thread.join()
            self._threads = []

    def abandon(self, error: BaseException) -> None:
        """Let no further item be worked on, and wait until every stage has ended."""
        self._failure = self._failure or error
        self.close()

    def finish(self) -> None:
        """Wait until all items are through; raises the first failure of a stage."""
        self.close()
        if self._failure is not None:
            raise self._failure


_CHUNKS = 8  # age chunks in a block: what the caches of a core hold
BLOCK = _CHUNKS * age.CHUNK  # bytes of plaintext
_SEALED_BLOCK = _CHUNKS * age.SEALED_CHUNK
_BLOCKS = 6  # in memory at a time


class Tally:
    """Running SHA-256, CRC-32 and length of one payload."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.crc32 = 0
        self.size = 0

    def add(self, data: memoryview) -> None:
        """Count these bytes in."""
        self._sha256.update(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """Hex digest of what was counted so far."""
        return self._sha256.hexdigest()


@dataclass(frozen=True, slots=True)
class Digest:
    """Length and SHA-256 (hex) of a whole stream."""

    size: int
    sha256: str


def digest_of(source: BinaryIO) -> Digest:
    """Size and SHA-256 of a whole file."""
    sha256, size = hashlib.sha256(), 0
    room = memoryview(bytearray(BLOCK))
    source.seek(0)
    while count := fill(source, room):
        sha256.update(room[:count])
        size += count
    return Digest(size, sha256.hexdigest())


class _Block:
    """A stretch of plaintext and room for its sealed form."""

    def __init__(self) -> None:
        self.plain = memoryview(bytearray(BLOCK))
        self.sealed = memoryview(bytearray(_SEALED_BLOCK))
        self.used = self.sealed_used = 0
        self.last = False


class _Blocks:
    """The few blocks that go round, made when they are first needed."""

    def __init__(self) -> None:
        self._free: queue.SimpleQueue[_Block] = queue.SimpleQueue()
        self._created = 0

    def take(self) -> _Block:
        if self._created < _BLOCKS and self._free.empty():
            self._created += 1
            return _Block()
        block = self._free.get()
        block.used = block.sealed_used = 0
        block.last = False
        return block

    def give_back(self, block: _Block) -> None:
        self._free.put(block)


class EncryptedOutput:
    """What is written here leaves as one age file through `store`, which gets sealed bytes.

    The caller's thread reads and counts the sources; another one seals, counts and stores.
    """

    def __init__(
        self, store: Callable[[memoryview], None], recipients: Sequence[age.Recipient]
    ) -> None:
        self._store = store
        self._sha256 = hashlib.sha256()
        self._size = 0
        opening, self._cipher = age.new_payload(recipients)
        self._emit(memoryview(opening))
        self._blocks = _Blocks()
        self._block = self._blocks.take()
        self._pipeline = Pipeline(self._send, done=self._blocks.give_back)

    def _send(self, block: _Block) -> None:
        used = self._cipher.seal(block.plain[: block.used], block.sealed, block.last)
        self._emit(block.sealed[:used])

    def _emit(self, data: memoryview) -> None:
        self._sha256.update(data)
        self._size += len(data)
        self._store(data)

    def _room(self) -> memoryview:
        """The free rest of the block; a full block leaves first, for it is not the last."""
        if self._block.used == BLOCK:
            full, self._block = self._block, self._blocks.take()
            self._pipeline.put(full)
        return self._block.plain[self._block.used :]

    def write(self, data: bytes) -> None:
        """Append bytes that are in memory."""
        rest = memoryview(data)
        while rest:
            room = self._room()
            count = min(len(room), len(rest))
            room[:count] = rest[:count]
            self._block.used += count
            rest = rest[count:]

    def pour(self, source: BinaryIO, step: Callable[[int], None] = lambda _: None) -> Tally:
        """Append a whole source and count it; `step` is told of every part."""
        tally = Tally()
        while True:
            room = self._room()
            count = fill(source, room)
            tally.add(room[:count])
            self._block.used += count
            step(count)
            if count < len(room):
                return tally

    def close(self) -> Digest:
        """Seal the last chunk and wait for all. Raises the first failure of any step."""
        self._block.last = True
        self._pipeline.put(self._block)
        self._pipeline.finish()
        return Digest(self._size, self._sha256.hexdigest())

    def abandon(self, error: BaseException) -> None:
        """Stop the threads; what was written is of no use."""
        self._pipeline.abandon(error)


class _Decryption:
    """One age file on its way in.

    The caller's thread reads and counts it; one opens it and looks at the content; one keeps it.
    """

    def __init__(
        self,
        opening: bytes,
        cipher: age.PayloadCipher,
        store: Callable[[memoryview], None],
        watch: Callable[[memoryview], None] | None,
    ) -> None:
        self._sha256 = hashlib.sha256(opening)
        self._size = len(opening)
        self._cipher = cipher
        self._store = store
        self._watch = watch
        self._blocks = _Blocks()
        self._pipeline = Pipeline(self._open, self._keep, done=self._blocks.give_back)

    def _open(self, block: _Block) -> None:
        sealed = block.sealed[: block.sealed_used]
        block.used = self._cipher.open(sealed, block.plain, block.last)
        if self._watch is not None:
            self._watch(block.plain[: block.used])

    def _keep(self, block: _Block) -> None:
        self._store(block.plain[: block.used])

    def run(self, source: BinaryIO, step: Callable[[int], None]) -> Digest:
        """Take the rest of the source through all stages."""
        try:
            ahead = self._read(source)
            while not ahead.last:
                block, ahead = ahead, self._read(source)
                block.last = ahead.last = ahead.sealed_used == 0
                step(block.sealed_used)
                self._pipeline.put(block)
            self._pipeline.finish()
        except BaseException as error:
            self._pipeline.abandon(error)
            raise
        return Digest(self._size, self._sha256.hexdigest())

    def _read(self, source: BinaryIO) -> _Block:
        block = self._blocks.take()
        block.sealed_used = fill(source, block.sealed)
        self._sha256.update(block.sealed[: block.sealed_used])
        self._size += block.sealed_used
        return block


def decrypt(
    source: BinaryIO,
    identities: Sequence[age.Identity],
    store: Callable[[memoryview], None],
    step: Callable[[int], None],
    watch: Callable[[memoryview], None] | None = None,
) -> Digest:
    """Open an age file chunk by chunk into `store`; returns size and digest of the sealed file.

    `store` never sees a byte whose tag was not checked, but it may have seen the beginning of
    a file whose end is refused: the caller throws that away. `watch` sees the same bytes on a
    thread of its own.

    Raises:
        BundleUnreadable: E_AGE_HEADER, E_AGE_NO_KEY, E_AGE_PAYLOAD.
    """
    source.seek(0)
    head = source.read(age.MAX_HEADER)
    file_key, length = age.open_header(head, identities)
    source.seek(length)
    nonce = source.read(age.NONCE)
    if len(nonce) != age.NONCE:
        raise fault(Code.E_AGE_HEADER, detail="no nonce")
    cipher = age.PayloadCipher(file_key, nonce)
    return _Decryption(head[:length] + nonce, cipher, store, watch).run(source, step)


class OpenedPayload(io.RawIOBase):
    """What an age file holds, opened chunk by chunk where it is read. Nothing says that the rest of
    it is whole."""

    def __init__(self, file: BinaryIO, identities: Sequence[age.Identity]) -> None:
        """Raises BundleUnreadable: none of the keys opens it."""
        super().__init__()
        head = file.read(age.MAX_HEADER + age.NONCE)
        file_key, length = age.open_header(head, identities)
        self._cipher = age.PayloadCipher(file_key, head[length : length + age.NONCE])
        self._file, self._first = file, length + age.NONCE
        sealed = file.seek(0, io.SEEK_END) - self._first
        self._count = -(-sealed // age.SEALED_CHUNK)
        self._size = sealed - self._count * age.TAG
        self._place = 0
        self._chunk, self._plain = -1, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place in what it holds, in bytes."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file; nothing is opened by it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # typeshed has Buffer
        """As of any file, at most one chunk. Raises BundleUnreadable: the chunk was changed."""
        chunk, within = divmod(self._place, age.CHUNK)
        if self._place >= self._size:
            return 0
        if chunk != self._chunk:
            self._open(chunk)
        part = self._plain[within : within + len(target)]
        target[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _open(self, chunk: int) -> None:
        self._file.seek(self._first + chunk * age.SEALED_CHUNK)
        sealed = self._file.read(age.SEALED_CHUNK)
        plain = bytearray(age.CHUNK)
        self._cipher.go_to(chunk)
        is_last = chunk == self._count - 1
        count = self._cipher.open(memoryview(sealed), memoryview(plain), is_last)
        self._chunk, self._plain = chunk, bytes(plain[:count])
