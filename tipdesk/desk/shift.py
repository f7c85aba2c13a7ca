"""The shift key: after one passphrase, six digits lead back until the end of the shift.

Whoever gave the passphrase may choose a PIN (`ShiftKeys.begin`, a `NewShiftKey` whose `seal` is a
JOB, `ShiftKeys.keep`). Then a lock, a cover or another officer's turn ends with
`ShiftKeys.attempt`: the try is counted before anything is derived, so that nobody wins one by
stopping the wait; its `open` is a JOB, and `ShiftKeys.settle` says what came of it. Several
officers' keys lie beside each other, each sealed alone.

Everything is memory of this process. Each end (`ShiftEnd`) forgets the pepper, and what is sealed
is worth nothing from then on: the passphrase is asked, with the reason. A shut lid and a sleep are
ends too, but for a pepper in the computer's security chip: that leads back for `AWAY_MINUTES` more
(`ShiftKeys.leave`). Time is the counter that goes on in sleep and that nobody sets
(`core.clock.counter`), never the clock.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tipdesk.core.clock import Clock, counter, system_clock
from tipdesk.core.pepper_place import SIZE, Denial, Half, PepperPlace, pepper_place
from tipdesk.core.security_chip import Chip, ChipPlace
from tipdesk.storage.keys import shift_key, unlock_failures
from tipdesk.storage.keys.keys import UnlockedKey

DIGITS, TRIES = shift_key.DIGITS, 3
HOURS, USUAL_HOURS = (2, 4, 6, 8, 10, 12), 8  # how long a shift may be
AWAY_MINUTES = 30  # that a PIN leads back after a shut lid, where the chip counts the tries
acceptable_pin = shift_key.acceptable_pin
SealedShiftKey = shift_key.SealedShiftKey
_HOUR, _MINUTE = 3_600_000, 60_000  # milliseconds


class ShiftEnd(StrEnum):
    """Why the passphrase is asked again."""

    TRIES = "tries"  # three wrong PINs in a row
    OVER = "over"  # the end of the shift, as it was chosen
    SLEEP = "sleep"  # the computer goes to sleep
    GONE = "gone"  # the lid was shut, or another session is in front
    CHANGED = "changed"  # another passphrase, or other people here
    CLOSED = "closed"  # the program is about to end
    LOST = "lost"  # the system keeps the other half no more
    RESTING = "resting"  # the security chip takes no PIN for a while, after wrong ones


_DENIED: Mapping[Denial, ShiftEnd] = {
    Denial.WRONG: ShiftEnd.TRIES,
    Denial.RESTING: ShiftEnd.RESTING,
    Denial.GONE: ShiftEnd.LOST,
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Another PIN; so many tries are left."""

    left: int


@dataclass(frozen=True, slots=True, repr=False)
class NewShiftKey:
    """What was chosen, until it is sealed."""

    vault_dir: Path
    key: UnlockedKey
    hours: int
    pin: bytearray
    place: PepperPlace
    pepper: bytearray

    def seal(self) -> SealedShiftKey:
        """Slow (Argon2id, the chip): run in a JOB. The PIN is wiped.

        Raises:
            VaultMissing, VaultDamaged
        """
        return shift_key.seal(self.vault_dir, self.key, self.pin, self._kept)

    def _kept(self, authorisation: bytearray) -> bytearray:
        if isinstance(self.place, ChipPlace):
            self.place.keep(self.pepper, authorisation)
        return self.pepper


@dataclass(frozen=True, slots=True, repr=False)
class ShiftTry:
    """A PIN that was typed, and is counted already."""

    sealed: SealedShiftKey
    pin: bytearray
    half: Half

    def open(self) -> UnlockedKey | Denial:
        """Slow (Argon2id, the chip): run in a JOB. The PIN is wiped."""
        return shift_key.opened(self.sealed, self.pin, self.half)


@dataclass(slots=True, repr=False)
class _Held:
    sealed: SealedShiftKey
    place: PepperPlace
    run: str  # of the computer, that `ends` counts
    ends: int  # milliseconds of its counter
    tries: int = TRIES
    standing: str = ""  # what it rests on, once the vault was opened with its passphrase
    away: tuple[int, ShiftEnd] | None = None  # until when nobody need be back, and what if not

    @property
    def over(self) -> tuple[int, ShiftEnd]:
        """When it ends by itself, in milliseconds of the counter, and why."""
        shift = (self.ends, ShiftEnd.OVER)
        return shift if self.away is None else min(shift, self.away)


