"""What an interview recorded of needs, risk, measures and the end of the case: where case work
begins. Every version of the form is read; a question that one of them lacks has no answer there.

A row of the needs is `intake:<row>`. Nothing is copied: whoever changes an answer changes the seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar

from tipdesk.cases.casework.case_work import (
    CaseClosing,
    CaseOutcome,
    Measure,
    Move,
    Need,
    Retention,
    RiskReview,
    SafetyPlan,
    Seed,
)
from tipdesk.cases.casework.entries import (
    ENDED,
    FIRST_YEAR,
    LAST_YEAR,
    REFERRAL_STATUSES,
    REFLECTION,
    RESIDENCE,
    RISK_LEVELS,
    TIMEFRAMES,
    TURNED_BACK,
)
from tipdesk.cases.custody.chain import read_time
from tipdesk.cases.model import NO_ANSWER, Answer
from tipdesk.cases.paper import referrals
from tipdesk.forms.model import path_of, row_path, split_path

SENT_AT, DELIVERED_AT = "ref_sent_at", "ref_delivered_at"
ADMITTED_AT, ROOM, LEFT_AT = "shelter_in_at", "shelter_in_room", "shelter_out_at"
LEFT_WHY = "shelter_out_reason"
RISK, REVIEW, FACTORS = "risk_level", "risk_review_at", "risk_factors"
PERSON_VIEW, PLAN, SAFETY = "risk_person_view", "safety_plan", "safety_measures"
ARTICLE_12, ORDER, ORDERED = "art12_measure", "art12_order_no", "art12_order_date"
REFLECTION_FROM, REFLECTION_TO = "reflection_from", "reflection_to"
RESIDENCE_EXPIRES = "residence_expires"
OUTCOME = "pp_outcome"
CLOSED, CLOSED_ON = "close_reason", "close_date"
CLOSED_BY, CLOSED_AT = "close_approved_by", "close_approved_at"
KEPT_UNTIL, HOLD = "retention_until", "retention_hold"
_NO_MEASURE = ("", "none", "requested")  # list art12: there is no order


def seed_of(answers: Mapping[str, Answer], begun_at: datetime, owner: str = "") -> Seed:
    """What the answers that count (`cases.answers.counting`) say.

    Args:
        begun_at: of the file; it stands in for the time of an answer that has none.
        owner: login of who began it.
    """
    recorded = _Recorded(answers, begun_at)
    rows = {split_path(path)[1] for path in answers if split_path(path)[0] == referrals.NEEDS}
    needs: dict[str, Need] = {}
    gone: dict[str, Need] = {}
    moves: list[Move] = []
    for row in sorted(rows):
        need = _need(recorded, row)
        if answers.get(row_path(referrals.NEEDS, row), NO_ANSWER).value:
            needs[need.subject] = need
            moves += _moves(recorded, row)
        elif need.need_type:
            gone[need.subject] = need
    return Seed(
        needs=needs,
        gone=gone,
        review=_review(recorded),
        plan=_plan(recorded),
        moves=tuple(moves),
        measures={measure.subject: measure for measure in _measures(recorded)},
        outcome=_outcome(recorded),
        closing=_closing(recorded),
        retention=_retention(recorded),
        owner=owner,
    )


class _Recorded:
    """Answers as values; what cannot be read counts as not answered."""

    def __init__(self, answers: Mapping[str, Answer], begun_at: datetime) -> None:
        self._answers = answers
        self._begun_at = begun_at

    def text(self, path: str) -> str:
        return self._answers.get(path, NO_ANSWER).value

    def codes(self, path: str) -> tuple[str, ...]:
        return tuple(self.text(path).split())

    def at(self, *paths: str) -> datetime:
        """When the first of these that was answered was answered."""
        known = (self._answers[path] for path in paths if self.text(path))
        return next((answer.at for answer in known if answer.at), self._begun_at)

    def by(self, path: str) -> str:
        return self._answers.get(path, NO_ANSWER).by

    def day(self, path: str) -> date | None:
        return _in_reach(date.fromisoformat, self.text(path))

    def time(self, path: str) -> datetime | None:
        return _in_reach(read_time, self.text(path))


_Moment = TypeVar("_Moment", date, datetime)


def _in_reach(read: Callable[[str], _Moment], text: str) -> _Moment | None:
    with suppress(ValueError):
        moment = read(text)
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment
    return None


def _need(recorded: _Recorded, row: int) -> Need:
    def path(name: str) -> str:
        return path_of(name, referrals.NEEDS, row)

    opened = recorded.at(path(referrals.WITHIN), path(referrals.KIND))
    status = recorded.text(path(referrals.STATUS))
    status = status if status in REFERRAL_STATUSES else "draft"
    timeframe = recorded.text(path(referrals.WITHIN))
    sent = recorded.time(path(SENT_AT))
    answered = recorded.time(path(referrals.ANSWERED_AT))
    delivered = recorded.time(path(DELIVERED_AT))
    noted = recorded.at(path(referrals.STATUS))
    since = {"draft": opened, "sent": sent, "delivered": delivered}.get(status, answered) or noted
    turned_back = status in TURNED_BACK
    return Need(
        subject=f"intake:{row}",
        opened_at=opened,
        need_type=recorded.text(path(referrals.KIND)),
        wanted=recorded.text(path(referrals.WANTED)),
        timeframe=timeframe if timeframe in TIMEFRAMES else "",
        agency=recorded.text(path(referrals.AGENCY)),
        focal=recorded.text(path(referrals.FOCAL)),
        status=status,
        since=since,
        clock_from=min(answered or noted, noted) if turned_back else opened,
        turned_back=turned_back,
        sent_at=sent or (since if status == "sent" else None),
        shared=recorded.codes(path(referrals.SHARED)),
        answered_by=recorded.text(path(referrals.ANSWERED_BY)),
        why_not=recorded.text(path(referrals.WHY_NOT)),
        told_appointment=recorded.text(path(referrals.APPOINTMENT)),
        delivered_at=delivered if status in ENDED else None,
    )


def _moves(recorded: _Recorded, row: int) -> list[Move]:
    def path(name: str) -> str:
        return path_of(name, referrals.NEEDS, row)

    moves = []
    if recorded.text(path(ADMITTED_AT)) or recorded.text(path(ROOM)):
        noted = recorded.at(path(ADMITTED_AT), path(ROOM))
        moves.append(Move(noted, "in", recorded.time(path(ADMITTED_AT)), recorded.text(path(ROOM))))
    if recorded.text(path(LEFT_AT)):
        noted, left = recorded.at(path(LEFT_AT)), recorded.time(path(LEFT_AT))
        moves.append(Move(noted, "out", left, reason=recorded.text(path(LEFT_WHY))))
    return moves


def _review(recorded: _Recorded) -> RiskReview | None:
    level = recorded.text(RISK)
    if level not in RISK_LEVELS:
        return None
    return RiskReview(
        recorded.at(RISK),
        recorded.by(RISK),
        level,
        recorded.day(REVIEW),
        recorded.codes(FACTORS),
        recorded.text(PERSON_VIEW),
    )


def _plan(recorded: _Recorded) -> SafetyPlan | None:
    if not recorded.text(PLAN) and not recorded.text(SAFETY):
        return None
    return SafetyPlan(recorded.at(PLAN, SAFETY), recorded.codes(SAFETY), recorded.text(PLAN))


def _measures(recorded: _Recorded) -> list[Measure]:
    """Reflection is a term that an order may grant; Law 91/2013 knows none."""
    measures = []
    if recorded.text(ARTICLE_12) not in _NO_MEASURE:
        measures.append(
            Measure(
                "intake:art12",
                recorded.at(ARTICLE_12),
                recorded.text(ARTICLE_12),
                order=recorded.text(ORDER),
                from_day=recorded.day(ORDERED),
            )
        )
    if (until := recorded.day(REFLECTION_TO)) is not None:
        first = recorded.day(REFLECTION_FROM)
        measures.append(
            Measure(
                f"intake:{REFLECTION}",
                recorded.at(REFLECTION_TO),
                REFLECTION,
                from_day=first,
                until=until,
            )
        )
    if (until := recorded.day(RESIDENCE_EXPIRES)) is not None:  # not of a month or a year
        noted = recorded.at(RESIDENCE_EXPIRES)
        measures.append(Measure(f"intake:{RESIDENCE}", noted, RESIDENCE, until=until))
    return measures


def _outcome(recorded: _Recorded) -> CaseOutcome | None:
    outcome = recorded.text(OUTCOME)
    if not outcome:
        return None
    return CaseOutcome("intake:outcome", recorded.at(OUTCOME), outcome)  # no form asks for its day


def _closing(recorded: _Recorded) -> CaseClosing | None:
    """Whoever is named as approving, and noted the closing themselves, approved nothing."""
    reason, by = recorded.text(CLOSED), recorded.by(CLOSED)
    if not reason:
        return None
    approved_by = recorded.text(CLOSED_BY)
    if approved_by == by:
        approved_by = ""
    approved_at = recorded.time(CLOSED_AT) or recorded.at(CLOSED_BY) if approved_by else None
    return CaseClosing(
        reason, recorded.day(CLOSED_ON), by, recorded.at(CLOSED), approved_by, approved_at
    )


def _retention(recorded: _Recorded) -> Retention | None:
    if not recorded.text(KEPT_UNTIL) and not recorded.text(HOLD):
        return None
    return Retention(recorded.day(KEPT_UNTIL), recorded.text(HOLD) == "yes")
