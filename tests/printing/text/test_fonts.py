"""Shaping: joined forms, ligatures, marks, cut words, characters no face has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tipdesk.core.settings import resource
from tipdesk.printing.pdf.embedding import EmbeddedFont
from tipdesk.printing.text.fonts import Face, faces, pick
from tipdesk.printing.text.pieces import Piece, PieceKind, TextSpan

SCRIPTS = {
    "Arabic": "مستشفيات اللغات لآلئ",
    "Latin": "Straße Naïve Łódź",
    "Devanagari": "क्षत्रिय हिन्दी",
    "Bengali": "বাংলা ক্ষমা",
    "Sinhala": "සිංහල ක්‍රමය",
    "Tamil": "தமிழ் க்ஷ",
    "Telugu": "తెలుగు క్ష",
    "Malayalam": "മലയാളം ക്ഷ",
    "Ethiopic": "አማርኛ ትግርኛ",
}


def _regular() -> Face:
    return faces().regular[0]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_interview_script_has_glyphs(script: str) -> None:
    for word in SCRIPTS[script].split():
        face = pick(faces().regular, word[0])
        assert face is not None
        run = face.shape(word, script == "Arabic")
        assert run.glyphs
        assert all(glyph.number for glyph in run.glyphs), word


def test_letters_take_the_form_of_their_place() -> None:
    alone, joined = _regular().shape("ب", True), _regular().shape("ببب", True)
    forms = {glyph.number for glyph in joined.glyphs}
    assert len(forms) == 3
    assert alone.glyphs[0].number not in forms


def test_lam_alef_is_one_glyph_that_copies_as_two_letters() -> None:
    run = _regular().shape("لا", True)
    assert [glyph.text for glyph in run.glyphs] == ["لا"]


def test_marks_sit_on_their_letter() -> None:
    plain, vowelled = _regular().shape("محمد", True), _regular().shape("مُحَمَّد", True)
    assert vowelled.width == pytest.approx(plain.width, rel=0.02)
    assert len(vowelled.glyphs) > len(plain.glyphs)


def test_brackets_are_mirrored_and_copy_as_typed() -> None:
    opening, closing = _regular().shape("(", False), _regular().shape(")", False)
    mirrored = _regular().shape("(", True)
    assert mirrored.glyphs[0].number == closing.glyphs[0].number != opening.glyphs[0].number
    assert mirrored.glyphs[0].text == "("


def test_a_cut_word_keeps_its_joining_forms() -> None:
    face = _regular()
    span = TextSpan("مستشفيات", (face,), 10, (0.0, 0.0, 0.0))
    whole = Piece(face.shape(span.text, True), 1, span, PieceKind.WORD)
    parts = whole.cut(whole.width * 0.6)
    assert parts is not None
    head, tail = parts
    assert head.run.text + tail.run.text == span.text
    assert head.width <= whole.width * 0.6
    numbers = [glyph.number for glyph in reversed(whole.run.glyphs)]
    cut = [glyph.number for part in parts for glyph in reversed(part.run.glyphs)]
    assert cut == numbers


def test_a_cut_never_parts_lam_from_alef_nor_a_letter_from_its_mark() -> None:
    face = _regular()
    for text in ("سلاسلاسلا", "بَبَبَبَبَ"):
        span = TextSpan(text, (face,), 10, (0.0, 0.0, 0.0))
        piece = Piece(face.shape(text, True), 1, span, PieceKind.WORD)
        for room in range(4, int(piece.width)):
            parts = piece.cut(room)
            if parts is None:
                continue
            tail = parts[1].run.text
            assert tail[0] not in "اَ"


def test_only_static_truetype_fonts_are_taken(tmp_path: Path) -> None:
    broken = tmp_path / "none.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(ValueError, match=r"none\.ttf"):
        Face(broken).shape("س", rtl=True)


def test_every_face_names_itself() -> None:
    for file in sorted(resource("fonts").glob("*.ttf")):
        assert Face(file).postscript_name == file.stem


def test_a_plain_word_is_the_same_run_and_the_same_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    content = " ".join(SCRIPTS.values()) + " أكثر لا كَتَبَ ZWNJ\u200cx (12) AV"
    drawn = []
    for plainly in (True, False):
        if not plainly:
            monkeypatch.setattr(Face, "_run", Face._positioned)
        face = Face(resource("fonts") / "IBMPlexSansArabic-Regular.ttf")
        font = EmbeddedFont(face, "F1")
        runs = [face.shape(word, rtl) for word in content.split() for rtl in (True, False)]
        assert any(run.plain for run in runs) == plainly
        drawn.append([(run.glyphs, run.width, font.encode(run)) for run in runs])
    assert drawn[0] == drawn[1]
