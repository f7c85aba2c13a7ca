"""The paper by WeasyPrint."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))


def maker(font: str) -> Callable[[Any], bytes]:
    """Content → PDF."""
    weasyprint, html = import_module("weasyprint"), import_module("page_html").html
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    style = (
        f"@font-face{{font-family:Plex;src:url('file://{font}')}}"
        "@page{size:A4;margin:36pt}body{font:10pt/17pt Plex;text-align:justify;margin:0}"
        "h1{font-size:16pt}table{border-collapse:collapse}td{border:0.4pt solid #888;padding:2pt 4pt}"
        "p{margin:0 0 4pt}"
    )
    sheet = weasyprint.CSS(string=style, font_config=fonts)

    def make(paper: Any) -> bytes:
        page = weasyprint.HTML(string=html(paper, ""))
        pdf: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts)
        return pdf

    return make
