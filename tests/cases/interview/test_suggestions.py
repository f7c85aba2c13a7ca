"""What follows from an answer is suggested, once, and never taken away with the answer."""

from __future__ import annotations

import pytest

from tests.cases.small_form import FORM, state_of
from tests.forms.intake_form import TODAY, intake_rules, judged
from tipdesk.cases.interview.suggestions import Suggestion, suggested
from tipdesk.cases.model import Answer, MissingReason

NEED = "needs[1]/need_"
IRREGULAR = ("resident_expired", "visit_overstay", "entered_irregular")


def suggestions(given: dict[str, str], **reasons: MissingReason) -> tuple[Suggestion, ...]:
    answers = {path: Answer(value) for path, value in given.items()}
    answers |= {name: Answer(reason=reason) for name, reason in reasons.items()}
    state = judged({"case_type": "tip", **given})
    return suggested(intake_rules().definition, state, answers, TODAY)


def kinds(given: dict[str, str]) -> list[tuple[str, bool]]:
    return [
        (suggestion.key[1], suggestion.urgent)
        for suggestion in suggestions(given)
        if suggestion.repeat == "needs"
    ]


CARE = [
    ({"fit_now": "no"}, "emergency_medical", "fit_now"),
    ({"recent_assault": "yes"}, "emergency_medical", "recent_assault"),
    ({"self_harm": "yes"}, "mental_health", "self_harm"),
    ({"sessions[2]/session_fit": "no"}, "emergency_medical", "sessions[2]/session_fit"),
]


@pytest.mark.parametrize(("given", "kind", "because"), CARE)
def test_care_within_an_hour_follows_from_what_puts_it_first(
    given: dict[str, str], kind: str, because: str
) -> None:
    (suggestion,) = suggestions(given)
    assert suggestion.urgent
    assert (suggestion.because, suggestion.home, suggestion.row) == (because, "needs", 0)
    assert suggestion.changes(3) == {"needs[3]/need_type": kind, "needs[3]/need_timeframe": "h1"}


def test_two_answers_that_ask_for_the_same_care_suggest_it_once() -> None:
    both = {"fit_now": "no", "recent_assault": "yes", "self_harm": "yes"}
    assert kinds(both) == [("emergency_medical", True), ("mental_health", True)]


@pytest.mark.parametrize("given", [{}, {"fit_now": "yes"}, {"fit_now": "unknown"},
                                   {"self_harm": "no"}, {"recent_assault": "unknown"}])  # fmt: skip
def test_nothing_else_does(given: dict[str, str]) -> None:
    assert suggestions(given) == ()


def test_a_session_in_which_the_person_is_fit_again_asks_for_none() -> None:
    assert kinds({"fit_now": "no", "sessions[1]/session_fit": "yes"}) == []
    later = {"fit_now": "no", "sessions[1]/session_fit": "yes", "sessions[2]/session_fit": "no"}
    assert kinds(later) == [("emergency_medical", True)]


def test_a_need_that_is_there_is_not_suggested_again() -> None:
    unfit = {"fit_now": "no"}
    for kind in ("emergency_medical", "medical"):
        assert kinds({**unfit, NEED + "type": kind, NEED + "timeframe": "h1"}) == []
    chosen = {**unfit, NEED + "type": "emergency_medical", NEED + "timeframe": "h3"}
    assert kinds(chosen) == []  # the officer has set another time
    assert kinds({**unfit, NEED + "type": "shelter", NEED + "timeframe": "h1"}) != []
    assert kinds({"residence_status": "visit_overstay", NEED + "type": "residence",
                  "absence_report": "none"}) == []  # fmt: skip


def test_a_need_without_its_time_is_completed_and_not_doubled() -> None:
    (suggestion,) = suggestions({"fit_now": "no", NEED + "type": "medical"})
    assert suggestion.row == 1
    assert suggestion.changes(suggestion.row) == {
        NEED + "type": "medical",
        NEED + "timeframe": "h1",
    }


@pytest.mark.parametrize("status", IRREGULAR)
def test_an_irregular_residence_suggests_help_with_it(status: str) -> None:
    both = [("residence", False), ("absconding_removal", False)]
    assert kinds({"residence_status": status}) == both
    assert kinds({"residence_status": status, "absence_report": "none"}) == both[:1]


def test_an_active_report_and_open_matters_do_too() -> None:
    both = [("residence", False), ("absconding_removal", False)]
    assert kinds({"absence_report": "filed_active"}) == both
    assert kinds({"open_matters": "منع سفر"}) == both
    valid = {"residence_status": "resident_valid", "absence_report": "filed_active"}
    assert kinds(valid) == both[1:]
    for report in ("filed_cancelled", "threatened", "unknown", "none"):
        assert kinds({"absence_report": report}) == []
    assert [suggestion.because for suggestion in suggestions({"absence_report": "filed_active"})] == [
        "absence_report", "absence_report"
    ]  # fmt: skip


def test_a_closed_question_suggests_nothing() -> None:
    child = {"age_stated": "15", "residence_status": "visit_overstay"}
    assert kinds(child) == []


def test_a_high_risk_is_reviewed_within_seven_days() -> None:
    (suggestion,) = suggestions({"risk_level": "high"})
    assert suggestion.changes(0) == {"risk_review_at": "2026-12-01"}
    assert judged({"risk_level": "high", **suggestion.changes(0)}).faults == ()
    assert suggestions({"risk_level": "high", "risk_review_at": "2026-11-30"}) == ()
    assert suggestions({"risk_level": "medium"}) == ()
    assert suggestions({"risk_level": "high"}, risk_review_at=MissingReason.DEFERRED) == ()


def test_the_entry_is_that_of_the_first_leg_to_kuwait() -> None:
    legs = {
        "legs[1]/leg_to_country": "ARE", "legs[1]/leg_date": "2024-01",
        "legs[4]/leg_to_country": "KWT", "legs[4]/leg_date": "2024-03~|قبل رمضان",
        "legs[5]/leg_to_country": "KWT", "legs[5]/leg_date": "2025-02",
    }  # fmt: skip
    (suggestion,) = suggestions(legs)
    assert suggestion.because == "legs[4]/leg_date"
    assert suggestion.changes(0) == {"kw_entry_date": "2024-03~|قبل رمضان"}
    assert suggestions({**legs, "kw_entry_date": "2023"}) == ()
    assert suggestions({**legs, "legs[4]/leg_date": ""}) == ()  # the first one is not known
    assert suggestions(legs, kw_entry_date=MissingReason.DECLINED) == ()


def test_a_form_without_these_questions_suggests_nothing() -> None:
    assert suggested(FORM, state_of({}), {}, TODAY) == ()
