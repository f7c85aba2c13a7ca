"""Turns of a statement: who speaks in which paragraph, and when each was begun.

A paragraph is a turn. In question and answer it begins with the mark of whoever speaks, in the
letters in which it is written: Arabic, or else Latin. Its time is that of its first letter: what
the clock of this computer said, for whoever asks when it was told; it is no evidence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

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


# --- when each was begun ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnTime:
    """When the first letter of a turn was written. Turns are counted from 0."""

    turn: int
    at: datetime


Times = tuple[datetime | None, ...]  # of each paragraph; None: it has no word, or nobody knows


def has_words(paragraph: str) -> bool:
    """Whether anything stands there beside a mark."""
    return bool(paragraph.removeprefix(mark_of(paragraph)).strip())


def times_of(kept: Iterable[TurnTime], paragraphs: int) -> Times:
    """As they stand beside a text of so many paragraphs."""
    times: list[datetime | None] = [None] * paragraphs
    for time in kept:
        if time.turn < paragraphs:
            times[time.turn] = time.at
    return tuple(times)


def to_keep(times: Times) -> tuple[TurnTime, ...]:
    """Those that are known."""
    return tuple(TurnTime(turn, at) for turn, at in enumerate(times) if at is not None)


def carried(
    before: Sequence[str],
    times: Times,
    after: Sequence[str],
    now: datetime,
    once: Mapping[str, datetime],
) -> Times:
    """The times after an edit. A turn keeps its own; the halves of one that was divided have the
    same; one that comes back (`once`: what stood there before) has its own again. Only a turn
    whose first letter was written by this edit begins `now`."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old = list(zip(before, times, strict=True))[head : len(before) - tail]
    new = after[head : len(after) - tail]
    middle = []
    for number, paragraph in enumerate(new):
        at: datetime | None = None
        if has_words(paragraph):
            at = once.get(paragraph, now)
            beside = old[number] if len(old) == len(new) else _origin(paragraph, old, number)
            if beside is not None and has_words(beside[0]):
                at = beside[1]
        middle.append(at)
    return (*times[:head], *middle, *times[len(times) - tail :])


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many paragraphs both begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    return sum(1 for _pair in pairs)


_Timed = tuple[str, datetime | None]


def _origin(paragraph: str, old: Sequence[_Timed], number: int) -> _Timed | None:
    """Of which paragraph this one is what is left, or a part; else the one in its place."""
    words = paragraph.removeprefix(mark_of(paragraph)).strip()
    for stood in old:
        if stood[0].startswith(paragraph) or (stood[0] and paragraph.startswith(stood[0])):
            return stood
    for stood in old:
        if stood[0].endswith(words):
            return stood
    return old[number] if number < len(old) else None
