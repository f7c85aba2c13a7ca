"""What the intake form opens, closes and works out, asked of the compiled sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tipdesk.forms.known import KnownFrom, KnownRule, known_questions
from tipdesk.forms.model import Stage
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import read_sheets

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "forms" / "victim-intake"
TODAY = date(2026, 11, 24)
CONTEXT = Context(TODAY, datetime(2026, 11, 24, 9, 0, tzinfo=UTC), {"case_no": "KW-1"})
INTERVIEW = {
    "acquaintance", "account", "journey", "suspects", "identity", "papers", "family", "health", "readback",
    "exhibits",
}  # fmt: skip
STORY = {"account", "journey", "suspects", "readback"}
ALWAYS = {
    "session", "registration", "rights", "fitness", "risk", "needs_referrals", "safety",
    "session_end", "assessment",
}  # fmt: skip

Judge = Callable[..., FormState]


@pytest.fixture(scope="module")
def rules() -> FormRules:
    compiled = compile_form(read_sheets(FOLDER))
    assert compiled.faults == ()
    assert compiled.definition is not None
    return FormRules(compiled.definition)


@pytest.fixture(scope="module")
def judge(rules: FormRules) -> Judge:
    def evaluate(**answers: str) -> FormState:
        values = {"intake_at": "2026-11-24T08:00:00+00:00", **answers}
        state = rules.evaluate(values, CONTEXT)
        assert state.broken == ()
        return state

    return evaluate


def opened(state: FormState, rules: FormRules) -> set[str]:
    return {s.name for s in rules.definition.sections if state.is_relevant(s.name)}


def test_a_new_file_opens_everything_but_the_childs_page(judge: Judge, rules: FormRules) -> None:
    state = judge()
    assert opened(state, rules) == ALWAYS | INTERVIEW
    assert state.stops == ()


@pytest.mark.parametrize(
    ("answers", "stop"),
    [
        ({"iv_private": "no"}, "stop_place"),
        ({"iv_suspect_near": "yes"}, "stop_place"),
        ({"fit_now": "no"}, "stop_fit"),
        ({"self_harm": "yes"}, "stop_fit"),
        ({"recent_assault": "yes"}, "stop_fit"),
    ],
)
def test_danger_and_ill_health_close_the_interview(
    judge: Judge, rules: FormRules, answers: dict[str, str], stop: str
) -> None:
    state = judge(**answers)
    assert opened(state, rules) == ALWAYS
    (stop_found,) = state.stops
    assert stop_found.code == stop
    assert set(stop_found.closed_sections) >= INTERVIEW
    assert not any(state.is_relevant(name) for name in ("stmt_arabic", "assess_officer"))


@pytest.mark.parametrize("answer", ["yes", "unknown", ""])
def test_not_knowing_closes_nothing(judge: Judge, rules: FormRules, answer: str) -> None:
    state = judge(iv_private=answer, fit_now=answer)
    assert opened(state, rules) == ALWAYS | INTERVIEW


def test_what_was_recorded_before_a_stop_stays_in_the_file(judge: Judge, rules: FormRules) -> None:
    answers = {"fit_now": "no", "stmt_arabic": "قالت", "name_ar_first": "سارة"}
    assert judge(**answers).value("stmt_arabic") == ""
    assert "iv_before_stop" in judge(**answers).missing(Stage.EXPORT)
    after_stop = judge(**answers, iv_before_stop="yes")
    assert opened(after_stop, rules) == ALWAYS | INTERVIEW
    assert (after_stop.value("stmt_arabic"), after_stop.value("name_ar_first")) == ("قالت", "سارة")
    assert [stop.code for stop in after_stop.stops] == ["stop_fit"]  # the officer still sees why


@pytest.mark.parametrize("consent", ["refused", "withdrawn", "unable"])
def test_a_refusal_closes_the_statement_and_nothing_else(
    judge: Judge, rules: FormRules, consent: str
) -> None:
    state = judge(consent_interview=consent)
    assert opened(state, rules) == (ALWAYS | INTERVIEW) - STORY
    assert [stop.code for stop in state.stops] == ["refused_interview"]


CHILD_CASES = [
    ({"birth_date": "2008-11-25"}, "yes"),  # 17, tomorrow 18
    ({"birth_date": "2008-11-24"}, "yes"),  # the 18th birthday is included
    ({"birth_date": "2008-11-23"}, "no"),
    ({"birth_date": "2008-02-29", "intake_at": "2026-02-28T09:00:00+00:00"}, "yes"),
    ({"birth_date": "2008-02-29", "intake_at": "2026-03-01T09:00:00+00:00"}, "no"),
    ({"birth_date": "2008-11-24|كما قالت"}, "yes"),
    ({"birth_date": "1990-01-01", "age_basis": "disputed"}, "possible"),
    ({"birth_date": "1990-01-01", "child_possible": "yes"}, "possible"),
    ({"birth_date": "2015-01-01", "age_basis": "disputed"}, "yes"),
    ({"age_stated": "17"}, "yes"),
    ({"age_stated": "18"}, "possible"),
    ({"age_stated": "18", "age_basis": "official_id"}, "no"),
    ({"age_stated": "18", "age_basis": "birth_certificate"}, "no"),
    ({"age_stated": "18", "age_basis": "stated"}, "possible"),
    ({"age_stated": "19"}, "no"),
    ({"age_stated": "0"}, "yes"),
    ({"birth_date": "1999", "age_stated": "27"}, "no"),
    ({"birth_date": "2008", "age_stated": "19"}, "possible"),  # the year leaves a doubt
    ({"birth_date": "2008-05~", "age_stated": "19"}, "possible"),
    ({"birth_date": "2005/2009", "age_stated": "19"}, "possible"),
    ({"birth_date": "2001/2003", "age_stated": "24"}, "no"),
    ({"birth_date": "../2000", "age_stated": "30"}, "no"),
    ({"birth_date": "1990/..", "age_stated": "30"}, "no"),
    ({"birth_date": "|عام السيل", "age_stated": "40"}, "no"),
    ({"birth_date": "1990-01-01", "age_stated": "12"}, "no"),  # a full date decides
    ({"birth_date": "2012"}, "yes"),  # whatever day of the year it was
    ({"birth_date": "2012", "age_stated": "25"}, "yes"),
    ({"birth_date": "2008-12"}, "yes"),
    ({"birth_date": "2008-11"}, "possible"),  # 18 yesterday, or next week
    ({"birth_date": "2009"}, "yes"),
    ({"birth_date": "2012~"}, "yes"),
    ({"birth_date": "2009~"}, "possible"),  # about 2009 may be 2008
    ({"birth_date": "2009/2012"}, "yes"),
    ({"birth_date": "2012/.."}, "yes"),
    ({"birth_date": "../2012"}, "possible"),
    ({"birth_date": "2012|عام السيل"}, "yes"),
    ({"birth_date": "2007", "intake_at": "2025-01-01T09:00:00+00:00"}, "yes"),
    ({"birth_date": "2007", "intake_at": "2025-01-02T09:00:00+00:00"}, "possible"),
    # An interview that has not begun yet is none: today counts.
    ({"birth_date": "2012", "intake_at": "2030-01-02T09:00:00+00:00"}, "yes"),
    ({}, ""),
]


@pytest.mark.parametrize(("answers", "expected"), CHILD_CASES)
def test_who_is_a_child(judge: Judge, answers: dict[str, str], expected: str) -> None:
    state = judge(**answers)
    assert state.value("is_child") == expected
    assert state.is_relevant("child") == (expected in ("yes", "possible"))


def test_the_childs_age_is_that_at_intake(judge: Judge) -> None:
    late = judge(birth_date="2008-01-10", intake_at="2026-01-10T22:00:00+00:00")  # 11th in Kuwait
    assert late.value("is_child") == "no"
    early = judge(birth_date="2008-01-10", intake_at="2026-01-10T20:00:00+00:00")
    assert early.value("is_child") == "yes"


def test_a_child_is_heard_by_a_specialist(judge: Judge) -> None:
    closed = judge(age_stated="15")
    assert not closed.is_relevant("account")
    assert not closed.is_relevant("readback")
    assert [stop.code for stop in closed.stops] == ["child_note"]
    assert {"account", "readback"} <= set(closed.stops[0].closed_sections)
    assert judge(age_stated="15", child_specialist="MSA-7").is_relevant("account")
    assert not judge(age_stated="15", child_waiver_reason="لا يوجد").is_relevant("account")
    reason = {"child_waiver_reason": "لا يوجد", "child_waiver_by": "SUP-1"}
    assert judge(age_stated="15", **reason).is_relevant("account")
    assert judge(age_stated="15", child_specialist="MSA-7").stops == ()


def test_the_notice_and_help_never_wait(judge: Judge) -> None:
    worst = judge(iv_suspect_near="yes", fit_now="no", consent_interview="refused")
    for name in ("prosecution_notified_at", "needs", "safety_measures", "rights_explained"):
        assert worst.is_relevant(name)


def test_questions_that_follow_an_answer(judge: Judge) -> None:
    pairs = [
        ({"intake_site_type": "border_port"}, "intake_port"),
        ({"int_mode": "phone"}, "int_independent"),
        ({"prior_any": "yes"}, "prior_interviews"),
        ({"consent_photo": "withdrawn"}, "consent_changed_at"),
        ({"risk_level": "medium"}, "safety_plan"),
        ({"risk_level": "high"}, "risk_review_at"),
        ({"art12_measure": "shelter"}, "art12_order_no"),
        ({"case_type": "unclear"}, "assess_officer"),
        ({"iv_start": "2026-11-23T19:30:00+00:00"}, "night_hour"),
    ]
    for answers, name in pairs:
        assert judge(**answers).is_relevant(name), name
        assert not judge().is_relevant(name), name
    assert not judge(case_type="labour_violation").is_relevant("prosecution_notified_at")
    assert not judge(birth_date="1990-01-01").is_relevant("age_stated")
    assert not judge(iv_start="2026-11-24T09:30:00+00:00").is_relevant("night_hour")


def test_rows_of_needs_know_their_own_answers(judge: Judge) -> None:
    state = judge(**{
        "needs[1]": "1", "needs[1]/need_type": "shelter", "needs[1]/need_wanted": "yes",
        "needs[2]": "1", "needs[2]/need_type": "wages", "needs[2]/need_wanted": "no",
    })  # fmt: skip
    assert state.is_relevant("needs[2]/wage_claim_no")
    assert not state.is_relevant("needs[1]/wage_claim_no")
    assert not state.is_relevant("needs[2]/ref_agency")
    assert "needs[1]/ref_agency" in state.missing(Stage.EXPORT)


def test_a_long_session_without_break_is_named(judge: Judge) -> None:
    long = {"iv_start": "2026-11-24T05:00:00+00:00", "iv_end": "2026-11-24T07:00:00+00:00"}
    assert judge(**long).is_relevant("long_without_break")
    paused = {**long, "iv_breaks[1]": "1", "iv_breaks[1]/break_from": "2026-11-24T06:00:00+00:00"}
    assert not judge(**paused).is_relevant("long_without_break")
    short = {**long, "iv_end": "2026-11-24T06:00:00+00:00"}
    assert not judge(**short).is_relevant("long_without_break")


REFUSED = [
    ("iv_start", "2026-11-24T10:00:00+00:00"),
    ("intake_at", "2026-11-25T00:00:00+00:00"),
    ("birth_date", "2026-11-25"),
    ("birth_date", "2027"),
    ("age_stated", "121"),
    ("name_latin_surname", "حداد"),
    ("phone_safe", "٠٠"),
    ("phone_safe", "call me"),
    ("immediate_actions", "none rest"),
    ("medical_report_date", "2026-11-25"),
]
ACCEPTED = [
    ("iv_start", "2026-11-24T08:59:00+00:00"),
    ("birth_date", "2026-11~"),
    ("birth_date", "../2000"),
    ("birth_date", "|عام السيل"),
    ("age_stated", "0"),
    ("age_stated", "120"),
    ("name_latin_surname", "DE LA CRUZ-O'NEIL"),
    ("phone_safe", "+96555500001"),
    ("phone_safe", "5550 0001"),
    ("immediate_actions", "rest safe_place"),
    ("medical_report_date", "2026-11-24"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_cannot_be_is_refused(judge: Judge, name: str, value: str) -> None:
    fault = judge(**{name: value}).fault_at(name)
    assert fault is not None
    assert fault.text.ar
    assert fault.text.en


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_what_can_be_is_accepted(judge: Judge, name: str, value: str) -> None:
    assert judge(**{name: value}).fault_at(name) is None


def test_ends_come_after_beginnings(judge: Judge) -> None:
    start = {"iv_start": "2026-11-24T07:00:00+00:00"}
    assert judge(**start, iv_end="2026-11-24T06:00:00+00:00").fault_at("iv_end")
    assert not judge(**start, iv_end="2026-11-24T08:00:00+00:00").fault_at("iv_end")


def test_a_high_risk_is_reviewed_within_seven_days(judge: Judge) -> None:
    assert judge(risk_level="high", risk_review_at="2026-12-02").fault_at("risk_review_at")
    assert not judge(risk_level="high", risk_review_at="2026-12-01").fault_at("risk_review_at")
    assert not judge(risk_level="medium", risk_review_at="2026-12-20").fault_at("risk_review_at")


def test_saving_needs_six_answers_and_defaults_give_one(rules: FormRules, judge: Judge) -> None:
    assert set(judge(intake_at="").missing(Stage.SAVE)) == {
        "victim_code", "intake_at", "intake_site_type", "officer_id", "case_type"
    }  # fmt: skip
    defaults = rules.defaults(CONTEXT)
    assert defaults["consent_sign_mode"] == defaults["stmt_sign_mode"] == "not_asked_sign"
    known = {entry.question.name: entry.rule for entry in known_questions(rules.definition)}
    assert known["intake_at"] == KnownRule(KnownFrom.SESSION, "now")


def test_nothing_that_only_the_program_fills_holds_up_the_hand_over(judge: Judge) -> None:
    needed = set(judge(case_type="tip").missing(Stage.EXPORT))
    for name in ("bundle_contents", "assess_supervisor_by", "assess_officer", "stmt_hash"):
        assert name not in needed
    assert {"iv_present", "needs", "consent_services", "nationality", "stmt_arabic"} <= needed


def test_prompts_agree_with_the_person(rules: FormRules) -> None:
    label = rules.question("fit_now").label
    assert label.text("ar", "female") == "حالتها تسمح بالمقابلة الآن"
    assert label.text("ar", "male") == "حالته تسمح بالمقابلة الآن"
    assert label.text("ar") == "الحالة تسمح بالمقابلة الآن"
    hint = rules.question("stmt_arabic").hint
    assert hint.text("ar", "female").startswith("حدّثيني عمّا حدث")
    assert hint.text("ar", "male").startswith("حدّثني عمّا حدث")
    (granted, *_) = rules.definition.choices["consent"]
    assert granted.label.text("ar", "female") == "وافقت"


def test_the_published_definition_is_that_of_the_sheets(rules: FormRules) -> None:
    published = load_published(FOLDER.parent).newest(rules.definition.form_id)
    assert published.version == rules.definition.version
    assert published == rules.definition