@dataclass(slots=True)
class ShiftKeys:
    """The shift keys of one vault. Lives on the GUI thread."""

    vault_dir: Path
    clock: Clock = system_clock
    ended: dict[str, ShiftEnd] = field(default_factory=dict)  # by login, until it is said
    _held: dict[str, _Held] = field(default_factory=dict)  # by login, in the order of coming

    def begin(
        self,
        key: UnlockedKey,
        pin: bytearray,
        hours: int = USUAL_HOURS,
        chip: Chip | None = None,
    ) -> NewShiftKey:
        """Choose a PIN, for so many hours; with `chip` it shall outlast a shut lid. `key` stays
        the caller's, `pin` is wiped.

        Raises:
            ValueError: not a PIN that may be chosen, or no length that a shift may have.
        """
        if not acceptable_pin(pin) or hours not in HOURS:
            raise ValueError("not a PIN or a shift that may be chosen")
        pepper = bytearray(os.urandom(SIZE))
        place = ChipPlace(chip) if chip is not None else pepper_place(pepper, hours * 3600)
        return NewShiftKey(self.vault_dir, key, hours, pin, place, pepper)

    def keep(self, new: NewShiftKey, sealed: SealedShiftKey) -> None:
        """It is sealed: from now on it leads back, in the place of one of before."""
        self._forget(sealed.login)
        run, passed = self._counted()
        held = _Held(sealed, new.place, run, passed + new.hours * _HOUR)
        self._held[sealed.login] = held
        self.ended.pop(sealed.login, None)

    def opened(self, login: str) -> None:
        """The vault was opened: note what the key of `login` rests on."""
        if (held := self._held.get(login)) is not None and not held.standing:
            held.standing = shift_key.standing(self.vault_dir, login)

    def not_opened(self, login: str) -> None:
        """The vault did not open for whoever has just chosen a PIN: it leads nowhere."""
        if (held := self._held.get(login)) is not None and not held.standing:
            self._forget(login)

    def holders(self) -> tuple[str, ...]:
        """Whose key leads back now, in the order of coming."""
        for login, held in tuple(self._held.items()):
            run, passed = self._counted()
            ends, why = held.over
            if run != held.run or passed >= ends:
                self.end(why, login)
            elif held.standing and shift_key.standing(self.vault_dir, login) != held.standing:
                self.end(ShiftEnd.CHANGED, login)
        return tuple(self._held)

    def milliseconds_left(self) -> int | None:
        """Until the first of them is over; None: there is none."""
        _run, passed = self._counted()
        return min((max(0, held.over[0] - passed) for held in self._held.values()), default=None)

    def attempt(self, login: str, pin: bytearray) -> ShiftTry | ShiftEnd:
        """Count a try. A key that has ended is none: why is said."""
        held = self._held.get(login) if login in self.holders() else None
        if held is None:
            pin[:] = bytes(len(pin))
            return self.ended.get(login, ShiftEnd.LOST)
        held.tries -= 1
        half = held.place.half()
        if half is None or held.tries < 0:
            pin[:] = bytes(len(pin))
            return self.end(ShiftEnd.TRIES if half else ShiftEnd.LOST, login)
        return ShiftTry(held.sealed, pin, half)

    def settle(
        self, attempt: ShiftTry, key: UnlockedKey | Denial
    ) -> UnlockedKey | Wrong | ShiftEnd:
        """What came of it. A wrong PIN is noted beside the vault, as a wrong passphrase is, and
        the third in a row ends the key; a right one gives three tries again."""
        login = attempt.sealed.login
        if key is Denial.WRONG:
            unlock_failures.note(self.vault_dir, login, self.clock(), shift_key=True)
        held = self._held.get(login)
        if held is None or held.sealed is not attempt.sealed:  # ended meanwhile
            if not isinstance(key, Denial):
                key.wipe()
            return self.ended.get(login, ShiftEnd.LOST)
        if isinstance(key, Denial):
            if key is Denial.WRONG and held.tries > 0:
                return Wrong(held.tries)
            return self.end(_DENIED[key], login)
        if not shift_key.still_stands(self.vault_dir, key, held.standing):
            key.wipe()
            return self.end(ShiftEnd.CHANGED, login)
        held.tries, held.away = TRIES, None
        return key

    def leave(self, why: ShiftEnd) -> None:
        """The lid is shut, or the computer goes to sleep (`why`): what lies in memory alone ends;
        what the chip guards, only if nobody is back within `AWAY_MINUTES`."""
        _run, passed = self._counted()
        for login, held in tuple(self._held.items()):
            if not held.place.outlasts_sleep:
                self.end(why, login)
            elif held.away is None:
                held.away = passed + AWAY_MINUTES * _MINUTE, why

    def unprepared(self) -> bool:
        """Whether a key leads back that knows nothing of a shut lid or a sleep: sleep waits."""
        return any(self._held[login].away is None for login in self.holders())

    def end(self, why: ShiftEnd, login: str) -> ShiftEnd:
        """The key of `login` leads back no more."""
        if self._forget(login):
            self.ended[login] = why
        return why

    def end_all(self, why: ShiftEnd) -> None:
        """None leads back any more."""
        for login in tuple(self._held):
            self.end(why, login)

    def _forget(self, login: str) -> bool:
        held = self._held.pop(login, None)
        if held is not None:
            held.place.forget()
        return held is not None

    def _counted(self) -> tuple[str, int]:
        return counter(self.clock) or system_clock.counter()
