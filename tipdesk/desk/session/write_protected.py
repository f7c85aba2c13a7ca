"""A vault that lies where nothing can be written is not opened: no look at a file would be told.

It is said before anybody types a passphrase, with the command that copies it.
"""

from __future__ import annotations

from pathlib import Path

from tipdesk.core.errors import VaultReadOnly
from tipdesk.storage.keys.slot_file import DATABASE, LOCK
from tipdesk.storage.platform import can_be_written, copy_command

_COPY = "tipdesk-copy"  # a folder at home; another one, when that is taken


def write_protection(vault_dir: Path) -> VaultReadOnly | None:
    """What to say of the vault in this folder; None: it can be written, or is not there at all."""
    if can_be_written(vault_dir, vault_dir / DATABASE, vault_dir / LOCK):
        return None
    home = Path.home()
    names = (_COPY, *(f"{_COPY}-{number}" for number in range(2, 100)))
    target = next((home / name for name in names if not (home / name).exists()), home / _COPY)
    return VaultReadOnly(reason="protected", copy=copy_command(vault_dir, target))


def refuse_protected(vault_dir: Path) -> None:
    """Before a vault is opened to be worked with.

    Raises:
        VaultReadOnly: it is write-protected (details: reason, copy).
    """
    if (protection := write_protection(vault_dir)) is not None:
        raise protection
