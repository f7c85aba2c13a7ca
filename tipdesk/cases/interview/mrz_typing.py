"""Machine-readable lines as people type, paste and scan them: arranged, and slips mended.

Only what the standard leaves no choice about is mended (a letter where a digit must stand, fillers
that nobody counts), and each kind of mending is told. Everything else is left to the check digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.interview.arabic_keys import latin_keys
from tipdesk.cases.interview.latin_letters import plain_letters
from tipdesk.cases.interview.mrz_layouts import FILLER, Layout, Span, layout_of
from tipdesk.i18n.text import ascii_digits, clean


class Slip(StrEnum):
    """What was mended in the typing."""

    ARABIC_KEYS = "arabic_keys"  # the keyboard was set to Arabic
    ARABIC_DIGITS = "arabic_digits"
    LOWER_CASE = "lower_case"
    LETTERS = "letters"  # é, Ü: letters that the lines do not have
    SPACES = "spaces"
    FILLERS = "fillers"  # too few or too many of <
    LETTER_FOR_DIGIT = "letter_for_digit"
    DIGIT_FOR_LETTER = "digit_for_letter"


@dataclass(frozen=True, slots=True)
class Arranged:
    """Lines that have the width of their layout."""

    layout: Layout
    lines: tuple[str, ...]
    slips: tuple[Slip, ...]


_SIZES = {90: 30, 88: 44, 72: 36}  # characters altogether → of one line
_NARROWEST_WIDE = 39  # a line of 44 that lost some fillers is longer than one of 36 that gained
_LEAST_NAMES, _LEAST_DATA = 7, {30: 15, 36: 28, 44: 28}  # characters that must be there
_SPARE = 3  # fillers too many that are believed
_SIGNS = re.compile("[A-Z0-9<]+", re.ASCII)
_FILLERS = re.compile("<+")
_ANGLES = str.maketrans({"«": "<<", "‹": "<", "〈": "<", "＜": "<", "≤": "<", "-": "<", "'": ""})
_TO_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_TO_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}


def arrange(text: str) -> Arranged | None:
    """The lines in `text`, with what had to be mended; None when it holds no such lines."""
    slips: list[Slip] = []
    typed = latin_keys(text)  # first: cleaning puts vowel signs in another order
    if typed != text:
        slips.append(Slip.ARABIC_KEYS)
    typed = re.sub("[\u200e\u200f\u061c]", "", clean(typed)).translate(_ANGLES)
    for slip, step in _STEPS:
        if (done := step(typed)) != typed:
            slips.append(slip)
        typed = done
    rows = _rows(typed, slips)
    width = _width(rows)
    if not width:
        return None
    lines = [_fitted(line, width, names=at == _names_at(len(rows))) for at, line in enumerate(rows)]
    if not all(lines) or not all(_SIGNS.fullmatch(line) for line in lines):
        return None
    if lines != rows:
        slips.append(Slip.FILLERS)
    layout = layout_of(lines)
    return Arranged(layout, _mended(layout, lines, slips), tuple(slips))


def _capitals(text: str) -> str:
    """Latin letters alone: Python makes two of ß."""
    return re.sub("[a-z]", lambda found: found[0].upper(), text)


_STEPS: tuple[tuple[Slip, Callable[[str], str]], ...] = (
    (Slip.ARABIC_DIGITS, ascii_digits),
    (Slip.LOWER_CASE, _capitals),
    (Slip.LETTERS, plain_letters),
)


def _rows(typed: str, slips: list[Slip]) -> list[str]:
    """What stands on each line; a space between two lines is none to be told of."""
    rows = [row for row in re.split("[\r\n\t]+", typed) if row.strip()]
    whole = re.sub(r"\s", "", typed)
    if len(rows) not in (2, 3) and (width := _SIZES.get(len(whole))):
        rows = [whole[at : at + width] for at in range(0, len(whole), width)]
        if rows != typed.split() and rows != [typed.strip()] and whole != typed.strip():
            slips.append(Slip.SPACES)
    elif len(rows) == 1:
        rows = rows[0].split()
    if any(" " in row.strip() for row in rows):
        slips.append(Slip.SPACES)
    # Spaces stand for fillers where the line is as long as it must be with them.
    return [
        row.replace(" ", FILLER) if len(row) in _SIZES.values() else re.sub(r"\s", "", row)
        for row in rows
    ]


def _width(rows: list[str]) -> int:
    """How wide the lines are meant to be; 0 when nothing fits."""
    if len(rows) == 3:
        return 30
    if len(rows) != 2:
        return 0
    return 44 if max(map(len, rows)) >= _NARROWEST_WIDE else 36


def _names_at(count: int) -> int:
    return 2 if count == 3 else 0


def _fitted(line: str, width: int, *, names: bool) -> str:
    """The line in its width; fillers are put in or taken out where they stand. '' : it cannot."""
    missing = width - len(line)
    if not missing:
        return line
    runs = list(_FILLERS.finditer(line))
    last = runs[-1] if runs else None
    if missing > 0:
        if len(line) < (_LEAST_NAMES if names else _LEAST_DATA[width]):
            return ""
        at = len(line) if names or last is None else last.end()
        return line[:at] + FILLER * missing + line[at:]
    if last is None or -missing > _SPARE or len(last[0]) <= -missing:
        return ""
    return line[: last.end() + missing] + line[last.end() :]


def _mended(layout: Layout, lines: list[str], slips: list[Slip]) -> tuple[str, ...]:
    digits = (layout.birth, layout.expiry, *layout.checks())
    letters = (layout.code, layout.issuer, layout.nationality, layout.sex, layout.names)
    rounds = ((digits, _TO_DIGIT, Slip.LETTER_FOR_DIGIT),
              (letters, _TO_LETTER, Slip.DIGIT_FOR_LETTER))  # fmt: skip
    for spans, table, slip in rounds:
        before = list(lines)
        for span in spans:
            lines[span.line] = _replaced(lines[span.line], span, table)
        if lines != before:
            slips.append(slip)
    return tuple(lines)


def _replaced(line: str, span: Span, table: Mapping[str, str]) -> str:
    part = "".join(table.get(sign, sign) for sign in line[span.start : span.end])
    return line[: span.start] + part + line[span.end :]
