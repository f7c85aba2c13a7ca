"""An account that was closed is never edited (V4): not by typing, amending, or past the desk."""

import hashlib
from random import Random

import pytest

from tests.desk.world import World
from tipdesk.cases.answers import answered
from tipdesk.cases.model import Answer, CaseId, MissingReason, Status
from tipdesk.core.errors import AccountFrozen, AnswerRefused, AnswersLocked
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.integrity import chain_fault, check_file
from tipdesk.desk.files.contents import frozen_statement
from tipdesk.forms.model import Stage
from tipdesk.storage import interview_rows

STORY = "وصلتُ في مارس.\nأُخذ جواز سفري في المطار."
SPOKEN = "I came in March. They took my passport at the airport."


def begun(world: World, **more: str) -> CaseId:
    case = world.officers.new_files.open_case()
    texts = {"stmt_arabic": STORY, "stmt_language": "ara", "stmt_form": "free_narrative", **more}
    world.officers.answers.save_answers(case.id, {k: Answer(v) for k, v in texts.items()})
    return case.id


def entries(world: World, case_id: CaseId, action: str):
    custody = world.officers.files.load(case_id).custody
    return [event for event in custody if event.action == action]


def missing(world: World, case_id: CaseId) -> set[str]:
    file = world.officers.files.load(case_id)
    return set(world.officers.files.state(file).missing(Stage.EXPORT, answered(file.answers)))


def value(world: World, case_id: CaseId, path: str) -> str:
    return world.officers.files.load(case_id).answers.get(path, Answer()).value


def test_a_reading_ends_with_its_signature_and_freezes_the_text(world: World) -> None:
    session, case_id = world.officers, begun(world, stmt_original=SPOKEN)
    row = session.answers.add_row(case_id, "stmt_corrections")
    session.answers.save_answers(
        case_id, {f"stmt_corrections[{row}]/correction_text": Answer("في أبريل")}
    )
    session.statement.end_reading(case_id, "thumbprint", whole=True)
    assert value(world, case_id, "stmt_sign_mode") == "thumbprint"
    assert value(world, case_id, "stmt_readback") == "yes"
    (entry,) = entries(world, case_id, "account_frozen")
    digest = hashlib.sha256(STORY.encode()).hexdigest()
    assert entry.detail["sha256"] == digest
    assert entry.detail["original"] == hashlib.sha256(SPOKEN.encode()).hexdigest()
    assert entry.detail["how"] == "thumbprint"
    assert session.files.state(session.files.load(case_id)).value("stmt_hash") == digest
    assert frozen_statement(session._desk.vault, case_id).at == entry.at
    assert session.files.case(case_id).status is Status.IN_PROGRESS
    check_file(session._desk, case_id)  # the entry vouches for what now stands


PARTS = (
    "stmt_arabic",
    "stmt_original",
    "stmt_form",
    "stmt_readback",
    "stmt_sign_mode",
    "stmt_verbatim[1]",
    "stmt_verbatim[1]/verbatim_phrase",
    "stmt_corrections[1]/correction_text",
    "stmt_corrections[7]",
)


def test_nothing_of_it_is_edited_after_that(world: World) -> None:
    session, case_id = world.officers, begun(world)
    session.answers.add_row(case_id, "stmt_corrections")
    session.statement.end_reading(case_id, "not_asked_sign", whole=False)
    assert value(world, case_id, "stmt_readback") == "no"
    for path in PARTS:
        with pytest.raises(AccountFrozen):
            session.answers.save_answers(case_id, {path: Answer("1")})
    assert value(world, case_id, "stmt_arabic") == STORY


def test_what_is_not_of_the_statement_goes_on(world: World) -> None:
    session, case_id = world.officers, begun(world)
    session.statement.end_reading(case_id, "declined", whole=True)
    row = session.answers.add_row(case_id, "stmt_timeline")
    session.answers.save_answers(
        case_id,
        {
            "stmt_wish": Answer(reason=MissingReason.DECLINED),
            f"stmt_timeline[{row}]/timeline_what": Answer("الوصول"),
        },
    )
    assert value(world, case_id, f"stmt_timeline[{row}]/timeline_what") == "الوصول"


