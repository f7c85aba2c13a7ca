"""Showing once more who one is: before an approval, a return, an export and a receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.core.clock import Clock, system_clock
from tipdesk.core.errors import WrongPassphrase
from tipdesk.storage.keys import keys, unlock_failures
from tipdesk.storage.keys.slot_making import normalise_login


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An officer has just given the own passphrase. `seed` opens the own signing key.

    Use it at once, then `wipe()` it.
    """

    login: str
    seed: bytearray = field(repr=False)

    def wipe(self) -> None:
        """Overwrite the seed."""
        self.seed[:] = bytes(len(self.seed))


def confirm_officer(
    vault_dir: Path, login: str, passphrase: str, clock: Clock = system_clock
) -> Confirmed:
    """Check a passphrase against the officer's key slot. Slow (Argon2id): run in a JOB. A wrong one
    is noted beside the vault, as at unlocking.

    Raises:
        WrongPassphrase, UnknownLogin, VaultDamaged, VaultMissing
    """
    login = normalise_login(login)
    try:
        return Confirmed(login, keys.confirm(vault_dir, login, passphrase))
    except WrongPassphrase:
        unlock_failures.note(vault_dir, login, clock())
        raise
