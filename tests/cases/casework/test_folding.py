"""What stands after a log, whatever is in it and wherever it is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.casework.histories import (
    BEGUN,
    entry,
    need,
    random_history,
    seed,
)
from tests.cases.casework.slow_model import SlowModel
from tipdesk.cases.casework.case_work import Attendance, CaseWork, Seed, WhyNot
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.casework.folding import begin, fold, fold_on
from tipdesk.cases.custody.chain import read_time, timestamp

DAY = timedelta(days=1)
AT = "2099-01-09T07:00:00.000Z"


def log(*entries: WorkEntry) -> Iterator[WorkEntry]:
    """The entries one after the other, an hour apart."""
    for seq, written in enumerate(entries, 1):
        yield replace(written, seq=seq, at=BEGUN + seq * timedelta(hours=1))


def worked(*entries: WorkEntry, of: Seed | None = None) -> CaseWork:
    return fold(of or seed(need(1)), log(*entries))


def sent(subject: str = "intake:1") -> WorkEntry:
    return entry(1, EntryKind.REFERRAL_SENT, subject, agency="moh")


def answered(status: str, subject: str = "intake:1") -> WorkEntry:
    return entry(1, EntryKind.ANSWERED, subject, status=status)


def booked(subject: str = "appointment:1", of: str = "intake:1") -> WorkEntry:
    return entry(1, EntryKind.APPOINTMENT, subject, at_=AT, need=of)


def correction(seq: int) -> WorkEntry:
    return entry(1, EntryKind.CORRECTION, seq_=str(seq), reason="خطأ")


def closing(by: str = "T-07") -> WorkEntry:
    return entry(1, EntryKind.CLOSING, by=by, reason="services_complete", date="2099-01-02")


def approved(by: str) -> WorkEntry:
    return entry(1, EntryKind.CLOSING_APPROVED, by=by)


# --- properties -------------------------------------------------------------------------------


@given(st.randoms(use_true_random=False), st.data())
def test_a_log_that_is_cut_anywhere_comes_to_the_same(random: Random, data: st.DataObject) -> None:
    started, entries = random_history(random)
    cut = data.draw(st.integers(0, len(entries)))
    assert fold_on(fold(started, entries[:cut]), entries[cut:]) == fold(started, entries)


def same_as_slowly(started: Seed, entries: tuple[WorkEntry, ...]) -> None:
    work, slow, end = fold(started, entries), SlowModel(started, entries), len(entries)
    assert set(work.passed_over) == {e.seq for k, e in enumerate(entries) if not slow.counts(k)}
    assert set(work.needs) == slow.needs(end)
    for name, stands in work.needs.items():
        assert stands.status == slow.status(name, end)
        assert stands.wanted == slow.wanted(name, end)
        assert stands.timeframe == slow.timeframe(name, end)
        assert stands.appointment == slow.appointment_of(name, end)
        assert (stands.clock_from, stands.turned_back) == slow.clock(name, end)
        assert stands.gone == (name.startswith("intake:") and name not in started.needs)
    for meeting in (*work.appointments.values(), *work.hearings.values()):
        assert meeting.state == slow.meeting(meeting.subject, end)
    assert work.teams == slow.teams(end)
    assert work.owner == slow.owner(end)
    closed = {"": (False, False), "closing": (True, False), "closed": (True, True)}
    assert (work.closing is not None, work.closed) == closed[slow.closing(end)]


@given(st.randoms(use_true_random=False))
def test_a_log_comes_to_what_its_rules_say_asked_one_by_one(random: Random) -> None:
    same_as_slowly(*random_history(random))


def test_600_random_logs() -> None:
    for number in range(600):
        started, entries = random_history(Random(number))
        same_as_slowly(started, entries)
        work = begin(started)
        for written in entries:
            work = fold_on(work, [written])
        assert work == fold(started, entries)


@pytest.mark.long
def test_20_000_random_logs(request: pytest.FixtureRequest) -> None:
    first = request.config.option.seed
    for number in range(20_000):
        random = Random(first * 100_000 + number)
        started, entries = random_history(random, 24)
        same_as_slowly(started, entries)
        cut = random.randint(0, len(entries))
        assert fold_on(fold(started, entries[:cut]), entries[cut:]) == fold(started, entries)


def test_no_entry_changes_the_seed() -> None:
    for number in range(50):
        started, entries = random_history(Random(number))
        before = repr(started)
        fold(started, entries)
        assert repr(started) == before


# --- rules, one by one ------------------------------------------------------------------------


def test_a_referral_goes_its_way() -> None:
    work = worked(sent(), answered("accepted"), booked())
    stands = work.needs["intake:1"]
    assert (stands.status, stands.agency, stands.appointment) == (
        "scheduled",
        "moh",
        "appointment:1",
    )
    assert [written.kind for written in stands.history] == [
        "referral_sent",
        "answered",
        "appointment",
    ]
    assert work.passed_over == {}


def test_whoever_does_not_come_is_ours_again_from_then_on() -> None:
    work = worked(sent(), booked(), entry(1, EntryKind.NO_SHOW, "appointment:1"))
    stands = work.needs["intake:1"]
    assert (stands.status, stands.turned_back, stands.is_ours) == ("no_show", True, True)
    assert stands.clock_from == BEGUN + timedelta(hours=3)
    assert work.appointments["appointment:1"].state is Attendance.NO_SHOW


@pytest.mark.parametrize(("minutes", "counts"), [(30, 30), (600, 60)])  # entered at 60
def test_a_service_has_answered_when_it_did(minutes: int, counts: int) -> None:
    at = timestamp(BEGUN + timedelta(minutes=minutes))
    work = worked(entry(1, EntryKind.ANSWERED, "intake:1", status="rejected", at_=at))
    stands = work.needs["intake:1"]
    then = BEGUN + timedelta(minutes=counts)
    assert (stands.since, stands.clock_from, stands.turned_back) == (then, then, True)


def test_an_appointment_that_another_one_replaced_says_nothing_of_the_need() -> None:
    moved = worked(sent(), booked(), booked("appointment:2"))
    work = fold_on(moved, [replace(entry(9, EntryKind.CANCELLED, "appointment:1"), at=BEGUN + DAY)])
    assert work.needs["intake:1"].status == "scheduled"


def test_what_is_delivered_is_over() -> None:
    delivered = entry(1, EntryKind.DELIVERED, "intake:1", at_=AT)
    again = entry(1, EntryKind.NEED_CHANGED, "intake:1", wanted="yes")
    work = worked(delivered, answered("rejected"), again)
    assert work.needs["intake:1"].status == "delivered"
    assert work.passed_over == {2: WhyNot.OVER, 3: WhyNot.OVER}


def test_who_declined_may_want_it_after_all() -> None:
    again = entry(1, EntryKind.NEED_CHANGED, "intake:1", wanted="yes")
    stands = worked(answered("declined_person"), again).needs["intake:1"]
    assert (stands.status, stands.ended) == ("draft", False)
    assert stands.clock_from == BEGUN + timedelta(hours=2)


def test_a_need_of_which_nobody_knows_is_passed_over() -> None:
    work = worked(sent("need:1001"), booked(of="need:1001"))
    assert work.passed_over == {1: WhyNot.UNKNOWN, 2: WhyNot.UNKNOWN}


def test_a_row_that_was_taken_out_stays_with_its_mark_if_entries_speak_of_it() -> None:
    left = need(2, need_type="medical")
    of = seed(need(1), gone={"intake:2": left, "intake:3": need(3)})
    work = worked(sent("intake:2"), of=of)
    assert (work.needs["intake:2"].gone, work.needs["intake:2"].need_type) == (True, "medical")
    assert "intake:3" not in work.needs
    assert not work.needs["intake:1"].gone


def test_a_correction_takes_out_what_leaned_on_it_and_may_be_corrected() -> None:
    added = entry(1, EntryKind.NEED, "need:1001", need_type="medical")
    work = worked(added, sent("need:1001"), correction(1))
    assert "need:1001" not in work.needs
    assert work.passed_over == {1: WhyNot.CORRECTED, 2: WhyNot.UNKNOWN}
    back = worked(added, sent("need:1001"), correction(1), correction(3))
    assert back.needs["need:1001"].status == "sent"
    assert back.passed_over == {3: WhyNot.CORRECTED}


def test_a_correction_of_nothing_is_passed_over() -> None:
    assert worked(correction(1), correction(7)).passed_over == {1: "unknown", 2: "unknown"}


def test_a_closing_stands_once_a_second_person_has_approved_it() -> None:
    alone = worked(closing(), approved("T-07"))
    assert not alone.closed
    assert alone.passed_over == {2: WhyNot.SAME_PERSON}
    both = worked(closing(), approved("T-07"), approved("S-01"))
    assert both.closed
    assert both.closing is not None
    assert both.closing.approved_by == "S-01"


def test_nothing_is_promised_in_a_closed_file_until_it_is_reopened() -> None:
    reopened = entry(1, EntryKind.REOPENED, by="S-01", reason="عاد الشخص")
    hearing = entry(1, EntryKind.HEARING, "hearing:1", at_=AT)
    work = worked(closing(), approved("S-01"), sent(), hearing, reopened, sent())
    assert work.passed_over == {3: WhyNot.CLOSED}
    assert work.needs["intake:1"].sent_at == BEGUN + timedelta(hours=6)
    assert "hearing:1" in work.hearings  # what the court says holds whether it is closed or not


def test_an_objection_is_only_to_a_closing_decision() -> None:
    def outcome(code: str) -> WorkEntry:
        return entry(1, EntryKind.OUTCOME, "outcome:1", outcome=code)

    objection = entry(1, EntryKind.OBJECTION, "outcome:1", what="filed", at_=AT)
    work = worked(objection, outcome("convicted"), objection, outcome("archived_temp"), objection)
    assert work.passed_over == {1: WhyNot.UNKNOWN, 3: WhyNot.NO_DECISION}
    assert work.outcome is not None
    assert work.outcome.objection == "filed"


def test_a_team_gives_back_what_it_has() -> None:
    given = entry(1, EntryKind.GIVEN, team="shelter_women")
    taken = entry(1, EntryKind.TAKEN, team="shelter_women")
    work = worked(taken, given, taken, given)
    assert work.teams == {"shelter_women"}
    assert work.passed_over == {1: WhyNot.NOT_GIVEN}


def test_a_measure_has_one_end() -> None:
    order = entry(
        1, EntryKind.MEASURE, "measure:1", measure="shelter", from_="2099-01-02", until="2099-02-01"
    )
    ended = entry(1, EntryKind.MEASURE, "measure:1", ended="2099-01-20", order="7/2099")
    work = worked(order, ended, order)
    measure = work.measures["measure:1"]
    assert (measure.measure, measure.order) == ("shelter", "7/2099")
    days = (str(measure.from_day), str(measure.until), str(measure.ended))
    assert days == ("2099-01-02", "2099-02-01", "2099-01-20")
    assert work.passed_over == {3: WhyNot.OVER}


def test_the_rest_is_kept_as_it_was_entered() -> None:
    work = worked(
        entry(1, EntryKind.CONTACT, way="call", at_=AT, reached="no", safe_way="yes"),
        entry(1, EntryKind.INCIDENT, what="gift", at_=AT, reported_to="النيابة العامة"),
        entry(1, EntryKind.RISK_REVIEW, level="high", next="2099-01-07", factors="media detention"),
        entry(1, EntryKind.SAFETY_PLAN, measures="escort", given="yes"),
        entry(1, EntryKind.SHELTER, what="in", at_=AT, room="12"),
        entry(1, EntryKind.ASSIGNED, officer="K-03"),
        entry(1, EntryKind.RETENTION, until="2109-01-01", hold="yes"),
        entry(1, EntryKind.URGENCY_SETTLED),
    )
    contact = work.contacts[0]
    assert (contact.way, contact.reached, contact.safe_way) == ("call", False, True)
    assert (work.incidents[0].what, work.incidents[0].reported_to) == ("gift", "النيابة العامة")
    assert work.reviews[0].factors == ("media", "detention")
    assert work.plan is not None
    assert (work.plan.measures, work.plan.given) == (("escort",), True)
    assert (work.moves[0].what, work.moves[0].room) == ("in", "12")
    assert (work.owner, work.urgency_settled) == ("K-03", True)
    assert work.retention is not None
    assert work.retention.hold
    assert work.passed_over == {}


def test_numbers_are_given_once() -> None:
    added = entry(1, EntryKind.NEED, "need:1001", need_type="medical")
    work = worked(added, correction(1))
    assert work.next_subject("need") == "need:1002"
    assert begin(seed(need(1))).next_subject("need") == "need:1001"
    assert begin(seed(need(1))).next_subject("hearing") == "hearing:1"


def test_a_slip_finds_its_need_by_number() -> None:
    work = worked(entry(1, EntryKind.NEED, "need:1001", need_type="medical"))
    assert [stands.number for stands in work.needs.values()] == [1, 1001]


def test_a_decision_is_told_to_the_person_in_an_entry_of_its_own() -> None:
    decision = entry(
        1, EntryKind.OUTCOME, "outcome:1", outcome="archived_temp", decided_at="2099-01-01"
    )
    told_later = entry(1, EntryKind.OUTCOME, "outcome:1", told_at=AT)
    note = entry(1, EntryKind.OUTCOME, "outcome:1", note="بالهاتف")
    outcome = worked(decision, told_later, note).outcome
    assert outcome is not None
    assert (outcome.outcome, str(outcome.decided_at), outcome.note) == (
        "archived_temp",
        "2099-01-01",
        "بالهاتف",
    )
    assert outcome.told_at is not None
    assert outcome.told_at.isoformat() == "2099-01-09T07:00:00+00:00"


def test_what_comes_next_of_a_need() -> None:
    """From one step to the next as things go, until nothing is owed."""
    before, after = read_time(AT) - DAY, read_time(AT) + DAY
    at_service, of_need = (EntryKind.ANSWERED, "intake:1"), "intake:1"
    attended = entry(1, EntryKind.ATTENDED, "appointment:1")
    delivered = entry(1, EntryKind.DELIVERED, of_need, at_=AT)
    steps: list[tuple[list[WorkEntry], datetime, object]] = [
        ([], before, (EntryKind.REFERRAL_SENT, of_need)),
        ([sent()], before, at_service),
        ([sent(), answered("received")], before, at_service),
        ([sent(), answered("rejected")], before, (EntryKind.REFERRAL_SENT, of_need)),
        ([sent(), answered("accepted")], before, (EntryKind.APPOINTMENT, "")),
        ([sent(), answered("scheduled")], before, (EntryKind.APPOINTMENT, "")),
        ([sent(), booked()], before, at_service),
        ([sent(), booked()], after, (EntryKind.ATTENDED, "appointment:1")),
        ([sent(), booked(), attended], after, (EntryKind.DELIVERED, of_need)),
        ([sent(), booked(), attended, delivered], after, None),
    ]
    for entries, at, step in steps:
        work = worked(*entries)
        assert work.passed_over == {}
        assert work.next_of(work.needs[of_need], at) == step
