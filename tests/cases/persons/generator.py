"""People who do not exist, and how two offices write them down: by which the comparing is measured.

A seed makes the same people everywhere. Spellings come from the pairs that two writers made without
having seen the rules (`first.csv`, `second.csv`), never from the program's own table; beside them
stand made-up names that no table has. What goes wrong is written here and nowhere in the rules: other
spellings, the other alphabet, a slip of the finger, words left out or in another order, a number or a
date with a wrong sign.
"""

from __future__ import annotations

import csv
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

from tipdesk.cases.persons.described import Described

HERE = Path(__file__).parent
FILES = ("first.csv", "second.csv")
OF_ONE_NAME = {"spelling", "script"}
CLASSES = {
    "document": 34,
    "date of birth": 20,
    "year, three names": 12,
    "year, two names": 20,
    "names": 14,
}
"""What both offices know, and of how many in a hundred."""

_NATIONALITIES = {"IND": 24, "EGY": 14, "BGD": 7, "PHL": 6, "LKA": 4, "NPL": 3, "ETH": 2, "KEN": 1}
_TAIL = 20_000  # made-up names
_OF_THE_TAIL = 0.4  # of the words of names
_SLIP, _LEFT_OUT, _TURNED, _OTHER_ALPHABET = 0.1, 0.15, 0.15, 0.4
_WRONG_NUMBER, _WRONG_DATE = 0.25, 0.1
_ONSETS = "b d f g h j k l m n r s t w y z sh kh th".split()  # noqa: SIM905
_IN_ARABIC = dict(zip("bdfghjklmnrstwyz", "بدفغهجكلمنرستويز", strict=True)) | {
    "sh": "ش", "kh": "خ", "th": "ث", "a": "ا", "i": "ي", "u": "و", "o": "و", "e": "ي",
}  # fmt: skip
_BESIDE = {
    "latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط"),
}


class Spellings(NamedTuple):
    """How one name is written."""

    latin: tuple[str, ...]
    arabic: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    words: tuple[Spellings, ...]
    birth: str
    nationality: str
    document: str
    sex: str


class People:
    """Where people come from. `files`: whose pairs the spellings are of."""

    def __init__(self, seed: int, files: tuple[str, ...] = FILES) -> None:
        self.dice = Random(seed)
        self.names = spellings_of(files)
        self.dice.shuffle(self.names)
        self.tail = [self._made_up() for _ in range(_TAIL)]
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.names))))

    def _made_up(self) -> Spellings:
        latin, arabic = "", ""
        count = self.dice.choice((2, 3, 3, 4))
        coda = self.dice.choice(("", "", "n", "r", "l", "m", "sh"))
        for syllable in range(1, count + 1):
            onset, vowel = self.dice.choice(_ONSETS), self.dice.choice("aeiou")
            latin += onset + vowel
            long = vowel in "iuo" or (vowel == "a" and self.dice.random() < 0.5)
            at_end = syllable == count and not coda  # where Arabic writes every vowel
            written = long or at_end or syllable == 1
            arabic += _IN_ARABIC[onset] + (_IN_ARABIC[vowel] if written else "")
        latin, arabic = latin + coda, arabic + _IN_ARABIC.get(coda, "")
        doubled = latin[:2] + latin[2:].replace("k", "kk", 1).replace("i", "ee", 1)
        return Spellings((latin, doubled), (arabic,))

    def _word(self) -> Spellings:
        if self.dice.random() < _OF_THE_TAIL:
            return self.dice.choice(self.tail)
        return self.names[bisect(self.weights, self.dice.random() * self.weights[-1])]

    def person(self, count: int) -> Person:
        """Somebody with so many words of a name."""
        dice = self.dice
        return Person(
            words=tuple(self._word() for _ in range(count)),
            birth=f"{dice.randrange(1965, 2008)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
            nationality=dice.choices(list(_NATIONALITIES), _NATIONALITIES.values())[0],  # type: ignore[arg-type]
            document=dice.choice("ABCENPZ") + str(dice.randrange(10**6, 10**7)),
            sex=dice.choice("fm"),
        )

    def written(self, person: Person, what: str, *, again: bool) -> Described:
        """A person as an office writes them down; `again`: another office, with what goes wrong."""
        dice = self.dice
        arabic = dice.random() < _OTHER_ALPHABET
        words = [dice.choice(word.arabic if arabic else word.latin) for word in person.words]
        if again and len(words) > 2 and dice.random() < _LEFT_OUT:
            del words[dice.randrange(1, len(words) - 1)]
        if again and dice.random() < _TURNED:
            words = words[-1:] + words[:-1]
        name = " ".join(words)
        if again and dice.random() < _SLIP:
            name = slip(name, dice)
        document, birth = "", ""
        if what == "document":
            wrong = again and dice.random() < _WRONG_NUMBER
            document = _wrong_digit(person.document, dice) if wrong else person.document
        elif what == "date of birth":
            wrong = again and dice.random() < _WRONG_DATE
            birth = self._wrong_date(person.birth) if wrong else person.birth
        elif what.startswith("year"):
            birth = person.birth[:4]
        return Described((name,), birth, person.nationality, document, person.sex)

    def _wrong_date(self, birth: str) -> str:
        year, month, day = birth.split("-")
        turned = self.dice.random() < 0.5 and day <= "12"
        return f"{year}-{day}-{month}" if turned else f"{int(year) + 1}-{month}-{day}"


def spellings_of(files: tuple[str, ...]) -> list[Spellings]:
    """The names of single words that have spellings in both alphabets, joined over all pairs."""
    groups: dict[str, set[str]] = {}
    for name in files:
        with (HERE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                first, second = row["a"], row["b"]
                if (
                    row["same"] == "yes"
                    and row["kind"] in OF_ONE_NAME
                    and " " not in first + second
                ):
                    joined = groups.get(first, {first}) | groups.get(second, {second})
                    groups.update(dict.fromkeys(joined, joined))
    groups_of_words = {frozenset(group) for group in groups.values()}
    split = (
        Spellings(
            tuple(sorted(word for word in group if word < "\u0600")),
            tuple(sorted(word for word in group if word >= "\u0600")),
        )
        for group in sorted(groups_of_words, key=sorted)
    )
    return [name for name in split if name.latin and name.arabic]


def slip(name: str, dice: Random) -> str:
    """A name with one slip of the finger, not in its first letter."""
    at = dice.randrange(1, len(name))
    kind = dice.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    for rows in _BESIDE.values():
        for row in rows:
            place = row.find(name[at].lower())
            if place >= 0:
                return name[:at] + row[place - 1 if place else 1] + name[at + 1 :]
    return name


def _wrong_digit(document: str, dice: Random) -> str:
    at = dice.randrange(1, len(document))
    return (
        document[:at] + str((int(document[at]) + dice.randrange(1, 10)) % 10) + document[at + 1 :]
    )
