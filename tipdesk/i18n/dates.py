"""Dates as people read them: dd/MM/yyyy, Kuwait's clock, the Umm al-Qura calendar beside it.

Values in files are ISO 8601; nothing here is ever stored.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from tipdesk.core.clock import KUWAIT
from tipdesk.core.settings import Language
from tipdesk.i18n.catalogue import N_, texts

_MONTHS: dict[Language, tuple[str, ...]] = {
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_HIJRI_MONTHS: dict[Language, tuple[str, ...]] = {
    "ar": (
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
    ),
    "en": (
        "Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Akhir", "Jumada al-Ula", "Jumada al-Akhira",
        "Rajab", "Shaaban", "Ramadan", "Shawwal", "Dhu al-Qaada", "Dhu al-Hijja",
    ),
}  # fmt: skip


def kuwait_day(moment: datetime) -> date:
    """The day in Kuwait at `moment`, which is aware: between midnight and three, UTC still has the
    day before.

    Raises:
        ValueError: `moment` is naive, so nothing says which day it is.
        OverflowError: the calendar ends before Kuwait has this time.
    """
    if moment.utcoffset() is None:
        raise ValueError("a time without its zone is of no day")
    return moment.astimezone(KUWAIT).date()


def format_date(day: date, language: Language) -> str:  # noqa: ARG001  both languages write it alike
    """`day` as dd/MM/yyyy with digits 0-9, as Kuwait's papers write it in both languages.

    Raises:
        TypeError: `day` is a time, which Python takes for a date too: ask `kuwait_day` first.
    """
    if isinstance(day, datetime):
        raise TypeError("a time is no day")
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_time(moment: datetime) -> str:
    """HH:mm on Kuwait's clock. `moment` is aware."""
    return f"{moment.astimezone(KUWAIT):%H:%M}"


def format_datetime(moment: datetime, language: Language) -> str:
    """dd/MM/yyyy HH:mm on Kuwait's clock. `moment` is aware."""
    return f"{format_date(kuwait_day(moment), language)} {format_time(moment)}"


def long_date(day: date, language: Language) -> str:
    """The date with the month's name: «5 مارس 1999»."""
    return f"{day.day} {month_name(day.month, language)} {day.year}"


def month_name(month: int, language: Language) -> str:
    """The name of a month, 1 to 12, as Kuwait says it."""
    return _MONTHS[language][month - 1]


def hijri(day: date, language: Language) -> str:
    """`day` in the Umm al-Qura calendar, «17 ذو القعدة 1419 هـ»; '' outside 1343 to 1500 AH."""
    from hijridate import Gregorian

    try:
        converted = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    era = "هـ" if language == "ar" else "AH"
    return f"{converted.day} {_HIJRI_MONTHS[language][converted.month - 1]} {converted.year} {era}"


# --- dates that are known in part -------------------------------------------------------------

_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)", re.ASCII)
_ABOUT = N_("about {date}")
_BEFORE = N_("before {date}")
_AFTER = N_("after {date}")
_BETWEEN = N_("between {first} and {last}")
_WITH_WORDS = N_("{date} (“{words}”)")


def format_partial(value: str, language: Language) -> str:
    """A partial date (EDTF subset of `forms.values`) in words; the person's own words follow.

    `2019`, `2024-08`, `2024-08-05`, `…~` about, `../X` before, `X/..` after, `A/B` between;
    after `|` stand the person's words. What is none of these is given back unchanged.
    """
    edtf, _bar, words = value.partition("|")
    date_words = _partial(edtf, language) if edtf else ""
    if date_words is None:
        return value
    if not words:
        return date_words
    if not date_words:
        return words
    return texts(language).gettext(_WITH_WORDS).format(date=date_words, words=words)


def _partial(edtf: str, language: Language) -> str | None:
    say = texts(language).gettext
    first, slash, last = edtf.partition("/")
    if not slash:
        return _single(first, language)
    if first == "..":
        after = _single(last, language)
        return None if after is None else say(_BEFORE).format(date=after)
    start = _single(first, language)
    if start is None:
        return None
    if last == "..":
        return say(_AFTER).format(date=start)
    end = _single(last, language)
    return None if end is None else say(_BETWEEN).format(first=start, last=end)


def _single(edtf: str, language: Language) -> str | None:
    match = _EDTF.fullmatch(edtf)
    if match is None:
        return None
    year, month, day, about = match.groups()
    try:
        known = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        date_words = format_date(known, language)
    elif month:
        date_words = f"{month_name(known.month, language)} {year}"
    else:
        date_words = year
    return texts(language).gettext(_ABOUT).format(date=date_words) if about else date_words
