"""Looking at a PDF without a viewer: pages as pixels for the screen, text for checks."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import pypdfium2

_PDFIUM = Lock()  # PDFium is not safe across threads
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Raster:
    """One page as pixels: rows from top to bottom, four bytes (R, G, B, A) a pixel, no padding."""

    width: int
    height: int
    rgba: bytes


def page_count(pdf: bytes) -> int:
    """How many pages the file has."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Width and height of a page (0 is the first) in points."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            width, height = document[page].get_size()
            return float(width), float(height)
        finally:
            document.close()


def rasterise(pdf: bytes, page: int, dpi: float = 96.0) -> Raster:
    """Draw one page (0 is the first) on white.

    Raises:
        IndexError: there is no such page.
    """
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= page < len(document):
                raise IndexError(page)
            bitmap = document[page].render(
                scale=dpi / _POINTS_PER_INCH,
                fill_color=(255, 255, 255, 255),
                force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRA,
                rev_byteorder=True,
            )
            rows, stride = bytes(bitmap.buffer), int(bitmap.stride)
            width, height = int(bitmap.width), int(bitmap.height)
        finally:
            document.close()
    if stride != 4 * width:
        rows = b"".join(rows[at : at + 4 * width] for at in range(0, stride * height, stride))
    return Raster(width, height, rows)


def text(pdf: bytes) -> str:
    """The text of all pages as PDFium reads it, pages separated by form feeds."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
    return "\f".join(pages)
