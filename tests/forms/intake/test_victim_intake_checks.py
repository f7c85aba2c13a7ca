"""What the intake form only warns of (V7 to V13), and what its sessions open and close."""

from __future__ import annotations

import pytest

from tests.forms.intake.test_victim_intake_lines import DOC, PASSPORT
from tests.forms.intake_form import intake_rules, judged, opened
from tipdesk.forms.model import Question, QuestionType, Stage

TIP = {"case_type": "tip"}
ROW = "episodes[1]/"
CIVIL = "399123100068"  # nobody living can hold it


@pytest.mark.parametrize(
    ("number", "result"),
    [
        (CIVIL, "fit"),
        ("399123100009", "fit"),
        ("399123100069", "doubtful"),
        ("399123100050", "doubtful"),  # the rule gives 10: no digit fits
        ("399123100181", "doubtful"),  # the rule gives 11
        ("39912310006", "doubtful"),
        ("", ""),
    ],
)
def test_the_civil_id_number_is_checked(number: str, result: str) -> None:
    assert judged({"civil_id": number}).value("civil_id_check") == result


def paid(sector: str, amount: str, period: str, currency: str = "KWD") -> dict[str, str]:
    wage = {"amount": amount, "currency": currency, "period": period}
    return {ROW + "ex_sector": sector} | {f"{ROW}ex_wage_paid_{k}": v for k, v in wage.items()}


