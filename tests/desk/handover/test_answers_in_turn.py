"""A file that was sent more than once: each answer counts for the copy that it is about."""

from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult


@pytest.fixture
def sent(world: World) -> ExportResult:
    """Revision 1 of a file, referred."""
    return world.exported(world.approved())


def again(world: World, case_id: CaseId) -> ExportResult:
    """The same revision on another stick."""
    world.clock.move(minutes=5)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return world.exported(case_id)


def changed(world: World, case_id: CaseId) -> ExportResult:
    """The file amended, completed and referred as its next revision."""
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    world.officers.steps.complete(case_id)
    return again(world, case_id)


def accepted(world: World, result: ExportResult) -> Path:
    return world.accept(world.check(result.path))


def refused(world: World, result: ExportResult) -> Path:
    return world.refuse(world.check(result.path), "E_NOT_COMPETENT")


def status_after(world: World, *receipts: Path) -> Status:
    for receipt in receipts:
        world.officers.handover.import_receipt(receipt)
        world.clock.move(minutes=1)
    return world.officers.files.list_cases()[0].status


def number(world: World) -> str:
    return world.officers.files.list_cases()[0].receipt_number


def test_the_receipt_of_an_older_revision_leaves_the_newer_one_waiting(
    world: World, sent: ExportResult
) -> None:
    receipt = accepted(world, sent)
    newer = changed(world, sent.case_id)
    assert (sent.revision, newer.revision) == (1, 2)
    assert status_after(world, receipt) is Status.EXPORTED
    assert number(world) == "PPX-2026-00001"
    assert status_after(world, accepted(world, newer)) is Status.RECEIVED
    assert number(world) == "PPX-2026-00001"  # one file, one number


def test_a_receipt_that_comes_late_changes_nothing(world: World, sent: ExportResult) -> None:
    late = accepted(world, sent)
    newer = accepted(world, changed(world, sent.case_id))
    assert status_after(world, newer, late) is Status.RECEIVED
    assert number(world) == "PPX-2026-00001"  # one file, one number


def test_the_refusal_of_an_older_revision_leaves_the_newer_one_waiting(
    world: World, sent: ExportResult
) -> None:
    refusal = refused(world, sent)
    changed(world, sent.case_id)
    assert status_after(world, refusal) is Status.EXPORTED


def test_the_newer_revision_is_refused_after_the_older_one_was_received(
    world: World, sent: ExportResult
) -> None:
    first = accepted(world, sent)
    second = refused(world, changed(world, sent.case_id))
    assert status_after(world, first, second) is Status.REFUSED


def test_the_office_may_refuse_what_it_had_received(world: World, sent: ExportResult) -> None:
    first = accepted(world, sent)
    world.clock.move(minutes=5)
    assert status_after(world, first, refused(world, sent)) is Status.REFUSED


@pytest.mark.parametrize("late", [False, True])
def test_a_copy_of_one_revision_is_enough_when_the_last_one_has_no_answer(
    world: World, sent: ExportResult, late: bool
) -> None:
    """The first stick was only slow. Its refusal, though, says nothing of the second one."""
    answer = accepted(world, sent) if late else refused(world, sent)
    again(world, sent.case_id)
    assert status_after(world, answer) is (Status.RECEIVED if late else Status.EXPORTED)


@pytest.mark.parametrize("turned", [False, True])
def test_the_last_copy_of_a_revision_decides_in_whatever_turn_answers_come(
    world: World, sent: ExportResult, turned: bool
) -> None:
    first = accepted(world, sent)
    answers = [first, refused(world, again(world, sent.case_id))]
    assert status_after(world, *(reversed(answers) if turned else answers)) is Status.REFUSED
