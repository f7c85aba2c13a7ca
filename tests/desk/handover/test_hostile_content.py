"""A bundle signed with a good key may still say anything: it is judged, never believed."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.desk.handover.test_handover import plan
from tests.desk.world import World
from tipdesk.bundle.strict_json import write_json
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.receiving import CheckedBundle

Edit = Callable[[bytes], bytes]
DEEP = b"[" * 100_000 + b"]" * 100_000


def edited(change: Callable[[dict], object]) -> Edit:
    def edit(data: bytes) -> bytes:
        document = json.loads(data)
        change(document)
        return write_json(document)

    return edit


def unchanged(data: bytes) -> bytes:
    return data


def sent(
    world: World, patch: pytest.MonkeyPatch, record: Edit = unchanged, custody: Edit = unchanged
) -> CheckedBundle:
    """Pack as a hostile sender: without papers, which would not print such a record, and without
    asking whether anybody can read it."""
    frozen = plan(world, world.approved())
    frozen = replace(frozen, record=record(frozen.record), custody=custody(frozen.custody))
    patch.setattr(packing, "DOCUMENTS", ())
    patch.setattr(packing, "check_outgoing", lambda *_documents: None)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    return world.check(packing.pack(frozen, key, Work()).path)


RECORDS: dict[str, Edit] = {
    "deep": lambda data: b'{"format":"tipdesk-record/1","case":' + DEEP + b"}",
    "infinite": lambda data: data.replace(b'"withheld_level4":', b'"withheld_level4":1e999,"x":'),
    "twice": lambda data: data.replace(b'{"amendments"', b'{"format":"x","amendments"', 1),
    "surrogate": edited(lambda document: document["case"].update(person_code="\ud800")),
    "nul": edited(lambda document: document["case"].update(number="a\0b")),
    "bidi": edited(lambda document: document["case"].update(number="\u202e" + "x" * 2_000_000)),
    "list": lambda data: b"[1]",
    "null": lambda data: b"null",
    "bytes": lambda data: b"\xff\xfe" + data,
    "section": edited(lambda document: document["answers"][0]["section"].update(ar=5)),
    "shown": edited(lambda document: document["answers"][0]["shown"].update(ar=[1], en=None)),
    "answers": edited(lambda document: document.update(answers="abc")),
    "huge": lambda data: data + b" " * (16 << 20),
}
CHAINS: dict[str, Edit] = {
    "deep": lambda data: b'{"format":"tipdesk-custody/1","events":' + DEEP + b"}",
    "overflow": edited(
        lambda document: document["events"][-1].update(at="9999-12-31T23:59:59-12:00")
    ),
    "naive": edited(lambda document: document["events"][-1].update(at="2026-01-01T00:00:00")),
    "number": edited(lambda document: document.update(events=5)),
    "list": lambda data: b"[]",
    "seq": edited(lambda document: document["events"][-1].update(seq="5")),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_hostile_record_is_a_fault_and_nothing_more(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = sent(world, monkeypatch, record=RECORDS[name])
    assert [finding.code for finding in checked.findings] == ["E_INDEX_FORM"]
    assert not checked.holds


@pytest.mark.parametrize("name", CHAINS)
def test_a_hostile_chain_is_a_fault_and_nothing_more(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = sent(world, monkeypatch, custody=CHAINS[name])
    assert [finding.code for finding in checked.findings] == ["E_INDEX_FORM"]
    assert not checked.holds


def test_another_record_than_the_approved_one_is_not_accepted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = edited(lambda document: document["answers"][0].update(value="OTHER"))
    checked = sent(world, monkeypatch, record=change)
    assert [finding.code for finding in checked.findings] == ["E_NOT_APPROVED"]
    assert not checked.holds


def test_a_bundle_without_a_chain_is_not_accepted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = packing._contents

    def without(frozen: packing.ExportPlan, work: Work) -> dict[str, bytes]:
        return {
            name: data for name, data in contents(frozen, work).items() if name != "custody.json"
        }

    monkeypatch.setattr(packing, "_contents", without)
    checked = sent(world, monkeypatch)
    assert [finding.code for finding in checked.findings] == ["E_INDEX_MISMATCH"]
