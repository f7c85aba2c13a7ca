"""A PDF file under construction: A4 or A5 pages of drawing operators, embedded fonts, the structure
of what they say. PDF/A-2b: made for archives, complete in itself; PDF/UA-1: what it shows is in its
structure. The same input gives the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from tipdesk.printing.pdf.embedding import EmbeddedFont
from tipdesk.printing.pdf.objects import Objects, reference, string
from tipdesk.printing.pdf.structure import MarkedPage, Structure
from tipdesk.printing.text.fonts import Face

if TYPE_CHECKING:
    from tipdesk.cases.paper.letterhead import Emblem


# --- what makes a file fit for archives: its description in XMP, what its colours mean --------


_PROFILE = "sRGB IEC61966-2.1"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{program}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {  # of sRGB, adapted to D50
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 256  # of the curve from stored value to light


def add_information(
    objects: Objects, texts: tuple[str, str, str], language: str, written: datetime
) -> tuple[int, int]:
    """Write title, author and subject twice, as XMP and as the older information dictionary, so
    that both say the same; returns the numbers of both. `written` is in UTC."""
    title, author, subject = texts
    packet = _XMP.format(
        title=_escaped(title),
        author=_escaped(author),
        subject=_escaped(subject),
        language=language,
        program="tipdesk",
        date=f"{written:%Y-%m-%dT%H:%M:%SZ}",
    )
    metadata = objects.stream(
        packet.encode("utf-8"), "/Type/Metadata/Subtype/XML", compressed=False
    )
    program, date = string("tipdesk"), f"(D:{written:%Y%m%d%H%M%S}Z)"
    information = objects.add(
        f"<</Title{string(title)}/Author{string(author)}/Subject{string(subject)}"
        f"/Creator{program}/Producer{program}/CreationDate{date}/ModDate{date}>>"
    )
    return metadata, information


def _escaped(text: str) -> str:
    """Text of XML. `html` and `xml.sax.saxutils` load tables, or urllib and ssl, for as much."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def add_output_intent(objects: Objects) -> int:
    """Say that every colour of the file is one of sRGB; returns the intent's number."""
    profile = objects.stream(_srgb(), "/N 3")
    name = string(_PROFILE)
    return objects.add(
        f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier{name}/Info{name}"
        f"/DestOutputProfile {reference(profile)}>>"
    )


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """An ICC profile of sRGB (ICC.1:2001-04, version 2.4), made of the standard's own numbers."""
    curve = struct.pack(">4s4xI", b"curv", _STEPS)
    curve += b"".join(struct.pack(">H", round(65535 * _light(at))) for at in range(_STEPS))
    tags = {
        b"desc": _description(_PROFILE.encode("ascii")),
        b"cprt": struct.pack(">4s4x", b"text") + b"No copyright\0",
        b"wtpt": _xyz(_D50),
        **{tag: _xyz(colour) for tag, colour in _PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    placed: dict[bytes, int] = {}
    for tag, data in tags.items():
        if data not in placed:  # the three curves are one
            placed[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += struct.pack(">4sII", tag, placed[data], len(data))
    return _profile_header(start + len(body)) + table + body


def _light(step: int) -> float:
    """IEC 61966-2-1, 5.2: the light of a stored value, both from 0 to 1."""
    value = step / (_STEPS - 1)
    linear: float = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return linear


def _xyz(numbers: tuple[float, float, float]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *(round(number * 65536) for number in numbers))


def _description(name: bytes) -> bytes:
    """The name in ASCII; the parts for other scripts are empty."""
    text = name + b"\0"
    return struct.pack(">4s4xI", b"desc", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)


def _profile_header(size: int) -> bytes:
    kind = (b"mntr", b"RGB ", b"XYZ ")
    head = struct.pack(">I4xI4s4s4s", size, 0x02400000, *kind)
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp"
    head += bytes(28) + _xyz(_D50)[8:]
    return head.ljust(128, b"\0")


# --- bookmarks: where the sections of a long paper begin ---------------------------------------


MANY_PAGES = 5
"""A paper of more pages has bookmarks."""


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """Where a section begins; `top` in points from below."""

    title: str
    page: MarkedPage
    top: float


def add_bookmarks(objects: Objects, bookmarks: Sequence[OutlineItem]) -> int:
    """Write the list of sections that a reader shows beside the pages (ISO 32000-1, 12.3.3);
    returns its number. Pages have their numbers."""
    whole = objects.reserve()
    items = [objects.reserve() for _bookmark in bookmarks]
    for at, bookmark in enumerate(bookmarks):
        beside = f"/Prev {reference(items[at - 1])}" if at else ""
        beside += f"/Next {reference(items[at + 1])}" if at + 1 < len(items) else ""
        place = f"[{reference(bookmark.page.number)}/XYZ null {bookmark.top:.2f} null]"
        objects.put(
            items[at],
            f"<</Title{string(bookmark.title)}/Parent {reference(whole)}{beside}/Dest{place}>>",
        )
    first, last = reference(items[0]), reference(items[-1])
    objects.put(whole, f"<</Type/Outlines/First {first}/Last {last}/Count {len(items)}>>")
    return whole


WIDTH, HEIGHT = 595.276, 841.89
"""A4 in points."""


class SheetSize(Enum):
    """How wide a sheet is, of A4. What is drawn on any is placed as on A4, and made smaller."""

    A4 = 1.0
    A5 = 0.5**0.5


_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def _points(length: float) -> str:
    return f"{length:.3f}".rstrip("0")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself. Never holds a name or a person code."""

    title: str
    author: str
    subject: str
    language: str  # 'ar' or 'en'
    written: datetime | None = None  # aware; None: a fixed date, so that the bytes stay the same


class PdfFile:
    """Pages are added one by one; `to_bytes` closes the file."""

    def __init__(self, metadata: Metadata) -> None:
        self.missing: set[str] = set()  # characters for which no face had a glyph
        self.structure = Structure()
        self.bookmarks: list[OutlineItem] = []
        self._metadata = metadata
        self._objects = Objects()
        self._fonts: dict[Face, EmbeddedFont] = {}
        self._images: dict[Emblem, int] = {}
        self._resources = self._objects.reserve()
        self._tree = self._objects.reserve()  # of pages
        self._pages: list[MarkedPage] = []

    def font(self, face: Face) -> EmbeddedFont:
        """The face as a font of this file."""
        font = self._fonts.get(face)
        if font is None:
            font = self._fonts[face] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        return font

    def image(self, emblem: Emblem) -> str:
        """The picture as an image of this file: opaque, in the output intent's sRGB."""
        if emblem not in self._images:
            self._images[emblem] = self._objects.stream(
                emblem.samples,
                f"/Type/XObject/Subtype/Image/Width {emblem.width}/Height {emblem.height}"
                "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
                compressed=False,
            )
        return f"Im{list(self._images).index(emblem) + 1}"

    def add_page(
        self, operators: Sequence[str], marked: MarkedPage, sheet: SheetSize = SheetSize.A4
    ) -> None:
        """Append a page drawn by these content-stream operators, of which `marked` knows to which
        element of the structure they belong."""
        scale = sheet.value
        box = f"{_points(WIDTH * scale)} {_points(HEIGHT * scale)}"
        if sheet is not SheetSize.A4:
            operators = (f"q {scale:.6f} 0 0 {scale:.6f} 0 0 cm", *operators, "Q")
        content = self._objects.stream("\n".join(operators).encode("ascii"))
        marked.number = self._objects.add(
            f"<</Type/Page/Parent {reference(self._tree)}/MediaBox[0 0 {box}]"
            f"/Contents {reference(content)}/Resources {reference(self._resources)}"
            f"/StructParents {len(self._pages)}/Tabs/S>>"
        )
        self._pages.append(marked)

    def to_bytes(self) -> bytes:
        """Write what the pages share, and the file. Call once."""
        objects, about = self._objects, self._metadata
        fonts = [f"/{font.name} {reference(font.add_to(objects))}" for font in self._fonts.values()]
        resources = f"/Font<<{''.join(fonts)}>>"
        if self._images:
            images = [f"/{self.image(image)} {reference(at)}" for image, at in self._images.items()]
            resources += f"/XObject<<{''.join(images)}>>"
        objects.put(self._resources, f"<<{resources}>>")
        pages = " ".join(reference(page.number) for page in self._pages)
        objects.put(self._tree, f"<</Type/Pages/Count {len(self._pages)}/Kids[{pages}]>>")
        written = about.written.astimezone(UTC) if about.written else _UNDATED
        texts = (about.title, about.author, about.subject)
        metadata, information = add_information(objects, texts, about.language, written)
        # No Direction R2L: PDFium would take every line of the file for a right-to-left one, and
        # numbers and digests would be copied with their parts reversed.
        outlines = ""
        if self.bookmarks and len(self._pages) > MANY_PAGES:
            outlines = f"/Outlines {reference(add_bookmarks(objects, self.bookmarks))}"
        root = objects.add(
            f"<</Type/Catalog/Pages {reference(self._tree)}{outlines}"
            f"/Lang{string(about.language)}/Metadata {reference(metadata)}"
            f"/OutputIntents[{reference(add_output_intent(objects))}]"
            f"/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {reference(self.structure.add_to(objects, self._pages))}"
            f"/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>"
        )
        return objects.to_bytes(root, information)
