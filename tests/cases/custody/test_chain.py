"""The chain of custody: any change, loss or exchange of an entry shows, also across the border of
exchange format 1.0."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cases.custody.chains import MINE, OTHER, START, Chain, a_file, unbound, verify_chain
from tipdesk.cases.custody.chain import (
    BORDER,
    CARRIED,
    DECISIONS,
    GENESIS,
    FileCounts,
    entry_after,
)
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import CustodyBroken


def chain(count: int = 6) -> list[CustodyEvent]:
    growing = Chain()
    for number in range(count):
        case_id = MINE if number % 2 else OTHER
        growing.add("edited", case_id, fields=f"sex nationality {number}")
    return growing.events


def across() -> Chain:
    """Entries of before, and some of after the border."""
    growing = Chain()
    for action, case_id in (
        ("created", None),
        ("opened", MINE),
        ("opened", OTHER),
        ("edited", MINE),
    ):
        growing.add_before(action, case_id)
    growing.cross_border()
    growing.add("completed", MINE)
    growing.add("edited", OTHER)
    return growing


def misplaced(growing: Chain) -> list[int]:
    counts = FileCounts(growing.keys)
    return [event.seq for event in growing.events if not counts.fits(event)]


def test_a_chain_verifies_to_its_last_entry() -> None:
    events = chain()
    assert verify_chain(events) == events[-1]
    assert verify_chain([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"officer": "T-08"},
        {"action": "viewed"},
        {"detail": {"fields": "sex"}},
        {"at": START},
        {"seq": 9},
        {"previous": "0" * 64},
        {"previous": "no hash"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_field_breaks_the_chain(change: dict[str, object]) -> None:
    for events in (chain(), across().events):
        events[3] = replace(events[3], **change)
        with pytest.raises(CustodyBroken):
            verify_chain(events)


@pytest.mark.parametrize("field", ["tag", "n", "decision", "digest", "salt"])
def test_a_changed_binding_breaks_the_chain(field: str) -> None:
    events = chain()
    binding = events[3].binding
    assert binding is not None
    was = getattr(binding, field)
    other = bytes(len(was)) if isinstance(was, bytes) else was + 1
    events[3] = replace(events[3], binding=replace(binding, **{field: other}))
    with pytest.raises(CustodyBroken):
        verify_chain(events)


def test_a_lost_a_repeated_and_an_exchanged_entry_break_the_chain() -> None:
    for events in (chain(), across().events):
        for broken in (
            events[:2] + events[3:],
            [*events[:3], events[2], *events[3:]],
            [events[1], events[0], *events[2:]],
            events[1:],
        ):
            with pytest.raises(CustodyBroken):
                verify_chain(broken)


def test_an_entry_is_hashed_as_the_format_says() -> None:
    """Written out once more, from the text of the specification alone."""
    key = b"k" * 32
    first = entry_after(None, unbound("unlocked"))
    event = entry_after(first, unbound("opened", MINE, form="victim-intake/1"), 1, key)
    binding = event.binding
    assert binding is not None
    body = json.dumps(
        ["2026-11-24T09:00:00.000Z", "T-07", "opened", {"form": "victim-intake/1"}],
        separators=(",", ":"),
    ).encode()
    salted = hashlib.sha256(binding.salt + body).digest()
    inner = hashlib.sha256(b"tipdesk-link/1" + (1).to_bytes(8, "big") + b"\1" + salted).digest()
    tag = hmac.new(key, (2).to_bytes(8, "big"), hashlib.sha256).digest()[:16]
    previous = bytes.fromhex(first.hash)
    whole = b"tipdesk-chain/1" + (2).to_bytes(8, "big") + previous + tag + inner
    assert event.hash == hashlib.sha256(whole).hexdigest()
    assert (first.previous, len(binding.salt)) == (GENESIS, 16)


def test_an_entry_of_a_file_has_a_count_and_a_key_and_no_other_has() -> None:
    for event, n, key in (
        (unbound("opened", MINE), 0, b""),
        (unbound("opened", MINE), 1, b""),
        (unbound("unlocked"), 1, b"k" * 32),
    ):
        with pytest.raises(ValueError, match="count"):
            entry_after(None, event, n, key)


def test_every_entry_is_where_it_belongs() -> None:
    for growing in (a_file(), across(), Chain(chain())):
        if growing.keys:
            assert misplaced(growing) == []
            assert verify_chain(growing.events) == growing.events[-1]


def test_a_file_gets_a_new_key_when_it_was_handed_over() -> None:
    growing = a_file()
    growing.add("exported", MINE)
    assert len(growing.keys[MINE]) == 1
    growing.add("receipt_imported", MINE)
    growing.add("amended", MINE)
    assert len(growing.keys[MINE]) == 2
    assert misplaced(growing) == []
    growing.keys[MINE].reverse()
    assert misplaced(growing) == [2, 14]  # where either begins: a fault is told of once


def moved(growing: Chain) -> None:
    """A row that was put under another file: nothing of its hash changes."""
    growing.events[5] = replace(growing.events[5], case_id=OTHER)


def orphaned(growing: Chain) -> None:
    growing.events[5] = replace(growing.events[5], case_id=None)


def adopted(growing: Chain) -> None:
    growing.events[0] = replace(growing.events[0], case_id=MINE)


def keyless(growing: Chain) -> None:
    del growing.keys[MINE]


@pytest.mark.parametrize("change", [moved, orphaned, adopted, keyless])
def test_whose_an_entry_is_cannot_be_changed_in_a_row(change: Callable[[Chain], None]) -> None:
    growing = a_file()
    change(growing)
    assert verify_chain(growing.events)
    assert misplaced(growing)


def test_a_decision_is_always_one() -> None:
    growing = a_file()
    event = growing.events[5]
    assert event.action in DECISIONS
    binding = event.binding
    assert binding is not None
    growing.events[5] = replace(event, binding=replace(binding, decision=False))
    assert misplaced(growing) == [6]


def test_the_border_holds_the_head_of_before_and_each_file_goes_on() -> None:
    growing = across()
    actions = [event.action for event in growing.events]
    assert actions[4:7] == [BORDER, CARRIED, CARRIED]
    carried = growing.events[5]
    assert (carried.case_id, carried.detail["links"]) == (MINE, "2")
    assert carried.binding is not None
    assert (carried.binding.n, carried.binding.decision) == (1, True)
    assert verify_chain(growing.events) == growing.events[-1]
    assert misplaced(growing) == []


def regrown(growing: Chain, last_before: int) -> Chain:
    """The same after the border, on entries of before that somebody cut or changed."""
    new = Chain(growing.events[:last_before], growing.keys)
    for event in growing.events[4:]:
        binding = event.binding
        assert binding is not None
        n, key = binding.n, growing.keys[event.case_id][0] if event.case_id else b""
        new.events.append(entry_after(new.events[-1], event, n, key))
    return new


def test_a_border_that_holds_another_head_is_none() -> None:
    new = regrown(across(), 3)
    assert verify_chain(new.events)
    assert misplaced(new)[0] == 4  # the border itself; then the file of which an entry is missing
    assert 5 in misplaced(new)


def test_nothing_is_hashed_as_before_behind_the_border() -> None:
    growing = across()
    growing.add_before("edited", MINE)
    assert verify_chain(growing.events)
    assert misplaced(growing) == [len(growing.events)]


def test_a_file_that_is_not_carried_over_is_told_of() -> None:
    growing = Chain()
    growing.add_before("created")
    growing.add_before("opened", MINE)
    growing.add(BORDER, head=growing.events[-1].hash)
    growing.add("completed", MINE)
    assert misplaced(growing) == [4]


def test_what_cannot_be_read_hides_nothing_else() -> None:
    growing = a_file()
    event = growing.events[5]
    growing.events[5] = CustodyEvent(
        event.seq, event.previous, event.hash, case_id=MINE, binding=event.binding
    )
    assert misplaced(growing) == []
    growing.events[7] = replace(growing.events[7], case_id=CaseId("other"))
    assert misplaced(growing) == [8, 9]
