"""A PDF file under construction: A4 pages of drawing operators, embedded fonts, the structure of
what they say. PDF/A-2b: made for archives, complete in itself. The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tipdesk.printing.pdf.archive import add_information, add_output_intent
from tipdesk.printing.pdf.embedding import EmbeddedFont
from tipdesk.printing.pdf.objects import Objects, reference, string
from tipdesk.printing.pdf.structure import MarkedPage, Structure
from tipdesk.printing.text.fonts import Face

if TYPE_CHECKING:  # what a plain sheet does not print is not loaded for it
    from tipdesk.cases.paper.letterhead import Emblem

WIDTH, HEIGHT = 595.276, 841.89
"""A4 in points."""
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


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
        self._metadata = metadata
        self._objects = Objects()
        self._fonts: dict[Face, EmbeddedFont] = {}
        self._images: dict[Emblem, int] = {}
        self._resources = self._objects.reserve()
        self._tree = self._objects.reserve()  # of pages
        self._pages: list[MarkedPage] = []

    def font(self, face: Face) -> EmbeddedFont:
        """The face as a font of this file."""
        found = self._fonts.get(face)
        if found is None:
            found = self._fonts[face] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        return found

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

    def add_page(self, operators: Sequence[str], marked: MarkedPage) -> None:
        """Append a page drawn by these content-stream operators, of which `marked` knows to which
        element of the structure they belong."""
        content = self._objects.stream("\n".join(operators).encode("ascii"))
        marked.number = self._objects.add(
            f"<</Type/Page/Parent {reference(self._tree)}/MediaBox[0 0 {WIDTH} {HEIGHT}]"
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
            images = [f"/{self.image(one)} {reference(at)}" for one, at in self._images.items()]
            resources += f"/XObject<<{''.join(images)}>>"
        objects.put(self._resources, f"<<{resources}>>")
        pages = " ".join(reference(page.number) for page in self._pages)
        objects.put(self._tree, f"<</Type/Pages/Count {len(self._pages)}/Kids[{pages}]>>")
        written = about.written.astimezone(UTC) if about.written else _UNDATED
        texts = (about.title, about.author, about.subject)
        metadata, information = add_information(objects, texts, about.language, written)
        # No Direction R2L: PDFium would take every line of the file for a right-to-left one, and
        # numbers and digests would be copied with their parts reversed.
        root = objects.add(
            f"<</Type/Catalog/Pages {reference(self._tree)}"
            f"/Lang{string(about.language)}/Metadata {reference(metadata)}"
            f"/OutputIntents[{reference(add_output_intent(objects))}]"
            f"/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {reference(self.structure.add_to(objects, self._pages))}"
            f"/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>"
        )
        return objects.to_bytes(root, information)