BORN = {"birth_date": "1974-08-12"}
WARNINGS = [
    # V7, V8: numbers beside what is typed
    ({"civil_id": CIVIL, "birth_date": "1998-03-01"}, "civil_birth_differs"),
    ({**PASSPORT, "birth_date": "1974-08-13"}, DOC + "mrz_differs"),
    ({**PASSPORT, DOC + "doc_number": "L898902C4"}, DOC + "mrz_differs"),
    ({**PASSPORT, DOC + "doc_expires": "2013-04-15"}, DOC + "mrz_differs"),
    ({**PASSPORT, "sex": "male"}, DOC + "mrz_differs"),
    # V9: the order of events
    ({"rec_date": "2025-03", "kw_entry_date": "2025-02"}, "entry_before_recruitment"),
    ({"rec_date": "2025", "kw_entry_date": "2024-12-31"}, "entry_before_recruitment"),
    ({"rec_date": "2025", "kw_entry_date": "../2020"}, "entry_before_recruitment"),
    ({ROW + "ex_country": "KWT", ROW + "ex_from": "2023", "kw_entry_date": "2024"},
     ROW + "ex_outside_stay"),
    ({"iv_start": "2026-11-24T02:00:00+00:00"}, "night_hour"),
    # V10: the age rule of domestic work
    ({"residence_status": "resident_valid", "residence_article": "20", "age_stated": "20"},
     "age_article_20"),
    ({"residence_status": "resident_valid", "residence_article": "20", "birth_date": "1965-01-01"},
     "age_article_20"),
    # V11, the hours and the pay
    ({ROW + "ex_sector": "domestic", ROW + "ex_hours_day": "13"}, ROW + "ex_long_hours"),
    ({ROW + "ex_sector": "cleaning", ROW + "ex_hours_day": "9"}, ROW + "ex_long_hours"),
    ({ROW + "ex_sector": "cleaning", ROW + "ex_hours_day": "8", ROW + "ex_days_week": "7"},
     ROW + "ex_long_hours"),
    ({ROW + "ex_sector": "domestic", ROW + "ex_wage_paid_amount": "59.900",
      ROW + "ex_wage_paid_currency": "KWD", ROW + "ex_wage_paid_period": "month"},
     ROW + "ex_low_pay"),
    ({ROW + "ex_sector": "cleaning", ROW + "ex_wage_paid_amount": "74",
      ROW + "ex_wage_paid_currency": "KWD", ROW + "ex_wage_paid_period": "month"},
     ROW + "ex_low_pay"),
    ({ROW + "ex_hours_day": "16"}, ROW + "ex_hours_no_sector"),
    ({ROW + "ex_sector": "unknown", ROW + "ex_hours_day": "13"}, ROW + "ex_hours_no_sector"),
    (paid("domestic", "0.192", "hour"), ROW + "ex_low_pay"),
    (paid("cleaning", "0.360", "hour"), ROW + "ex_low_pay"),
    (paid("domestic", "2.307", "day"), ROW + "ex_low_pay"),
    (paid("cleaning", "2.500", "day"), ROW + "ex_low_pay"),
    (paid("domestic", "13.500", "week"), ROW + "ex_low_pay"),
    (paid("cleaning", "17", "week"), ROW + "ex_low_pay"),
    (paid("domestic", "719", "year"), ROW + "ex_low_pay"),
    (paid("cleaning", "899.900", "year"), ROW + "ex_low_pay"),
    (paid("cleaning", "0", "day"), ROW + "ex_low_pay"),
    (paid("", "59", "month"), ROW + "ex_low_pay"),
    # V12, V13: who hears and who interprets
    ({"sessions[1]/session_officer": "T-07", "sessions[2]/session_officer": "T-07"},
     "third_session"),
    ({f"sessions[{n}]/session_officer": "T-09" for n in (1, 2, 3)}, "third_session"),
    ({f"sessions[{n}]/session_officer": who for n, who in enumerate(
        ("T-09", "T-07", "T-08", "T-09", "T-08", "T-09"), 2)}, "third_session"),
    ({"int_mode": "phone", "int_name": "سالم", "suspect_rows[2]/sus_name": "سالم"},
     "interpreter_named"),
    ({"int_mode": "phone", "int_name": "سالم", "residence_status": "resident_valid",
      "sponsor": "سالم"}, "interpreter_named"),
    ({"int_mode": "phone", "int_name": "سالم علي", "rec_person": "مريم؛ سالم علي"},
     "interpreter_named"),
    ({"int_mode": "phone", "int_name": "سالم", "episodes[1]/ex_persons": "خالد",
      "episodes[2]/ex_persons": "مريم ; سالم; هند"}, "interpreter_named"),
]  # fmt: skip
SILENT = [
    ({"civil_id": "274081200000", **BORN}, "civil_birth_differs"),
    ({"civil_id": CIVIL, "birth_date": "1998"}, "civil_birth_differs"),
    ({**PASSPORT, **BORN, "sex": "female", DOC + "doc_number": "l898902c3",
      DOC + "doc_expires": "2012-04-15"}, DOC + "mrz_differs"),
    ({**PASSPORT, DOC + "doc_expires": "2012"}, DOC + "mrz_differs"),
    ({"rec_date": "2025-03", "kw_entry_date": "2025"}, "entry_before_recruitment"),
    ({"rec_date": "2025-03", "kw_entry_date": "2025-03-01"}, "entry_before_recruitment"),
    ({ROW + "ex_country": "IND", ROW + "ex_from": "2023", "kw_entry_date": "2024"},
     ROW + "ex_outside_stay"),
    ({"residence_status": "resident_valid", "residence_article": "20", "age_stated": "21"},
     "age_article_20"),
    ({"residence_status": "resident_valid", "residence_article": "18", "age_stated": "20"},
     "age_article_20"),
    ({"residence_status": "resident_valid", "residence_article": "20"}, "age_article_20"),
    ({ROW + "ex_sector": "domestic", ROW + "ex_hours_day": "12"}, ROW + "ex_long_hours"),
    ({ROW + "ex_sector": "cleaning", ROW + "ex_hours_day": "8", ROW + "ex_days_week": "6"},
     ROW + "ex_long_hours"),
    ({ROW + "ex_sector": "domestic", ROW + "ex_wage_paid_amount": "60",
      ROW + "ex_wage_paid_currency": "KWD", ROW + "ex_wage_paid_period": "month"},
     ROW + "ex_low_pay"),
    ({ROW + "ex_sector": "domestic", ROW + "ex_wage_paid_amount": "5",
      ROW + "ex_wage_paid_currency": "USD", ROW + "ex_wage_paid_period": "month"},
     ROW + "ex_low_pay"),
    ({ROW + "ex_hours_day": "12"}, ROW + "ex_hours_no_sector"),
    ({ROW + "ex_sector": "domestic", ROW + "ex_hours_day": "16"}, ROW + "ex_hours_no_sector"),
    ({ROW + "ex_hours_day": "16"}, ROW + "ex_long_hours"),  # said once
    (paid("domestic", "0.193", "hour"), ROW + "ex_low_pay"),
    (paid("cleaning", "2.885", "day"), ROW + "ex_low_pay"),
    (paid("domestic", "13.850", "week"), ROW + "ex_low_pay"),
    (paid("domestic", "720", "year"), ROW + "ex_low_pay"),
    (paid("cleaning", "900", "year"), ROW + "ex_low_pay"),
    (paid("cleaning", "1", "day", "USD"), ROW + "ex_low_pay"),
    (paid("cleaning", "1", "piece"), ROW + "ex_low_pay"),
    (paid("cleaning", "1", "unknown"), ROW + "ex_low_pay"),
    (paid("cleaning", "", "day"), ROW + "ex_low_pay"),
    (paid("", "60", "month"), ROW + "ex_low_pay"),
    (paid("", "0.193", "hour"), ROW + "ex_low_pay"),
    ({"sessions[1]/session_officer": "T-07", "sessions[2]/session_officer": "T-08"},
     "third_session"),
    ({f"sessions[{n}]/session_officer": who for n, who in enumerate(
        ("T-09", "T-9", "T-07", "T-09", "T-099"))}, "third_session"),
    ({f"sessions[{n}]/session_stop": "complete" for n in (1, 2, 3)}, "third_session"),
    ({"int_mode": "phone", "int_name": "سالم", "suspect_rows[1]/sus_name": "سالمة"},
     "interpreter_named"),
    ({"int_mode": "phone", "suspect_rows[1]/sus_name": ""}, "interpreter_named"),
    ({"int_mode": "phone", "int_name": "سالم", "rec_person": "مريم؛ أم سالم"},
     "interpreter_named"),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "name"), WARNINGS)
