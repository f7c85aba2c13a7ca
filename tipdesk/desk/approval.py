"""Showing once more who one is: before an approval, a return, an export and a receipt.

Passphrases and PINs that failed, at unlocking or later, become audit log entries (`enter_failures`)
and are told at the next unlocking (`failed_since`).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import CustodyEvent
from tipdesk.core.clock import Clock, system_clock
from tipdesk.core.errors import TipdeskError, WrongPassphrase
from tipdesk.desk.open_vault import Confirmed, OpenVault
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.keys import deed_rows, keys, unlock_failures
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.slot_file import RECOVERY_LOGIN
from tipdesk.storage.keys.slot_making import normalise_login

# --- tries that failed ------------------------------------------------------------------------


def enter_failures(desk: OpenVault) -> None:
    """One audit log entry for each officer whose passphrase failed since this was last done, one
    for the PINs of their shift key, and one for those of recovery shares."""
    vault_dir = desk.vault.vault_dir
    known = [officer.login for officer in station_rows.officers(desk.vault)]
    noted = unlock_failures.failures(vault_dir)
    with desk.vault.transaction():
        for failed in unlock_failures.counted(noted, [*known, RECOVERY_LOGIN]):
            detail = {
                "count": str(failed.count),
                "noted_at": timestamp(failed.first),
                "last_at": timestamp(failed.last),
            }
            if failed.shift_key:
                desk.enter("shift_key_failed", None, failed.login, **detail)
            elif failed.login == RECOVERY_LOGIN:
                desk.enter("share_pin_failed", None, failed.login, **detail)
            else:
                desk.enter("unlock_failed", None, failed.login, **detail)
    unlock_failures.clear(vault_dir)


def failed_since(desk: OpenVault, latest: int) -> tuple[unlock_failures.FailureCount, ...]:
    """What failed since whoever comes in now was last here, also when a colleague has been in
    between; for somebody who never was, after the entry number `latest`."""
    entries = custody_rows.failures_since(desk.vault, desk.officer.login, latest)
    return unlock_failures.together(_count(entry) for entry in entries)


def _count(entry: CustodyEvent) -> unlock_failures.FailureCount:
    """Older entries name one failure each, and only its time."""
    first = entry.detail["noted_at"]
    last = entry.detail.get("last_at", first)
    count = int(entry.detail.get("count", "1"))
    return unlock_failures.FailureCount(
        entry.officer,
        count,
        datetime.fromisoformat(first),
        datetime.fromisoformat(last),
        entry.action == "shift_key_failed",
    )


class Tries:
    """The wait after wrong passphrases ends with a right one, in an open vault too."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def passed(self) -> None:
        """Somebody has shown who they are: what failed before goes into the chain. On a full disk
        it stays noted beside the vault, and the wait with it."""
        with suppress(TipdeskError):
            enter_failures(self._desk)


def confirm_signer(
    vault_dir: Path, login: str, typed: str, clock: Clock = system_clock
) -> Confirmed:
    """As `confirm_officer`; under the name of the recovery sheet its 24 words are checked, and it
    signs as itself.

    Raises:
        as `confirm_officer`; WrongRecoveryWords
    """
    if login != RECOVERY_LOGIN:
        return confirm_officer(vault_dir, login, typed, clock)
    key = keys.unlock_recovery(vault_dir, typed)
    key.dek[:] = bytes(len(key.dek))
    return Confirmed(deed_rows.public_keys(officer_keys(key.seed)).x25519, key.seed)


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
