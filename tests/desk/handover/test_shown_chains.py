"""What an office keeps of the chains that it was shown, and where a station begins to show its own."""

from __future__ import annotations

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_receiving import exported_again, findings
from tests.desk.world import World
from tests.programs import copy_vault
from tipdesk.cases.custody.document import read_custody
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import ReceiptNeverSent
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult
from tipdesk.storage import bundle_numbers, custody_rows, handover_rows


def begins(world: World, case_id: CaseId) -> int:
    """Where a bundle of the file that is made now begins to show the chain."""
    handover, (office,) = world.officers.handover, world.officers.keys.recipients()
    (segment,) = read_custody(handover.plan(case_id, office, world.usb_drive).custody, case_id)
    return segment.first


def approved(world: World, number: int) -> CaseId:
    """Another file each time, ready to be handed over."""
    case_id = world.interview(number + 1)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


def opened(world: World, case_id: CaseId) -> int:
    return custody_rows.first_bound(world.officers._desk.vault, case_id)


def test_who_cut_the_chain_and_grew_it_anew_is_found_by_the_next_honest_bundle(
    world: World,
) -> None:
    """Somebody takes a copy of the vault and hands over from there, with numbers of its own, which the
    office is told: in that bundle everything holds. The next honest one contradicts it, and the answer to the forged one
    tells the station."""
    world.accept(world.check(world.exported(world.approved()).path))
    case_id = world.approved()
    forged = world.check(from_a_copy(world, case_id, of_own_series=True).path)
    assert [finding.code for finding in forged.findings] == ["W_NEW_SERIES"]
    answer = world.accept(forged)
    honest = exported_again(world, case_id)
    assert ("A_FORK", "aside") in findings(world, honest)
    checked = world.check(honest.path)
    assert checked.goes_to_quarantine
    world.accept(checked)
    with pytest.raises(ReceiptNeverSent):
        world.officers.handover.import_receipt(answer)
    vault = world.prosecution._desk.vault
    at = {}
    for stretch in handover_rows.shown_chains(vault):
        for seq in range(stretch.first, stretch.last + 1):
            at.setdefault(seq, []).append(stretch.part(seq, seq))
    assert max(map(len, at.values())) == 2  # both are kept, and nothing twice
    assert all(len(set(hashes)) == len(hashes) for hashes in at.values())


def test_it_begins_with_what_the_office_has_not_acknowledged(world: World) -> None:
    first, second, third = (world.approved() for _file in range(3))
    exported = world.exported(first)
    assert begins(world, second) == opened(world, first)  # no answer yet
    world.officers.handover.import_receipt(world.accept(world.check(exported.path)))
    head = world.prosecution.receiving.register()[0]
    begun = next(
        event
        for event in custody_rows.since(world.officers._desk.vault, 0, "export_begun")
        if event.detail["bundle"] == head.bundle_id
    )
    late = world.approved()
    assert begins(world, late) == begun.seq + 1  # earlier than the file
    assert begins(world, third) == opened(world, third) < begun.seq


def test_whatever_is_answered_in_between_nothing_is_a_gap_and_nothing_forks(world: World) -> None:
    """Answers come late, one bundle late too: each meets what was shown before."""
    sent = []
    for number in range(5):
        sent.append(exported_again(world, approved(world, number)))
        if number % 2:
            checked = world.check(sent[-1].path)
            assert {f.code for f in checked.findings} <= {"W_MISSING"}
            answer = world.accept(checked)
            if number == 1:
                world.officers.handover.import_receipt(answer)
    for late in (sent[2], sent[0], sent[4]):
        assert findings(world, late) == []
        world.accept(world.check(late.path))


def test_a_station_that_hides_a_stretch_is_told_of(world: World) -> None:
    """An insider enters an answer that nobody gave: the office would be shown less."""
    world.accept(world.check(exported_again(world, approved(world, 1)).path))
    second = exported_again(world, approved(world, 2))  # it does not come
    desk = world.officers._desk
    bundle = second.bundle_id
    desk.enter("receipt_imported", None, bundle=bundle, receipt="x", result="accepted", number="1")
    third = exported_again(world, approved(world, 3))
    assert findings(world, third) == [("W_MISSING", "warning"), ("W_HISTORY_GAP", "warning")]


@pytest.mark.long
def test_thirty_bundles_of_which_three_are_lost_one_comes_twice_and_one_late(world: World) -> None:
    """With real vaults: all are named, none wrongly, at the office and at the station."""
    lost, late, twice = {5, 12, 25}, 18, 9
    sent, names = {}, {}
    for number in range(1, 31):
        case_id = approved(world, number)
        if number == twice:
            sent["twin"] = from_a_copy(world, case_id)
        sent[number] = exported_again(world, case_id)
        names[number] = world.officers.files.case(case_id).number
    missing: set[int] = set()
    answers = []
    order = [n for n in range(1, 31) if n not in lost and n != late]
    for number in (*order, late):
        checked = world.check(sent[number].path)
        codes = {finding.code for finding in checked.findings}
        assert codes <= {"W_MISSING"}, number
        assert ("W_MISSING" in codes) == (number != late and number - 1 in {*lost, late})
        answers.append(world.accept(checked))
    for place, answer in enumerate(answers):
        outcome = world.officers.handover.import_receipt(answer)
        missing = {item.number for item in outcome.not_arrived}
        seen = {*order[: place + 1], *([late] if answer == answers[-1] else [])}
        assert missing == {n for n in range(1, max(seen)) if n not in seen}
        assert all(item.case_number == names[item.number] for item in outcome.not_arrived)
        assert outcome.said_unsent == ()
    assert missing == lost
    twin = world.check(sent["twin"].path)
    codes = {finding.code for finding in twin.findings}
    assert codes == {"A_NUMBER_TWICE", "A_FORK", "W_OLD_REVISION"}
    with pytest.raises(ReceiptNeverSent):
        world.officers.handover.import_receipt(world.accept(twin))


def from_a_copy(world: World, case_id: CaseId, *, of_own_series: bool = False) -> ExportResult:
    """Somebody takes a copy of the vault and hands the file over from there."""
    world.sessions.pop("officers").lock()
    copy = world.folder / "copy"
    copy_vault(world.folder / "officers", copy)
    world.sessions["officers"] = world.open(copy, OFFICER)
    if of_own_series:
        bundle_numbers.begin_series(world.officers._desk.vault)
    result = exported_again(world, case_id)
    world.sessions.pop("officers").lock()
    return result
