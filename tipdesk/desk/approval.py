"""Showing once more who one is: before an approval, a return, an export and a receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.storage import keys
from tipdesk.storage.slot_making import normalise_login


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


def confirm_officer(vault_dir: Path, login: str, passphrase: str) -> Confirmed:
    """Check a passphrase against the officer's key slot. Slow (Argon2id): run in a JOB.

    Raises:
        WrongPassphrase, UnknownLogin, VaultDamaged, VaultMissing
    """
    return Confirmed(normalise_login(login), keys.confirm(vault_dir, login, passphrase))
