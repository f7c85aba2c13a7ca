"""What of one file may also stand in another one (rules V13 and V14): advice, never a fault.

Files are compared by folded keys, so that spelling decides nothing. V13: an interpreter who is a
suspect, an employer or a co-worker anywhere. V14: a person who has a file already, by civil
ID or passport; who else may be the same person is weighed (`judging.weigh`). What is told of
another file is its number and unit. Whole names of opposed people are compared by their sound too:
one officer writes Rajesh Kumar, another راجيش كومار. That is told as less than the same name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from tipdesk.cases.model import Answer
from tipdesk.cases.persons.meeting import sound_keys
from tipdesk.cases.persons.name_words import name_words
from tipdesk.forms.model import path_of, row_path, split_path
from tipdesk.i18n.text import search_key

_MOST = 8  # keys of one name


def whole_sounds(name: str) -> frozenset[str]:
    """The sounds of a whole name, in whatever order its words stand; none of fewer than two words,
    since half the world is called Maria."""
    words = [keys for word in name_words(name) if (keys := sound_keys(word))]
    if len(words) < 2:  # given name and family name
        return frozenset()
    return frozenset(
        " ".join(sorted(combination)) for combination in islice(product(*words), _MOST)
    )


INTERPRETERS = frozenset({"int_name", "session_int_name"})
PRESENT, CAPACITY, INTERPRETER = "present_name", "present_capacity", "interpreter"
# Suspects, employers, and who took money or people over: none of them interprets.
OPPOSED = frozenset(
    {
        "sus_name",
        "ex_persons",
        "sponsor",
        "rec_person",
        "fee_paid_to",
        "som_payer",
        "absence_report_by",
    }
)
CONTACT, RELATION, CO_WORKER = "contact_name", "contact_relation", "colleague"
CIVIL_ID, NUMBER, DOCUMENT_TYPE, PASSPORT = "civil_id", "doc_number", "doc_type", "passport"
READ = frozenset(
    {
        *INTERPRETERS,
        PRESENT,
        CAPACITY,
        *OPPOSED,
        CONTACT,
        RELATION,
        CIVIL_ID,
        NUMBER,
        DOCUMENT_TYPE,
    }
)
"""The questions that keys are made of."""
NEEDED = READ

_AND = re.compile("[؛;]")  # the form says so below its questions
_ALSO = re.compile(r"[()«»/]|\s+-\s+")  # a name and what somebody is known as
_MORE = re.compile("[،,]")  # the register's number, language and sex follow the name
_NOT_A_CODE = re.compile(r"[^0-9a-z]")


class MatchKind(StrEnum):
    """What a key is of, the surest first."""

    CIVIL_ID = "civil_id"
    PASSPORT = "passport"
    OPPOSED = "opposed"
    OPPOSED_ALIKE = "opposed_alike"  # by the sound of the whole name


OF_THE_PERSON = frozenset({MatchKind.CIVIL_ID, MatchKind.PASSPORT})
"""Who has one of these in another file is the person of that file."""


@dataclass(frozen=True, slots=True)
class MatchKey:
    """By what a file is found."""

    kind: MatchKind
    text: str


def keys_of(answers: Mapping[str, Answer]) -> frozenset[MatchKey]:
    """What other files find this one by, also when it is closed: who comes again after a year is
    the person of that file all the same."""
    answers = _read(answers)
    keys = {key for name in _opposed(answers) for key in _opposed_keys(name)}
    return frozenset(keys | {key for _path, key in _person(answers)})


def sought(answers: Mapping[str, Answer]) -> dict[str, frozenset[MatchKey]]:
    """Path of a question to the keys that are looked for because of its answer."""
    answers, by_path = _read(answers), dict[str, set[MatchKey]]()
    for path, value in _answered(answers, {*INTERPRETERS, PRESENT}):
        if not _interprets(answers, path):
            continue
        names = {key for name in _interpreter(value) for key in _opposed_keys(name)}
        by_path.setdefault(path, set()).update(names)
    for path, key in _person(answers):
        by_path.setdefault(path, set()).add(key)
    return {path: frozenset(keys) for path, keys in by_path.items() if keys}


def opposed_here(answers: Mapping[str, Answer], path: str) -> MatchKind | None:
    """Whether the interpreter at `path` is a suspect, employer or co-worker of this very file, by
    the name itself or by its sound; None: neither."""
    if not _interprets(answers, path):
        return None
    opposed_keys = {key for name in _opposed(_read(answers)) for key in _opposed_keys(name)}
    named = _interpreter(answers.get(path, Answer()).value)
    kinds = {key.kind for name in named for key in _opposed_keys(name) if key in opposed_keys}
    return next(
        (kind for kind in (MatchKind.OPPOSED, MatchKind.OPPOSED_ALIKE) if kind in kinds), None
    )


def _interpreter(text: str) -> frozenset[str]:
    """The interpreter's names; a register number is none."""
    heads = (_MORE.split(part)[0] for part in _AND.split(text))
    return frozenset(name for head in heads for name in _names(head))


def _opposed_keys(name: str) -> Iterator[MatchKey]:
    yield MatchKey(MatchKind.OPPOSED, search_key(name))
    for sound in whole_sounds(name):
        yield MatchKey(MatchKind.OPPOSED_ALIKE, sound)


def _interprets(answers: Mapping[str, Answer], path: str) -> bool:
    """Whether an interpreter is named at `path`: of a session, or among those present."""
    repeat, row, name = split_path(path)
    if name == PRESENT:
        return answers.get(path_of(CAPACITY, repeat, row), Answer()).value == INTERPRETER
    return name in INTERPRETERS


def _read(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The few answers that keys are made of, and the heads of rows."""
    return {
        path: answer
        for path, answer in answers.items()
        if path.endswith("]") or path.rpartition("/")[2] in READ
    }


def _opposed(answers: Mapping[str, Answer]) -> frozenset[str]:
    opposed: set[str] = set()
    for _path, value in _answered(answers, OPPOSED):
        opposed.update(key for part in _AND.split(value) for key in _names(part))
    for path, value in _answered(answers, {CONTACT}):
        repeat, row, _name = split_path(path)
        if answers.get(path_of(RELATION, repeat, row), Answer()).value == CO_WORKER:
            opposed.update(_names(value))
    return frozenset(opposed)


def _names(text: str) -> Iterator[str]:
    """One name: as a whole, and each that somebody is known as; a number is no name."""
    parts = [part for part in _ALSO.split(text) if part.strip()]
    for part in dict.fromkeys((*parts, text)):
        if any(letter.isalpha() for letter in part):
            yield part


def _person(answers: Mapping[str, Answer]) -> Iterator[tuple[str, MatchKey]]:
    """Every key of the person of the file, with the path that it comes from."""
    for path, value in _answered(answers, {CIVIL_ID}):
        if code := _code(value):
            yield path, MatchKey(MatchKind.CIVIL_ID, code)
    for path, value in _answered(answers, {NUMBER}):
        repeat, row, _name = split_path(path)
        kind = answers.get(path_of(DOCUMENT_TYPE, repeat, row), Answer()).value
        if kind == PASSPORT and (code := _code(value)):
            yield path, MatchKey(MatchKind.PASSPORT, code)


def _code(text: str) -> str:
    return _NOT_A_CODE.sub("", search_key(text))


def _answered(answers: Mapping[str, Answer], names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Path and value of what stands at these questions, in rows that were not taken away."""
    for path, answer in answers.items():
        if answer.value and path.rpartition("/")[2] in names:
            repeat, row, _name = split_path(path)
            if not repeat or answers.get(row_path(repeat, row), Answer()).value:
                yield path, answer.value
