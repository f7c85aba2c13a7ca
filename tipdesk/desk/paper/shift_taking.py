"""Another officer's shift is taken over: read on the screen, and entered (*shift_taken*).

A shift begins with a passphrase. Whoever comes back by PIN goes on with their own, whoever was at
the laptop meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tipdesk.cases.casework.shift import TAKEN, Shift
from tipdesk.cases.model import Act, CustodyEvent
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.desk.paper.printing_room import shift_handover
from tipdesk.storage import custody_rows

_SHIFT = timedelta(hours=24)  # who was here longer ago than that before the last left no shift


@dataclass(frozen=True, slots=True)
class ShiftBefore:
    """A shift of others that is not taken over yet."""

    people: tuple[str, ...]  # logins, whoever was here last first
    until: datetime  # aware: when the last of them locked; where nobody locked, came in


class ShiftTaking:
    """What an officer who comes in takes over. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def shift(self) -> Shift:
        """What waits now, as the paper of the handover has it; until a shift is taken over, also of
        those who left it: by number and code, as they would hand it over on paper.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        before = self.before()
        return shift_handover(self._desk, before.people if before else ())

    def before(self) -> ShiftBefore | None:
        """Who worked here between the officer's last session and the beginning of this shift, until
        it is taken over; None: nobody, or the officer's role sees no files."""
        vault, login = self._desk.vault, self._desk.officer.login
        begun = custody_rows.last_by(vault, login, "unlocked", fresh=True)
        if begun is None or not self._desk.may(Act.SEE_FILES):
            return None
        taken = custody_rows.last_by(vault, login, TAKEN)
        if taken is not None and taken.seq > begun.seq:
            return None
        own = custody_rows.last_by(vault, login, "unlocked", begun.seq)
        came = custody_rows.came_in(vault, own.seq if own else 0, begun.seq)
        if not came:
            return None
        last = came[0]
        left = custody_rows.last_by(vault, last.officer, "locked", begun.seq)
        people = [event.officer for event in came if _at(last) - _at(event) <= _SHIFT]
        until = left if left is not None and left.seq > last.seq else last
        return ShiftBefore(tuple(people), _at(until))

    def take(self, shift: Shift) -> CustodyEvent:
        """Enter that the officer has read what was left.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        self._desk.require(Act.SEE_FILES)
        before = self.before()
        people = {} if before is None else {"from": " ".join(before.people)}
        count = str(len(shift.files) + shift.more)
        with self._desk.vault.transaction():
            event = self._desk.enter(TAKEN, None, "", files=count, sha256=shift.digest, **people)
            self._desk.seal()
        self._desk.publish(ChangeKind.CASES)
        return event


def _at(event: CustodyEvent) -> datetime:
    """When an entry says that it was; of one that cannot be read the beginning of time."""
    return event.at or datetime.min.replace(tzinfo=UTC)
