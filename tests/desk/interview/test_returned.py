"""A returned file: who sends it on again, and whether anything was done about the remarks."""

import pytest

from tests.desk.world import World
from tipdesk.cases.files import four_eyes
from tipdesk.cases.files.workflow import Step
from tipdesk.cases.model import Answer, CaseId, Remark, Status
from tipdesk.core.errors import TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR


def returned(world: World) -> CaseId:
    case_id = world.interview()
    intake = world.officers.intake
    intake.complete(case_id)
    remark = Remark("", "راجعوا تاريخ الوصول", "", world.clock())
    intake.return_with_remarks(case_id, [remark], world.confirm(SUPERVISOR))
    return case_id


def untouched(world: World, case_id: CaseId) -> bool:
    return four_eyes.unchanged_since_return(world.officers.intake.load(case_id).custody, case_id)


def test_whoever_returned_a_file_does_not_complete_it(world: World) -> None:
    case_id = returned(world)
    supervisor = world.reopen(SUPERVISOR).intake
    supervisor.amend(case_id, {"urgency": Answer("routine")}, "سبب")  # may correct, not send on
    assert Step.COMPLETE not in supervisor.steps(supervisor.case(case_id))
    assert Step.AMEND in supervisor.steps(supervisor.case(case_id))
    with pytest.raises(TransitionRefused) as refused:
        supervisor.complete(case_id)
    assert refused.value.details["reason"] == "returned_it"
    assert supervisor.case(case_id).status is Status.RETURNED
    officer = world.reopen(OFFICER).intake
    assert Step.COMPLETE in officer.steps(officer.case(case_id))
    assert officer.complete(case_id).status is Status.COMPLETED


def test_a_return_of_another_round_binds_nobody(world: World) -> None:
    case_id = returned(world)
    world.officers.intake.complete(case_id)
    world.officers.intake.approve(case_id, world.confirm(SUPERVISOR))
    supervisor = world.reopen(SUPERVISOR).intake
    supervisor.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert supervisor.case(case_id).status is Status.RETURNED  # by the change, not by a person
    assert Step.COMPLETE in supervisor.steps(supervisor.case(case_id))
    assert supervisor.complete(case_id).status is Status.COMPLETED


def test_whether_anything_was_done_about_the_remarks(world: World) -> None:
    case_id = returned(world)
    assert untouched(world, case_id)
    world.officers.intake.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert not untouched(world, case_id)
    world.officers.intake.complete(case_id)
    assert not untouched(world, case_id)  # it is not returned any more
