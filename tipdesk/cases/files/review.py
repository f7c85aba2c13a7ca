"""What a file still needs before its next step, and where to go for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.answers import answered, question_name
from tipdesk.cases.files.workflow import TRANSITIONS, Step
from tipdesk.cases.model import Answer, Role, Status
from tipdesk.forms.model import (
    EMPTY_TEXT,
    FormDefinition,
    Group,
    LocalText,
    Phase,
    Question,
    QuestionType,
    Stage,
)
from tipdesk.forms.rules.state import FaultKind, FormState

# The page of the interview that holds only what the next step still needs (phase "clarify").
#
# What has its own page later, the closing and the evaluation, is not asked for here. A question
# that waits gets the reason "deferred" where it stands, and its topic is noted for the next
# session.


PAGE = "to_clarify"  # stands among the sections, is none of the form's
TOPICS_LEFT = "iv_topics_left"
NEEDED = frozenset({TOPICS_LEFT})
_BEFORE_CLOSING = frozenset({Phase.PLAN, Phase.ENGAGE, Phase.ACCOUNT, Phase.CLARIFY})
# Section of the form → choice of its list of topics, where the name differs.
_TOPICS: Mapping[str, str] = {
    "acquaintance": "identity",
    "fitness": "health",
    "safety": "risk",
    "needs_referrals": "needs",
}


def to_clarify(form: FormDefinition, needs: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Of the paths that each section needs, those that are asked before the closing."""
    return frozenset(
        path
        for section in form.sections
        if section.phase in _BEFORE_CLOSING
        for path in needs.get(section.name, ())
    )


def place_of_page(sections: Iterable[Group]) -> int:
    """Before the first section of its phase, or of a later one."""
    told = (Phase.PLAN, Phase.ENGAGE, Phase.ACCOUNT)
    return sum(section.phase in told for section in sections)


def with_topic(form: FormDefinition, topics: str, section: str) -> str:
    """The value of the topics that were left, with that of a section; unchanged where the form
    has no topic for it."""
    topic = _TOPICS.get(section, section)
    known = [choice.name for choice in form.choices.get("topic", ())]
    chosen = set(topics.split()) | ({topic} & set(known))
    return " ".join(name for name in known if name in chosen)


class NeedKind(StrEnum):
    """Why a question is listed."""

    MISSING = "missing"  # no answer and no reason for having none
    FAULT = "fault"  # the answer breaks a hard rule of the form
    ADVICE = "advice"  # worth a look; never blocks


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the review page; `path` and `section` are where a click leads."""

    path: str
    label: LocalText
    section: str  # name of the section
    kind: NeedKind
    text: LocalText | None = None  # what is wrong, for faults and advice


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The review of one file for its next step."""

    stage: Stage | None  # the first stage with something missing, None when nothing is
    needed: tuple[Need, ...]  # what blocks the next step, in the order of the form
    warnings: tuple[Need, ...]  # advice
    ready: bool  # nothing blocks the next step
    next_step: Step | None  # None: nothing is left to do here
    next_roles: frozenset[Role]  # who may take it


NEXT_STEP: Mapping[Status, Step | None] = {
    Status.IN_PROGRESS: Step.COMPLETE,
    Status.COMPLETED: Step.APPROVE,
    Status.RETURNED: Step.COMPLETE,
    Status.APPROVED: Step.EXPORT,
    Status.EXPORTED: Step.RECEIVE,
    Status.RECEIVED: None,
    Status.REFUSED: Step.APPROVE,
    Status.VOIDED: None,
}


def review(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState, status: Status
) -> ReviewReport:
    """What stands between the file and its next step. Everything that the export needs is
    asked for when the file is completed, since answers are frozen from then on. Of a voided file
    nothing is asked, and nothing is ready."""
    if status is Status.VOIDED:
        return ReviewReport(None, (), (), ready=False, next_step=None, next_roles=frozenset())
    places = _Places(form)
    done = answered(answers)
    missing = {stage: state.missing(stage, done) for stage in (Stage.SAVE, Stage.EXPORT)}
    broken = [
        places.need(fault.path, NeedKind.FAULT, fault.text)
        for fault in state.faults
        if fault.kind is FaultKind.CONSTRAINT or fault.path in state.refused
    ]
    gaps = [places.need(path, NeedKind.MISSING) for path in missing[Stage.EXPORT]]
    needed = tuple(sorted(broken + gaps, key=places.position))
    next_step = NEXT_STEP[status]
    roles = [row.roles for row in TRANSITIONS if row.step is next_step]
    return ReviewReport(
        stage=next((stage for stage, paths in missing.items() if paths), None),
        needed=needed,
        warnings=tuple(sorted(_advice(state, places), key=places.position)),
        ready=not needed,
        next_step=next_step,
        next_roles=frozenset[Role]().union(*roles),
    )


def _advice(state: FormState, places: _Places) -> list[Need]:
    """Notes of the form that hold now (hard stops among them) and choices no longer open."""
    advice = [
        places.need(path, NeedKind.ADVICE, note.label)
        for path, note in places.conditional_notes()
        if state.is_relevant(path)
    ]
    return advice + [
        places.need(fault.path, NeedKind.ADVICE)
        for fault in state.faults
        if fault.kind is FaultKind.CHOICE and fault.path not in state.refused
    ]


class _Places:
    """Where each question, and each repeat, stands in the form."""

    def __init__(self, form: FormDefinition) -> None:
        self._found: dict[str, tuple[str, int, LocalText]] = {}
        self._notes: list[tuple[str, Question]] = []
        for section in form.sections:
            self._add(section, section)

    def _add(self, section: Group, group: Group) -> None:
        for child in group.children:
            self._found[child.name] = (section.name, len(self._found), child.label)
            if isinstance(child, Group):
                self._add(section, child)
            elif child.type is QuestionType.NOTE and child.relevant:
                self._notes.append((child.name, child))

    def conditional_notes(self) -> list[tuple[str, Question]]:
        return self._notes

    def need(self, path: str, kind: NeedKind, text: LocalText | None = None) -> Need:
        section, _, label = self._found.get(question_name(path), ("", 0, EMPTY_TEXT))
        return Need(path, label, section, kind, text)

    def position(self, need: Need) -> tuple[int, str]:
        return (self._found.get(question_name(need.path), ("", -1, EMPTY_TEXT))[1], need.path)
