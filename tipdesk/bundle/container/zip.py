"""The ZIP profile: stored members, back to back, with one possible reading (format §1.2)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from tipdesk.bundle import limits
from tipdesk.bundle.container import paths
from tipdesk.bundle.problems import Code, fault

_LOCAL = b"PK\3\4"
_CENTRAL = b"PK\1\2"
_END = b"PK\5\6"
_COMMON = struct.Struct("<HHHHHIIIHH")  # from 'version needed' to 'extra length', in both headers
_CENTRAL_REST = struct.Struct("<HHHII")  # comment, disk, internal, external attributes, offset
_END_REST = struct.Struct("<HHHHIIH")
_LOCAL_SIZE = 4 + _COMMON.size
_CENTRAL_SIZE = 6 + _COMMON.size + _CENTRAL_REST.size
_END_SIZE = 4 + _END_REST.size
_NEEDED = 20
_MADE_BY = 0x0314  # Unix, version 2.0
_ATTRIBUTES = 0o100644 << 16
_FEWEST = 4  # mimetype, one file, manifest, signature
_LONGEST_NAME = 250
LONGEST_HEADER = _LOCAL_SIZE + _LONGEST_NAME
"""Bytes of a local header that may stand in a container."""


@dataclass(frozen=True, slots=True)
class Member:
    """Where one member's bytes stand."""

    name: str
    offset: int  # of the first data byte
    size: int
    crc32: int


# --- writing -------------------------------------------------------------------------------


class ContainerWriter:
    """Appends stored members; sizes and CRCs are known before the bytes, so it fits a pipe."""

    def __init__(self, write: Callable[[bytes], object], when: datetime) -> None:
        """`when` (UTC) is the time that every member carries."""
        self._write = write
        self._time = when.hour << 11 | when.minute << 5 | when.second // 2
        self._date = (when.year - 1980) << 9 | when.month << 5 | when.day
        self._directory: list[bytes] = []
        self._offset = 0

    def begin(self, name: str, size: int, crc32: int) -> None:
        """Write a member's header; its `size` bytes have to follow. Raises E_TOO_BIG."""
        raw = name.encode("ascii")
        common = _COMMON.pack(_NEEDED, 0, 0, self._time, self._date, crc32, size, size, len(raw), 0)
        rest = _CENTRAL_REST.pack(0, 0, 0, _ATTRIBUTES, self._offset)
        self._offset += _LOCAL_SIZE + len(raw) + size
        if self._offset > limits.CONTAINER or len(self._directory) == limits.MEMBERS:
            raise fault(Code.E_TOO_BIG, name)
        self._directory.append(_CENTRAL + struct.pack("<H", _MADE_BY) + common + rest + raw)
        self._write(_LOCAL + common + raw)

    def put(self, name: str, data: bytes) -> None:
        """Write a whole member."""
        self.begin(name, len(data), zlib.crc32(data))
        self._write(data)

    def finish(self) -> None:
        """Write the central directory and the end record."""
        directory = b"".join(self._directory)
        count = len(self._directory)
        end = _END_REST.pack(0, 0, count, count, len(directory), self._offset, 0)
        self._write(directory + _END + end)


def container_size(members: list[tuple[str, int]]) -> int:
    """Bytes of a container with these names and sizes."""
    fixed = _LOCAL_SIZE + _CENTRAL_SIZE
    return _END_SIZE + sum(fixed + 2 * len(name) + size for name, size in members)


# --- reading -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _End:
    count: int
    directory_size: int
    directory_offset: int


def scan(
    file: BinaryIO,
    allowed: Callable[[str], bool],
    passed: Mapping[int, bytes] = MappingProxyType({}),
) -> tuple[Member, ...]:
    """Read the directory of a container, refusing all that the profile does not name.

    Args:
        file: seekable; nothing of its content but headers is read.
        allowed: which names, `mimetype` and META-INF apart, may stand in it.
        passed: local headers of this file by their offset; those that are missing are read.

    Raises:
        BundleUnreadable: E_ZIP_*, E_PATH.
    """

    def local_header(offset: int, length: int) -> bytes:
        if offset in passed:
            return passed[offset]
        file.seek(offset)
        return file.read(length)

    end = _read_end(file)
    file.seek(end.directory_offset)
    directory = file.read(end.directory_size)
    if len(directory) != end.directory_size:
        raise fault(Code.E_ZIP_CD)
    members: list[Member] = []
    names: set[str] = set()
    times: set[bytes] = set()
    place = offset = 0
    for _ in range(end.count):
        entry, name = _directory_entry(directory, place)
        member = _member(local_header, entry, name, offset, allowed)
        if not members and member.name != paths.MIMETYPE:
            raise fault(Code.E_ZIP_MIMETYPE, member.name)
        if member.name in names:
            raise fault(Code.E_ZIP_DUP, member.name)
        names.add(member.name)
        times.add(entry[12:16])
        members.append(member)
        offset = member.offset + member.size
        place += _CENTRAL_SIZE + len(name)
    if place != end.directory_size or offset != end.directory_offset:
        raise fault(Code.E_ZIP_GAP)
    order = [paths.member_order(member.name) for member in members]
    if order != sorted(order) or len(times) != 1:
        raise fault(Code.E_ZIP_CD, detail="order or times")
    return tuple(members)


