"""What can be told of a printed page without eyes: nothing off the margins or below the foot, no
text over another or across a line, no page without content.

PDFium tells where each piece of text and each path lies, to the outline of its glyphs.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2
from pypdf import PdfReader
from pypdfium2 import raw

from tests.printing.archive_rules import elements
from tipdesk.printing.pdf.pdf_file import HEIGHT, WIDTH
from tipdesk.printing.pdf.pen import MARGIN

_FOOT = 55.0  # y that no foot reaches
_NOTE = 62.0  # above the note on characters that no face has
_LEAST = 12.0  # from the upper and lower edge of the sheet: what printers still reach
_OVER = 2.5  # points past a margin: the width of a line, the swing of a letter
_ENTWINED = 0.3  # of the lower of two texts: lines of Arabic reach that far into each other
_DOT = 6.0  # points; of a mark on a letter in large print
_RULED = 12  # paths on a page that is there to be written on
_HIDDEN = 3  # text rendering mode of what is not shown
_WRITTEN_IN, _PEN = 40.0, 23.5  # how wide a place to write in is, how high a pen wants it


class Drawn(NamedTuple):
    """A piece of text or a path: its box in points, whether it is of the frame of the page."""

    left: float
    bottom: float
    right: float
    top: float
    frame: bool
    straight: bool = False  # a line or a rectangle


class Page(NamedTuple):
    """What is seen on a page."""

    texts: list[Drawn]
    paths: list[Drawn]
    scale: float  # how wide the sheet is, of A4


def pages(pdf: bytes) -> Iterator[Page]:
    """What each page shows, as PDFium reads it."""
    document = pypdfium2.PdfDocument(pdf)
    foot = foot_of(pdf)
    try:
        for number, page in enumerate(document, 1):
            yield _page(page, foot if number == len(document) else frozenset())
    finally:
        document.close()


def foot_of(pdf: bytes) -> frozenset[int]:
    """The marked pieces of the last page's foot: it is the last that is heard."""
    *_before, (last, _parent) = elements(PdfReader(io.BytesIO(pdf)).root_object)
    kids = last.get("/K", ())
    return frozenset(kids if isinstance(kids, list) else [kids])


def _page(page: pypdfium2.PdfPage, foot: frozenset[int]) -> Page:
    content = Page([], [], page.get_size()[0] / WIDTH)
    edges = [ctypes.c_float() for _ in range(4)]
    for number in range(raw.FPDFPage_CountObjects(page.raw)):
        thing = raw.FPDFPage_GetObject(page.raw, number)
        raw.FPDFPageObj_GetBounds(thing, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH:
            long = right - left > _DOT or top - bottom > _DOT  # no mark on a letter
            straight = long and raw.FPDFPath_CountSegments(thing) <= 5
            content.paths.append(Drawn(left, bottom, right, top, _frame(thing, foot), straight))
        elif raw.FPDFTextObj_GetTextRenderMode(thing) != _HIDDEN and top - bottom > 0.5:
            content.texts.append(Drawn(left, bottom, right, top, _frame(thing, foot)))
    return content


def _frame(thing: object, foot: frozenset[int]) -> bool:
    if not raw.FPDFPageObj_CountMarks(thing):
        return False
    name, length = (ctypes.c_ushort * 16)(), ctypes.c_ulong()
    mark, piece = raw.FPDFPageObj_GetMark(thing, 0), ctypes.c_int(-1)
    raw.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", piece)
    if piece.value in foot:
        return True
    raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
    return bytes(name)[: length.value - 2].decode("utf-16-le") == "Artifact"


def faults(page: Page, *, framed: bool = True) -> list[str]:
    """What is wrong with a page, each with its place; `framed` for one with our foot."""
    faults_seen = [
        f"off the margins: {_place(item)}"
        for item in (*page.texts, *page.paths)
        if _off(item, page.scale)
    ]
    content = [text for text in page.texts if not text.frame]
    if framed:
        foot = max((text.top for text in page.texts if text.frame and text.top < _FOOT), default=0)
        low = [text for text in content if text.bottom < foot]
        faults_seen += [f"below the foot: {_place(text)}" for text in low]
    if not any(text.top > _NOTE for text in content) and len(page.paths) < _RULED:
        faults_seen.append("empty")
    faults_seen += [f"text over text: {_place(a)}, {_place(b)}" for a, b in _over(page.texts)]
    straight = [path for path in page.paths if path.straight]
    faults_seen += [
        f"text across a line: {_place(a)}, {_place(b)}" for a, b in _across(page.texts, straight)
    ]
    return faults_seen


def too_low(page: Page) -> list[str]:
    """Empty boxes of a blank page that are lower than 8.3 mm: nobody can write in them."""
    boxes = [path for path in page.paths if path.straight and path.right - path.left > _WRITTEN_IN]
    low = [box for box in boxes if 8.0 < box.top - box.bottom < _PEN]
    return [
        f"too low for a pen: {_place(box)}"
        for box in low
        if not any(_within(item, box) for item in (*page.texts, *page.paths) if item is not box)
    ]


def _within(item: Drawn, box: Drawn) -> bool:
    x, y = (item.left + item.right) / 2, (item.bottom + item.top) / 2
    return box.left < x < box.right and box.bottom < y < box.top and item.top < box.top + 2


def _place(item: Drawn) -> str:
    return f"({item.left:.1f} {item.bottom:.1f} {item.right:.1f} {item.top:.1f})"


def _off(item: Drawn, scale: float) -> bool:
    least, most = MARGIN * scale - _OVER, (WIDTH - MARGIN) * scale + _OVER
    within = item.left >= least and item.right <= most
    return not (within and item.bottom >= _LEAST and item.top <= HEIGHT * scale - _LEAST)


def _over(texts: Sequence[Drawn]) -> Iterator[tuple[Drawn, Drawn]]:
    ordered = sorted(texts, key=lambda text: text.bottom)
    for number, text in enumerate(ordered):
        for later in ordered[number + 1 :]:
            if later.bottom >= text.top:
                break
            wide = min(text.right, later.right) - max(text.left, later.left)
            high = min(text.top, later.top) - later.bottom
            lower = min(text.top - text.bottom, later.top - later.bottom)
            if wide > 2.0 and high > max(1.0, _ENTWINED * lower):
                yield text, later


def _across(texts: Sequence[Drawn], paths: Sequence[Drawn]) -> Iterator[tuple[Drawn, Drawn]]:
    for text in texts:
        high = text.top - text.bottom
        for path in paths:
            if path.bottom > text.top or path.top < text.bottom:
                continue
            if path.left > text.right or path.right < text.left:
                continue
            shared = min(path.top, text.top) - max(path.bottom, text.bottom)
            upright = shared > 0.3 * high and any(
                text.left + 1.2 < x < text.right - 1.2 for x in (path.left, path.right)
            )
            level = any(
                text.bottom + 0.4 * high < y < text.top - 0.2 * high
                for y in (path.bottom, path.top)
            )
            if upright or level:
                yield text, path
