"""Are two descriptions of one person: weights in bits, after Fellegi and Sunter, and the reasons.

A weight is log2 of how much more likely something is to be seen of one person than of two. What
agrees weighs as much as it is rare: two people called Mohammed agree in little, two who have one
passport number in much.

I. P. Fellegi, A. B. Sunter: A theory for record linkage. JASA 64 (1969).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from math import inf
from types import MappingProxyType
from typing import Protocol

from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.fitting import signs_apart
from tipdesk.cases.persons.known_names import names_of
from tipdesk.cases.persons.name_sound import ALIKE, SAME, known_as
from tipdesk.cases.persons.name_words import name_words
from tipdesk.cases.persons.names_alone import Names, NamesSay, OfNames, Verdict, of_names


class Rarity(Protocol):
    """How rare a word of a name and a nationality are: -log2 of their share of people."""

    def word(self, word: str) -> float:
        """Of a folded word of a name, in bits."""

    def nationality(self, code: str) -> float:
        """Of a nationality (ISO 3166-1 alpha-3), in bits."""


class Says(StrEnum):
    """What is said beside names."""

    SEX = "sex"
    SEX_APART = "sex_apart"
    NATIONALITY = "nationality"
    NATIONALITY_APART = "nationality_apart"
    BIRTH = "birth"
    BIRTH_EXCHANGED = "birth_exchanged"  # day and month
    BIRTH_TYPED = "birth_typed"  # one digit is another
    BIRTH_YEAR = "birth_year"
    BIRTH_NEAR = "birth_near"  # a year off
    BIRTH_APART = "birth_apart"
    DOCUMENT = "document"
    DOCUMENT_TYPED = "document_typed"  # one sign wrong, lost, added, or two exchanged
    DOCUMENT_APART = "document_apart"
    NOTHING = "nothing"  # that both say something of


@dataclass(frozen=True, slots=True)
class Ground:
    """Something two descriptions have in common, or what tells them apart."""

    says: NamesSay | Says
    bits: float
    words: tuple[str, ...] = ()  # of names, folded


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two descriptions are of one person. `score` is in bits: from `SAME_FROM` on it is the
    same person, below `UNSURE_FROM` it is another."""

    verdict: Verdict
    score: float
    reasons: tuple[Ground, ...]


Shifts = Mapping[NamesSay | Says, float]
"""Bits that are added to a weight where the files of a station say that it is another one."""
NO_SHIFTS: Shifts = MappingProxyType({})

SAME_FROM, UNSURE_FROM = 9.0, 5.0
"""Bits. Names that are one reach the first by themselves: nobody asks of two people unless
something brought them together."""

# What names may weigh at least and at most, by what they say alone.
_NAMES_WEIGH = {
    Verdict.SAME: (10.0, 16.0),
    Verdict.UNSURE: (5.5, 7.5),
    Verdict.DIFFERENT: (-12.0, -6.0),
}
_NO_NAMES = -8.0  # what is known without them has to be more than a birthday
_MOST_OF_A_WORD = 15.0  # a name that nobody else has may be a slip of the pen
_LEFT_ON_BOTH, _LEFT_ON_ONE = -4.0, -0.3
_DOUBT = 3.0  # that names leave among many


def judge(first: Described, second: Described, rarity: Rarity) -> Judgement:
    """Whether they are one person; the same in either order."""
    reasons = [
        *_of_all_names(first, second, rarity, _weighed),
        *grounds_beside_names(first, second, rarity),
    ]
    if not reasons:
        return Judgement(Verdict.UNSURE, 0.0, (Ground(Says.NOTHING, 0.0),))
    named = any(isinstance(reason.says, NamesSay) for reason in reasons)
    score = sum(reason.bits for reason in reasons) + (0.0 if named else _NO_NAMES)
    if score >= SAME_FROM and _contradicts(reasons) and not _proves(reasons):
        score = SAME_FROM - 0.1
    verdict = Verdict.SAME if score >= SAME_FROM else Verdict.UNSURE
    if score < UNSURE_FROM:
        verdict = Verdict.DIFFERENT
    return Judgement(verdict, round(score, 1), tuple(reasons))


def weigh(
    first: Described,
    second: Described,
    rarity: Rarity,
    wanted: float,
    shifts: Shifts = NO_SHIFTS,
) -> Judgement | None:
    """As `judge`, for two of whom nothing brought together but an index: words weigh as much as
    they are rare, and a verdict on names alone no more than a doubt or none. SAME: nothing speaks
    against it. None: they do not reach so many bits."""
    rest = grounds_beside_names(first, second, rarity)
    if shifts:
        rest = [replace(each, bits=each.bits + shifts.get(each.says, 0.0)) for each in rest]
    known = sum(reason.bits for reason in rest)
    if known + max((_at_most(name, rarity) for name in first.names), default=0.0) < wanted:
        return None  # whatever the names are
    reasons = [*_of_all_names(first, second, rarity, _weighed_among), *rest]
    named = any(isinstance(reason.says, NamesSay) for reason in reasons)
    score = sum(reason.bits for reason in reasons) + (0.0 if named else _NO_NAMES)
    if score < wanted:
        return None
    doubted = _contradicts(reasons) and not _proves(reasons)
    return Judgement(Verdict.UNSURE if doubted else Verdict.SAME, round(score, 1), tuple(reasons))


