"""From what was typed to what is stored: one text form for each type of question.

Both digit sets are accepted everywhere. Numbers are plain decimals, dates ISO 8601, dates with
time UTC, choices their codes, partial dates EDTF. Whether a stored value is allowed is the form's
affair (`rules`); here only its shape is judged.

Dates of which only a part is known, and ages (EDTF, ISO 8601-2:2019 level 1 and 2 subset), are
stored as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `~` after it says about; `../X` is at the latest X,
`X/..` at the earliest X, `A/B` between. The person's own words follow after a `|`:
`2024-03~|قبل رمضان الماضي`. Only the words may be known: `|قبل رمضان الماضي`.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum

from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.expression.conversions import EPOCH, PartialText, on_every_clock
from tipdesk.forms.model import MAX_LONG_TEXT, MAX_TEXT, Choice, Question, QuestionType
from tipdesk.i18n.text import ascii_digits, clean

MAX_NUMBER = 30  # digits
MAX_FILE_NAME = 255


class ValueRefusal(StrEnum):
    """Why a value does not fit its question: the `reason` of AnswerRefused."""

    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    AMBIGUOUS_NUMBER = "ambiguous_number"  # 1,500: thousands or a decimal comma?
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_A_DATE_TIME = "not_a_date_time"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_LOGIN = "not_a_login"
    NOT_A_FILE = "not_a_file"
    TOO_LONG = "too_long"
    NOT_ANSWERABLE = "not_answerable"


CODE_APPEARANCES = frozenset({"tip-ltr", "tip-phone", "tip-money", "numbers"})
"""Appearances of text whose digits are stored as 0-9: numbers of documents, phones, codes."""

_MARKS = re.compile("[\u200b-\u200f\u061c\u2066-\u2069\ufeff]")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_FILE = re.compile(r"([0-9a-f]{32})\|(.+)")
_ISO_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?")


def normalise(question: Question, text: str, choices: Sequence[Choice] = ()) -> str:
    """The stored form of `text` as an answer to `question`; '' empties it.

    `choices` are those of the question's list.

    Raises:
        AnswerRefused: the value has not the question's shape (details: name, reason, a Refusal).
    """
    kind = _KINDS.get(question.type)
    if kind is None:
        raise _refused(question, ValueRefusal.NOT_ANSWERABLE)
    if not text.strip():
        return ""
    return kind(question, text, choices)


def held_to_limits(question: Question, text: str) -> str:
    """`text` without what no answer holds, whoever wrote it: the last look before it is kept.

    Raises:
        AnswerRefused: it is longer than an answer to this question can be.
    """
    cleaned = clean(text)
    short = question.type in (QuestionType.TEXT, QuestionType.PERSON)
    if len(cleaned) > (MAX_TEXT if short else MAX_LONG_TEXT):
        raise _refused(question, ValueRefusal.TOO_LONG)
    return cleaned


def _refused(question: Question, reason: ValueRefusal) -> AnswerRefused:
    return AnswerRefused(name=question.name, reason=reason.value)


def _compact(text: str) -> str:
    """Typed digits and signs as ASCII, without marks of direction and outer spaces."""
    return _MARKS.sub("", ascii_digits(clean(text))).replace("\u2212", "-").strip()


def _text(question: Question, text: str, _: Sequence[Choice]) -> str:
    line = " ".join(clean(text).split())
    if question.appearance & CODE_APPEARANCES:
        line = " ".join(_compact(line).split())
    if len(line) > MAX_TEXT:
        raise _refused(question, ValueRefusal.TOO_LONG)
    return line


def _long_text(question: Question, text: str, _: Sequence[Choice]) -> str:
    """Lines without outer spaces behind them. At the end of the statement a space or an empty line
    stays: whoever goes on later must not write onto the last word (`cases.answers` takes it
    off)."""
    whole = clean(text)
    cleaned = "\n".join(line.rstrip() for line in whole.split("\n")).strip("\n")
    end = whole[len(whole.rstrip()) :]
    cleaned += "\n" * min(2, end.count("\n")) or " " * bool(end)
    if len(cleaned) > MAX_LONG_TEXT:
        raise _refused(question, ValueRefusal.TOO_LONG)
    return cleaned


def _number_text(question: Question, text: str, *, commas_group: bool) -> str:
    """The typed number with a decimal point and no separators of thousands."""
    typed = _compact(text).replace("\u066c", "").replace("\u066b", ".")
    typed = re.sub(r"(?<=[0-9])[ \u00a0\u202f'](?=[0-9]{3}(?![0-9]))", "", typed)
    if "," in typed:
        if _GROUPED.fullmatch(typed):
            if not commas_group and typed.count(",") == 1 and "." not in typed:
                raise _refused(question, ValueRefusal.AMBIGUOUS_NUMBER)
            typed = typed.replace(",", "")
        elif typed.count(",") == 1 and "." not in typed:
            typed = typed.replace(",", ".")
    if len(typed) > MAX_NUMBER or not _PLAIN.fullmatch(typed):
        raise _refused(question, ValueRefusal.NOT_A_NUMBER)
    return typed


def _integer(question: Question, text: str, _: Sequence[Choice]) -> str:
    number = Decimal(_number_text(question, text, commas_group=True))
    if number != number.to_integral_value():
        raise _refused(question, ValueRefusal.NOT_WHOLE)
    return str(int(number))


def _decimal(question: Question, text: str, _: Sequence[Choice]) -> str:
    """Digits after the point stay as typed: 1.500 says fils."""
    number = Decimal(_number_text(question, text, commas_group=False))
    return format(number or abs(number), "f")


def _date(question: Question, text: str, _: Sequence[Choice]) -> str:
    day = _typed_date(_compact(text))
    if day is None:
        raise _refused(question, ValueRefusal.NOT_A_DATE)
    return day.isoformat()


def _typed_date(text: str) -> date | None:
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _DAY_FIRST.fullmatch(text):
        year, month, day = int(match[3]), int(match[2]), int(match[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date_time(question: Question, text: str, _: Sequence[Choice]) -> str:
    """ISO 8601, or day and clock as typed, which are Kuwait's."""
    typed = _compact(text)
    try:
        moment = datetime.fromisoformat(typed) if "T" in typed else None
        if moment is None:
            day_text, _gap, clock_text = typed.partition(" ")
            day, clock = _typed_date(day_text), _typed_clock(clock_text.strip())
            if day is not None and clock is not None:
                moment = datetime.combine(day, clock, KUWAIT)
        if moment is None:
            raise ValueError(typed)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=KUWAIT)
        if not on_every_clock(aware):
            raise ValueError(typed)
        return stored_date_time(aware)
    except ValueError as error:
        raise _refused(question, ValueRefusal.NOT_A_DATE_TIME) from error


