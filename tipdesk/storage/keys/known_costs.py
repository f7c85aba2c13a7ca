"""What a try at a passphrase may cost at most, known before any key is.

The slot file lies open: whoever writes into the vault's folder could ask for so much work that each
unlock stalls the computer. Nothing in that folder can be believed before a key is derived, so what
was seen of it when it last opened is kept in the user's own profile: the dearest cost of its slots,
never a name or a path. A folder that never opened here is held by `kdf.CEILING`.

`allow` is the one way up: it is called with a document that a holder of the data key wrote and the
database remembers, when the vault is opened and before a changed document takes its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tipdesk.core.disk import replace_durably
from tipdesk.core.errors import FileUnreadable, VaultDamaged
from tipdesk.core.plain_file import open_plain
from tipdesk.core.settings import settings_file
from tipdesk.storage.kdf import CEILING, KdfCost
from tipdesk.storage.keys.slot_file import SlotDocument, SlotKdf
from tipdesk.storage.platform import write_beside

_NAME = "key-costs.json"  # beside the settings
_MOST_VAULTS = 100  # those that opened last: a demonstration makes new ones each time
_LARGEST = 64 * 1024  # bytes


def refuse_too_dear(vault_dir: Path, vault_id: str, kdf: SlotKdf) -> None:
    """Before Argon2 runs on a cost that was read from a slot file.

    Raises:
        VaultDamaged: too cheap to protect (what="slots"), or dearer than this vault ever was here
            (what="slot_cost").
    """
    if not kdf.cost.at_most(_most(vault_dir, vault_id)):
        raise VaultDamaged(what="slot_cost")
    if not kdf.cost.within_bounds:
        raise VaultDamaged(what="slots")


def allow(vault_dir: Path, document: SlotDocument) -> None:
    """Let the costs of an authentic document be asked for from now on. Where the profile cannot be
    written to, the ceiling holds."""
    known, name = dict(_known()), _name(vault_dir, document.vault_id)
    before = _cost(known.pop(name, None)) or KdfCost(0, 0, 0)
    now = before.dearer_of(_dearest(document))
    if now == before or not now.within_bounds:
        return
    latest = list(known.items())[-_MOST_VAULTS + 1 :]
    path = settings_file().with_name(_NAME)
    changed = dict([*latest, (name, [now.memory_kib, now.time, now.lanes])])
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_durably(write_beside(path, json.dumps(changed).encode("ascii")), path)


def _most(vault_dir: Path, vault_id: str) -> KdfCost:
    return _cost(_known().get(_name(vault_dir, vault_id))) or CEILING


def _dearest(document: SlotDocument) -> KdfCost:
    asked = [slot.kdf for slot in document.slots if slot.kdf is not None]
    asked += [lock.kdf for slot in document.slots if slot.shares for lock in slot.shares.locks]
    dearest = KdfCost(0, 0, 0)
    for kdf in asked:
        dearest = dearest.dearer_of(kdf.cost)
    return dearest


def _name(vault_dir: Path, vault_id: str) -> str:
    """Of a vault at its place: a copy elsewhere, as a backup's, has a name of its own."""
    return sha256(
        f"{vault_id} {os.path.realpath(vault_dir)}".encode("utf-8", "replace")
    ).hexdigest()


def _known() -> Mapping[str, object]:
    """By name; nothing where there is no such file, or a damaged one."""
    try:
        with open_plain(settings_file().with_name(_NAME)) as file:
            known = json.loads(file.read(_LARGEST))
    except (OSError, FileUnreadable, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _cost(numbers: object) -> KdfCost | None:
    """As written; None for what is no cost that was ever chosen."""
    if not isinstance(numbers, list) or len(numbers) != 3:
        return None
    if not all(type(number) is int for number in numbers):
        return None
    cost = KdfCost(*numbers)
    return cost if cost.within_bounds else None