def grounds_of(first: Described, second: Described, rarity: Rarity) -> tuple[Ground, ...]:
    """Everything that they have in common or that tells them apart, weighed as by `weigh`."""
    names = _of_all_names(first, second, rarity, _weighed_among)
    return (*names, *grounds_beside_names(first, second, rarity))


def grounds_beside_names(first: Described, second: Described, rarity: Rarity) -> list[Ground]:
    """As `grounds_of`, of everything but names."""
    grounds = [
        birth_says(first.birth, second.birth),
        _document_says(first.document, second.document),
    ]
    if first.sex and second.sex:
        same = first.sex == second.sex
        grounds.append(Ground(Says.SEX, SEX) if same else Ground(Says.SEX_APART, _SEX_APART))
    if first.nationality and first.nationality == second.nationality:
        bits = min(rarity.nationality(first.nationality), NATIONALITY_AT_MOST)
        grounds.append(Ground(Says.NATIONALITY, bits))
    elif len(first.nationality) == len(second.nationality) == _CODE:  # words may be of one country
        grounds.append(Ground(Says.NATIONALITY_APART, _NATIONALITY_APART))
    return [ground for ground in grounds if ground]


def _at_most(name: str, rarity: Rarity) -> float:
    return sum(min(rarity.word(word), _MOST_OF_A_WORD) for word in name_words(name))


def _contradicts(reasons: Sequence[Ground]) -> bool:
    """Whether something says another person, whatever else agrees: a brother, a twin, a child that
    stands in its mother's passport."""
    return any(
        reason.says is Says.SEX_APART or (isinstance(reason.says, NamesSay) and reason.bits < 0)
        for reason in reasons
    )


def _proves(reasons: Sequence[Ground]) -> bool:
    """Whether a document agrees, and beside it a birthday or some word of the names."""
    bits = {reason.says: reason.bits for reason in reasons}
    names = min((each for says, each in bits.items() if isinstance(says, NamesSay)), default=0.0)
    some_word_fits = names >= _NAMES_WEIGH[Verdict.DIFFERENT][1]
    papers = Says.DOCUMENT in bits and (Says.BIRTH in bits or some_word_fits)
    return papers and Says.SEX_APART not in bits


# --- names ----------------------------------------------------------------------------------------


def _of_all_names(
    first: Described,
    second: Described,
    rarity: Rarity,
    weighed: Callable[[OfNames, Rarity], float],
) -> list[Ground]:
    """What the best pairing of the spellings of two names says: two of them are one fact."""
    pairings = [
        (weighed(of_both, rarity), of_both)
        for a in first.names
        for b in second.names
        if (of_both := of_names(a, b)) is not None
    ]
    if not pairings:
        return []
    bits, best = max(pairings, key=lambda each: (each[0], each[1].words))
    return [Ground(best.reason, round(bits, 1), best.words)]


def _weighed(of_both: OfNames, rarity: Rarity) -> float:
    """Bits of what two names say, within what their verdict allows."""
    least, most = _NAMES_WEIGH[of_both.verdict]
    return min(max(weight_of(of_both.names, rarity), least), most)


def _weighed_among(of_both: OfNames, rarity: Rarity) -> float:
    """Bits of what two names say among many: as rare as their words are."""
    weight = weight_of(of_both.names, rarity)
    if of_both.verdict is Verdict.DIFFERENT:
        least, most = _NAMES_WEIGH[Verdict.DIFFERENT]
        return min(max(weight, least), most)
    return weight - _DOUBT if of_both.verdict is Verdict.UNSURE else weight


def weight_of(names: Names, rarity: Rarity) -> float:
    """Bits of the words that fit, as rare as the commoner of two spellings, less what is left."""
    weight, fitting = 0.0, names.fitting
    if not fitting.matches:
        return -inf
    for words in fitting.matches:
        here = sum(rarity.word(names.mine[i]) for i in words.mine)
        there = sum(rarity.word(names.theirs[j]) for j in words.theirs)
        weight += _part(words.likeness) * min(here, there, _MOST_OF_A_WORD)
    left = len(fitting.left_mine), len(fitting.left_theirs)
    return weight + _LEFT_ON_BOTH * min(left) + _LEFT_ON_ONE * abs(left[0] - left[1])


def _part(likeness: float) -> float:
    """How much of a word's weight so alike a word has."""
    if likeness >= SAME:
        return 1.0
    return 0.85 if likeness >= ALIKE else 0.45


