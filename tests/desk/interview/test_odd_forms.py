"""A signed form of another agency uses names of the program for questions of its own kind: the
station goes on, and no file and no vault is shut for it."""

import pytest

from tests.desk.station.test_form_installing import install
from tests.desk.world import World
from tests.forms.sheets_for_tests import Line, compiled, question, repeat, section
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import AnswerRefused
from tipdesk.demo.journey import notify
from tipdesk.demo.stations import SUPERVISOR

ADDENDA = repeat(
    "stmt_corrections", question("text", "correction_text"), question("dateTime", "correction_at")
)


@pytest.fixture
def world(world: World) -> World:
    """A supervisor sits there: no officer installs forms."""
    world.reopen(SUPERVISOR)
    return world


def opened(world: World, *lines: Line) -> CaseId:
    form = compiled(section("s", question("text", "q", stage="S"), *lines))
    install(world, form)
    return world.officers.new_files.open_case(form_id=form.form_id).id


@pytest.mark.parametrize("kind", ["date", "time", "text", "integer", "select_one ynu"])
def test_a_vault_opens_whatever_a_form_asks_about_the_notice(world: World, kind: str) -> None:
    value = {"date": "2026-11-01", "time": "10:00", "text": "أمس", "integer": "7"}.get(kind, "yes")
    case_id = opened(world, question(kind, "prosecution_notified_at"))
    world.officers.answers.save_answers(case_id, {"prosecution_notified_at": Answer(value)})
    session = world.reopen(SUPERVISOR)
    assert session.files.case(case_id).notified_at is None
    assert notify(session, case_id).notified_at is not None
    assert session.files.load(case_id).answers["prosecution_notified_at"].value == value


def test_the_notice_answers_only_a_question_for_a_time(world: World) -> None:
    case_id = opened(world, question("date", "prosecution_notified_at"))
    notify(world.officers, case_id)
    assert "prosecution_notified_at" not in world.officers.files.load(case_id).answers


SIGNED = question("select_one ynu", "stmt_sign_mode")
READ = question("select_one ynu", "stmt_readback")
STATEMENT_TEXT = question("text", "stmt_arabic")
ODD = {
    "signature in rows": [STATEMENT_TEXT, READ, *repeat("r", SIGNED), *ADDENDA],
    "account in rows": [*repeat("r", STATEMENT_TEXT), READ, SIGNED, *ADDENDA],
    "account a number": [question("integer", "stmt_arabic"), READ, SIGNED, *ADDENDA],
    "reading a date": [STATEMENT_TEXT, question("date", "stmt_readback"), SIGNED, *ADDENDA],
    "signature worked out": [STATEMENT_TEXT, READ, question("calculate", "stmt_sign_mode", calculation="'yes'"), *ADDENDA],
    "addenda elsewhere": [STATEMENT_TEXT, READ, SIGNED, question("text", "stmt_corrections"), *repeat("r", *ADDENDA[1:-1])],
    "language in rows": [STATEMENT_TEXT, READ, SIGNED, *ADDENDA, *repeat("r", question("text", "stmt_language"))],
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_no_statement_is_closed_where_its_questions_are_others(world: World, kind: str) -> None:
    case_id = opened(world, *ODD[kind])
    session = world.officers
    if "account" not in kind:
        session.answers.save_answers(case_id, {"stmt_arabic": Answer("قالت")})
    for deed in (
        lambda: session.statement.end_reading(case_id, "yes", whole=True, language="ara"),
        lambda: session.statement.stop(case_id),
    ):
        with pytest.raises(AnswerRefused):
            deed()


def test_a_stop_answers_nothing_that_its_question_cannot_hold(world: World) -> None:
    odd = (question("date", "iv_end"), question("integer", "iv_stop"))
    case_id = opened(world, STATEMENT_TEXT, READ, SIGNED, *ADDENDA, *odd)
    world.officers.statement.stop(case_id)
    answers = world.officers.files.load(case_id).answers
    assert answers["stmt_readback"].value == "no"
    assert not {"iv_end", "iv_stop"} & answers.keys()


@pytest.mark.parametrize("level", ["1", "2"])
def test_a_form_that_has_a_question_of_the_event_at_a_higher_level_is_believed(
    world: World, level: str
) -> None:
    """Of its files the answer says something of a person, whatever ours says."""
    case_id = opened(world, question("text", "incoming_ref_no", level=level))
    session = world.officers
    session.answers.save_answers(case_id, {"incoming_ref_no": Answer("7/2026")})
    ours = session.new_files.open_case()
    session.events.same_as(ours.id, case_id)
    offered = "incoming_ref_no" in session.knowing.offered(ours.id)
    assert offered is (level == "1")
