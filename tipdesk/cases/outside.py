"""Fields of JSON that comes from outside, each with its type and bounds."""

from __future__ import annotations

import re

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
SHA256 = r"[0-9a-f]{64}"
CASE_NUMBER = r"[A-Z0-9]{2,6}-[0-9]{4}-[0-9]{5,9}"
PERSON_CODE = r"[A-Z0-9]{2,8}(-[A-Z0-9]{2,8}){0,3}"
WORD = r"[A-Za-z0-9_.@/:-]{0,200}"  # codes, logins, names of fields
TIME = r"(?!9999)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
"""In UTC. Not of 9999: its last hours have no day in Kuwait."""
WHOLE_TIME = r"(?!9999)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_MOST = 10**15 - 1  # of whole numbers: 15 digits
_UNSAID = re.compile("[\x00\ud800-\udfff]")  # no text holds these


def text(value: object, pattern: str = "", limit: int = 1 << 20) -> str:
    """`value`, a string that `pattern` matches whole. Raises ValueError."""
    if not isinstance(value, str) or len(value) > limit or _UNSAID.search(value):
        raise ValueError("not a text of this kind")
    if pattern and not re.fullmatch(pattern, value):
        raise ValueError("not a text of this form")
    return value


def whole_number(value: object, least: int = 0) -> int:
    """`value`, a whole number of at least `least`. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _MOST:
        raise ValueError("not a whole number")
    return value


def fields(value: object) -> dict[str, object]:
    """`value`, an object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def items(value: object) -> list[object]:
    """`value`, a list. Raises TypeError."""
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
