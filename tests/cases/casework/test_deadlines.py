"""What is owed, one row of the table after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.casework.histories import BEGUN, CASE, entry, need, random_history, seed
from tests.cases.casework.test_folding import (
    answered,
    approved,
    booked,
    closing,
    correction,
    sent,
    worked,
)
from tipdesk.cases.casework.case_work import (
    CaseOutcome,
    CaseWork,
    Measure,
    Move,
    RiskReview,
    Seed,
)
from tipdesk.cases.casework.deadlines import (
    RISK_REVIEWS,
    TIMEFRAME,
    WITHIN,
    Deadline,
    DeadlineKind,
    FileFacts,
    WaitsFor,
    end_of,
    facts_of,
    last_day_of_objection,
    months_after,
    overdue,
    owed,
    working_day_before,
)
from tipdesk.cases.casework.entries import TIMEFRAMES, EntryKind, WorkEntry
from tipdesk.cases.casework.folding import begin, fold
from tipdesk.cases.model import Answer, Case, CaseId, Status
from tipdesk.core.clock import KUWAIT
from tipdesk.forms.publishing.catalogue import load_published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTIFIED = FileFacts(BEGUN, Status.EXPORTED, "routine", "tip", BEGUN)


def rows(work: CaseWork, kind: DeadlineKind, facts: FileFacts = NOTIFIED) -> list[Deadline]:
    return [deadline for deadline in owed(work, facts) if deadline.kind is kind]


def row(work: CaseWork, kind: DeadlineKind, facts: FileFacts = NOTIFIED) -> Deadline:
    (only,) = rows(work, kind, facts)
    return only


def at_hour(hour: int) -> datetime:
    """Of the entry with this number in `worked`."""
    return BEGUN + hour * HOUR


# --- answers, contact, files handed on --------------------------------------------------------


def spoke(reached: str, hour: int) -> WorkEntry:
    at = f"2099-01-01T{6 + hour:02}:00:00.000Z"
    return entry(1, EntryKind.CONTACT, way="call", at_=at, reached=reached, safe_way="yes")


@pytest.mark.parametrize("status", ["accepted", "rejected", "unavailable"])
def test_an_answer_that_came_is_owed_to_the_person(status: str) -> None:
    came = (sent(), answered(status))
    owes = row(worked(*came), DeadlineKind.ANSWER)
    assert (owes.subject, owes.begin, owes.due) == ("intake:1", at_hour(2), None)
    assert rows(worked(*came, spoke("no", 3)), DeadlineKind.ANSWER)
    assert rows(worked(spoke("yes", 1), *came), DeadlineKind.ANSWER), "they spoke before it came"
    for after in (spoke("yes", 3), sent(), booked()):
        assert rows(worked(*came, after), DeadlineKind.ANSWER) == []


@pytest.mark.parametrize("status", ["received", "in_progress", "declined_person", "revoked"])
def test_an_answer_after_which_nothing_is_to_be_done_is_none(status: str) -> None:
    assert rows(worked(sent(), answered(status)), DeadlineKind.ANSWER) == []


def test_a_decision_is_owed_to_the_person_until_they_were_told() -> None:
    decided = entry(1, EntryKind.OUTCOME, "outcome:1", outcome="to_court")
    heard = entry(1, EntryKind.OUTCOME, "outcome:1", told_at="2099-01-01T07:00:00.000Z")
    assert row(worked(decided), DeadlineKind.ANSWER).subject == "outcome:1"
    assert rows(worked(decided, spoke("yes", 3)), DeadlineKind.ANSWER), "nobody says that it was"
    assert rows(worked(decided, heard), DeadlineKind.ANSWER) == []
    before = CaseOutcome("intake:outcome", BEGUN, "to_court")
    assert rows(begin(seed(need(1), outcome=before)), DeadlineKind.ANSWER) == []


def test_nobody_is_left_unspoken_to_for_fourteen_days() -> None:
    assert row(worked(), DeadlineKind.CONTACT).due == BEGUN + 14 * DAY
    assert row(worked(spoke("no", 3)), DeadlineKind.CONTACT).due == BEGUN + 14 * DAY
    assert row(worked(spoke("yes", 3)), DeadlineKind.CONTACT).due == at_hour(3) + 14 * DAY
    review = entry(1, EntryKind.RISK_REVIEW, level="low")
    assert row(worked(spoke("yes", 0), review), DeadlineKind.CONTACT).due == at_hour(2) + 14 * DAY
    done = entry(1, EntryKind.DELIVERED, "intake:1", at_="2099-01-01T07:00:00.000Z")
    assert rows(worked(done), DeadlineKind.CONTACT) == [], "nothing is promised any more"
    assert rows(worked(done), DeadlineKind.CLOSING), "and it keeps no file open"


def test_a_file_that_was_handed_on_is_new_until_something_is_entered() -> None:
    kind = DeadlineKind.GIVEN
    given = entry(1, EntryKind.GIVEN, by="S-01", team="women")
    note, own = spoke("no", 3), replace(spoke("no", 3), by="S-01")
    assert row(worked(given), kind).begin == at_hour(1)
    assert rows(worked(given, own), kind), "its giver is not whom it was given to"
    assert rows(worked(given, note), kind) == []
    assert rows(worked(given, entry(1, EntryKind.TAKEN, by="S-01", team="women")), kind) == []
    assigned = entry(1, EntryKind.ASSIGNED, by="S-01", officer="T-07")
    assert rows(worked(assigned, own), kind)
    assert rows(worked(assigned, note), kind) == []
    assert rows(worked(given, replace(assigned, by="T-07")), kind) == []
    wrong = worked(given, note)
    assert rows(fold(wrong.seed, [*wrong.log, replace(correction(2), seq=3, by="S-01")]), kind)


# --- needs ------------------------------------------------------------------------------------


def test_timeframes_and_urgencies_are_those_of_the_form() -> None:
    choices = load_published().newest("victim-intake").choices
    assert [*TIMEFRAME] == [*TIMEFRAMES] == [choice.name for choice in choices["timeframe"]]
    assert WITHIN.keys() | {"routine"} == {choice.name for choice in choices["urgency"]}


@pytest.mark.parametrize(
    ("timeframe", "within"),
    [
        ("h1", HOUR),
        ("h3", 3 * HOUR),
        ("d1", DAY),
        ("d3", 3 * DAY),
        ("w1", 7 * DAY),
        ("m1", 31 * DAY),
    ],
)
def test_a_need_is_owed_within_its_timeframe(timeframe: str, within: timedelta) -> None:
    owes = row(begin(seed(need(1, timeframe=timeframe))), DeadlineKind.NEED)
    assert (owes.subject, owes.begin, owes.due) == ("intake:1", BEGUN, BEGUN + within)
    assert owes.whom is WaitsFor.STATION
    assert not overdue(owes, BEGUN + within)
    assert overdue(owes, BEGUN + within + timedelta(milliseconds=1))


def test_without_a_timeframe_none_is_invented() -> None:
    owes = row(begin(seed(need(1, timeframe=""))), DeadlineKind.NEED)
    assert owes.due is None
    assert not overdue(owes, BEGUN + 10_000 * DAY)


@pytest.mark.parametrize("status", ["sent", "received", "accepted", "scheduled", "in_progress"])
def test_a_need_that_is_in_hand_waits_for_the_service(status: str) -> None:
    owes = row(begin(seed(need(1, status=status))), DeadlineKind.NEED)
    assert (owes.whom, owes.due) == (WaitsFor.SERVICE, BEGUN + DAY)


@pytest.mark.parametrize(
    "ending",
    [
        answered("declined_person"),
        answered("revoked"),
        answered("closed"),
        entry(1, EntryKind.DELIVERED, "intake:1", at_="2099-01-01T07:00:00.000Z"),
        entry(1, EntryKind.NEED_CHANGED, "intake:1", wanted="no"),
    ],
    ids=lambda written: f"{written.kind} {written.body}",
)
def test_a_need_that_has_ended_is_owed_no_more(ending: WorkEntry) -> None:
    work = worked(sent(), ending)
    assert rows(work, DeadlineKind.NEED) == rows(work, DeadlineKind.SILENCE) == []


@pytest.mark.parametrize(
    ("timeframe", "within"), [("h1", HOUR), ("d3", 3 * DAY), ("m1", 3 * DAY), ("", 3 * DAY)]
)
def test_what_was_turned_back_is_ours_and_finds_another_way_in_three_days(
    timeframe: str, within: timedelta
) -> None:
    work = worked(sent(), answered("rejected"), of=seed(need(1, timeframe=timeframe)))
    owes = row(work, DeadlineKind.NEED)
    assert (owes.begin, owes.due) == (at_hour(2), at_hour(2) + within)
    assert owes.whom is WaitsFor.STATION
    again = worked(sent(), answered("rejected"), sent(), of=work.seed)
    assert row(again, DeadlineKind.NEED) == replace(owes, whom=WaitsFor.SERVICE)


def test_a_service_may_be_silent_for_half_of_what_was_left() -> None:
    day = row(worked(sent()), DeadlineKind.SILENCE)
    assert (day.begin, day.due) == (at_hour(1), at_hour(1) + 23 * HOUR / 2)
    month = row(worked(sent(), of=seed(need(1, timeframe="m1"))), DeadlineKind.SILENCE)
    assert month.due == at_hour(1) + 3 * DAY
    without = row(worked(sent(), of=seed(need(1, timeframe=""))), DeadlineKind.SILENCE)
    assert without.due == at_hour(1) + 3 * DAY


def test_where_nothing_was_left_the_need_itself_is_late_and_no_silence() -> None:
    work = worked(sent(), of=seed(need(1, timeframe="h1")))
    assert rows(work, DeadlineKind.SILENCE) == []
    assert overdue(row(work, DeadlineKind.NEED), at_hour(2))


@pytest.mark.parametrize("answer", [answered("received"), answered("rejected"), booked()])
def test_any_answer_ends_the_silence(answer: WorkEntry) -> None:
    assert rows(worked(sent(), answer), DeadlineKind.SILENCE) == []


# --- appointments and hearings ----------------------------------------------------------------


@pytest.mark.parametrize("over", [EntryKind.ATTENDED, EntryKind.NO_SHOW, EntryKind.CANCELLED])
def test_an_appointment_is_owed_until_somebody_says_what_became_of_it(over: EntryKind) -> None:
    work = worked(booked())
    owes = row(work, DeadlineKind.APPOINTMENT)
    assert owes.due == datetime(2099, 1, 9, 7, tzinfo=UTC)
    assert owes.whom is WaitsFor.PERSON
    assert over in owes.ends
    assert rows(worked(booked(), entry(1, over, "appointment:1")), DeadlineKind.APPOINTMENT) == []


@pytest.mark.parametrize(
    ("attends", "whom"),
    [("person", WaitsFor.PERSON), ("officer", WaitsFor.STATION), ("papers", WaitsFor.STATION)],
)
def test_a_hearing_waits_for_whoever_attends(attends: str, whom: WaitsFor) -> None:
    hearing = entry(
        1, EntryKind.HEARING, "hearing:1", at_="2099-03-01T05:30:00.000Z", attends=attends
    )
    assert row(worked(hearing), DeadlineKind.HEARING).whom is whom


def test_an_appointment_that_is_moved_is_owed_once() -> None:
    moved = entry(1, EntryKind.APPOINTMENT, "appointment:1", at_="2099-01-12T07:00:00.000Z")
    owes = row(worked(booked(), moved), DeadlineKind.APPOINTMENT)
    assert owes.due == datetime(2099, 1, 12, 7, tzinfo=UTC)


# --- risk, urgency, notice --------------------------------------------------------------------


def reviewed(level: str, next_day: date | None = None) -> Seed:
    return seed(need(1), review=RiskReview(BEGUN, "T-07", level, next_day))


@pytest.mark.parametrize(
    ("level", "next_day", "due"),
    [
        ("high", date(2099, 1, 3), date(2099, 1, 3)),
        ("medium", date(2099, 1, 30), date(2099, 1, 8)),  # once a week at least
        ("low", None, date(2099, 1, 8)),
    ],
)
def test_the_risk_is_reviewed_when_it_was_to_be_and_each_week(
    level: str, next_day: date | None, due: date
) -> None:
    kind = DeadlineKind.HIGH_RISK_REVIEW if level == "high" else DeadlineKind.RISK_REVIEW
    owes = row(begin(reviewed(level, next_day)), kind)
    assert owes.due == datetime(due.year, due.month, due.day, 21, tzinfo=UTC)  # Kuwait's midnight
    assert owes.whom is (WaitsFor.SUPERVISOR if level == "high" else WaitsFor.STATION)


@pytest.mark.parametrize(
    "event",
    [
        entry(1, EntryKind.INCIDENT, what="approach", at_="2099-01-01T06:30:00.000Z"),
        entry(1, EntryKind.SHELTER, what="in", at_="2099-01-01T06:30:00.000Z"),
    ],
    ids=lambda written: written.kind,
)
def test_a_move_or_an_incident_has_the_risk_reviewed_within_a_day(event: WorkEntry) -> None:
    for of in (seed(need(1)), reviewed("medium")):
        kind = DeadlineKind.RISK_REVIEW
        if event.kind is EntryKind.INCIDENT:
            kind = DeadlineKind.INCIDENT_REVIEW
        owes = row(worked(event, event, of=of), kind)
        assert (owes.begin, owes.due) == (at_hour(1), at_hour(1) + DAY)
    review = entry(1, EntryKind.RISK_REVIEW, level="low")
    assert row(worked(event, review), DeadlineKind.RISK_REVIEW).begin == at_hour(2)


def test_a_review_after_an_incident_is_one_of_its_own_until_it_was_done() -> None:
    incident = entry(1, EntryKind.INCIDENT, what="threat", at_="2099-01-01T06:30:00.000Z")
    of = reviewed("high")
    assert rows(worked(incident, of=of), DeadlineKind.HIGH_RISK_REVIEW) == []
    owes = row(worked(incident, of=of), DeadlineKind.INCIDENT_REVIEW)
    assert (owes.whom, owes.due) == (WaitsFor.SUPERVISOR, at_hour(1) + DAY)
    review = entry(1, EntryKind.RISK_REVIEW, level="high")
    assert rows(worked(incident, review, of=of), DeadlineKind.INCIDENT_REVIEW) == []
    assert rows(worked(incident, review, of=of), DeadlineKind.HIGH_RISK_REVIEW)


def test_a_review_of_the_same_moment_has_seen_the_incident() -> None:
    incident = entry(1, EntryKind.INCIDENT, what="gift", at_="2099-01-01T06:00:00.000Z")
    review = replace(entry(1, EntryKind.RISK_REVIEW, level="low"), seq=2, at=incident.at)
    work = fold(seed(need(1)), [incident, review])
    assert row(work, DeadlineKind.RISK_REVIEW).due == end_of(date(2099, 1, 8))


def test_a_move_of_the_interview_asks_for_none() -> None:
    of = seed(need(1), moves=(Move(BEGUN + DAY, "in"),))
    assert rows(begin(of), DeadlineKind.RISK_REVIEW) == []


NEW = FileFacts(BEGUN, Status.IN_PROGRESS, "within_24h", "tip")


def test_what_is_urgent_ends_with_referral_and_notice_or_when_an_officer_says_so() -> None:
    owes = row(worked(), DeadlineKind.URGENCY, NEW)
    assert (owes.begin, owes.due) == (BEGUN, BEGUN + DAY)
    with_notice = replace(NEW, notified_at=BEGUN)
    assert rows(worked(), DeadlineKind.URGENCY, with_notice)
    assert rows(worked(sent()), DeadlineKind.URGENCY, NEW)
    assert not rows(worked(sent()), DeadlineKind.URGENCY, with_notice)
    assert not rows(
        worked(sent()), DeadlineKind.URGENCY, replace(NEW, case_type="labour_violation")
    )
    assert not rows(worked(entry(1, EntryKind.URGENCY_SETTLED)), DeadlineKind.URGENCY, NEW)
    # Whatever left has told the Prosecution, whether or not the hour of a notice was entered.
    for status in (Status.EXPORTED, Status.RECEIVED, Status.REFUSED):
        assert not rows(worked(sent()), DeadlineKind.URGENCY, replace(NEW, status=status))
        assert rows(worked(), DeadlineKind.URGENCY, replace(NEW, status=status))


@pytest.mark.parametrize(
    ("urgency", "due"),
    [("within_72h", BEGUN + 3 * DAY), ("immediate", None)],
)
def test_what_is_immediate_has_no_time_that_could_pass(urgency: str, due: datetime | None) -> None:
    assert row(worked(), DeadlineKind.URGENCY, replace(NEW, urgency=urgency)).due == due


@pytest.mark.parametrize("urgency", ["routine", "", "whenever"])
def test_what_is_not_urgent_is_not(urgency: str) -> None:
    assert rows(worked(), DeadlineKind.URGENCY, replace(NEW, urgency=urgency)) == []


def test_the_notice_is_owed_at_once_until_it_is_out_or_the_file_itself() -> None:
    owes = row(worked(), DeadlineKind.NOTICE, NEW)
    assert (owes.begin, owes.due) == (BEGUN, None)
    for facts in (
        replace(NEW, notified_at=BEGUN),
        replace(NEW, case_type="labour_violation"),
        replace(NEW, status=Status.EXPORTED),
    ):
        assert rows(worked(), DeadlineKind.NOTICE, facts) == []


# --- the Prosecution --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        (date(2026, 1, 5), date(2026, 3, 5)),  # a Thursday
        (date(2026, 1, 6), date(2026, 3, 5)),  # Friday 6 March: the Thursday before
        (date(2026, 1, 7), date(2026, 3, 5)),  # Saturday 7 March
        (date(2026, 1, 8), date(2026, 3, 8)),  # Sunday is a working day
        (date(2025, 12, 31), date(2026, 2, 26)),  # 28 February is a Saturday
        (date(2023, 12, 30), date(2024, 2, 29)),  # a Thursday in a leap year
        (date(2026, 6, 30), date(2026, 8, 30)),
        (date(2026, 11, 24), date(2027, 1, 24)),
    ],
)
def test_two_months_by_the_calendar_end_on_a_working_day(decided: date, last: date) -> None:
    assert last_day_of_objection(decided) == last


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.integers(0, 40))
def test_months_are_those_of_the_calendar(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + DAY).day == 1
    assert timedelta(0) <= later - working_day_before(later) <= 2 * DAY
    assert working_day_before(later).weekday() not in (4, 5)


def decided(code: str, day: str = "2099-01-01", subject: str = "outcome:1") -> WorkEntry:
    return entry(1, EntryKind.OUTCOME, subject, outcome=code, decided_at=day)


def test_an_objection_is_owed_from_the_decision_on() -> None:
    owes = row(worked(decided("archived_temp")), DeadlineKind.OBJECTION)
    assert owes.begin == datetime(2099, 1, 1, tzinfo=KUWAIT)
    assert owes.due == datetime(2099, 3, 2, tzinfo=KUWAIT)  # Sunday, 1 March, is over
    assert owes.whom is WaitsFor.PERSON


@pytest.mark.parametrize("what", ["filed", "not_wanted"])
def test_an_objection_that_is_filed_or_not_wanted_is_owed_no_more(what: str) -> None:
    objection = entry(
        1, EntryKind.OBJECTION, "outcome:1", what=what, at_="2099-01-01T08:00:00.000Z"
    )
    assert rows(worked(decided("archived_final"), objection), DeadlineKind.OBJECTION) == []


def test_only_the_last_decision_counts_and_only_one_that_closes_the_case() -> None:
    assert rows(worked(decided("charged_tip")), DeadlineKind.OBJECTION) == []
    later = decided("charged_tip", "2099-02-01", "outcome:2")
    assert rows(worked(decided("archived_temp"), later), DeadlineKind.OBJECTION) == []


def test_a_decision_whose_day_is_unknown_has_an_open_end() -> None:
    of = seed(outcome=CaseOutcome("intake:outcome", BEGUN, "archived_final"))
    owes = row(begin(of), DeadlineKind.OBJECTION)
    assert (owes.begin, owes.due) == (BEGUN, None)


def test_what_the_prosecution_asks_for_is_owed_until_its_day_is_over() -> None:
    owes = row(worked(), DeadlineKind.COMPLETION, replace(NOTIFIED, reply_by=date(2099, 1, 5)))
    assert owes.due == datetime(2099, 1, 6, tzinfo=KUWAIT)


@pytest.mark.parametrize("subject", ["intake:residence", "measure:1"])
def test_a_term_is_owed_until_it_is_ended(subject: str) -> None:
    of = seed(
        measures={
            "intake:residence": Measure(
                "intake:residence", BEGUN, "residence", until=date(2099, 5, 1)
            )
        }
    )
    longer = entry(1, EntryKind.MEASURE, subject, until="2099-06-01")
    ended = entry(1, EntryKind.MEASURE, subject, ended="2099-01-01")
    due = {d.subject: d.due for d in rows(worked(longer, of=of), DeadlineKind.MEASURE)}
    assert due[subject] == end_of(date(2099, 6, 1))
    left = {d.subject for d in rows(worked(longer, ended, of=of), DeadlineKind.MEASURE)}
    assert left == {"intake:residence"} - {subject}


# --- closing, the whole file ------------------------------------------------------------------


def test_a_file_whose_needs_have_ended_is_to_be_closed() -> None:
    work = worked(answered("declined_person"))
    owes = row(work, DeadlineKind.CLOSING)
    assert (owes.begin, owes.due, owes.whom) == (at_hour(1), None, WaitsFor.STATION)
    assert rows(work, DeadlineKind.CLOSING, NEW) == []  # the notice is not out
    assert rows(worked(), DeadlineKind.CLOSING) == []
    assert rows(begin(seed()), DeadlineKind.CLOSING) == []


def test_a_closing_waits_for_the_second_person() -> None:
    owes = row(worked(closing()), DeadlineKind.CLOSING)
    assert owes.whom is WaitsFor.SUPERVISOR
    assert EntryKind.CLOSING_APPROVED in owes.ends


def test_a_closed_file_owes_what_the_person_may_still_do_and_what_the_prosecution_asks() -> None:
    hearing = entry(1, EntryKind.HEARING, "hearing:1", at_="2099-03-01T05:30:00.000Z")
    work = worked(sent(), booked(), decided("archived_temp"), hearing, closing(), approved("S-01"))
    kinds = {deadline.kind for deadline in owed(work, replace(NEW, reply_by=date(2099, 1, 5)))}
    assert kinds == {DeadlineKind.HEARING, DeadlineKind.OBJECTION, DeadlineKind.COMPLETION}


def test_how_long_a_closed_file_is_kept_is_decided_anew_when_its_time_ends() -> None:
    kept = entry(1, EntryKind.RETENTION, until="2109-01-31", hold="no")
    assert rows(worked(kept, closing()), DeadlineKind.RETENTION) == []  # nobody approved it
    owes = row(worked(kept, closing(), approved("S-01")), DeadlineKind.RETENTION)
    assert (owes.due, owes.whom) == (end_of(date(2109, 1, 31)), WaitsFor.SUPERVISOR)
    for after in (
        entry(1, EntryKind.RETENTION, hold="yes"),
        entry(1, EntryKind.REOPENED, by="S-01", reason="عاد الشخص"),
    ):
        work = worked(kept, closing(), approved("S-01"), after)
        assert rows(work, DeadlineKind.RETENTION) == []
    longer = entry(1, EntryKind.RETENTION, until="2119-01-31")
    owes = row(worked(kept, closing(), approved("S-01"), longer), DeadlineKind.RETENTION)
    assert owes.due == end_of(date(2119, 1, 31))


def test_a_reopened_file_owes_again() -> None:
    reopened = entry(1, EntryKind.REOPENED, by="S-01", reason="عاد الشخص")
    work = worked(closing(), approved("S-01"), reopened)
    assert rows(work, DeadlineKind.NEED)


def test_a_voided_file_owes_nothing() -> None:
    assert owed(worked(), replace(NEW, status=Status.VOIDED)) == ()


def test_what_was_entered_in_error_is_owed_as_if_it_had_not_been() -> None:
    wrong = worked(entry(1, EntryKind.DELIVERED, "intake:1", at_="2099-01-01T07:00:00.000Z"))
    assert rows(wrong, DeadlineKind.NEED) == []
    work = fold(wrong.seed, [*wrong.log, replace(correction(1), seq=2)])
    assert row(work, DeadlineKind.NEED).due == BEGUN + DAY


def test_the_nearest_is_first_and_what_has_no_limit_last() -> None:
    work = begin(seed(need(1, timeframe="w1"), need(2, timeframe="h1"), need(3, timeframe="")))
    assert [(d.kind.value, d.subject) for d in owed(work, NEW)] == [
        ("need", "intake:2"),
        ("urgency", ""),
        ("need", "intake:1"),
        ("contact", ""),
        ("need", "intake:3"),
        ("notice", ""),
    ]


def test_facts_are_those_of_the_file() -> None:
    case = Case(
        CaseId("a"), "SH2-2026-00017", "W-1", "victim-intake", 5, Status.EXPORTED, 1, BEGUN, BEGUN,
        "T-07", urgency="routine", notified_at=BEGUN, reply_by=date(2099, 1, 5),
    )  # fmt: skip
    facts = facts_of(case, {"case_type": Answer("tip")})
    assert facts == replace(NOTIFIED, reply_by=date(2099, 1, 5))
    assert facts_of(case, {}).case_type == ""


ENDINGS = {
    DeadlineKind.NEED: (EntryKind.DELIVERED, {"at": "2099-01-01T07:00:00.000Z"}),
    DeadlineKind.SILENCE: (EntryKind.ANSWERED, {"status": "received"}),
    DeadlineKind.APPOINTMENT: (EntryKind.ATTENDED, {}),
    DeadlineKind.HEARING: (EntryKind.CANCELLED, {}),
    **dict.fromkeys(RISK_REVIEWS, (EntryKind.RISK_REVIEW, {"level": "low"})),
    DeadlineKind.URGENCY: (EntryKind.URGENCY_SETTLED, {}),
    DeadlineKind.OBJECTION: (
        EntryKind.OBJECTION,
        {"what": "not_wanted", "at": "2099-01-01T07:00:00.000Z"},
    ),
    DeadlineKind.MEASURE: (EntryKind.MEASURE, {"ended": "2099-01-01"}),
    DeadlineKind.RETENTION: (EntryKind.RETENTION, {"hold": "yes"}),
    DeadlineKind.ANSWER: (EntryKind.REFERRAL_SENT, {"agency": "moh"}),
    DeadlineKind.CONTACT: (EntryKind.RISK_REVIEW, {"level": "low"}),
}
PERSON_TOLD = EntryKind.OUTCOME, {"told_at": "2099-01-01T07:00:00.000Z"}


@given(
    st.randoms(use_true_random=False),
    st.sampled_from([*WITHIN, "routine"]),
    st.one_of(st.none(), st.dates()),
)
def test_nothing_is_late_for_ever(random: Random, urgency: str, reply_by: date | None) -> None:
    """Whatever is in a log: what is owed is gone once somebody enters what ends it."""
    facts = replace(NEW, urgency=urgency, reply_by=reply_by)
    work = fold(*random_history(random))
    for deadline in owed(work, facts):
        if deadline.kind not in ENDINGS:
            assert deadline.kind is DeadlineKind.CLOSING or deadline.ends == ()
            continue
        kind, body = ENDINGS[deadline.kind]
        if deadline.ends == (EntryKind.OUTCOME,):
            kind, body = PERSON_TOLD
        assert kind in deadline.ends
        subject = deadline.subject
        at = work.log[-1].at + DAY if work.log else BEGUN + DAY
        ending = WorkEntry(CASE, work.next_seq, at, "T-07", kind, subject, body)
        after = fold(work.seed, [*work.log, ending])
        assert after.next_seq - 1 not in after.passed_over
        same = (deadline.kind, subject, deadline.begin)
        assert same not in {(d.kind, d.subject, d.begin) for d in owed(after, facts)}
