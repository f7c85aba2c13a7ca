"""First start: a station, its officers, their keys and the recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.cases.model import Role, Station
from tipdesk.clock import Clock


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """A person to enrol. `login` is an agency code such as T-07, never a name."""

    login: str
    name: str
    role: Role
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StationPlan:
    """What set-up asks for. An officer's station needs an officer and a supervisor, a receiving
    station a receiver. `cheap_keys` puts Argon2id at its floor (demo and tests)."""

    station: Station
    officers: tuple[NewOfficer, ...]
    cheap_keys: bool = False


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The 24 words that open the vault when every passphrase is lost; shown once.

    `asked` are the positions (from 1) of the three words that set-up asks back.
    """

    words: tuple[str, ...] = field(repr=False)
    asked: tuple[int, int, int]

    def confirms(self, typed: tuple[str, str, str]) -> bool:
        """Whether `typed` are the words at the `asked` positions (case and spaces aside)."""
        wanted = tuple(self.words[position - 1] for position in self.asked)
        return tuple(word.strip().casefold() for word in typed) == wanted


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a passphrase is to guess. `advice_code` names a sentence of tipdesk.messages."""

    log10_guesses: float
    acceptable: bool
    advice_code: str


def create_station(vault_dir: Path, plan: StationPlan, clock: Clock) -> RecoverySheet:
    """Make keys, slots and an empty vault. Slow (one Argon2id for each officer): run in a JOB.

    Raises:
        VaultExists, VaultReadOnly, DiskFull, WeakPassphrase
        ValueError: the plan is incomplete: a role is missing, a login twice or ill-formed, a
            station code that is not 2 to 6 of A-Z0-9.
    """
    raise NotImplementedError


def suggest_passphrase() -> str:
    """Five random Arabic words (55 bits)."""
    raise NotImplementedError


def rate_passphrase(text: str, hints: tuple[str, ...] = ()) -> Strength:
    """Rate a passphrase while it is typed; `hints` are the officer's name and login."""
    raise NotImplementedError
