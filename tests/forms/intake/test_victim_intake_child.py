"""What a child is asked before a specialist is named: registration, protection and needs (V6, P)."""

from __future__ import annotations

import pytest

from tests.forms.intake_form import intake_rules, judged, opened
from tipdesk.forms.model import Question, QuestionType, Stage
from tipdesk.forms.rules.rules import FormState

STORY = {"recruitment", "exploitation", "control"}  # F, H, I
ALWAYS = {"journey", "suspects"}  # G, K: of every kind of event
CLOSED_FOR_A_CHILD = {*STORY, *ALWAYS, "smuggling", "account", "readback"}


def test_a_child_is_asked_nothing_before_the_conditions_are_met() -> None:
    child = {"case_type": "tip_som", "age_stated": "15"}
    assert not opened(judged(child)) & CLOSED_FOR_A_CHILD
    assert opened(judged(child)) >= {"child", "registration", "needs_referrals", "safety", "risk"}
    assert opened(judged({**child, "child_specialist": "MSA-7"})) >= CLOSED_FOR_A_CHILD
    waived = {**child, "child_waiver_reason": "لا مختص الليلة"}
    assert not opened(judged(waived)) & CLOSED_FOR_A_CHILD
    assert opened(judged({**waived, "child_waiver_by": "SUP-1"})) >= CLOSED_FOR_A_CHILD


def test_who_was_heard_on_a_supervisors_word_needs_no_specialist() -> None:
    child = {"case_type": "tip_som", "age_stated": "15", "sex": "female"}
    assert "child_specialist" in judged(child).missing(Stage.EXPORT)
    half = {**child, "child_waiver_reason": "لا مختص الليلة"}
    assert "child_specialist" in judged(half).missing(Stage.EXPORT)
    assert "child_specialist" not in judged({**half, "child_waiver_by": "SUP-1"}).missing(
        Stage.EXPORT
    )


def test_the_childs_page_is_named_for_a_girl_or_a_boy() -> None:
    (page,) = [section for section in intake_rules().definition.sections if section.name == "child"]
    labels = [page.label.text("ar", sex) for sex in ("", "female", "male")]
    assert labels == ["ما يخص الطفل", "ما يخص الطفلة", "ما يخص الطفل"]


# In the pages that stay open: what would lead a child into what happened or into legal trouble …
CLOSED_QUESTIONS = {
    "marital", "occupation_origin", "doc_withheld_from", "residence_status", "residence_article",
    "residence_expires", "sponsor", "sponsor_is_employer", "absence_report", "absence_report_no",
    "absence_report_date", "absence_report_by", "open_matters", "dependants_count",
    "contact_knows", "contact_at_risk", "inj_date", "inj_cause", "att_own_device_consent",
}  # fmt: skip
# … and what registration, protection and care need, or the officer fills without asking.
LEFT_OPEN = {
    "identity": {
        "alias", "nationality", "nationality_status", "birth_country", "birth_place",
        "residence_country", "languages", "literacy", "education", "disability_seeing",
        "disability_hearing", "disability_walking", "disability_remembering",
        "disability_selfcare", "disability_communicating",
    },
    "papers": {
        "doc_type", "doc_number", "doc_country", "doc_issued", "doc_expires", "doc_seen",
        "doc_mrz", "doc_check", "doc_holder", "doc_authenticity", "civil_id", "civil_id_check",
    },
    "family": {
        "phone_safe", "phone_safe_when", "contact_code_word", "address_area", "address_block",
        "address_street", "address_house", "address_landmark", "child_kw_name", "child_kw_age",
        "child_kw_where", "contact_name", "contact_relation", "contact_country", "contact_phone",
    },
    "health": {
        "inj_type", "inj_body", "medical_report_no", "medical_report_date", "medical_report_body",
        "medication", "observed_state", "forensic_exam_consent", "forensic_exam_date",
    },
    "exhibits": {
        "att_no", "att_type", "att_title", "att_obtained_at", "att_obtained_how", "att_from",
        "att_condition", "att_copy", "att_seal", "att_label", "att_file", "att_hash", "att_level",
        "att_in_bundle", "custody_no",
        "custody_from", "custody_to", "custody_at", "custody_why",
    },
}  # fmt: skip
EVERY_ROW = {
    "documents[1]/doc_type": "passport", "documents[1]/doc_holder": "employer",
    "exhibit_rows[1]/att_type": "device", "att_custody[1]": "1", "injuries[1]": "1",
    "contacts[1]": "1", "children_in_kw[1]": "1", "name_aliases[1]": "1",
    "residence_status": "resident_expired", "absence_report": "filed_active",
    "forensic_exam_consent": "granted",
}  # fmt: skip


