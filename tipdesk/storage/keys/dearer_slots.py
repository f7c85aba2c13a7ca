"""A guess that costs a thief more: an officer's slot raised to what this machine would choose."""

from __future__ import annotations

from pathlib import Path

from argon2.exceptions import HashingError

from tipdesk.core.errors import TipdeskError
from tipdesk.storage.kdf import KdfCost, key_from_passphrase, wipe
from tipdesk.storage.keys import slot_crypto
from tipdesk.storage.keys.keys import UnlockedKey, authentic_document
from tipdesk.storage.keys.slot_document import Slot, SlotDocument
from tipdesk.storage.keys.slot_making import following, replaced, with_passphrase


def cost_of(document: SlotDocument, login: str) -> KdfCost | None:
    """What a try at the passphrase of `login` costs; None where there is none."""
    slot = document.find(login)
    return None if slot is None or slot.kdf is None else slot.kdf.cost


def raised(
    vault_dir: Path, key: UnlockedKey, passphrase: str, cost: KdfCost
) -> SlotDocument | None:
    """The document with the slot that `passphrase` has just opened at `cost`, the seed the same;
    None when `cost` is less in any part, or when anything at all stands against it. Slow.

    Nobody has asked for the change, so it must keep nobody out: the new slot was opened once.
    """
    try:
        document = authentic_document(vault_dir, key.dek)
        slot, before = document.find(key.login), cost_of(document, key.login)
        if slot is None or before is None or not before.below(cost):
            return None
        changed = with_passphrase(slot, document, key.seed, passphrase, cost)
        if not _opens(changed, document, key, passphrase):
            return None
        return following(document, replaced(document, slot, changed), key.dek)
    except (TipdeskError, ValueError, MemoryError, HashingError):
        return None


def _opens(slot: Slot, document: SlotDocument, key: UnlockedKey, passphrase: str) -> bool:
    """Whether a second derivation finds the seed again: the memory of an old computer may err."""
    if slot.kdf is None:
        return False
    kek = key_from_passphrase(passphrase, slot.kdf.salt, slot.kdf.cost)
    seed = slot_crypto.opens(slot, document.vault_id, kek)
    wipe(kek)
    if seed is None:
        return False
    same = seed == key.seed
    wipe(seed)
    return same
