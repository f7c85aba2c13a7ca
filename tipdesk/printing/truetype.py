"""Adding glyphs to a TrueType font that are copies of others but for their width.

An archive wants the width that a PDF file says of a glyph to be that of the font itself (ISO
19005-2, 6.2.11.5). Format: ISO/IEC 14496-22 (OpenType), tables glyf, head, hhea, hmtx, loca, maxp.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_MAGIC = 0xB1B0AFBA  # of the sum over a whole font


def glyph_count(font: bytes) -> int:
    """How many glyphs a font has."""
    return _count(_tables(font))


def with_copies(font: bytes, copies: Sequence[tuple[int, int]]) -> bytes:
    """The font with a copy of each of these glyphs at its end; a copy is (glyph, advance width in
    the font's units)."""
    tables = _tables(font)
    count = _count(tables)
    advances, bearings = _metrics(tables, count)
    places = _places(tables, count)
    glyphs = bytearray(tables[b"glyf"])
    for glyph, advance in copies:
        glyphs += tables[b"glyf"][places[glyph] : places[glyph + 1]]
        glyphs += bytes(-len(glyphs) % 4)
        places.append(len(glyphs))
        advances.append(advance)
        bearings.append(bearings[glyph])
    count += len(copies)
    tables[b"glyf"] = bytes(glyphs)
    tables[b"loca"] = struct.pack(f">{len(places)}I", *places)
    tables[b"hmtx"] = b"".join(
        struct.pack(">Hh", *metric) for metric in zip(advances, bearings, strict=True)
    )
    tables[b"maxp"] = _put(tables[b"maxp"], 4, count)
    tables[b"hhea"] = _put(_put(tables[b"hhea"], 10, max(advances)), 34, count)
    tables[b"head"] = _put(tables[b"head"], 50, 1)  # places are long numbers
    return _joined(font[:4], tables)


def _tables(font: bytes) -> dict[bytes, bytes]:
    tables: dict[bytes, bytes] = {}
    for at in range(12, 12 + 16 * _number(font, 4), 16):
        tag, start, length = struct.unpack(">4s4xII", font[at : at + 16])
        tables[tag] = font[start : start + length]
    return tables


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _put(data: bytes, at: int, number: int) -> bytes:
    return data[:at] + struct.pack(">H", number) + data[at + 2 :]


def _count(tables: dict[bytes, bytes]) -> int:
    return _number(tables[b"maxp"], 4)


def _metrics(tables: dict[bytes, bytes], count: int) -> tuple[list[int], list[int]]:
    """Advance widths and left side bearings; the last width stands for all glyphs after it."""
    full, data = _number(tables[b"hhea"], 34), tables[b"hmtx"]
    pairs = list(struct.iter_unpack(">Hh", data[: 4 * full]))
    advances = [advance for advance, _ in pairs]
    bearings = [bearing for _, bearing in pairs]
    bearings += (
        bearing for (bearing,) in struct.iter_unpack(">h", data[4 * full : 2 * (full + count)])
    )
    return advances + [advances[-1]] * (count - full), bearings


def _places(tables: dict[bytes, bytes], count: int) -> list[int]:
    if _number(tables[b"head"], 50):
        return list(struct.unpack(f">{count + 1}I", tables[b"loca"]))
    return [2 * half for half in struct.unpack(f">{count + 1}H", tables[b"loca"])]


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _joined(kind: bytes, tables: dict[bytes, bytes]) -> bytes:
    """A font of these tables, with the sums that they have now."""
    power = 1 << (len(tables).bit_length() - 1)
    head = kind + struct.pack(
        ">4H", len(tables), 16 * power, power.bit_length() - 1, 16 * (len(tables) - power)
    )
    tables[b"head"] = tables[b"head"][:8] + bytes(4) + tables[b"head"][12:]
    start = len(head) + 16 * len(tables)
    directory, body = head, b""
    adjustment = 0
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4s3I", tag, _sum(data), start + len(body), len(data))
        if tag == b"head":
            adjustment = start + len(body) + 8
        body += data + bytes(-len(data) % 4)
    font = bytearray(directory + body)
    font[adjustment : adjustment + 4] = struct.pack(">I", (_MAGIC - _sum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)
