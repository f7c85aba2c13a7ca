"""Undoing a migration, by whoever looks after the station: asked, entered into both chains."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tipdesk.cases.model import Act, CustodyEvent
from tipdesk.core.clock import Clock
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.station.recovery import note_use
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.upkeep import undo_migration as undoing
from tipdesk.storage.upkeep.undo_migration import before_migration, undo

Before = undoing.VaultBefore  # what would come back
UndoStep = undoing.UndoStep


def undo_migration(
    vault_dir: Path,
    key: UnlockedKey,
    clock: Clock,
    agree: Callable[[Before], bool],
    say: Callable[[UndoStep], object],
) -> Before | None:
    """Put back the vault as it was before its last migration; None where `agree` says no. `key` is
    wiped. The vault that goes stays beside as a copy.

    Raises:
        TransitionRefused: not open to this role.
        UndoRefused: no copy, or work was recorded since.
        as `desk.session.entering.at_the_vault` and `storage.upkeep.undo_migration.undo`: the vault
        is as it was, but for the entries of this visit.
    """
    with at_the_vault(vault_dir, key, clock, "vault undo-migration") as desk:
        desk.require(Act.UNDO_MIGRATION)
        before = before_migration(desk.vault, key.dek)
        if not agree(before):
            return None
        versions = {"from_version": str(before.version), "to_version": str(before.back_to)}
        desk.enter("migration_undo_begun", None, "", **versions)
        at, dek, seed = desk.now(), bytearray(key.dek), bytearray(key.seed)

    def record(copy: Database, last: CustodyEvent) -> None:
        given_up = {"given_up_seq": str(last.seq), "given_up_hash": last.hash}
        custody_rows.append(
            copy, at=at, officer=key.login, action="migration_undone", detail=versions | given_up
        )
        note_use(copy, key)
        if not key.recovered:
            custody_rows.seal(copy, login=key.login, seed=seed, at=at)

    try:
        undo(vault_dir, dek, record, say)
    finally:
        wipe(dek)
        wipe(seed)
    return before
