"""What home counts, by role: each line as much as its list shows, and gone when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, OWNER, Place
from tests.desk.test_case_work import NEED
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.casework.home_lines import (
    ELSEWHERE,
    OF_CASEWORKERS,
    OF_OFFICERS,
    OF_SUPERVISORS,
    RULES,
    HomeLine,
)
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import Answer, CaseId, Role, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.desk.session.session import Session

At = Callable[[str], Session]
CASEWORKER, SECOND, NOBODY = LOGINS[Role.CASEWORKER], "S-02", "T-08"


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def enter(
    session: Session, case_id: CaseId, kind: EntryKind, subject: str = "", **body: str
) -> None:
    session.case_work.enter(case_id, kind, subject, body)


def now(session: Session) -> str:
    return timestamp(session._desk.now())


def counted(session: Session) -> dict[HomeLine, int]:
    """What home counts; of what is owed it is as much as the list of deadlines shows, and of files
    as many as home lists."""
    lines = {line.line: line.count for line in session.due.home_lines()}
    for line, count in lines.items():
        rule = RULES[line]
        if line in ELSEWHERE:
            continue
        if rule.statuses:
            assert len(session.files.in_hand(99, rule.statuses)) == count, line
            continue
        at = session._desk.now()
        listed = session.due.nearest(999, until=rule.until(at), kinds=rule.kinds_until(at))
        assert len(listed) == count, line
    return lines


def with_a_need(session: Session, case_id: CaseId) -> None:
    session.answers.save_answers(case_id, {key: Answer(text) for key, text in NEED.items()})
    session.answers.fold(case_id)


def test_nobody_has_more_lines_than_digits_and_each_has_one_rule() -> None:
    for own in (OF_OFFICERS, OF_CASEWORKERS, OF_SUPERVISORS):
        assert set(own) <= set(range(1, 8))
        assert len(set(own.values())) == len(own)
    of_all = {*OF_OFFICERS.values(), *OF_CASEWORKERS.values(), *OF_SUPERVISORS.values()}
    assert of_all == set(HomeLine) == set(RULES)


def test_an_answer_that_came_is_counted_until_the_person_was_told(place: Place, at: At) -> None:
    session = at(OWNER)
    with_a_need(session, place.begun)
    enter(session, place.begun, EntryKind.REFERRAL_SENT, "intake:1", agency="moh")
    enter(session, place.begun, EntryKind.ANSWERED, "intake:1", status="received")
    assert HomeLine.ANSWERS not in counted(session)
    enter(session, place.begun, EntryKind.ANSWERED, "intake:1", status="accepted")
    assert counted(session)[HomeLine.ANSWERS] == 1  # an officer who follows up is told as well
    session = at(CASEWORKER)
    assert counted(session)[HomeLine.ANSWERS] == 1
    spoken = {"way": "call", "at": now(session), "reached": "yes", "safe_way": "yes"}
    enter(session, place.begun, EntryKind.CONTACT, **spoken)
    assert HomeLine.ANSWERS not in counted(session)


def test_who_was_not_spoken_to_for_fourteen_days_is_counted_until_then(
    place: Place, at: At
) -> None:
    with_a_need(at(OWNER), place.begun)
    before = counted(at(CASEWORKER)).get(HomeLine.UNSPOKEN, 0)
    place.clock.move(hours=14 * 24 + 1)
    session = at(CASEWORKER)
    late = counted(session)[HomeLine.UNSPOKEN]
    assert late > before
    spoken = {"way": "visit", "at": now(session), "reached": "yes", "safe_way": "yes"}
    enter(session, place.begun, EntryKind.CONTACT, **spoken)
    assert counted(session).get(HomeLine.UNSPOKEN, 0) == late - 1


def test_a_file_newly_given_is_counted_until_somebody_enters_something(
    place: Place, at: At
) -> None:
    """For a member whom no file names its status counts as well."""
    session = at(OWNER)
    session.readers.unname(place.begun, CASEWORKER)
    code = at(SECOND).teams.make("فريق الليل")
    for login in (CASEWORKER, NOBODY):
        at(SECOND).teams.join(code, login, place.confirm(login))
    assert HomeLine.GIVEN not in counted(at(CASEWORKER))
    assert HomeLine.UNFINISHED not in counted(at(NOBODY))
    at(OWNER).teams.give(place.begun, code)
    assert counted(at(NOBODY))[HomeLine.UNFINISHED] == 1
    ((case, _line),) = at(NOBODY).files.in_hand(9, {Status.IN_PROGRESS})
    assert case.id == place.begun
    session = at(CASEWORKER)
    assert counted(session)[HomeLine.GIVEN] == 1
    enter(session, place.begun, EntryKind.SAFETY_PLAN, words="مع المناوبة")
    assert HomeLine.GIVEN not in counted(session)
    at(OWNER).teams.take(place.begun)
    assert HomeLine.UNFINISHED not in counted(at(NOBODY))


def test_home_speaks_of_a_legal_term_a_month_before_and_of_a_hearing_a_week(
    place: Place, at: At
) -> None:
    """Law 17/1960 art. 104 bis: two months for an objection, and nobody gets them back."""
    session = at(OWNER)
    enter(
        session, place.begun, EntryKind.OUTCOME, outcome="archived_temp",
        decided_at=now(session)[:10],
    )  # fmt: skip
    at_court = timestamp(session._desk.now() + timedelta(days=40))
    enter(session, place.begun, EntryKind.HEARING, at=at_court)
    for login in (OWNER, CASEWORKER):
        assert HomeLine.MEETINGS not in counted(at(login))
    place.clock.move(hours=24 * 29)  # the objection: at most 33 days are left, above 30
    assert HomeLine.MEETINGS not in counted(at(CASEWORKER))
    place.clock.move(hours=24 * 3)
    for login in (OWNER, CASEWORKER):
        assert counted(at(login))[HomeLine.MEETINGS] == 1
    place.clock.move(hours=24 * 2)  # the hearing: six days are left
    assert counted(at(CASEWORKER))[HomeLine.MEETINGS] == 2
    session = at(OWNER)
    enter(
        session, place.begun, EntryKind.OBJECTION, "outcome:1", what="not_wanted", at=now(session)
    )
    assert counted(session)[HomeLine.MEETINGS] == 1


def test_a_supervisor_hears_of_the_end_of_keeping_a_month_before(place: Place, at: At) -> None:
    session = at(OWNER)
    day = session._desk.now().date()
    enter(session, place.begun, EntryKind.CLOSING, reason="services_complete", date=day.isoformat())
    session = at(SECOND)
    session.access.open_with_reason(place.begun, AccessReason.REVIEW, "")
    enter(session, place.begun, EntryKind.RETENTION, until=(day + timedelta(days=40)).isoformat())
    enter(session, place.begun, EntryKind.CLOSING_APPROVED)
    assert HomeLine.CLOSINGS not in counted(session)
    place.clock.move(hours=24 * 12)
    assert counted(at(SECOND))[HomeLine.CLOSINGS] == 1


def test_a_supervisor_counts_incidents_closings_and_reasons_until_they_are_done(
    place: Place, at: At
) -> None:
    session = at(OWNER)
    enter(session, place.begun, EntryKind.INCIDENT, what="threat", at=now(session))
    enter(
        session, place.begun, EntryKind.CLOSING, reason="services_complete",
        date=now(session)[:10],
    )  # fmt: skip
    session = at(SECOND)
    lines = counted(session)
    assert (lines[HomeLine.INCIDENTS], lines[HomeLine.CLOSINGS]) == (1, 1)
    given = lines.get(HomeLine.REASONS, 0)
    assert given == session.access_reasons.waiting()
    session.access.open_with_reason(place.begun, AccessReason.REVIEW, "")
    assert counted(session)[HomeLine.REASONS] == given + 1
    assert HomeLine.REASONS not in counted(at(OWNER))
    session = at(OWNER)
    day = session._desk.now().date().isoformat()
    enter(session, place.begun, EntryKind.RISK_REVIEW, level="low", next=day)
    session = at(SECOND)
    session.access.open_with_reason(place.begun, AccessReason.REVIEW, "")
    enter(session, place.begun, EntryKind.RETENTION, hold="yes")
    enter(session, place.begun, EntryKind.CLOSING_APPROVED)
    lines = counted(session)
    assert HomeLine.INCIDENTS not in lines
    assert HomeLine.CLOSINGS not in lines
    read = session.access_reasons.since_review()
    session.access_reasons.mark_reviewed(read[0].number)
    assert HomeLine.REASONS not in counted(session)
