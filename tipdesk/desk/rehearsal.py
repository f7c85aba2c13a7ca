"""The recovery sheet is tried before it is needed: nothing changes but a link in the chain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tipdesk.desk.open_vault import OpenVault
from tipdesk.errors import WrongRecoveryWords
from tipdesk.storage import keys, recovery_words
from tipdesk.storage.kdf import wipe


class Outcome(StrEnum):
    """What came of a rehearsal."""

    OPENS = "opens"
    MISTYPED = "mistyped"  # no sheet has these words; nothing was tried
    OTHER = "other"  # a sheet's words: another vault's, or of a sheet that was replaced


@dataclass(frozen=True, slots=True)
class Tried:
    """`position` (from 1): the first word that is in no list; 0 when there is none."""

    outcome: Outcome
    position: int = 0


class Rehearsal:
    """Tries the words of a sheet at the vault that is open."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def try_words(self, words: str) -> Tried:
        """Whether the 24 words, or their numbers, open this vault. Fast: no Argon2id.

        Raises:
            VaultDamaged, VaultMissing, VaultReadOnly
        """
        try:
            wipe(recovery_words.from_words(words))
        except WrongRecoveryWords as error:
            return Tried(Outcome.MISTYPED, int(error.details["position"]))
        try:
            keys.unlock_recovery(self._desk.vault.vault_dir, words).wipe()
        except WrongRecoveryWords:
            self._desk.enter_look("recovery_rehearsed", opened="no")
            return Tried(Outcome.OTHER)
        self._desk.enter_look("recovery_rehearsed", opened="yes")
        return Tried(Outcome.OPENS)
