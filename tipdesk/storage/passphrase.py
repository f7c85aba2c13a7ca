"""Passphrases: one form for all ways of typing them, generated ones, an honest meter; recovery
words.

The recovery key is 24 English words (BIP-39): 256 bits and an 8-bit checksum. Only the encoding is
taken from BIP-39; nothing is derived by its PBKDF2. No Arabic list exists, so the sheet prints each
word's number (1 to 2048) too, and both are accepted back.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tipdesk.core.arabic_words import word_list
from tipdesk.core.errors import WrongRecoveryWords
from tipdesk.core.secret_text import overwrite
from tipdesk.core.settings import resource
from tipdesk.i18n.text import ascii_digits

# --- recovery words (BIP-39) ------------------------------------------------------------------


COUNT = 24
KEY_SIZE = 32
_WORD_BITS = 11
_CHECKSUM_BITS = 8


@cache
def recovery_word_list() -> tuple[str, ...]:
    """The 2,048 words of BIP-39's English list, in order."""
    text = resource("words", "bip39-english.txt").read_text(encoding="ascii")
    return tuple(text.split())


@cache
def _numbers() -> dict[str, int]:
    """Index of each word, of its first four letters (unique by design) and of its number."""
    numbers: dict[str, int] = {}
    for index, word in enumerate(recovery_word_list()):
        numbers[word[:4]] = index
        numbers[word] = index
        numbers[str(index + 1)] = index
    return numbers


def word_number(word: str) -> int:
    """The number from 1 to 2048 that is printed beside `word`."""
    return _numbers()[word] + 1


def index_of(typed: str) -> int | None:
    """Index of a word typed as the word, its first four letters or its number, in any case and
    with any digits, with or without the zeros that the sheet prints; None for another word."""
    word = ascii_digits(typed).strip().casefold()
    return _numbers().get(word.lstrip("0") if word.isdecimal() else word)


def to_words(key: bytes | bytearray) -> tuple[str, ...]:
    """The 24 words of a 32-byte key."""
    if len(key) != KEY_SIZE:
        raise ValueError("a recovery key has 32 bytes")
    bits = int.from_bytes(key) << _CHECKSUM_BITS | hashlib.sha256(key).digest()[0]
    shifts = range((COUNT - 1) * _WORD_BITS, -1, -_WORD_BITS)
    return tuple(recovery_word_list()[bits >> shift & 0x7FF] for shift in shifts)


def from_words(words: str | Sequence[str]) -> bytearray:
    """The key of 24 words, typed as words, first four letters or numbers, in any case.

    Raises:
        WrongRecoveryWords: not 24, an unknown word (details: position from 1), or a wrong checksum.
    """
    typed = words.split() if isinstance(words, str) else [word.strip() for word in words]
    if len(typed) != COUNT:
        raise WrongRecoveryWords(position=0)
    bits = 0
    for position, word in enumerate(typed, start=1):
        number = index_of(word)
        if number is None:
            raise WrongRecoveryWords(position=position)
        bits = bits << _WORD_BITS | number
    key = bytearray((bits >> _CHECKSUM_BITS).to_bytes(KEY_SIZE))
    if hashlib.sha256(key).digest()[0] != bits & 0xFF:
        raise WrongRecoveryWords(position=0)
    return key


NORM_VERSION = 1  # of `normalise`; written into every key slot, never changed
ACCEPTABLE = 12.0  # log10 of guesses
_LONGEST_SCORED = 72  # zxcvbn refuses more characters

