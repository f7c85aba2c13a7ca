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
    places, metrics = _places(tables, count), _metrics(tables, count)
    shapes, at = [tables[b"glyf"]], len(tables[b"glyf"])
    for glyph, advance in copies:
        shape = tables[b"glyf"][places[glyph] : places[glyph + 1]]
        shape += bytes(-len(shape) % 4)
        shapes.append(shape)
        at += len(shape)
        places.append(at)
        metrics += struct.pack(">H", advance) + metrics[4 * glyph + 2 : 4 * glyph + 4]
    count += len(copies)
    widest = max(_number(tables[b"hhea"], 10), *(advance for _, advance in copies))
    tables[b"glyf"] = b"".join(shapes)
    tables[b"loca"] = struct.pack(f">{len(places)}I", *places)
    tables[b"hmtx"] = metrics
    tables[b"maxp"] = _put(tables[b"maxp"], 4, count)
    tables[b"hhea"] = _put(_put(tables[b"hhea"], 10, widest), 34, count)
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


def _metrics(tables: dict[bytes, bytes], count: int) -> bytes:
    """Advance width and left side bearing of every glyph; in the table the last width stands for
    all glyphs after it."""
    end, data = 4 * _number(tables[b"hhea"], 34), tables[b"hmtx"]
    width = data[end - 4 : end - 2]
    rest = (width + data[at : at + 2] for at in range(end, end + 2 * (count - end // 4), 2))
    return data[:end] + b"".join(rest)


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
    directory = kind + struct.pack(
        ">4H", len(tables), 16 * power, power.bit_length() - 1, 16 * (len(tables) - power)
    )
    head = tables[b"head"]
    tables[b"head"] = head[:8] + bytes(4) + head[12:]
    at, total = len(directory) + 16 * len(tables), 0
    body: dict[bytes, bytes] = {}
    for tag, data in sorted(tables.items()):
        found = _sum(data)
        directory += struct.pack(">4s3I", tag, found, at, len(data))
        body[tag] = data + bytes(-len(data) % 4)
        at += len(body[tag])
        total += found
    adjustment = (_MAGIC - total - _sum(directory)) & 0xFFFFFFFF
    body[b"head"] = head[:8] + struct.pack(">I", adjustment) + body[b"head"][12:]
    return directory + b"".join(body.values())
