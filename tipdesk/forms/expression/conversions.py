"""How one kind of value becomes another (XPath 1.0 §3.2, §4; ODK XForms), and days.

Every answer is text. As a number, '' and other text are NaN, a date is its day count from
1970-01-01 without any time zone, and a date with time is the same count on Kuwait's clock
with the time as fraction. (ODK Collect adds the device's offset to plain dates; we do not,
so that "2018-01-01" + 1 is a whole number of days everywhere.)
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Protocol

from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.budget import Budget

Value = str | float | bool | tuple[str, ...]  # a tuple is one value for each row of a repeat

EPOCH = date(1970, 1, 1).toordinal()
SECONDS_A_DAY = 86_400
WHITESPACE = " \t\r\n"  # of XML; Unicode spaces are text

NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


class Scope(Protocol):
    """What an expression can see while it is evaluated."""

    current: str  # the value under test, `.`
    position: int  # number of the row, from 1; 0 outside a repeat
    today: date
    now: datetime  # aware
    zone: timezone
    budget: Budget

    def value(self, name: str) -> Value:
        """The answer to `name`; '' when it is empty or not relevant."""
        ...

    def column(self, name: str) -> tuple[str, ...]:
        """The answers to `name` in all rows of its repeat."""
        ...

    def choice(self, column: str) -> str:
        """A column of the choice under test (choice_filter)."""
        ...

    def choice_label(self, name: str, code: str) -> str:
        """What the list of question `name` says for `code`; '' when it has no such code."""
        ...

    def look_up(self, list_name: str, column: str, key: str, wanted: str) -> str:
        """The cell of `column` in the first choice whose `key` is `wanted`; '' without one."""
        ...


Operand = Callable[[Scope], Value]


class PartialText(str):
    """A partial date inside an expression: its EDTF text, and as a number its first day."""

    first_day: float  # days from 1970-01-01; -inf when open at the beginning, NaN without a date
    stored: str  # with the person's words

    __slots__ = ("first_day", "stored")


def to_number(value: Value) -> float:
    """`value` as a number, NaN when it is none."""
    if isinstance(value, str):
        return _text_to_number(value)
    if isinstance(value, tuple):
        return _text_to_number(value[0]) if value else math.nan
    return float(value)


def _text_to_number(text: str) -> float:
    if isinstance(text, PartialText):
        return text.first_day
    text = text.strip(WHITESPACE)
    if not text:
        return math.nan
    if NUMBER.fullmatch(text):
        return float(text)
    if len(text) >= 8 and text[4:5] == "-":
        day = parse_date(text)
        if day is not None:
            return float(day.toordinal() - EPOCH)
        moment = parse_datetime(text, KUWAIT)
        if moment is not None:
            return wall_days(moment.astimezone(KUWAIT))
    return math.nan


def to_text(value: Value) -> str:
    """`value` as text: numbers in plain decimal notation, of several rows the first."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return value[0] if value else ""
    return number_text(value)


def number_text(number: float) -> str:
    """A number as XPath 1.0 §4.2 writes it: no exponent, no trailing zeros, no minus zero."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e16:
        return str(int(number))
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_flag(value: Value) -> bool:
    """`value` as true or false: text that is not empty, a number that is not 0, any row."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def equal(left: Value, right: Value) -> bool:
    """XPath 1.0 §3.4: true and false are compared with whether there is anything; of several
    rows any may be equal. Numbers within 1e-12, as JavaRosa."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_flag(left) == to_flag(right)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return not set(left).isdisjoint(right)
    if isinstance(left, tuple):
        return any(equal(item, right) for item in left)
    if isinstance(right, tuple):
        return any(equal(left, item) for item in right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    first, second = to_number(left), to_number(right)
    return first == second or abs(first - second) < 1e-12


def unequal(left: Value, right: Value) -> bool:
    """The `!=` of XPath 1.0: of several rows any may differ."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_flag(left) != to_flag(right)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return bool(left and right) and len({*left, *right}) > 1
    if isinstance(left, tuple):
        return any(unequal(item, right) for item in left)
    if isinstance(right, tuple):
        return any(unequal(left, item) for item in right)
    return not equal(left, right)


