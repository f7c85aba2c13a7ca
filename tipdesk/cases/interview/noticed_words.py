"""The words by which `noticed` reads a statement: from `resources/words/noticed.toml` and the lists
of the form, folded so that spelling does not decide.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tipdesk.core.settings import resource
from tipdesk.forms.model import Choice, FormDefinition

COUNTRY_LIST, GOVERNORATE_LIST = "country", "gov"
HERE = "KWT"  # everybody's statement names it: it answers nothing by itself

_MARKS = frozenset("\u0621\u0640\u0670" + "".join(map(chr, range(0x64B, 0x660))))
_TANWEEN, _ALEF = "\u064b", "ا"
_LETTERS = str.maketrans("أإآٱىئؤة٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييوه01234567890123456789")
_WORD = r"\w"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in which one spelling stands for all, and where each of its letters was."""

    text: str
    places: Sequence[int]  # as many as letters, and the end

    def place(self, at: int) -> int:
        """Where the letter `at` stands in the text itself."""
        return self.places[at]


def fold(text: str) -> Folded:
    """As `i18n.text.search_key` folds, with places; the accusative of a noun (ديناراً) is the noun
    itself."""
    letters, places = [], []
    plain = text.translate(_LETTERS).lower()
    plain = plain if len(plain) == len(text) else text.translate(_LETTERS)
    for at, letter in enumerate(plain):
        if letter in _MARKS:
            continue
        if letter == _ALEF and _TANWEEN in (text[at - 1 : at], text[at + 1 : at + 2]):
            continue
        letters.append(letter)
        places.append(at)
    return Folded("".join(letters), (*places, len(text)))


def folded(word: str) -> str:
    """One word or phrase."""
    return fold(word).text


# --- cues ---------------------------------------------------------------------------------------


def _cue(text: str) -> str:
    """A cue of the file as a pattern."""
    pattern = ""
    for part in text.split():
        if part == "..":
            pattern += r"(?:\s+\S+){0,6}?"
            continue
        words = (re.escape(folded(word)).replace(r"\*", r"\w*") for word in part.split("/"))
        pattern += (r"\s+" if pattern else "") + f"(?:{'|'.join(words)})"
    return pattern


def cues(texts: Iterable[str], end: str = "") -> re.Pattern[str] | None:
    """What finds any of these cues as whole words; None where there is none."""
    patterns = [_cue(text) for text in texts]
    if not patterns:
        return None
    return re.compile(rf"(?<!{_WORD})[وف]?(?:{'|'.join(patterns)})(?!{_WORD}){end}")


Cues = tuple[tuple[str, re.Pattern[str]], ...]  # question (SILENT for none) and what names it
SILENT = "silent"
_NOT_QUESTIONS = frozenset(
    {SILENT, "pick", "units", "months", "years", "unnamed", "people", "told"}
)


def _cues_of(table: Mapping[str, Any], end: str = "") -> Cues:
    named = ((name, cues(texts, end)) for name, texts in table.items())
    kept = _NOT_QUESTIONS - {SILENT}
    return tuple((name, cue) for name, cue in named if cue is not None and name not in kept)


# --- the file -----------------------------------------------------------------------------------

NUMBERED = ("hours", "days_week", "unpaid", "count")
KINDS = ("money", "date", "country", "governorate", "name", *NUMBERED)


@dataclass(frozen=True, slots=True)
class NoticedWords:
    """Everything that the rules look for."""

    numbers: Mapping[str, int]
    twice: Mapping[str, str]
    currencies: Mapping[str, str]
    currencies_of: Mapping[tuple[str, str], str]
    periods: Cues
    months: Mapping[str, int]
    ordinals: tuple[str, ...]  # of days, the first one first
    years_before: frozenset[str]
    silent_sentence: re.Pattern[str]
    silent_clause: re.Pattern[str]
    others: re.Pattern[str]  # at the beginning of a clause
    payers: re.Pattern[str]
    negations: frozenset[str]
    cues: Mapping[str, Cues]  # of each kind
    questions: Mapping[str, tuple[str, ...]]  # that an officer may choose from, of each kind
    unsure: frozenset[str]  # questions that no rule names: it would be wrong too often
    units: Mapping[str, frozenset[str]]  # by question
    years: frozenset[str]  # in which months are counted
    unnamed_country: re.Pattern[str]  # right before a country, without a question
    told_of_self: re.Pattern[str]  # before a day without a cue: it is of her own story
    own_people: re.Pattern[str]  # right before who comes from one: herself
    name_cues: Cues
    name_ends: frozenset[str]
    name_suffixes: tuple[str, ...]
    verb_prefixes: tuple[str, ...]
    not_verbs: frozenset[str]
    called: Mapping[str, str]  # what people call a country → its code
    people: Mapping[str, str]  # who comes from one → its code


def _keys(table: Mapping[str, Any]) -> dict[str, Any]:
    return {folded(word): value for word, value in table.items()}


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, words))


