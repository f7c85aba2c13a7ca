"""What a bundle shows of the chain, and what a reader demands of it.

Whoever rewrites it here is somebody inside, who has every key and every row and uses the program's
own modules: they hash the chain anew after each change, so that all hashes hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.custody.chains import MINE, OTHER, Chain, a_file, as_others
from tests.json_schema import faults
from tipdesk.cases.custody.chain import EXPORTED, MOST_KEYS, key_before, tag_of
from tipdesk.cases.custody.document import (
    OtherVersion,
    Segment,
    closed,
    custody_json,
    read_before,
    read_custody,
    segment_of,
)
from tipdesk.cases.custody.following import (
    BundleDoubt,
    GiveUp,
    check_segments,
    follow,
    give_up_json,
    keys_digest,
    keys_until,
    read_give_up,
)
from tipdesk.cases.model import Binding, CustodyEvent
from tipdesk.core.settings import resource

Entry = bytes | CustodyEvent


def codes(segment: Segment) -> list[str]:
    """As the reader says them, once the document was written and read again."""
    (again,) = read_custody(custody_json((segment,)), MINE)
    assert again == segment
    return [finding.fault.value for finding in follow(again)]


def rewritten(segment: Segment, change: Callable[[list[Entry]], object]) -> Segment:
    """The same with other entries, hashed anew."""
    entries = list(segment.entries)
    change(entries)
    return segment_of(segment.station, segment.first, segment.before, segment.keys, entries)


def place_of(entries: list[Entry], action: str) -> int:
    return next(
        place
        for place, entry in enumerate(entries)
        if isinstance(entry, CustodyEvent) and entry.action == action
    )


def bound(entries: list[Entry], place: int, **changes: object) -> None:
    entry = entries[place]
    assert isinstance(entry, CustodyEvent)
    assert entry.binding is not None
    entries[place] = replace(entry, binding=replace(entry.binding, **changes))


def test_an_honest_chain_has_no_finding() -> None:
    growing = a_file()
    segment = growing.shown()
    assert codes(segment) == []
    assert segment.first == 2
    assert segment.before == growing.events[0].hash
    assert segment.head == (growing.events[-1].seq, growing.events[-1].hash)
    assert [entry.action for entry in segment.own] == [
        "opened", "completed", "returned", "completed", "approved", "export_begun",
    ]  # fmt: skip
    seq = segment.own[-2].seq
    assert segment.own_at(seq) == segment.own[-2]
    assert segment.hash_at(seq) == growing.events[seq - 1].hash
    assert (segment.own_at(3), segment.hash_at(1), segment.hash_at(99)) == (None, "", "")


def test_attachments_that_stay_are_closed_and_those_that_leave_are_not() -> None:
    growing = a_file()
    stays = [entry for entry in growing.shown().entries if isinstance(entry, CustodyEvent)]
    assert sum(entry.at is None for entry in stays) == 2
    leaving = growing.shown(leaving=["a" * 64])
    assert "attached" in [entry.action for entry in leaving.own]
    assert "viewed" not in [entry.action for entry in leaving.own]
    assert b"b" * 64 not in custody_json((leaving,))


def hidden(entries: list[Entry]) -> None:
    place = place_of(entries, "returned")
    entry = entries[place]
    assert isinstance(entry, CustodyEvent)
    entries[place] = as_others(entry)


def closed_one(entries: list[Entry]) -> None:
    place = place_of(entries, "returned")
    entry = entries[place]
    assert isinstance(entry, CustodyEvent)
    entries[place] = closed(entry)


def dropped(entries: list[Entry]) -> None:
    """The chain is grown anew without it: every later entry moves up and gets its tag anew."""
    del entries[place_of(entries, "returned") :]


def renamed(entries: list[Entry]) -> None:
    """A decision that is said to be none, so that it could be closed."""
    bound(entries, place_of(entries, "returned"), decision=False)


def counted_twice(entries: list[Entry]) -> None:
    bound(entries, place_of(entries, "returned"), n=4)


def taken_from_others(entries: list[Entry]) -> None:
    """The second entry is another file's; it is shown as this one's."""
    entries[1] = CustodyEvent(
        0, "", "", case_id=MINE, binding=Binding(entries[1][:16], 2, False, bytes(32))
    )


def headless(entries: list[Entry]) -> None:
    del entries[0]


CHANGES: dict[str, tuple[Callable[[list[Entry]], object], set[str]]] = {
    "an own one as another's": (hidden, {"E_LINK_HIDDEN", "E_LINK_MISSING"}),
    "a decision closed": (closed_one, {"E_DECISION_CLOSED"}),
    "a decision said to be none": (renamed, {"E_CUSTODY_FORM"}),
    "a count twice": (counted_twice, {"E_LINK_MISSING"}),
    "another's as its own": (taken_from_others, {"E_LINK_FOREIGN", "E_LINK_MISSING"}),
    "without its beginning": (headless, {"E_LINK_FOREIGN", "E_LINK_MISSING"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_rewrites_the_chain_is_noticed(name: str) -> None:
    change, expected = CHANGES[name]
    assert set(codes(rewritten(a_file().shown(), change))) == expected


def test_one_that_is_left_out_leaves_a_gap() -> None:
    growing = a_file()
    honest = growing.shown()
    grown = Chain(growing.events[:7], {case: list(keys) for case, keys in growing.keys.items()})
    for event in growing.events[8:]:  # without `returned`, tags made anew, the count as it was
        own = event.case_id == MINE
        grown.add(event.action, event.case_id, event.officer)
        if own:
            last = grown.events[-1]
            assert last.binding is not None
            grown.events[-1] = replace(last, binding=replace(last.binding, n=last.binding.n + 1))
    segment = rewritten(grown.shown(), lambda entries: None)
    assert codes(segment) == ["E_LINK_MISSING"]
    assert codes(honest) == []


def test_keys_are_those_of_the_file_in_their_order() -> None:
    growing = a_file()
    growing.add(EXPORTED, MINE)
    growing.add("approved", MINE, "S-01")
    growing.add("export_begun", MINE)
    segment = growing.shown()
    assert codes(segment) == []
    assert len(segment.keys) == 2

    def with_keys(*keys: bytes) -> set[str]:
        return set(codes(replace(segment, keys=keys)))

    first, second = segment.keys
    assert with_keys(second, first) == {"E_CASE_KEYS", "E_LINK_FOREIGN"}
    assert with_keys(first) == {"E_LINK_FOREIGN", "E_CUSTODY_FORM"}
    assert with_keys(first, second, bytes(32)) == {"E_CUSTODY_FORM"}
    assert with_keys(bytes(32), second) == {"E_CASE_KEYS", "E_LINK_FOREIGN"}
    assert with_keys(key_before(bytes(32)), bytes(32)) == {"E_LINK_FOREIGN"}


def test_no_key_is_made_up_that_follows_one_of_the_file() -> None:
    """Under it what was decided since an export could be shown as another file's."""
    growing = a_file()
    growing.add(EXPORTED, MINE)
    growing.keys[MINE].append(bytes(32))
    growing.add("export_begun", MINE)
    assert codes(growing.shown()) == ["E_CASE_KEYS"]