def parse_date(text: str) -> date | None:
    """`YYYY-M-D` as a date, or None when it is none."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_time(text: str, zone: timezone) -> time | None:
    """`HH:MM[:SS[.fraction]]` with or without offset as an aware time, or None."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    offset = _offset(match[5], zone)
    if hour > 23 or minute > 59 or second > 59 or offset is None:
        return None
    return time(hour, minute, second, int((match[4] or "0")[:6].ljust(6, "0")), offset)


def _offset(text: str | None, zone: timezone) -> timezone | None:
    if text is None:
        return zone
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 23 or minutes > 59:
        return None
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def parse_datetime(text: str, zone: timezone) -> datetime | None:
    """`YYYY-M-DTHH:MM…` as an aware date with time (`zone` when it has no offset), or None."""
    head, mark, tail = text.partition("T")
    if not mark:
        return None
    day, clock = parse_date(head), parse_time(tail, zone)
    if day is None or clock is None or not _has_neighbours(day):
        return None
    moment = datetime.combine(day, clock)
    return moment if on_every_clock(moment) else None


def on_every_clock(moment: datetime) -> bool:
    """Whether every zone can show `moment` (aware): it is not at an end of the calendar."""
    try:
        return _has_neighbours(moment.astimezone(UTC).date())
    except OverflowError:
        return False


def _has_neighbours(day: date) -> bool:
    """Whether every zone can show a time of `day`: not the first and the last of the calendar."""
    return 1 < day.toordinal() < date.max.toordinal()


def wall_days(moment: datetime) -> float:
    """Days from 1970-01-01 on the clock that `moment` shows, the time as fraction."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    days = moment.toordinal() - EPOCH
    return (days * SECONDS_A_DAY + seconds) / SECONDS_A_DAY  # one rounding


def to_date(value: Value, zone: timezone) -> date | None:
    """`value` as a date: of text, of a date with time (in `zone`), of a number of days; '' is None.

    Raises:
        ExpressionFault: it is neither.
    """
    if isinstance(value, tuple):
        value = value[0] if value else ""
    if isinstance(value, PartialText):
        return parse_date(value)
    if isinstance(value, str):
        text = value.strip(WHITESPACE)
        if not text:
            return None
        moment = parse_datetime(text, zone)
        day = moment.astimezone(zone).date() if moment else parse_date(text)
        if day is not None:
            return day
    number = math.nan if isinstance(value, bool) else to_number(value)
    if math.isnan(number) and isinstance(value, float):
        return None
    if not 1 - EPOCH <= number <= date.max.toordinal() - EPOCH:
        raise ExpressionFault(reason="not_a_date", position=0, found=to_text(value)[:40])
    return date.fromordinal(EPOCH + math.floor(number))


def to_datetime(value: Value, zone: timezone) -> datetime | None:
    """`value` as an aware date with time in `zone`; a number counts days in UTC; '' is None.

    Raises:
        ExpressionFault: it is neither.
    """
    if isinstance(value, tuple):
        value = value[0] if value else ""
    if isinstance(value, str):
        moment = parse_datetime(value.strip(WHITESPACE), zone)
        if moment is not None:
            return moment.astimezone(zone)
        day = _timed_day(value, zone)
        return None if day is None else datetime.combine(day, time(0), zone)
    day = _timed_day(value, zone)
    if day is None:
        return None
    seconds = (to_number(value) - (day.toordinal() - EPOCH)) * SECONDS_A_DAY
    start = datetime.combine(day, time(0), UTC)
    try:
        return (start + timedelta(milliseconds=round(seconds * 1000))).astimezone(zone)
    except OverflowError as error:
        raise ExpressionFault(reason="not_a_date", position=0, found=to_text(value)[:40]) from error


def _timed_day(value: Value, zone: timezone) -> date | None:
    day = to_date(value, zone)
    if day is not None and not _has_neighbours(day):
        raise ExpressionFault(reason="not_a_date", position=0, found=day.isoformat())
    return day


def datetime_text(moment: datetime) -> str:
    """`2026-11-24T12:30:00.000+03:00`, as ODK writes a date with time."""
    return moment.isoformat(timespec="milliseconds")
