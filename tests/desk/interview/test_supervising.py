"""What waits for the supervisor is told by the list, and no file is read for it."""

from dataclasses import replace

import pytest

from tests.desk.world import World
from tests.programs import forget_seen
from tests.storage.samples import BACK_TO_7, take_back
from tipdesk.cases.files import review
from tipdesk.cases.model import Answer, CaseId
from tipdesk.demo.stations import OFFICER
from tipdesk.storage.database import connect

BACK_TO_5 = [
    f"ALTER TABLE case_file DROP COLUMN {column}" for column in ("review_due", "non_punishment")
]
HIGH = {"risk_level": "high", "risk_review_at": "2026-11-28"}
FORCED = {"episodes[1]": "1", "episodes[1]/ex_form": "forced_labour forced_crime"}


def new_file(world: World, **answers: str) -> CaseId:
    session = world.officers
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {path: Answer(value) for path, value in answers.items()})
    session.answers.fold(case.id)
    return case.id


def test_the_most_pressing_file_comes_first_and_nothing_else_waits(world: World) -> None:
    note = new_file(world, **FORCED)
    later, unset = new_file(world, **HIGH), new_file(world, risk_level="high")
    new_file(world, risk_level="medium")
    done = world.interview(risk_level="low")
    world.officers.steps.complete(done)
    files = world.officers.files
    waiting = files.waiting()
    assert [case.id for case in waiting] == [later, unset, note, done]
    assert files.count_waiting() == 4  # both dates, the note, nothing
    assert all(review.waits(case) for case in waiting)
    others = [case for case in files.list_cases() if case not in waiting]
    assert others
    assert not any(review.waits(case) for case in others)
    assert [case.id for case in files.waiting(files.case(note).number)] == [note]
    assert files.count_waiting(files.case(note).number) == 1
    assert [case.id for case in files.waiting(limit=1)] == [later]


def test_what_was_taken_back_waits_no_more(world: World) -> None:
    case_id, session = new_file(world, **HIGH, **FORCED), world.officers
    lower = {"risk_level": Answer("low"), "risk_review_at": Answer(), "episodes[1]": Answer()}
    session.answers.save_answers(case_id, lower)
    session.answers.fold(case_id)
    assert session.files.waiting() == ()


def test_a_vault_from_before_knows_it_as_soon_as_it_is_opened(world: World) -> None:
    """The migration reads it from the snapshots; the rules would say the same."""
    cases = {
        new_file(world, **HIGH),
        new_file(world, risk_level="high"),
        new_file(world, **FORCED),
        new_file(world, **{**FORCED, "episodes[1]": ""}),
        new_file(world, **{**FORCED, "episodes[1]/ex_form": "forced_begging"}),
    }
    fresh = {case.id: case for case in world.officers.files.list_cases() if case.id in cases}
    assert any(case.risk for case in fresh.values())
    world.officers.lock()
    key = bytes(world.keys[OFFICER.login].dek)
    connection = connect(world.folder / "officers" / "vault.db", key)
    take_back(connection, (*BACK_TO_7, *BACK_TO_5, "DROP TABLE named"), 5)
    connection.close()
    forget_seen()
    world.sessions.clear()
    again = {case.id: case for case in world.officers.files.list_cases() if case.id in cases}
    # Case work, and with it the risk and what is owed, is gone through in steps after the unlocking
    # (`due_book`); until then the list says what it said.
    assert again == {key: replace(case, deadline=None, risk="") for key, case in fresh.items()}
    assert (
        len({(case.review_due, case.non_punishment) for case in again.values()}) == 4
    )  # both dates, the note, nothing
    while world.officers.derived.step():
        pass
    assert {
        case.id: case for case in world.officers.files.list_cases() if case.id in cases
    } == fresh


@pytest.mark.parametrize("value", ["", "بعد أيام", "2026-13-40"])
def test_a_review_that_is_no_day_keeps_no_list_from_being_read(world: World, value: str) -> None:
    case_id = new_file(world, risk_level="high", risk_review_at=value)
    (case,) = world.officers.files.waiting()
    assert case.id == case_id
    assert case.review_due is not None
