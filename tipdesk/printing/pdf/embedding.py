"""One face inside one PDF: a Type 0 font over a TrueType subset, with an exact ToUnicode map.

CIDs are glyph indices. Where one glyph must yield a second text, it gets a CID above the file's
glyphs and a CIDToGIDMap leads back; so it does where kerning would open a gap as wide as a space
(«أكثر»): then the gap is part of the width of a glyph of its own in the font, see below. Where a
glyph stands for several letters in a line from right to left (لا, a letter with its marks), each
letter has a code: readers disagree on whether they reverse what one code yields, but all reverse
the codes of such a line.

An archive wants the width that a PDF file says of a glyph to be that of the font itself (ISO
19005-2, 6.2.11.5). So a glyph with another width is added to the font as a copy (`with_copies`).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from hashlib import sha256
from struct import pack, unpack
from typing import NamedTuple

import uharfbuzz as hb

from tipdesk.printing.pdf.objects import Objects, reference
from tipdesk.printing.text.fonts import Face, Glyph, Run
from tipdesk.printing.text.pieces import SPACE_LIKE, LetterGlyph, Strand

# A TrueType font with added glyphs. Format: ISO/IEC 14496-22 (OpenType), tables glyf, head, hhea,
# hmtx, loca, maxp.


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
    bearings = (width + data[at : at + 2] for at in range(end, end + 2 * (count - end // 4), 2))
    return data[:end] + b"".join(bearings)


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
        checksum = _sum(data)
        directory += struct.pack(">4s3I", tag, checksum, at, len(data))
        body[tag] = data + bytes(-len(data) % 4)
        at += len(body[tag])
        total += checksum
    adjustment = (_MAGIC - total - _sum(directory)) & 0xFFFFFFFF
    body[b"head"] = head[:8] + struct.pack(">I", adjustment) + body[b"head"][12:]
    return directory + b"".join(body.values())


_DROPPED_TABLES = (
    "GSUB", "GPOS", "GDEF", "name", "OS/2", "cmap", "post", "DSIG", "kern", "gasp", "meta", "STAT",
)  # fmt: skip
_NO_TEXT = "\u200b"  # what a glyph without text of its own yields
_TINY = 0.01
_HAIR = 1.0  # 1/1000 em; PDFium leaves out what has no width at all


class Raised(NamedTuple):
    """A glyph above or below the line: its place from the run's start in 1/1000 em, its path."""

    x: float
    y: float
    path: str


_Key = tuple[int, str, bool, float]
"""What has a code: glyph, text, whether it runs from right to left, what it is widened by."""