def asked_in(state: FormState, section: str) -> set[str]:
    return {
        element.name
        for _path, element in state.visible(section)
        if isinstance(element, Question)
        and element.type not in (QuestionType.NOTE, QuestionType.CALCULATE)
    }


def test_an_open_page_asks_a_child_nothing_of_what_happened_or_of_the_law() -> None:
    child = {"case_type": "tip_som", "age_stated": "15", **EVERY_ROW}
    closed, cleared = judged(child), judged({**child, "child_specialist": "MSA-7"})
    for section, left in LEFT_OPEN.items():
        assert asked_in(closed, section) == left, section
    opened_now = {s: asked_in(cleared, s) for s in LEFT_OPEN}
    assert set().union(*opened_now.values()) - set().union(*LEFT_OPEN.values()) == CLOSED_QUESTIONS
    assert asked_in(judged({**child, "age_stated": "18"}), "papers") == LEFT_OPEN["papers"]
    assert asked_in(judged({**child, "age_stated": "30"}), "papers") == opened_now["papers"]
    assert closed.value("residence_status") == ""  # kept, and no part of the record meanwhile
    assert cleared.value("residence_status") == "resident_expired"


def test_a_childs_safety_never_waits() -> None:
    state = judged({"case_type": "tip", "age_stated": "15", "sex": "female", "risk_level": "high"})
    asked = set().union(*(asked_in(state, section) for section in opened(state)))
    assert asked >= {
        "fit_now", "urgent_health", "recent_assault", "self_harm", "pregnancy", "risk_level",
        "risk_factors", "risk_person_view", "safety_measures", "safety_plan", "risk_review_at",
        "child_accomp", "child_assent", "child_views", "child_care", "consent_interview",
        "return_wish", "sex", "birth_date",
    }  # fmt: skip


def test_a_page_with_closed_questions_says_why() -> None:
    child = {"case_type": "tip", "age_stated": "15"}
    for name in ("child_papers_note", "child_health_note"):
        assert judged(child).is_relevant(name)
        assert not judged({**child, "child_specialist": "MSA-7"}).is_relevant(name)
        assert not judged({"case_type": "tip"}).is_relevant(name)


def test_doubt_is_enough_to_close_the_story() -> None:
    doubt = {"case_type": "tip", "age_stated": "18"}
    assert judged(doubt).value("is_child") == "possible"
    assert not opened(judged(doubt)) & CLOSED_FOR_A_CHILD


@pytest.mark.parametrize("assent", ["refused", "withdrawn", "unable"])
def test_a_childs_refusal_closes_the_story_and_nothing_else(assent: str) -> None:
    child = {"case_type": "tip", "age_stated": "15", "child_specialist": "MSA-7"}
    state = judged({**child, "child_assent": assent})
    story = CLOSED_FOR_A_CHILD - {"smuggling"}
    assert opened(judged(child)) - opened(state) == story
    assert [stop.code for stop in state.stops] == ["refused_assent"]
    assert story <= set(state.stops[0].closed_sections)
    for answer in ("granted", "assent", "not_asked", ""):
        assert opened(judged({**child, "child_assent": answer})) == opened(judged(child))


def test_an_adults_file_knows_no_assent() -> None:
    state = judged({"case_type": "tip", "age_stated": "30", "child_assent": "refused"})
    assert state.is_relevant("account")