# Tatweel, harakat, superscript alef; zero-width characters; bidi marks, embeddings and isolates.
_DROPPED = (
    *range(0x064B, 0x0653),
    *(0x0670, 0x0640, 0x061C, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_FOLDED: dict[int, str | None] = {
    **dict.fromkeys(_DROPPED),
    ord("ی"): "ي",
    ord("ک"): "ك",
    **{0x0660 + digit: str(digit) for digit in range(10)},
    **{0x06F0 + digit: str(digit) for digit in range(10)},
}

# What the keys of a QWERTY keyboard give under the Arabic (101) layout.
_ARABIC_KEYS = str.maketrans(
    "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ",
    "qwertyuiop[]asdfghjkl;'zxcvnm,./`",
)


def normalise(passphrase: str) -> str:
    """`passphrase` as it enters Argon2 ("norm_pass v1").

    Keyboards differ in digits, presentation forms, Persian letters and marks; these are made
    equal. Hamza forms, ta marbuta and case are kept: keyboards agree on them.
    """
    compatible = unicodedata.normalize("NFKC", passphrase)
    folded = compatible.translate(_FOLDED)
    composed = unicodedata.normalize("NFC", folded)
    words = composed.split()
    normal = " ".join(words)
    for step in (compatible, folded, composed, *words):
        if step is not passphrase and step is not normal:
            overwrite(step)
    return normal


def generate(words: int = 5) -> str:
    """A passphrase of random words: 11 bits each."""
    return " ".join(secrets.choice(word_list()) for _ in range(words))


class Advice(StrEnum):
    """What would make a passphrase hold; sentences in `messages.passphrase_advice`."""

    TOO_SHORT = "too_short"
    TOO_COMMON = "too_common"
    ADD_WORDS = "add_words"


@dataclass(frozen=True, slots=True)
class Strength:
    """What the meter shows. `advice_code` is one of `Advice`, '' when it holds."""

    log10_guesses: float
    acceptable: bool
    advice_code: str


def strength(passphrase: str, hints: Iterable[str] = ()) -> Strength:
    """Estimate the guesses that `passphrase` withstands; `hints` are names an attacker knows.

    The lowest of several views counts: as typed, as the Latin keys that were pressed (zxcvbn
    alone takes «حشسسصخقي» for a good one, it is "password"), and as words of our own list.
    """
    text = normalise(passphrase)
    if len(text) < 8:
        return Strength(min(_guesses(text, hints), ACCEPTABLE - 1), False, Advice.TOO_SHORT)
    pressed = text.translate(_ARABIC_KEYS)
    views = {text, text.replace(" ", ""), pressed, pressed.replace(" ", "")}
    lowest = min(_guesses(view, hints) for view in views)
    lowest = min(lowest, _repetition(text), _as_listed_words(text))
    if lowest >= ACCEPTABLE:
        return Strength(lowest, True, "")
    common = lowest < ACCEPTABLE / 2
    return Strength(lowest, False, Advice.TOO_COMMON if common else Advice.ADD_WORDS)


def _guesses(text: str, hints: Iterable[str]) -> float:
    """log10 of zxcvbn's estimate. Its import is slow, hence here."""
    if not text:
        return 0.0
    from zxcvbn import zxcvbn  # noqa: PLC0415  imports for 0.1 s, needed while typing only

    known = [normalise(hint) for hint in hints if hint.strip()]
    known += [word for hint in known for word in hint.split()]
    known += [word for word in common_words() if word in text]
    result = zxcvbn(text[:_LONGEST_SCORED], user_inputs=known)
    return float(math.log10(result["guesses"]))


def _repetition(text: str) -> float:
    """A bound for few distinct characters or words, where zxcvbn is generous outside Latin."""
    letters = len(set(text.replace(" ", "")))
    words = len(set(text.split()))
    return min(letters * 2.0, 6.0 + 6.0 * words)


def _as_listed_words(text: str) -> float:
    """The bound for a passphrase of common words or of our list, which an attacker has."""
    listed = _listed()
    log10 = 0.0
    for word in text.split():
        size = listed.get(word)
        if size is None:
            return math.inf
        log10 += math.log10(size)
    return log10


@cache
def _listed() -> dict[str, int]:
    """Word to the size of the smallest list that it stands in."""
    ours = {normalise(word): len(word_list()) for word in word_list()}
    common = common_words()
    return ours | {word: max(2, len(common)) for word in common}


@cache
def common_words() -> frozenset[str]:
    """Arabic words, names and phrases that people choose first."""
    text = resource("words", "common-ar.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(normalise(word) for line in lines for word in (line, *line.split()) if word)