def test_an_approval_speaks_of_the_keys_up_to_its_head() -> None:
    growing = a_file()
    head = next(event.seq for event in growing.events if event.action == "approved")
    first = growing.shown()
    assert keys_until(first, head) == first.keys
    for _number in range(2):  # it is handed over again, under the same approval
        growing.add(EXPORTED, MINE)
        growing.add("export_begun", MINE)
        segment = growing.shown()
        assert codes(segment) == []
        assert keys_until(segment, head) == first.keys
        assert keys_digest(keys_until(segment, head)) == keys_digest(first.keys)
    assert len(segment.keys) == 3
    assert keys_until(segment, segment.head[0]) == segment.keys


def test_a_file_has_so_many_keys_and_no_more() -> None:
    growing = a_file()
    for _number in range(MOST_KEYS + 3):
        growing.add(EXPORTED, MINE)
        growing.add("export_begun", MINE)
    segment = growing.shown()
    assert len(segment.keys) == MOST_KEYS
    assert codes(segment) == []
    assert keys_until(segment, segment.head[0]) == segment.keys
    with pytest.raises(ValueError, match="custody"):
        read_custody(custody_json((replace(segment, keys=(*segment.keys, bytes(32))),)), MINE)


def test_without_the_key_nobody_knows_which_entries_are_of_one_file() -> None:
    """What a bundle of another file shows: tags and digests of which no two have anything in
    common, and which another key does not fit."""
    growing = a_file()
    for _number in range(200):
        growing.add("edited", MINE)
    growing.add("export_begun", OTHER)
    segment = growing.shown(OTHER)
    others = [entry for entry in segment.entries if isinstance(entry, bytes)]
    assert len(others) > 200
    pieces = [entry[at : at + 8] for entry in others for at in range(0, 48, 8)]
    assert len(set(pieces)) == len(pieces)
    for seq, entry in enumerate(segment.entries, start=segment.first):
        if isinstance(entry, bytes):
            assert entry[:16] not in [tag_of(key, seq) for key in segment.keys]
    text = custody_json((segment,))
    assert not any(key.hex().encode() in text for key in growing.keys[MINE])
    assert b"S-01" not in text  # who decided about the other file


