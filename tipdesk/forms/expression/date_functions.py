"""Functions of dates and times: ODK XForms. Dates carry no time zone, see `conversions`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from tipdesk.core.form_errors import ExpressionFault
from tipdesk.forms.expression.conversions import (
    NUMBER,
    WHITESPACE,
    Scope,
    Value,
    datetime_text,
    parse_time,
    to_date,
    to_datetime,
    to_text,
    wall_days,
)
from tipdesk.forms.expression.function_signatures import Function, of_scope
from tipdesk.forms.expression.syntax import Call, Literal

_EPOCH_DAY = date(1970, 1, 2)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TOKEN = re.compile(r"%(.?)", re.DOTALL)
_FORMATS: Mapping[str, Callable[[datetime], str]] = {
    "%": lambda _: "%",
    "Y": lambda moment: f"{moment.year:04d}",
    "y": lambda moment: f"{moment.year % 100:02d}",
    "m": lambda moment: f"{moment.month:02d}",
    "n": lambda moment: str(moment.month),
    "b": lambda moment: _MONTHS[moment.month - 1],
    "d": lambda moment: f"{moment.day:02d}",
    "e": lambda moment: str(moment.day),
    "a": lambda moment: _WEEKDAYS[moment.weekday()],
    "W": lambda moment: f"{moment.isocalendar().week:02d}",
    "H": lambda moment: f"{moment.hour:02d}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02d}",
    "S": lambda moment: f"{moment.second:02d}",
    "3": lambda moment: f"{moment.microsecond // 1000:03d}",
}


def _today(scope: Scope) -> str:
    return scope.today.isoformat()


def _now(scope: Scope) -> str:
    return datetime_text(scope.now.astimezone(scope.zone))


def _date(scope: Scope, value: Value) -> str:
    day = to_date(value, scope.zone)
    return "" if day is None else day.isoformat()


def _date_time(scope: Scope, value: Value) -> str:
    moment = to_datetime(value, scope.zone)
    return "" if moment is None else datetime_text(moment)


def _format_date(scope: Scope, value: Value, form: Value) -> str:
    text = to_text(form)
    _check_format(text)
    moment = to_datetime(value, scope.zone)
    if moment is None:
        return ""
    return _TOKEN.sub(lambda found: _FORMATS[found[1]](moment), text)


def _check_format(text: str) -> None:
    for found in _TOKEN.finditer(text):
        if found[1] not in _FORMATS:
            raise ExpressionFault(reason="bad_date_format", position=0, found=found[0])


def _check_format_call(call: Call) -> None:
    form = call.arguments[1]
    if isinstance(form, Literal):
        _check_format(to_text(form.value))


def _decimal_date_time(scope: Scope, value: Value) -> float:
    """Days since 1970-01-01T00:00 UTC, as ODK; a plain date begins at midnight in the zone.
    A text that is a number is no date here, as in JavaRosa."""
    if not isinstance(value, float) and NUMBER.fullmatch(to_text(value).strip(WHITESPACE)):
        raise ExpressionFault(reason="not_a_date", position=0, found=to_text(value)[:40])
    moment = to_datetime(value, scope.zone)
    if moment is None:
        return math.nan
    return wall_days(moment.astimezone(UTC))


def _decimal_time(scope: Scope, value: Value) -> float:
    """The part of the day that has passed at a time, on the clock of the zone."""
    text = to_text(value).strip(WHITESPACE)
    clock = parse_time(text.rpartition("T")[2], scope.zone)
    if clock is None:
        return math.nan
    moment = datetime.combine(_EPOCH_DAY, clock).astimezone(scope.zone)
    return wall_days(moment.replace(year=1970, month=1, day=1))


_FORMAT = Function(2, 2, of_scope(_format_date, 2).build, check=_check_format_call)

DATE_FUNCTIONS: Mapping[str, Function] = {
    "today": of_scope(_today),
    "now": of_scope(_now),
    "date": of_scope(_date, 1),
    "date-time": of_scope(_date_time, 1),
    "format-date": _FORMAT,
    "format-date-time": _FORMAT,
    "decimal-date-time": of_scope(_decimal_date_time, 1),
    "decimal-time": of_scope(_decimal_time, 1),
}
"""By name."""
