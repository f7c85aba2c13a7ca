"""The bidirectional algorithm against Unicode's own conformance file, every line of it."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.printing.text.bidi import (
    bidi_class,
    levels,
    line_levels,
    paragraph_level,
    visual_order,
)

DATA = Path(__file__).parents[1] / "data" / "BidiCharacterTest-15.1.0.txt.xz"
REMOVED = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}


def _cases() -> Iterator[tuple[str, int | None, int, list[str], list[int]]]:
    with lzma.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            codes, direction, base, marks, order = line.rstrip("\n").split(";")
            text = "".join(chr(int(code, 16)) for code in codes.split())
            wanted = None if direction == "2" else int(direction)
            yield text, wanted, int(base), marks.split(), [int(index) for index in order.split()]


def test_every_line_of_the_unicode_conformance_file() -> None:
    seen = 0
    failed: list[str] = []
    for text, direction, base, wanted, order in _cases():
        seen += 1
        embedding, paragraph = levels(text, direction)
        embedding = line_levels(text, embedding, paragraph)
        kept = [i for i, character in enumerate(text) if bidi_class(character) not in REMOVED]
        right = (
            paragraph == base
            and all(
                mark == "x" or int(mark) == level
                for mark, level in zip(wanted, embedding, strict=True)
            )
            and [kept[i] for i in visual_order([embedding[i] for i in kept])] == order
        )
        if not right:
            failed.append(" ".join(f"{ord(character):04X}" for character in text))
    assert seen == 91_707
    assert not failed, f"{len(failed)} lines fail, the first: {failed[:3]}"


@pytest.mark.parametrize(
    ("text", "level"),
    [("مريم Maryam", 1), ("Maryam مريم", 0), ("123 ٤٥٦", 1), ("\u2066abc\u2069 مريم", 1)],
)
def test_paragraph_level_is_that_of_the_first_strong_letter(text: str, level: int) -> None:
    assert paragraph_level(text, default=1) == level


def test_depth_is_bounded() -> None:
    text = "\u2067" * 5000 + "a" + "\u2069" * 5000
    embedding, _ = levels(text, 1)
    assert max(embedding) <= 126


def test_an_iso_date_keeps_its_order_only_when_isolated() -> None:
    bare, isolated = "في 2024-03-11 ثم", "في \u20662024-03-11\u2069 ثم"
    assert _shown(isolated).count("2024-03-11") == 1
    assert _shown(bare).count("2024-03-11") == 0


def _shown(text: str) -> str:
    embedding, base = levels(text, 1)
    return "".join(text[i] for i in visual_order(line_levels(text, embedding, base)))
