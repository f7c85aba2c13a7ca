"""A bundle signed with a good key may still say anything: it is judged, never believed."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.desk.handover.test_handover import plan
from tests.desk.world import World
from tests.records import Rows, changed
from tipdesk.bundle.strict_json import write_json
from tipdesk.cases.handover.rows import narrowed
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


def proved(change: Callable[[Rows], object]) -> Edit:
    return lambda record: changed(record, change)


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


def last_entry(change: Callable[[list], object]) -> Edit:
    """The last entry, which is the file's own, with another field."""
    return edited(lambda document: change(document["segments"][-1]["links"][-1]))


RECORDS: dict[str, Edit] = {
    "deep": lambda data: b'{"digests":[],"format":"tipdesk-record/1.0","rows":' + DEEP + b"}",
    "infinite": lambda data: data.replace(b'"revision":', b'"revision":1e999,"x":', 1),
    "twice": lambda data: data.replace(b'{"digests"', b'{"digests":[],"digests"', 1),
    "surrogate": proved(lambda rows: rows["_case"].update(person_code="\ud800")),
    "nul": proved(lambda rows: rows["_case"].update(number="a\0b")),
    "bidi": proved(lambda rows: rows["_case"].update(number="\u202e" + "x" * 2_000_000)),
    "list": lambda data: b"[1]",
    "null": lambda data: b"null",
    "bytes": lambda data: b"\xff\xfe" + data,
    "section": proved(lambda rows: rows["case_no"]["section"].update(ar=5)),
    "shown": proved(lambda rows: rows["case_no"]["shown"].update(ar=[1], en=None)),
    "member": proved(lambda rows: rows["case_no"].update(more="abc")),
    "missing": proved(lambda rows: rows["_station"].pop("code")),
    "row": proved(lambda rows: rows.update(_more="abc")),
    "no row": proved(lambda rows: rows.pop("_release")),
    "rows": edited(lambda document: document.update(rows="abc")),
    "digests": edited(lambda document: document["digests"].append("f" * 64)),
    "huge": lambda data: data + b" " * (16 << 20),
}
CHAINS: dict[str, Edit] = {
    "deep": lambda data: b'{"format":"tipdesk-custody/1.0","segments":' + DEEP + b"}",
    "overflow": last_entry(lambda fields: fields.__setitem__(4, "9999-12-31T23:59:59.000Z")),
    "naive": last_entry(lambda fields: fields.__setitem__(4, "2026-01-01T00:00:00")),
    "number": edited(lambda document: document.update(segments=5)),
    "list": lambda data: b"[]",
    "count": last_entry(lambda fields: fields.__setitem__(1, "5")),
    "spaced": lambda data: data.replace(b",", b", "),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_hostile_record_is_a_fault_and_nothing_more(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = sent(world, monkeypatch, record=RECORDS[name])
    assert [finding.code for finding in checked.findings] == ["E_RECORD_FORM"]
    assert not checked.holds


@pytest.mark.parametrize("name", CHAINS)
def test_a_hostile_chain_is_a_fault_and_nothing_more(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = sent(world, monkeypatch, custody=CHAINS[name])
    assert [finding.code for finding in checked.findings] == ["E_CUSTODY_FORM"]
    assert not checked.holds


def test_another_record_than_the_approved_one_is_not_accepted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = proved(lambda rows: rows["case_no"].update(value="OTHER"))
    checked = sent(world, monkeypatch, record=change)
    assert [finding.code for finding in checked.findings] == ["E_NOT_APPROVED"]
    assert not checked.holds


def test_a_record_of_another_major_version_is_refused_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = edited(lambda document: document.update(format="tipdesk-record/2.0"))
    checked = sent(world, monkeypatch, record=newer)
    assert [finding.code for finding in checked.findings] == ["E_VERSION"]
    assert not checked.holds


def test_a_row_that_the_record_does_not_prove_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the root that was approved, and another answer in it."""
    change = edited(lambda document: document["rows"][-1][2].update(value="OTHER"))
    checked = sent(world, monkeypatch, record=change)
    (finding,) = checked.findings
    assert finding.code == "E_ROW"
    assert finding.path.endswith("record.json")
    assert not checked.holds


def test_a_narrower_copy_is_not_what_was_approved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its root is the same: in a case bundle it would hide an answer or an attachment."""
    checked = sent(world, monkeypatch, record=lambda record: narrowed(record, ["case_no"]))
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
