"""A new recovery sheet beside the old one, and then in its place."""

from __future__ import annotations

from pathlib import Path

from tipdesk.storage.keys.keys import UnlockedKey, authentic_document
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.slot_document import RECOVERY, SHARES, Slot, SlotDocument
from tipdesk.storage.keys.slot_making import following, recovery_slot


def new_recovery(vault_dir: Path, key: UnlockedKey) -> tuple[SlotDocument, tuple[str, ...]]:
    """The document with a new recovery key beside the old, and the new words.

    Both sheets open the vault until `confirmed_recovery` is stored: whoever is cut off before the
    new words are on paper still has the old. Of two old ones, that one stays which opened the
    vault just now, else the one in use; the other was never confirmed.
    """
    document = authentic_document(vault_dir, key.dek)
    made, words = recovery_slot(document, key.dek)
    own = officer_keys(key.seed).x25519_public
    old = sorted(document.recoveries(), key=lambda slot: slot.public != own)[:1]
    return following(document, (*_others(document), *old, made), key.dek), words


def confirmed_recovery(document: SlotDocument, key: UnlockedKey) -> SlotDocument:
    """What follows `new_recovery` once the new sheet is known to be readable: the old one goes, and
    so do the recovery shares when `key` was opened with them."""
    kept = _others(document)
    if key.shares:
        kept = tuple(slot for slot in kept if slot.kind != SHARES)
    return following(document, (*kept, *document.recoveries()[-1:]), key.dek)


def _others(document: SlotDocument) -> tuple[Slot, ...]:
    """Officers' slots, and that of the recovery shares."""
    return tuple(slot for slot in document.slots if slot.kind != RECOVERY)
