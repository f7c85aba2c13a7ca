"""Whether two registrations are one person: precision and recall beside peers, in one run.

    .venv/bin/python tests/benchmarks/matching.py [--seeds 1 2 3] [--known 1500] [--new 500]

People, and how two offices write them, are made by `tests/cases/persons/generator.py`. So many are
known to one office. The other registers as many of them as are new, and somebody in twenty is known:
precision is reckoned so. Everybody registered is compared with everybody known.

- found: of those who are known, for whom it is said that the right one is the same
- wrongly: in 100 new people, for how many it is said that somebody is the same
- this: `judging.judge`, said the same; «unsure»: said at least to be perhaps the same; «among n»:
  by as many bits as it takes among so many people, log2(n) + 3.5
- exact: the same folded words and year of birth, or the same document
- Soundex: the same codes of the words (romanised letter by letter) and year, or the document
- rapidfuzz: ratio of the sorted words of at least 80 and 88, and year, or the document

Before that the pairs of names of two writers: by `second.csv` the rules were made, `first.csv` was
opened when they were frozen. The different ones are alike on purpose.

Processor time of `this` is that of comparing for the first time; the next rows remember it.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from math import log2
from pathlib import Path

from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.cases.persons.generator import CLASSES, FILES, HERE, People
from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.judging import Judgement, UsualRarity, judge
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.i18n.text import search_key

KNOWN_SHARE = 1 / 20
RARITY = UsualRarity()
PLAIN = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
        "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y".split(),  # noqa: SIM905
        strict=True,
    )
)
SOUNDEX = {
    letter: code
    for code, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1)
    for letter in letters
}

Same = Callable[[Described, Described], bool]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--known", type=int, default=1500)
    parser.add_argument("--new", type=int, default=500)
    options = parser.parse_args()
    for name in FILES:
        pairs(name)
    for seed in options.seeds:
        run(seed, options.known, options.new)


def pairs(name: str) -> None:
    """The pairs of one writer, single words and whole names."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    for whole, kind in ((False, "single words"), (True, "whole names")):
        chosen = [row for row in rows if (" " in row["a"] + row["b"]) is whole]
        sides = {
            answer: [
                (Described((row["a"],)), Described((row["b"],)))
                for row in chosen
                if row["same"] == answer
            ]
            for answer in ("yes", "no")
        }
        print(f"\n{name}, {kind}: {len(sides['yes'])} of one name, {len(sides['no'])} of two")
        print(f"{'':<14}{'found %':>9}{'two for one %':>15}")
        for peer, same in PEERS.items():
            recall, false = (
                100 * sum(same(*pair) for pair in sides[answer]) / len(sides[answer])
                for answer in ("yes", "no")
            )
            print(f"{peer:<14}{recall:9.1f}{false:15.1f}")


def run(seed: int, known: int, new: int) -> None:
    """One seed: make the people, ask everybody, print."""
    people = People(seed)
    everybody = [
        (what, people.person(words(people, what))) for what in classes(people, known + new)
    ]
    there = [people.written(person, what, again=False) for what, person in everybody[:known]]
    again = [(n, what, people.written(person, what, again=True))
             for n, (what, person) in enumerate(everybody[:new])]  # fmt: skip
    others = [
        (what, people.written(person, what, again=True)) for what, person in everybody[known:]
    ]
    print(f"\nseed {seed}: {known} known, {new} of them and {new} new people registered")
    print(
        f"{'':<14}{'found %':>9}{'wrongly':>9}{'precision %':>13}{'µs a pair':>11}   found by what is known %"
    )
    for name, same in {**PEERS, "this, among n": among(known)}.items():
        begun = time.process_time()
        right_ones = Counter(what for n, what, first in again if same(first, there[n]))
        wrongly = sum(any(same(first, second) for second in there) for _what, first in others)
        spent = (time.process_time() - begun) / (len(again) + len(others) * len(there))
        recall, false = right_ones.total() / new, wrongly / len(others)
        right = recall * KNOWN_SHARE
        precision = right / (right + false * (1 - KNOWN_SHARE)) if right else 0.0
        asked = Counter(what for _n, what, _first in again)
        parts = " · ".join(f"{what} {100 * right_ones[what] / asked[what]:.0f}" for what in CLASSES)
        print(
            f"{name:<14}{100 * recall:9.1f}{100 * false:9.2f}{100 * precision:13.1f}{1e6 * spent:11.1f}   {parts}"
        )


def classes(people: People, count: int) -> list[str]:
    """What is known of each of so many."""
    return people.dice.choices(list(CLASSES), list(CLASSES.values()), k=count)


def words(people: People, what: str) -> int:
    """How many words the name of somebody has."""
    if what == "year, two names":
        return 2
    return people.dice.choice((3, 4) if what == "year, three names" else (2, 3, 4))


# --- who is asked -----------------------------------------------------------------------------------


@lru_cache(None)
def judged(first: Described, second: Described) -> Judgement:
    return judge(first, second, RARITY)


def this(first: Described, second: Described) -> bool:
    return judged(first, second).verdict is Verdict.SAME


def perhaps(first: Described, second: Described) -> bool:
    return judged(first, second).verdict is not Verdict.DIFFERENT


def among(known: int) -> Same:
    """By the bits that it takes among so many."""
    needed = log2(known) + 3.5
    return lambda first, second: judged(first, second).score >= needed


def beside(like: Callable[[str, str], bool]) -> Same:
    """A peer that compares names, where the year is the same; or the document is."""

    def same(first: Described, second: Described) -> bool:
        if first.document and first.document == second.document:
            return True
        years = first.birth[:4], second.birth[:4]
        return ("" in years or years[0] == years[1]) and like(first.names[0], second.names[0])

    return same


@lru_cache(None)
def plain(name: str) -> str:
    """A name in Latin letters, letter by letter, its words in order of the alphabet."""
    letters = "".join(PLAIN.get(letter, letter) for letter in search_key(name))
    return " ".join(sorted(letters.split()))


@lru_cache(None)
def soundex(name: str) -> str:
    """The codes of the words (American Soundex)."""
    return " ".join(sorted(map(_soundex, plain(name).split())))


def _soundex(word: str) -> str:
    code, before = word[:1], SOUNDEX.get(word[:1], 0)
    for letter in word[1:]:
        sign = SOUNDEX.get(letter, 0)
        if sign and sign != before:
            code += str(sign)
        before = before if letter in "hw" else sign
    return (code + "000")[:4]


PEERS: dict[str, Same] = {
    "this": this,
    "this, unsure": perhaps,
    "exact": beside(lambda first, second: search_key(first) == search_key(second)),
    "Soundex": beside(lambda first, second: soundex(first) == soundex(second)),
    "rapidfuzz 80": beside(lambda first, second: fuzz.ratio(plain(first), plain(second)) >= 80),
    "rapidfuzz 88": beside(lambda first, second: fuzz.ratio(plain(first), plain(second)) >= 88),
}

if __name__ == "__main__":
    main()
