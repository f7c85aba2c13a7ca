"""Mixed strings of every script in use: no line too wide, nothing lost, no empty box."""

from __future__ import annotations

import ctypes
from random import Random
from unicodedata import category

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.printing.set_lines import single_words
from tipdesk.i18n.text import clean, isolate
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.pdf.pen import draw_line
from tipdesk.printing.pdf.structure import MarkedPage
from tipdesk.printing.text.fonts import INVISIBLE, SOFT_HYPHEN, faces
from tipdesk.printing.text.layout import Align, SetLine, Style, layout
from tipdesk.printing.text.pieces import PieceKind

ALPHABETS = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJéßŁ",
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩٪٬٫",
    "क्षमाहिन्दीसिंह।",
    "বাংলাক্ষমা",
    "සිංහලක්‍රමය",
    "தமிழ்க்ஷ",
    "తెలుగుక్ష",
    "മലയാളംക്ഷ",
    "አማርኛ፡።፤",
    "()[]{}«»“”‹›\"'/-–—.,:;!?،؛؟…%+_@&=$#*",
    "\u064e\u0651\u0640\u0670\u200c\u200d\u200f\u200e\u061c\u00a0\u202f\u00ad\u200b\u2060\t",
    "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\x00\x07\u2028",
    "😀终\U00020000\u0e01",
)
WEIGHTS = (8, 5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 2, 1.5, 0.3, 0.4)
WIDTHS = (45.0, 90.0, 220.0, 505.0)


def _mixed(random: Random) -> str:
    words = []
    for _ in range(random.randrange(1, 12)):
        letters = random.choices(ALPHABETS, WEIGHTS, k=4)
        length = random.choice((1, 2, 3, 5, 6, 9, 9, 30, 90))
        words.append("".join(random.choice(random.choice(letters)) for _ in range(length)))
    return random.choice((" ", " ", "  ", "\n", "\u00a0")).join(words)


def _style(random: Random) -> Style:
    size, direction = random.choice((7.0, 10.2)), random.choice((0, 1, 1, None))
    return Style(faces().regular, size, size * 1.6, align=Align.JUSTIFY, direction=direction)


def _visible(text: str) -> str:
    return "".join(c for c in text if ord(c) not in INVISIBLE and not c.isspace())


def _shown(lines: tuple[SetLine, ...]) -> str:
    words = (p for line in lines for p in single_words(line) if p.kind is PieceKind.WORD)
    return "".join(piece.lacking or piece.run.text for piece in words)


def _check(content: str, style: Style, width: float, isolated: bool) -> tuple[SetLine, ...]:
    prepared = isolate(clean(content)) if isolated else clean(content)
    lines = layout(prepared, style, width)
    for line in lines:
        assert line.width <= width + 0.01, (content, width, line.width)
        assert abs(sum(piece.width for piece in line.pieces) - line.width) < 1e-6
        for piece in single_words(line):
            assert all(glyph.number for glyph in piece.run.glyphs), (content, piece.run.text)
    assert _visible(_shown(lines)) == _visible(clean(content)), content
    return lines


def _fuzz(seed: int, count: int) -> None:
    random = Random(seed)
    for _ in range(count):
        isolated = random.random() < 0.7
        _check(_mixed(random), _style(random), random.choice(WIDTHS), isolated)


@pytest.mark.parametrize("seed", range(2))
def test_no_line_is_too_wide_and_nothing_is_lost(seed: int) -> None:
    _fuzz(seed, 1_000)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(100, 110))
def test_a_hundred_thousand_strings(seed: int) -> None:
    _fuzz(seed, 10_000)


def test_what_a_reader_sees_keeps_within_the_width() -> None:
    """The same by PDFium: from the first character's box to the last one's, justified lines too."""
    random = Random(7)
    pdf, operators, y = PdfFile(Metadata("", "", "", "ar")), [], 12_000.0
    left, width = 50.0, 220.0
    for _ in range(30):
        style = _style(random)
        for line in _check(_mixed(random), style, width, True):
            y -= 20
            operators.append(draw_line(pdf, line, style, (left, y, width)).text)
    pdf.add_page(operators, MarkedPage())
    seen = _edges(pdf.to_bytes())
    assert len(seen) > 3_000
    # Kerning, and the hairs that carry letters: PDFium's boxes are the font's own advances.
    slack = 2.0
    assert min(first for first, _ in seen) > left - slack
    assert max(last for _, last in seen) < left + width + slack


def _edges(pdf: bytes) -> list[tuple[float, float]]:
    """Left and right of the box of every character on the first page; marks stand on letters."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text = page.get_textpage()
    box, edges = pdfium.FS_RECTF(), []
    for index in range(text.count_chars()):
        pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
        mark = category(chr(pdfium.FPDFText_GetUnicode(text, index))).startswith("M")
        edges += [(box.left, box.right)] * (box.right > box.left and not mark)
    document.close()
    return edges


def test_a_soft_hyphen_shows_where_the_line_ends_and_only_there() -> None:
    style = Style(faces().regular, 10.0, 16.0, direction=0)
    (whole,) = layout("co\u00adoperation", style, 500)
    assert [piece.run.text for piece in single_words(whole)] == ["co\u00ad", "operation"]
    for width in range(20, 52):
        lines = layout("co\u00adop\u00ader\u00ada\u00adtion", style, width)
        assert len(lines) > 1
        for line in lines:
            assert line.width <= width + 0.01
            hyphens = [piece for piece in single_words(line) if piece.run.text == SOFT_HYPHEN]
            assert hyphens == ([] if line.last else [line.pieces[-1]])
        (glyph,) = single_words(lines[0])[-1].run.glyphs
        assert glyph.number
        assert glyph.text == SOFT_HYPHEN


def test_a_word_parted_by_soft_hyphens_keeps_its_joining_forms() -> None:
    style = Style(faces().regular, 10.0, 16.0)
    (plain,) = layout("مستشفيات", style, 500)
    (parted,) = layout("مست\u00adشفيات", style, 500)
    numbers = [g.number for p in single_words(parted) for g in reversed(p.run.glyphs) if g.text]
    assert numbers == [g.number for g in reversed(single_words(plain)[0].run.glyphs)]