STEPS = st.lists(
    st.sampled_from(
        [
            *("mine edited", "mine viewed", "mine completed", "mine returned", "mine approved"),
            *("mine exported", "other edited", "other exported", "nobody locked"),
        ]
    ),
    max_size=40,
)


def grown(steps: list[str]) -> Chain:
    growing = Chain()
    growing.add("unlocked")
    growing.add("opened", OTHER)
    growing.add("opened", MINE)
    for step in steps:
        who, action = step.split()
        case_id = {"mine": MINE, "other": OTHER, "nobody": None}[who]
        detail = {"sha256": "c" * 64} if action == "viewed" else {}
        growing.add(action, case_id, **detail)
    growing.add("export_begun", MINE)
    return growing


@given(STEPS)
def test_whatever_happened_an_honest_bundle_holds(steps: list[str]) -> None:
    growing = grown(steps)
    segment = growing.shown()
    assert codes(segment) == []
    assert segment.head == (growing.events[-1].seq, growing.events[-1].hash)
    assert len(segment.keys) == 1 + steps.count("mine exported")


@given(STEPS, st.data())
def test_whatever_happened_no_entry_of_the_file_can_be_left_out(
    steps: list[str], data: st.DataObject
) -> None:
    segment = grown(steps).shown()
    own = [place for place, entry in enumerate(segment.entries) if isinstance(entry, CustodyEvent)]
    place = data.draw(st.sampled_from(own))
    entry = segment.entries[place]
    assert isinstance(entry, CustodyEvent)

    def hide(entries: list[Entry]) -> None:
        entries[place] = as_others(entry)

    def drop(entries: list[Entry]) -> None:
        del entries[place]

    assert "E_LINK_HIDDEN" in codes(rewritten(segment, hide))
    if place < own[-1]:  # a chain that ends before is one of before
        assert codes(rewritten(segment, drop))
    assert entry.binding is not None
    shut = codes(rewritten(segment, lambda entries: entries.__setitem__(place, closed(entry))))
    assert ("E_DECISION_CLOSED" in shut) == entry.binding.decision


def test_the_schema_says_what_is_written() -> None:
    schema = json.loads(resource("schemas", "custody.schema.json").read_text("utf-8"))
    growing = a_file()
    growing.add("edited", MINE, fields="sex", note="قيد")
    document = json.loads(custody_json((growing.shown(),)))
    assert {len(entry) for entry in document["segments"][0]["links"]} == {1, 4, 8}
    assert faults(document, schema) == []
    own = document["segments"][0]["links"][0]
    for place, value in ((0, "00"), (1, 0), (2, 2), (3, None), (4, "now"), (6, "?"), (7, {"a": 1})):
        kept, own[place] = own[place], value
        assert faults(document, schema), place
        own[place] = kept
    del own[4:]
    assert faults(document, schema)


def test_json_is_read_in_one_way_only() -> None:
    body = custody_json((a_file().shown(),))
    for bad in (
        b"[]",
        b"{}",
        body + b"\n",
        body.replace(b'","', b'", "', 1),
        body.replace(b'{"format"', b'{"a":1,"format"', 1),
        body.replace(b'"station"', b'"a":1,"station"', 1).replace(b'{"a":1,"from"', b'{"from"'),
        body.replace(b'"TDX"', b'"tdx"'),
        body.replace(b",1,1,", b",1,2,", 1),
        body.replace(b",1,1,", b",1,true,", 1),
        body.replace(b",1,1,", b",1,1.0,", 1),
        body.replace(b",1,1,", b",0,1,", 1),
        body.replace(b".000Z", b"Z", 1),
        body.replace(b'"opened"', b'"OPENED"', 1),
        body.replace(b"{}]", b'{"a":1}]', 1),
        b'{"format":"tipdesk-custody/1.0","segments":[]}',
        b'{"format":"tipdesk-custody/1.0","segments":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"events":[],"format":"tipdesk-custody/1"}',
    ):
        assert bad != body
        with pytest.raises(ValueError, match="custody"):
            read_custody(bad, MINE)
    with pytest.raises(OtherVersion):
        read_custody(body.replace(b"custody/1.0", b"custody/2.0"), MINE)
    newer = body.replace(b"custody/1.0", b"custody/1.7").replace(
        b'"segments"', b'"more":1,"segments"'
    )
    (segment,) = read_custody(body, MINE)
    assert read_custody(newer, MINE) == (replace(segment, is_newer=True),)