class EmbeddedFont:
    """Collects the glyphs that a document uses of one face, then writes the font objects."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self._cids: dict[tuple[int, str, float], int] = {}
        self._glyph_of: dict[int, int] = {0: 0}
        self._text_of: dict[int, str] = {0: ""}
        self._width_of: dict[int, float] = {0: face.advance(0)}
        self._widened: list[int] = []  # CIDs
        self._codes: dict[_Key, tuple[str, int]] = {}  # of each the code, how many hairs it has
        self._letters: dict[str | LetterGlyph, str] = {}  # codes of those of strands
        self._next_cid = int(face.hb_face.glyph_count)  # CIDs above the file's are ours
        self._encoded: dict[Run, str] = {}
        # Of runs that have some. Viewers take a change of height for a new line, so raised marks
        # are not text but paths.
        self.raised: dict[Run, tuple[Raised, ...]] = {}

    def encode(self, run: Run) -> str:
        """The run in this font's codes, as part of a TJ array; its glyphs off the line are in
        `raised` then."""
        codes = self._encoded.get(run)
        if codes is None:
            codes = self._encode_plain(run) if run.plain else self._encode(run)
            self._encoded[run] = codes
        return codes

    def encode_words(self, strand: Strand, first: int, last: int, between: str) -> str:
        """The words of a strand from `first` and before `last`, as part of a TJ array with
        `between` after each; '' where a glyph of theirs is off the line."""
        parts: list[str] = []
        letters = self._letters
        for part in strand.parts(first, last):
            if isinstance(part, Run):
                parts.append(f">{self.encode(part)}<")
                if part in self.raised:
                    return ""
                continue
            try:
                parts.append("".join(map(letters.__getitem__, part)))
            except KeyError:
                letter_codes = [
                    letters.get(letter) or self._letter(strand, letter) for letter in part
                ]
                parts.append("".join(letter_codes))
        codes = "|".join(parts).replace("|", f">{between}<")
        return f"<{codes}>".replace("<>", " ")

    def _letter(self, strand: Strand, letter_or_name: str | LetterGlyph) -> str:
        """The codes of a letter of a strand, or of its name, among others."""
        letter, code = (
            strand.letters.get(letter_or_name)
            if isinstance(letter_or_name, str)
            else letter_or_name,
            "|",
        )
        if letter:
            key = (letter.number, letter.text, True, 0.0)
            code, hairs = self._codes.get(key) or self._new_code(key)
            if letter.kern:
                code = f">{round(-letter.kern, 2):g}<{code}"
            if hairs:
                code = f"{code}>{hairs * _HAIR:g}<"
        self._letters[letter_or_name] = code
        return code

    def _encode_plain(self, run: Run) -> str:
        """Most glyphs stand for what they first stood for in the file: their number is the code."""
        known, letters = self._text_of, run.letters
        if not run.joined and [*map(known.get, run.plain)] == [*letters]:
            return f"<{pack(f'>{len(letters)}H', *run.plain).hex().upper()}>"
        codes, further = list[str](), 0
        for number, text in zip(run.plain, letters, strict=True):
            key = (number, text, run.rtl, 0.0)
            coded = self._codes.get(key) or self._new_code(key)
            codes.append(coded[0])
            further += coded[1]
        hairs = f"{further * _HAIR:g}" if further else ""
        return f"<{''.join(codes)}>{hairs}"

    def _encode(self, run: Run) -> str:
        body: list[str] = []
        raised: list[Raised] = []
        codes: list[
            tuple[Glyph, float]
        ] = []  # glyphs since the last shift, what each is widened by
        shift = 0.0  # what the pen still has to move back, 1/1000 em
        at = 0.0
        advance = self.face.advance
        for glyph in run.glyphs:
            number, _, wide, right, up, _ = glyph
            if up:
                path = self.face.outline(number)
                if path:
                    raised.append(Raised(at + right, up, path))
                shift -= wide
            else:
                shift -= right
                if codes and shift <= -SPACE_LIKE:
                    codes[-1] = (codes[-1][0], codes[-1][1] - round(shift))
                elif shift > _TINY or shift < -_TINY:
                    self._flush(body, codes, run.rtl, shift)
                shift = advance(number) - wide + right
                codes.append((glyph, 0))
            at += wide
        self._flush(body, codes, run.rtl, shift)
        if raised:
            self.raised[run] = tuple(raised)
        return "".join(body)

    def _flush(
        self, body: list[str], codes: list[tuple[Glyph, float]], rtl: bool, shift: float
    ) -> None:
        """Write the gathered glyphs, then the shift."""
        if codes:
            written: list[str] = []
            for glyph, wider in codes:
                key = (glyph.number, glyph.text, rtl, wider)
                code, further = self._codes.get(key) or self._new_code(key)
                written.append(code)
                shift += further * _HAIR
            body.append(f"<{''.join(written)}>")
            codes.clear()
        if abs(shift) > _TINY:
            body.append(f"{round(shift, 2):g}")

    def _new_code(self, key: _Key) -> tuple[str, int]:
        """The code of a glyph; before it, for each further letter that it stands for in a line from
        right to left, that of a space as narrow as a hair, which carries the letter."""
        number, text, rtl, wider = key
        first, further = (text[:1], text[:0:-1]) if rtl else (text, "")
        code = ""
        if further:
            space = self.face.shape(" ", rtl=False).glyphs[0]
            narrow = _HAIR - space.advance
            code = "".join([self._code(space.number, letter, narrow) for letter in further])
        result = self._codes[key] = code + self._code(number, first, wider), len(further)
        return result

    def _code(self, number: int, text: str, wider: float) -> str:
        key = (number, text, wider)
        cid = self._cids.get(key)
        if cid is None:
            cid = number
            if cid in self._glyph_of or wider:
                cid, self._next_cid = self._next_cid, self._next_cid + 1
            self._cids[key] = cid
            self._glyph_of[cid] = number
            self._text_of[cid] = text
            self._width_of[cid] = self.face.advance(number) + wider
            if wider:
                self._widened.append(cid)
        return f"{cid:04X}"

    def add_to(self, objects: Objects) -> int:
        """Write the font; returns its number."""
        glyphs = sorted(set(self._glyph_of.values()))
        program = self._program(glyphs)
        tag = _subset_tag(self.face.postscript_name, glyphs)
        base = f"{tag}+{self.face.postscript_name}"
        descendant = objects.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{base}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {reference(self._descriptor(objects, base, program))}"
            f"/DW 1000/W {self._widths()}/CIDToGIDMap{self._glyph_map(objects)}>>"
        )
        return objects.add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{base}/Encoding/Identity-H"
            f"/DescendantFonts[{reference(descendant)}]"
            f"/ToUnicode {reference(objects.stream(self._to_unicode()))}>>"
        )

    def _program(self, glyphs: list[int]) -> bytes:
        """The font itself: these glyphs, and copies of those that were widened."""
        subset = _subset(self.face, glyphs)
        copies = {  # CIDs of one shape and width share a copy
            cid: (self._glyph_of[cid], round(self._width_of[cid] / self.face.scale))
            for cid in self._widened
        }
        if not copies:
            return subset
        shapes = list(dict.fromkeys(copies.values()))
        first = glyph_count(subset)
        self._glyph_of |= {cid: first + shapes.index(copy) for cid, copy in copies.items()}
        return with_copies(subset, shapes)

    def _descriptor(self, objects: Objects, base: str, data: bytes) -> int:
        head = bytes(self.face.hb_face.reference_table("head").data)
        box = unpack(">4h", head[36:44])
        weight = {"Bold": 140, "SemiBold": 120, "Medium": 100}
        stem = weight.get(self.face.postscript_name.rpartition("-")[2], 80)
        file = objects.stream(data, f"/Length1 {len(data)}")
        return objects.add(
            f"<</Type/FontDescriptor/FontName/{base}/Flags 4"
            f"/FontBBox[{' '.join(str(round(edge * self.face.scale)) for edge in box)}]"
            f"/ItalicAngle 0/Ascent {round(self.face.ascent)}/Descent {-round(self.face.descent)}"
            f"/CapHeight 700/StemV {stem}/FontFile2 {reference(file)}>>"
        )

    def _widths(self) -> str:
        """The W array: first CID of a run of CIDs, then their advances."""
        parts: list[str] = []
        last = -2
        for cid in sorted(self._glyph_of):
            if cid != last + 1:
                parts.append(f"{'] ' if parts else ''}{cid} [")
            parts.append(f"{round(self._width_of[cid], 3):g} ")
            last = cid
        return f"[{''.join(parts)}]]"

    def _glyph_map(self, objects: Objects) -> str:
        if all(cid == glyph for cid, glyph in self._glyph_of.items()):
            return "/Identity"
        table = bytearray(2 * (max(self._glyph_of) + 1))
        for cid, glyph in self._glyph_of.items():
            table[2 * cid : 2 * cid + 2] = glyph.to_bytes(2, "big")
        return f" {reference(objects.stream(bytes(table)))}"

    def _to_unicode(self) -> bytes:
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        ]
        entries = [(cid, self._text_of[cid] or _NO_TEXT) for cid in sorted(self._text_of)]
        for start in range(0, len(entries), 100):
            part = entries[start : start + 100]
            lines.append(f"{len(part)} beginbfchar")
            lines += [
                f"<{cid:04X}> <{text.encode('utf-16-be').hex().upper()}>" for cid, text in part
            ]
            lines.append("endbfchar")
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines).encode("ascii")


def _subset_tag(name: str, glyphs: list[int]) -> str:
    digest = sha256(f"{name}{glyphs}".encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _subset(face: Face, glyphs: list[int]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.RETAIN_GIDS
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.NO_HINTING
    )
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    for table in _DROPPED_TABLES:
        tag = int.from_bytes(table.encode().ljust(4), "big")
        wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).add(tag)
    return bytes(wanted.subset(face.hb_face).blob.data)
