"""A returned file: who sends it on again, and whether anything was done about the remarks."""

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.files import workflow
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.model import Answer, CaseId, Remark, Status
from tipdesk.core.errors import TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR


def returned(world: World) -> CaseId:
    case_id = world.interview()
    steps = world.officers.steps
    steps.complete(case_id)
    remark = Remark("", "راجعوا تاريخ الوصول", "", world.clock())
    steps.return_with_remarks(case_id, [remark], world.confirm(SUPERVISOR))
    return case_id


def untouched(world: World, case_id: CaseId) -> bool:
    return workflow.unchanged_since_return(world.officers.files.load(case_id).custody, case_id)


def test_whoever_returned_a_file_does_not_complete_it(world: World) -> None:
    case_id = returned(world)
    supervisor = world.reopen(SUPERVISOR)
    supervisor.answers.amend(
        case_id, {"urgency": Answer("routine")}, "سبب"
    )  # may correct, not send on
    assert FileStep.COMPLETE not in supervisor.files.open_steps(supervisor.files.case(case_id))
    assert FileStep.AMEND in supervisor.files.open_steps(supervisor.files.case(case_id))
    with pytest.raises(TransitionRefused) as refused:
        supervisor.steps.complete(case_id)
    assert refused.value.details["reason"] == "returned_it"
    assert supervisor.files.case(case_id).status is Status.RETURNED
    officer = world.reopen(OFFICER)
    assert FileStep.COMPLETE in officer.files.open_steps(officer.files.case(case_id))
    assert officer.steps.complete(case_id).status is Status.COMPLETED


def test_a_return_of_another_round_binds_nobody(world: World) -> None:
    case_id = returned(world)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    supervisor = world.reopen(SUPERVISOR)
    supervisor.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert (
        supervisor.files.case(case_id).status is Status.RETURNED
    )  # by the change, not by a person
    assert FileStep.COMPLETE in supervisor.files.open_steps(supervisor.files.case(case_id))
    assert supervisor.steps.complete(case_id).status is Status.COMPLETED


def test_whether_anything_was_done_about_the_remarks(world: World) -> None:
    case_id = returned(world)
    assert untouched(world, case_id)
    world.officers.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert not untouched(world, case_id)
    world.officers.steps.complete(case_id)
    assert not untouched(world, case_id)  # it is not returned any more
