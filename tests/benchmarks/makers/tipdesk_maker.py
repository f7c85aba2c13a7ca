"""The paper by our own engine: PDF/A-2b, tagged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.blocks import paragraph
from tipdesk.printing.layout.page import PlainSheet, render_plain
from tipdesk.printing.layout.tables import PrintedColumn, TableCell, table
from tipdesk.printing.text.layout import Align, Style, styles
from tipdesk.printing.wording import Voice


def maker(_font: str) -> Callable[[Any], bytes]:
    """Content → PDF."""
    voice, look = Voice("ar"), styles("ar")
    body = Style(look.body.faces, 10.0, 17.0, align=Align.JUSTIFY)

    def make(paper: Any) -> bytes:
        head, *rows = paper["rows"]
        columns = [PrintedColumn(LocalText(text, "")) for text in head]
        fields = [PrintedColumn(LocalText(text, "")) for text in paper["pairs"][0]]
        blocks = [
            paragraph(paper["title"], body.but(size=16)),
            table(voice, fields, [[TableCell(text) for text in row] for row in paper["pairs"]]),
            table(voice, columns, [[TableCell(text) for text in row] for row in rows]),
            *(paragraph(text, body) for text in paper["paragraphs"]),
        ]
        return render_plain(PlainSheet(voice, paper["title"], "", None), blocks)

    return make
