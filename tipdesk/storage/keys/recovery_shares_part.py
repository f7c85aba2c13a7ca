"""A recovery secret in three shares of which two give it back: SLIP-39, one group, 2 of 3.

Each share is 33 English words (256 bits) with a checksum that finds any three wrong words. They
are ordinary SLIP-39 shares without a passphrase, which other programs put together as well. The
sheet prints each word's number (1 to 1024) too, and both are accepted back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from tipdesk.core.errors import WrongShare
from tipdesk.i18n.text import ascii_digits

WORDS = 33  # of a share
COUNT, NEEDED = 3, 2  # shares
SECRET_SIZE = 32  # bytes


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryShare:
    """One share: its number from 1, and the set that it belongs to (15 bits)."""

    number: int
    set_number: int
    words: tuple[str, ...]
    value: bytes  # 32 bytes; alone they say nothing about the secret


def split(secret: bytes | bytearray) -> tuple[RecoveryShare, ...]:
    """Three fresh shares of a 32-byte secret."""
    # Not "extendable": programs from before 2024 read these shares too. There is no passphrase
    # to slow anybody down at, so the exponent of its iterations is the least.
    groups = generate_mnemonics(1, [(NEEDED, COUNT)], bytes(secret), b"", False, 0)
    return tuple(_share(mnemonic) for mnemonic in groups[0])


def from_words(words: str | Sequence[str]) -> RecoveryShare:
    """The share of 33 words, typed as words, first four letters or numbers, in any case.

    Raises:
        WrongShare: an unknown word (reason "word", position from 1); not 33, a wrong checksum, or
            a share of another kind of set (reason "mistyped").
    """
    typed = words.split() if isinstance(words, str) else list(words)
    if len(typed) != WORDS:
        raise WrongShare(reason="mistyped")
    indices = [_index_of(word) for word in typed]
    if None in indices:
        raise WrongShare(reason="word", position=indices.index(None) + 1)
    try:
        return _share(" ".join(WORDLIST[index] for index in indices if index is not None))
    except (MnemonicError, ValueError) as error:
        raise WrongShare(reason="mistyped") from error


def join(one: RecoveryShare, other: RecoveryShare) -> bytearray | None:
    """The secret of two different shares; None when they are not of one set."""
    try:
        return bytearray(combine_mnemonics([" ".join(share.words) for share in (one, other)]))
    except MnemonicError:
        return None


def word_number(word: str) -> int:
    """The number from 1 to 1024 that is printed beside `word`."""
    return _numbers()[word] + 1


def _share(mnemonic: str) -> RecoveryShare:
    """Raises MnemonicError or ValueError: it is none of a set of ours."""
    read = Share.from_mnemonic(mnemonic)
    shape = (read.group_threshold, read.group_count, read.member_threshold, len(read.value))
    if shape != (1, 1, NEEDED, SECRET_SIZE) or read.index >= COUNT:
        raise ValueError("another kind of set")
    return RecoveryShare(read.index + 1, read.identifier, tuple(mnemonic.split()), read.value)


@cache
def _numbers() -> dict[str, int]:
    """Index of each word, of its first four letters (unique by design) and of its number."""
    numbers: dict[str, int] = {}
    for index, word in enumerate(WORDLIST):
        numbers[word[:4]] = numbers[word] = numbers[str(index + 1)] = index
    return numbers


def _index_of(typed: str) -> int | None:
    word = ascii_digits(typed).strip().casefold()
    return _numbers().get(word.lstrip("0") if word.isdecimal() else word)
