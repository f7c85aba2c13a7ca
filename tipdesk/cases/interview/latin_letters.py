"""Latin names beside those of machine-readable lines, which have A to Z and nothing else.

Doc 9303 part 3, section 6 lets a state write Ü as UE or as U: a name is the same either way.
"""

from __future__ import annotations

import re
import unicodedata

_LONG = {"Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Ü": "UE", "ß": "SS",
         "ẞ": "SS", "Þ": "TH", "Ĳ": "IJ"}  # fmt: skip
_SHORT = {"Æ": "AE", "Œ": "OE", "Ø": "O", "ß": "SS", "ẞ": "SS", "Þ": "TH", "Ĳ": "IJ", "Ð": "D",
          "Đ": "D", "Ħ": "H", "ı": "I", "Ł": "L", "Ŋ": "N", "Ŧ": "T", "ĸ": "K"}  # fmt: skip


def plain_letters(text: str) -> str:
    """`text` with A to Z for every Latin letter: Ä is AE, É is E."""
    return _stripped("".join(_LONG.get(sign, sign) for sign in _latin_capitals(text)))


def _latin_capitals(text: str) -> str:
    return "".join(sign if sign in "ßı" else sign.upper() if sign.isalpha() else sign
                   for sign in text)  # fmt: skip


def _stripped(text: str) -> str:
    """Without marks on its letters; Arabic letters keep theirs, which are letters too."""
    found = []
    for sign in text:
        sign = _SHORT.get(sign, sign)  # noqa: PLW2901  the same sign, spelt out
        bare = unicodedata.normalize("NFD", sign)[0]
        found.append(bare if "A" <= bare <= "Z" else sign)
    return "".join(found)


def _keys(name: str) -> set[str]:
    capitals = _latin_capitals(name)
    return {re.sub("[^A-Z]", "", one) for one in (plain_letters(name), _stripped(capitals))}


def same_latin_name(one: str, other: str, *, cut: bool = False) -> bool:
    """Whether two names are the same but for capitals, marks, spaces and hyphens; with `cut` the
    other may be longer than the lines had room for."""
    first, second = _keys(one), _keys(other)
    if first & second:
        return True
    return cut and any(long.startswith(short) for long in first for short in second if short)
