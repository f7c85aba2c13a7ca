"""Names that are known in several spellings: `resources/words/name_spellings.txt`, a name a line.

What a table says of two spellings goes before what they sound like: Diallo and Jalloh are one name,
سالم and سليم are two, though one vowel of many is all that tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tipdesk.core.settings import resource
from tipdesk.i18n.text import search_key

NOT_KNOWN: frozenset[int] = frozenset()


@cache
def spellings() -> Mapping[str, frozenset[int]]:
    """Each folded spelling and the names, by their line, that are written so; mostly one."""
    known: dict[str, set[int]] = {}
    text = resource("words", "name_spellings.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            for spelling in search_key(line.replace("|", " ")).split():
                known.setdefault(spelling, set()).add(number)
    return {spelling: frozenset(numbers) for spelling, numbers in known.items()}


def names_of(word: str) -> frozenset[int]:
    """The names that a folded word may be; `NOT_KNOWN` where the table has none."""
    return spellings().get(word, NOT_KNOWN)
