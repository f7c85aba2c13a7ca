"""When the Prosecution was notified: the answer, the button and the list tell one time."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.desk.world import World
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.desk.files.listing import NOTIFIED

AT = datetime(2026, 11, 24, 8, 45, tzinfo=UTC)
NOTIFIED_AT = Answer("2026-11-24T08:45:00Z")


def listed(world: World) -> datetime | None:
    return world.officers.files.list_cases()[0].notified_at


@pytest.mark.parametrize("instead", [Answer(), Answer(reason=MissingReason.NOT_KNOWN)])
def test_the_list_follows_the_answer(world: World, instead: Answer) -> None:
    session = world.officers
    case = session.new_files.open_case()
    for answer, expected in ((NOTIFIED_AT, AT), (Answer("2026-11-23T08:45:00Z"), AT - timedelta(days=1)),
                          (instead, None), (NOTIFIED_AT, AT)):  # fmt: skip
        session.answers.save_answers(case.id, {NOTIFIED: answer})
        session.answers.fold(case.id)
        assert listed(world) == expected


def test_other_answers_leave_it_alone(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    noted = session.steps.mark_notified(case.id).notified_at
    assert noted is not None
    session.answers.save_answers(case.id, {"urgency": Answer("routine")})
    session.answers.fold(case.id)
    notified = listed(world)
    assert notified is not None
    assert abs(notified - noted) < timedelta(seconds=1)  # answers hold whole seconds
    assert session.files.load(case.id).answers[NOTIFIED].value == notified.strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def test_the_button_does_not_change_a_time_that_was_answered(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {NOTIFIED: NOTIFIED_AT})
    assert session.steps.mark_notified(case.id).notified_at == AT
    assert session.files.load(case.id).answers[NOTIFIED].value == NOTIFIED_AT.value


LATER = Answer("2087-11-30T08:45:00Z")


def test_a_time_that_the_form_refuses_notifies_nobody(world: World) -> None:
    """It has not come yet: the notice stays among what waits."""
    session = world.officers
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {NOTIFIED: LATER})
    session.answers.fold(case.id)
    assert listed(world) is None
    assert (
        session.files.load(case.id).answers[NOTIFIED].value == LATER.value
    )  # as typed, in its field


def test_the_button_answers_where_the_form_refused_a_time(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {NOTIFIED: LATER})
    noted = session.steps.mark_notified(case.id).notified_at
    assert noted is not None
    assert noted.year == AT.year
    stored = session.files.load(case.id).answers[NOTIFIED].value
    assert stored == noted.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_handed_over_after_completion_and_amended_later(world: World) -> None:
    session = world.officers
    case_id = world.interview()
    session.answers.save_answers(case_id, {NOTIFIED: Answer(reason=MissingReason.DEFERRED)})
    session.steps.complete(case_id)
    assert listed(world) is None
    noted = session.steps.mark_notified(case_id).notified_at  # the answers are frozen
    session.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert listed(world) == noted
    session.answers.amend(case_id, {NOTIFIED: NOTIFIED_AT}, "كُتب الوقت من دفتر الاستلام")
    assert listed(world) == AT
