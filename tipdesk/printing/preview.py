"""Looking at a PDF without a viewer: pages as pixels for the screen, text for checks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock

import pypdfium2

_PDFIUM = Lock()  # PDFium is not safe across threads
_POINTS_PER_INCH = 72
MOST_PAGES = 500  # that are looked at; our own papers have a tenth of it
_STEEPEST = 20  # times as long as wide, or as wide as long: a strip that nobody can look at
_MOST_PIXELS = 24_000_000  # 96 MB; A3 at 300 dots per inch has 17 million


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


@dataclass(frozen=True, slots=True)
class PageSizes:
    """`shown`: width and height in points of the first pages, None for one without a shape."""

    count: int  # of all pages; 0 for what cannot be read
    shown: tuple[tuple[float, float] | None, ...]


def page_sizes(pdf: bytes) -> PageSizes:
    """The pages of a file that came from anywhere. Raises nothing for what it holds."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            return PageSizes(0, ())
        try:
            count = len(document)
            sizes = [_size(document, page) for page in range(min(count, MOST_PAGES))]
            return PageSizes(count, tuple(sizes))
        finally:
            document.close()


def _size(document: pypdfium2.PdfDocument, page: int) -> tuple[float, float] | None:
    try:
        width, height = document.get_page_size(page)
    except pypdfium2.PdfiumError:
        return None
    return (float(width), float(height)) if has_shape(width, height) else None


def has_shape(width: float, height: float) -> bool:
    """Whether a page of this size, in points, can be looked at."""
    short, long = sorted((float(width), float(height)))
    return math.isfinite(short + long) and short >= 1 and long <= short * _STEEPEST


def rasterise(pdf: bytes, page: int, dpi: float = 96.0) -> Raster:
    """Draw one page (0 is the first) on white; a very large one coarser than it was asked.

    Raises:
        IndexError: there is no such page.
        ValueError: the page, or the file, cannot be drawn.
    """
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("the file cannot be drawn") from error
        try:
            if not 0 <= page < len(document):
                raise IndexError(page)
            bitmap = _drawn(document, page, dpi / _POINTS_PER_INCH)
            rows, stride = bytes(bitmap.buffer), int(bitmap.stride)
            width, height = int(bitmap.width), int(bitmap.height)
        finally:
            document.close()
    if stride != 4 * width:
        rows = b"".join(rows[at : at + 4 * width] for at in range(0, stride * height, stride))
    return Raster(width, height, rows)


def _drawn(document: pypdfium2.PdfDocument, page: int, scale: float) -> pypdfium2.PdfBitmap:
    size = _size(document, page)
    if size is None:
        raise ValueError("the page cannot be drawn")
    scale = min(scale, math.sqrt(_MOST_PIXELS / (size[0] * size[1])))
    try:
        return document[page].render(
            scale=scale,
            fill_color=(255, 255, 255, 255),
            force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRA,
            rev_byteorder=True,
        )
    except (pypdfium2.PdfiumError, MemoryError) as error:
        raise ValueError("the page cannot be drawn") from error


def is_bare(pdf: bytes, page: int) -> bool:
    """Whether a page holds no words and nothing that is laid upon it (notes, fields), be it drawn
    or not; False where that cannot be known."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            return False
        try:
            looked = document[page]
            laid = pypdfium2.raw.FPDFPage_GetAnnotCount(looked.raw)
            return not (laid or looked.get_textpage().count_chars())
        except (pypdfium2.PdfiumError, IndexError):
            return False
        finally:
            document.close()


def text(pdf: bytes) -> str:
    """The text of all pages as PDFium reads it, pages separated by form feeds."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
    return "\f".join(pages)
