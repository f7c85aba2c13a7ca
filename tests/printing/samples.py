"""Synthetic files to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

from tipdesk.cases.handover.release import places
from tipdesk.cases.model import (
    Answer,
    Case,
    CaseFile,
    CaseId,
    MissingReason,
    Officer,
    Role,
    Station,
    StationKind,
    Status,
)
from tipdesk.demo.filling import FillingPlan, fill
from tipdesk.demo.people import known_answers, person
from tipdesk.forms.model import FormDefinition, QuestionType
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import rules_for

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
STATION = Station(StationKind.OFFICER, "moi_tip", "وحدة الاستقبال والمقابلات", "MOI")
SHELTER = Station(StationKind.OFFICER, "pam_shelter", "مركز إيواء جليب الشيوخ – عنبر 3", "PAM")
OFFICERS = {
    "K-0417": Officer(1, "K-0417", "ريم الخطيب", Role.OFFICER),
    "K-0102": Officer(2, "K-0102", "سالم المطيري", Role.SUPERVISOR),
}


@lru_cache(maxsize=1)
def form() -> FormDefinition:
    return load_published().newest("victim-intake")


def context() -> Context:
    externals = {"case_no": "MOI-2026-000417", "victim_code": "K7Q-4MX", "officer_id": "K-0417"}
    return Context(NOW.date(), NOW, externals)


@lru_cache(maxsize=16)
def _values(number: int, rows: int, everything: bool) -> tuple[tuple[str, str], ...]:
    random = Random(number)
    someone = person(random, NOW.date(), number)
    known = {**known_answers(someone, random, number), "supervisor_id": "K-0102"}
    wanted = (lambda question: True) if everything else (lambda question: bool(question.required))
    filled = fill(form(), context(), FillingPlan(known, wanted, rows), random)
    return tuple(sorted(filled.items()))


def case_file(
    number: int = 3,
    *,
    rows: int = 2,
    everything: bool = True,
    station: Station = STATION,
    extra: Mapping[str, str] | None = None,
    reasons: Mapping[str, MissingReason] | None = None,
    definition: FormDefinition | None = None,
) -> CaseFile:
    """A made-up file; `extra` sets answers by path, `reasons` empties them with a reason."""
    answers = {path: Answer(value) for path, value in _values(number, rows, everything)}
    answers |= {path: Answer(value) for path, value in (extra or {}).items()}
    answers |= {path: Answer(reason=reason) for path, reason in (reasons or {}).items()}
    case = Case(
        id=CaseId("5f0c0b3e-8a56-4d0a-9d4e-0d6f2f2b7c11"),
        number="MOI-2026-000417",
        person_code="K7Q-4MX",
        form_id=form().form_id,
        form_version=form().version,
        status=Status.APPROVED,
        revision=2,
        created_at=NOW,
        updated_at=NOW,
        created_by="K-0417",
        display_name="لا يُطبع",
    )
    return CaseFile(
        case=case,
        station=station,
        form=definition or form(),
        answers=answers,
        amendments=(),
        remarks=(),
        attachments=(),
        custody=(),
        officers=OFFICERS,
        digest="3cc76a22d72c9ef5c413da5d2c17cad0f29be0154ab8cc07815fd3c1c37a0b6f",
    )


def with_form(file: CaseFile, definition: FormDefinition) -> CaseFile:
    return replace(file, form=definition)


def shown_values(file: CaseFile) -> dict[str, str]:
    """Path to stored value of everything that is asked and answered in text of some kind."""
    values = {path: answer.value for path, answer in file.answers.items() if answer.value}
    state = rules_for(file.form).evaluate(values, context())
    textual = {QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON}
    return {
        path: state.value(path)
        for path, _, question in places(file.form, state)
        if question.type in textual and state.is_relevant(path) and state.value(path)
    }
