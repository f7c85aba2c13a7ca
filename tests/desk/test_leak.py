"""No IN value and no PP? value that nobody picked leaves, in JSON or on paper.

Every field of the real form is filled: texts with a marker of their own, other types with what
they allow. A bundle is made, and every member of it is searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from random import Random

import pytest

from tests.desk.test_handover import opened
from tests.desk.world import World
from tipdesk.bundle import paths
from tipdesk.bundle.report import VerificationReport
from tipdesk.cases.answers import question_name
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.record import Pick, released_fields
from tipdesk.demo.filling import Filling, fill
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.forms.model import FormDefinition, Question, QuestionType, Release, Stage
from tipdesk.printing.preview import text

KNOWN = {
    "intake_site_type": "shelter_women",
    "consent_interview": "granted",
    "consent_prosecution": "granted",
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
    "child_possible": "no",
    "prior_any": "yes",
    "immediate_actions": "rest",
    "iv_stop": "complete",
    "session_private": "yes",
    "session_suspect_near": "no",
    "session_fit": "yes",
    "session_int_mode": "phone",
    "stmt_language": "hin",
    "sex": "female",
    "ex_country": "KWT",
    "ex_conditions": "no_phone",
    "som_dangers": "extortion",
    "som_group_total": "3",
    "reflection_from": "2026-11-01",
    "reflection_to": "2026-11-20",
    "ind_dimension": "D5",
    "ind_code": "CD1",
}
"""Answers that keep the interview open and agree with each other."""
OPENING = {
    "case_source": "police_operation",
    "rights_explained": "purpose reflection",
    "doc_type": "passport",
    "doc_holder": "employer",
    "residence_status": "resident_valid",
    "absence_report": "filed_active",
    "rec_channel": "licensed_agency social_media",
    "contract_state": "written_understood",
    "ex_form": "prostitution forced_crime organ_removal",
    "ex_exit": "escaped",
    "means_threats": "yes",
    "means_weapon": "yes",
    "som_benefit": "yes",
    "sus_official": "yes",
    "risk_to_staff": "yes",
    "pregnancy": "yes",
    "forensic_exam_consent": "granted",
    "ref_status": "rejected",
    "return_wish": "return_origin",
    "ind_state": "yes",
    "att_type": "device",
}
"""Answers that open every question which waits for one."""
CHILD = {
    "birth_date": "2012-03-05",
    "age_basis": "disputed",
    "child_accomp": "separated",
    "child_specialist": "MSA-7",
    "child_rep_conflict": "yes",
    "child_assent": "granted",
    "child_bid": "decided",
    "child_not_offender": "yes",
    "need_type": "wages",
}
WAIT = {"age_stated", "intake_port", "child_waiver_reason", "child_waiver_by", "iv_before_stop",
        "consent_changed_at", "lawyer"}  # fmt: skip
"""What neither file asks: it belongs to another place, need or course of things."""
FREE = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON)


def markers(form: FormDefinition) -> dict[str, str]:
    """A word for every free text that stands nowhere else; what must be Latin or a phone too."""
    found: dict[str, str] = {}
    for number, question in enumerate(form.questions()):
        if question.type not in FREE or not question.answerable:
            continue
        if "tip-phone" in question.appearance:
            found[question.name] = f"+965300{number:05d}"
        elif question.name.startswith("name_latin"):
            letters = "".join(chr(ord("A") + int(digit)) for digit in f"{number:04d}")
            found[question.name] = f"ZQ{letters}"
        elif "tip-officer" not in question.appearance:
            found[question.name] = f"علامة{number:04d}"
    return found


def filled(world: World, gaps: dict[str, str]) -> tuple[CaseId, dict[str, str]]:
    """A file in which every question that is asked has an answer."""
    intake = world.officers.intake
    case = intake.open_case()
    form = intake.rules(case.id).definition
    context = intake.context(case)
    known = markers(form) | KNOWN | OPENING | gaps
    closing = {q.name: "" for q in form.questions() if q.required is Stage.CLOSE}
    filling = Filling(known | closing, lambda _: True, rows=2, text="نص")
    values = fill(form, context, filling, Random(5))
    intake.save_answers(case.id, {path: Answer(value) for path, value in values.items()})
    intake.complete(case.id)
    return case.id, values


def times(world: World) -> dict[str, str]:
    """Moments that fit together; at random some would break a rule and be left out."""
    moment = world.clock.now.isoformat(timespec="minutes")
    names = ("iv_start", "iv_end", "break_from", "break_to", "ref_sent_at", "ref_answered_at",
             "session_started", "session_ended", "shelter_in_at", "shelter_out_at")  # fmt: skip
    day = world.clock.now.date().isoformat()
    return dict.fromkeys(names, moment) | {"risk_review_at": day}


def members(report: VerificationReport) -> Iterator[tuple[str, str]]:
    """Every member as text: JSON and plain text as they are, papers as their words."""
    for member in report.members:
        name = member.name.removeprefix(paths.DATA)
        if member.name.startswith(paths.DATA):
            data = report.container.open(name).read()
            yield name, text(data) if name.endswith(".pdf") else data.decode()


def stays(form: FormDefinition, picked: frozenset[str]) -> list[Question]:
    return [
        question
        for question in form.questions()
        if question.type is not QuestionType.NOTE
        and (
            Release.INTERNAL in question.release
            or (Release.PROSECUTION not in question.release and question.name not in picked)
        )
    ]


def unasked(form: FormDefinition, answers: Mapping[str, str]) -> set[str]:
    """The questions that a file with these answers does not ask."""
    child = {q.name for s in form.sections if s.name == "child" for q in s.questions()}
    disputed = {name for name in child if name.startswith("child_age_request")}
    sheltered = {"shelter_in_at", "shelter_in_room", "shelter_out_at", "shelter_out_reason"}
    claim = {q.name for q in form.questions() if q.name.startswith("wage_claim")}
    return WAIT | (sheltered if answers is CHILD else claim | child | disputed)


@pytest.mark.parametrize(
    ("picked", "answers"),
    [((), {}), (("risk_factors",), {}), (("kw_entry_manner",), CHILD)],
    ids=["none", "one", "child"],
)
def test_a_bundle_of_a_full_file_tells_nothing_that_stays(
    world: World, picked: tuple[str, ...], answers: dict[str, str]
) -> None:
    case_id, values = filled(world, times(world) | answers)
    intake = world.officers.intake
    form = intake.rules(case_id).definition
    asked = {question_name(path) for path in values}
    every = {q.name for q in form.questions() if q.answerable and q.required is not Stage.CLOSE}
    assert every - asked <= unasked(form, answers)
    picks = [Pick(name, "طلبته النيابة العامة") for name in picked]
    intake.approve(case_id, world.confirm(SUPERVISOR), picks)
    report = opened(world, world.exported(case_id).path)
    hidden = stays(form, frozenset(picked))
    assert len(hidden) > 30
    marks = markers(form)
    told = dict(members(report))
    assert len(told) == 9
    for question in hidden:
        mark = marks.get(question.name)
        if mark is None:
            continue
        for name, words in told.items():
            assert mark not in words, f"{question.name} in {name}"
            assert mark.replace("+965", "") not in words, f"{question.name} in {name}"
    record = json.loads(told[f"{case_id}/record.json"])
    names = {question_name(row["path"]) for row in record["answers"]}
    assert not names & {question.name for question in hidden}
    assert names <= released_fields(form, picks)
    report.close()
    # The test can fail: what does go is found in the record and on paper.
    seen = "".join(told.values())
    for question in form.questions():
        if question.name not in asked or question.name not in marks:
            continue
        if Release.PROSECUTION in question.release:
            mark = marks[question.name]
            in_record = json.dumps(mark)[1:-1] in told[f"{case_id}/record.json"]
            assert in_record, question.name
            assert question.level == 4 or mark in seen or not question.prints, question.name


def test_choices_that_stay_stand_on_no_paper(world: World) -> None:
    """Codes and labels of PP? and IN choices, which other questions do not share."""
    case_id, values = filled(world, times(world))
    intake = world.officers.intake
    form = intake.rules(case_id).definition
    intake.approve(case_id, world.confirm(SUPERVISOR))
    report = opened(world, world.exported(case_id).path)
    told = dict(members(report))
    shared = {
        word
        for question in form.questions()
        if question.name in released_fields(form)
        for choice in form.choices.get(question.list_name, ())
        for word in (choice.name, choice.label.ar)
    }
    shared |= {named.label.ar for named in (*form.sections, *form.questions())}
    checked = 0
    for question in stays(form, frozenset()):
        labels = {
            choice.name: choice.label.ar
            for choice in form.choices.get(question.list_name, ())
            if choice.name not in shared and choice.label.ar not in shared
        }
        chosen = {
            name
            for path, value in values.items()
            if question_name(path) == question.name
            for name in value.split()
        }
        record = told[f"{case_id}/record.json"]
        for name in chosen & labels.keys():
            checked += 1
            assert f'"{name}"' not in record, question.name
            assert json.dumps(labels[name]) not in record, question.name
    assert checked > 5
    report.close()


def test_a_shelter_is_named_nowhere(world: World) -> None:
    case_id, _ = filled(world, times(world))
    world.officers.intake.approve(case_id, world.confirm(SUPERVISOR))
    report = opened(world, world.exported(case_id).path)
    for name, words in members(report):
        for place in ("جليب", "الذكور", "shelter_women", "Jleeb"):
            assert place not in words, name
    report.close()


def test_level_four_is_counted_never_named(
    world: World,
) -> None:
    """The custody chain and the record count level 4, they do not name it."""
    case_id, _ = filled(world, times(world))
    form = world.officers.intake.rules(case_id).definition
    world.officers.intake.approve(case_id, world.confirm(SUPERVISOR))
    report = opened(world, world.exported(case_id).path)
    told = dict(members(report))
    secret = [q.name for q in stays(form, frozenset()) if q.level == 4]
    assert len(secret) > 8
    for name in (f"{case_id}/record.json", f"{case_id}/custody.json", "index.json"):
        for question in secret:
            assert f'"{question}"' not in told[name]
            assert f" {question} " not in told[name]
    report.close()
