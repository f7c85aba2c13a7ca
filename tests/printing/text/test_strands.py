"""Words set together are what each is by itself: glyphs, codes, places, lines."""

from __future__ import annotations

import re
from itertools import accumulate
from random import Random

import pytest

from tests.printing.set_lines import single_words
from tipdesk.core.settings import resource
from tipdesk.printing.pdf.embedding import EmbeddedFont
from tipdesk.printing.text import cutting
from tipdesk.printing.text.bidi import levels
from tipdesk.printing.text.fonts import Face, faces
from tipdesk.printing.text.layout import Style, layout
from tipdesk.printing.text.line_breaks import line_breaks
from tipdesk.printing.text.pieces import Strand, sentence

LETTERS = [chr(code) for code in (*range(0x621, 0x63B), *range(0x641, 0x64B))]
ENCLOSED = ("«»", "()", ("", "!؟"), ("", "،"), ("", ":"))
KERNED = ["أكثر", "«لا»", "الله،", "الإثبات", "فلأ", "ورود"]
SPACE = "<0003>"


def _words(seed: object, count: int, enclosed: bool = True) -> list[str]:
    random = Random(str(seed))
    words = ["".join(random.choices(LETTERS, k=random.randint(1, 9))) for _ in range(count)]
    for place in range(0, count, 7) if enclosed else ():
        first, last = random.choice(ENCLOSED)
        words[place] = f"{first}{words[place]}{last}"
    return words


def _face(weight: str) -> Face:
    return Face(resource("fonts") / f"{getattr(faces(), weight)[0].postscript_name}.ttf")


def _placed(font: EmbeddedFont, codes: str) -> list[tuple[int, str, float]]:
    """Of each glyph that a TJ array draws: its code, what it is copied as, where it stands."""
    placed, x = [], 0.0
    for drawn, shift in re.findall(r"<([0-9A-F]+)>|(-?[\d.]+)", codes):
        x -= float(shift or 0)
        for code in re.findall("....", drawn):
            cid = int(code, 16)
            placed.append((cid, font._text_of[cid], x))
            x += font._width_of[cid]
    return placed


@pytest.mark.parametrize("weight", ["regular", "medium", "semibold", "bold"])
def test_a_strand_is_drawn_as_its_words_by_themselves(weight: str) -> None:
    words = [*_words(weight, 400), *KERNED]
    face = _face(weight)
    Strand(face, words[::2])  # what is known from there changes nothing
    strand, font, alone = Strand(face, words), EmbeddedFont(face, "F1"), EmbeddedFont(face, "F1")
    for either in (font, alone):
        assert either.encode(strand.space) == SPACE
    for first in range(0, len(words), 11):
        last = min(first + 11, len(words))
        together = _placed(font, font.encode_words(strand, first, last, SPACE))
        runs = [face.shape(word, rtl=True) for word in reversed(words[first:last])]
        single = _placed(alone, SPACE.join(map(alone.encode, runs)))
        assert [glyph[:2] for glyph in together] == [glyph[:2] for glyph in single]
        # Only the hairs that carry letters are made up for at another place of the word.
        assert all(
            abs(glyph[2] - other[2]) < 2.5 for glyph, other in zip(together, single, strict=True)
        )
        for place in range(first, last):
            assert strand.width(place, place + 1) == pytest.approx(strand.run(place).width)


def test_the_codes_are_the_same_whatever_was_set_before() -> None:
    words = [*_words("codes", 600), *KERNED]
    drawn = []
    for before in ([], _words("other", 2000), [*_words("codes", 60), "ى", "ي"]):
        face = _face("regular")
        if before:
            Strand(face, before)
        font, strand = EmbeddedFont(face, "F1"), Strand(face, words)
        drawn.append([font.encode_words(strand, at, at + 9, SPACE) for at in range(0, 594, 9)])
    assert drawn[0] == drawn[1] == drawn[2]


def test_what_is_taken_for_a_sentence_is_in_order_and_parts_at_spaces() -> None:
    face = faces().regular[0]
    random = Random(5)
    for count in range(2, 60):
        words = [
            word + random.choice(("", "", "،", ".", "؟")) for word in _words(count, count, False)
        ]
        text = " ".join(words)
        assert sentence(text, face)
        assert levels(text, 1) == ([1] * len(text), 1)
        assert line_breaks(text) == [*accumulate(len(word) + 1 for word in words)][:-1]
    for text in (
        "كلمة",
        "كلمة  أخرى",
        "كلمة (أخرى)",
        "كلمة( أخرى",
        "كلمة» «أخرى",
        "كلمة 5",
        "كلمة - أخرى",
        "كَتَبَ كلمة",
        "س" * 60 + " س",
    ):
        assert sentence(text, face) is None


@pytest.mark.parametrize("text", [
    " ".join(_words("lines", 300)),
    " ".join(_words("sentence", 300, enclosed=False)),
    "وصلت يوم 17 من الشهر مع جواز N1234 وفيه (اسم مركز أول) ثم « اسم آخر » إلى البيت",
    "قالت: «لا أعرف أحدا هنا»، ثم سكتت. " + "طويلة" * 12 + " جدا هذه الكلمة " + "أطول" * 40 + " نعم",
])  # fmt: skip
def test_lines_are_those_of_words_set_one_by_one(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = Style(faces().regular, 10.0, 16.0)
    together = [layout(text, style, width) for width in (60.0, 150.0, 505.0)]
    monkeypatch.setattr(cutting, "sentence", lambda *_of: None)
    monkeypatch.setattr(cutting, "strands", lambda *_of: ())
    fresh = style.but(size=10.0)
    for lines, width in zip(together, (60.0, 150.0, 505.0), strict=True):
        for quick, slow in zip(lines, layout(text, fresh, width), strict=True):
            assert quick.width == pytest.approx(slow.width)
            assert [(p.text, p.level) for p in single_words(quick)] == [
                (p.text, p.level) for p in single_words(slow)
            ]
