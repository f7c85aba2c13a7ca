"""Recovery shares: three sheets of which any two open the vault, each under its holder's PIN."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act
from tipdesk.core.clock import Clock
from tipdesk.core.errors import WrongShare
from tipdesk.desk.locked_vault import has_shares
from tipdesk.desk.open_vault import Confirmed, OpenVault, signers_of
from tipdesk.desk.station.recovery import note_shares, shares_used
from tipdesk.desk.station.setup import RecoverySheet, asked_back
from tipdesk.storage.kdf import FLOOR, chosen_for_this_machine, wipe
from tipdesk.storage.keys import deed_rows, recovery_shares, slot_rows, unlock_failures
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.keys.slot_file import RECOVERY_LOGIN

OpenedShare = recovery_shares.OpenedShare  # its PIN was right
LockedShare = recovery_shares.LockedShare  # new, with its PIN
acceptable_pin = recovery_shares.acceptable_pin  # 6 to 8 digits, no row and no single digit
unlock_shares = recovery_shares.unlock_shares  # with two different ones; fast
COUNT, NEEDED, WORDS = (
    recovery_shares.COUNT,
    recovery_shares.NEEDED,
    recovery_shares.WORDS,
)
PIN_DIGITS = recovery_shares.PIN_DIGITS
_MADE_AT = "shares_made"  # its name in the vault: the time


def open_share(vault_dir: Path, words: str, pin: str, clock: Clock | None = None) -> OpenedShare:
    """Whether words and PIN are those of a share. Slow (Argon2id): a JOB. With a clock a wrong PIN
    is noted beside the vault, as a wrong passphrase is.

    Raises:
        WrongShare, VaultMissing, VaultDamaged, VaultTooNew
    """
    try:
        return recovery_shares.open_share(vault_dir, words, pin)
    except WrongShare as error:
        if clock is not None and error.details["reason"] == "pin":
            unlock_failures.note(vault_dir, RECOVERY_LOGIN, clock())
        raise


def lock_share(share: recovery_shares.RecoveryShare, pin: str, *, cheap: bool) -> LockedShare:
    """Put a new share under the PIN of its holder. Slow (Argon2id): a JOB."""
    return recovery_shares.lock_share(share, pin, FLOOR if cheap else chosen_for_this_machine())


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """One share, to be printed or copied by hand; shown once."""

    number: int
    set_number: int
    station: str  # code
    made_at: datetime
    sheet: RecoverySheet = field(repr=False)


@dataclass(frozen=True, slots=True)
class SharesState:
    """Whether shares open the vault, since when, and whether two were used since."""

    made_at: datetime | None
    used: bool


class ShareMaking:
    """Three new shares, until each holder has chosen a PIN and shown that the sheet can be read.
    Nothing is in the vault before `Shares.record`. Wipe it."""

    def __init__(self, key: UnlockedKey, station: str, made_at: datetime) -> None:
        """`key` opens the vault; it is this object's from now on."""
        self.key, self.secret = key, bytearray(os.urandom(recovery_shares.SECRET_SIZE))
        self._station, self._made_at = station, made_at
        self._shares = recovery_shares.split(self.secret)
        self.locked: list[LockedShare] = []

    @property
    def next_number(self) -> int:
        """Of the share whose holder comes next; 0: all three are done."""
        done = len(self.locked)
        return 0 if done == COUNT else self._shares[done].number

    def locking(self, pin: str, *, cheap: bool) -> partial[LockedShare]:
        """The job that puts the next share under `pin`; its result goes to `add`."""
        return partial(lock_share, self._shares[self.next_number - 1], pin, cheap=cheap)

    def sheet(self, locked: LockedShare) -> ShareSheet:
        """What its holder takes along."""
        share = locked.opened.share
        numbers = tuple(recovery_shares.word_number(word) for word in share.words)
        # The first four words tell the set and the number: nobody needs the sheet for them.
        positions = asked_back(len(share.words), least=5)
        sheet = RecoverySheet(share.words, numbers, positions)
        return ShareSheet(share.number, share.set_number, self._station, self._made_at, sheet)

    def add(self, locked: LockedShare) -> None:
        """Its holder has shown that the sheet can be read."""
        self.locked.append(locked)

    def wipe(self) -> None:
        """Forget the secret, what the PINs open, and the vault's key."""
        wipe(self.secret)
        for locked in self.locked:
            locked.wipe()
        self.key.wipe()


class Shares:
    """The recovery shares of an open vault. GUI thread; short."""

    def __init__(self, desk: OpenVault, reseal: Callable[[], None]) -> None:
        """`reseal` passes the keys of level 4 on to whatever recovers the vault."""
        self._desk, self._reseal = desk, reseal

    def standing(self) -> SharesState:
        """How they stand."""
        vault = self._desk.vault
        made_at = vault.meta(_MADE_AT) if has_shares(vault.vault_dir) else ""
        return SharesState(datetime.fromisoformat(made_at) if made_at else None, shares_used(vault))

    def begin(self, key: UnlockedKey) -> ShareMaking:
        """Three new shares, with the officer's `key` fresh from `session.unlock`.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        self._desk.require(Act.MAKE_SHARES)
        return ShareMaking(key, self._desk.station.code, self._desk.now())

    def record(self, making: ShareMaking, *signers: Confirmed) -> None:
        """Put three shares into use; those before open nothing more. The sheet stays valid.
        `signers` sign for them beside the officer of the session.

        Raises:
            SecondPersonNeeded: the shares before stay in use.
            ValueError: not all three are done, or the slots have changed meanwhile.
            KeyChangePending, DiskFull, VaultReadOnly: the shares before stay in use.
        """
        if making.next_number:
            raise ValueError("a share has no PIN yet")
        vault, locked = self._desk.vault, tuple(making.locked)
        document = recovery_shares.with_shares(vault.vault_dir, making.key, making.secret, locked)

        own_keys = recovery_shares.keys_of_shares(document, making.secret, locked)
        before = self._in_use()

        def record() -> None:
            vault.set_meta(_MADE_AT, timestamp(self._desk.now()))
            note_shares(vault, used=False)
            self._desk.decide(
                DeedKind.SHARES,
                {**deed_rows.as_body(own_keys), "instead_of": before},
                "shares_made",
                signers=signers_of(*signers),
                set=str(locked[0].opened.share.set_number),
            )

        slot_rows.store(vault, document, record)
        self._reseal()

    def withdraw(self, key: UnlockedKey) -> None:
        """Do without shares: none opens the vault any more, and after a use none are asked for.
        `key` is wiped.

        Raises:
            TransitionRefused: not open to the officer's role.
            WrongShare: there are none, and there were none.
            KeyChangePending, DiskFull, VaultReadOnly: they stay in use.
        """
        vault = self._desk.vault
        document, before = None, self._in_use()
        try:
            self._desk.require(Act.MAKE_SHARES)
            document = recovery_shares.without_shares(vault.vault_dir, key)
        except WrongShare:
            if not shares_used(vault):
                raise
        finally:
            key.wipe()

        def record() -> None:
            note_shares(vault, used=False)
            self._desk.decide(DeedKind.RETIRED, {"keys": before}, "shares_withdrawn")

        if document is not None:
            slot_rows.store(vault, document, record)
            return
        with vault.transaction():
            record()

    def _in_use(self) -> list[str]:
        """The keys of the shares that open the vault now, as the deeds name them."""
        document = slot_rows.in_use(self._desk.vault)
        return [] if document is None else [slot.public.hex() for slot in document.shared()]
