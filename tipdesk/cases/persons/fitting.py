"""How the words of two names fit, in whatever order they stand and however they were typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tipdesk.cases.persons.name_sound import (
    NEAR,
    SAME,
    begins_as,
    keys,
    known_as,
    likeness,
)
from tipdesk.cases.persons.name_words import is_arabic

_JOINED = 0.7
_TYPED = 0.75
"""The likeness of two words of which one is the other with a slip of the finger."""
_MAYBE_TYPED = 0.7
"""The same, where it may as well be another name: in the first letter (Tahir, Zahir), in four."""
_LONG_ENOUGH = 5  # letters, for what differs to be a slip; one fewer where one of them is a name


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Words that are one: mostly one here and one there; two are one name written in two words."""

    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits, best first, and which words of either name are left over."""

    matches: tuple[WordMatch, ...]
    left_mine: tuple[int, ...]
    left_theirs: tuple[int, ...]


def fit(mine: Sequence[str], theirs: Sequence[str]) -> Fitting:
    """Which words of one name are which of the other."""
    pairs = sorted(
        (
            (-value, abs(i - j), i, j)
            for i, first in enumerate(mine)
            for j, second in enumerate(theirs)
            if (value := like(first, second)) >= NEAR
        ),
    )
    open_mine, open_theirs = set(range(len(mine))), set(range(len(theirs)))
    matched = []
    for value, _places, i, j in pairs:
        if i in open_mine and j in open_theirs:
            open_mine.remove(i)
            open_theirs.remove(j)
            matched.append(WordMatch((i,), (j,), -value))
    if open_mine and open_theirs:
        matched += _joined(mine, theirs, open_mine, open_theirs)
        matched += map(_turned, _joined(theirs, mine, open_theirs, open_mine))
        matched += _initials(mine, theirs, open_mine, open_theirs)
        matched += map(_turned, _initials(theirs, mine, open_theirs, open_mine))
    return Fitting(tuple(matched), tuple(sorted(open_mine)), tuple(sorted(open_theirs)))


def _turned(words: WordMatch) -> WordMatch:
    return WordMatch(words.theirs, words.mine, words.likeness)


def _joined(
    mine: Sequence[str], theirs: Sequence[str], open_mine: set[int], open_theirs: set[int]
) -> Iterator[WordMatch]:
    """Two words here that are one there: Noor Jahan and Nurjahan, فضل الكريم and فضلالكريم."""
    for i in range(len(mine) - 1):
        for j in sorted(open_theirs):
            if {i, i + 1} <= open_mine:
                together = {mine[i] + mine[i + 1], mine[i] + mine[i + 1].removeprefix("ال")}
                value = max(like(joined, theirs[j]) for joined in together)
                if value >= _JOINED:
                    open_mine -= {i, i + 1}
                    open_theirs.remove(j)
                    yield WordMatch((i, i + 1), (j,), value)


def _initials(
    mine: Sequence[str], theirs: Sequence[str], open_mine: set[int], open_theirs: set[int]
) -> Iterator[WordMatch]:
    """Words of one letter that may stand for a word that is left there."""
    for i in sorted(open_mine):
        for j in sorted(open_theirs):
            if len(mine[i]) == 1 and len(theirs[j]) > 1 and begins_as(mine[i], theirs[j]):
                open_mine.remove(i)
                open_theirs.remove(j)
                yield WordMatch((i,), (j,), SAME)
                break


@lru_cache(400_000)
def like(first: str, second: str) -> float:
    """The likeness of two words, as heard or as typed; 0 where their keys have nothing to do with
    one another and no finger slipped."""
    if first == second:
        return 1.0
    if first > second:
        return like(second, first)
    typed = _slipped(first, second)
    near = (
        typed
        or known_as(first) & known_as(second)
        or any(
            a == b or (min(len(a), len(b)) > 2 and signs_apart(a, b) == 1)
            for a in keys(first)
            for b in keys(second)
        )
    )
    return max(typed, likeness(first, second)) if near else 0.0


# --- slips of the finger ------------------------------------------------------------------------

_KEYBOARDS = (
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("ضصثقفغعهخحجد", "شسيبلاتنمكط"),
    ("هوزظ",),
    ("رو",),
)
_ONE_DOT_AWAY = ("بتنثي", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")


def _neighbours() -> frozenset[str]:
    """Two letters, in either order, of which one is easily typed for the other."""
    matched = {
        first + second
        for group in _ONE_DOT_AWAY
        for first in group
        for second in group
        if first != second
    }
    for rows in _KEYBOARDS:
        for row, below in zip(rows, (*rows[1:], ""), strict=True):
            pairs = [*pairwise(row), *zip(row, below, strict=False)]
            pairs += zip(row[1:], below, strict=False)
            matched.update(
                pair for first, second in pairs for pair in (first + second, second + first)
            )
    return frozenset(matched)


_BESIDE = _neighbours()
_VOWELS = frozenset("aeiouاويه")
_BOTH = 2


def _slipped(first: str, second: str) -> float:
    """The likeness of two words of which one is the other with a letter lost, doubled, exchanged
    with its neighbour, or with that of the key beside; else 0. Not with another last vowel, which
    tells a woman's name from a man's; and never where the table knows the two as two names."""
    if is_arabic(first) != is_arabic(second) or signs_apart(first, second) != 1:
        return 0.0
    known = bool(known_as(first)) + bool(known_as(second))
    shorter, longer = sorted((first, second), key=len)
    if known == _BOTH or len(shorter) < (_LONG_ENOUGH, _LONG_ENOUGH - 1)[known]:
        return 0.0
    at = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(shorter)
    )
    if len(shorter) < len(longer):
        return _lost(longer, at)
    if first[at + 1 :] != second[at + 1 :]:  # exchanged
        last_vowel = at + 2 == len(first) and not _VOWELS.isdisjoint(first[at:])
        return 0.0 if last_vowel and not known else _TYPED
    last_vowel = at + 1 == len(first) and {first[at], second[at]} <= _VOWELS
    if first[at] + second[at] not in _BESIDE or last_vowel:
        return 0.0
    return _TYPED if at and len(first) >= _LONG_ENOUGH else _MAYBE_TYPED


def _lost(whole: str, at: int) -> float:
    """The likeness of a word to the same without its letter `at`: at its ends only where the whole
    one is a name and the other none."""
    if at == 0:
        return _MAYBE_TYPED if known_as(whole) else 0.0
    if at < len(whole) - 1 or whole[-1] == whole[-2]:
        return _TYPED
    return _TYPED if known_as(whole) and whole[-1] not in _VOWELS else 0.0


def signs_apart(first: str, second: str) -> int:
    """0: the same; 1: a sign is wrong, lost or added, or two neighbours are exchanged; 2: more."""
    if first == second:
        return 0
    if abs(len(first) - len(second)) > 1:
        return 2
    start = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    a, b = first[start:], second[start:]
    if len(a) != len(b):
        return 1 if (a[1:] == b if len(a) > len(b) else a == b[1:]) else 2
    return 1 if a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:]) else 2
