"""JSON from outside: one meaning, bounded."""

import json

import pytest

from tipdesk.bundle.strict_json import (
    MAX_DEPTH,
    Fields,
    JsonValue,
    NotStrictJson,
    read_json,
    write_json,
)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_it_comes_back() -> None:
    value = {"a": [1, -2, "س", None, True, {"b": {}}], "c": ""}
    assert read_json(write_json(value)) == value
    assert write_json(value) == write_json(json.loads(write_json(value)))


def test_depth() -> None:
    assert read_json(nested(MAX_DEPTH)) is not None
    for depth in (MAX_DEPTH + 1, 900, 200_000):
        with pytest.raises(NotStrictJson):
            read_json(nested(depth))


def test_depth_of_both_kinds_beside_strings_that_end_in_backslashes() -> None:
    for depth, good in ((MAX_DEPTH, True), (MAX_DEPTH + 1, False)):
        value: JsonValue = "]}\\"
        for level in range(depth):
            value = {'"\\': value} if level % 2 else [1, value, "[]"]
        text = write_json(value)
        if good:
            assert read_json(text) == value
        else:
            with pytest.raises(NotStrictJson, match="too deep"):
                read_json(text)


def test_brackets_in_strings_are_no_depth() -> None:
    text = write_json({"a": "[" * 100, 'b"': '{"\\"' * 30})
    assert read_json(text) == json.loads(text)


@pytest.mark.timeout(60)
def test_a_string_that_never_ends_is_looked_through_once() -> None:
    """A file of 64 KiB kept a window busy for half a minute: each mark was tried anew."""
    for begins in (b"", b"{", b'{"a":'):
        for string in (b'"\\' * 500_000, b'"' + b'\\"' * 500_000):
            with pytest.raises(NotStrictJson):
                read_json(begins + string)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"1.5",
        b"1e3",
        b"1" * 19,
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'"\\ud800"',
        b'"\\u0000"',
        b'{"\\u0000":1}',
        b'["\\ude00\\ud83d"]',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"[1]\n",
        b" []",
        b'"\\u0041"',
        b'"\\/"',
        b'"\xc3\xa9"',
        b'"\\u00E9"',
        b"-0",
        b"1" * 16,
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"'a'",
        b'"a\nb"',
    ],
)
def test_refused(text: bytes) -> None:
    with pytest.raises(NotStrictJson):
        read_json(text)


def test_size() -> None:
    with pytest.raises(NotStrictJson):
        read_json(b" " * 100 + b"{}", 50)


def test_fields_are_taken_once_and_none_is_left() -> None:
    fields = Fields({"a": "x", "b": None, "c": 3, "d": [1], "e": {}})
    assert fields.text("a", "[a-z]") == "x"
    assert fields.optional_text("b") is None
    with pytest.raises(NotStrictJson):
        fields.end()
    assert fields.number("c", 3) == 3
    assert fields.items("d") == [1]
    fields.inner("e").end()
    fields.end()
    with pytest.raises(NotStrictJson):
        fields.text("a")


@pytest.mark.parametrize(
    ("value", "take"),
    [
        ({"a": 1}, lambda fields: fields.text("a")),
        ({"a": "x\n"}, lambda fields: fields.text("a", "x")),
        ({"a": "xx"}, lambda fields: fields.text("a", limit=1)),
        ({"a": True}, lambda fields: fields.number("a")),
        ({"a": 1}, lambda fields: fields.number("a", 2)),
        ({"a": "1"}, lambda fields: fields.number("a")),
        ({"a": [1, 2]}, lambda fields: fields.items("a", 1)),
        ({"a": {}}, lambda fields: fields.items("a")),
        ({"a": []}, lambda fields: fields.inner("a")),
        ({"a": 1}, lambda fields: fields.optional_text("a")),
        ({}, lambda fields: fields.optional_text("a")),
    ],
)
def test_fields_refuse(value: dict, take: object) -> None:
    with pytest.raises(NotStrictJson):
        take(Fields(value))