def test_the_freeze_outlives_lock_and_restart_and_the_desk_itself(world: World) -> None:
    case_id = begun(world)
    world.officers.statement.end_reading(case_id, "wet", whole=True)
    session = world.reopen(SUPERVISOR)  # a supervisor does not undo it either
    with pytest.raises(AccountFrozen):
        session.answers.save_answers(case_id, {"stmt_arabic": Answer("غير ذلك")})
    vault, now = session._desk.vault, world.clock()
    with pytest.raises(AccountFrozen):
        interview_rows.save_answers(
            vault, case_id, {"stmt_arabic": Answer("x")}, officer=SUPERVISOR.login, at=now
        )
    for change in ("DELETE FROM frozen", "UPDATE frozen SET path = 'x'"):
        with pytest.raises(Exception, match="append_only"):
            vault.execute(change)
    with pytest.raises(AccountFrozen):
        session.statement.end_reading(case_id, "wet", whole=True)


def test_a_complete_file_takes_no_amendment_of_it_but_an_addendum(world: World) -> None:
    session = world.officers
    random = Random(3)
    case_id = interview(world.officers, person(random, world.clock().date(), 3), random, 3)
    session.statement.end_reading(case_id, "not_asked_sign", whole=True)
    session.steps.complete(case_id)
    story = value(world, case_id, "stmt_arabic")
    with pytest.raises(AccountFrozen):
        session.answers.amend(case_id, {"stmt_arabic": Answer("غير ذلك")}, "تصحيح")
    before = len(session.files.load(case_id).amendments)
    session.statement.add(case_id, "  كان ذلك في أبريل.  ", "ملحق بالأقوال")
    file = session.files.load(case_id)
    assert file.answers["stmt_arabic"].value == story
    assert {amendment.note for amendment in file.amendments[before:]} == {"ملحق بالأقوال"}
    assert (
        session.files.state(file).value("stmt_hash")
        == frozen_statement(session._desk.vault, case_id).sha256
    )
    check_file(session._desk, case_id)


def test_an_addendum_is_dated_frozen_and_in_the_chain(world: World) -> None:
    session, case_id = world.officers, begun(world)
    with pytest.raises(AnswerRefused):
        session.statement.add(case_id, "قبل الإقفال", "")
    session.statement.end_reading(case_id, "unable", whole=True)
    with pytest.raises(AnswerRefused):
        session.statement.add(case_id, "  ", "")
    world.clock.move(days=2)
    session.statement.add(case_id, "كان ذلك في أبريل.", "")
    session.statement.add(case_id, "وكان معي أخي.", "")
    answers = session.files.load(case_id).answers
    assert answers["stmt_corrections[1]/correction_text"].value == "كان ذلك في أبريل."
    assert answers["stmt_corrections[1]/correction_at"].value.startswith("2026-11-26T")
    assert answers["stmt_corrections[2]/correction_text"].value == "وكان معي أخي."
    for path in ("stmt_corrections[1]", "stmt_corrections[2]/correction_text"):
        with pytest.raises(AccountFrozen):
            interview_rows.save_answers(
                session._desk.vault, case_id, {path: Answer("")},
                officer=session._desk.officer.login, at=world.clock(),
            )  # fmt: skip
    added = entries(world, case_id, "account_added")
    assert [entry.detail["paths"] for entry in added] == [
        "stmt_corrections[1]",
        "stmt_corrections[2]",
    ]
    assert chain_fault(session._desk.vault) is None
    check_file(session._desk, case_id)


