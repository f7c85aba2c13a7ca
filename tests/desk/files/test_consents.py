"""The ledger of consents in a vault: it follows the answers, and nobody rewrites it unnoticed."""

import pytest

from tests.desk.approving import approve
from tests.desk.interview.test_approval_binding import forge
from tests.desk.world import World
from tests.records import rows_of
from tipdesk.cases.consent import ledger
from tipdesk.cases.consent.withdrawal import can_be_withdrawn
from tipdesk.cases.model import CaseId, ConsentEvent, ConsentPurpose, Status
from tipdesk.core.errors import AnswerRefused, CustodyBroken, TransitionRefused
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.integrity import check_file, ledger_fault
from tipdesk.desk.handover.outgoing import ExportCondition
from tipdesk.storage import consent_rows, custody_rows
from tipdesk.storage.keys import case_keys


def consents(world: World, case_id: CaseId) -> tuple[ConsentEvent, ...]:
    return world.officers.files.load(case_id).consents


def completed(world: World, **answers: str) -> CaseId:
    case_id = world.interview(**answers)
    world.officers.steps.complete(case_id)
    return case_id


def test_the_ledger_follows_the_answers_when_they_are_folded(world: World) -> None:
    case_id = completed(world, consent_embassy="refused", consent_by="self")
    noted = {event.purpose: event for event in consents(world, case_id)}
    assert noted[ConsentPurpose.PROSECUTION].state == "granted"
    assert (noted[ConsentPurpose.EMBASSY].state, noted[ConsentPurpose.EMBASSY].by) == (
        "refused",
        "self",
    )
    count = len(consents(world, case_id))
    entries = [
        entry
        for entry in custody_rows.of_case(world.officers._desk.vault, case_id)
        if entry.action == ledger.NOTED
    ]
    assert [entry.detail["event"] for entry in entries] == [
        str(number) for number in range(1, count + 1)
    ]
    assert all(set(entry.detail) == {"event", "digest"} for entry in entries)


def test_a_line_lies_under_the_files_own_key(world: World) -> None:
    case_id = completed(world, withhold_wishes="أمر")
    vault = world.officers._desk.vault
    assert case_keys.newest(vault, case_id)
    lines = consent_rows.of_case(vault, case_id, case_keys.opens_nothing)
    assert lines[-1] is None
    assert ledger_fault(vault, case_id, case_keys.opens_nothing) is None
    assert consents(world, case_id)[-1].purpose in ConsentPurpose


REWRITTEN = {
    "altered": "UPDATE consent_event SET words = (SELECT words FROM consent_event LIMIT 1)",
    "left out": "DELETE FROM consent_event WHERE id = (SELECT max(id) FROM consent_event)",
    "put in": "INSERT INTO consent_event(case_ref, words) SELECT case_ref, words"
    " FROM consent_event LIMIT 1",
}


@pytest.mark.parametrize("statement", REWRITTEN.values(), ids=REWRITTEN)
def test_nobody_rewrites_the_ledger_unnoticed(world: World, statement: str) -> None:
    case_id = completed(
        world, consent_prosecution="refused", processing_basis="legal_duty", consent_audio="refused"
    )
    check_file(world.officers._desk, case_id, world.officers.access.opens(case_id))
    session = forge(world, lambda rows: rows.execute(statement))
    with pytest.raises(CustodyBroken):
        check_file(session._desk, case_id, session.access.opens(case_id))
    with pytest.raises(CustodyBroken):
        approve(world.officers, case_id, world.confirm(SUPERVISOR))


def test_who_agreed_with_limits_that_nobody_noted_is_judged_as_by_a_refusal(world: World) -> None:
    case_id = completed(world, consent_prosecution="granted_limited", stmt_arabic="أقوال")
    files = world.officers.files
    record = rows_of(files.record(files.whole(case_id), ()))
    assert record["_release"]["narrowed"] is True
    assert "sex" in record
    assert "stmt_arabic" not in record


def test_what_was_agreed_to_leaves_with_no_entry_of_the_chain(world: World) -> None:
    case_id = completed(world)
    vault = world.officers._desk.vault
    segment = custody_rows.segment(vault, case_id, "SH6", set())
    shown = [entry for entry in segment.own if entry.action]
    assert shown
    assert not [entry for entry in shown if entry.action == ledger.NOTED]


def test_a_withdrawal_ends_the_approval_and_narrows_the_next_one(world: World) -> None:
    case_id = world.approved(processing_basis="legal_duty", stmt_arabic="أقوال")
    desk = world.officers._desk
    session, (event,) = world.officers, _about(world, case_id, ConsentPurpose.PROSECUTION)
    before = session.files.whole(case_id)
    assert "stmt_arabic" in rows_of(session.files.record(before, ()))
    session.steps.withdrawing.withdraw(case_id, event, "لم تعد ترغب")
    after = session.files.whole(case_id)
    assert after.case.status is Status.RETURNED
    assert after.answers["consent_prosecution"].value == "withdrawn"
    assert (after.consents[-1].state, after.consents[-1].reason) == ("withdrawn", "لم تعد ترغب")
    assert session.handover.prepare(case_id).blockers[0] is ExportCondition.NOT_APPROVED
    assert "لم تعد ترغب" not in session.files.record(after, ()).decode()
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR))
    preview = session.handover.prepare(case_id)
    assert (preview.blockers, preview.narrowed) == ((), True)
    record = rows_of(session.files.record(session.files.whole(case_id), ()))
    assert "stmt_arabic" not in record
    assert record["_release"]["narrowed"] is True
    check_file(desk, case_id, session.access.opens(case_id))


def test_in_an_open_file_a_withdrawal_is_an_answer_and_one_event(world: World) -> None:
    case_id = world.interview(consent_audio="granted")
    world.officers.answers.fold(case_id)
    (event,) = _about(world, case_id, ConsentPurpose.AUDIO)
    count = len(consents(world, case_id))
    world.officers.steps.withdrawing.withdraw(case_id, event, "لا ترغب في التسجيل")
    answers = world.officers.files.answers(case_id)
    assert answers["consent_audio"].value == "withdrawn"
    assert answers["consent_changed_at"].value
    assert len(consents(world, case_id)) == count + 1
    with pytest.raises(AnswerRefused):
        world.officers.steps.withdrawing.withdraw(case_id, event, "ثانية")


def test_the_sections_that_somebody_keeps_stay(world: World) -> None:
    case_id = completed(world, consent_prosecution="granted_limited", stmt_arabic="أقوال")
    session = world.officers
    with pytest.raises(AnswerRefused):
        session.steps.withdrawing.keep_sections(case_id, ["no_such_section"])
    session.steps.withdrawing.keep_sections(case_id, ["acquaintance"])
    record = rows_of(session.files.record(session.files.whole(case_id), ()))
    assert "stmt_arabic" in record
    assert "sex" in record  # of the notice
    assert "birth_date" not in record
    approve(session, case_id, world.confirm(SUPERVISOR))
    with pytest.raises(TransitionRefused):
        session.steps.withdrawing.keep_sections(case_id, [])


def _about(world: World, case_id: CaseId, purpose: ConsentPurpose) -> list[ConsentEvent]:
    events = consents(world, case_id)
    return [event for event in can_be_withdrawn(events) if event.purpose is purpose]