def test_a_warning_is_shown_and_blocks_nothing(answers: dict[str, str], name: str) -> None:
    state = judged({**TIP, **answers})
    assert state.is_relevant(name)
    assert state.faults == ()
    note = intake_rules().question(name)
    assert note.type is QuestionType.NOTE
    assert "tip-stop" not in note.appearance
    assert name not in state.missing(Stage.EXPORT)


@pytest.mark.parametrize(("answers", "name"), SILENT)
def test_what_is_usual_is_not_warned_of(answers: dict[str, str], name: str) -> None:
    assert not judged({**TIP, **answers}).is_relevant(name)


FUTURE = [
    "rec_date", "kw_entry_date", "means_first", "means_last", "absence_report_date",
    "legs[1]/leg_date", ROW + "ex_from", ROW + "ex_to", ROW + "ex_organ_date",
    DOC + "doc_issued", DOC + "doc_withheld_from", "injuries[1]/inj_date",
    "stmt_timeline[1]/timeline_when",
]  # fmt: skip
OPENS = {
    "absence_report": "filed_active",
    ROW + "ex_form": "organ_removal",
    DOC + "doc_holder": "employer",
}


@pytest.mark.parametrize("path", FUTURE)
def test_what_happened_was_not_tomorrow(path: str) -> None:
    assert judged({**TIP, **OPENS, path: "2026-11-25"}).fault_at(path)
    assert judged({**TIP, **OPENS, path: "2027"}).fault_at(path)
    for past in ("2026-11-24", "2026", "|قبل رمضان الماضي"):
        assert not judged({**TIP, **OPENS, path: past}).fault_at(path)


def test_every_past_date_of_the_form_refuses_the_future() -> None:
    later = {"iv_next", "risk_review_at", "reflection_from", "reflection_to", "retention_until",
             "return_travel_date", "doc_expires", "residence_expires"}  # fmt: skip
    dated = {QuestionType.DATE, QuestionType.DATETIME, QuestionType.PARTIAL_DATE}
    for question in intake_rules().definition.questions():
        if question.type in dated and question.answerable and question.name not in later:
            assert "today()" in question.constraint or "now()" in question.constraint, question.name


def other_checks() -> list[tuple[dict[str, str], str]]:
    return [
        ({ROW + "ex_hours_day": "25"}, ROW + "ex_hours_day"),
        ({ROW + "ex_days_week": "8"}, ROW + "ex_days_week"),
        ({ROW + "ex_conditions": "locked adequate"}, ROW + "ex_conditions"),
        ({"wage_promised_amount": "-1"}, "wage_promised_amount"),
        ({"som_group_total": "3", "som_group_women": "4"}, "som_group_women"),
        ({"som_dangers": "none violence"}, "som_dangers"),
        ({"sex": "female", "pregnancy": "yes", "pregnancy_weeks": "45"}, "pregnancy_weeks"),
        ({"rights_explained": "reflection", "reflection_from": "2026-11-02",
          "reflection_to": "2026-11-01"}, "reflection_to"),
    ]  # fmt: skip


