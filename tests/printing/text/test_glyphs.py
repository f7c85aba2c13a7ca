"""The glyphs of thirty words in every font file, number by number.

A change of a font file, of HarfBuzz or of how we call it shows here before anybody sees it on paper.
After such a change, and a look at the words on paper: `python tests/printing/text/test_glyphs.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tipdesk.core.settings import resource
from tipdesk.printing.text.fonts import Face

DATA = Path(__file__).parents[1] / "data" / "glyphs.json"
FONTS = sorted(path.stem for path in resource("fonts").glob("*.ttf"))


def _glyphs(face: Face, word: str) -> list[int]:
    rtl = any("\u0600" <= letter <= "\u06ff" for letter in word)
    return [glyph.number for glyph in face.shape(word, rtl).glyphs]


@pytest.mark.parametrize("font", FONTS)
def test_every_word_has_its_glyphs(font: str) -> None:
    golden = json.loads(DATA.read_text("utf-8"))[font]
    assert len(golden) >= 30
    face = Face(resource("fonts") / f"{font}.ttf")
    assert {word: _glyphs(face, word) for word in golden} == golden
    assert all(0 not in glyphs for glyphs in golden.values())


def _renew() -> None:
    golden = json.loads(DATA.read_text("utf-8"))
    lines = []
    for font in FONTS:
        face = Face(resource("fonts") / f"{font}.ttf")
        words = (
            f"  {json.dumps(word, ensure_ascii=False)}: {json.dumps(_glyphs(face, word))}"
            for word in golden[font]
        )
        lines.append(f"{json.dumps(font)}: {{\n" + ",\n".join(words) + "\n}")
    DATA.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    sys.stdout.write(f"{DATA.name} written\n")


if __name__ == "__main__":
    _renew()
