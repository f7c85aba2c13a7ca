"""A file of a night: complete with what quick mode asks, referred, and an interview once there are words."""

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.model import Answer, MissingReason, Status
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import FormIncomplete
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.paper.printing_room import PrintOptions, draw

GIVEN = {
    "intake_site_type": "shelter_women", "iv_suspect_near": "no", "int_mode": "phone",
    "language_preferred": "fil", "case_source": "police_operation", "case_type": "tip",
    "person_role": "presumed_victim", "urgency": "within_24h", "rights_explained": "purpose silence",
    "consent_interview": "granted", "referral_basis": "duty_art40", "processing_basis": "legal_duty", "sex": "female",
    "birth_date": "1998", "fit_now": "yes", "risk_level": "medium", "nationality": "PHL",
    "needs[1]": "1", "needs[1]/need_type": "shelter",
}  # fmt: skip


def test_what_quick_mode_asks_is_enough_to_be_referred(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case(quick=True)
    session.answers.save_answers(case.id, {path: Answer(text) for path, text in GIVEN.items()})
    needed = {line.path: line for line in session.steps.review(case.id).needed}
    assert needed.keys() == {NOTIFIED, "age_stated"}, "boxes of the notice are asked for, no more"
    session.steps.mark_notified(case.id)
    with pytest.raises(FormIncomplete):
        session.steps.complete(case.id)
    session.answers.save_answers(case.id, {"age_stated": Answer("28")})
    assert session.steps.complete(case.id).status is Status.COMPLETED
    assert approve(session, case.id, world.confirm(SUPERVISOR)).status is Status.APPROVED


def test_a_statement_makes_it_an_interview(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case(quick=True)
    few = len(session.steps.review(case.id).needed)
    session.answers.save_answers(case.id, {"stmt_arabic": Answer("قالت إنها وصلت")})
    assert len(session.steps.review(case.id).needed) > few + 10
    session.answers.save_answers(case.id, {"stmt_arabic": Answer(reason=MissingReason.DECLINED)})
    assert len(session.steps.review(case.id).needed) == few


def test_handing_the_notice_over_spoils_no_copy_of_it(world: World) -> None:
    """The time stands in no box of it: what was printed is still what the file says."""
    session, room = world.officers, world.officers.printing
    case = session.new_files.open_case(quick=True)
    plans = {
        paper: room.print_plan(case.id, paper, PrintOptions(copy="prosecution"))
        for paper in ("notice", "quick")
    }
    drawn = draw(plans["notice"])
    printed = Print(PrintOutcome.PRINTED, Purpose.PROSECUTION)
    room.record(plans["notice"], drawn, printed, [1])
    session.steps.mark_notified(case.id)
    assert {paper: room.is_current(plan) for paper, plan in plans.items()} == {
        "notice": True, "quick": False,
    }  # fmt: skip
    again = room.print_plan(case.id, "notice", PrintOptions(copy="prosecution"))
    assert again.source.digest == session.files.whole(case.id).digest, "as every paper of the file"
    session.answers.save_answers(case.id, {"urgency": Answer("routine")})
    assert not room.is_current(again)
    fresh = room.print_plan(case.id, "notice", PrintOptions(copy="prosecution"))
    assert room.changed(fresh, draw(fresh)) == (1,)
