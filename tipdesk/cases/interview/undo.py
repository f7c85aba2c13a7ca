"""A text while it is typed: the cursor in it, and what can be undone and done again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_CHANGES = 30  # of each kind
MOST_CHARACTERS = 100_000  # of the text with all its changes; what is longer is left out


@dataclass(frozen=True, slots=True)
class Change:
    """After `at` characters, the words `was` gave way to `now`."""

    at: int
    was: str
    now: str

    def done(self, text: str) -> str:
        """`text` with the change."""
        return text[: self.at] + self.now + text[self.at + len(self.was) :]

    def undone(self, text: str) -> str:
        """`text` as it was before."""
        return text[: self.at] + self.was + text[self.at + len(self.now) :]


@dataclass(frozen=True, slots=True)
class Typing:
    """One field of an answer. `part` is its number among them, from 0; `cursor` and `anchor` (where
    a selection began) are counted as Qt does, in units of UTF-16; `top` is the first line in sight.
    `undo` ends with the newest change, `redo` begins with the one to be done next. `text` is None
    when only the cursor is told."""

    part: int = 0
    cursor: int = 0
    anchor: int = 0
    top: int = 0
    text: str | None = None
    undo: tuple[Change, ...] = ()
    redo: tuple[Change, ...] = ()

    def oldest(self) -> str:
        """The text before everything that can be undone."""
        text = self.text or ""
        for change in reversed(self.undo):
            text = change.undone(text)
        return text


def changes(texts: Sequence[str]) -> tuple[Change, ...]:
    """What leads from each text to the next one; equal neighbours make none."""
    return tuple(_change(one, other) for one, other in pairwise(texts) if one != other)


def _change(before: str, after: str) -> Change:
    at = _alike(before, after)
    left, right = before[at:], after[at:]
    end = _alike(left[::-1], right[::-1])
    return Change(at, left[: len(left) - end], right[: len(right) - end])


def _alike(one: str, other: str) -> int:
    """How many characters both begin with. Halves are compared whole: a text may be long."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def bounded(typing: Typing) -> Typing:
    """The same, without the oldest changes, the furthest of `redo`, or even the text, as far as
    they are too many or too long."""
    room = MOST_CHARACTERS - len(typing.text or "")
    if room < 0:
        return Typing(typing.part, typing.cursor, typing.anchor, typing.top)
    undo = _fitting(typing.undo[::-1], room)
    redo = _fitting(typing.redo, room - _size(undo))
    place = (typing.part, typing.cursor, typing.anchor, typing.top)
    return Typing(*place, typing.text, undo[::-1], redo)


def _fitting(found: Sequence[Change], room: int) -> tuple[Change, ...]:
    """As many of them as there is room for, from the first one on."""
    kept = tuple(found[:MOST_CHANGES])
    while _size(kept) > room:
        kept = kept[:-1]
    return kept


def _size(found: Sequence[Change]) -> int:
    return sum(len(one.was) + len(one.now) for one in found)


def to_words(typing: Typing) -> str:
    """As one text (JSON, ASCII: half an emoji is kept too); '' when it says no more than the
    cursor of a first field."""
    if typing == Typing(cursor=typing.cursor, anchor=typing.cursor, top=typing.top):
        return ""
    lists = [[[one.at, one.was, one.now] for one in some] for some in (typing.undo, typing.redo)]
    place = [typing.part, typing.cursor, typing.anchor, typing.top]
    return json.dumps([*place, typing.text, *lists], separators=(",", ":"))


def from_words(words: str, cursor: int) -> Typing:
    """What `to_words` wrote; '' gives a first field with its `cursor`, and so does what another
    version of the program wrote."""
    try:
        part, at, anchor, top, text, *lists = json.loads(words)
        undo, redo = (tuple(Change(*one) for one in some) for some in lists)
        return Typing(part, at, anchor, top, text, undo, redo)
    except (ValueError, TypeError):
        return Typing(cursor=cursor, anchor=cursor)
