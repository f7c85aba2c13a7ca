"""The paper by typst."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_HEAD = """#set page(paper: "a4", margin: 36pt)
#set text(font: "IBM Plex Sans Arabic", size: 10pt, lang: "ar", dir: rtl, top-edge: 8pt, bottom-edge: -3pt)
#set par(leading: 6pt, spacing: 10pt, justify: true)
#set table(stroke: 0.4pt, inset: (x: 4pt, y: 3pt))
"""


def maker(font: str) -> Callable[[Any], bytes]:
    """Content → PDF."""
    typst = import_module("typst")
    folder = str(Path(font).parent)

    def text(words: str) -> str:
        return json.dumps(words, ensure_ascii=False)

    def table(rows: list[list[str]]) -> str:
        cells = ",".join(text(cell) for row in rows for cell in row)
        return f"#table(columns: ({'1fr,' * len(rows[0])}), {cells})\n"

    def make(paper: Any) -> bytes:
        story = "".join(f"#{text(paragraph)}\n\n" for paragraph in paper["paragraphs"])
        title = f"#text(size: 16pt, {text(paper['title'])})\n\n"
        source = _HEAD + title + table(paper["pairs"]) + table(paper["rows"]) + story
        pdf: bytes = typst.compile(
            source.encode(), font_paths=[folder], ignore_system_fonts=True, format="pdf"
        )
        return pdf

    return make
