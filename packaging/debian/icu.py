"""ICU's data without what no line of tipdesk reaches: 32 MB of other languages' names.

Qt asks ICU for the order of texts, for old encodings and for names of time zones. What is kept is
kept byte for byte; a language without data of its own is treated as ICU's root has it.
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from pathlib import Path

_HEAD = b"\x14\0\0\0\0\0\x02\0CmnD"  # 20 bytes of it, little-endian, ASCII, 2 bytes a character
_BEFORE_HEAD = 4  # its own size, and ICU's mark
_EVEN = 16  # every item begins at a multiple of it

_LOCALE = re.compile(r"(?:[a-z]+/)?[a-z]{2,3}(?:_[A-Za-z0-9]+)*\.res")
_OWN = re.compile(r"(?:[a-z]+/)?(?:root|ar|en)(?:_[A-Za-z0-9]+)*\.res")
_NEVER = re.compile(r".*\.(?:dict|spp|cfu)|unames\.icu|(?:translit|rbnf)/.*")
_LARGEST_ENCODING = 5000  # bytes: those with one byte a letter, Arabic's and Europe's, are smaller

_ASSEMBLED = """\
.section .rodata
.globl {symbol}
.type {symbol}, @object
.size {symbol}, {size}
.balign 16
{symbol}:
.incbin "{file}"
.section .note.GNU-stack, "", @progbits
"""


def is_kept(name: str, size: int) -> bool:
    """Whether an item of ICU's data goes along, by its name inside the package."""
    if _NEVER.fullmatch(name):
        return False
    if name.endswith(".cnv"):
        return size <= _LARGEST_ENCODING
    return not _LOCALE.fullmatch(name) or bool(_OWN.fullmatch(name))


def lessened(library: bytes) -> tuple[str, bytes]:
    """The name of the package in a libicudata, e.g. `icudt73l`, and its data with what is kept."""
    start = library.index(_HEAD) - _BEFORE_HEAD
    (head,) = struct.unpack_from("<H", library, start)
    table = start + head
    (count,) = struct.unpack_from("<I", library, table)
    offsets = list(struct.iter_unpack("<II", library[table + 4 : table + 4 + 8 * count]))
    ends = [data for _name, data in offsets[1:]] + [len(library) - table]
    kept: list[tuple[bytes, bytes]] = []
    package = ""
    for (name_at, data_at), end in zip(offsets, ends, strict=True):
        name = library[table + name_at : library.index(b"\0", table + name_at)]
        package, _, inside = name.decode("ascii").partition("/")
        if is_kept(inside, end - data_at):
            kept.append((name, library[table + data_at : table + end]))
    return package, library[start:table] + _packed(kept)


def _packed(items: list[tuple[bytes, bytes]]) -> bytes:
    """Table, names, items: as ICU's own `icupkg` lays them."""
    names_at = 4 + 8 * len(items)
    names = b"".join(name + b"\0" for name, _data in items)
    data_at = -(-(names_at + len(names)) // _EVEN) * _EVEN
    table, body, name_at = [struct.pack("<I", len(items))], b"", names_at
    for name, data in items:
        table.append(struct.pack("<II", name_at, data_at + len(body)))
        name_at += len(name) + 1
        body += data + bytes(-len(data) % _EVEN)
    return (b"".join(table) + names).ljust(data_at, b"\0") + body


def lessen(path: Path) -> None:
    """A libicudata in its place, linked anew as ICU links it. Needs binutils."""
    package, data = lessened(path.read_bytes())
    symbol = package[:-1] + "_dat"  # the last letter is the order of bytes
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "data").write_bytes(data)
        text = _ASSEMBLED.format(symbol=symbol, size=len(data), file="data")
        (scratch / "data.s").write_text(text)
        words = ["ld", "-shared", "-soname", path.name, "--build-id=none", "-z", "separate-code"]
        subprocess.run(["as", "-o", "data.o", "data.s"], cwd=scratch, check=True)
        subprocess.run([*words, "-s", "-o", "library", "data.o"], cwd=scratch, check=True)
        path.write_bytes((scratch / "library").read_bytes())
