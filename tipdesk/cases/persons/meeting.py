"""How a person is found among a million others: by marks, of which each answers one question.

A mark stands for two sounds of a name, the same two and a year of birth, a sound and a date of
birth, a document and each number that one sign less would leave of it. Who shares a mark is met;
only who is met is weighed. Asked is for the least sets of words that are rare enough together:
whoever shares less cannot be the same person by what is known.

The list of a mark is as long as its answer. Lists of single words, joined, took seven times as long
at 100,000 people.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import log2

from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.judging import (
    NATIONALITY_AT_MOST,
    NO_SHIFTS,
    SEX,
    YEAR,
    Rarity,
    Says,
    Shifts,
    UsualRarity,
)
from tipdesk.cases.persons.name_sound import keys
from tipdesk.cases.persons.name_words import name_words

EVERYBODY = ""
"""Is counted once a person."""
_MOST_WORDS = 8  # of a name; in pairs they are 28
_MOST_SETS = 40  # of words that are asked for together
_LEAST_NUMBER = 5  # signs of a document: each shorter one is somebody's
_WHOLE_DATE = len("YYYY-MM-DD")
_WITHOUT_YEAR = ("",)


@dataclass(frozen=True, slots=True)
class IndexMarks:
    """By what one person is found."""

    sounds: frozenset[str]  # of single words, for the search
    marks: frozenset[str]
    counted: frozenset[str]  # sounds, the nationality and `EVERYBODY`, each once


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of the index: whoever has one of `sure`; all groups of one of `together`, of
    each group one mark; or one of the sounds `alone`."""

    sure: frozenset[str]
    together: tuple[tuple[frozenset[str], ...], ...]
    alone: frozenset[str]


def sound_keys(word: str) -> tuple[str, ...]:
    """The sounds of a folded word; small letters, as an index keeps them."""
    return tuple(dict.fromkeys(key.lower() for key in keys(word)))


def spoken(text: str) -> tuple[tuple[str, ...], ...]:
    """The sounds of each word that is typed into a search. Of a single consonant nothing: it is the
    beginning of half of everybody."""
    by_word = (tuple(key for key in sound_keys(word) if len(key) > 1) for word in name_words(text))
    return tuple(sounds for sounds in by_word if sounds)


def found_by(person: Described) -> IndexMarks:
    """By what this person is found."""
    names = [_words(name) for name in person.names]
    sounds = {key for words in names for word in words for key in sound_keys(word)}
    marks = _of_document(person.document)
    year = person.birth[:4]
    for words in names:
        for first, second in _pairs(words):
            marks.add(_mark(first, second))
            if year:
                marks.add(_mark(first, second, year))
    if len(person.birth) == _WHOLE_DATE:
        marks |= {_mark(sound, person.birth) for sound in sounds}
    counted = sounds | {EVERYBODY}
    if person.nationality:
        counted.add(of_nationality(person.nationality))
    if not sounds and not marks:
        counted = set()  # of whom nothing is known is not among them
    return IndexMarks(frozenset(sounds), frozenset(marks), frozenset(counted))


def of_nationality(code: str) -> str:
    """How a nationality is counted among the sounds."""
    return f"={code}"


def questions(
    person: Described, rarity: Rarity, wanted: float, shifts: Shifts = NO_SHIFTS
) -> Questions:
    """Who is to be met, for nobody to be missed who may reach so many bits."""
    names = [_words(name) for name in person.names]
    sure = _of_document(person.document)
    if len(person.birth) == _WHOLE_DATE:
        sounds = {key for words in names for word in words for key in sound_keys(word)}
        sure |= {_mark(sound, day) for sound in sounds for day in _days(person.birth)}
    sex, by_year = SEX + shifts.get(Says.SEX, 0.0), YEAR + shifts.get(Says.BIRTH_YEAR, 0.0)
    nation = person.nationality
    of_nation = min(rarity.nationality(nation), NATIONALITY_AT_MOST) if nation else 0.0
    missing = wanted - max(sex, 0.0) - of_nation
    asked_years: list[tuple[Sequence[str], float]] = [(_WITHOUT_YEAR, missing)]
    if year := person.birth[:4]:
        asked_years.append(
            ([str(int(year) + off) for off in (0, -1, 1)], missing - max(by_year, 0.0))
        )
    together: dict[tuple[frozenset[str], ...], None] = {}
    alone: set[str] = set()
    for words in names:
        for years, least in asked_years:
            for some in _enough(words, rarity, least):
                together[_asked(some, years)] = None
        alone.update(
            key for word in words if rarity.word(word) >= missing for key in sound_keys(word)
        )
    return Questions(frozenset(sure), tuple(together)[:_MOST_SETS], frozenset(alone))


