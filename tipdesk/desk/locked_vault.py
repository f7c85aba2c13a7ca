"""What can be asked of a vault that nobody has opened yet: all that the unlock screen shows.

It stands before the desk's other rooms are imported, so nothing here derives a key.

A vault that lies where nothing can be written is not opened (`refuse_protected`): no look at a file
would be kept as an audit log entry. It is said before anybody types a passphrase, with the command
that copies it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from tipdesk.core.clock import Clock, system_clock
from tipdesk.core.errors import TipdeskError, VaultInUse, VaultReadOnly
from tipdesk.storage.keys import slot_file, unlock_failures
from tipdesk.storage.platform import FolderLock, can_be_written, copy_command

RECOVERY_LOGIN = slot_file.RECOVERY_LOGIN  # under which wrong PINs of recovery shares are counted
SHARES, SHARE_WORDS = slot_file.SHARE_COUNT, slot_file.SHARE_WORDS
SHARE_PIN_DIGITS = slot_file.SHARE_PIN_DIGITS
FailedTries = unlock_failures.FailureCount  # login, count, first, last: passphrases that failed


def vault_state(vault_dir: Path) -> Literal["missing", "ready"]:
    """Whether the folder holds a vault. Raises nothing; faults show when it is unlocked."""
    # A vault that lost its database is no place for a new one: unlocking it says what is wrong.
    return "ready" if slot_file.holds_vault(vault_dir) else "missing"


def known_logins(vault_dir: Path) -> tuple[str, ...]:
    """The logins with a key slot, for the unlock page (empty: no vault, or damaged slots)."""
    try:
        return slot_file.logins(vault_dir)
    except TipdeskError:
        return ()


def has_shares(vault_dir: Path) -> bool:
    """Whether a vault, or a backup, can be opened with recovery shares; False when its slots cannot
    be read, which unlocking says."""
    try:
        return bool(slot_file.read_documents(vault_dir)[0].shared())
    except TipdeskError:
        return False


def seconds_to_wait(vault_dir: Path, clock: Clock = system_clock) -> int:
    """How long the unlock page waits after repeated failures (0: not at all)."""
    return unlock_failures.seconds_to_wait(unlock_failures.failures(vault_dir), clock())


def is_in_use(vault_dir: Path) -> bool:
    """Whether the vault is open just now, here or in another window."""
    try:
        FolderLock(vault_dir / slot_file.LOCK).release()
    except VaultInUse:
        return True
    except TipdeskError:
        return False  # opening it says what is wrong
    return False


# --- a vault where nothing can be written -----------------------------------------------------


_COPY = "tipdesk-copy"  # a folder at home; another one, when that is taken


def write_protection(vault_dir: Path) -> VaultReadOnly | None:
    """What to say of the vault in this folder; None: it can be written, or is not there at all."""
    if can_be_written(vault_dir, vault_dir / slot_file.DATABASE, vault_dir / slot_file.LOCK):
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
