"""The recovery key as 24 English words (BIP-39): 256 bits and an 8-bit checksum.

Only the encoding is taken from BIP-39; nothing is derived by its PBKDF2. No Arabic list exists,
so the sheet prints each word's number (1 to 2048) too, and both are accepted back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

from tipdesk.core.errors import WrongRecoveryWords
from tipdesk.core.settings import resource
from tipdesk.i18n.text import ascii_digits

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
