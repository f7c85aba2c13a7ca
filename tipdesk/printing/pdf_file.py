"""A PDF file under construction: A4 pages of drawing operators, embedded fonts, nothing else.

reportlab writes the objects; its canvas and its text engine are not used (they put Helvetica on
every page and order Arabic wrongly). The same input gives the same bytes: `invariant` fixes the
time stamp, and the file's identifier is derived from its content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from reportlab.pdfbase import pdfdoc

from tipdesk.printing.embedding import EmbeddedFont, Stream
from tipdesk.printing.fonts import Face

WIDTH, HEIGHT = 595.276, 841.89
"""A4 in points."""


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
        document = pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 7), lang=metadata.language)
        self._document = cast("Any", document)
        self._document.setTitle(metadata.title)
        self._document.setAuthor(metadata.author)
        self._document.setSubject(metadata.subject)
        self._document.setCreator("tipdesk")
        self._document.setProducer("tipdesk")
        self._document.setKeywords("")
        if metadata.written:
            moment = metadata.written.astimezone(UTC)
            self._document.setDateFormatter(lambda *_: f"D:{moment:%Y%m%d%H%M%S}Z")
        preferences = pdfdoc.ViewerPreferencesPDFDictionary()
        # No Direction R2L: PDFium would take every line of the file for a right-to-left one, and
        # numbers and digests would be copied with their parts reversed.
        preferences["DisplayDocTitle"] = "true"
        preferences["PrintScaling"] = "None"
        self._document.Catalog.ViewerPreferences = preferences
        self.missing: set[str] = set()  # characters for which no face had a glyph
        self._fonts: dict[Face, EmbeddedFont] = {}
        self._font_objects = pdfdoc.PDFDictionary({})
        self._document.Reference(self._font_objects, "tipdesk-fonts")

    def font(self, face: Face) -> EmbeddedFont:
        """The face as a font of this file."""
        found = self._fonts.get(face)
        if found is None:
            found = self._fonts[face] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        return found

    def add_page(self, operators: Sequence[str]) -> None:
        """Append a page drawn by these content-stream operators."""
        content = "\n".join(operators).encode("ascii")
        page = pdfdoc.PDFPage()
        page.MediaBox = pdfdoc.PDFArray([0, 0, WIDTH, HEIGHT])
        page.Contents = Stream({}, content)
        page.Resources = pdfdoc.PDFDictionary({"Font": pdfdoc.PDFObjectReference("tipdesk-fonts")})
        self._document.updateSignature(content)
        self._document.addPage(page)

    def to_bytes(self) -> bytes:
        """Write fonts and file. Call once."""
        for font in self._fonts.values():
            font.add_to(self._document, self._font_objects)
        return bytes(self._document.GetPDFData(self))
