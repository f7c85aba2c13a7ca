"""What a reader that types like a keyboard meant, when the keyboard was set to Arabic.

It presses keys, and the layout makes letters of them: ش for A. The table is the Arabic (101)
keyboard of Windows, which X11's `ara` follows; ل and ا beside each other are taken for the one
key that writes both.
"""

from __future__ import annotations

import re

_PLAIN = {
    "ض": "Q", "ص": "W", "ث": "E", "ق": "R", "ف": "T", "غ": "Y", "ع": "U", "ه": "I", "خ": "O",
    "ح": "P", "ش": "A", "س": "S", "ي": "D", "ب": "F", "ل": "G", "ا": "H", "ت": "J", "ن": "K",
    "م": "L", "ئ": "Z", "ء": "X", "ؤ": "C", "ر": "V", "لا": "B", "ى": "N", "ة": "M",
}  # fmt: skip
_SHIFTED = {
    "\u064e": "Q", "\u064b": "W", "\u064f": "E", "\u064c": "R", "لإ": "T", "إ": "Y", "÷": "I",
    "×": "O", "؛": "P", "\u0650": "A", "\u064d": "S", "]": "D", "[": "F", "لأ": "G", "أ": "H",
    "ـ": "J", "،": "K", "/": "L", "~": "Z", "\u0652": "X", "}": "C", "{": "V", "لآ": "B",
    "آ": "N", "’": "M", "‘": "U", "`": "U", ",": "<",
}  # fmt: skip
_KEYS = {**_PLAIN, **_SHIFTED}
_ANY = re.compile("|".join(re.escape(key) for key in sorted(_KEYS, key=len, reverse=True)))
_ARABIC = re.compile("[\u0621-\u0652]")


def latin_keys(text: str) -> str:
    """`text` as the same keys write it in Latin capitals; unchanged without an Arabic letter."""
    if not _ARABIC.search(text):
        return text
    return _ANY.sub(lambda found: _KEYS[found[0]], text)
