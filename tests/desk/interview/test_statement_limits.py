"""What is kept of an account is clean, bounded, dated and of a known language."""

import pytest

from tests.desk.interview.test_statement import begun, value
from tests.desk.world import World
from tipdesk.cases.model import Answer
from tipdesk.core.errors import AccountFrozen, AnswerRefused, ClockBehind
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import chain_fault, check_file
from tipdesk.forms.model import MAX_LONG_TEXT, MAX_TEXT
from tipdesk.texts.messages import sentence


def closed(world: World):
    case_id = begun(world)
    world.officers.statement.end_reading(case_id, "wet", whole=True)
    return world.officers, case_id


def reason_of(deed) -> str:
    with pytest.raises(AnswerRefused) as refused:
        deed()
    return str(refused.value.details["reason"])


DIRTY = "قالت\x00 \u202eعن\x1b[31m السفر\ud800."
CLEAN = "قالت عن[31m السفر."


def test_an_addendum_is_cleaned_before_it_is_frozen(world: World) -> None:
    session, case_id = closed(world)
    session.statement.add(case_id, DIRTY, "")
    assert value(world, case_id, "stmt_corrections[1]/correction_text") == CLEAN
    assert chain_fault(session._desk.vault) is None
    check_file(session._desk, case_id)


def test_an_addendum_has_the_limit_of_a_long_text(world: World) -> None:
    session, case_id = closed(world)
    before = session.files.load(case_id).answers
    too_long = "س" * (MAX_LONG_TEXT + 1)
    assert reason_of(lambda: session.statement.add(case_id, too_long, "")) == "too_long"
    assert reason_of(lambda: session.statement.add(case_id, "\ud800\x00", "")) == "empty"
    assert session.files.load(case_id).answers == before
    session.statement.add(case_id, too_long[1:], "")


def test_answers_and_reasons_are_held_to_the_same(world: World) -> None:
    answers = world.officers.answers
    case_id = begun(world)
    answers.save_answers(case_id, {"name_ar_first": Answer(DIRTY), "stmt_arabic": Answer(DIRTY)})
    assert value(world, case_id, "name_ar_first") == CLEAN
    assert value(world, case_id, "stmt_arabic") == CLEAN
    for path, most in (("name_ar_first", MAX_TEXT), ("stmt_arabic", MAX_LONG_TEXT)):
        answers.save_answers(case_id, {path: Answer("س" * most)})
        more = {path: Answer("س" * (most + 1))}
        assert reason_of(lambda more=more: answers.save_answers(case_id, more)) == "too_long"
    row = {"stmt_verbatim[1]": Answer("\ud800")}
    assert reason_of(lambda: answers.save_answers(case_id, row)) == "not_answerable"


def test_an_amendment_is_cleaned_with_its_reason(world: World) -> None:
    case_id = world.interview(1)
    session = world.officers
    session.steps.complete(case_id)
    session.answers.amend(case_id, {"name_ar_first": Answer(DIRTY)}, DIRTY)
    (amendment,) = session.files.load(case_id).amendments
    assert (amendment.after.value, amendment.note) == (CLEAN, CLEAN)
    long = "س" * (MAX_LONG_TEXT + 1)
    assert (
        reason_of(lambda: session.answers.amend(case_id, {"name_ar_first": Answer("a")}, long))
        == "too_long"
    )


def test_no_addendum_is_dated_before_the_statement_was_closed(world: World) -> None:
    session, case_id = closed(world)
    world.clock.move(days=-400)
    with pytest.raises(ClockBehind) as refused:
        session.statement.add(case_id, "بعد ذلك", "")
    assert sentence(refused.value).next_step
    assert value(world, case_id, "stmt_corrections[1]/correction_text") == ""
    world.reopen(SUPERVISOR)  # who has read the warning
    world.reopen(OFFICER).statement.add(case_id, "بعد ذلك", "")


def test_a_reading_ends_with_a_known_language_which_nobody_adds_later(world: World) -> None:
    session, case_id = world.officers, begun(world, stmt_language="")
    assert (
        reason_of(lambda: session.statement.end_reading(case_id, "wet", whole=True)) == "language"
    )
    for language in ("klingon", "؟"):
        end = {"whole": True, "language": language}
        assert (
            reason_of(lambda end=end: session.statement.end_reading(case_id, "wet", **end))
            == "not_a_choice"
        )
    session.statement.end_reading(case_id, "wet", whole=True, language="hin")
    assert value(world, case_id, "stmt_language") == "hin"
    with pytest.raises(AccountFrozen):
        session.answers.save_answers(case_id, {"stmt_language": Answer("eng")})
    check_file(session._desk, case_id)
