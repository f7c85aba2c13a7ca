"""The paper as HTML, for those who set that."""

from __future__ import annotations

from html import escape
from typing import Any


def _table(rows: list[list[str]]) -> str:
    lines = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table dir="rtl" width="100%" border="1" cellspacing="0">{body}</table>'


def html(paper: Any, style: str) -> str:
    """A whole page from right to left."""
    story = "".join(f"<p>{escape(text)}</p>" for text in paper["paragraphs"])
    return (
        f'<html dir="rtl" lang="ar"><head><style>{style}</style></head><body>'
        f"<h1>{escape(paper['title'])}</h1>{_table(paper['pairs'])}{_table(paper['rows'])}"
        f"{story}</body></html>"
    )
