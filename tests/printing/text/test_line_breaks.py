"""Line breaking against Unicode's own files, every line of them, and in the texts of this desk."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category

import pytest

from tipdesk.i18n.text import isolate
from tipdesk.printing.text.line_breaks import line_break_class, line_breaks

DATA = Path(__file__).parents[1] / "data"
REFINED = {"QI": "QU", "QF": "QU", "OPW": "OP", "DC": "AL", "EP": "ID"}
RESOLVED = {"AI": "AL", "SG": "AL", "XX": "AL", "CJ": "NS"}  # LB1


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Content and comment of each line that has content."""
    with lzma.open(DATA / f"{name}-15.1.0.txt.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            content, _, comment = line.partition("#")
            if content.strip():
                yield content.strip(), comment.strip()


def test_every_line_of_the_unicode_conformance_file() -> None:
    seen, failed = 0, []
    for case, comment in _lines("LineBreakTest"):
        seen += 1
        text, wanted = "", []
        for token in case.split():
            if token == "÷":
                wanted.append(len(text))
            elif token != "×":
                text += chr(int(token, 16))
        if [*line_breaks(text), len(text)] != wanted:
            failed.append(comment)
    assert seen == 10_274
    assert not failed, f"{len(failed)} lines fail, the first: {failed[:3]}"


def test_classes_are_those_of_the_character_database() -> None:
    """The ends of all its ranges; SA is letters and marks of South East Asia (LB1)."""
    wrong = []
    for content, _ in _lines("LineBreak"):
        ends, _, name = content.replace(" ", "").partition(";")
        for end in {part for part in ends.split("..") if part}:
            character = chr(int(end, 16))
            own_class = line_break_class(character)
            if name == "SA":
                marks = {True: "CM", False: "AL"}
                right = own_class == marks[category(character) in ("Mn", "Mc")] or end == "0ECE"
            else:
                right = REFINED.get(own_class, own_class) == RESOLVED.get(name, name)
            if not right:
                wrong.append((end, name, own_class))
    assert not wrong


@pytest.mark.parametrize(
    "parts",
    [
        "المادة |(40) |من |القانون |رقم |91/2013، |ثم",
        "«قالت: |نعم» |ثم |« سكتت »",
        "أهذا |صحيح ؟ |نعم ، |تماما !",
        "مُحَمَّدٌ |و/|أو |وزارة |الداخلية-|الإدارة |(مريم)/|(سالم)",
        "قال: |-نعم |ثم |[1] |\"ب\" |'ج'",
        "وصلت |2024-03-11 |الساعة |10:30 |في |٠٣/٠٧/٢٠٢٤",
        "و١٢٬٠٠٠٫٥٠ |د.ك |$40 |−5 |60% |(12)",
        "AMM-2024-000123 |ثم |K7Q-4MX",
        "https://|example.org/|a-|b/|c?|d=e&f=g |amina.a@example.org",
        "نعم\u00a0لا |كلمة\u2060كلمة |كلمة\u202f12 |كتا\u200bب".replace("\u200b", "\u200b|"),
        "co\u00ad|operation |well-|known |Straße",
        "हिन्दी |में |क्षत्रिय।|अगला",
        "বাংলা |ভাষা।|পরে",
        "සිංහල |ක්\u200dරමය",
        "தமிழ் |மொழி |తెలుగు |భాష |മലയാളം |ഭാഷ",
        "ለምን፡|ነው። |ሰው",
    ],
)
@pytest.mark.parametrize("isolated", [False, True])
def test_texts_of_this_desk(parts: str, isolated: bool) -> None:
    text = isolate(parts.replace("|", "")) if isolated else parts.replace("|", "")
    shown, at = [], 0
    for place in [*line_breaks(text), len(text)]:
        shown.append(text[at:place])
        at = place
    assert "|".join(shown).translate(dict.fromkeys(range(0x2066, 0x206A))) == parts