def by_document(person: Described) -> Questions:
    """Whose document is this one, or but one sign of it another."""
    return Questions(frozenset(_of_document(person.document)), (), frozenset())


def by_birth(person: Described) -> Questions:
    """Who was born on this day and has one sound of the name."""
    whole = len(person.birth) == _WHOLE_DATE
    sounds = {
        key for name in person.names for word in _words(name) for key in sound_keys(word) if whole
    }
    marks = (_mark(sound, person.birth) for sound in sounds)
    return Questions(frozenset(marks), (), frozenset())


def _words(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name_words(name)))[:_MOST_WORDS]


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word, other in combinations(words, 2):
        for first, second in product(sound_keys(word), sound_keys(other)):
            yield min(first, second), max(first, second)


def _mark(*parts: str) -> str:
    return format(zlib.crc32(" ".join(parts).encode()), "x")


def _of_document(number: str) -> set[str]:
    """A number and what is left of it without each of its signs: two of which one sign is wrong,
    lost or added, or two exchanged, have one of these in common."""
    if len(number) < _LEAST_NUMBER:
        return set()
    shorter = {number[:at] + number[at + 1 :] for at in range(len(number))}
    return {_mark("#", each) for each in {number, *shorter}}


def _days(birth: str) -> set[str]:
    """A date, and those that are easily written for it."""
    year, month, day = birth.split("-")
    near = (f"{int(year) + off:04}-{month}-{day}" for off in (-1, 1))
    return {birth, f"{year}-{day}-{month}", *near}


def _enough(words: Sequence[str], rarity: Rarity, wanted: float) -> Iterator[tuple[str, ...]]:
    """The least sets, of two words at least, that are rare enough together; the rarest first."""
    known = sorted((word for word in words if sound_keys(word)), key=rarity.word, reverse=True)
    least: list[frozenset[str]] = []
    for size in range(2, len(known) + 1):
        for some in combinations(known, size):
            if sum(map(rarity.word, some)) >= wanted and not any(map(set(some).issuperset, least)):
                least.append(frozenset(some))
                yield some


def _asked(words: Sequence[str], years: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Words that stand in their order, the rarest first: the first two with the year, which leaves
    few, and each other one beside the first."""
    first, second, *more = words
    begun = frozenset(
        _mark(*pair, year) if year else _mark(*pair)
        for pair in _pairs((first, second))
        for year in years
    )
    return (begun, *(frozenset(_mark(*pair) for pair in _pairs((first, word))) for word in more))


# --- how rare names are among the people of an index ----------------------------------------------

_USUAL = UsualRarity()
_AS_MANY = 1000  # people by whom the usual shares count, beside those of the index
_FEWEST = 20  # bearers: whom so few are known, may only be rare here
_RARE_ANYWHERE, _MOST_BITS = 10.0, 15.0


class CountedRarity:
    """Rarity among the people of an index, while it is small beside what is usual. `count` says how
    many people have a sound, a nationality, or are there at all (`EVERYBODY`)."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count
        self.people = count(EVERYBODY)
        self._words: dict[str, float] = {}
        self._most = min(_MOST_BITS, max(_RARE_ANYWHERE, log2(max(self.people, 1) / _FEWEST)))

    def word(self, word: str) -> float:
        """Bits of a folded word; of two sounds that it may have the commoner counts."""
        if (bits := self._words.get(word)) is None:
            bearers = max((self._count(key) for key in sound_keys(word)), default=0)
            bits = min(self._share(bearers, _USUAL.word(word)), self._most)
            self._words[word] = bits
        return bits

    def nationality(self, code: str) -> float:
        """Bits of a nationality."""
        key = of_nationality(code)
        if (bits := self._words.get(key)) is None:
            bits = self._words[key] = self._share(self._count(key), _USUAL.nationality(code))
        return bits

    def _share(self, count: int, usual: float) -> float:
        return -log2((count + _AS_MANY * 2.0**-usual) / (self.people + _AS_MANY))
