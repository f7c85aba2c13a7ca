"""A damaged database read page by page, past what is lost: for salvage only.

SQLCipher itself stops at the first damaged page, and a damaged page high up in a table's tree hides
everything below it. `CipherPages` opens each page by itself, `rows` walks SQLite's trees over them:
rows of every leaf that can be reached or recognised.

Pages are those of SQLCipher's format 4: 4096 bytes that end in an IV of 16 bytes and an HMAC-SHA512
of ciphertext, IV and page number; the file's first 16 bytes are the salt of the HMAC's key. Trees
are read as https://sqlite.org/fileformat2.html says ("the document" below), as far as tables and
tables WITHOUT ROWID need it.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tipdesk.core.errors import VaultDamaged

# --- SQLCipher's pages ------------------------------------------------------------------------


PAGE = 4096
USABLE = PAGE - 80  # IV and HMAC are SQLite's reserved bytes: 16 + 64
_SALT = 16
_MAGIC = b"SQLite format 3\x00"
_LOG_HEADER, _FRAME_HEADER = 32, 24
_TRIED = 40  # pages on which a salt is tried: the first ones may be damaged


class CipherPages:
    """Open for reading only: nothing is written, not even beside. Close it."""

    def __init__(self, path: Path, dek: bytes | bytearray) -> None:
        """Raises VaultDamaged: no page opens with this key."""
        self._file = path.open("rb")
        self._log: BinaryIO | None = None
        self._cipher = algorithms.AES256(bytes(dek))
        try:
            log = path.with_name(path.name + "-wal")
            self._log = log.open("rb") if log.exists() else None
            self._newer = dict(_log_frames(self._log)) if self._log is not None else {}
            self.count = max(-(-path.stat().st_size // PAGE), *self._newer, 0)
            self._mac_key = self._found_key(bytes(dek))
        except BaseException:
            self.close()
            raise

    def page(self, number: int) -> bytes | None:
        """The plain page without its reserve (page 1 with SQLite's mark); None: it is damaged."""
        for sealed in self._states(number):
            if self._is_genuine(sealed, number, self._mac_key):
                return self._plain(sealed, number)
        return None

    def close(self) -> None:
        """Let the files go."""
        self._file.close()
        if self._log is not None:
            self._log.close()

    def _states(self, number: int) -> Iterator[bytes]:
        """What log and file hold of a page, the newest first."""
        places: list[tuple[BinaryIO, int]] = [(self._file, (number - 1) * PAGE)]
        if self._log is not None and number in self._newer:
            places.insert(0, (self._log, self._newer[number]))
        for file, at in places:
            file.seek(at)
            sealed = file.read(PAGE)
            if len(sealed) == PAGE:
                yield sealed

    def _found_key(self, dek: bytes) -> bytes:
        self._file.seek(0)
        start = self._file.read(_SALT).ljust(_SALT, b"\0")
        tried = range(1, min(self.count, _TRIED) + 1)
        for salt in _salts(start):
            key = _mac_key(dek, salt)
            for number in tried:
                if any(self._is_genuine(sealed, number, key) for sealed in self._states(number)):
                    return key
        raise VaultDamaged(what="database")

    def _is_genuine(self, sealed: bytes, number: int, key: bytes) -> bool:
        start = _SALT if number == 1 else 0
        authenticated = sealed[start : PAGE - 64] + struct.pack("<I", number)
        return hmac.compare_digest(hmac.digest(key, authenticated, "sha512"), sealed[PAGE - 64 :])

    def _plain(self, sealed: bytes, number: int) -> bytes:
        start = _SALT if number == 1 else 0
        vector = sealed[USABLE : USABLE + 16]
        opener = Cipher(self._cipher, modes.CBC(vector)).decryptor()
        plain = opener.update(sealed[start:USABLE]) + opener.finalize()
        return _MAGIC + plain if number == 1 else plain


def _mac_key(dek: bytes, salt: bytes) -> bytes:
    # SQLCipher's HMAC salt mask (0x3a) and its two rounds (fast_kdf_iter).
    masked = bytes(byte ^ 0x3A for byte in salt)
    return hashlib.pbkdf2_hmac("sha512", dek, masked, 2, 32)


def _salts(start: bytes) -> Iterator[bytes]:
    """What stands there, then everything that differs in one bit: no page opens without it."""
    yield start
    whole = int.from_bytes(start, "big")
    for bit in range(8 * _SALT):
        yield (whole ^ (1 << bit)).to_bytes(_SALT, "big")


def _log_frames(log: BinaryIO) -> Iterator[tuple[int, int]]:
    """Number and place of each page in committed transactions of the log, the newest last."""
    # "WAL File Format" of the document. A frame with other salts is left over from before the log
    # was begun anew: from there on nothing counts. Checksums are not looked at: each page has its
    # HMAC.
    salts = log.read(_LOG_HEADER)[16:24]
    pending: list[tuple[int, int]] = []
    at = _LOG_HEADER
    while len(head := log.read(_FRAME_HEADER)) == _FRAME_HEADER:
        number, committed = struct.unpack_from(">II", head)
        if head[8:16] != salts or not number:
            return
        pending.append((number, at + _FRAME_HEADER))
        if committed:
            yield from pending
            pending = []
        at = log.seek(at + _FRAME_HEADER + PAGE)


Value = int | float | str | bytes | None
GetPage = Callable[[int], bytes | None]
_INDEX_INNER, _TABLE_INNER, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
_INNER = (_INDEX_INNER, _TABLE_INNER)
_KINDS = (*_INNER, _INDEX_LEAF, _TABLE_LEAF)
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type → bytes
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `rowid` is None in a table WITHOUT ROWID. `whole` is False where its overflow is
    lost: then only the first values are there."""

    rowid: int | None
    values: tuple[Value, ...]
    whole: bool = True


@dataclass(slots=True)
class Walk:
    """What reading one tree has come upon."""

    lost: list[int] = field(default_factory=list)  # pages that are damaged or no part of a tree
    seen: set[int] = field(default_factory=set)


def rows(page_of: GetPage, root: int, walk: Walk, depth: int = 0) -> Iterator[Record]:
    """Every row below `root` that can be read."""
    if root in walk.seen or depth > _DEEPEST:
        return
    walk.seen.add(root)
    page = page_of(root)
    if page is None or kind(page, root) not in _KINDS:
        walk.lost.append(root)
        return
    yield from page_rows(page_of, page, root)
    for child in _children(page, root):
        yield from rows(page_of, child, walk, depth + 1)


def kind(page: bytes, number: int) -> int:
    """The kind of a page of a tree; anything else: it is none."""
    return page[_start(number)]


def holds_rows(page: bytes, number: int) -> bool:
    """Whether it holds rows itself: a leaf, and in a table WITHOUT ROWID a page above too."""
    return kind(page, number) in (_INDEX_LEAF, _TABLE_LEAF, _INDEX_INNER)


def page_rows(page_of: GetPage, page: bytes, number: int) -> Iterator[Record]:
    """The rows that one page holds itself."""
    page_kind = kind(page, number)
    if page_kind == _TABLE_INNER:
        return
    for at in _cells(page, number):
        try:
            yield _row(page_of, page, at, page_kind)
        except (IndexError, ValueError, struct.error, OverflowError):
            yield Record(None, (), whole=False)


def _start(number: int) -> int:
    """Where the page's own header begins: page 1 holds the database's header of 100 bytes first."""
    return 100 if number == 1 else 0


def _cells(page: bytes, number: int) -> list[int]:
    # "B-tree Pages" of the document: kind (1 byte), first free block (2), number of cells (2), …;
    # a page above the leaves has four bytes more, its right-most child. Pointers to cells follow.
    start = _start(number)
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + (12 if kind(page, number) in _INNER else 8)
    # A page that only looks like one of a tree may claim more cells than there is room for.
    count = min(count, (USABLE - first) // 2)
    return list(struct.unpack_from(f">{count}H", page, first))


def _children(page: bytes, number: int) -> list[int]:
    if kind(page, number) not in _INNER:
        return []
    start = _start(number)
    children = [int.from_bytes(page[at : at + 4], "big") for at in _cells(page, number)]
    return [*children, int.from_bytes(page[start + 8 : start + 12], "big")]


def _row(page_of: GetPage, page: bytes, at: int, page_kind: int) -> Record:
    if page_kind == _INDEX_INNER:
        at += 4  # the child on the left, which `_children` reads
    size, at = _varint(page, at)
    rowid: int | None = None
    # "B-tree Pages" calls `most` X: how much of a payload a leaf of a table keeps in the page; of
    # an index, which a table WITHOUT ROWID is, less, so that four cells always fit.
    most = USABLE - 35
    if page_kind == _TABLE_LEAF:
        rowid, at = _varint(page, at)
        # a varint is read without a sign, a rowid has one
        rowid = rowid - (1 << 64) if rowid >> 63 else rowid
    else:
        most = (USABLE - 12) * 64 // 255 - 23
    local = _local(size, most)
    payload = page[at : at + local]
    if local == size:
        return Record(rowid, _values(payload))
    rest = _overflow(
        page_of, int.from_bytes(page[at + local : at + local + 4], "big"), size - local
    )
    if rest is None:
        return Record(rowid, _values(payload, cut=True), whole=False)
    return Record(rowid, _values(payload + rest))


def _local(size: int, most: int) -> int:
    """How many bytes of a payload stand in the page itself.

    "B-tree Pages" of the document: `least` is its M, `local` its K. What goes over fills whole
    overflow pages where that leaves no more than `most` here.
    """
    if size <= most:
        return size
    least = (USABLE - 12) * 32 // 255 - 23
    local = least + (size - least) % (USABLE - 4)
    return local if local <= most else least


def _overflow(page_of: GetPage, number: int, size: int) -> bytes | None:
    """The rest of a payload; None: a page of it is lost.

    "Cell Payload Overflow Pages" of the document: four bytes name the next page, 0 after the last.
    """
    parts: list[bytes] = []
    left, seen = size, set()
    while left > 0:
        page = page_of(number) if number and number not in seen else None
        if page is None:
            return None
        seen.add(number)
        parts.append(page[4 : 4 + min(left, USABLE - 4)])
        left -= len(parts[-1])
        number = int.from_bytes(page[:4], "big")
    return b"".join(parts)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, seven bits each; the ninth gives all its eight."""
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + step + 1
    raise ValueError


def _values(payload: bytes, *, cut: bool = False) -> tuple[Value, ...]:
    """The values of a record; of one that is `cut` those that are whole.

    "Record Format" of the document: a head of serial types, then the values. From 12 on an even
    type is a blob and an odd one a text, and the type says its length.
    """
    head, at = _varint(payload, 0)
    types: list[int] = []
    while at < head:
        serial_type, at = _varint(payload, at)
        types.append(serial_type)
    values: list[Value] = []
    for serial_type in types:
        size = _INTEGERS.get(
            serial_type,
            8 if serial_type == 7 else (serial_type - 12) // 2 if serial_type >= 12 else 0,
        )
        if at + size > len(payload):
            if cut:
                break
            raise ValueError
        values.append(_value(serial_type, payload[at : at + size]))
        at += size
    return tuple(values)


def _value(serial: int, data: bytes) -> Value:
    if serial == 0:
        return None
    if serial in _INTEGERS:
        return int.from_bytes(data, "big", signed=True)
    if serial == 7:
        return float(struct.unpack(">d", data)[0])
    if serial in (8, 9):  # the numbers 0 and 1, which take no byte
        return serial - 8
    if serial < 12:  # 10 and 11 are reserved
        raise ValueError
    return data if serial % 2 == 0 else data.decode("utf-8")
