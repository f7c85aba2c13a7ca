"""The paper by fpdf2, shaped by HarfBuzz."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def maker(font: str) -> Callable[[Any], bytes]:
    """Content → PDF."""
    fpdf = import_module("fpdf")

    def make(paper: Any) -> bytes:
        pdf = fpdf.FPDF(unit="pt", format="A4")
        pdf.set_margin(36)
        pdf.set_auto_page_break(True, margin=36)
        pdf.add_font("Plex", "", font)
        pdf.add_page()
        pdf.set_text_shaping(True, direction="rtl", script="arab", language="ara")
        pdf.set_font("Plex", size=16)
        pdf.multi_cell(0, 24, paper["title"], align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Plex", size=10)
        for rows in (paper["pairs"], paper["rows"]):
            with pdf.table(
                first_row_as_headings=False, line_height=17, text_align="RIGHT"
            ) as table_made:
                for row in rows:
                    line = table_made.row()
                    for text in reversed(row):
                        line.cell(text)
        for text in paper["paragraphs"]:
            pdf.multi_cell(0, 17, text, align="R", new_x="LMARGIN", new_y="NEXT")
        return bytes(pdf.output())

    return make
