"""What is refused before it is entered, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.cases.casework.histories import (
    BEGUN,
    CASE,
    OFFICERS,
    course,
    entry,
    need,
    random_seed,
    seed,
)
from tests.cases.casework.test_folding import approved, closing, sent, worked
from tipdesk.cases.casework.case_work import CaseWork, WhyNot
from tipdesk.cases.casework.entering import check_entry, may_enter, sample_body
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.casework.folding import begin, fold, fold_on
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import Officer, Role
from tipdesk.core.errors import WorkEntryRefused

OFFICER, CASEWORKER, SUPERVISOR = OFFICERS
NOBODY = Officer(9, "A-01", "", Role.ADMINISTRATOR)
AT = "2099-01-01T07:00:00.000Z"
DAY = timedelta(days=1)


def next_one(work: CaseWork, written: WorkEntry, who: Officer = OFFICER) -> WorkEntry:
    return replace(written, seq=work.next_seq, by=who.login, at=BEGUN + DAY)


def answer(work: CaseWork, written: WorkEntry, who: Officer = OFFICER) -> WhyNot | None:
    return may_enter(work, next_one(work, written, who), who)


EMPTY = begin(seed(need(1)))


def test_what_follows_may_be_entered_and_does_what_the_fold_says() -> None:
    assert answer(EMPTY, sent()) is None
    assert answer(EMPTY, sent(), CASEWORKER) is None
    after = fold_on(EMPTY, [next_one(EMPTY, sent())])
    assert after.needs["intake:1"].status == "sent"
    assert after.passed_over == {}


@pytest.mark.parametrize("kind", EntryKind)
def test_of_every_kind_it_is_known_before_anybody_has_written_it(kind: EntryKind) -> None:
    work, at = worked(closing(), of=seed(need(1))), BEGUN + DAY
    subject = _SUBJECT.get(kind, "intake:1" if kind in _OF_NEEDS else "")
    body = sample_body(kind, at)
    sample = WorkEntry(CASE, work.next_seq, at, SUPERVISOR.login, kind, subject, body)
    assert may_enter(work, sample, SUPERVISOR) is _EXPECTED.get(kind)


_OF_NEEDS = {
    *(EntryKind.NEED_CHANGED, EntryKind.REFERRAL_SENT, EntryKind.ANSWERED, EntryKind.DELIVERED),
}
_SUBJECT = {
    EntryKind.NEED: "need:1001",
    EntryKind.HEARING: "hearing:1",
    EntryKind.MEASURE: "measure:1",
    EntryKind.OUTCOME: "outcome:1",
    EntryKind.OBJECTION: "outcome:1",
    EntryKind.APPOINTMENT: "appointment:1",
    EntryKind.ATTENDED: "appointment:1",
    EntryKind.NO_SHOW: "appointment:1",
    EntryKind.CANCELLED: "appointment:1",
}
_EXPECTED = {
    EntryKind.ATTENDED: WhyNot.UNKNOWN,
    EntryKind.NO_SHOW: WhyNot.UNKNOWN,
    EntryKind.CANCELLED: WhyNot.UNKNOWN,
    EntryKind.OBJECTION: WhyNot.UNKNOWN,
    EntryKind.TAKEN: WhyNot.NOT_GIVEN,
    EntryKind.CLOSING_APPROVED: WhyNot.NO_RETENTION,
}


def test_what_the_fold_would_pass_over_is_refused() -> None:
    assert answer(EMPTY, sent("need:1001")) is WhyNot.UNKNOWN
    with pytest.raises(WorkEntryRefused) as caught:
        check_entry(EMPTY, next_one(EMPTY, sent("need:1001")), OFFICER)
    assert caught.value.details == {"reason": "unknown"}
    check_entry(EMPTY, next_one(EMPTY, sent()), OFFICER)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 3},
        {"seq": 1},
        {"by": "K-03"},
        {"at": BEGUN},
        {"case_id": "11111111-2222-4333-8444-555555555556"},
    ],
    ids=str,
)
def test_it_follows_the_last_entry_of_the_file_and_is_ones_own(change: dict[str, object]) -> None:
    work = worked(sent())
    written = replace(next_one(work, sent()), **change)  # type: ignore[arg-type]  # as above
    assert may_enter(work, written, OFFICER) is WhyNot.OUT_OF_ORDER


@pytest.mark.parametrize(
    ("kind", "body", "refused"),
    [
        (EntryKind.CLOSING_APPROVED, {}, {OFFICER, CASEWORKER, NOBODY}),
        (EntryKind.REOPENED, {"reason": "عاد"}, {OFFICER, CASEWORKER, NOBODY}),
        (EntryKind.RETENTION, {"hold": "yes"}, {OFFICER, CASEWORKER, NOBODY}),
        (EntryKind.ASSIGNED, {"officer": "K-03"}, {NOBODY, OFFICER, CASEWORKER}),
    ],
)
def test_roles(kind: EntryKind, body: dict[str, str], refused: set[Officer]) -> None:
    for who in (*OFFICERS, NOBODY):
        why = answer(EMPTY, entry(1, kind, **body), who)
        assert (why is WhyNot.ROLE) == (who in refused), who


def test_an_entry_is_corrected_by_whoever_made_it_or_a_supervisor_and_once() -> None:
    def correction(seq: int) -> WorkEntry:
        return entry(1, EntryKind.CORRECTION, seq_=str(seq), reason="خطأ")

    work = worked(sent())
    assert answer(work, correction(1)) is None
    assert answer(work, correction(1), CASEWORKER) is WhyNot.NOT_OWN
    assert answer(work, correction(1), SUPERVISOR) is None
    assert answer(work, correction(2)) is WhyNot.UNKNOWN
    assert answer(worked(sent(), correction(1)), correction(1)) is WhyNot.CORRECTED


def test_a_closing_that_two_decided_is_not_undone_by_one_who_corrects_it() -> None:
    def correction(seq: int) -> WorkEntry:
        return entry(1, EntryKind.CORRECTION, seq_=str(seq), reason="خطأ")

    closed = worked(closing(), approved(SUPERVISOR.login))
    assert closed.closed
    assert answer(worked(closing()), correction(1)) is None
    assert answer(closed, correction(1)) is WhyNot.ROLE
    assert answer(closed, correction(1), SUPERVISOR) is None
    # Nor by a correction of what had made it the first closing.
    earlier = worked(closing(), correction(1), closing(), approved(SUPERVISOR.login))
    assert earlier.closed
    assert fold_on(earlier, [next_one(earlier, correction(2))]).closed


def test_who_has_a_file_is_not_corrected_in_the_log_alone() -> None:
    given = entry(1, EntryKind.ASSIGNED, by="K-03", officer="K-03")
    correction = entry(1, EntryKind.CORRECTION, seq_="1", reason="خطأ")
    assert answer(worked(given), correction, SUPERVISOR) is WhyNot.BY_DEED


@pytest.mark.parametrize(
    ("kind", "subject", "body"),
    [
        (EntryKind.DELIVERED, "intake:1", {"at": "2099-01-02T06:00:01.000Z"}),
        (EntryKind.ANSWERED, "intake:1", {"status": "accepted", "at": "2099-01-03T06:00:00.000Z"}),
        (EntryKind.INCIDENT, "", {"what": "gift", "at": "2099-01-03T06:00:00.000Z"}),
        (EntryKind.CLOSING, "", {"reason": "integrated", "date": "2099-01-03"}),
        (EntryKind.OUTCOME, "outcome:1", {"outcome": "acquitted", "decided_at": "2099-01-03"}),
    ],
)
def test_what_has_not_happened_is_not_told(
    kind: EntryKind, subject: str, body: dict[str, str]
) -> None:
    assert answer(EMPTY, entry(1, kind, subject, **{f"{k}_": v for k, v in body.items()})) is (
        WhyNot.NOT_YET
    )


def test_what_happens_this_moment_has_happened() -> None:
    now = timestamp(BEGUN + DAY)
    assert answer(EMPTY, entry(1, EntryKind.DELIVERED, "intake:1", at_=now)) is None


@pytest.mark.parametrize(
    ("level", "next_day", "fits"),
    [
        ("high", "", False),
        ("medium", "", False),
        ("low", "", True),
        ("high", "2099-01-09", True),
        ("high", "2099-01-10", False),
        ("medium", "2099-01-10", True),
        ("medium", "2099-01-01", False),
        ("medium", "2099-01-02", True),  # today
    ],
)
def test_the_next_review_has_its_day(level: str, next_day: str, fits: bool) -> None:
    body = {"level": level, **({"next": next_day} if next_day else {})}
    why = answer(EMPTY, entry(1, EntryKind.RISK_REVIEW, **body))
    assert why is (None if fits else WhyNot.REVIEW_DAY)


def test_another_way_than_the_safe_one_says_why() -> None:
    contact = {"way": "call", "at_": AT, "reached": "yes", "safe_way": "no"}
    assert answer(EMPTY, entry(1, EntryKind.CONTACT, **contact)) is WhyNot.UNSAFE_WAY
    said_why = {**contact, "why_not": "الهاتف مغلق"}
    assert answer(EMPTY, entry(1, EntryKind.CONTACT, **said_why)) is None


def test_a_closing_is_approved_by_another_supervisor_once_it_is_known_how_long_the_file_stays() -> (
    None
):
    approval = entry(1, EntryKind.CLOSING_APPROVED)
    kept = entry(1, EntryKind.RETENTION, until="2109-01-01")
    held = entry(1, EntryKind.RETENTION, hold="yes")
    assert answer(worked(closing()), approval, SUPERVISOR) is WhyNot.NO_RETENTION
    free = entry(1, EntryKind.RETENTION, hold="no")
    assert answer(worked(closing(), free), approval, SUPERVISOR) is WhyNot.NO_RETENTION
    assert answer(worked(closing(), kept), approval, SUPERVISOR) is None
    assert answer(worked(closing(), held), approval, SUPERVISOR) is None
    own = worked(closing("S-01"), kept)
    assert answer(own, approval, SUPERVISOR) is WhyNot.SAME_PERSON


def test_nothing_that_may_be_entered_is_passed_over() -> None:
    for number in range(60):
        random = Random(number)
        started = random_seed(random)
        written = tuple(course(random, started, 30, 40))
        assert fold(started, written).passed_over == {}