def _time(question: Question, text: str, _: Sequence[Choice]) -> str:
    """The time on the clock as typed; seconds only where they were given."""
    try:
        clock = _typed_clock(_compact(text))
        if clock is None:
            raise ValueError(text)
    except ValueError as error:
        raise _refused(question, ValueRefusal.NOT_A_TIME) from error
    return clock.isoformat("seconds" if clock.second else "minutes")


def _typed_clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    return time(int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def stored_date_time(moment: datetime) -> str:
    """An aware date with time as it is stored: UTC, whole seconds, `2026-11-24T09:30:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _partial_date(question: Question, text: str, _: Sequence[Choice]) -> str:
    try:
        return parse_partial_date(text).text()
    except ValueError as error:
        raise _refused(question, ValueRefusal.NOT_A_DATE) from error


def _select_one(question: Question, text: str, choices: Sequence[Choice]) -> str:
    name = text.strip()
    if name not in {choice.name for choice in choices}:
        raise _refused(question, ValueRefusal.NOT_A_CHOICE)
    return name


def _select_multiple(question: Question, text: str, choices: Sequence[Choice]) -> str:
    """Each choice once, in the order of the list."""
    names = set(text.split())
    if names - {choice.name for choice in choices}:
        raise _refused(question, ValueRefusal.NOT_A_CHOICE)
    return " ".join(choice.name for choice in choices if choice.name in names)


def _officer(question: Question, text: str, _: Sequence[Choice]) -> str:
    login = _compact(text)
    if not _LOGIN.fullmatch(login):
        raise _refused(question, ValueRefusal.NOT_A_LOGIN)
    return login


def _attachment(question: Question, text: str, _: Sequence[Choice]) -> str:
    """Which file, and what it was called: so that the answer can be read when the file is gone."""
    match = _FILE.fullmatch(" ".join(clean(text).split()))
    if match is None:
        raise _refused(question, ValueRefusal.NOT_A_FILE)
    return f"{match[1]}|{match[2][:MAX_FILE_NAME]}"


_KINDS: dict[QuestionType, Callable[[Question, str, Sequence[Choice]], str]] = {
    QuestionType.TEXT: _text,
    QuestionType.LONG_TEXT: _long_text,
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.DATETIME: _date_time,
    QuestionType.PARTIAL_DATE: _partial_date,
    QuestionType.SELECT_ONE: _select_one,
    QuestionType.SELECT_MULTIPLE: _select_multiple,
    QuestionType.PERSON: _text,
    QuestionType.OFFICER: _officer,
    QuestionType.ATTACHMENT: _attachment,
}


SHAPE_REFUSALS: Mapping[QuestionType, tuple[ValueRefusal, ...]] = {
    QuestionType.INTEGER: (ValueRefusal.NOT_A_NUMBER, ValueRefusal.NOT_WHOLE),
    QuestionType.DECIMAL: (ValueRefusal.NOT_A_NUMBER, ValueRefusal.AMBIGUOUS_NUMBER),
    QuestionType.DATE: (ValueRefusal.NOT_A_DATE,),
    QuestionType.TIME: (ValueRefusal.NOT_A_TIME,),
    QuestionType.DATETIME: (ValueRefusal.NOT_A_DATE_TIME,),
    QuestionType.PARTIAL_DATE: (ValueRefusal.NOT_A_DATE,),
    QuestionType.SELECT_ONE: (ValueRefusal.NOT_A_CHOICE,),
    QuestionType.SELECT_MULTIPLE: (ValueRefusal.NOT_A_CHOICE,),
    QuestionType.OFFICER: (ValueRefusal.NOT_A_LOGIN,),
    QuestionType.ATTACHMENT: (ValueRefusal.NOT_A_FILE,),
}
"""What a line of words that somebody typed can be refused for."""


_MARKS_OF_PARTS = re.compile("[\u200b-\u200f\u061c\u2066-\u2069\ufeff]")
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")
_PART_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-]([0-9]{4})(~?)")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{1,2}))?(~?)")
MAX_WORDS = 500


class Qualifier(StrEnum):
    """How the date is meant (intake-fields §1)."""

    EXACT = "exact"
    ABOUT = "about"
    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"
    WORDS = "words"  # no date, only what the person said


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A year, a month of a year, or a day. Raises ValueError when the calendar has none such."""

    year: int
    month: int = 0
    day: int = 0
    about: bool = False

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day and not self.month:
            raise ValueError("a day without a month")

    def first(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def text(self) -> str:
        """As EDTF."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts) + ("~" if self.about else "")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known. `start` and `end` are equal unless it is open or between."""

    start: DatePoint | None
    end: DatePoint | None
    words: str = ""

    def __post_init__(self) -> None:
        first, last = self.earliest(), self.latest()
        if first and last and last < first:
            raise ValueError("the end lies before the beginning")
        if first is None and last is None and not self.words:
            raise ValueError("neither a date nor words")

    @property
    def qualifier(self) -> Qualifier:
        """How it is meant."""
        if self.start is None:
            return Qualifier.WORDS if self.end is None else Qualifier.BEFORE
        if self.end is None:
            return Qualifier.AFTER
        if self.start != self.end:
            return Qualifier.BETWEEN
        return Qualifier.ABOUT if self.start.about else Qualifier.EXACT

    @property
    def is_full(self) -> bool:
        """Whether it is one certain day."""
        return self.qualifier is Qualifier.EXACT and self.start is not None and self.start.day > 0

    def earliest(self) -> date | None:
        """The first day that it can mean, None when open."""
        return self.start.first() if self.start else None

    def latest(self) -> date | None:
        """The last day that it can mean, None when open."""
        return self.end.last() if self.end else None

    def edtf(self) -> str:
        """The date alone, '' when only words are known."""
        if self.start is None and self.end is None:
            return ""
        start = self.start.text() if self.start else ".."
        end = self.end.text() if self.end else ".."
        return start if start == end else f"{start}/{end}"

    def text(self) -> str:
        """As stored."""
        return f"{self.edtf()}|{self.words}" if self.words else self.edtf()


def parse_partial_date(text: str) -> PartialDate:
    """Read stored text, or a date as people type it (`5/3/1999`, `٣/١٩٩٩`, `1999~`).

    Raises:
        ValueError: it is none, the day does not exist, or the end lies before the beginning.
    """
    head, _, words = text.partition("|")
    words = " ".join(clean(words).split())
    if len(words) > MAX_WORDS:
        raise ValueError("too many words")
    compact = _MARKS_OF_PARTS.sub("", ascii_digits(head)).replace(" ", "")
    if not compact:
        return PartialDate(None, None, words)
    if (single := _point(compact)) is not None:
        return PartialDate(single, single, words)
    start, mark, end = compact.partition("/")
    if not mark or start == end == "..":
        raise ValueError(f"no date: {head[:40]}")
    return PartialDate(_end(start), _end(end), words)


def _end(text: str) -> DatePoint | None:
    """One side of an interval; `..` is open."""
    if text == "..":
        return None
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(f"no date: {text[:40]}")
    return _date_point(match[1], match[2], match[3], match[4])


def _point(text: str) -> DatePoint | None:
    """A single date, or None when `text` has no such shape."""
    if match := _POINT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _date_point(match[1], match[2], match[3], match[4])
    if match := _PART_DAY_FIRST.fullmatch(text):
        return _date_point(match[3], match[2], match[1], match[4])
    return None


def _date_point(year: str, month: str | None, day: str | None, about: str) -> DatePoint:
    if (month is not None and int(month) == 0) or (day is not None and int(day) == 0):
        raise ValueError("month or day 0")
    return DatePoint(int(year), int(month or 0), int(day or 0), about == "~")


def partial_text(stored: str) -> str:
    """Stored text as expressions see it: a `PartialText`, or `stored` when it cannot be read.

    As text it is the EDTF part, as number its first possible day; open at the beginning it is
    -∞, so that `. <= today()` means "not certainly in the future" for every kind.
    """
    try:
        known = parse_partial_date(stored)
    except ValueError:
        return stored
    text = PartialText(known.edtf())
    first = known.earliest()
    text.stored = stored
    if first is not None:
        text.first_day = float(first.toordinal() - EPOCH)
    else:
        text.first_day = math.nan if known.end is None else -math.inf
    return text
