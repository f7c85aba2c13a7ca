"""Which pages and questions of the intake form open when: the show-rules of the field reference."""

from __future__ import annotations

import pytest

from tests.forms.intake.test_victim_intake_child import ALWAYS, CLOSED_FOR_A_CHILD, STORY
from tests.forms.intake_form import intake_rules, judged, opened
from tipdesk.forms.model import QuestionType, Stage

FIRST, SECOND = "episodes[1]/", "episodes[2]/"


@pytest.mark.parametrize(
    ("case_type", "panels"),
    [
        ("tip", STORY | {"indicators"}),
        ("unclear", STORY | {"indicators"}),
        ("tip_som", STORY | {"indicators", "smuggling"}),
        ("som", {"smuggling", "indicators"}),
        ("residency_trade", set()),
        ("labour_violation", set()),
        ("", set()),
    ],
)
def test_the_kind_of_event_opens_its_panels(case_type: str, panels: set[str]) -> None:
    every = STORY | ALWAYS | {"indicators", "smuggling"}
    assert opened(judged({"case_type": case_type})) & every == panels | ALWAYS


@pytest.mark.parametrize("consent", ["refused", "withdrawn", "unable"])
def test_a_refusal_closes_the_panels_that_the_statement_fills(consent: str) -> None:
    state = judged({"case_type": "tip_som", "consent_interview": consent})
    assert not opened(state) & CLOSED_FOR_A_CHILD
    assert opened(state) >= {"indicators", "exhibits", "papers", "needs_referrals"}


@pytest.mark.parametrize("danger", [{"iv_private": "no"}, {"fit_now": "no"}])
def test_danger_leaves_only_help_open(danger: dict[str, str]) -> None:
    state = judged({"case_type": "tip_som", **danger})
    left = {"session", "registration", "rights", "fitness", "risk", "needs_referrals", "safety",
            "session_end", "assessment"}  # fmt: skip
    assert opened(state) == left


FOLLOWS = [
    ({"int_mode": "in_person"}, "int_declaration"),
    ({"case_type": "tip_som", "som_benefit": "yes"}, "som_benefit_what"),
    ({"case_source": "embassy"}, "referring_agency"),
    ({"case_source": "embassy", "referring_agency": "embassy"}, "incoming_ref_no"),
    ({"consent_audio": "withdrawn"}, "consent_changed_at"),
    ({"consent_family": "granted_limited"}, "consent_changed_at"),
    ({"stmt_language": "hin"}, "stmt_original"),
    ({"sex": "female"}, "pregnancy"),
    ({"sex": "female", "pregnancy": "yes"}, "pregnancy_weeks"),
    ({"forensic_exam_consent": "granted"}, "forensic_exam_date"),
    ({"risk_to_staff": "yes"}, "risk_to_staff_what"),
    ({"consent_family": "refused"}, "family_refused"),
    ({"residence_status": "resident_expired"}, "residence_article"),
    ({"residence_status": "resident_valid"}, "residence_expires"),
    ({"residence_status": "resident_valid"}, "sponsor"),
    ({"residence_status": "resident_valid"}, "sponsor_is_employer"),
    ({"absence_report": "filed_active"}, "absence_report_no"),
    ({"absence_report": "filed_cancelled"}, "absence_report_by"),
    ({"residence_status": "visit_overstay"}, "protective_banner"),
    ({"residence_status": "entered_irregular"}, "protective_banner"),
    ({"absence_report": "filed_active"}, "protective_banner"),
    ({"open_matters": "منع سفر"}, "protective_banner"),
    ({"rec_channel": "kw_office"}, "rec_agency"),
    ({"rec_channel": "relative_friend job_site"}, "rec_online"),
    ({"contract_state": "written_not_understood"}, "contract_language"),
    ({"fee_paid_amount": "1"}, "fee_paid_to"),
    ({"debt_start_amount": "0.500"}, "debt_creditor"),
    ({"means_threats": "yes"}, "means_weapon"),
    ({"means_physical": "yes", "means_weapon": "yes"}, "means_weapon_what"),
    ({"rights_explained": "purpose reflection"}, "reflection_from"),
    ({"return_wish": "return_origin"}, "return_risk_view"),
]
NOT_ENOUGH = [
    ({"int_mode": "officer_speaks"}, "int_declaration"),
    ({"case_type": "tip_som", "som_benefit": "no"}, "som_benefit_what"),
    ({"case_source": "self"}, "referring_agency"),
    ({"consent_family": "granted"}, "family_refused"),
    ({"stmt_language": "arz"}, "stmt_original"),
    ({"sex": "male"}, "pregnancy"),
    ({"forensic_exam_consent": "refused"}, "forensic_exam_date"),
    ({"residence_status": "visit_valid"}, "sponsor"),
    ({"residence_status": "resident_valid"}, "protective_banner"),
    ({"absence_report": "threatened"}, "absence_report_no"),
    ({"rec_channel": "abduction"}, "rec_agency"),
    ({"contract_state": "verbal"}, "contract_language"),
    ({"fee_paid_amount": "0"}, "fee_paid_to"),
    ({"means_threats": "unknown"}, "means_weapon"),
    ({"rights_explained": "purpose"}, "reflection_from"),
    ({"return_wish": "fears_return"}, "return_risk_view"),
]