def _read_end(file: BinaryIO) -> _End:
    length = file.seek(0, 2)
    if not _END_SIZE <= length <= limits.CONTAINER:
        raise fault(Code.E_ZIP_SIZE, detail=str(length))
    file.seek(length - _END_SIZE)
    record = file.read(_END_SIZE)
    if len(record) != _END_SIZE or record[:4] != _END:
        raise fault(Code.E_ZIP_EOCD)
    disk, start, this_disk, count, size, offset, comment = _END_REST.unpack(record[4:])
    ends_there = offset + size == length - _END_SIZE
    if disk or start or comment or this_disk != count or not ends_there:
        raise fault(Code.E_ZIP_EOCD)
    if not _FEWEST <= count <= limits.MEMBERS:
        raise fault(Code.E_ZIP_EOCD, detail=f"{count} members")
    if size > count * (_CENTRAL_SIZE + 0xFFFF):
        raise fault(Code.E_ZIP_EOCD)
    return _End(count, size, offset)


def _directory_entry(directory: bytes, place: int) -> tuple[bytes, bytes]:
    """The fixed part and the name of the entry at `place`."""
    entry = directory[place : place + _CENTRAL_SIZE]
    if len(entry) != _CENTRAL_SIZE or entry[:4] != _CENTRAL:
        raise fault(Code.E_ZIP_CD)
    length = int.from_bytes(entry[28:30], "little")
    name = directory[place + _CENTRAL_SIZE : place + _CENTRAL_SIZE + length]
    if len(name) != length:
        raise fault(Code.E_ZIP_CD)
    return entry, name


def _member(
    local_header: Callable[[int, int], bytes],
    entry: bytes,
    raw: bytes,
    offset: int,
    allowed: Callable[[str], bool],
) -> Member:
    """Check one entry against the profile and against its local header."""
    made_by = int.from_bytes(entry[4:6], "little")
    common = entry[6 : 6 + _COMMON.size]
    needed, flags, method, _, _, crc32, packed, size, _, extra = _COMMON.unpack(common)
    comment, disk, internal, attributes, start = _CENTRAL_REST.unpack(entry[-_CENTRAL_REST.size :])
    if flags:
        raise fault(Code.E_ZIP_FLAGS, detail=hex(flags))
    if method or packed != size:
        raise fault(Code.E_ZIP_METHOD)
    if extra or comment or disk:
        raise fault(Code.E_ZIP_EXTRA)
    if (made_by, needed, internal, attributes) != (_MADE_BY, _NEEDED, 0, _ATTRIBUTES):
        raise fault(Code.E_ZIP_TYPE, detail=hex(attributes))
    if start != offset:
        raise fault(Code.E_ZIP_GAP)
    if local_header(start, _LOCAL_SIZE + len(raw)) != _LOCAL + common + raw:
        raise fault(Code.E_ZIP_LOCAL)
    name = _name(raw, allowed)
    return Member(name, start + _LOCAL_SIZE + len(raw), size, crc32)


def _name(raw: bytes, allowed: Callable[[str], bool]) -> str:
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise fault(Code.E_PATH) from error
    if name not in (paths.MIMETYPE, paths.MANIFEST, paths.SIGNATURE) and not allowed(name):
        raise fault(Code.E_PATH, detail=ascii(name[:_LONGEST_NAME]))
    return name


def local_header_length(begun: bytes | bytearray) -> int:
    """Bytes of a local header of which the first ones are known: at least its fixed part."""
    if len(begun) < _LOCAL_SIZE:
        return _LOCAL_SIZE
    name, extra = struct.unpack("<HH", begun[_LOCAL_SIZE - 4 : _LOCAL_SIZE])
    return _LOCAL_SIZE + int(name) + int(extra)


def is_local_header(header: bytes | bytearray) -> bool:
    """Whether it begins as one."""
    return header[:4] == _LOCAL


def local_header_size(header: bytes | bytearray) -> int:
    """Bytes of the member that follows a local header."""
    return int.from_bytes(header[18:22], "little")


def read_small(file: BinaryIO, member: Member, limit: int) -> bytes:
    """The bytes of a member that is kept in memory, its CRC checked.

    Raises:
        BundleUnreadable: E_MEMBER_BIG, E_TRUNC, E_CRC.
    """
    if member.size > limit:
        raise fault(Code.E_MEMBER_BIG, member.name)
    file.seek(member.offset)
    data = file.read(member.size)
    if len(data) != member.size:
        raise fault(Code.E_TRUNC, member.name)
    if zlib.crc32(data) != member.crc32:
        raise fault(Code.E_CRC, member.name)
    return data
