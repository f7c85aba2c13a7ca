"""Whether words stand in a text as a PDF gives it back: however its letters are coded or ordered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from tipdesk.core.clock import KUWAIT
from tipdesk.core.settings import Language
from tipdesk.i18n.text import ascii_digits, hijri, long_date

LANGUAGES: tuple[Language, ...] = ("ar", "en")


def plain(text: str) -> str:
    """Letters, digits and signs alone: presentation forms and ligatures taken apart, no vowel
    signs, isolates, tatweel or spaces, digits 0-9, small letters."""
    letters = unicodedata.normalize("NFKC", text)
    parts = (
        letter
        for letter in letters
        if unicodedata.category(letter) not in ("Mn", "Cf", "Cc", "Zs", "Zl", "Zp")
        and letter != "\u0640"
    )
    return ascii_digits("".join(parts)).casefold()


def orders(words: str) -> Iterator[str]:
    """The words as they may come out of a page: in order, by words, by letters backwards."""
    yield plain(words)
    yield plain(" ".join(reversed(words.split())))
    yield plain(words)[::-1]


def stand_in(words: str, text: str) -> bool:
    """Whether the words stand in `text`, which `plain` has gone over."""
    return any(order in text for order in orders(words))


def without(words: str, text: str) -> str:
    """`text` without these words, however they stand in it."""
    for order in orders(words):
        text = text.replace(order, "")
    return text


def written(value: str) -> set[str]:
    """A stored date or moment in every way that tipdesk, or a person, would write its day."""
    moment = datetime.fromisoformat(value)
    days = {moment.date()}
    if moment.tzinfo is not None:
        days.add(moment.astimezone(KUWAIT).date())
    return {form for day in days for form in _of_day(day)}


def _of_day(day: date) -> Iterator[str]:
    for sign in "-/.":
        yield f"{day:%Y{sign}%m{sign}%d}"
        yield f"{day:%d{sign}%m{sign}%Y}"
        yield f"{day.day}{sign}{day.month}{sign}{day.year}"
        yield f"{day.year}{sign}{day.month}{sign}{day.day}"
    for language in LANGUAGES:
        yield long_date(day, language)
        yield hijri(day, language)