@pytest.mark.parametrize(("answers", "name"), FOLLOWS)
def test_an_answer_opens_what_follows_from_it(answers: dict[str, str], name: str) -> None:
    assert judged({"case_type": "tip", **answers}).is_relevant(name)
    assert not judged({"case_type": "tip"}).is_relevant(name)


@pytest.mark.parametrize(("answers", "name"), NOT_ENOUGH)
def test_another_answer_does_not(answers: dict[str, str], name: str) -> None:
    assert not judged({"case_type": "tip", **answers}).is_relevant(name)


CHILD_FOLLOWS = [
    ({"child_rep_conflict": "yes"}, "child_rep_conflict_what"),
    ({"child_bid": "decided"}, "child_bid_decision_text"),
    ({"age_basis": "disputed"}, "child_age_request_consent"),
    ({"child_accomp": "separated"}, "child_tracing"),
    ({"child_accomp": "unaccompanied"}, "child_tracing"),
    ({"child_not_offender": "yes"}, "child_not_offender_where"),
]


@pytest.mark.parametrize(("answers", "name"), CHILD_FOLLOWS)
def test_the_childs_page_follows_its_answers(answers: dict[str, str], name: str) -> None:
    assert judged({"age_stated": "12", **answers}).is_relevant(name)
    assert not judged({"age_stated": "12"}).is_relevant(name)


ROW_FOLLOWS = [
    ("episodes", {"ex_country": "KWT"}, "ex_governorate"),
    ("episodes", {"ex_form": "forced_labour other_sexual"}, "ex_sexual_forms"),
    ("episodes", {"ex_form": "online_sexual"}, "ex_sexual_pause"),
    ("episodes", {"ex_sexual_raised": "yes"}, "ex_sexual_forms"),
    ("episodes", {"ex_sexual_raised": "yes"}, "ex_sexual_pause"),
    ("episodes", {"ex_form": "forced_begging"}, "ex_crime_forced"),
    ("episodes", {"ex_form": "forced_crime"}, "ex_crime_note"),
    ("episodes", {"ex_form": "organ_removal"}, "ex_organ_what"),
    ("documents", {"doc_type": "passport"}, "doc_mrz"),
    ("documents", {"doc_holder": "employer"}, "doc_withheld_from"),
    ("needs", {"need_type": "wages"}, "wage_claim_no"),
    ("needs", {"need_type": "legal_aid"}, "lawyer"),
    ("suspect_rows", {"sus_official": "yes"}, "sus_official_agency"),
    ("indicator_rows", {"ind_state": "yes"}, "ind_basis"),
    ("indicator_rows", {"ind_state": "yes"}, "ind_link"),
    ("exhibit_rows", {"att_type": "device"}, "att_seal"),
    ("exhibit_rows", {"att_type": "chat"}, "att_own_device_consent"),
    ("sessions", {"session_int_mode": "video"}, "session_int_name"),
    ("sessions", {"session_int_mode": "phone"}, "session_int_independent"),
    ("sessions", {"session_int_mode": "in_person"}, "session_int_accepted"),
]


@pytest.mark.parametrize(("repeat", "answers", "name"), ROW_FOLLOWS)
def test_each_row_follows_its_own_answers(repeat: str, answers: dict[str, str], name: str) -> None:
    row = {f"{repeat}[1]/{key}": value for key, value in answers.items()}
    state = judged({"case_type": "tip", f"{repeat}[2]": "1", **row})
    assert state.is_relevant(f"{repeat}[1]/{name}")
    assert not state.is_relevant(f"{repeat}[2]/{name}")


NO = ("refused", "withdrawn", "unable")
YES = ("granted", "granted_limited", "assent", "not_asked")
NEED, SERVICE = "needs[1]/", "consent_services[2]/"


@pytest.mark.parametrize(("consents", "warned"), [(NO, True), (YES, False)])
def test_a_refusal_for_one_service_is_said_at_a_referral_to_it(
    consents: tuple[str, ...], warned: bool
) -> None:
    for consent in consents:
        services = {SERVICE + "service_agency": "moh", SERVICE + "service_consent": consent,
                 "consent_services[1]/service_agency": "msa",
                 "consent_services[1]/service_consent": "granted"}  # fmt: skip
        state = judged({**services, NEED + "ref_agency": "moh", "needs[2]/ref_agency": "msa",
                        "needs[3]/need_type": "shelter"})  # fmt: skip
        assert state.is_relevant(NEED + "ref_refused") is warned, consent
        assert state.faults == () == state.stops
        for other in ("needs[2]/", "needs[3]/"):
            assert not state.is_relevant(other + "ref_refused"), consent
        assert state.value(NEED + "ref_agency") == "moh"  # a note, never a block