@pytest.mark.parametrize(("answers", "path"), other_checks())
def test_what_cannot_be_is_refused(answers: dict[str, str], path: str) -> None:
    fault = judged({"case_type": "tip_som", **answers}).fault_at(path)
    assert fault is not None
    assert fault.text.ar
    assert fault.text.en


NUMBERS = {
    "case_type": "tip_som", "sex": "female", "pregnancy": "yes", "needs[1]/need_type": "wages",
    "episodes[1]": "1", "suspect_rows[1]": "1", "children_in_kw[1]": "1",
}  # fmt: skip


def test_no_amount_and_no_count_is_below_zero() -> None:
    state = judged(NUMBERS)
    kinds = (QuestionType.INTEGER, QuestionType.DECIMAL)
    paths = {
        path
        for section in opened(state)
        for path, element in state.visible(section)
        if isinstance(element, Question) and element.type in kinds
    }
    every = {q.name for q in intake_rules().definition.questions() if q.type in kinds}
    assert {path.rpartition("/")[2] for path in paths} == every
    for path in paths:
        assert judged({**NUMBERS, path: "-1"}).fault_at(path), path
        assert not judged({**NUMBERS, path: "1"}).fault_at(path), path


def test_ages_and_group_counts_have_an_upper_end() -> None:
    for path, value in (
        ("suspect_rows[1]/sus_age", "121"),
        ("episodes[1]/ex_unpaid_months", "601"),
        ("som_group_children", "4"),
    ):
        assert judged({**NUMBERS, "som_group_total": "3", path: value}).fault_at(path), path


UNSAFE = {"iv_private": "no"}
UNFIT = {"self_harm": "yes"}
NEXT = "sessions[1]/session_"


def test_a_further_session_in_a_safe_place_opens_the_interview_again() -> None:
    closed = judged({**TIP, **UNSAFE})
    assert "account" not in opened(closed)
    safe = {NEXT + "private": "yes", NEXT + "suspect_near": "no"}
    state = judged({**TIP, **UNSAFE, **safe})
    assert "account" in opened(state)
    assert state.stops == ()
    assert state.value("iv_private") == "no"  # the first session stays as it was
    for half in ({NEXT + "private": "yes"}, {NEXT + "suspect_near": "no"}):
        assert "account" not in opened(judged({**TIP, **UNSAFE, **half}))


def test_the_last_session_decides() -> None:
    first = {NEXT + "private": "yes", NEXT + "suspect_near": "no"}
    second = {"sessions[2]/session_suspect_near": "yes"}
    assert "account" in opened(judged({**TIP, **first}))
    state = judged({**TIP, **first, **second})
    assert "account" not in opened(state)
    assert [stop.code for stop in state.stops] == ["stop_place"]


def test_care_comes_first_until_a_session_says_fit() -> None:
    assert "account" not in opened(judged({**TIP, **UNFIT, NEXT + "place": "clinic"}))
    assert "account" in opened(judged({**TIP, **UNFIT, NEXT + "fit": "yes"}))
    state = judged({**TIP, NEXT + "fit": "no"})
    assert "account" not in opened(state)
    assert [stop.code for stop in state.stops] == ["stop_fit"]


def test_the_reason_for_a_third_session_is_asked() -> None:
    twice = {"sessions[1]/session_officer": "T-07", "sessions[2]/session_officer": "T-07"}
    assert judged(twice).is_relevant("third_session_reason")
    assert not judged({"sessions[1]/session_officer": "T-07"}).is_relevant("third_session_reason")
    other = {f"sessions[{n}]/session_officer": "T-09" for n in (1, 2, 4)}
    assert judged(other).is_relevant("third_session_reason")
    assert "third_session_reason" not in judged(twice).missing(Stage.CLOSE)


def test_warnings_are_worded_in_both_languages_without_blame() -> None:
    for question in intake_rules().definition.questions():
        if isinstance(question, Question) and question.type is QuestionType.NOTE:
            assert question.label.ar
            assert question.label.en
            assert "!" not in question.label.ar
