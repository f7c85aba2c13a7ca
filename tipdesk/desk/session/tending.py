"""A vault opened from the terminal for one deed, entered and sealed as any session is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.entering import enter_recovered, note_migration, who_stands
from tipdesk.desk.session.write_protected import refuse_protected
from tipdesk.storage.keys import rekeying
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.vault import Vault


@contextmanager
def at_the_vault(vault_dir: Path, key: UnlockedKey, clock: Clock, deed: str) -> Iterator[OpenVault]:
    """The open vault; `deed` stands in the link that says that it was unlocked. `key` is wiped.

    Raises:
        VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull
    """
    refuse_protected(vault_dir)
    rekeying.settle(vault_dir, key)
    with Vault.open(vault_dir, key.dek) as vault:
        desk = who_stands(vault, key, clock, published_forms())
        desk.note_clock()
        note_migration(desk)
        if key.recovered:
            enter_recovered(desk, key, tool=deed)
        else:
            desk.enter("unlocked", tool=deed)
        try:
            if not key.recovered:
                desk.keep_seed(key.seed)
            yield desk
        finally:
            with suppress(TipdeskError):
                desk.enter_owed()
                desk.enter("locked", tool=deed)
                desk.seal()
            desk.forget_seed()
            key.wipe()
