"""Words of the screen and of papers: the catalogues, what stands inside a sentence, dates.

What is written in English in the code is said in the reader's language. Mark sentences with `_()`
where they are shown and `N_()` where they are constants; count with `ngettext`. Whole sentences,
named placeholders: `_("{count} files").format(count=n)`. Paper and bundles speak the form's
language: they ask `texts(language)`, never the language of the screen.

Text as people type it is made safe, isolated for right-to-left lines and folded for search. The
order is `isolate(clean(text))`: cleaning drops the direction marks that came with the text,
isolating adds those that it needs.

Dates are dd/MM/yyyy by Kuwait's clock, with the Umm al-Qura calendar beside them. Values in files
are ISO 8601; nothing here is ever stored.
"""

from __future__ import annotations

import gettext as _gettext
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tipdesk.core.clock import KUWAIT
from tipdesk.core.settings import Language, translations_dir

_DOMAIN = "tipdesk"


class Texts(NamedTuple):
    """One language's sentences."""

    language: Language
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    @property
    def is_rtl(self) -> bool:
        """Whether this language is written from right to left."""
        return self.language == "ar"


@cache
def texts(language: Language) -> Texts:
    """The sentences of `language`, whatever the screen speaks."""
    catalogue = _load(language)
    return Texts(language, catalogue.gettext, catalogue.ngettext)


def _load(language: Language) -> _gettext.NullTranslations:
    """The compiled catalogue; in a checkout the `.po` itself where it is newer or alone."""
    folder = translations_dir() / language / "LC_MESSAGES"
    source, compiled = folder / f"{_DOMAIN}.po", folder / f"{_DOMAIN}.mo"
    if compiled.exists() and not _is_stale(source, compiled):
        with compiled.open("rb") as file:
            return _gettext.GNUTranslations(file)
    if not source.exists():
        return _gettext.NullTranslations()
    return _gettext.GNUTranslations(io.BytesIO(compile_po(source.read_bytes())))


def _is_stale(source: Path, compiled: Path) -> bool:
    """Whether the `.po` was edited since. What was installed was compiled then and never is."""
    if source.parents[2].name.startswith("_") or not source.exists():
        return False
    return source.stat().st_mtime_ns > compiled.stat().st_mtime_ns


def compile_po(source: bytes) -> bytes:
    """The `.mo` of a `.po`. Its own plural header is kept; fuzzy entries are left out."""
    # Babel takes 60 ms to import; a station with compiled catalogues never needs it here.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    catalogue = read_po(io.BytesIO(source))
    catalogue.creation_date = datetime(2020, 1, 1, tzinfo=UTC)  # else it would be now
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


class _Spoken:
    """The language of the screen; one for the process."""

    language: Language = "ar"


def set_language(language: Language) -> None:
    """Choose the language of the screen."""
    _Spoken.language = language


def language() -> Language:
    """The language of the screen."""
    return _Spoken.language


def is_rtl() -> bool:
    """Whether the screen is written from right to left."""
    return texts(_Spoken.language).is_rtl


def _(message: str) -> str:
    """`message` in the language of the screen."""
    return texts(_Spoken.language).gettext(message)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for a marked constant
    """Mark a constant for translation; it is translated where it is shown."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that `number` takes in the language of the screen."""
    return texts(_Spoken.language).ngettext(singular, plural, number)


_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"

# --- clean ------------------------------------------------------------------------------------

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # direction embeddings, overrides and isolates
    "\u206a-\u206f\ufeff\ufff9-\ufffc"  # deprecated marks, byte order mark, anchors
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters
    "\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, invisible tags
)
_OBJECT = "\ufffc"  # the only one of them that counts as printable


