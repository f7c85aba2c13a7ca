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
from tipdesk.cases.model import Answer, CaseId, MissingReason
from tipdesk.cases.record import places
from tipdesk.demo.filling import Filling, fill
from tipdesk.forms.evaluation import Context
from tipdesk.forms.model import FormDefinition, Question, QuestionType, Release
from tipdesk.forms.rules import FormRules
from tipdesk.forms.state import FormState

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
    "case_type": "tip",
    "risk_level": "high",
    "need_type": "shelter",
    "need_wanted": "yes",
    "art12_measure": "shelter",
    "birth_date": "1999-03-05",
    "age_basis": "official_id",
    "prior_any": "yes",
    "immediate_actions": "rest",
    "iv_stop": "complete",
}
SECRET_MOMENTS = {
    "child_kw_age": "113",
    "ref_sent_at": "2026-07-03T05:17:00+00:00",
    "ref_answered_at": "2026-07-04T06:19:00+00:00",
    "ref_delivered_at": "2026-07-08T07:23:00+00:00",
    "shelter_in_at": "2026-06-29T04:13:00+00:00",
    "iv_next": "2026-12-19T11:41:00+00:00",
    "risk_review_at": "2026-11-30",
    "close_date": "2026-08-13",
    "retention_until": "2031-07-19",
}
OTHER_MOMENTS = {
    "child_kw_age": "97",
    "ref_sent_at": "2026-05-03T04:18:00+00:00",
    "ref_answered_at": "2026-05-09T05:21:00+00:00",
    "ref_delivered_at": "2026-05-13T06:26:00+00:00",
    "shelter_in_at": "2026-04-24T03:14:00+00:00",
    "iv_next": "2026-12-27T10:44:00+00:00",
    "risk_review_at": "2026-11-26",
    "close_date": "2026-07-21",
    "retention_until": "2033-02-11",
}
SHELTERS = ("جليب", "حولي", "Jleeb", "Hawalli")
FREE = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON)
CHOSEN = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)

KINDS = {
    "adult": {"child_possible": "no"},
    "child": {"birth_date": "2012-03-05", "child_specialist": "", "child_waiver_by": "T-07"},
}
"""Whose file: of an adult, or of a child whom no specialist could hear."""

UNASKED = {
    "adult": {"child_accomp", "child_specialist", "child_waiver_reason", "child_waiver_by"},
    "child": {"child_specialist"},  # its absence is what the waiver is for
}
NEVER_ASKED = {"age_stated", "intake_port", "iv_before_stop", "consent_changed_at"}
"""Questions whose opposite is answered; nothing of them is there to leave."""


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
    Free texts of level 4 name a shelter besides."""
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
            shelter = f" {SHELTERS[number % len(SHELTERS)]}" if question.level == 4 else ""
            found[question.name] = f"علامة{number:04d}{shelter}"
    return found


def times(world: World) -> dict[str, str]:
    """Moments that fit together; at random some would break a rule and be left out."""
    moment = world.clock.now.isoformat(timespec="minutes")
    names = ("iv_start", "iv_end", "break_from", "break_to")
    return dict.fromkeys(names, moment)


def full_values(
    world: World, form: FormDefinition, context: Context, kind: str = "adult"
) -> dict[str, str]:
    """Path to value of everything that can be asked at once."""
    known = markers(form) | KNOWN | SECRET_MOMENTS | times(world) | KINDS[kind]
    filling = Filling(known, lambda _: True, rows=2, text="نص")
    values = fill(form, context, filling, Random(5))
    # One need of two opens the questions on the shelter; the other's kind can have a twin.
    kept = {path: values[path] for path in values if not path.startswith("needs[2]/shelter_in")}
    return kept | {"needs[2]/need_type": "food_clothing"}


def twin_values(
    form: FormDefinition, values: dict[str, str], context: Context, secret: set[str]
) -> dict[str, str]:
    """The same file with other answers to the questions of `secret`; what is asked, and every
    other value, stays as it is. A question that has no such answer keeps its own."""
    rules = FormRules(form)
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
    elif question.type in FREE:
        yield value.replace("علامة", "وصمة").replace("+965300", "+965311")


def record_full(world: World, values: dict[str, str], case_id: CaseId) -> None:
    """Save the answers and complete the file."""
    intake = world.officers.intake
    answers = {path: Answer(value) for path, value in values.items()}
    if "child_waiver_by" in values:
        answers["child_specialist"] = Answer(reason=MissingReason.NOT_APPLICABLE)
    intake.save_answers(case_id, answers)
    intake.complete(case_id)
