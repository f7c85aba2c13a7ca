"""`tipdesk forms eval`: expressions tried outside a form, one JSON line each.

A line asks `{"expression": …, "values": {name: value}, "as": "string|number|boolean"}`; the
answer is `{"value": …}` or `{"error": code}`. Optional: `current` (what `.` is), `position`,
`today`, `now`, `zone` ("+03:00") and `lists` ({name: [{column: cell}]}, for pulldata()).

A name of `values` is meant by `${name}`, `$name`, `name` and by every plain path that ends in
it. A value is a text, a number, true or false, or a list: one text for each row of a repeat.
What JSON has no number for is written "NaN", "Infinity" and "-Infinity".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any, BinaryIO, NoReturn

from tipdesk.core.clock import KUWAIT, Clock
from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.conversions import (
    Value,
    number_text,
    parse_date,
    parse_datetime,
    to_flag,
    to_number,
    to_text,
)
from tipdesk.forms.expression.expression import PlainScope, read

MAX_LINE = 2_000_000  # bytes
BAD_REQUEST = "bad_request"
_ZONE = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")

Record = dict[str, Any]


class BadRequestError(Exception):
    """A line that asks nothing that can be tried."""


def answers(source: BinaryIO, clock: Clock) -> Iterator[str]:
    """The answer to every line of `source` that is not empty, as JSON."""
    while line := source.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = source.readline(MAX_LINE)
            yield json.dumps({"error": BAD_REQUEST})
        elif line.strip():
            yield _line(answer(line, clock))


def _line(record: Record) -> str:
    """One line of JSON; halves of characters, which UTF-8 does not have, stay escaped."""
    line = json.dumps(record, ensure_ascii=False)
    return line if line.isascii() or _whole(line) else json.dumps(record)


def _whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def answer(line: bytes, clock: Clock) -> Record:
    """The answer to one line."""
    try:
        request = json.loads(line)
        if not isinstance(request, dict) or not isinstance(request.get("expression"), str):
            raise BadRequestError
        scope = _scope(request, clock)
        wanted = request.get("as")
        if wanted not in (None, "string", "number", "boolean"):
            raise BadRequestError
    except (ValueError, OverflowError, RecursionError, BadRequestError):
        return {"error": BAD_REQUEST}
    try:
        value = read(request["expression"], paths=True).evaluate(scope)
    except ExpressionFault as fault:
        return {"error": str(fault.details.get("reason", ""))}
    return {"value": _written(value, wanted)}


def _scope(request: Record, clock: Clock) -> PlainScope:
    zone = _zone(request.get("zone"))
    now = clock()
    if "now" in request:
        now = parse_datetime(_text(request["now"]), zone) or _refuse()
    today = now.astimezone(zone).date()
    if "today" in request:
        today = parse_date(_text(request["today"])) or _refuse()
    values = request.get("values")
    if values is not None and not isinstance(values, dict):
        raise BadRequestError
    return PlainScope(
        today,
        now,
        {name: _value(value) for name, value in (values or {}).items()},
        current=to_text(_value(request.get("current"))),
        position=int(to_number(_value(request.get("position", 0)))),
        zone=zone,
        lists=_lists(request.get("lists") or {}),
    )


def _lists(lists: object) -> dict[str, list[dict[str, str]]]:
    """Lists for pulldata() and jr:choice-name(): by name, each row by column."""
    try:
        return {
            str(name): [{str(key): _text(cell) for key, cell in row.items()} for row in rows]
            for name, rows in dict(lists).items()  # type: ignore[call-overload] # JSON is anything
        }
    except (AttributeError, TypeError, ValueError):
        _refuse()


def _refuse() -> NoReturn:
    raise BadRequestError


def _text(value: object) -> str:
    return value if isinstance(value, str) else _refuse()


def _zone(text: object) -> timezone:
    if text is None:
        return KUWAIT
    match = _ZONE.fullmatch(_text(text))
    if not match or int(match[2]) > 23 or int(match[3]) > 59:
        raise BadRequestError
    span = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-span if match[1] == "-" else span)


def _value(value: object) -> Value:
    """A value of JSON as an answer: answers are text."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(float(value))
        case list():
            return tuple(to_text(_value(item)) for item in value)
        case _:
            raise BadRequestError


def _written(value: Value, wanted: str | None) -> str | float | bool:
    if wanted == "string" or (wanted is None and isinstance(value, str | tuple)):
        return to_text(value)
    if wanted == "boolean" or (wanted is None and isinstance(value, bool)):
        return to_flag(value)
    number = to_number(value)
    return number if math.isfinite(number) else number_text(number)
