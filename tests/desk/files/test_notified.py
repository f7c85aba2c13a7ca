"""When the Prosecution was notified: the answer, the button and the list tell one time; only what has
left was handed over, and a wrong word of it is taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.desk.world import World
from tipdesk.cases.custody.delivery import DELIVERED, LEFT, OF, WITHDRAWN
from tipdesk.cases.model import Answer, CaseId, CustodyEvent, MissingReason
from tipdesk.cases.paper.prints import Print, PrinterKind, PrintOutcome, Purpose
from tipdesk.core.errors import NoticeNotPrinted, TransitionRefused
from tipdesk.demo.journey import notify, print_notice
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.paper.printing_room import PrintOptions, draw
from tipdesk.forms.model import NOTICE

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
    noted = notify(session, case.id).notified_at
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
    assert notify(session, case.id).notified_at == AT
    assert session.files.load(case.id).answers[NOTIFIED].value == NOTIFIED_AT.value


def save_notice(world: World, case_id: CaseId) -> None:
    """As somebody saves the copy for the Prosecution as PDF."""
    room = world.officers.printing
    plan = room.print_plan(case_id, NOTICE, PrintOptions(copy="prosecution"))
    drawn = draw(plan)
    outcome = Print(PrintOutcome.SAVED, Purpose.PROSECUTION)
    room.record(plan, drawn, outcome, range(1, len(drawn.digests) + 1))


def test_what_was_saved_and_printed_elsewhere_can_be_handed_over(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {"urgency": Answer("routine")})
    with pytest.raises(NoticeNotPrinted):  # nothing was saved
        session.printing.note_printed_elsewhere(case.id)
    save_notice(world, case.id)
    assert not session.delivering.may_note(case.id)
    session.answers.save_answers(case.id, {"urgency": Answer("within_24h")})
    assert session.printing.saved_notice(case.id) is None
    with pytest.raises(NoticeNotPrinted):  # the paper says something else
        session.printing.note_printed_elsewhere(case.id)
    save_notice(world, case.id)
    session.printing.note_printed_elsewhere(case.id)
    saved, printed = session.files.load(case.id).custody[-2:]
    assert (saved.action, printed.action) == ("saved", "printed")
    assert printed.detail["printer"] == PrinterKind.ELSEWHERE
    assert printed.detail["copy"] == saved.detail["copy"]  # the number that stands on the paper
    assert printed.detail["record"] == saved.detail["record"]
    assert session.delivering.note(case.id).notified_at is not None


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
    noted = notify(session, case.id).notified_at
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
    noted = notify(session, case_id).notified_at  # the answers are frozen
    session.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert listed(world) == noted
    session.answers.amend(case_id, {NOTIFIED: NOTIFIED_AT}, "كُتب الوقت من دفتر الاستلام")
    assert listed(world) == AT


def entry(world: World, action: str) -> CustodyEvent:
    """The newest of the file that is listed first."""
    case_id = world.officers.files.list_cases()[0].id
    entries = world.officers.files.load(case_id).custody
    return [event for event in entries if event.action == action][-1]


def test_only_a_notice_that_has_left_as_it_is_was_handed_over(world: World) -> None:
    """Also where no window keeps the button from being pressed."""
    session, room = world.officers, world.officers.printing
    case_id = session.new_files.open_case().id
    blank = Print(PrintOutcome.PRINTED, Purpose.PROSECUTION)
    for make in (
        lambda: None,
        lambda: room.record_printed(case_id, "notice", blank),  # no page of it is known
        lambda: room.record_station_paper("notice", blank),
    ):
        make()
        with pytest.raises(NoticeNotPrinted):
            session.delivering.note(case_id)
    print_notice(session, case_id)
    printed = entry(world, "printed")
    session.answers.save_answers(case_id, {"urgency": Answer("routine")})
    with pytest.raises(NoticeNotPrinted):
        session.delivering.note(case_id)
    session.answers.save_answers(case_id, {"urgency": Answer()})
    session.answers.save_answers(case_id, {"iv_private": Answer("yes")})  # in no box of it
    assert session.delivering.may_note(case_id)
    session.delivering.note(case_id)
    assert entry(world, DELIVERED).detail[LEFT] == str(printed.seq)


def test_a_file_that_was_referred_has_left(world: World) -> None:
    case_id = world.approved()
    world.exported(case_id)
    world.officers.delivering.note(case_id)
    assert entry(world, DELIVERED).detail[LEFT] == str(entry(world, "exported").seq)


def test_a_wrong_hand_over_is_withdrawn_within_ten_minutes(world: World) -> None:
    session = world.officers
    case_id = session.new_files.open_case().id
    notify(session, case_id)
    world.clock.move(minutes=9)
    assert session.delivering.withdraw(case_id).notified_at is None
    assert entry(world, WITHDRAWN).detail[OF] == str(entry(world, DELIVERED).seq)
    assert NOTIFIED not in session.files.load(case_id).answers
    session.answers.fold(case_id)
    assert listed(world) is None
    with pytest.raises(TransitionRefused):
        session.delivering.withdraw(case_id)
    first = session.delivering.note(case_id).notified_at
    world.clock.move(minutes=11)
    session.delivering.note(case_id)
    session.delivering.withdraw(case_id)
    stands = listed(world)
    assert stands is not None
    assert first is not None
    assert abs(stands - first) < timedelta(seconds=1), "what was handed over before stands"
    with pytest.raises(TransitionRefused):
        session.delivering.withdraw(case_id)


def test_what_is_not_theirs_or_completed_with_its_time_nobody_withdraws(world: World) -> None:
    session, case_id = world.officers, world.interview()
    session.answers.save_answers(case_id, {NOTIFIED: Answer()})
    notify(session, case_id)
    session.steps.complete(case_id)
    assert session.delivering.withdrawable(case_id) is None
    open_id = session.new_files.open_case().id
    notify(session, open_id)
    other = world.reopen(SUPERVISOR)
    for file in (case_id, open_id):
        with pytest.raises(TransitionRefused):
            other.delivering.withdraw(file)