def test_a_stop_ends_the_session_and_freezes_what_was_said(world: World) -> None:
    session, case_id = world.officers, begun(world, stmt_language="")
    session.statement.stop(case_id)
    assert value(world, case_id, "iv_stop") == "stopped_referred"
    assert value(world, case_id, "iv_end").startswith("2026-11-24T09:")
    (stop,) = entries(world, case_id, "account_stopped")
    assert frozen_statement(session._desk.vault, case_id).how == "stopped"
    assert stop.at is not None
    with pytest.raises(AccountFrozen):
        session.answers.save_answers(case_id, {"stmt_arabic": Answer(STORY + " ثم")})
    # What the file still needs for its completion is not closed with it.
    session.answers.save_answers(
        case_id, {"stmt_language": Answer("eng"), "stmt_readback": Answer("no")}
    )


def test_after_a_stop_nothing_more_is_asked_of_the_person(world: World) -> None:
    """«لا تطلب توضيحاً ولا توقيعاً»: what the end of an account asks for is answered by the stop."""
    session, case_id = world.officers, begun(world)
    asked_at_the_end = {"stmt_readback", "stmt_sign_mode", "stmt_wish"}
    session.answers.save_answers(case_id, {"stmt_sign_mode": Answer()})
    assert asked_at_the_end <= missing(world, case_id)
    session.statement.stop(case_id)
    assert asked_at_the_end.isdisjoint(missing(world, case_id))
    assert value(world, case_id, "stmt_readback") == "no"
    assert value(world, case_id, "stmt_sign_mode") == "not_asked_sign"
    assert session.files.load(case_id).answers["stmt_wish"].reason is MissingReason.NOT_ASKED
    told_case = begun(world)
    session.answers.save_answers(told_case, {"stmt_wish": Answer("undecided")})
    session.statement.stop(told_case)
    assert value(world, told_case, "stmt_wish") == "undecided"


def test_a_stop_in_a_further_session_ends_that_one(world: World) -> None:
    session, case_id = world.officers, begun(world)
    session.answers.save_answers(case_id, {"iv_stop": Answer("time")})
    row = session.answers.add_row(case_id, "sessions")
    session.statement.end_reading(case_id, "not_asked_sign", whole=True)
    session.statement.stop(case_id)
    assert value(world, case_id, "iv_stop") == "time"
    assert value(world, case_id, f"sessions[{row}]/session_stop") == "stopped_referred"
    assert value(world, case_id, f"sessions[{row}]/session_ended")
    assert frozen_statement(session._desk.vault, case_id).how == "not_asked_sign"  # closed before
    assert len(entries(world, case_id, "account_frozen")) == 1


def test_a_stop_before_a_word_was_written_keeps_the_file_completable(world: World) -> None:
    session = world.officers
    case_id = session.new_files.open_case().id
    session.statement.stop(case_id)
    for name in ("stmt_arabic", "stmt_language", "stmt_form"):
        assert session.files.load(case_id).answers[name].reason is MissingReason.NOT_ASKED
    spoken = session.new_files.open_case().id
    session.answers.save_answers(spoken, {"stmt_original": Answer(SPOKEN)})
    session.statement.stop(spoken)
    session.answers.save_answers(
        spoken, {"stmt_arabic": Answer("ترجمة ما قيل")}
    )  # no new question is asked
    with pytest.raises(AccountFrozen):
        session.answers.save_answers(spoken, {"stmt_original": Answer("x")})


def test_a_complete_file_is_neither_read_back_nor_stopped(world: World) -> None:
    random = Random(4)
    case_id = interview(world.officers, person(random, world.clock().date(), 4), random, 4)
    world.officers.steps.complete(case_id)
    for act in (
        lambda: world.officers.statement.end_reading(case_id, "wet", whole=True),
        lambda: world.officers.statement.stop(case_id),
    ):
        with pytest.raises(AnswersLocked):
            act()


def test_a_reading_needs_a_text_and_a_known_end(world: World) -> None:
    session = world.officers
    with pytest.raises(AnswerRefused):
        session.statement.end_reading(session.new_files.open_case().id, "wet", whole=True)
    with pytest.raises(AnswerRefused):
        session.statement.end_reading(begun(world), "sworn", whole=True)
