"""How large every piece of text of a paper is printed, as PDFium reads it, and what it is."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from tests.printing.page_faults import foot_of
from tipdesk.printing.pdf.pdf_file import HEIGHT, WIDTH
from tipdesk.printing.text.layout import ANSWER, INK

_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = re.compile(r"[^\W_]")
_FOOT = 62.0  # y that no foot reaches
_HIDDEN = 3  # text rendering mode of what is not shown


class Printed(NamedTuple):
    """A piece of text: its words, points, role in the paper's structure, whether it is the text
    itself or an answer, and not a label or a note."""

    words: str
    size: float
    role: str  # "Artifact" for the frame of the page
    is_text: bool
    page: int
    y: float  # of its baseline, in points from below

    @property
    def is_arabic(self) -> bool:
        return bool(_ARABIC.search(self.words))


def printed(pdf: bytes) -> Iterator[Printed]:
    """Every piece of text that is seen and holds a letter or digit."""
    document = pypdfium2.PdfDocument(pdf)
    foot = foot_of(pdf)
    try:
        for number, page in enumerate(document, 1):
            own_foot = foot if number == len(document) else frozenset[int]()
            yield from _pieces(page, number, own_foot)
    finally:
        document.close()


def lowest(pdf: bytes, page: int = 0) -> float:
    """How far down a page is filled: the y of the lowest text or line above its foot."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        edges, bottoms = [ctypes.c_float() for _ in range(4)], [float(HEIGHT)]
        sheet = document[page]
        for at in range(raw.FPDFPage_CountObjects(sheet.raw)):
            thing = raw.FPDFPage_GetObject(sheet.raw, at)
            raw.FPDFPageObj_GetBounds(thing, *edges)
            if edges[1].value > _FOOT:
                bottoms.append(edges[1].value)
        return min(bottoms)
    finally:
        document.close()


def sheet_part(pdf: bytes) -> float:
    """How wide its first sheet is, of A4."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return float(document[0].get_size()[0] / WIDTH)
    finally:
        document.close()


def _pieces(page: pypdfium2.PdfPage, number: int, foot: frozenset[int]) -> Iterator[Printed]:
    texts = page.get_textpage()
    for at in range(raw.FPDFPage_CountObjects(page.raw)):
        thing = raw.FPDFPage_GetObject(page.raw, at)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        words = _words(thing, texts)
        if raw.FPDFTextObj_GetTextRenderMode(thing) == _HIDDEN or not _LETTERS.search(words):
            continue
        role, piece = _mark(thing)
        role = "Artifact" if piece in foot else role
        size, y = _size(thing)
        yield Printed(words, size, role, _is_said(thing), number, y)


def _words(thing: object, texts: pypdfium2.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(thing, texts.raw, None, 0)
    letters = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFTextObj_GetText(thing, texts.raw, letters, length)
    return bytes(letters)[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _size(thing: object) -> tuple[float, float]:
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(thing, size)
    raw.FPDFPageObj_GetMatrix(thing, matrix)
    return round(size.value * matrix.d, 2), matrix.f


def _mark(thing: object) -> tuple[str, int]:
    """The innermost role that says what it is, and its number."""
    role, piece = "Artifact", -1
    for at in range(raw.FPDFPageObj_CountMarks(thing)):
        mark, number = raw.FPDFPageObj_GetMark(thing, at), ctypes.c_int(-1)
        if raw.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", number):
            role, piece = _name(mark), number.value
    return role, piece


def _name(mark: object) -> str:
    name, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
    return bytes(name)[: max(length.value - 2, 0)].decode("utf-16-le")


def _is_said(thing: object) -> bool:
    """Whether it has the dark colour of what is said, of text and answers: labels, notes and
    headings have others."""
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(thing, *parts)
    colour = tuple(part.value for part in parts[:3])
    return any(
        all(abs(part - round(255 * own)) < 3 for part, own in zip(colour, dark, strict=True))
        for dark in (INK, ANSWER)
    )
