"""One officer at one open vault: unlocking, locking, and the counters built on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tipdesk.cases.model import CaseId, Officer, Station
from tipdesk.clock import Clock
from tipdesk.desk.handover import Handover
from tipdesk.desk.intake import Intake
from tipdesk.desk.keys import Keys
from tipdesk.desk.open_vault import Change
from tipdesk.desk.printing_room import PrintingRoom
from tipdesk.desk.receiving import Receiving


@dataclass(frozen=True, slots=True)
class Place:
    """Where an officer stood when the vault was locked. `cursor` counts characters."""

    case_id: CaseId
    section: str = ""
    path: str = ""
    cursor: int = 0


class UnlockedKey:
    """Opaque: hand what `unlock` returned to `Session.open`. (Becomes storage's own class.)"""


def vault_state(vault_dir: Path) -> Literal["missing", "ready"]:
    """Whether the folder holds a vault. Raises nothing; faults show when it is unlocked."""
    raise NotImplementedError


def known_logins(vault_dir: Path) -> tuple[str, ...]:
    """The logins with a key slot, for the unlock page (empty: no vault)."""
    raise NotImplementedError


def unlock(vault_dir: Path, login: str, passphrase: str) -> UnlockedKey:
    """Derive the key. Slow (Argon2id): run in a JOB. A failure is counted beside the vault and
    entered into the custody chain at the next unlock.

    Raises:
        WrongPassphrase, UnknownLogin, VaultMissing, VaultDamaged
    """
    raise NotImplementedError


def unlock_with_words(vault_dir: Path, words: str) -> UnlockedKey:
    """Open with the recovery sheet's 24 words, separated by white space. JOB.

    Raises:
        WrongRecoveryWords, VaultMissing, VaultDamaged
    """
    raise NotImplementedError


class Session:
    """One unlocked vault and the officer who unlocked it. Lives on the GUI thread.

    `officer.login` is "recovery" when the recovery words opened it; `recovered` is then true
    and only passphrases can be renewed.
    """

    vault_dir: Path
    station: Station
    officer: Officer
    recovered: bool
    clock: Clock
    intake: Intake
    handover: Handover
    receiving: Receiving
    keys: Keys
    printing: PrintingRoom

    @classmethod
    def open(cls, vault_dir: Path, key: UnlockedKey, clock: Clock) -> Session:
        """Open the vault with `key` (which is wiped) and enter *unlocked* into the chain.

        Raises:
            VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull
            ClockBehind: the clock stands before the last link of the chain.
            FormDefinitionInvalid: the published forms fail their digest.
        """
        raise NotImplementedError

    @property
    def locked(self) -> bool:
        """Whether `lock` was called."""
        raise NotImplementedError

    def lock(self) -> None:
        """Fold what was typed, enter *locked*, close the vault, wipe keys. Twice is harmless."""
        raise NotImplementedError

    def officers(self) -> tuple[Officer, ...]:
        """Everybody enrolled here and not removed, by login."""
        raise NotImplementedError

    def remember_place(self, place: Place) -> None:
        """Keep in the vault where the officer stands."""
        raise NotImplementedError

    def last_place(self) -> Place | None:
        """Where this officer stood at the last lock, or None."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` after every change; the answer ends the subscription."""
        raise NotImplementedError

    def renew_passphrase(self, login: str, passphrase: str) -> None:
        """After recovery: give an officer a new passphrase. Slow (Argon2id, on this thread).

        Raises:
            WeakPassphrase, UnknownLogin
        """
        raise NotImplementedError
