"""A vault opened from the terminal for one deed, entered and sealed as any session is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tipdesk.cases.model import Officer, Role
from tipdesk.clock import Clock
from tipdesk.desk.form_shelf import FormShelf, published_forms
from tipdesk.desk.open_vault import OpenVault
from tipdesk.errors import TipdeskError, UnknownLogin, VaultDamaged
from tipdesk.storage import officer_rows, rekeying, setting_rows
from tipdesk.storage.keys import UnlockedKey
from tipdesk.storage.vault import Vault


@contextmanager
def at_the_vault(vault_dir: Path, key: UnlockedKey, clock: Clock, deed: str) -> Iterator[OpenVault]:
    """The open vault; `deed` stands in the link that says that it was unlocked. `key` is wiped.

    Raises:
        VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull
    """
    rekeying.settle(vault_dir, key)
    with Vault.open(vault_dir, key.dek) as vault:
        desk = opened_desk(vault, key, clock)
        desk.note_clock()
        desk.enter("recovered" if key.recovered else "unlocked", tool=deed)
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


def opened_desk(vault: Vault, key: UnlockedKey, clock: Clock) -> OpenVault:
    """Who stands at an open vault.

    Raises:
        VaultDamaged: it is set up for nothing.
        UnknownLogin: nobody of this code is enrolled.
    """
    station = setting_rows.station(vault)
    if station is None:
        raise VaultDamaged(what="station")
    officer = officer_rows.find(vault, key.login)
    if officer is None:
        if not key.recovered:
            raise UnknownLogin(login=key.login)
        officer = Officer(0, key.login, "", Role.SUPERVISOR)
    return OpenVault(vault, station, officer, clock, FormShelf(vault, published_forms()))