def test_what_a_vault_took_in_before_can_still_be_read() -> None:
    row = (
        b'{"seq":2,"previous":"%s","hash":"%s","at":"2026-01-01T00:00:00.000Z","officer":"T-07",'
        b'"action":"opened","case_id":"%s","detail":{}}' % (b"0" * 64, b"1" * 64, MINE.encode())
    )
    other = b'{"seq":1,"previous":"%s","hash":"%s"}' % (b"0" * 64, b"0" * 64)
    events = read_before(b'{"format":"tipdesk-custody/1","events":[%s,%s]}' % (other, row))
    assert [(event.seq, event.action, event.case_id) for event in events] == [(2, "opened", MINE)]
    with pytest.raises(ValueError, match="custody/1"):
        read_before(custody_json((a_file().shown(),)))


# --- a file that changed stations ---------------------------------------------------------------


def moved() -> tuple[list[Segment], list[GiveUp]]:
    first = a_file()
    first.add("transfer_given_up", MINE)
    second = Chain()
    second.add("unlocked")
    second.add("transfer_taken_in", MINE)
    second.add("export_begun", MINE)
    segments = [first.shown(station="SH6"), second.shown(station="KWT")]
    statement = GiveUp(MINE, 1, "SH6", "KWT", segments[0].head, "2026-11-24T09:00:00Z")
    return segments, [statement]


def test_a_file_that_was_given_up_and_taken_in_holds() -> None:
    segments, statements = moved()
    assert read_custody(custody_json(segments), MINE) == tuple(segments)
    assert check_segments(MINE, segments, statements) == ()
    assert all(follow(segment) == () for segment in segments)
    assert check_segments(MINE, segments[:1], ()) == ()
    (statement,) = statements
    assert read_give_up(give_up_json(statement)) == statement


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": OTHER},
        {"tenure": 2},
        {"from_station": "KWT"},
        {"to_station": "SH6"},
        {"head": (13, "0" * 64)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_statement_is_about_exactly_this_change_of_stations(change: dict[str, object]) -> None:
    segments, (statement,) = moved()
    (finding,) = check_segments(MINE, segments, [replace(statement, **change)])
    assert finding.fault is BundleDoubt.SEGMENT


def test_a_station_decides_on_a_file_that_it_gave_up_only_after_it_came_back() -> None:
    first = a_file()
    first.add("transfer_given_up", MINE)
    first.add("viewed", MINE, sha256="b" * 64)
    assert codes(first.shown()) == []
    behind = a_file(first)  # with modules by hand
    assert set(codes(behind.shown())) == {"E_SEGMENT"}
    again = a_file()
    again.add("transfer_given_up", MINE)
    again.add("viewed", MINE, sha256="b" * 64)
    again.add("transfer_taken_back", MINE)
    again.add("completed", MINE)
    assert codes(again.shown()) == []


def test_no_station_takes_a_file_that_another_did_not_give_up() -> None:
    segments, statements = moved()
    first, second = segments
    for wrong, signed in (
        (segments, []),
        ([second], []),
        ([first, replace(second, station="SH6")], statements),
        ([a_file().shown(station="SH6"), second], statements),
        ([first, replace(first, station="KWT")], statements),
        ([*segments, second], [*statements, *statements]),
    ):
        assert [finding.fault for finding in check_segments(MINE, wrong, signed)] == [
            BundleDoubt.SEGMENT
        ]
    for bad in (b"{}", b"[]", give_up_json(statements[0]) + b"\n"):
        with pytest.raises(ValueError, match="give-up"):
            read_give_up(bad)
