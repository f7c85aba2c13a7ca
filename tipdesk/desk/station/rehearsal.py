"""Recovery sheet and shares are tried before they are needed: only a link of the chain is new."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tipdesk.core.errors import WrongRecoveryWords
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import passphrase
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import keys, recovery_shares
from tipdesk.storage.keys.recovery_shares import OpenedShare


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
    """Tries the words of a sheet, or shares, at the vault that is open."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def try_words(self, words: str) -> Tried:
        """Whether the 24 words, or their numbers, open this vault. Fast: no Argon2id.

        Raises:
            VaultDamaged, VaultMissing, VaultReadOnly
        """
        try:
            wipe(passphrase.from_words(words))
        except WrongRecoveryWords as error:
            return Tried(Outcome.MISTYPED, int(error.details["position"]))
        try:
            keys.unlock_recovery(self._desk.vault.vault_dir, words).wipe()
        except WrongRecoveryWords:
            self._desk.enter_look("recovery_rehearsed", opened="no")
            return Tried(Outcome.OTHER)
        self._desk.enter_look("recovery_rehearsed", opened="yes")
        return Tried(Outcome.OPENS)

    def share_opened(self, share: OpenedShare) -> None:
        """`shares.open_share` has opened it: with another one it would open this vault."""
        self._desk.enter_look("share_rehearsed", opened="yes", number=str(share.share.number))

    def share_refused(self) -> None:
        """The words were a share's, but none of this vault's set."""
        self._desk.enter_look("share_rehearsed", opened="no")

    def try_shares(self, one: OpenedShare, other: OpenedShare) -> None:
        """Whether both together open this vault. Fast.

        Raises:
            WrongShare, VaultDamaged, VaultMissing
        """
        recovery_shares.unlock_shares(self._desk.vault.vault_dir, one, other).wipe()
        self.share_opened(other)
