"""One face inside one PDF: a Type 0 font over a TrueType subset, with an exact ToUnicode map.

CIDs are glyph indices. Where one glyph must yield a second text, it gets a CID above the file's
glyphs and a CIDToGIDMap leads back. The letters of a right-to-left ligature are listed from left
to right, because viewers reverse what they find in a right-to-left line.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, cast

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from tipdesk.printing.fonts import Face, Glyph, Run

_DROPPED_TABLES = (
    "GSUB", "GPOS", "GDEF", "name", "OS/2", "cmap", "post", "DSIG", "kern", "gasp", "meta", "STAT",
)  # fmt: skip
_NO_TEXT = "\u200b"  # what a glyph without text of its own yields
_TINY = 0.01


def reference(document: pdfdoc.PDFDocument, thing: object) -> object:
    """Make `thing` an object of its own in the file, and refer to it."""
    return cast("Any", document).Reference(thing)


class Stream(pdfdoc.PDFStream):
    """A compressed stream with the end of line before `endstream` that reportlab leaves out."""

    def __init__(self, dictionary: dict[str, object], content: bytes) -> None:
        super().__init__(pdfdoc.PDFDictionary(dictionary), content, [pdfdoc.PDFZCompress])

    def format(self, document: Any) -> bytes:  # noqa: ANN401 - reportlab's own duck type
        """The stream's bytes."""
        found: bytes = super().format(document)
        return found.removesuffix(b"endstream\n") + b"\nendstream\n"


class EmbeddedFont:
    """Collects the glyphs that a document uses of one face, then writes the font objects."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self._cids: dict[tuple[int, str], int] = {}
        self._glyph_of: dict[int, int] = {0: 0}
        self._text_of: dict[int, str] = {0: ""}
        self._next_cid = face.glyph_count
        self._operators: dict[Run, tuple[tuple[float, str], ...]] = {}

    def operators(self, run: Run) -> tuple[tuple[float, str], ...]:
        """The run as pairs of rise (1/1000 em) and the body of a TJ array."""
        found = self._operators.get(run)
        if found is None:
            found = self._operators[run] = tuple(self._encode(run))
        return found

    def _encode(self, run: Run) -> Iterable[tuple[float, str]]:
        body: list[str] = []
        codes = ""
        shift = rise = 0.0  # shift: what the pen still has to move back, 1/1000 em
        for glyph in run.glyphs:
            if glyph.dy != rise:
                _flush(body, codes, shift)
                codes, shift = "", 0.0
                if body:
                    yield rise, "".join(body)
                body, rise = [], glyph.dy
            shift -= glyph.dx
            if abs(shift) > _TINY:
                _flush(body, codes, shift)
                codes = ""
            shift = self.face.advance(glyph.number) - glyph.advance + glyph.dx
            codes += f"{self._cid(glyph, run.rtl):04X}"
        _flush(body, codes, shift)
        if body:
            yield rise, "".join(body)

    def _cid(self, glyph: Glyph, rtl: bool) -> int:
        text = glyph.text[::-1] if rtl and len(glyph.text) > 1 else glyph.text
        key = (glyph.number, text)
        cid = self._cids.get(key)
        if cid is None:
            cid = glyph.number
            if cid in self._glyph_of:
                cid, self._next_cid = self._next_cid, self._next_cid + 1
            self._cids[key] = cid
            self._glyph_of[cid] = glyph.number
            self._text_of[cid] = text
        return cid

    def add_to(self, document: pdfdoc.PDFDocument, fonts: pdfdoc.PDFDictionary) -> None:
        """Write the font objects and enter the font under its name."""
        glyphs = sorted(set(self._glyph_of.values()))
        tag = _subset_tag(self.face.postscript_name, glyphs)
        base = pdfdoc.PDFName(f"{tag}+{self.face.postscript_name}")
        parts: dict[str, object] = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {
                    "Registry": pdfdoc.PDFString("Adobe"),
                    "Ordering": pdfdoc.PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            "FontDescriptor": reference(document, self._descriptor(document, base, glyphs)),
            "DW": 1000,
            "W": self._widths(),
            "CIDToGIDMap": self._glyph_map(document),
        }
        descendant = reference(document, pdfdoc.PDFDictionary(parts))
        fonts[self.name] = reference(
            document,
            pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("Font"),
                    "Subtype": pdfdoc.PDFName("Type0"),
                    "BaseFont": base,
                    "Encoding": pdfdoc.PDFName("Identity-H"),
                    "DescendantFonts": pdfdoc.PDFArray([descendant]),
                    "ToUnicode": reference(document, Stream({}, self._to_unicode())),
                }
            ),
        )

    def _descriptor(
        self, document: pdfdoc.PDFDocument, base: str, glyphs: list[int]
    ) -> pdfdoc.PDFDictionary:
        data = _subset(self.face, glyphs)
        head = bytes(self.face.hb_face.reference_table("head").data)
        box = struct.unpack(">4h", head[36:44])
        weight = {"Bold": 140, "SemiBold": 120, "Medium": 100}
        stem = weight.get(self.face.postscript_name.rpartition("-")[2], 80)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([round(edge * self.face.scale) for edge in box]),
                "ItalicAngle": 0,
                "Ascent": round(self.face.ascent),
                "Descent": -round(self.face.descent),
                "CapHeight": 700,
                "StemV": stem,
                "FontFile2": reference(document, Stream({"Length1": len(data)}, data)),
            }
        )

    def _widths(self) -> pdfdoc.PDFArray:
        widths: list[object] = []
        run: list[float] = []
        last = -2
        for cid in sorted(self._glyph_of):
            advance = round(self.face.advance(self._glyph_of[cid]), 3)
            if cid != last + 1:
                run = []
                widths += [cid, run]
            run.append(int(advance) if advance == int(advance) else advance)
            last = cid
        return pdfdoc.PDFArray(
            [pdfdoc.PDFArray(item) if isinstance(item, list) else item for item in widths]
        )

    def _glyph_map(self, document: pdfdoc.PDFDocument) -> object:
        if all(cid == glyph for cid, glyph in self._glyph_of.items()):
            return pdfdoc.PDFName("Identity")
        table = bytearray(2 * (max(self._glyph_of) + 1))
        for cid, glyph in self._glyph_of.items():
            table[2 * cid : 2 * cid + 2] = glyph.to_bytes(2, "big")
        return reference(document, Stream({}, bytes(table)))

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


def _flush(body: list[str], codes: str, shift: float) -> None:
    if codes:
        body.append(f"<{codes}>")
    if abs(shift) > _TINY:
        body.append(f"{round(shift, 2):g}")


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
