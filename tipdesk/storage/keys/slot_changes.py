"""Changes of key slots: a new recovery sheet, a dearer slot, an officer out for a time.

A dearer slot costs a thief more for each guess: it is raised to what this machine would choose
(`raised`). An officer who is out for a time has no slot in the slot file, and gets it back as it
was (`without`, `again`). That keeps the program from opening the vault for the officer; whoever
copied the slot file before still has the data key, and against that only a removal helps
(`tipdesk.storage.keys.rekeying`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from argon2.exceptions import HashingError

from tipdesk.core.errors import TipdeskError, UnknownLogin, VaultDamaged
from tipdesk.storage.kdf import KdfCost, key_from_passphrase, wipe
from tipdesk.storage.keys import slot_crypto
from tipdesk.storage.keys.keys import UnlockedKey, authentic_document
from tipdesk.storage.keys.slot_file import RECOVERY, SHARES, Slot, SlotDocument, read_slot
from tipdesk.storage.keys.slot_making import following, recovery_slot, replaced, with_passphrase

# --- a dearer slot ----------------------------------------------------------------------------


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
    equal = seed == key.seed
    wipe(seed)
    return equal


# --- an officer is out for a time -------------------------------------------------------------


def without(vault_dir: Path, key: UnlockedKey, login: str) -> tuple[SlotDocument, str]:
    """The document without the officer's slot, and the slot (JSON).

    Raises:
        UnknownLogin: there is no such slot.
        KeyChangePending: see `slot_making.following`.
    """
    document = authentic_document(vault_dir, key.dek)
    slot = document.find(login)
    if slot is None:
        raise UnknownLogin(login=login)
    remaining = tuple(other for other in document.slots if other is not slot)
    return following(document, remaining, key.dek), json.dumps(slot.to_json(), sort_keys=True)


def again(vault_dir: Path, key: UnlockedKey, slot: str) -> SlotDocument:
    """The document with a slot that `without` gave, opened by the same passphrase as before. The
    data key, which may have changed meanwhile, is sealed to it anew.

    Raises:
        VaultDamaged: it is no slot (details: what="slots").
        KeyChangePending: see `slot_making.following`.
    """
    document = authentic_document(vault_dir, key.dek)
    try:
        old_slot = read_slot(json.loads(slot))
    except (ValueError, KeyError, TypeError) as error:
        raise VaultDamaged(what="slots") from error
    fresh = slot_crypto.close_dek(replace(old_slot, dek_box=b""), document, key.dek)
    return following(document, (*document.slots, fresh), key.dek)


def new_recovery(vault_dir: Path, key: UnlockedKey) -> tuple[SlotDocument, tuple[str, ...]]:
    """The document with a new recovery key beside the old, and the new words.

    Both sheets open the vault until `confirmed_recovery` is stored: whoever is cut off before the
    new words are on paper still has the old. Of two old ones, that one stays which opened the
    vault just now, else the one in use; the other was never confirmed.
    """
    document = authentic_document(vault_dir, key.dek)
    new_slot, words = recovery_slot(document, key.dek)
    own = slot_crypto.officer_keys(key.seed).x25519_public
    old = sorted(document.recoveries(), key=lambda slot: slot.public != own)[:1]
    return following(document, (*_others(document), *old, new_slot), key.dek), words


def confirmed_recovery(document: SlotDocument, key: UnlockedKey) -> SlotDocument:
    """What follows `new_recovery` once the new sheet is known to be readable: the old one goes, and
    so do the recovery shares when `key` was opened with them."""
    remaining = _others(document)
    if key.shares:
        remaining = tuple(slot for slot in remaining if slot.kind != SHARES)
    return following(document, (*remaining, *document.recoveries()[-1:]), key.dek)


def _others(document: SlotDocument) -> tuple[Slot, ...]:
    """Officers' slots, and that of the recovery shares."""
    return tuple(slot for slot in document.slots if slot.kind != RECOVERY)
