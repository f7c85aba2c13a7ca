"""Sealed files: what is written comes back, and nothing else does."""

from __future__ import annotations

import io
import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipdesk.core.errors import VaultDamaged
from tipdesk.core.sealed_file import CHUNK, SealedReader, SealedWriter

KEY = bytes(range(32))
HEADER, STRIDE = 16, CHUNK + 16


def sealed(data: bytes, pieces: int = 1 << 62, associated: bytes = b"a", key: bytes = KEY) -> bytes:
    file = io.BytesIO()
    with SealedWriter(file, key, associated) as writer:
        for start in range(0, len(data), pieces):
            writer.write(data[start : start + pieces])
    return file.getvalue()


def opened(data: bytes, associated: bytes = b"a", key: bytes = KEY) -> bytes:
    return SealedReader(io.BytesIO(data), key, associated).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
@pytest.mark.parametrize("pieces", [1 << 62, CHUNK, 100_003])
def test_comes_back_whatever_the_pieces(size, pieces):
    data = os.urandom(size)
    file = sealed(data, pieces)
    assert opened(file) == data
    assert len(file) == 16 + size + 16 * max(1, -(-size // CHUNK))  # header, content, tags


def test_the_format_is_as_written_down():
    file = sealed(b"x" * (CHUNK + 1))
    assert file[:9] == b"TDA1" + struct.pack("<BI", 1, 256 * 1024)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = file[9:16] + struct.pack(">IB", 0, 0)
    assert AESGCM(KEY).decrypt(nonce, file[16 : 16 + STRIDE], b"a") == b"x" * CHUNK
    nonce = file[9:16] + struct.pack(">IB", 1, 1)
    assert AESGCM(KEY).decrypt(nonce, file[16 + STRIDE :], b"a") == b"x"


def test_nothing_of_the_content_shows():
    file = sealed(b"marker " * 100_000)
    assert b"marker" not in file
    assert sealed(b"same") != sealed(b"same")


@given(st.lists(st.tuples(st.integers(0, 3 * CHUNK), st.integers(-1, 2 * CHUNK)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_reads_anywhere_as_a_file_does(reads):
    data = bytes(bytearray(range(251))) * (2 * CHUNK // 251 + 100)
    reader = SealedReader(io.BytesIO(sealed(data)), KEY, b"a")
    plain = io.BytesIO(data)
    for position, size in reads:
        assert reader.seek(position) == plain.seek(position)
        assert reader.read(size) == plain.read(size)
        assert reader.tell() == plain.tell()
    assert reader.seek(-5, io.SEEK_END) == len(data) - 5
    assert reader.read() == data[-5:]
    assert reader.seek(-3, io.SEEK_CUR) == len(data) - 3
    with pytest.raises(ValueError, match="negative"):
        reader.seek(-1)


def refused(data: bytes, associated: bytes = b"a", key: bytes = KEY) -> None:
    with pytest.raises(VaultDamaged) as caught:
        opened(data, associated, key)
    assert caught.value.details == {"what": "sealed_file"}


def test_chunks_moved_repeated_or_missing():
    file = sealed(os.urandom(3 * CHUNK + 10))
    head, *chunks = (
        file[:HEADER],
        *(file[HEADER + at : HEADER + at + STRIDE] for at in range(0, len(file) - HEADER, STRIDE)),
    )
    first, second, third, last = chunks
    for order in (
        [second, first, third, last],
        [first, second, last],
        [first, second, third],
        [first, third, last],
        [first, second, third, last, last],
        [first, first, second, third, last],
        [last],
        [],
    ):
        refused(head + b"".join(order))


def test_a_chunk_of_another_file():
    first, second = sealed(os.urandom(2 * CHUNK)), sealed(os.urandom(2 * CHUNK))
    refused(first[: HEADER + STRIDE] + second[HEADER + STRIDE :])
    refused(first, associated=b"b")
    refused(first, key=bytes(32))


def test_every_truncation_and_every_flip_of_a_small_file():
    file = sealed(b"content")
    for size in range(len(file)):
        refused(file[:size])
    for position in range(len(file)):
        flipped = bytearray(file)
        flipped[position] ^= 1
        refused(bytes(flipped))
    refused(file + b"\0")


def test_a_cut_file_is_refused_when_it_is_opened_not_when_its_end_is_read():
    file = sealed(os.urandom(3 * CHUNK))
    for size in (HEADER + STRIDE, HEADER + 2 * STRIDE, len(file) - 1):
        with pytest.raises(VaultDamaged):
            SealedReader(io.BytesIO(file[:size]), KEY, b"a")


def test_a_writer_that_was_cut_off_leaves_nothing_that_opens():
    file = io.BytesIO()

    def write():
        with SealedWriter(file, KEY, b"a") as writer:
            writer.write(os.urandom(CHUNK * 2))
            raise KeyError

    with pytest.raises(KeyError):
        write()
    refused(file.getvalue())


def test_closing():
    file = io.BytesIO()
    writer = SealedWriter(file, KEY, b"a")
    writer.close()
    writer.close()
    with pytest.raises(ValueError, match="finished"):
        writer.write(b"x")
    below = io.BytesIO(file.getvalue())
    reader = SealedReader(below, KEY, b"a")
    reader.close()
    assert below.closed
    with pytest.raises(ValueError, match="closed"):
        reader.read(1)


def test_a_file_that_is_refused_is_closed(tmp_path):
    """The exception may outlive the call: nothing waits for the collector to close it."""
    path = tmp_path / "sealed"
    for data in (b"", b"x" * 100, sealed(b"content")[:-1]):
        path.write_bytes(data)
        file = path.open("rb")
        with pytest.raises(VaultDamaged):
            SealedReader(file, KEY, b"x")
        assert file.closed
