"""JSON from outside, read with one meaning only: no duplicate keys, no floats, bounded.

Times in it are ISO 8601 in UTC, whole seconds.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import NoReturn

from tipdesk.bundle import limits

# --- times ------------------------------------------------------------------------------------


TIME_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def format_time(time: datetime) -> str:
    """`2026-11-24T14:36:33Z` of an aware time."""
    return time.astimezone(UTC).strftime(_FORMAT)


def parse_time(text: str) -> datetime:
    """The aware time of such a text. Raises ValueError."""
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


JsonValue = None | bool | int | str | list["JsonValue"] | dict[str, "JsonValue"]

MAX_DEPTH = 16
_MAX_DIGITS = 18
# The end may be missing: else each quotation mark of a string without one would be tried anew.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class NotStrictJson(ValueError):
    """The text is not JSON or not of the strict kind. Caught by the callers in this room."""


def _refuse_constant(name: str) -> NoReturn:
    raise NotStrictJson(name)


def _refuse_float(text: str) -> NoReturn:
    raise NotStrictJson(f"float {text[:20]}")


def _whole(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise NotStrictJson("number too long")
    return int(text)


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotStrictJson("duplicate key")
    return result


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            raise NotStrictJson("too deep")


def read_json(data: bytes, max_bytes: int = limits.JSON) -> JsonValue:
    """Parse UTF-8 JSON without BOM.

    Raises:
        NotStrictJson: too large, deeper than 16, duplicate keys, NaN or Infinity, floats, whole
            numbers of more than 18 digits, lone surrogates, not JSON.
    """
    if len(data) > max_bytes or data.startswith(b"\xef\xbb\xbf"):
        raise NotStrictJson("size or byte order mark")
    try:
        text = data.decode("utf-8")
        _check_depth(text)
        value: JsonValue = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_refuse_float,
            parse_int=_whole,
            object_pairs_hook=_unique,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # refuses lone surrogates
    except (ValueError, RecursionError) as error:
        raise NotStrictJson(str(error)[:100]) from error
    return value


def write_json(value: JsonValue) -> bytes:
    """Canonical UTF-8 JSON: sorted keys, no needless spaces, a line feed at the end."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8") + b"\n"


# --- fields of a known shape ---------------------------------------------------------------


class Fields:
    """Takes the fields of an object one by one, each with its type; nothing may be left over."""

    def __init__(self, value: JsonValue) -> None:
        if not isinstance(value, dict):
            raise NotStrictJson("no object")
        self._rest = dict(value)

    def _take(self, name: str) -> JsonValue:
        if name not in self._rest:
            raise NotStrictJson(f"{name} is missing")
        return self._rest.pop(name)

    def text(self, name: str, pattern: str = r"(?s).*", limit: int = 1000) -> str:
        """A string that the pattern matches whole."""
        value = self._take(name)
        if not isinstance(value, str) or len(value) > limit or not re.fullmatch(pattern, value):
            raise NotStrictJson(name)
        return value

    def optional_text(self, name: str, pattern: str = r"(?s).*", limit: int = 1000) -> str | None:
        """A string or null."""
        if self._rest.get(name, "") is None:
            return self._rest.pop(name)  # type: ignore[return-value]  # it is None
        return self.text(name, pattern, limit)

    def number(self, name: str, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self._take(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise NotStrictJson(name)
        return value

    def items(self, name: str, limit: int = 1000) -> list[JsonValue]:
        """A list of at most `limit` items."""
        value = self._take(name)
        if not isinstance(value, list) or len(value) > limit:
            raise NotStrictJson(name)
        return value

    def inner(self, name: str) -> Fields:
        """A nested object."""
        return Fields(self._take(name))

    def optional_inner(self, name: str) -> Fields | None:
        """A nested object or null."""
        value = self._take(name)
        return None if value is None else Fields(value)

    def end(self) -> None:
        """Refuse fields that nobody asked for."""
        if self._rest:
            raise NotStrictJson(f"unknown {min(self._rest)[:40]}")
