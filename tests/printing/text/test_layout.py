"""Lines: never wider than asked, nothing lost, long words cut in linear time, order kept."""

from __future__ import annotations

from random import Random

import pytest

from tests.printing.set_lines import single_words
from tipdesk.core.settings import resource
from tipdesk.i18n.text import clean, isolate, nfc
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.pdf.pen import draw_line
from tipdesk.printing.pdf.structure import MarkedPage
from tipdesk.printing.preview import text
from tipdesk.printing.text.bidi import visual_order
from tipdesk.printing.text.fonts import Face, _Shaped, faces
from tipdesk.printing.text.layout import Align, Style, layout, natural_width
from tipdesk.printing.text.pieces import PieceKind


def _style(size: float = 10.0, direction: int | None = 1) -> Style:
    return Style(faces().regular, size, size * 1.6, align=Align.JUSTIFY, direction=direction)


class CountingFace(Face):
    """Counts the characters that are really shaped."""

    shaped = 0

    def _glyphs(self, text: str, rtl: bool, before: str = "", after: str = "") -> _Shaped:
        CountingFace.shaped += len(before) + len(text) + len(after)
        return super()._glyphs(text, rtl, before, after)


@pytest.mark.parametrize("letters", ["سلام", "7", "Wi", "क्षमा"])
def test_cutting_an_endless_word_is_linear(letters: str) -> None:
    name = "NotoSansDevanagari" if letters == "क्षमा" else "IBMPlexSansArabic"
    face = CountingFace(resource("fonts") / f"{name}-Regular.ttf")
    style = Style((face,), 10, 16, direction=1)
    shaped: list[int] = []
    for count in (5_000, 20_000):
        CountingFace.shaped = 0
        random = Random(count)
        text = "".join(random.choice(letters) for _ in range(count))
        lines = layout(text, style, 300)
        assert max(line.width for line in lines) <= 300.01
        shaped.append(CountingFace.shaped)
    assert shaped[1] < 20 * 20_000
    assert shaped[1] < shaped[0] * 6


@pytest.mark.parametrize("number", ["+965 5012 3456", "17/1960", "2024-03-11", "03/07/2024"])
def test_a_number_is_not_broken_over_lines(number: str) -> None:
    text = isolate(f"تواصلت على الرقم {number} ثم انقطع الاتصال بعد ذلك بيومين")
    for width in range(120, 300, 7):
        lines = layout(text, _style(), float(width))
        whole = ["".join(piece.run.text for piece in single_words(line)) for line in lines]
        assert any(number in line for line in whole), width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("التاريخ ٠٣/٠٧/٢٠٢٤ والاسم", "٠٣/٠٧/٢٠٢٤"),
        ("في 2024-03-11 وصلت", "2024-03-11"),
        ("هاتف +965 5012 3456", "+965 5012 3456"),
        ("جواز N00123456 باسمها", "N00123456"),
        ("الأجر 60% فقط", "60%"),
        ("البريد amina.a@example.org لها", "amina.a@example.org"),
        ("قالت co\u00adop\u00aderation مرة", "co\u00adop\u00aderation"),
    ],
)
def test_numbers_and_codes_are_drawn_in_their_order(text: str, shown: str) -> None:
    (line,) = layout(isolate(clean(text)), _style(), 500)
    pieces = single_words(line)
    drawn = "".join(pieces[i].text for i in visual_order([p.level for p in pieces]))
    assert shown in drawn


def test_words_run_from_right_to_left() -> None:
    (line,) = layout("مريم عبد الرحمن محمود", _style(), 500)
    pieces = single_words(line)
    order = visual_order([piece.level for piece in pieces])
    drawn = [pieces[i].text for i in order if pieces[i].kind is PieceKind.WORD]
    assert drawn == ["محمود", "الرحمن", "عبد", "مريم"]


def test_an_override_in_the_text_changes_nothing() -> None:
    (line,) = layout(isolate(clean("ملف \u202egpj.exe تالف")), _style(), 500)
    pieces = single_words(line)
    order = visual_order([piece.level for piece in pieces])
    assert "gpj.exe" in "".join(pieces[i].text for i in order)


def test_a_justified_line_fills_its_width_and_the_last_one_does_not() -> None:
    pdf = PdfFile(Metadata("", "", "", "ar"))
    style = _style()
    lines = layout("كلمة أخرى قصيرة " * 12, style, 200)
    full = draw_line(pdf, lines[0], style, (50, 100, 200)).text
    last = draw_line(pdf, lines[-1], style, (50, 100, 200)).text
    assert "1 0 0 1 50.00 100.00 Tm" in full
    start = 50 + 200 - lines[-1].width
    assert f"1 0 0 1 {start:.2f} 100.00 Tm" in last


def test_characters_without_a_glyph_are_named() -> None:
    pdf = PdfFile(Metadata("", "", "", "ar"))
    for line in layout("مريم 😀 终", _style(), 300):
        draw_line(pdf, line, _style(), (0, 0, 300))
    assert pdf.missing == {"😀", "终"}


def test_width_is_that_of_the_longest_paragraph() -> None:
    assert natural_width("س\nسسسس\nس", _style()) == natural_width("سسسس", _style())


@pytest.mark.parametrize("weight", ["regular", "medium", "semibold", "bold"])
def test_kerning_is_not_copied_as_a_space(weight: str) -> None:
    words = [
        "اكتمال", "أكثر", "إكراه", "الأكل", "راكب", "وأكدت", "ذاكرة", "آكل", "محمَّد", "لآلئ", "لا",
    ]  # fmt: skip
    style = Style(getattr(faces(), weight), 10, 16, direction=1)
    pdf = PdfFile(Metadata("", "", "", "ar"))
    operators = [
        draw_line(pdf, layout(word, style, 300)[0], style, (50, 800 - 30 * number, 300)).text
        for number, word in enumerate(words)
    ]
    pdf.add_page(operators, MarkedPage())
    assert nfc(text(pdf.to_bytes())).split() == [nfc(word) for word in words]
