"""Shared libraries: what each needs, and which of a folder are needed by nothing in it."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"\x7fELF\x02\x01\x01"  # 64 bits, little-endian
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NEEDED, _DT_STRTAB, _DT_SONAME = 1, 5, 14
_SYMBOL_TABLE = 2


@dataclass(frozen=True)
class Segment:
    """A program header: where a part of the file lies in memory."""

    kind: int
    offset: int
    address: int
    size: int


@dataclass(frozen=True)
class Library:
    """What the loader reads of one."""

    soname: str  # '' for what is loaded by its path
    needed: tuple[str, ...]


def is_elf(path: Path) -> bool:
    """Whether it is a library or program of this kind of computer."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def segments(data: bytes) -> list[Segment]:
    """All program headers."""
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    headers = []
    for at in range(start, start + count * size, size):
        kind, _flags, offset, address, _, held = struct.unpack_from("<IIQQQQ", data, at)
        headers.append(Segment(kind, offset, address, held))
    return headers


def library(data: bytes) -> Library:
    """What the bytes of a library say."""
    loaded = [segment for segment in segments(data) if segment.kind == _PT_LOAD]
    dynamic = next(segment for segment in segments(data) if segment.kind == _PT_DYNAMIC)
    pairs = list(struct.iter_unpack("<qQ", data[dynamic.offset : dynamic.offset + dynamic.size]))
    address = next(value for tag, value in pairs if tag == _DT_STRTAB)
    names = next(
        segment.offset + address - segment.address
        for segment in loaded
        if segment.address <= address < segment.address + segment.size
    )

    def text(at: int) -> str:
        return data[names + at : data.index(b"\0", names + at)].decode()

    sonames = [text(value) for tag, value in pairs if tag == _DT_SONAME]
    needed = tuple(text(value) for tag, value in pairs if tag == _DT_NEEDED)
    return Library(sonames[0] if sonames else "", needed)


def libraries(folder: Path) -> dict[Path, Library]:
    """Every one below a folder, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: library(path.read_bytes()) for path in files if is_elf(path)}


def needed_outside(held: Mapping[Path, Library]) -> set[str]:
    """The names that these libraries need of the system."""
    own = {path.name for path in held}
    return {name for library in held.values() for name in library.needed} - own


def unreached(held: Mapping[Path, Library], carried: Collection[Path]) -> list[Path]:
    """Libraries in these folders that none of the others needs, however far."""
    by_name = {path.name: path for path in held if path.parent in carried}
    waiting = [path for path in held if path.parent not in carried]
    reached: set[Path] = set()
    while waiting:
        for name in held[waiting.pop()].needed:
            path = by_name.get(name)
            if path is not None and path not in reached:
                reached.add(path)
                waiting.append(path)
    return sorted(set(by_name.values()) - reached)


def names_its_parts(data: bytes) -> bool:
    """Whether it holds names that only a debugger asks for (a symbol table beside the loader's)."""
    (start,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    kinds = (struct.unpack_from("<I", data, start + at * size + 4)[0] for at in range(count))
    return _SYMBOL_TABLE in kinds
