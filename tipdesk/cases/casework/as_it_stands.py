"""A file as its case work stands, for papers that go on with the person: the letter to a service,
the safety plan, the sheet that is carried away. What is evidence keeps reading the record.

Needs that were noted after the interview stand among its rows under their own number, as on a slip.
What came later stands where the interview asked for the same; the digest stays that of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from tipdesk.cases.casework.case_work import CaseWork, Need
from tipdesk.cases.casework.entries import ENDED
from tipdesk.cases.casework.seed import FACTORS, PERSON_VIEW, PLAN, REVIEW, RISK, SAFETY
from tipdesk.cases.model import NO_ANSWER, Answer, CaseFile, Source
from tipdesk.cases.paper import referrals
from tipdesk.forms.model import path_of, row_path, split_path
from tipdesk.forms.values import stored_date_time

SAFETY_PLAN, CARRIED = "safety", "closing"  # documents
STANDING = frozenset({referrals.DOCUMENT, SAFETY_PLAN, CARRIED})
"""The documents that read the case work."""
NEXT = "iv_next"  # when the person is met again
_OF_NEED = {
    referrals.KIND: "need_type",
    referrals.WANTED: "wanted",
    referrals.WITHIN: "timeframe",
    referrals.AGENCY: "agency",
    referrals.FOCAL: "focal",
}
"""By question of its row: the same of the case work."""


def as_it_stands(case_file: CaseFile, work: CaseWork, document: str, now: datetime) -> CaseFile:
    """The file with what its case work has come to, for one of `STANDING`. On the sheet that the
    person carries, needs that ended are left out, and the nearest appointment is the next one."""
    answers = dict(case_file.answers)
    for need in work.needs.values():
        answers |= dict(_of_need(need, case_file.answers))
        if document == CARRIED and need.status in ENDED:
            answers = _without(answers, need.number)
    if document == SAFETY_PLAN:
        answers |= dict(_of_safety(work))
    if document == CARRIED:
        answers |= dict(_next(work, case_file.answers.get(NEXT, NO_ANSWER), now))
    return replace(case_file, answers=answers)


def _without(answers: Mapping[str, Answer], row: int) -> dict[str, Answer]:
    return {
        path: answer
        for path, answer in answers.items()
        if split_path(path)[:2] != (referrals.NEEDS, row)
    }


def _of_need(need: Need, recorded: Mapping[str, Answer]) -> Iterator[tuple[str, Answer]]:
    if need.gone:
        return
    row = need.number
    by = need.history[0].by if need.history else ""
    if row_path(referrals.NEEDS, row) not in recorded:
        yield row_path(referrals.NEEDS, row), Answer("1", by=by, at=need.opened_at)
    for name, known in _OF_NEED.items():
        path, value = path_of(name, referrals.NEEDS, row), str(getattr(need, known))
        if value != recorded.get(path, NO_ANSWER).value:
            yield path, Answer(value, source=Source.PERSON, by=by, at=need.opened_at)


def _of_safety(work: CaseWork) -> Iterator[tuple[str, Answer]]:
    """The last review and the plan, where they are later than the interview. What a review says
    nothing of stays as it was, but for when the next one is."""
    review = work.reviews[-1] if work.reviews else None
    if review is not None and review != work.seed.review:
        next_day = review.next_day.isoformat() if review.next_day else ""
        values = {RISK: review.level, FACTORS: " ".join(review.factors)}
        values[PERSON_VIEW] = review.person_view
        values = {name: value for name, value in values.items() if value} | {REVIEW: next_day}
        for name, value in values.items():
            yield name, Answer(value, by=review.by, at=review.at)
    plan = work.plan
    if plan is not None and plan != work.seed.plan:
        yield SAFETY, Answer(" ".join(plan.measures), at=plan.at)
        yield PLAN, Answer(plan.words, at=plan.at)


def _next(work: CaseWork, recorded: Answer, now: datetime) -> Iterator[tuple[str, Answer]]:
    ahead = [each for each in work.appointments.values() if each.is_open and each.at > now]
    if not ahead:
        return
    nearest = min(ahead, key=lambda appointment: appointment.at)
    at = stored_date_time(nearest.at)
    if not stored_date_time(now) < recorded.value < at:
        yield NEXT, Answer(at, at=nearest.made_at)