# --- the rest -------------------------------------------------------------------------------------

SEX, YEAR, NATIONALITY_AT_MOST = 0.9, 4.3, 6.0
"""Bits: the most that each of them says for one person."""
_SEX_APART, _NATIONALITY_APART = -6.0, -4.0
_DOCUMENT, _DOCUMENT_TYPED, _DOCUMENT_APART = 20.0, 13.0, -2.0
_DOCUMENT_LENGTH = 6  # signs: two short numbers are alike by chance
_CODE = 3


def _document_says(first: str, second: str) -> Ground | None:
    if not first or not second:
        return None
    signs, long_enough = (
        signs_apart(first, second),
        min(len(first), len(second)) >= _DOCUMENT_LENGTH,
    )
    if signs == 0:
        return Ground(Says.DOCUMENT, _DOCUMENT if long_enough else _DOCUMENT_TYPED / 2)
    if signs == 1 and long_enough:
        return Ground(Says.DOCUMENT_TYPED, _DOCUMENT_TYPED)
    return Ground(Says.DOCUMENT_APART, _DOCUMENT_APART)


_YEARS_APART = (  # up to so many years: what it says, and its bits
    (0, Says.BIRTH_YEAR, YEAR),
    (1, Says.BIRTH_NEAR, 2.5),
    (2, Says.BIRTH_APART, -1.0),
    (5, Says.BIRTH_APART, -4.0),
    (10_000, Says.BIRTH_APART, -8.0),
)
_NEW_YEAR = "-01-01"  # written where nobody knows the day


def birth_says(first: str, second: str) -> Ground | None:
    """What two dates or years of birth say."""
    if not first or not second:
        return None
    first, second = first.removesuffix(_NEW_YEAR), second.removesuffix(_NEW_YEAR)
    years = abs(int(first[:4]) - int(second[:4]))
    if len(first) == len(second) == len("YYYY-MM-DD"):
        return _dates_say(first, second, years)
    return next(Ground(says, bits) for most, says, bits in _YEARS_APART if years <= most)


def _dates_say(first: str, second: str, years: int) -> Ground:
    if first == second:
        return Ground(Says.BIRTH, 12.5)
    if years == 0 and (first[5:7], first[8:]) == (second[8:], second[5:7]):
        return Ground(Says.BIRTH_EXCHANGED, 9.0)
    if years == 1 and first[5:] == second[5:]:
        return Ground(Says.BIRTH_NEAR, 8.0)
    if sum(a != b for a, b in zip(first, second, strict=True)) == 1:
        return Ground(Says.BIRTH_TYPED, 5.0)
    bits = -1.0 if years == 0 else -3.0 if years <= 2 else -8.0
    return Ground(Says.BIRTH_APART, bits)


# --- where no index says how rare names are -----------------------------------------------------

_COMMON, _KNOWN, _RARE = 5.0, 8.0, 10.0  # bits
_COMMON_NAMES = frozenset(
    {
        "mohammed", "mohamed", "muhammad", "mohammad", "ahmed", "ali", "hassan", "hussein",
        "ibrahim", "omar", "khan", "hossain", "islam", "begum", "khatun", "akter", "bibi", "devi",
        "kumar", "kumari", "singh", "kaur", "lal", "bahadur", "maya", "ram", "fatima", "maria",
        "mary", "santos", "cruz", "reyes", "garcia", "silva", "fernando", "perera", "siti", "sri",
        "nur", "tamang", "rai", "thapa", "tadesse", "bekele", "kebede", "tesfaye", "محمد", "احمد",
        "علي", "حسن", "حسين", "ابراهيم", "عمر", "خان", "بيغوم", "فاطمه", "ماريا", "ماري", "سيتي",
        "محمود", "مصطفي", "يوسف", "خالد",
    }
)  # fmt: skip
_NATIONALITIES = {
    **dict.fromkeys(("IND", "EGY", "KWT"), 2.0),
    **dict.fromkeys(("BGD", "PHL", "LKA", "NPL", "PAK", "SYR", "SAU"), 4.0),
}  # of the people of Kuwait, in round figures


@cache
def _known_common() -> frozenset[int]:
    """The common names by their lines of the table: in every spelling they are as common."""
    return frozenset(name for word in _COMMON_NAMES for name in names_of(word))


class UsualRarity:
    """Rarity in round figures, until an index of files counts them."""

    def word(self, word: str) -> float:
        """Bits of a word: a few names are a tenth of all people."""
        known = known_as(word)
        if word in _COMMON_NAMES or known & _known_common():
            return _COMMON
        return _KNOWN if known else _RARE

    def nationality(self, code: str) -> float:
        """Bits of a nationality."""
        return _NATIONALITIES.get(code, NATIONALITY_AT_MOST)
