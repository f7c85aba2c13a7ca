"""Compacting the vault, entered before it is begun: the entry lies in what is then copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tipdesk.cases.model import Act
from tipdesk.core.clock import Clock
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.upkeep import compacting

CompactingStep = compacting.CompactingStep


def compact_vault(
    vault_dir: Path, key: UnlockedKey, clock: Clock, say: Callable[[CompactingStep], object]
) -> tuple[int, int]:
    """Bytes of the database before and after. `key` is wiped.

    Raises:
        TransitionRefused: not open to this role (details: step "compact_vault").
        as `desk.session.entering.at_the_vault` and `storage.upkeep.compacting.compact`: the vault
        is as it was, but for the entries of this visit.
    """
    with at_the_vault(vault_dir, key, clock, "vault compact") as desk:
        desk.require(Act.COMPACT_VAULT)
        desk.enter("compact_begun")
        dek = bytearray(key.dek)
    try:
        return compacting.compact(vault_dir, dek, say)
    finally:
        wipe(dek)
