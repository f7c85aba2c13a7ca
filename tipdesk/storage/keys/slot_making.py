"""New slots: an officer's, the recovery key's, and the document that follows a change."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field, replace

from tipdesk.core.errors import KeyChangePending
from tipdesk.i18n.text import ascii_digits
from tipdesk.storage.kdf import SALT_SIZE, KdfCost, key_from_passphrase, subkey, wipe
from tipdesk.storage.keys import slot_crypto, slot_file
from tipdesk.storage.passphrase import KEY_SIZE as RECOVERY_KEY_SIZE
from tipdesk.storage.passphrase import to_words

RECOVERY_INFO = b"tipdesk/recovery-kek/v1"


@dataclass(frozen=True, slots=True)
class NewSlot:
    """An officer to be enrolled."""

    login: str
    passphrase: str = field(repr=False)


def normalise_login(login: str) -> str:
    """A code as stored: without outer spaces, Latin digits and capitals."""
    return ascii_digits(unicodedata.normalize("NFKC", login)).strip().upper()


def officer_slot(
    document: slot_file.SlotDocument, dek: bytearray, new: NewSlot, cost: KdfCost
) -> tuple[slot_file.Slot, bytearray]:
    """A slot with a fresh seed, and the seed.

    Raises:
        ValueError: the login is empty or reserved, or the cost out of bounds.
    """
    if not new.login or new.login == normalise_login(slot_file.RECOVERY_LOGIN):
        raise ValueError("the login is empty or reserved")
    seed = bytearray(os.urandom(slot_crypto.KEY_SIZE))
    empty = slot_file.Slot(
        os.urandom(8).hex(), slot_file.OFFICER, new.login, b"", None, b"", b"", b""
    )
    slot = with_passphrase(empty, document, seed, new.passphrase, cost)
    return slot_crypto.close_dek(slot, document, dek), seed


def with_passphrase(
    slot: slot_file.Slot,
    document: slot_file.SlotDocument,
    seed: bytearray,
    passphrase: str,
    cost: KdfCost,
) -> slot_file.Slot:
    """The slot with `seed` under a passphrase."""
    salt = os.urandom(SALT_SIZE)
    kek = key_from_passphrase(passphrase, salt, cost)
    fresh = replace(slot, kdf=slot_file.SlotKdf(salt, cost))
    closed = slot_crypto.close_seed(fresh, document.vault_id, kek, seed)
    wipe(kek)
    return closed


def opens_another(document: slot_file.SlotDocument, login: str, passphrase: str) -> bool:
    """Whether `passphrase` opens the slot of an officer other than `login`. Slow: one derivation
    for each of them."""
    for slot in document.slots:
        if slot.kind != slot_file.OFFICER or slot.login == login or slot.kdf is None:
            continue
        kek = key_from_passphrase(passphrase, slot.kdf.salt, slot.kdf.cost)
        seed = slot_crypto.opens(slot, document.vault_id, kek)
        wipe(kek)
        if seed is not None:
            wipe(seed)
            return True
    return False


def recovery_slot(
    document: slot_file.SlotDocument, dek: bytearray
) -> tuple[slot_file.Slot, tuple[str, ...]]:
    """A slot with a fresh recovery key, and the key's 24 words."""
    key = bytearray(os.urandom(RECOVERY_KEY_SIZE))
    words = to_words(key)
    seed = bytearray(os.urandom(slot_crypto.KEY_SIZE))
    kek = subkey(key, RECOVERY_INFO)
    empty = slot_file.Slot(
        os.urandom(8).hex(), slot_file.RECOVERY, slot_file.RECOVERY_LOGIN, b"", None, b"", b"", b""
    )
    slot = slot_crypto.close_seed(empty, document.vault_id, kek, seed)
    wipe(key, kek, seed)
    return slot_crypto.close_dek(slot, document, dek), words


def replaced(
    document: slot_file.SlotDocument, old: slot_file.Slot, new: slot_file.Slot
) -> tuple[slot_file.Slot, ...]:
    """The slots with `new` in the place of `old`."""
    return tuple(new if slot is old else slot for slot in document.slots)


def following(
    document: slot_file.SlotDocument, slots: tuple[slot_file.Slot, ...], dek: bytearray
) -> slot_file.SlotDocument:
    """The document that comes after `document`, with `slots`.

    Raises:
        KeyChangePending: the data key is being changed; the next opening finishes that first.
    """
    if document.next_key is not None:
        raise KeyChangePending
    fresh = replace(document, slots=slots, epoch=document.epoch + 1, mac="")
    return slot_crypto.signed(fresh, dek)
