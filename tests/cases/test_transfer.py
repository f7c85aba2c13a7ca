"""A file moves from station to station, and one of them owns it: every course is walked.

A step of a station is durable or did not happen; a kill is a step after which nothing was written.
What is written on a USB drive lies there for ever: lost ones are never read, doubled and late ones
are read again. A station that is destroyed takes no step any more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.custody.chains import MINE, Chain
from tipdesk.cases import transfer
from tipdesk.cases.custody.chain import CARRIED
from tipdesk.cases.transfer import (
    BEGUN_HERE,
    NEVER,
    Holding,
    HoldingState,
    Passage,
    TransferBar,
    TransferNumber,
)

OWNED, AWAY, GONE = HoldingState.OWNED, HoldingState.AWAY, HoldingState.GONE
Answer = tuple[int, TransferNumber]  # by which station
Packet = tuple[int, TransferNumber, int]  # from which station, for which


@dataclass(frozen=True)
class World:
    """Everything that is so at one moment."""

    stations: tuple[Holding, ...]
    bound_for: tuple[int, ...]  # of each station, where its last giving-up goes; -1: nowhere
    given: int = 0  # how often it was given up
    packets: frozenset[Packet] = frozenset()
    receipts: frozenset[Answer] = frozenset()
    refusals: frozenset[Answer] = frozenset()
    destroyed: frozenset[int] = frozenset()

    def with_holding(self, station: int, holding: Holding) -> World:
        held = list(self.stations)
        held[station] = holding
        return replace(self, stations=tuple(held))

    @property
    def owners(self) -> list[int]:
        return [
            place
            for place, holding in enumerate(self.stations)
            if holding.is_written and place not in self.destroyed
        ]


Steps = Iterator[tuple[str, World]]


class Explorer:
    """Walks along all courses, breadth first; `without`: the rule that is left out."""

    def __init__(self, stations: int, most: int, without: str = "", destroys: bool = False) -> None:
        self.most, self.without, self.destroys = most, without, destroys
        absent = (Holding(),) * (stations - 1)
        self.start = World((BEGUN_HERE, *absent), (-1,) * stations)

    def steps(self, world: World) -> Steps:
        for station, holding in enumerate(world.stations):
            if station in world.destroyed:
                continue
            yield from self._giving_up(world, station, holding)
            yield from self._away(world, station, holding)
            yield from self._receiving(world, station, holding)
            if self.destroys and not world.destroyed and station > 0:
                yield f"{station} is destroyed", replace(world, destroyed=frozenset({station}))

    def _giving_up(self, world: World, station: int, holding: Holding) -> Steps:
        if world.given >= self.most or transfer.bar_to_giving_up(holding):
            return
        for to in range(len(world.stations)):
            if to == station or to in world.destroyed:
                continue
            given = transfer.give_up(holding, world.given + 1)
            bound = (*world.bound_for[:station], to, *world.bound_for[station + 1 :])
            away = replace(
                world.with_holding(station, given), given=world.given + 1, bound_for=bound
            )
            packet = (station, given.number, to)
            yield f"{station} gives up to {to}, killed before it writes", away
            yield f"{station} gives up to {to}", replace(away, packets=away.packets | {packet})
            if self.without == "given up before it is written":
                early = replace(world, packets=world.packets | {packet})
                yield f"{station} writes for {to}, killed before it gives up", early

    def _away(self, world: World, station: int, holding: Holding) -> Steps:
        number, to = holding.number, world.bound_for[station]
        forced = to in world.destroyed or self.without == "forced where it is destroyed"
        if holding.state in (AWAY, GONE) and forced:
            yield (
                f"{station} forces it back",
                world.with_holding(station, transfer.take_back(holding)),
            )
        if holding.state is not AWAY:
            return
        again = world.packets | {(station, number, to)}
        yield f"{station} writes again", replace(world, packets=again)
        refused = {answer for by, answer in world.refusals if by == to}
        back = world.with_holding(station, transfer.take_back(holding))
        if self.without == "taken back on a refusal alone":
            yield f"{station} takes it back at will", back
        if self.without == "a refusal is of one number" and refused:
            yield f"{station} takes it back on any refusal", back
        for answer in refused:
            if transfer.bar_to_taking_back(holding, answer) is None:
                yield f"{station} takes it back", back
        for _by, answer in world.receipts:
            if transfer.bar_to_settling(holding, answer) is None:
                yield f"{station} is done", world.with_holding(station, transfer.settle(holding))

    def _receiving(self, world: World, station: int, holding: Holding) -> Steps:
        for sender, number, to in world.packets:
            if to != station:
                continue
            bar = transfer.bar_to_taking_in(holding, number)
            free = self.without == "a number is taken in once" and not holding.is_written
            if bar is None or free:
                taken = world.with_holding(station, transfer.take_in(holding, number))
                yield f"{station} takes in {number} of {sender}, killed before its receipt", taken
        if holding.taken != NEVER:
            receipts = world.receipts | {(station, holding.taken)}
            yield f"{station} writes its receipt", replace(world, receipts=receipts)
        for other, held in enumerate(world.stations):
            if held.state is not AWAY or world.bound_for[other] != station:
                continue  # it refuses what it was told of by telephone; the drive need not be there
            known = replace(world, refusals=world.refusals | {(station, held.number)})
            bar = transfer.bar_to_refusing(holding, held.number)
            if bar is None:
                kept = transfer.refuse(holding, held.number)
                yield f"{station} refuses", known.with_holding(station, kept)
                if self.without == "a refusal is kept":
                    yield f"{station} refuses and keeps nothing", known
            elif self.without == "what was taken in is not refused":
                yield f"{station} refuses what it has", known

    def explore(self) -> tuple[int, list[str] | None, int]:
        """How many worlds there are, the shortest course to two owners, and from how many nobody
        can come to own it."""
        came: dict[World, tuple[World, str] | None] = {self.start: None}
        before: dict[World, list[World]] = {}
        queue = deque([self.start])
        while queue:
            world = queue.popleft()
            if len(world.owners) > 1:
                return len(came), course(came, world), 0
            for name, after in self.steps(world):
                before.setdefault(after, []).append(world)
                if after not in came:
                    came[after] = (world, name)
                    queue.append(after)
        living = {world for world in came if len(world.owners) == 1}
        queue = deque(living)
        while queue:
            for world in before.get(queue.popleft(), ()):
                if world not in living:
                    living.add(world)
                    queue.append(world)
        return len(came), None, len(came) - len(living)


def course(came: dict[World, tuple[World, str] | None], world: World) -> list[str]:
    steps: list[str] = []
    while (step := came[world]) is not None:
        world, name = step
        steps.insert(0, name)
    return steps


@pytest.mark.parametrize(("stations", "most"), [(2, 4), (3, 3)])
def test_no_course_leads_to_two_owners_or_to_none_for_ever(stations: int, most: int) -> None:
    worlds, two_owners, dead_ends = Explorer(stations, most).explore()
    assert (two_owners, dead_ends) == (None, 0)
    assert worlds > 100


@pytest.mark.long
def test_nor_does_a_longer_one() -> None:
    for stations, most in ((2, 6), (3, 4)):
        assert Explorer(stations, most).explore()[1:] == (None, 0)


def test_where_the_receiver_is_destroyed_two_leads_bring_the_file_back() -> None:
    assert Explorer(2, 3, destroys=True).explore()[1:] == (None, 0)


def test_only_where_it_went_no_further_which_the_office_tells() -> None:
    """What was passed on before the receiver was destroyed is owned there: no rule of the sender
    can know it, so what is forced is told to the office."""
    _worlds, two_owners, _dead = Explorer(3, 2, destroys=True).explore()
    assert two_owners is not None
    assert "1 gives up to 2" in two_owners[2]


@pytest.mark.parametrize(
    ("rule", "steps"),
    [
        ("given up before it is written", 2),
        ("taken back on a refusal alone", 3),
        ("a refusal is kept", 4),
        ("a number is taken in once", 5),
        ("what was taken in is not refused", 4),
        ("a refusal is of one number", 6),
        ("forced where it is destroyed", 3),
    ],
)
def test_each_rule_left_out_gives_two_owners(rule: str, steps: int) -> None:
    _worlds, two_owners, _dead = Explorer(2, 3, rule).explore()
    assert two_owners is not None
    assert len(two_owners) <= steps, two_owners


# --- read from the chain -------------------------------------------------------------------------


def behind_in(chain: Chain) -> list[int]:
    return list(transfer.written_behind((event.seq, event.action) for event in chain.events))


def test_how_a_file_stands_is_read_from_the_chain() -> None:
    chain = Chain()
    assert transfer.holding_of(()) == Holding()
    chain.add("unlocked")
    chain.add("opened", MINE)
    assert transfer.holding_of(chain.events).state is OWNED
    given = chain.add("transfer_given_up", MINE, to="SH2")
    away = transfer.holding_of(chain.events)
    assert (away.state, away.number, away.other) == (AWAY, TransferNumber(1, given.seq), "SH2")
    assert away.since == given.at
    chain.add("viewed", MINE, sha256="b" * 64)
    assert behind_in(chain) == []
    behind = [chain.add(action, MINE).seq for action in ("edited", "completed", "approved")]
    assert behind_in(chain) == behind
    chain.add("transfer_taken_back", MINE)
    chain.add("edited", MINE)
    assert transfer.holding_of(chain.events).is_written
    assert behind_in(chain) == behind
    chain.add("transfer_given_up", MINE, to="SH2")
    chain.add("transfer_settled", MINE)
    gone = transfer.holding_of(chain.events)
    assert (gone.state, gone.tenure) == (GONE, 1)
    chain.add("transfer_taken_in", MINE, tenure="2", number="40", **{"from": "SH2"})
    home = transfer.holding_of(chain.events)
    assert (home.state, home.tenure, home.taken, home.other) == (
        *(OWNED, 3, TransferNumber(2, 40)),
        "SH2",
    )
    assert behind_in(chain) == behind


def test_a_file_of_before_the_format_is_owned_by_whoever_has_it() -> None:
    chain = Chain()
    chain.add(CARRIED, MINE)
    assert transfer.holding_of(chain.events).is_written
    assert transfer.holding_of((), begun=True).is_written


def test_an_entry_without_its_numbers_is_none() -> None:
    chain = Chain()
    chain.add("transfer_taken_in", MINE)
    with pytest.raises(ValueError, match="invalid literal"):
        transfer.holding_of(chain.events)


def test_why_a_step_is_not_taken() -> None:
    away = transfer.give_up(BEGUN_HERE, 7, "SH2")
    number, other = TransferNumber(1, 7), TransferNumber(1, 8)
    taken = transfer.take_in(Holding(), number, "SH1")
    refused = transfer.refuse(Holding(), other)
    assert transfer.bar_to_giving_up(BEGUN_HERE, consented=False) is TransferBar.NO_CONSENT
    assert transfer.bar_to_giving_up(away) is TransferBar.NOT_OWNED
    assert transfer.bar_to_taking_back(BEGUN_HERE, number) is TransferBar.NOT_AWAY
    assert transfer.bar_to_taking_back(away, other) is TransferBar.OTHER_NUMBER
    assert transfer.bar_to_settling(BEGUN_HERE, number) is TransferBar.NOT_AWAY
    assert transfer.bar_to_settling(away, other) is TransferBar.OTHER_NUMBER
    assert transfer.bar_to_settling(away, TransferNumber(2, 1)) is None
    assert transfer.bar_to_taking_in(taken, number) is TransferBar.OWNED_HERE
    assert transfer.bar_to_taking_in(transfer.give_up(taken, 9), number) is TransferBar.OLDER
    assert transfer.bar_to_taking_in(refused, number) is TransferBar.REFUSED
    assert transfer.bar_to_refusing(taken, number) is TransferBar.OLDER
    assert transfer.refuse(refused, number).refused == other


# --- digits and how often they may be wrong -------------------------------------------------------


def test_digits_are_of_one_giving_up_between_two_stations() -> None:
    secret = bytes(range(32))
    passage = Passage("SH1-2026-00012", "SH1", "SH2", TransferNumber(1, 4711))
    digits = transfer.refusal_digits(secret, passage)
    assert len(digits) == transfer.DIGITS
    others = [
        replace(passage, file_number="SH1-2026-00013"),
        replace(passage, sender="SH3"),
        replace(passage, receiver="SH3"),
        replace(passage, number=TransferNumber(1, 4712)),
        replace(passage, number=TransferNumber(2, 4711)),
    ]
    assert digits not in {transfer.refusal_digits(secret, other) for other in others}
    assert digits != transfer.refusal_digits(bytes(32), passage)
    eastern = digits.translate({ord(str(digit)): 0x660 + digit for digit in range(10)})
    for typed in (digits, f" {digits[:4]} {digits[4:]}", eastern):
        assert transfer.are_digits(secret, passage, typed)
    for typed in ("", digits[:-1], digits + "0", f"{digits}x", digits[::-1] + "1"):
        assert not transfer.are_digits(secret, passage, typed)
    with pytest.raises(ValueError, match="secret"):
        transfer.refusal_digits(b"", passage)


def test_the_digits_are_those_that_the_format_names() -> None:
    """Worked out with `openssl dgst -sha256 -mac HMAC -macopt hexkey:0102…20`."""
    secret = bytes(range(1, 33))
    passage = Passage("SH1-2026-00012", "SH1", "SH2", TransferNumber(1, 4711))
    assert transfer.refusal_digits(secret, passage) == "42713448"


def test_wrong_digits_five_times_wait_as_passphrases_do() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def waits(count: int, passed: int = 0) -> int:
        return transfer.seconds_to_wait([now - timedelta(seconds=passed)] * count, now)

    assert [waits(count) for count in (0, 4, 5, 6, 7, 13, 40)] == [0, 0, 2, 4, 8, 300, 300]
    assert (waits(7, 5), waits(7, 8), waits(7, -3600)) == (3, 0, 0)
