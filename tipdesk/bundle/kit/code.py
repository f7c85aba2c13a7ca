"""The code of an envelope: six of the 2,048 Arabic words, of which four letters each are enough.

What counts of a word is its first four letters as people type them, without hamza and marks: 1,974
beginnings, some 65 bits in six words.
"""

from __future__ import annotations

import re
import secrets
from functools import cache

from tipdesk.core.arabic_words import word_list
from tipdesk.core.errors import KitWordUnknown
from tipdesk.i18n.text import search_key

WORDS = 6
_LETTERS = 4
_WORD = re.compile("[\u0621-\u064a]+")  # what stands between, numbers too, is no part of a code


def new_code() -> tuple[str, ...]:
    """Six random words."""
    return tuple(secrets.choice(word_list()) for _ in range(WORDS))


def canonical(typed: str) -> str:
    """What is derived from, of a code as somebody typed it.

    Raises:
        KitWordUnknown: a word begins like none of the list (details: position from 1), or there are
            not six (position 0).
    """
    words = _WORD.findall(search_key(typed))
    if len(words) != WORDS:
        raise KitWordUnknown(position=0, reason="count")
    for position, word in enumerate(words, start=1):
        if word[:_LETTERS] not in _beginnings():
            raise KitWordUnknown(position=position)
    return " ".join(word[:_LETTERS] for word in words)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(search_key(word)[:_LETTERS] for word in word_list())
