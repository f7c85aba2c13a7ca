"""What birth, sex and documents weigh at this station: estimated from its files, shown, then taken.

What was taken stands in its entry of the chain of custody (`TAKEN`), as bits that are added to the
weights of the program, and nowhere else: nobody turns a warning off beside it. However it came
there, no weight is moved by more than `MOST_SHIFT` bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from math import isfinite

from tipdesk.cases.model import Act
from tipdesk.cases.persons import meeting
from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.estimating import MOST_SHIFT, Estimate, Pair, estimate
from tipdesk.cases.persons.judging import NO_SHIFTS, Says, Shifts
from tipdesk.cases.persons.meeting import CountedRarity, Questions
from tipdesk.cases.persons.names_alone import NamesSay
from tipdesk.core.work import Work
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import person_rows

TAKEN = "weights_taken"
MOST_PEOPLE = 20_000
"""People whose pairs are looked at; of a larger station as many, in even steps through it."""
_AT_RANDOM = 20_000  # pairs
_BETWEEN = 7919  # people between the two of a pair at random; a prime


def shifts_of(vault: Database) -> Shifts:
    """What was taken last; nothing where nobody has."""
    entry = custody_rows.last_of(vault, TAKEN)
    if entry is None:
        return NO_SHIFTS
    shifts: dict[NamesSay | Says, float] = {}
    for says in Says:
        with suppress(KeyError, ValueError):
            bits = float(str(entry.detail[says.value]))
            if isfinite(bits):
                shifts[says] = min(max(bits, -MOST_SHIFT), MOST_SHIFT)
    return shifts


class MatchWeights:
    """Estimates and takes weights. Reads all of an index: for a command, not for a window."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk, self._vault = desk, desk.vault

    def estimate(self, work: Work) -> Estimate:
        """What the files say, to be looked at. The same files say the same.

        Raises:
            TransitionRefused: not for the officer's role.
            Cancelled
        """
        self._desk.require(Act.CHOOSE_WEIGHTS)
        refs = person_rows.some_refs(self._vault, MOST_PEOPLE)
        people = dict(person_rows.described(self._vault, refs))
        rarity = CountedRarity(lambda key: person_rows.count(self._vault, key))
        total = 2 * len(refs)

        def met(asked: Callable[[Described], Questions], done: int) -> Iterator[Pair]:
            for place, ref in enumerate(refs):
                work.step(done + place, total)
                found_refs = [
                    other
                    for other in person_rows.met(self._vault, asked(people[ref]))
                    if other < ref or (other not in people and other != ref)
                ]
                for _other, person in person_rows.described(self._vault, found_refs):
                    yield people[ref], person

        at_random = (
            (people[refs[place % len(refs)]], people[refs[(place + _BETWEEN) % len(refs)]])
            for place in range(_AT_RANDOM if len(refs) > 1 and _BETWEEN % len(refs) else 0)
        )
        return estimate(
            rarity.people,
            met(meeting.by_document, 0),
            met(meeting.by_birth, len(refs)),
            at_random,
            rarity,
        )

    def take(self, work: Work) -> Estimate:
        """Estimate, and weigh so from the next session on. Nothing is handed in.

        Raises:
            as `estimate`
        """
        estimated = self.estimate(work)
        if not estimated.says_nothing:
            bits = {says.value: f"{shift:+.1f}" for says, shift in estimated.shifts.items()}
            self._desk.enter(TAKEN, None, "", **bits)
        return estimated

    def put_back(self) -> None:
        """Weigh as the program does, from the next session on.

        Raises:
            TransitionRefused: not for the officer's role.
        """
        self._desk.require(Act.CHOOSE_WEIGHTS)
        self._desk.enter(TAKEN)
