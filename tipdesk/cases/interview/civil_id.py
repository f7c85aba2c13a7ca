"""The Kuwaiti civil ID number: twelve digits, a birth date and a check digit among them.

The rule was found in public programs, not in PACI's own specification: it advises, nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tipdesk.i18n.text import ascii_digits

_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CENTURIES = {"2": 1900, "3": 2000}


@dataclass(frozen=True, slots=True)
class CivilId:
    """A number as it is stored; `birth` is YYYY-MM-DD, '' where its digits are no day."""

    number: str
    fits: bool
    birth: str


def read_civil_id(text: str) -> CivilId | None:
    """The number in `text`, which has twelve digits and nothing else; else None."""
    number = re.sub(r"[\s-]", "", ascii_digits(text))
    if not re.fullmatch("[0-9]{12}", number):
        return None
    total = sum(int(sign) * weight for sign, weight in zip(number[:11], _WEIGHTS, strict=True))
    return CivilId(number, 11 - total % 11 == int(number[11]), _birth(number))


def _birth(number: str) -> str:
    century = _CENTURIES.get(number[0])
    if century is None:
        return ""
    try:
        born = date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    except ValueError:
        return ""
    return born.isoformat()
