"""New passphrases and recovery sheets, and trying sheet and shares before they are needed.

What is slow runs in a job; recording is short. Of a rehearsal only an audit log entry is new.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tipdesk.core.errors import PassphraseTaken, WeakPassphrase, WrongRecoveryWords
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import passphrase
from tipdesk.storage.database import Database
from tipdesk.storage.kdf import FLOOR, KdfCost, chosen_for_this_machine, wipe
from tipdesk.storage.keys import keys, recovery_shares
from tipdesk.storage.keys.slot_file import SlotDocument
from tipdesk.storage.keys.slot_making import NewSlot, normalise_login, opens_another

# --- rehearsals -------------------------------------------------------------------------------


class RehearsalOutcome(StrEnum):
    """What came of a rehearsal."""

    OPENS = "opens"
    MISTYPED = "mistyped"  # no sheet has these words; nothing was tried
    OTHER = "other"  # a sheet's words: another vault's, or of a sheet that was replaced


@dataclass(frozen=True, slots=True)
class Tried:
    """`position` (from 1): the first word that is in no list; 0 when there is none."""

    outcome: RehearsalOutcome
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
            return Tried(RehearsalOutcome.MISTYPED, int(error.details["position"]))
        try:
            keys.unlock_recovery(self._desk.vault.vault_dir, words).wipe()
        except WrongRecoveryWords:
            self._desk.enter_viewing("recovery_rehearsed", opened="no")
            return Tried(RehearsalOutcome.OTHER)
        self._desk.enter_viewing("recovery_rehearsed", opened="yes")
        return Tried(RehearsalOutcome.OPENS)

    def share_opened(self, share: recovery_shares.OpenedShare) -> None:
        """`shares.open_share` has opened it: with another one it would open this vault."""
        self._desk.enter_viewing("share_rehearsed", opened="yes", number=str(share.share.number))

    def share_refused(self) -> None:
        """The words were a share's, but none of this vault's set."""
        self._desk.enter_viewing("share_rehearsed", opened="no")

    def try_shares(
        self, first: recovery_shares.OpenedShare, second: recovery_shares.OpenedShare
    ) -> None:
        """Whether both together open this vault. Fast.

        Raises:
            WrongShare, VaultDamaged, VaultMissing
        """
        recovery_shares.unlock_shares(self._desk.vault.vault_dir, first, second).wipe()
        self.share_opened(second)


_SHEET_OPEN, _SHARES_USED = "sheet_open", "shares_used"  # their names in the vault


class SheetState(StrEnum):
    """How the recovery sheet stands, as the vault remembers it."""

    CONFIRMED = ""
    NEVER = "1"  # one was shown whose three words were never given back
    RENEWAL = "renewal"  # so was a further one; the one before it opens the vault until then
    USED = "used"  # it has opened the vault: a new one is needed


def sheet_state(vault: Database) -> SheetState:
    """How the recovery sheet stands."""
    return SheetState(vault.meta(_SHEET_OPEN))


def note_sheet(vault: Database, *, is_open: bool) -> None:
    """Remember that a sheet is out and not confirmed, or that it is confirmed now."""
    vault.set_meta(_SHEET_OPEN, SheetState.NEVER if is_open else SheetState.CONFIRMED)


def note_renewal(vault: Database) -> None:
    """Remember that a further sheet is out. After one that nobody confirmed, still none is."""
    if sheet_state(vault) is not SheetState.NEVER:
        vault.set_meta(_SHEET_OPEN, SheetState.RENEWAL)


def note_use(vault: Database, key: keys.UnlockedKey) -> None:
    """Remember what opened the vault: it is to be replaced, whatever comes of this session."""
    if key.shares:
        note_shares(vault, used=True)
    elif key.recovered:
        vault.set_meta(_SHEET_OPEN, SheetState.USED)


def shares_used(vault: Database) -> bool:
    """Whether two recovery shares have opened the vault, and no new ones were made since."""
    return vault.meta(_SHARES_USED) != ""


def note_shares(vault: Database, *, used: bool) -> None:
    """Remember that shares were used, or that this is made up for."""
    vault.set_meta(_SHARES_USED, "1" if used else "")


@dataclass(frozen=True, slots=True)
class RenewalPlan:
    """A new passphrase for `login`, to be derived in a job. `key` opens the vault."""

    vault_dir: Path
    key: keys.UnlockedKey = field(repr=False)
    login: str
    passphrase: str = field(repr=False)
    cheap_keys: bool = False  # Argon2id at its floor: demonstration and tests


@dataclass(frozen=True, slots=True)
class Renewal:
    """A derived passphrase, to be recorded by `Renewals.record_renewal`."""

    login: str
    document: SlotDocument = field(repr=False)
    fresh_seed: bytearray | None = field(repr=False)  # None: the officer keeps the own keys


def reset_passphrase(plan: RenewalPlan) -> Renewal:
    """After recovery: a new passphrase and new keys for an officer. Slow (Argon2id): a JOB.

    Raises:
        WeakPassphrase, PassphraseTaken, UnknownLogin, VaultDamaged
    """
    slot = NewSlot(plan.login, plan.passphrase)
    document, seed = keys.reset_slot(plan.vault_dir, plan.key, slot, _cost(plan))
    return Renewal(normalise_login(plan.login), document, seed)


def change_passphrase(plan: RenewalPlan) -> Renewal:
    """An officer's own new passphrase; the keys stay. Slow (Argon2id): a JOB. `key` is the
    officer's, fresh from `session.unlock`; it is wiped.

    Raises:
        WeakPassphrase, PassphraseTaken, UnknownLogin, VaultDamaged
    """
    try:
        document = keys.change_passphrase(
            plan.vault_dir, plan.key, plan.login, plan.passphrase, _cost(plan)
        )
    finally:
        plan.key.wipe()
    return Renewal(normalise_login(plan.login), document, None)


def _cost(plan: RenewalPlan) -> KdfCost:
    if not passphrase.strength(plan.passphrase, (plan.login,)).acceptable:
        raise WeakPassphrase
    document = keys.authentic_document(plan.vault_dir, plan.key.dek)
    if opens_another(document, normalise_login(plan.login), plan.passphrase):
        raise PassphraseTaken
    return FLOOR if plan.cheap_keys else chosen_for_this_machine()