def nfc(text: str) -> str:
    """`text` in Unicode normal form C, as it is stored."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """`text` without controls and direction overrides, lines ended by \\n, in NFC.

    Keeps joiners (ZWJ, ZWNJ) and the plain marks LRM, RLM and ALM, which names and
    narratives need. "\\u202egpj.exe" becomes "gpj.exe".
    """
    # Nearly every text is safe, and one look at it is ten times as fast as both replacements.
    visible = text.replace("\n", "").replace("\t", "").isprintable()
    if visible and _OBJECT not in text:
        return nfc(text)
    return nfc(_UNSAFE.sub("", _LINE_ENDS.sub("\n", text)))


def first_unsafe(text: str) -> str:
    """The first character that `clean` would take out; '' when there is none."""
    match = _UNSAFE.search(_LINE_ENDS.sub("\n", text))
    return match.group()[0] if match else ""


# --- isolate ----------------------------------------------------------------------------------

_LATIN = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"
_WORD = f"[{_LATIN}0-9][{_LATIN}0-9\u00ad\u0300-\u036f]*"  # with soft hyphens and accents
_GAP = r"[ \u00a0!-/:-@\[-`{-~\u2010-\u2015\u2018-\u201f\u2022\u2026\u00b0\u00b7\u200e]{1,3}"
_UNIT = r"(?:[kKMGT]?i?B|KWD|USD|EUR|[kcm]?m|[km]?g|ml|L|GHz|MHz|dpi|°C)"
_RUN = (
    f"(?<![{_LATIN}0-9\u2069])(?:"
    # a number: date and time, signed, with separators, in groups, with unit; +965 5012 3456
    r"(?P<number>(?>"
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\d{1,2}/\d{1,2}/\d{4} \d\d:\d\d(?::\d\d)?"
    r"|\+\d(?:\d|[ \u00a0.-](?=[\d(])|\((?=\d)|\)(?=[ \u00a0.-]?\d))*"
    # the hyphen of «م-1» is no sign: it belongs to the letter before it
    r"|(?:(?<![\w\u2069])[+\u2212\u00b1$\u20ac\u00a3]|(?<![\w\u2069\u0620-\u064a])-)?"
    r"\d(?:\d|[-/._:,\u2013](?=\d)|[ \u00a0](?=\d\d))*"
    rf"(?:[ \u00a0]?[%\u2030$\u20ac\u00a3]|[ \u00a0]?{_UNIT}(?![{_LATIN}0-9]))?"
    rf")(?![{_LATIN}0-9]|[-/._:@][{_LATIN}]))"
    # a run of Latin words, with the numbers and signs between them
    r"|(?P<latin>(?:(?<![\w\u2069])[+@#$/.~]{1,2})?"
    f"{_WORD}(?:{_GAP}{_WORD})*[%+#/]*)"
    ")"
)
# What is isolated already stays as it is; behind the last end of an isolate nothing is.
_TOKEN = re.compile(f"(?P<done>[\u2066-\u2068][^\u2069]*\u2069)|{_RUN}", re.ASCII)
_LAST_TOKEN = re.compile(f"(?P<done>(?!))|{_RUN}", re.ASCII)
_BEGINS = re.compile(f"[{_LATIN}0-9\u2066-\u2068]")  # every match of it holds one of these
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_PAIRS.values())
_PLAIN_NUMBER = re.compile(r"\d+", re.ASCII)

MASK = "•••••"  # what a covered screen shows in the place of a name or an answer
_LONGEST_NAME = 44  # letters of a file's name that stand in one line


def isolate(text: str) -> str:
    """Wrap every code, phone, date, range and Latin run in isolates (UAX #9, U+2066…U+2069).

    Without them an Arabic line reorders such runs: «هاتف +965 5012 3456» is drawn
    3456 5012 965+. A plain whole number needs none and gets none. Wrapping twice changes nothing.
    """
    if not _BEGINS.search(text):  # most Arabic text
        return text
    out: list[str] = []
    position = 0
    closed = text.rfind(_PDI) + 1
    for match in chain(_TOKEN.finditer(text, 0, closed), _LAST_TOKEN.finditer(text, closed)):
        start, end = match.span()
        if start < position:  # a bracket that belongs to the run before
            continue
        out.append(text[position:start])
        if match["done"] is not None or _PLAIN_NUMBER.fullmatch(match[0]):
            out.append(match[0])
        else:
            end, lone_brackets = _brackets(text, start, end)
            out.extend(_wrapped_between(text, start, end, lone_brackets))
        position = end
    out.append(text[position:])
    return "".join(out)


def _brackets(text: str, start: int, end: int) -> tuple[int, list[int]]:
    """Where the run ends with the brackets that close it, and which of its brackets stand alone."""
    opened: list[int] = []
    lone: list[int] = []
    for at in range(start, end):
        if text[at] in _PAIRS:
            opened.append(at)
        elif text[at] in _CLOSING:
            if opened and _PAIRS[text[opened[-1]]] == text[at]:
                opened.pop()
            else:
                lone.append(at)
    while opened and end < len(text) and text[end] == _PAIRS[text[opened[-1]]]:
        opened.pop()
        end += 1
    return end, sorted(lone + opened)


def _wrapped_between(text: str, start: int, end: int, lone_brackets: list[int]) -> Iterator[str]:
    """The run in isolates; a bracket whose partner is elsewhere stays outside."""
    for at in (*lone_brackets, end):
        piece = text[start:at]
        inner = piece.strip()
        if inner:
            before, after = piece.split(inner, 1)
            yield f"{before}{_LRI}{inner}{_PDI}{after}"
        else:
            yield piece
        yield text[at : at + 1] if at < end else ""
        start = at + 1


def isolated(run: str) -> str:
    """The whole of `run` in one isolate of its own direction (its first strong letter)."""
    for letter in run:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return f"{_LRI if direction == 'L' else _RLI}{run}{_PDI}"
    return f"{_LRI}{run}{_PDI}"


def with_code(code: str, name: str) -> str:
    """A person of a station as colleagues know them, with the code beside: «بدر العتيبي (S-01)»;
    the code alone where there is no name, or it is not to be shown."""
    return f"{isolate(name)} ({isolated(code)})" if name else isolated(code)


def code_text(code: str) -> str:
    """A code or number in its own direction; a dash when there is none."""
    return isolated(code) if code else "—"


def foreign(name: str) -> str:
    """A name from outside (a USB drive, a bundle): without marks that turn or hide text,
    isolated."""
    return isolated(clean(name)) if name else "—"


def in_one_line(name: str) -> str:
    """The long name of a file from left to right, its middle left out: of two lines an Arabic
    sentence would draw the pieces in odd places."""
    half = _LONGEST_NAME // 2
    return foreign(name if len(name) <= _LONGEST_NAME else f"{name[:half]}…{name[-half:]}")


# --- digits and search ------------------------------------------------------------------------

_TO_ASCII = {
    ord(digit): str(value)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    for value, digit in enumerate(digits)
}


def ascii_digits(text: str) -> str:
    """Arabic-Indic (٠-٩) and Persian (۰-۹) digits as 0-9."""
    return text.translate(_TO_ASCII)


_MARKS = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # marks
    "\u0640\u0621"  # tatweel, hamza
    "\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"  # direction marks, joiners
)
_FOLD = {
    ord(letter): folded
    for letters, folded in (
        ("ٱ", "ا"),
        ("ىیۍ", "ي"),
        ("ةەہھۀۂۃ", "ه"),
        ("کڪ", "ك"),
        ("\u200c", " "),
    )
    for letter in letters
}


def search_key(text: str) -> str:
    """`text` folded for search: how it is typed must not decide whether it is found.

    Harakat, tatweel and hamza go, أإآٱ are ا, ى and ئ are ي, ؤ is و, ة is ه; digits are
    0-9, letters small, one space between words.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    folded = _MARKS.sub("", decomposed).translate(_FOLD).translate(_TO_ASCII)
    return " ".join(nfc(folded).casefold().split())


def listed(parts: Iterable[object], language: str) -> str:
    """Numbers and names one after another in the order in which `language` is read, each kept in
    its own direction: with the comma inside, "2, 3" would be read from the wrong end."""
    comma = "، " if language == "ar" else ", "
    return comma.join(isolated(str(part)) for part in parts)


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
_WEEKDAYS: dict[Language, tuple[str, ...]] = {  # as `date.weekday` counts them
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
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


def weekday_name(day: date, language: Language) -> str:
    """The name of its day of the week."""
    return _WEEKDAYS[language][day.weekday()]


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


def currency_of(country: str) -> str:
    """The code (ISO 4217) of what is paid with in a country (ISO 3166, three letters), as CLDR has
    it (supplemental data, currencies of regions); '' where it names none."""
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    regions = get_global("territory_aliases").get(country, ())
    codes = get_territory_currencies(regions[0]) if len(regions) == 1 else []
    return codes[0] if codes else ""