def _by_word(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {folded(word): code for code, texts in table.items() for word in texts}


def _pattern(texts: Sequence[str], begin: str = "", end: str = "") -> re.Pattern[str]:
    pattern = cues(texts)
    assert pattern is not None  # noqa: S101  the file has such a list
    return re.compile(begin + pattern.pattern + end)


_BEGIN = r"^\s*(?:[وف]?(?:كان|كانت|ان|اما|لكن|بس|حتي)\s+)*"
_RIGHT_BEFORE = r"\s*$"


@lru_cache(maxsize=1)
def words() -> NoticedWords:
    """As the program ships them."""
    with resource("words", "noticed.toml").open("rb") as file:
        data = tomllib.load(file)
    silent = data["silent"]
    units = {question: _set(texts) for question, texts in data["count_units"].items()}
    for kind in ("hours", "days_week"):
        (question,) = (name for name in data[kind] if name not in _NOT_QUESTIONS)
        units[question] = _set(data[kind]["units"])
    unpaid = data["unpaid"]
    years = _set(unpaid["years"])
    (question,) = (name for name in unpaid if name not in _NOT_QUESTIONS)
    units[question] = _set(unpaid["months"]) | years
    return NoticedWords(
        numbers=_keys(data["numbers"]),
        twice={folded(word): folded(unit) for word, unit in data["twice"].items()},
        currencies=_keys(data["currencies"]),
        currencies_of={
            (stem(word), stem(of)): code
            for text, code in data["currencies_of"].items()
            for word, of in [folded(text).split()]
        },
        periods=_cues_of(data["periods"]),
        months=_keys(data["months"]),
        ordinals=tuple(map(folded, data["ordinals"]["words"])),
        years_before=_set(data["years"]["before"]),
        silent_sentence=_pattern(silent["sentence"]),
        silent_clause=_pattern(silent["clause"]),
        others=_pattern(silent["others"], _BEGIN),
        payers=_pattern(silent["payers"], _BEGIN),
        negations=_set(silent["negations"]),
        cues={
            kind: _cues_of(data[kind], _RIGHT_BEFORE if kind == COUNTRY_LIST else "")
            for kind in KINDS
        },
        questions={
            kind: (
                *(name for name in data[kind] if name not in _NOT_QUESTIONS),
                *data[kind].get("pick", ()),
            )
            for kind in KINDS
        },
        unsure=frozenset(data["unsure"]["questions"]),
        units=units,
        years=years,
        unnamed_country=_pattern(data["country"]["unnamed"], end=_RIGHT_BEFORE),
        told_of_self=_pattern(data["date"]["told"]),
        own_people=_pattern(data["country"]["people"], end=_RIGHT_BEFORE),
        name_cues=tuple(
            (question, _pattern(texts))
            for question, texts in data["name_cues"].items()
            if question not in ("ends", "suffixes", "verbs", "not_verbs")
        ),
        name_ends=_set(data["name_cues"]["ends"]),
        name_suffixes=tuple(map(folded, data["name_cues"]["suffixes"])),
        verb_prefixes=tuple(map(folded, data["name_cues"]["verbs"])),
        not_verbs=_set(data["name_cues"]["not_verbs"]),
        called=_by_word(data["countries"]),
        people=_by_word(data["people"]),
    )


def stem(word: str) -> str:
    """A word without the ending of gender and number."""
    for ending in ("ات", "ه", "ا"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending)
    return word


# --- lists of the form --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """What one thing of a list is called, behind its first word."""

    rest: tuple[str, ...]
    code: str
    preposition: str  # that is written into the first word; '' for none


Labels = Mapping[str, tuple[Label, ...]]  # by the first word, as it may be written
_WRITTEN = (  # into a name, with the preposition that it is
    *(("", ""), ("ال", ""), ("و", ""), ("وال", "")),
    *(("ب", "في"), ("بال", "في"), ("ل", "الي"), ("لل", "الي")),
)


@dataclass(frozen=True, slots=True)
class Places:
    """Countries and governorates by what they are called."""

    countries: Labels
    people: Labels
    governorates: Labels


def places_of(form: FormDefinition) -> Places:
    """What a form's lists call them, and people beside that."""
    countries = [*_labels(form.choices.get(COUNTRY_LIST, ())), *words().called.items()]
    return Places(
        _by_first_word((text, code) for text, code in countries if code != HERE),
        _by_first_word(words().people.items()),
        _by_first_word(_labels(form.choices.get(GOVERNORATE_LIST, ()))),
    )


def _labels(choices: Iterable[Choice]) -> Iterable[tuple[str, str]]:
    for choice in choices:
        for label in (choice.label.ar, choice.label.en):
            yield folded(label), choice.name


def bare(word: str) -> str:
    """A word without its article."""
    return word.removeprefix("ال") if len(word) > 4 else word


def _by_first_word(labels: Iterable[tuple[str, str]]) -> Labels:
    by_first: dict[str, list[Label]] = {}
    for text, code in labels:
        first, *rest = map(bare, re.findall(r"\w+", text))
        for written, preposition in _WRITTEN if len(first) > 2 else ():
            label = Label(tuple(rest), code, preposition)
            by_first.setdefault(written + first, []).append(label)
    return {
        first: tuple(sorted(known, key=lambda label: -len(label.rest)))
        for first, known in by_first.items()
    }
