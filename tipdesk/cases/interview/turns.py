"""Turns of a statement: who speaks in which paragraph.

A paragraph is a turn. In question and answer it begins with the mark of whoever speaks, in the
letters in which it is written: Arabic, or else Latin.
"""

from __future__ import annotations

import unicodedata

_ARABIC, _LATIN = ("س:", "ج:"), ("Q:", "A:")
MARKS = (*_ARABIC, *_LATIN)
_QUESTIONS = (_ARABIC[0], _LATIN[0])
_ENOUGH = 400  # letters that tell in which script a text is written


def marks_of(text: str, *, arabic: bool) -> tuple[str, str]:
    """The marks of question and answer in a text; in one without letters, Arabic or Latin ones."""
    for letter in text[:_ENOUGH]:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return _LATIN if direction == "L" else _ARABIC
    return _ARABIC if arabic else _LATIN


def mark_of(paragraph: str) -> str:
    """The mark with which a paragraph begins; '' for none."""
    return paragraph[:2] if paragraph.startswith(MARKS) else ""


def is_question(paragraph: str) -> bool:
    """Whether the officer speaks."""
    return paragraph.startswith(_QUESTIONS)


def next_mark(before: str, marks: tuple[str, str]) -> str:
    """The mark of whoever did not speak last in the text before the cursor."""
    paragraphs = before.split("\n")
    spoke = next((part for part in reversed(paragraphs) if mark_of(part)), "")
    return marks[1] if is_question(spoke) else marks[0]
