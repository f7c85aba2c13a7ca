"""From a passphrase, or the words of the recovery sheet, to the key that opens a vault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

from tipdesk.core.clock import Clock, system_clock
from tipdesk.core.errors import TipdeskError, WrongPassphrase
from tipdesk.storage.kdf import chosen_for_this_machine, could_be_dearer
from tipdesk.storage.keys import keys, unlock_failures
from tipdesk.storage.keys.slot_making import normalise_login

UnlockedKey = keys.UnlockedKey  # what `unlock` gives and `Session.open` takes


def unlock(
    vault_dir: Path,
    login: str,
    passphrase: str,
    clock: Clock = system_clock,
    *,
    raise_cost: bool = False,
) -> UnlockedKey:
    """Derive the key. Slow (Argon2id): run in a JOB. A wrong passphrase is noted beside the vault
    and entered into the custody chain at the next unlock. With `raise_cost` the key brings a dearer
    slot along when this machine would choose one today; `Session.open` puts it into use.

    Raises:
        WrongPassphrase, UnknownLogin, VaultMissing, VaultDamaged
    """
    began = perf_counter()
    try:
        key = keys.unlock(vault_dir, login, passphrase)
    except WrongPassphrase:
        unlock_failures.note(vault_dir, normalise_login(login), clock())
        raise
    return (
        _with_dearer_slot(vault_dir, key, passphrase, perf_counter() - began) if raise_cost else key
    )


def unlock_with_words(vault_dir: Path, words: str) -> UnlockedKey:
    """Open with the recovery sheet's 24 words, separated by white space. JOB.

    Raises:
        WrongRecoveryWords, VaultMissing, VaultDamaged
    """
    return keys.unlock_recovery(vault_dir, words)


def _with_dearer_slot(
    vault_dir: Path, key: keys.UnlockedKey, passphrase: str, seconds: float
) -> keys.UnlockedKey:
    """The key with its own slot at the cost that this machine chooses today, when that is more
    than the slot has; else the key as it is. `seconds`: what its derivation took. Slow."""
    try:
        now = keys.cost_of(keys.authentic_document(vault_dir, key.dek), key.login)
    except TipdeskError:
        return key
    if now is None or not could_be_dearer(now, seconds):
        return key
    chosen = chosen_for_this_machine()
    return replace(key, dearer=keys.raised(vault_dir, key, passphrase, chosen))
