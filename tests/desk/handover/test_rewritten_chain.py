"""Somebody inside rewrites what the chain tells of a file, with raw SQL and the program's own
modules, hashes it anew and hands the file over: the reader names it, and so does the check at home.

What they leave out of the way is whatever their own program would have refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_handover import plan
from tests.desk.world import World
from tipdesk.cases.custody.chain import entry_after, inner_of_binding
from tipdesk.cases.custody.document import Segment, closed, custody_json, segment_of
from tipdesk.cases.model import Answer, CaseId, CustodyEvent, Remark
from tipdesk.core.errors import CustodyBroken
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody import integrity
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.packing import ExportPlan
from tipdesk.storage import custody_rows
from tipdesk.storage.vault import Vault

HOME = {"file", "hash", "order"}  # how the check at home calls it


def returned_once(world: World) -> CaseId:
    """A file that its supervisor sent back, and that was amended before it was approved."""
    case_id = world.interview()
    world.interview(1)
    steps = world.officers.steps
    steps.complete(case_id)
    remark = Remark("", "راجعوا تاريخ الوصول", "", world.clock())
    steps.return_with_remarks(case_id, [remark], world.confirm(SUPERVISOR))
    world.officers.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


def rows_of(vault: Vault, *statements: str) -> None:
    """Raw SQL, without the triggers that would refuse it."""
    vault._connection.set_authorizer(None)
    vault.execute("PRAGMA foreign_keys = OFF")
    for (name,) in vault.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        vault.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        vault.execute(statement)


def grown_anew(vault: Vault, left_out: str = "", undecided: str = "") -> None:
    """The chain without the first entry of that action, or with it as no decision: every later hash
    and tag is made again, as the program makes them. Counts stay, or a gap would be nowhere."""
    events, keys = custody_rows.chain(vault), custody_rows.every_key(vault)
    rows_of(vault, "DELETE FROM custody_seal", "DELETE FROM custody")
    last, dropped = None, False
    for event in events:
        if event.action == left_out and not dropped:
            dropped = True
            continue
        assert event.binding is not None
        key = keys[event.case_id][0] if event.case_id else b""
        last = entry_after(last, event, event.binding.n, key)
        assert last.binding is not None
        if event.action == undecided:
            last = replace(last, binding=replace(last.binding, decision=False))
        last = hashed(last)
        bound = last.binding
        vault.execute(
            "INSERT INTO custody VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*custody_rows._fields(last), bound.n, int(bound.decision), bound.salt, bound.tag, bound.digest),
        )  # fmt: skip


def hashed(event: CustodyEvent) -> CustodyEvent:
    (hash_again,) = segment_of("XX", event.seq, event.previous, (), (event,)).hashes
    return replace(event, hash=hash_again.hex())


def as_anothers(vault: Vault, case_id: CaseId) -> None:
    rows_of(vault, "UPDATE custody SET case_id = NULL WHERE action = 'returned'")


def anothers_as_its_own(vault: Vault, case_id: CaseId) -> None:
    rows_of(vault, f"UPDATE custody SET case_id = '{case_id}', n = 2 WHERE action = 'locked'")


def left_out(vault: Vault, case_id: CaseId) -> None:
    grown_anew(vault, left_out="returned")


def undecided(vault: Vault, case_id: CaseId) -> None:
    grown_anew(vault, undecided="returned")


def other_keys(vault: Vault, case_id: CaseId) -> None:
    rows_of(vault, f"UPDATE custody_key SET key = randomblob(32) WHERE case_id = '{case_id}'")


DEEDS: dict[str, tuple[Callable[[Vault, CaseId], None], set[str]]] = {
    "an own entry as another's": (as_anothers, {"E_LINK_HIDDEN", "E_LINK_MISSING"}),
    "another's as an own one": (anothers_as_its_own, {"E_LINK_FOREIGN", "E_LINK_MISSING"}),
    "left out": (left_out, {"E_LINK_MISSING"}),
    "a decision as none": (undecided, {"E_CUSTODY_FORM"}),
    "other keys": (other_keys, {"E_LINK_FOREIGN"}),
}


def shown(world: World, patch: pytest.MonkeyPatch, frozen: ExportPlan) -> set[str]:
    """The codes of the reader at the Prosecution."""
    patch.setattr(packing, "check_outgoing", lambda *_documents: None)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    checked = world.check(packing.pack(frozen, key, Work()).path)
    assert not checked.holds
    return {finding.code for finding in checked.findings}


@pytest.mark.parametrize("name", DEEDS)
def test_whoever_rewrites_the_chain_is_named_by_the_reader_and_at_home(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed, codes = DEEDS[name]
    case_id = returned_once(world)
    vault = world.officers._desk.vault
    assert list(custody_rows.chain_faults(vault)) == []
    deed(vault, case_id)
    faults = {fault.breach.value for fault in custody_rows.chain_faults(vault)}
    assert "file" in faults
    assert faults <= HOME
    with pytest.raises(CustodyBroken):
        plan(world, case_id)
    monkeypatch.setattr(integrity, "check_file", lambda *_arguments: None)
    monkeypatch.setattr(custody_rows, "check_keys", lambda *_arguments: None)
    frozen = plan(world, case_id)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    with pytest.raises(CustodyBroken):
        packing.pack(frozen, key, Work())
    told_too = {"E_NOT_APPROVED", "E_INDEX_MISMATCH"}  # by what else does not fit then
    assert shown(world, monkeypatch, frozen) - told_too == codes


def test_a_decision_that_is_kept_closed_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = returned_once(world)
    segments = custody_rows.segment

    def closing(*arguments: object) -> Segment:
        segment = segments(*arguments)  # type: ignore[arg-type]  # as it is called
        entries = [
            closed(entry)
            if isinstance(entry, CustodyEvent) and entry.action == "returned"
            else entry
            for entry in segment.entries
        ]
        return segment_of(segment.station, segment.first, segment.before, segment.keys, entries)

    monkeypatch.setattr(custody_rows, "segment", closing)
    assert shown(world, monkeypatch, plan(world, case_id)) == {"E_DECISION_CLOSED"}


def test_a_bundle_tells_nothing_of_other_files(world: World) -> None:
    """Whoever has the bundles of two files cannot tell which entries are of a third."""
    case_ids = [world.approved(), world.approved(), world.approved()]
    segments = []
    for case_id in case_ids[:2]:
        frozen = plan(world, case_id)
        segments.append(custody_rows.segment(world.officers._desk.vault, case_id, "TDX", ()))
        assert case_ids[2].encode() not in frozen.custody
    keys = {key for segment in segments for key in segment.keys}
    third = custody_rows.of_case(world.officers._desk.vault, case_ids[2])
    assert third
    for segment in segments:
        text = custody_json((segment,))
        for event in third:
            assert event.binding is not None
            assert segment.own_at(event.seq) is None
            assert event.binding.digest.hex().encode() not in text
        own = {event.seq for event in custody_rows.of_case(world.officers._desk.vault, case_ids[2])}
        bare = [
            entry
            for seq, entry in enumerate(segment.entries, start=segment.first)
            if seq in own and isinstance(entry, bytes)
        ]
        pieces = [entry[at : at + 8] for entry in bare for at in range(0, 48, 8)]
        assert bare
        assert len({*pieces}) == len(pieces)
    assert not keys & {*custody_rows.case_keys(world.officers._desk.vault, case_ids[2])}
    assert all(inner_of_binding(event.binding) for event in third if event.binding)
