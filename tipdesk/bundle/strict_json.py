"""JSON from outside, read with one meaning only: canonical bytes (docs/bundle-format.md §1).

Times in it are ISO 8601 in UTC, whole seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
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
_MAX_DIGITS = 15
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(sorted({*range(256)} - {*b"[]{}"}))
_VERSION = r"[1-9][0-9]{0,3}\.(?:0|[1-9][0-9]{0,3})"


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


def _check_depth(data: bytes) -> None:
    """Before anything recurses into it: what stands outside strings, its innermost brackets taken
    away 16 times."""
    unescaped = data.replace(rb"\\", b"").replace(rb"\"", b"")
    brackets = b"".join(unescaped.split(b'"')[::2]).translate(_ONE_KIND, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise NotStrictJson("too deep or not closed")


def read_json(data: bytes, max_bytes: int = limits.JSON) -> JsonValue:
    """The value of a canonical document.

    Raises:
        NotStrictJson: too large, deeper than 16, duplicate keys, NaN or Infinity, floats, whole
            numbers of more than 15 digits, lone surrogates, U+0000, not JSON, or not the bytes that
            `write_json` gives for it.
    """
    if len(data) > max_bytes:
        raise NotStrictJson("size")
    try:
        text = data.decode("ascii")
        _check_depth(data)
        value: JsonValue = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_refuse_float,
            parse_int=_whole,
            object_pairs_hook=_unique,
        )
        if write_json(value) != data:
            raise NotStrictJson("not canonical")
    except (ValueError, RecursionError) as error:
        raise NotStrictJson(str(error)[:100]) from error
    if "\\u0000" in text or "\\ud" in text:
        _check_strings(value)
    return value


def _check_strings(value: JsonValue) -> None:
    """No string, and no name of a member, holds U+0000 or half of a character."""
    if isinstance(value, str):
        if "\0" in value:
            raise NotStrictJson("U+0000")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotStrictJson("lone surrogate") from error
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_strings(name)
            _check_strings(item)


def write_json(value: JsonValue) -> bytes:
    """Canonical JSON: members sorted by code point, no white space, ASCII, no line feed."""
    text = json.dumps(
        value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("ascii")


# --- fields of a known shape ---------------------------------------------------------------


class OtherMajor(NotStrictJson):
    """A document of another major version: nothing of it is used."""


@cache
def _matcher(pattern: str) -> Callable[[str], object]:
    """What says whether a whole text is of a pattern: a document asks a thousand times."""
    return re.compile(pattern).fullmatch


class Fields:
    """Takes the fields of an object one by one, each with its type. Nothing may be left over, but
    in a document of a later minor version (`is_newer`), whose additions are passed over."""

    def __init__(self, value: JsonValue, *, is_newer: bool = False) -> None:
        if not isinstance(value, dict):
            raise NotStrictJson("no object")
        self._rest = dict(value)
        self.is_newer = is_newer

    @classmethod
    def of_document(cls, data: bytes, name: str, max_bytes: int = limits.JSON) -> Fields:
        """The fields of a document whose format is `name`/1.0 or a later minor version of it.

        Raises:
            OtherMajor: it is of another major version.
            NotStrictJson: it is no such document.
        """
        fields = cls(read_json(data, max_bytes))
        version = fields.text("format", name + "/" + _VERSION).removeprefix(name + "/")
        major, minor = version.split(".")
        if major != "1":
            raise OtherMajor(version)
        fields.is_newer = minor != "0"
        return fields

    def _take(self, name: str) -> JsonValue:
        if name not in self._rest:
            raise NotStrictJson(f"{name} is missing")
        return self._rest.pop(name)

    def text(self, name: str, pattern: str = r"(?s).*", limit: int = 1000) -> str:
        """A string that the pattern matches whole."""
        value = self._take(name)
        if not isinstance(value, str) or len(value) > limit or not _matcher(pattern)(value):
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

    def optional_number(self, name: str, least: int = 0) -> int | None:
        """A whole number or null."""
        if self._rest.get(name, 0) is None:
            return self._rest.pop(name)  # type: ignore[return-value]  # it is None
        return self.number(name, least)

    def numbers(self, name: str, least: int = 0, limit: int = 1000) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(Fields({name: item}).number(name, least) for item in self.items(name, limit))

    def place(self, name: str, pattern: str) -> tuple[int, str]:
        """An entry of a chain: its number from 1, and its hash."""
        items = self.items(name, 2)
        if len(items) != 2:
            raise NotStrictJson(name)
        entry = Fields({"seq": items[0], "hash": items[1]})
        return entry.number("seq", 1), entry.text("hash", pattern)

    def optional_place(self, name: str, pattern: str) -> tuple[int, str] | None:
        """An entry of a chain, or null."""
        if self._rest.get(name, ()) is None:
            return self._rest.pop(name)  # type: ignore[return-value]  # it is None
        return self.place(name, pattern)

    def truth(self, name: str) -> bool:
        """True or false."""
        value = self._take(name)
        if not isinstance(value, bool):
            raise NotStrictJson(name)
        return value

    def is_null(self, name: str) -> bool:
        """Whether null stands there; then it is taken."""
        is_null = self._rest.get(name, "") is None
        if is_null:
            del self._rest[name]
        return is_null

    def anything(self, name: str) -> JsonValue:
        """Whatever stands there."""
        return self._take(name)

    def object(self, name: str) -> dict[str, JsonValue]:
        """A nested object as it stands."""
        value = self._take(name)
        if not isinstance(value, dict):
            raise NotStrictJson(name)
        return value

    def items(self, name: str, limit: int = 1000) -> list[JsonValue]:
        """A list of at most `limit` items."""
        value = self._take(name)
        if not isinstance(value, list) or len(value) > limit:
            raise NotStrictJson(name)
        return value

    def texts(self, name: str, pattern: str, limit: int = 1000) -> tuple[str, ...]:
        """A list of strings that the pattern matches, each whole."""
        return tuple(Fields({name: item}).text(name, pattern) for item in self.items(name, limit))

    def each(self, name: str, limit: int = 1000) -> list[Fields]:
        """A list of objects."""
        return [Fields(item, is_newer=self.is_newer) for item in self.items(name, limit)]

    def inner(self, name: str) -> Fields:
        """A nested object."""
        return Fields(self._take(name), is_newer=self.is_newer)

    def optional_inner(self, name: str) -> Fields | None:
        """A nested object or null."""
        value = self._take(name)
        return None if value is None else Fields(value, is_newer=self.is_newer)

    def end(self) -> None:
        """Refuse fields that nobody asked for."""
        if self._rest and not self.is_newer:
            raise NotStrictJson(f"unknown {min(self._rest)[:40]}")