@pytest.mark.parametrize(("consents", "warned"), [(NO, True), (YES, False)])
def test_a_refusal_for_the_embassy_is_said_where_the_embassy_would_be_asked(
    consents: tuple[str, ...], warned: bool
) -> None:
    embassy = {NEED + "ref_agency": "embassy"}
    paper, back = {NEED + "need_type": "documents"}, {NEED + "need_type": "voluntary_return"}
    for consent in consents:
        for need in (embassy, paper, back):
            state = judged({"consent_embassy": consent, **need})
            assert state.is_relevant(NEED + "ref_embassy_refused") is warned, (consent, need)
            assert state.faults == () == state.stops
        elsewhere = judged({"consent_embassy": consent, NEED + "ref_agency": "iom"})
        assert not elsewhere.is_relevant(NEED + "ref_embassy_refused")
        assert elsewhere.is_relevant("refused_embassy") is warned
    for name in (NEED + "ref_refused", NEED + "ref_embassy_refused", "refused_embassy"):
        note = intake_rules().question(name)
        assert note.type is QuestionType.NOTE
        assert "tip-stop" not in note.appearance


@pytest.mark.parametrize(
    ("consent", "kind", "name"),
    [
        ("consent_photo", "photo_injury", "att_photo_refused"),
        ("consent_audio", "audio", "att_audio_refused"),
    ],
)
def test_a_refusal_is_said_where_an_exhibit_would_break_it(
    consent: str, kind: str, name: str
) -> None:
    row = {"exhibit_rows[1]/att_type": kind}
    for answer, warned in (("refused", True), ("withdrawn", True), ("granted", False), ("", False)):
        state = judged({**row, consent: answer})
        assert state.is_relevant(f"exhibit_rows[1]/{name}") is warned
        assert state.faults == ()


def test_an_exploitation_that_goes_on_has_no_end() -> None:
    tip = {"case_type": "tip", FIRST + "ex_exit": "ongoing", SECOND + "ex_exit": "escaped"}
    assert not judged(tip).is_relevant(FIRST + "ex_to")
    assert judged(tip).is_relevant(SECOND + "ex_to")


def test_nobody_is_named_for_a_service_that_is_not_wanted() -> None:
    for wanted, asked in (("yes", True), ("unknown", True), ("no", False)):
        state = judged({"needs[1]/need_wanted": wanted})
        assert state.is_relevant("needs[1]/ref_focal") is asked


def test_aggravating_circumstances_follow_the_kind_of_event() -> None:
    by_kind = {
        kind: [n for n in ("agg_art2", "agg_art3") if judged({"case_type": kind}).is_relevant(n)]
        for kind in ("tip", "som", "tip_som", "unclear")
    }
    assert by_kind == {
        "tip": ["agg_art2"], "som": ["agg_art3"], "tip_som": ["agg_art2", "agg_art3"],
        "unclear": [],
    }  # fmt: skip


def test_indicators_are_chosen_by_dimension_and_by_set() -> None:
    row = {"case_type": "tip", "indicator_rows[1]/ind_dimension": "D4"}
    codes = [choice.name for choice in judged(row).choices("indicator_rows[1]/ind_code")]
    assert codes == [f"EX{number}" for number in range(1, 10)]
    child = judged({**row, "age_stated": "12"})
    codes = [choice.name for choice in child.choices("indicator_rows[1]/ind_code")]
    assert codes == [f"EX{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9)]
    assert len(intake_rules().definition.choices["indicator"]) == 67


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "adult_labour"),
        ({FIRST + "ex_form": "forced_labour prostitution"}, "adult_sexual"),
        ({"age_stated": "18"}, "child_labour"),
        ({"age_stated": "12", "child_specialist": "M", FIRST + "ex_form": "online_sexual"},
         "child_sexual"),
    ],
)  # fmt: skip
def test_the_set_of_indicators(answers: dict[str, str], expected: str) -> None:
    assert judged({"case_type": "tip", **answers}).value("ind_set") == expected


def test_quick_mode_grows_into_the_record_without_asking_again() -> None:
    quick = {
        path: "1" if path.endswith("]") else "x"
        for section in intake_rules().definition.sections
        for path, element in judged({"needs[1]": "1", "documents[1]": "1"}).visible(
            section.name, quick=True
        )
        if getattr(element, "type", QuestionType.NOTE) is not QuestionType.NOTE
    }
    assert len(quick) >= 20
    state = judged({"case_type": "tip", "needs[1]": "1", "documents[1]": "1"})
    full = {path for s in opened(state) for path, _ in state.visible(s)}
    assert quick.keys() <= full  # the same places: nothing has a second home
    assert not set(quick) & set(state.missing(Stage.EXPORT, answered=tuple(quick)))


@pytest.mark.parametrize(
    ("age", "offered"), [("28", False), ("18", True), ("15", True), ("", True)]
)
def test_the_assent_of_a_child_is_offered_unless_the_person_is_of_age(
    age: str, offered: bool
) -> None:
    state = judged({"age_stated": age} if age else {})
    for name in ("consent_interview", "consent_prosecution", "forensic_exam_consent"):
        assert ("assent" in {choice.name for choice in state.choices(name)}) is offered
        assert "granted" in {choice.name for choice in state.choices(name)}
