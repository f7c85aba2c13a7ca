"""A bundle signed with a good key may still say anything: it is judged, never believed."""

import json
from collections.abc import Callable

import pytest

from tests.desk.handover.forging import forged
from tests.desk.handover.test_handover import plan
from tests.desk.world import World
from tests.records import Rows, changed
from tipdesk.bundle.strict_json import write_json
from tipdesk.cases.handover.rows import narrowed
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


def sent(world: World, record: Edit = unchanged, custody: Edit = unchanged) -> CheckedBundle:
    """As a hostile sender whom a supervisor helps: what the record says was approved."""

    def change(contents: dict[str, bytes]) -> None:
        contents["record.json"] = record(contents["record.json"])
        contents["custody.json"] = custody(contents["custody.json"])

    frozen = plan(world, world.approved())
    return world.check(forged(world, frozen, change, approve=record is not unchanged))


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
def test_a_hostile_record_is_a_fault_and_nothing_more(world: World, name: str) -> None:
    checked = sent(world, record=RECORDS[name])
    code = "E_MEMBER_BIG" if name == "huge" else "E_RECORD_FORM"
    assert [finding.code for finding in checked.findings] == [code]
    assert not checked.holds


@pytest.mark.parametrize("name", CHAINS)
def test_a_hostile_chain_is_a_fault_and_nothing_more(world: World, name: str) -> None:
    checked = sent(world, custody=CHAINS[name])
    assert [finding.code for finding in checked.findings] == ["E_CUSTODY_FORM"]
    assert not checked.holds


def swapped(world: World, record: Edit) -> CheckedBundle:
    """As an officer alone: the approver has signed something else."""

    def change(contents: dict[str, bytes]) -> None:
        contents["record.json"] = record(contents["record.json"])

    return world.check(forged(world, plan(world, world.approved()), change))


def test_another_record_than_the_approved_one_is_not_accepted(world: World) -> None:
    change = proved(lambda rows: rows["case_no"].update(value="OTHER"))
    checked = swapped(world, change)
    assert [finding.code for finding in checked.findings] == ["E_NOT_AS_APPROVED"]
    assert not checked.holds


def test_a_record_of_another_major_version_is_refused_in_words(world: World) -> None:
    newer = edited(lambda document: document.update(format="tipdesk-record/2.0"))
    checked = sent(world, record=newer)
    assert [finding.code for finding in checked.findings] == ["E_VERSION"]
    assert not checked.holds


def test_a_row_that_the_record_does_not_prove_is_named(world: World) -> None:
    change = edited(lambda document: document["rows"][-1][2].update(value="OTHER"))
    (finding,) = sent(world, record=change).findings
    assert finding.code == "E_ROW"
    assert finding.path.endswith("record.json")


def test_a_narrower_copy_is_not_what_was_approved(world: World) -> None:
    """Though its root is the same: in a case bundle it would hide an answer or an attachment."""
    checked = swapped(world, lambda record: narrowed(record, ["case_no"]))
    assert [finding.code for finding in checked.findings] == ["E_NOT_AS_APPROVED"]
    assert not checked.holds


def test_a_bundle_without_a_chain_is_not_accepted(world: World) -> None:
    def change(contents: dict[str, bytes]) -> None:
        del contents["custody.json"]

    checked = world.check(forged(world, plan(world, world.approved()), change))
    assert [finding.code for finding in checked.findings] == ["E_MEMBER_MISSING"]
