"""The paper by Qt's QTextDocument."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))


def maker(font: str) -> Callable[[Any], bytes]:
    """Content → PDF."""
    core, gui = import_module("PySide6.QtCore"), import_module("PySide6.QtGui")
    html = import_module("page_html").html
    application = gui.QGuiApplication.instance() or gui.QGuiApplication([])
    family = gui.QFontDatabase.applicationFontFamilies(gui.QFontDatabase.addApplicationFont(font))[
        0
    ]
    # Lengths are taken for dots, and a justified paragraph is known by its attribute alone.
    style = "h1{font-size:16pt}p{line-height:22.67px;margin:0 0 5.33px}td{padding:2.67px}"

    def make(paper: Any) -> bytes:
        buffer = core.QBuffer()
        buffer.open(core.QIODevice.OpenModeFlag.WriteOnly)
        writer = gui.QPdfWriter(buffer)
        writer.setResolution(72)
        writer.setPageSize(gui.QPageSize(gui.QPageSize.PageSizeId.A4))
        writer.setPageMargins(core.QMarginsF(0, 0, 0, 0))
        document = gui.QTextDocument()
        document.setDefaultFont(gui.QFont(family, 10))
        # Laid out at 96 dots an inch and scaled to the page: else letters were a third too large.
        document.setDocumentMargin(48)
        document.setPageSize(core.QSizeF(595.276, 841.89) * 96 / 72)
        document.setDefaultStyleSheet(style)
        document.setHtml(html(paper, "").replace("<p>", '<p align="justify">'))
        document.print_(writer)
        buffer.close()
        return bytes(buffer.data())

    make.__dict__["application"] = application  # it must live as long
    return make
