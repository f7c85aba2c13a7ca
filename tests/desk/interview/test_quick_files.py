"""A file of a night: complete with what quick mode asks, referred, and an interview once there are words."""

from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.model import Answer, MissingReason, Status
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import FormIncomplete
from tipdesk.demo.journey import notify
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.paper.printing_room import PrintOptions, draw
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.forms.publishing.catalogue import Catalogue, load_published, publish

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
    notify(session, case.id)
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
    session.delivering.note(case.id)
    assert {paper: room.is_current(plan) for paper, plan in plans.items()} == {
        "notice": True, "quick": False,
    }  # fmt: skip
    again = room.print_plan(case.id, "notice", PrintOptions(copy="prosecution"))
    assert again.source.digest == session.files.whole(case.id).digest, "as every paper of the file"
    session.answers.save_answers(case.id, {"urgency": Answer("routine")})
    assert not room.is_current(again)
    fresh = room.print_plan(case.id, "notice", PrintOptions(copy="prosecution"))
    assert room.changed(fresh, draw(fresh)) == (1,)


def test_digits_go_by_what_the_station_used_before_this_version_of_the_form(
    world: World, tmp_path: Path
) -> None:
    """So a digit keeps its meaning as long as the version lasts, whatever is answered meanwhile."""
    older = tmp_path / "older" / INTAKE_FORM
    older.mkdir(parents=True)
    publish(older, published_forms().get(INTAKE_FORM, 2))
    folder, clock = tmp_path / "station", world.clock
    make_officers_station(folder, clock)

    def answer(catalogue: Catalogue | None, *countries: str) -> dict[str, tuple[str, ...]]:
        key = unlock(folder, OFFICER.login, OFFICER.passphrase, clock)
        session = Session.open(folder, key, clock, catalogue)
        for country in countries:
            case = session.new_files.open_case()
            given = {"nationality": Answer(country), "risk_level": Answer("high")}
            session.answers.save_answers(case.id, given)
            session.answers.fold(case.id)
        used = dict(session.knowing.most_used(case.id))
        session.lock()
        return used

    assert answer(load_published(tmp_path / "older"), "NPL", "LKA", "LKA PHL") == {}
    used = answer(None, "IND", "IND", "IND")
    assert used["nationality"] == ("LKA", "PHL", "NPL"), "of two used as often, as in the form"
    assert "risk_level" not in used, "above level 2 nothing is counted"
