"""Serial numbers of emergency packs: blank paper that is typed in later under its number.

Two digits of the year, eight that were drawn at random for the first pack of a run and count up
from there, and a check digit (ISO/IEC 7064, MOD 11,10), which finds every wrong digit and nearly
every pair that changed places. Digits alone: an Arabic keyboard has them, and people say them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import date

from tipdesk.i18n.text import ascii_digits

MOST = 500
"""Packs in one run."""

_COUNTED = 10**8
_DIGITS = 11
_BETWEEN = re.compile(r"[\s\u2066-\u2069\u200e\u200f\u2013-]+")


def new_serials(
    count: int, today: date, draw: Callable[[int], int] = secrets.randbelow
) -> tuple[str, ...]:
    """The numbers of a run of packs, as digits. `draw(n)` gives a number from 0 to n - 1.

    Raises:
        ValueError: `count` is not between 1 and MOST.
    """
    if not 1 <= count <= MOST:
        raise ValueError(count)
    first = draw(_COUNTED - count)
    bodies = (f"{today:%y}{first + number:08d}" for number in range(count))
    return tuple(body + _check_digit(body) for body in bodies)


def read_serial(text: str) -> str:
    """The digits of a number as somebody typed it; '' where it is none, or a digit is wrong."""
    digits = ascii_digits(_BETWEEN.sub("", text))
    if not re.fullmatch(f"[0-9]{{{_DIGITS}}}", digits):
        return ""
    return digits if _check_digit(digits[:-1]) == digits[-1] else ""


def grouped_serial(serial: str) -> str:
    """A number as it stands on paper: 26 4839 2715 4."""
    return " ".join((serial[:2], serial[2:6], serial[6:10], serial[10:]))


def _check_digit(body: str) -> str:
    """ISO/IEC 7064, hybrid system MOD 11,10."""
    product = 10
    for digit in body:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)
