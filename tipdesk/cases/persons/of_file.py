"""The person of a file as far as files are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from tipdesk.cases.model import Answer
from tipdesk.cases.persons.described import Described, NotRead, document, nationality, sex
from tipdesk.forms.model import path_of, row_path, split_path
from tipdesk.forms.values import DatePoint, parse_partial_date

ARABIC = ("name_ar_first", "name_ar_father", "name_ar_grandfather", "name_ar_family")
LATIN = ("name_latin_given", "name_latin_surname")
BIRTH, SEX, NATIONALITY, CIVIL_ID = "birth_date", "sex", "nationality", "civil_id"
NUMBER, DOCUMENT_TYPE = "doc_number", "doc_type"
ALIAS = "alias"
READ = frozenset({*ARABIC, *LATIN, ALIAS, BIRTH, SEX, NATIONALITY, CIVIL_ID, NUMBER, DOCUMENT_TYPE})
"""The questions that are compared."""
CHILDREN, CHILD_NAME, CHILD_AGE = "children_in_kw", "child_kw_name", "child_kw_age"
"""The rows in which somebody speaks of the children with them."""
NEEDED = (READ - {SEX, NATIONALITY}) | {CHILDREN, CHILD_NAME, CHILD_AGE}

_OF_THE_PERSON = ("passport", "national_id", "travel_document", "refugee_td", "seaman_book")
"""Documents whose number is the person's, the surest first. A visa's is another one each time."""


def person_of(answers: Mapping[str, Answer]) -> Described:
    """What stands in a file of its person. Of several nationalities none: each would be half of
    one; of what cannot be read nothing."""

    def value(name: str) -> str:
        return answers.get(name, Answer()).value.strip()

    spelt = (" ".join(filter(None, map(value, names))) for names in (ARABIC, LATIN, [ALIAS]))
    codes = value(NATIONALITY).split()
    return Described(
        names=tuple(name for name in spelt if name),
        birth=_birth(value(BIRTH)),
        nationality=nationality(codes[0]) if len(codes) == 1 else "",
        document=_document(answers),
        sex=_sex(value(SEX)),
    )


def name_at(answers: Mapping[str, Answer]) -> str:
    """The question at which the name begins: where something is said of the person."""
    names = (name for name in (*ARABIC, *LATIN) if answers.get(name, Answer()).value)
    return next(names, ARABIC[0])


def _birth(text: str) -> str:
    """A day or year; of a time between two years nothing."""
    with suppress(ValueError):
        born = parse_partial_date(text)
        if born.start is not None and born.start == born.end:
            return _day_or_year(born.start)
    return ""


def _day_or_year(point: DatePoint) -> str:
    if point.month and point.day and not point.about:
        return f"{point.year:04}-{point.month:02}-{point.day:02}"
    return f"{point.year:04}"


def _sex(text: str) -> str:
    with suppress(NotRead):
        return sex(text)
    return ""


def _document(answers: Mapping[str, Answer]) -> str:
    """The number of the surest document, else the civil ID."""
    by_kind = {kind: number for kind, number in reversed([*_numbers(answers)]) if number}
    known = (by_kind[kind] for kind in _OF_THE_PERSON if kind in by_kind)
    return next(known, document(answers.get(CIVIL_ID, Answer()).value))


def _numbers(answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
    for path, answer in answers.items():
        repeat, row, name = split_path(path)
        if name == NUMBER and (not repeat or answers.get(row_path(repeat, row), Answer()).value):
            kind = answers.get(path_of(DOCUMENT_TYPE, repeat, row), Answer()).value
            yield kind, document(answer.value)
