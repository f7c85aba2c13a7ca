"""The chain of custody: any change, loss or exchange of an entry shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tipdesk.cases.custody.chain import (
    custody_from_json,
    custody_json,
    entry_after,
    seen_from,
    verify_chain,
)
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import CustodyBroken

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINE, OTHER = CaseId("mine"), CaseId("other")


def chain(count: int = 6) -> list[CustodyEvent]:
    events: list[CustodyEvent] = []
    for number in range(count):
        events.append(
            entry_after(
                events[-1] if events else None,
                at=START + timedelta(seconds=number),
                officer="T-07",
                action="edited",
                case_id=MINE if number % 2 else OTHER,
                detail={"fields": f"sex nationality {number}"},
            )
        )
    return events


def test_a_chain_verifies_to_its_last_entry() -> None:
    events = chain()
    assert verify_chain(events) == events[-1]
    assert verify_chain([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"officer": "T-08"},
        {"action": "viewed"},
        {"case_id": None},
        {"detail": {"fields": "sex"}},
        {"at": START},
        {"seq": 9},
        {"previous": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_field_breaks_the_chain(change: dict[str, object]) -> None:
    events = chain()
    events[3] = replace(events[3], **change)
    with pytest.raises(CustodyBroken):
        verify_chain(events)


def test_a_lost_a_repeated_and_an_exchanged_entry_break_the_chain() -> None:
    events = chain()
    for broken in (
        events[:2] + events[3:],
        [*events[:3], events[2], *events[3:]],
        [events[1], events[0], *events[2:]],
        events[1:],
    ):
        with pytest.raises(CustodyBroken):
            verify_chain(broken)


def test_a_bundle_shows_its_own_entries_whole_and_others_as_hashes() -> None:
    events = seen_from(MINE, chain())
    assert verify_chain(events)
    others = [event for event in events if event.case_id != MINE]
    assert len(others) == 3
    assert all(event == CustodyEvent(event.seq, event.previous, event.hash) for event in others)
    text = custody_json(events).decode()
    assert text.count("T-07") == 3
    assert "other" not in text


def test_json_gives_back_the_same_chain() -> None:
    events = seen_from(MINE, chain())
    assert custody_from_json(custody_json(events)) == events


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"format":"tipdesk-custody/1","events":[1]}'])
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"tipdesk-custody|shape"):
        custody_from_json(data)
