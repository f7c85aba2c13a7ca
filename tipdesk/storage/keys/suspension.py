"""An officer is out for a time: the slot leaves the slot file, and comes back as it was.

It keeps the program from opening the vault for the officer. Whoever copied the slot file before
still has the data key: against that only a removal helps (`tipdesk.storage.keys.rekeying`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tipdesk.core.errors import UnknownLogin, VaultDamaged
from tipdesk.storage.keys import slot_crypto
from tipdesk.storage.keys.keys import UnlockedKey, authentic_document
from tipdesk.storage.keys.slot_document import SlotDocument, read_slot
from tipdesk.storage.keys.slot_making import following


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
    kept = tuple(one for one in document.slots if one is not slot)
    return following(document, kept, key.dek), json.dumps(slot.to_json(), sort_keys=True)


def again(vault_dir: Path, key: UnlockedKey, slot: str) -> SlotDocument:
    """The document with a slot that `without` gave, opened by the same passphrase as before. The
    data key, which may have changed meanwhile, is sealed to it anew.

    Raises:
        VaultDamaged: it is no slot (details: what="slots").
        KeyChangePending: see `slot_making.following`.
    """
    document = authentic_document(vault_dir, key.dek)
    try:
        kept = read_slot(json.loads(slot))
    except (ValueError, KeyError, TypeError) as error:
        raise VaultDamaged(what="slots") from error
    fresh = slot_crypto.close_dek(replace(kept, dek_box=b""), document, key.dek)
    return following(document, (*document.slots, fresh), key.dek)
