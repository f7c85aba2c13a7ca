"""Recovery shares: a secret in three of which two give it back, each under its holder's own PIN.

    any two shares -> SLIP-39 -> secret (32 bytes); any tool of that standard gives it
    PIN of a share -> Argon2id -> its pin key (32 bytes)
    secret, both pin keys -> HKDF -> AES-256-GCM opens the pair's box -> the slot's own key
    the slot's own key -> HKDF -> opens the seed, as the key of the recovery words does

The secret and its pin keys are independent of each other: a sheet without its PIN opens nothing,
nor do all three PINs without two sheets. A PIN is tried against a proof that needs the sheet too,
so whoever has the disk alone cannot look for PINs.

Each share is 33 English words (256 bits) with a checksum that finds any three wrong words: SLIP-39,
one group, 2 of 3, without a passphrase, so that other programs put them together as well. The sheet
prints each word's number (1 to 1024) too, and both are accepted back.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from tipdesk.core.errors import WrongShare
from tipdesk.i18n.text import ascii_digits
from tipdesk.storage.kdf import SALT_SIZE, KdfCost, key_from_passphrase, subkey, wipe
from tipdesk.storage.keys import known_costs, slot_crypto, slot_file
from tipdesk.storage.keys.keys import UnlockedKey, authentic_document, recovered
from tipdesk.storage.keys.slot_making import following

# --- SLIP-39 ----------------------------------------------------------------------------------


WORDS = slot_file.SHARE_WORDS  # of a share
COUNT, NEEDED = slot_file.SHARE_COUNT, 2  # shares
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


def join(first: RecoveryShare, second: RecoveryShare) -> bytearray | None:
    """The secret of two different shares; None when they are not of one set."""
    try:
        return bytearray(combine_mnemonics([" ".join(share.words) for share in (first, second)]))
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


PIN_DIGITS = slot_file.SHARE_PIN_DIGITS  # the shortest and the longest
_PAIRS = tuple(combinations(range(1, COUNT + 1), NEEDED))
_PROOF, _PAIR, _SLOT = b"tipdesk/share-pin/v1", b"tipdesk/share-pair/v1", b"tipdesk/shares-kek/v1"


@dataclass(frozen=True, slots=True, repr=False)
class OpenedShare:
    """A share whose PIN was right. Wipe it."""

    share: RecoveryShare
    pin_key: bytearray

    def wipe(self) -> None:
        """Overwrite what the PIN opened."""
        wipe(self.pin_key)


@dataclass(frozen=True, slots=True, repr=False)
class LockedShare:
    """A new share with its PIN, for `with_shares`. Wipe it."""

    opened: OpenedShare
    lock: slot_file.ShareLock

    def wipe(self) -> None:
        """Overwrite what the PIN opens."""
        self.opened.wipe()


def acceptable_pin(pin: str) -> bool:
    """Whether it has 6 to 8 digits, of any digit set, that are no row and no single digit."""
    digits = ascii_digits(pin).strip()
    if not digits.isdecimal() or not PIN_DIGITS[0] <= len(digits) <= PIN_DIGITS[1]:
        return False
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return len(set(digits)) > 2 and steps not in ({1}, {-1})


def lock_share(share: RecoveryShare, pin: str, cost: KdfCost) -> LockedShare:
    """Put a new share under its holder's PIN. Slow.

    Raises:
        ValueError: the cost is out of bounds.
    """
    kdf = slot_file.SlotKdf(os.urandom(SALT_SIZE), cost)
    key = key_from_passphrase(pin, kdf.salt, cost)
    return LockedShare(OpenedShare(share, key), slot_file.ShareLock(kdf, _proof(share, key)))


def with_shares(
    vault_dir: Path, key: UnlockedKey, secret: bytearray, locked: tuple[LockedShare, ...]
) -> slot_file.SlotDocument:
    """The document with a slot for three shares of `secret`; shares made before open nothing more.

    Raises:
        KeyChangePending: see `slot_making.following`.
        VaultDamaged: no copy of the slots is authentic.
    """
    document = authentic_document(vault_dir, key.dek)
    own, seed = (
        bytearray(os.urandom(slot_crypto.KEY_SIZE)),
        bytearray(os.urandom(slot_crypto.KEY_SIZE)),
    )
    by_number = {share.opened.share.number: share for share in locked}
    pairs = []
    for pair in _PAIRS:
        pair_key, nonce = (
            _pair_key(secret, *(by_number[number].opened for number in pair)),
            os.urandom(12),
        )
        pairs.append(nonce + AESGCM(pair_key).encrypt(nonce, own, None))
        wipe(pair_key)
    locks = tuple(by_number[number].lock for number in sorted(by_number))
    shares = slot_file.ShareSet(locked[0].opened.share.set_number, locks, tuple(pairs))
    empty = slot_file.Slot(
        os.urandom(8).hex(),
        slot_file.SHARES,
        slot_file.RECOVERY_LOGIN,
        b"",
        None,
        b"",
        b"",
        b"",
        shares,
    )
    kek = subkey(own, _SLOT)
    closed = slot_crypto.close_seed(empty, document.vault_id, kek, seed)
    wipe(own, kek, seed)
    new_slot = slot_crypto.close_dek(closed, document, key.dek)
    return following(document, (*_others(document), new_slot), key.dek)


def keys_of_shares(
    document: slot_file.SlotDocument, secret: bytearray, locked: Sequence[LockedShare]
) -> slot_crypto.OfficerKeys:
    """The public keys of the shares for which `with_shares` has made this document."""
    first, second = sorted(
        (share.opened for share in locked[:NEEDED]), key=lambda opened: opened.share.number
    )
    pair_key = _pair_key(secret, first, second)
    numbers = first.share.number, second.share.number
    seed = _seed(document.shared()[0], document, numbers, pair_key)
    wipe(pair_key)
    if seed is None:
        raise ValueError("the shares of another document")
    public = slot_crypto.officer_keys(seed)
    wipe(seed)
    return public


def without_shares(vault_dir: Path, key: UnlockedKey) -> slot_file.SlotDocument:
    """The document without the slot of the shares.

    Raises:
        WrongShare: there is none (reason "none"). KeyChangePending, VaultDamaged: as `with_shares`.
    """
    document = authentic_document(vault_dir, key.dek)
    if not document.shared():
        raise WrongShare(reason="none")
    return following(document, _others(document), key.dek)


def open_share(vault_dir: Path, words: str, pin: str) -> OpenedShare:
    """Whether the words are a share of this vault's set and the PIN is the share's. Slow.

    Raises:
        WrongShare: reason "word" (position), "mistyped", "other" (not of this vault's set), "pin"
            (number of the share), or "none" (this vault has no shares).
        VaultMissing, VaultDamaged, VaultTooNew: of the slots.
    """
    share = from_words(words)
    sets = [
        (document.vault_id, slot.shares)
        for document in slot_file.read_documents(vault_dir)
        for slot in document.shared()
    ]
    if not sets:
        raise WrongShare(reason="none")
    vault_id, lock = next(
        (
            (vault_id, candidate.locks[share.number - 1])
            for vault_id, candidate in sets
            if candidate and candidate.number == share.set_number
        ),
        ("", None),
    )
    if lock is None:
        raise WrongShare(reason="other")
    known_costs.refuse_too_dear(vault_dir, vault_id, lock.kdf)
    key = key_from_passphrase(pin, lock.kdf.salt, lock.kdf.cost)
    if not hmac.compare_digest(lock.proof, _proof(share, key)):
        wipe(key)
        raise WrongShare(reason="pin", number=share.number)
    return OpenedShare(share, key)


def unlock_shares(vault_dir: Path, share: OpenedShare, other: OpenedShare) -> UnlockedKey:
    """Open the vault with two different shares. Fast.

    Raises:
        WrongShare: twice the same one (reason "same"); replaced meanwhile (reason "other").
        VaultMissing, VaultDamaged, VaultTooNew: the slots cannot be used.
    """
    if share.share.number == other.share.number:
        raise WrongShare(reason="same")
    first, second = sorted((share, other), key=lambda opened: opened.share.number)
    secret = join(first.share, second.share)
    if secret is None:
        raise WrongShare(reason="other")
    pair = first.share.number, second.share.number
    pair_key = _pair_key(secret, first, second)

    def seed_of(slot: slot_file.Slot, document: slot_file.SlotDocument) -> bytearray | None:
        return _seed(slot, document, pair, pair_key)

    try:
        documents = slot_file.read_documents(vault_dir)
        fault = WrongShare(reason="other")
        return replace(
            recovered(documents, slot_file.SlotDocument.shared, seed_of, fault), shares=pair
        )
    finally:
        wipe(secret, pair_key)


def _seed(
    slot: slot_file.Slot,
    document: slot_file.SlotDocument,
    pair: tuple[int, int],
    pair_key: bytearray,
) -> bytearray | None:
    """What the pair opens; None when the slot is not theirs."""
    if slot.shares is None:
        return None
    box = slot.shares.pairs[_PAIRS.index(pair)]
    own = bytearray(slot_crypto.KEY_SIZE)
    try:
        AESGCM(pair_key).decrypt_into(box[:12], box[12:], None, own)
    except InvalidTag:
        return None
    kek = subkey(own, _SLOT)
    seed = slot_crypto.opens(slot, document.vault_id, kek)
    wipe(own, kek)
    return seed


def _proof(share: RecoveryShare, pin_key: bytearray) -> bytes:
    both = bytearray(share.value) + pin_key
    proof = bytes(subkey(both, _PROOF))
    wipe(both)
    return proof


def _pair_key(secret: bytearray, first: OpenedShare, second: OpenedShare) -> bytearray:
    everything = secret + first.pin_key + second.pin_key
    key = subkey(everything, _PAIR)
    wipe(everything)
    return key


def _others(document: slot_file.SlotDocument) -> tuple[slot_file.Slot, ...]:
    return tuple(slot for slot in document.slots if slot.kind != slot_file.SHARES)
