"""What of one file may also stand in another one (rules V13 and V14): advice, never a fault.

Files are compared by folded keys, so that spelling decides nothing. V13: an interpreter who is a
suspect, an employer or a co-worker anywhere. V14: a person who has an open file already, by civil
ID, passport, or name and year of birth. What is told of another file is its number and unit.
Whole names are compared by their sound too (`name_sounds`): one officer writes Rajesh Kumar,
another راجيش كومار. That is told as less than the same name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.interview.name_sounds import sounds, whole_sounds
from tipdesk.cases.model import Answer
from tipdesk.forms.model import path_of, row_path, split_path
from tipdesk.forms.partial_dates import parse_partial_date
from tipdesk.i18n.text import search_key

CLOSED = "close_reason"
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
BIRTH, AGE, ARRIVED = "birth_date", "age_stated", "intake_at"
ARABIC, LATIN = ("name_ar_first", "name_ar_family"), ("name_latin_given", "name_latin_surname")
BETWEEN_NAMES = ("name_ar_father", "name_ar_grandfather")
ALIAS = "alias"
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
        BIRTH,
        AGE,
    }
    | {ARRIVED, CLOSED, *ARABIC, *LATIN, *BETWEEN_NAMES, ALIAS}
)
"""The questions that keys are made of."""
NEEDED = READ
LISTED = READ - {CONTACT, RELATION, "absence_report_by"}
"""Those of them below level 4, of which nothing is compared between files."""

_MOST_YEARS = 5  # a birth "between" many years tells nothing
_AND = re.compile("[؛;]")  # the form says so below its questions
_ALSO = re.compile(r"[()«»/]|\s+-\s+")  # a name and what somebody is known as
_MORE = re.compile("[،,]")  # the register's number, language and sex follow the name
_NOT_A_CODE = re.compile(r"[^0-9a-z]")


class Kind(StrEnum):
    """What a key is of, the surest first."""

    CIVIL_ID = "civil_id"
    PASSPORT = "passport"
    OPPOSED = "opposed"
    PERSON = "person"
    OPPOSED_ALIKE = "opposed_alike"  # by the sound of the whole name
    PERSON_ALIKE = "person_alike"
    NAME_SOUND = "name_sound"  # one word of the person's names, for the search of the list


@dataclass(frozen=True, slots=True)
class Key:
    """`more` must not contradict where both files have it: the names between first and family."""

    kind: Kind
    text: str
    more: str = ""


def keys_of(answers: Mapping[str, Answer]) -> frozenset[Key]:
    """What other files find this one by (a closed file by its suspects only), and the sounds by
    which the search of the list finds it."""
    answers = _read(answers)
    found = {key for name in _opposed(answers) for key in _opposed_keys(name)}
    if not answers.get(CLOSED, Answer()).value:
        found |= {key for _path, key in _person(answers)}
    for _path, name in _told(answers, {*ARABIC, *BETWEEN_NAMES, *LATIN, ALIAS}):
        found |= {Key(Kind.NAME_SOUND, sound) for word in sounds(name) for sound in word}
    return frozenset(found)


def sought(answers: Mapping[str, Answer]) -> dict[str, frozenset[Key]]:
    """Path of a question to the keys that are looked for because of its answer."""
    answers, found = _read(answers), dict[str, set[Key]]()
    for path, value in _told(answers, {*INTERPRETERS, PRESENT}):
        if not _interprets(answers, path):
            continue
        names = {key for name in _interpreter(value) for key in _opposed_keys(name)}
        found.setdefault(path, set()).update(names)
    for path, key in _person(answers):
        found.setdefault(path, set()).add(key)
    return {path: frozenset(keys) for path, keys in found.items() if keys}


def fits(own: Key, other: Key) -> bool:
    """Whether two keys with one text speak of one person as far as anybody can tell."""
    return own.more.startswith(other.more) or other.more.startswith(own.more)


def opposed_here(answers: Mapping[str, Answer], path: str) -> Kind | None:
    """Whether the interpreter at `path` is a suspect, employer or co-worker of this very file, by
    the name itself or by its sound; None: neither."""
    if not _interprets(answers, path):
        return None
    there = {key for name in _opposed(_read(answers)) for key in _opposed_keys(name)}
    named = _interpreter(answers.get(path, Answer()).value)
    same = {key.kind for name in named for key in _opposed_keys(name) if key in there}
    return next((kind for kind in (Kind.OPPOSED, Kind.OPPOSED_ALIKE) if kind in same), None)


def _interpreter(text: str) -> frozenset[str]:
    """The interpreter's names; a register number is none."""
    heads = (_MORE.split(part)[0] for part in _AND.split(text))
    return frozenset(name for head in heads for name in _names(head))


