"""The words of a name that are compared: folded, without what stands between names.

What one office leaves out and another writes goes: بن, bint, dela, articles that stand alone,
titles. What is one name in two words becomes one: «عبد الرحمن» and Abdel Rahman are `+رحمن` and
`+rahman`, أبو بكر is بكر, صلاح الدين is صلاح.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tipdesk.i18n.text import search_key

SERVANT = "+"
"""Begins a word that followed «عبد»: Abdulrahman is not Rahman."""

MOST_SIGNS = 400
"""Of a name; more is not read, for nobody is called so."""
_MOST_WORDS, _MOST_LETTERS = 20, 40

_LETTERS = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u06d3]")
_JOINERS = re.compile("['’`ʼʻ‘\u00b4]")  # D'Souza, Sa'ad, Ma’mun: one word
_SHORT_FORMS = (
    (re.compile(r"\b(?:s|d|w)/o\b"), " "),  # son, daughter, wife of
    (re.compile(r"\b(?:mohd|mohmd|mhd|mohamd|muhd|md)\b\.?"), "mohammed"),
    (re.compile(r"\bma\b\.?(?=\s+[a-z])"), "maria"),
    # Mst., before women's names in Bengal
    (re.compile(r"\bm(?:os|us|s)?(?:samma|amma)?t\b\.?"), " "),
    (re.compile(r"\bsta\b\.?(?=\s+[a-z])"), "santa"),
    (re.compile(r"\bg/(?=[a-z])"), "gebre "),  # as Ethiopian passports shorten them
    (re.compile(r"\bw/(?=[a-z])"), "wolde "),
    (re.compile(r"\bh/(?=[a-z])"), "haile "),
)
_BETWEEN = frozenset(
    {
        "بن", "ابن", "بنت", "ابنه", "ولد", "ود", "ال", "دي", "لا", "ديل", "ديلا", "دا", "دوس",
        "السيد", "السيده", "الحاج", "حاج", "الشيخ", "انسه", "الانسه",
        "bin", "ben", "ibn", "bint", "binti", "binte", "bt", "wad", "ould", "al", "el", "ul", "as",
        "ar", "an", "ur", "us", "ad", "ud", "ed", "de", "la", "del", "dela", "delos", "los", "da",
        "dos", "das", "van", "von", "jr", "sr", "junior", "senior", "ii", "iii", "iv", "mr", "mrs",
        "ms", "miss", "smt", "dr", "haji", "hajj", "hajji", "hajja", "hajjah", "alhaji", "sheikh",
        "the", "late", "alias", "aka", "ap", "so", "wo",
    }
)  # fmt: skip
_SERVANTS = frozenset(
    {"عبد", "abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdu", "abdool"}
)
_KUNYA = frozenset(
    {"ابو", "ابا", "ابي", "ام", "abu", "abo", "abou", "aboo", "um", "umm", "om", "oum"}
)
_OF_FAITH = frozenset(
    {
        "الدين", "din", "deen", "uddin", "udin", "eddin", "eddine", "addin", "aldin", "eldin",
        "aldeen", "eldeen",
    }
)  # fmt: skip
_JOINED_SERVANT = re.compile("^(?:عبدال|عبد|abd(?:ou|[aeiouy])?l|abd(?:ou|[aeiouy])?)(?=.{3})")
_OF_GOD = re.compile("^(?:عبد?الل[هاة]|عبدولاي|abd(?:ou|[aeou])l{1,2}a(?:h|ye|i)?)$")
_JOINED_KUNYA = re.compile("^(?:ابو|ام(?=كلثوم)|abou|abu|abo)(?=.{3})")
_JOINED_FAITH = re.compile(
    "(?:(?<=.{3})الدين|(?<=[a-z]{2})(?:[uei]dd|add|udh?|[ae]ld)(?:in|een|ine|ien)(?<!raldine))$"
)
_DOUBLED = re.compile(r"^(.)\1")  # the article of Abdurrahman


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a name beside its words and tells people apart."""

    generation: str  # jr, sr, 2, 3, 4, else ''
    says_whose: bool  # whose son or daughter: what comes first is never the father
    sex: str  # f, m, or '' where nothing says it


_GENERATIONS = {
    "jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip
_WHOSE = re.compile(
    r"\b(?:بن|ابن|بنت|ابنه|ولد|ود|bin|ben|ibn|bint|binti|binte|bt|wad|ould|[sd]/o)\b"
)
_HERS = re.compile(
    r"\b(?:بنت|ابنه|السيده|الانسه|bint|binti|binte|bt|d/o|w/o|mrs|ms|miss|smt|mst|hajja)\b"
)
_HIS = re.compile(r"\b(?:بن|ابن|bin|ibn|s/o|mr)\b")


@lru_cache(20_000)
def name_marks(name: str) -> Marks:
    """What `name` says beside its words."""
    text = search_key(name[:MOST_SIGNS])
    generation = next(
        (_GENERATIONS[word] for word in _LETTERS.findall(text) if word in _GENERATIONS), ""
    )
    hers, his = bool(_HERS.search(text)), bool(_HIS.search(text))
    sex = "" if hers == his else "f" if hers else "m"
    return Marks(generation, bool(_WHOSE.search(text)), sex)


@lru_cache(20_000)
def name_words(name: str) -> tuple[str, ...]:
    """The folded words of `name` in their order; initials are words of one letter."""
    text = _JOINERS.sub("", search_key(name[:MOST_SIGNS]))
    for short, whole in _SHORT_FORMS:
        text = short.sub(whole, text)
    raw = _LETTERS.findall(text)
    words: list[str] = []
    at = 0
    while at < len(raw):
        word, at = raw[at], at + 1
        following = raw[at : at + 2]
        if word in _SERVANTS and following:
            article = following[0] in {"ال", "al", "el", "ul", "ar", "ur"} and len(following) > 1
            words.append(SERVANT + _bare(following[article]))
            at += 1 + article
        elif word in _KUNYA and following:
            pass  # the name that follows stands for it
        elif word not in _BETWEEN and word not in _OF_FAITH:
            words.append(_single(word))
    kept = [word for word in words if word.strip(SERVANT)]
    return tuple(word[:_MOST_LETTERS] for word in kept or raw)[:_MOST_WORDS]  # Ben is a name, too


def is_arabic(word: str) -> bool:
    """Whether a word is written in Arabic letters."""
    return bool(_ARABIC.search(word))


def _bare(word: str) -> str:
    """What follows «عبد», without an article of its own."""
    return word[2:] if word.startswith("ال") and len(word) > len("الله") else word


def _single(word: str) -> str:
    if _OF_GOD.match(word):
        return SERVANT + "الله"  # one word in both alphabets
    served = _JOINED_SERVANT.sub("", word)
    if served != word:
        return SERVANT + _DOUBLED.sub(r"\1", served)
    word = _JOINED_KUNYA.sub("", word)
    return _JOINED_FAITH.sub("", word)
