"""A file in which every question that is asked has an answer, and a twin that differs in secret.

What stays at the station (IN, and PP? that nobody picked) has values that stand nowhere else:
texts with a marker of their own, days and numbers that no other question has. The twin has
another value in every such question, and the same values and the same questions elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.desk.world import World
from tipdesk.cases.answers import question_name
from tipdesk.cases.handover.release import places
from tipdesk.cases.interview.statement import BY, REASON
from tipdesk.cases.model import Answer, CaseId, MissingReason
from tipdesk.demo.filling import FillingPlan, fill
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.forms.model import FormDefinition, Question, QuestionType, Release
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormState, rules_for

KNOWN = {
    "intake_site_type": "shelter_women",
    "consent_interview": "granted",
    "consent_prosecution": "granted",
    "consent_photo": "granted",
    "consent_audio": "granted",
    "consent_embassy": "granted",
    "consent_family": "granted",
    "consent_stats": "granted",
    "fit_now": "yes",
    "self_harm": "no",
    "recent_assault": "no",
    "iv_private": "yes",
    "iv_suspect_near": "no",
    "int_mode": "in_person",
    "case_type": "tip_som",
    "risk_level": "high",
    "need_type": "shelter",
    "need_wanted": "yes",
    "art12_measure": "shelter",
    "birth_date": "1999-03-05",
    "age_basis": "official_id",
    "prior_any": "yes",
    "immediate_actions": "rest",
    "iv_stop": "complete",
    "session_private": "yes",
    "session_suspect_near": "no",
    "session_fit": "yes",
    "session_int_mode": "phone",
    "case_source": "police_operation",
    "rights_explained": "purpose reflection",
    "reflection_from": "2026-11-01",
    "reflection_to": "2026-11-20",
    "stmt_language": "hin",
    "sex": "female",
    "pregnancy": "yes",
    "forensic_exam_consent": "granted",
    "risk_to_staff": "yes",
    "return_wish": "return_origin",
    "doc_type": "passport",
    "doc_holder": "employer",
    "residence_status": "resident_valid",
    "absence_report": "filed_active",
    "rec_channel": "licensed_agency social_media",
    "contract_state": "written_understood",
    "ex_form": "prostitution forced_crime organ_removal",
    "ex_sexual_raised": "yes",
    "ex_country": "KWT",
    "ex_governorate": "ahmadi",
    "ex_exit": "escaped",
    "ex_conditions": "no_phone",
    "means_threats": "yes",
    "means_weapon": "yes",
    "som_dangers": "extortion",
    "som_group_total": "3",
    "som_benefit": "yes",
    "sus_official": "yes",
    "ind_dimension": "D5",
    "ind_code": "CD1",
    "ind_state": "yes",
    "att_type": "device",
    "att_level": "2",
    "att_in_bundle": "no",
}
SECRET_MOMENTS = {
    "dependants_count": "47",
    "pregnancy_weeks": "37",
    "inj_date": "2026-02-11",
    "absence_report_date": "2026-02-13",
    "ex_organ_date": "2026-02-17",
    "child_bid_decision_date": "2026-02-19",
    "return_travel_date": "2027-02-23",
    "child_kw_age": "113",
    "iv_next": "2026-12-19T11:41:00+00:00",
    "risk_review_at": "2026-11-30",
}
OTHER_MOMENTS = {
    "dependants_count": "43",
    "pregnancy_weeks": "31",
    "inj_date": "2026-01-12",
    "absence_report_date": "2026-01-14",
    "ex_organ_date": "2026-01-18",
    "child_bid_decision_date": "2026-01-21",
    "return_travel_date": "2027-01-24",
    "child_kw_age": "97",
    "iv_next": "2026-12-27T10:44:00+00:00",
    "risk_review_at": "2026-11-26",
}
SHELTERS = ("جليب", "حولي", "Jleeb", "Hawalli")
FREE = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON)
CHOSEN = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)

KINDS = {
    "adult": {"child_possible": "no"},
    "child": {
        "birth_date": "2012-03-05",
        "child_specialist": "",
        "child_waiver_by": SUPERVISOR.login,
        "child_accomp": "separated",
        "child_assent": "granted",
        "child_rep_conflict": "yes",
        "child_bid": "decided",
        "child_not_offender": "yes",
        "pregnancy": "no",
        "risk_to_staff": "no",
        "return_wish": "stay_case",
    },
}
"""Whose file: of an adult, or of a child whom no specialist could hear."""

CHILDS_PAGE = {
    "child_accomp", "child_rep", "child_rep_basis", "child_rep_conflict",
    "child_rep_conflict_what", "child_specialist", "child_waiver_reason", "child_waiver_by",
    "child_assent", "child_views", "child_care", "child_bid", "child_bid_decision_text",
    "child_bid_decision_date", "child_msa_notified", "child_tracing", "child_not_offender",
    "child_not_offender_where",
}  # fmt: skip
UNASKED = {
    "adult": CHILDS_PAGE,
    "child": {
        "child_specialist",  # its absence is what the waiver is for
        "pregnancy_weeks",
        "risk_to_staff_what",
        "return_risk_view",
        "return_travel_date",
    },
}
NEVER_ASKED = {
    "age_stated", "intake_port", "iv_before_stop", "consent_changed_at",
    "att_redacted",  # the exhibit does not go at all
    "child_age_request_consent", "child_age_request_result",  # the age is certain
    "wage_claim_no", "wage_claim_amount", "wage_claim_currency", "wage_claim_outcome", "lawyer",
}  # fmt: skip
"""Questions whose opposite is answered; nothing of them is there to leave."""

OPENS = {
    "adult": {"pregnancy", "risk_level", "risk_to_staff", "return_wish"},
    "child": {"child_rep_conflict", "child_bid", "child_waiver_by", "risk_level"},
}
"""Secret answers that open other secret questions: a twin that asks the same must keep them. Of
two supervisors who may agree this station has one."""


def stays(form: FormDefinition, picked: frozenset[str] = frozenset()) -> list[Question]:
    """The questions whose answers never leave, read from the sheet and not from the product."""
    return [
        question
        for question in form.questions()
        if question.type is not QuestionType.NOTE
        and (
            Release.INTERNAL in question.release
            or (Release.PROSECUTION not in question.release and question.name not in picked)
        )
    ]


def markers(form: FormDefinition) -> dict[str, str]:
    """A word for every free text that stands nowhere else; what must be Latin or a phone too.
    Free texts of level 4 that stay name a shelter besides."""
    values: dict[str, str] = {}
    for number, question in enumerate(form.questions()):
        if question.type is QuestionType.ATTACHMENT:
            values[question.name] = f"{number:032x}|علامة{number:04d}.pdf"
        if question.type not in FREE or not question.answerable:
            continue
        if "tip-phone" in question.appearance:
            values[question.name] = f"+965300{number:05d}"
        elif question.name.startswith("name_latin"):
            letters = "".join(chr(ord("A") + int(digit)) for digit in f"{number:04d}")
            values[question.name] = f"ZQ{letters}"
        elif "tip-officer" not in question.appearance:
            secret = question.level == 4 and Release.PROSECUTION not in question.release
            shelter = f" {SHELTERS[number % len(SHELTERS)]}" if secret else ""
            values[question.name] = f"علامة{number:04d}{shelter}"
    return values


def times(world: World) -> dict[str, str]:
    """Moments that fit together; at random some would break a rule and be left out."""
    moment = world.clock.now.isoformat(timespec="minutes")
    names = ("iv_start", "iv_end", "break_from", "break_to", "session_started", "session_ended")
    return dict.fromkeys(names, moment)


def full_values(
    world: World, form: FormDefinition, context: Context, kind: str = "adult"
) -> dict[str, str]:
    """Path to value of everything that can be asked at once."""
    known = markers(form) | KNOWN | SECRET_MOMENTS | times(world) | KINDS[kind]
    filling = FillingPlan(known, lambda _: True, rows=2, text="نص")
    values = fill(form, context, filling, Random(5))
    # One row of two opens the questions on the shelter, on why and on what an indicator rests;
    # the other's kind can have a twin.
    closed = ("indicator_rows[2]/ind_basis",
              "indicator_rows[2]/ind_link")  # fmt: skip
    open_values = {path: values[path] for path in values if not path.startswith(closed)}
    return open_values | {
        "needs[2]/need_type": "food_clothing",
        "indicator_rows[2]/ind_state": "no",
    }


def twin_values(
    form: FormDefinition, values: dict[str, str], context: Context, secret: set[str]
) -> dict[str, str]:
    """The same file with other answers to the questions of `secret`; what is asked, and every
    other value, stays as it is. A question that has no such answer keeps its own."""
    rules = rules_for(form)
    questions = {question.name: question for question in form.questions()}
    wanted = _seen(form, rules.evaluate(values, context), secret)
    twin = dict(values)
    for path, value in values.items():
        question = questions.get(question_name(path))
        if question is None or question.name not in secret or path.endswith("]"):
            continue
        for other in _others(form, question, value):
            state = rules.evaluate(twin | {path: other}, context)
            fits = not any(fault.path == path for fault in state.faults)
            if fits and _seen(form, state, secret) == wanted:
                twin[path] = other
                break
    assert not rules.evaluate(twin, context).faults
    return twin


def _seen(form: FormDefinition, state: FormState, secret: set[str]) -> dict[str, str]:
    """Which questions are asked, and what stands in those that may leave."""
    return {
        path: "" if question.name in secret else state.value(path)
        for path, _, question in places(form, state)
        if state.is_relevant(path) and question.type is not QuestionType.NOTE
    }


def _others(form: FormDefinition, question: Question, value: str) -> Iterator[str]:
    if question.name in OTHER_MOMENTS:
        yield OTHER_MOMENTS[question.name]
    elif question.type in CHOSEN:
        names = [choice.name for choice in form.choices[question.list_name]]
        yield from (name for name in names if name not in value.split())
    elif "tip-officer" in question.appearance:
        yield "S-01"
    elif question.type in (*FREE, QuestionType.ATTACHMENT):
        yield value.replace("علامة", "وصمة").replace("+965300", "+965311")


def record_full(world: World, values: dict[str, str], case_id: CaseId) -> None:
    """Save the answers and complete the file."""
    session = world.officers
    answers = {path: Answer(value) for path, value in values.items()}
    if reason := answers.pop(REASON, None):
        assert answers.pop(BY).value == SUPERVISOR.login
        answers["child_specialist"] = Answer(reason=MissingReason.NOT_APPLICABLE)
        session.statement.waive_specialist(case_id, reason.value, world.confirm(SUPERVISOR))
    session.answers.save_answers(case_id, answers)
    session.steps.complete(case_id)