def _opposed_keys(name: str) -> Iterator[Key]:
    yield Key(Kind.OPPOSED, search_key(name))
    for sound in whole_sounds(name):
        yield Key(Kind.OPPOSED_ALIKE, sound)


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
    found: set[str] = set()
    for _path, value in _told(answers, OPPOSED):
        found.update(key for part in _AND.split(value) for key in _names(part))
    for path, value in _told(answers, {CONTACT}):
        repeat, row, _name = split_path(path)
        if answers.get(path_of(RELATION, repeat, row), Answer()).value == CO_WORKER:
            found.update(_names(value))
    return frozenset(found)


def _names(text: str) -> Iterator[str]:
    """One name: as a whole, and each that somebody is known as; a number is no name."""
    parts = [part for part in _ALSO.split(text) if part.strip()]
    for part in dict.fromkeys((*parts, text)):
        if any(letter.isalpha() for letter in part):
            yield part


def _person(answers: Mapping[str, Answer]) -> Iterator[tuple[str, Key]]:
    """Every key of the person of the file, with the path that it comes from."""
    for path, value in _told(answers, {CIVIL_ID}):
        if code := _code(value):
            yield path, Key(Kind.CIVIL_ID, code)
    for path, value in _told(answers, {NUMBER}):
        repeat, row, _name = split_path(path)
        kind = answers.get(path_of(DOCUMENT_TYPE, repeat, row), Answer()).value
        if kind == PASSPORT and (code := _code(value)):
            yield path, Key(Kind.PASSPORT, code)
    years = _birth_years(answers)
    between = " ".join(answers.get(name, Answer()).value for name in BETWEEN_NAMES)
    for names, more in ((ARABIC, between), (LATIN, "")):
        parts = [search_key(answers.get(name, Answer()).value) for name in names]
        if all(parts):
            whole = " ".join(parts)
            for year in years:
                yield names[0], Key(Kind.PERSON, f"{whole} {year}", search_key(more))
                for sound in whole_sounds(whole):
                    heard = " ".join(word[0] for word in sounds(more))
                    yield names[0], Key(Kind.PERSON_ALIKE, f"{sound} {year}", heard)


def _code(text: str) -> str:
    return _NOT_A_CODE.sub("", search_key(text))


def _birth_years(answers: Mapping[str, Answer]) -> tuple[int, ...]:
    """The years in which the person may be born; none when nobody can tell."""
    with suppress(ValueError):
        born = parse_partial_date(answers.get(BIRTH, Answer()).value)
        ends = [point.year for point in (born.start, born.end) if point is not None]
        if ends:
            years = range(min(ends), max(ends) + 1)
            return tuple(years) if len(years) <= _MOST_YEARS else ()
    age, arrived = (answers.get(name, Answer()).value for name in (AGE, ARRIVED))
    if age.isdecimal() and arrived[:4].isdecimal():
        born_last = int(arrived[:4]) - int(age)
        return (born_last - 1, born_last)
    return ()


def _told(answers: Mapping[str, Answer], names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Path and value of what stands at these questions, in rows that were not taken away."""
    for path, answer in answers.items():
        if answer.value and path.rpartition("/")[2] in names:
            repeat, row, _name = split_path(path)
            if not repeat or answers.get(row_path(repeat, row), Answer()).value:
                yield path, answer.value
