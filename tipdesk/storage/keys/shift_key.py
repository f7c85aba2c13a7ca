"""What a shift key is made of: six digits bring an officer back within one shift.

    PIN -> Argon2id (own salt, 64 MiB, 3, 4) ‖ pepper -> HKDF -> AES-256-GCM -> data key ‖ seed
                    └─> HKDF -> authorisation, for a place that gives the pepper for it alone

Sealed is what opens the vault and signs; login and vault are authenticated with it. The pepper
(`core.pepper_place`) lies apart, and whoever forgets it has ended the key: what is left is as good
as random. How many tries there are and when it ends is the desk's (`desk.shift`). Nothing of it is
written anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.cases.custody.chain import canonical
from tipdesk.core.errors import TipdeskError
from tipdesk.core.pepper_place import Denial, Half
from tipdesk.storage.kdf import SALT_SIZE, stretched, subkey, wipe
from tipdesk.storage.keys import keys, slot_crypto
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.keys.slot_file import OFFICER, SlotDocument, read_documents

DIGITS = 6
_INFO, _AUTHORISATION = b"tipdesk/shift/v1", b"tipdesk/shift/authorisation/v1"
_KEY, _NONCE = slot_crypto.KEY_SIZE, 12


@dataclass(frozen=True, slots=True)
class SealedShiftKey:
    """Data key and seed of an officer, worth nothing without PIN and pepper."""

    login: str
    vault_id: str
    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    box: bytes = field(repr=False)


def acceptable_pin(pin: bytearray) -> bool:
    """Whether it has six digits (0-9) that are not among the first to be tried: no run, no two
    digits alone, nothing said twice, no day, no year with a month."""
    if len(pin) != DIGITS or not all(48 <= digit <= 57 for digit in pin):
        return False
    steps = {(later - sooner) % 10 for sooner, later in pairwise(pin)}
    twice = pin[:3] == pin[3:] or pin[:2] == pin[2:4] == pin[4:] or pin[::2] == pin[1::2]
    varied = len(steps) > 1 and len(set(pin)) > 2 and not twice
    return varied and not _is_a_day(pin) and not _is_a_month(pin)


def _is_a_day(pin: bytearray) -> bool:
    """Day and month first, or the year first: 140399, 990314."""
    first, middle, last = (int(pin[at : at + 2]) for at in (0, 2, 4))
    return 1 <= middle <= 12 and (1 <= first <= 31 or 1 <= last <= 31)


def _is_a_month(pin: bytearray) -> bool:
    """199803, 031998."""
    return any(
        bytes(pin[at : at + 2]) in (b"19", b"20") and 1 <= int(pin[month : month + 2]) <= 12
        for at, month in ((0, 4), (2, 0))
    )


def seal(
    vault_dir: Path,
    key: UnlockedKey,
    pin: bytearray,
    kept: Callable[[bytearray], bytearray],
) -> SealedShiftKey:
    """What `key` opens, under the PIN and the pepper, which `kept` gives once it lies where only
    this authorisation brings it back. PIN and pepper are wiped. Slow.

    Raises:
        VaultMissing, VaultDamaged: there are no slots whose key it would be.
    """
    salt, nonce = os.urandom(SALT_SIZE), os.urandom(_NONCE)
    material = stretched(pin, salt)
    authorisation = subkey(material, _AUTHORISATION)
    sealing = _sealing_key(material, kept(authorisation))
    wipe(authorisation)
    vault_id = keys.authentic_document(vault_dir, key.dek).vault_id
    secret = bytearray(key.dek)
    secret += key.seed
    box = AESGCM(sealing).encrypt(nonce, secret, _context(key.login, vault_id))
    wipe(secret, sealing)
    return SealedShiftKey(key.login, vault_id, salt, nonce, box)


def opened(sealed: SealedShiftKey, pin: bytearray, half: Half) -> UnlockedKey | Denial:
    """What it was sealed from; PIN and pepper are wiped. Slow."""
    material = stretched(pin, sealed.salt)
    authorisation = subkey(material, _AUTHORISATION)
    pepper = half(authorisation)
    wipe(authorisation)
    if isinstance(pepper, Denial):
        wipe(material)
        return pepper
    sealing = _sealing_key(material, pepper)
    secret = bytearray(2 * _KEY)
    context = _context(sealed.login, sealed.vault_id)
    try:
        AESGCM(sealing).decrypt_into(sealed.nonce, sealed.box, context, secret)
    except InvalidTag:
        return Denial.WRONG
    finally:
        wipe(sealing)
    key = UnlockedKey(sealed.login, secret[:_KEY], secret[_KEY:], by_shift_key=True)
    wipe(secret)
    return key


def standing(vault_dir: Path, login: str) -> str:
    """A digest of what a shift key of `login` rests on: who works here with which keys, and the own
    passphrase. '' when the slots cannot be read, or have none of theirs."""
    try:
        return _standing(read_documents(vault_dir)[0], login)
    except TipdeskError:
        return ""


def still_stands(vault_dir: Path, key: UnlockedKey, before: str) -> bool:
    """Whether the slots are those of a holder of the data key, and say what they said."""
    try:
        return _standing(keys.authentic_document(vault_dir, key.dek), key.login) == before != ""
    except TipdeskError:
        return False


def _standing(document: SlotDocument, login: str) -> str:
    own = document.find(login)
    if own is None:
        return ""
    staff = [[slot.login, slot.public.hex()] for slot in document.slots if slot.kind == OFFICER]
    whole = [document.vault_id, document.generation, staff, own.seed_box.hex()]
    return sha256(canonical(whole)).hexdigest()


def _sealing_key(material: bytearray, pepper: bytearray) -> bytearray:
    """Both are wiped."""
    material += pepper
    key = subkey(material, _INFO)
    wipe(material, pepper)
    return key


def _context(login: str, vault_id: str) -> bytes:
    return canonical(["shift", vault_id, login])
