"""A person as far as files are compared, and how what is written of one is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from tipdesk.cases.interview.noticed_words import words
from tipdesk.i18n.text import search_key


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a person; '' or nothing where it is not."""

    names: tuple[str, ...] = ()  # as written: the same name in Arabic and in Latin letters
    birth: str = ""  # YYYY or YYYY-MM-DD
    nationality: str = ""  # ISO 3166-1 alpha-3 where it is one, else folded as written
    document: str = ""  # letters and digits alone
    sex: str = ""  # f, m


NOBODY = Described()
"""Of whom nothing is known."""


class NotRead(Exception):
    """What was written is nothing that can be compared."""


_YEAR_FIRST = re.compile(r"(\d{4})(?:[/.-](\d{1,2})(?:[/.-](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CODE = re.compile("[a-z]{3}")
_SEXES = {
    **dict.fromkeys(("f", "female", "woman", "girl", "انثي", "امراه"), "f"),
    **dict.fromkeys(("m", "male", "man", "boy", "ذكر", "رجل"), "m"),
}


def birth(written: str) -> str:
    """A date of birth, or its year: 1990, 1990-05-12, 12/05/1990, digits of any script; of 1990-05
    the year. '' where nothing is written. Raises NotRead."""
    text = search_key(written)
    year_first, turned = _YEAR_FIRST.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if not text:
        return ""
    if year_first:
        year, month, day = year_first.groups()
    elif turned:
        day, month, year = turned.groups()
    else:
        raise NotRead
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise NotRead from error
    return whole.isoformat() if day else f"{whole.year:04}"


def sex(written: str) -> str:
    """f, m, or '' where nothing is written. Raises NotRead."""
    text = search_key(written)
    if text and text not in _SEXES:
        raise NotRead
    return _SEXES.get(text, "")


def nationality(written: str) -> str:
    """The code of a nationality that is written as code, country or people; else folded as it is
    written."""
    text = search_key(written)
    if _CODE.fullmatch(text):
        return text.upper()
    return _peoples().get(text, text)


@cache
def _peoples() -> dict[str, str]:
    known = words()
    return {
        search_key(word): code
        for table in (known.called, known.people)
        for word, code in table.items()
    }


def document(written: str) -> str:
    """Letters and digits of a document's number."""
    return "".join(sign for sign in search_key(written).upper() if sign.isalnum())
