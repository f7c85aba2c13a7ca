"""What a file still needs before its next step, what of it waits, and what the list doubts of it.

`review` lists what is missing and where to go for it; `to_clarify` is the page of the interview
(phase "clarify") that holds only what the next step still needs. What has its own page later, the
closing and the evaluation, is not asked for there. A question that waits gets the reason "deferred"
where it stands, and its topic is noted for the next session (`with_topic`).

A file that was begun in quick mode has a gate of its own (`gate_of`).

SQLCipher binds a page to its number, not to its time: a page of an older copy put back is whole,
and with it a file would be open again, approved as it once was, or no longer hidden. The chain of
custody still tells (`state_fault`, `hidden_fault`).

What waits (`waits`) is the review of a high risk, what the Prosecution asked for, a note on
non-punishment, an approval: shown as a reason and a date, never as a story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tipdesk.cases.answers import answered, question_name
from tipdesk.cases.custody.chain import CARRIED
from tipdesk.cases.files import workflow
from tipdesk.cases.interview import statement
from tipdesk.cases.model import NO_ANSWER, Answer, Case, Role, Status
from tipdesk.forms import model
from tipdesk.forms.rules.rules import FaultKind, FormState

# --- the page of what is still to be clarified ------------------------------------------------


PAGE = "to_clarify"  # stands among the sections, is none of the form's
TOPICS_LEFT = "iv_topics_left"
_BEFORE_CLOSING = frozenset(
    {model.Phase.PLAN, model.Phase.ENGAGE, model.Phase.ACCOUNT, model.Phase.CLARIFY}
)
# Section of the form → choice of its list of topics, where the name differs.
_TOPICS: Mapping[str, str] = {
    "acquaintance": "identity",
    "fitness": "health",
    "safety": "risk",
    "needs_referrals": "needs",
}


def to_clarify(form: model.FormDefinition, needs: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Of the paths that each section needs, those that are asked before the closing."""
    return frozenset(
        path
        for section in form.sections
        if section.phase in _BEFORE_CLOSING
        for path in needs.get(section.name, ())
    )


def place_of_page(sections: Iterable[model.Group]) -> int:
    """Before the first section of its phase, or of a later one."""
    phases = (model.Phase.PLAN, model.Phase.ENGAGE, model.Phase.ACCOUNT)
    return sum(section.phase in phases for section in sections)


def with_topic(form: model.FormDefinition, topics: str, section: str) -> str:
    """The value of the topics that were left, with that of a section; unchanged where the form
    has no topic for it."""
    topic = _TOPICS.get(section, section)
    known = [choice.name for choice in form.choices.get("topic", ())]
    chosen = set(topics.split()) | ({topic} & set(known))
    return " ".join(name for name in known if name in chosen)


class Gate(StrEnum):
    """How much of the form a file has to have for its next step."""

    QUICK = "quick"  # what quick mode asks
    FULL = "full"  # all that the export needs


def gate_of(case: Case, answers: Mapping[str, Answer]) -> Gate:
    """A file that was begun in quick mode is complete with what quick mode asks: after a raid
    thirty people are referred in one night. Once a statement stands in it, it is an interview
    like any other."""
    texts = [answers.get(path, NO_ANSWER) for path in (statement.ARABIC, statement.ORIGINAL)]
    has_words = any(text.value or text.closed for text in texts)
    return Gate.QUICK if case.quick and not has_words else Gate.FULL


class NeedKind(StrEnum):
    """Why a question is listed."""

    MISSING = "missing"  # no answer and no reason for having none
    FAULT = "fault"  # the answer breaks a hard rule of the form
    ADVICE = "advice"  # worth a look; never blocks


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line of the review page; `path` and `section` are where a click leads."""

    path: str
    label: model.LocalText
    section: str  # name of the section
    kind: NeedKind
    text: model.LocalText | None = None  # what is wrong, for faults and advice


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The review of one file for its next step."""

    stage: model.Stage | None  # the first stage with something missing, None when nothing is
    needed: tuple[ReviewLine, ...]  # what blocks the next step, in the order of the form
    warnings: tuple[ReviewLine, ...]  # advice
    ready: bool  # nothing blocks the next step
    next_step: workflow.FileStep | None  # None: nothing is left to do here
    next_roles: frozenset[Role]  # who may take it


NEXT_STEP: Mapping[Status, workflow.FileStep | None] = {
    Status.IN_PROGRESS: workflow.FileStep.COMPLETE,
    Status.COMPLETED: workflow.FileStep.APPROVE,
    Status.RETURNED: workflow.FileStep.COMPLETE,
    Status.APPROVED: workflow.FileStep.EXPORT,
    Status.EXPORTED: workflow.FileStep.RECEIVE,
    Status.RECEIVED: None,
    Status.REFUSED: workflow.FileStep.APPROVE,
    Status.VOIDED: None,
}


def review(
    form: model.FormDefinition, answers: Mapping[str, Answer], state: FormState, case: Case
) -> ReviewReport:
    """What stands between the file and its next step. Everything that its gate asks for is asked
    when the file is completed, since answers are frozen from then on. Of a voided file nothing is
    asked, and nothing is ready."""
    status, quick = case.status, gate_of(case, answers) is Gate.QUICK
    if status is Status.VOIDED:
        return ReviewReport(None, (), (), ready=False, next_step=None, next_roles=frozenset())
    places = _Places(form)
    done = answered(answers)
    missing = {
        stage: state.missing(stage, done, quick=quick)
        for stage in (model.Stage.SAVE, model.Stage.EXPORT)
    }
    broken = [
        places.need(fault.path, NeedKind.FAULT, fault.text)
        for fault in state.faults
        if fault.kind is FaultKind.CONSTRAINT or fault.path in state.refused
    ]
    gaps = [places.need(path, NeedKind.MISSING) for path in missing[model.Stage.EXPORT]]
    needed = tuple(sorted(broken + gaps, key=places.position))
    next_step = NEXT_STEP[status]
    roles = [row.roles for row in workflow.TRANSITIONS if row.step is next_step]
    return ReviewReport(
        stage=next((stage for stage, paths in missing.items() if paths), None),
        needed=needed,
        warnings=tuple(sorted(_advice(state, places), key=places.position)),
        ready=not needed,
        next_step=next_step,
        next_roles=frozenset[Role]().union(*roles),
    )


def _advice(state: FormState, places: _Places) -> list[ReviewLine]:
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

    def __init__(self, form: model.FormDefinition) -> None:
        self._places: dict[str, tuple[str, int, model.LocalText]] = {}
        self._notes: list[tuple[str, model.Question]] = []
        for section in form.sections:
            self._add(section, section)

    def _add(self, section: model.Group, group: model.Group) -> None:
        for child in group.children:
            self._places[child.name] = (section.name, len(self._places), child.label)
            if isinstance(child, model.Group):
                self._add(section, child)
            elif child.type is model.QuestionType.NOTE and child.relevant:
                self._notes.append((child.name, child))

    def conditional_notes(self) -> list[tuple[str, model.Question]]:
        return self._notes

    def need(self, path: str, kind: NeedKind, text: model.LocalText | None = None) -> ReviewLine:
        section, _, label = self._places.get(question_name(path), ("", 0, model.EMPTY_TEXT))
        return ReviewLine(path, label, section, kind, text)

    def position(self, need: ReviewLine) -> tuple[int, str]:
        return (
            self._places.get(question_name(need.path), ("", -1, model.EMPTY_TEXT))[1],
            need.path,
        )


# --- the list beside the chain of custody -----------------------------------------------------


_SENT = frozenset({Status.APPROVED, Status.EXPORTED, Status.RECEIVED, Status.REFUSED})
_COMPLETED = "completed"
# After the last entry of these the file stands in one of these statuses (`workflow.TRANSITIONS`).
_AFTER = {
    _COMPLETED: frozenset({Status.COMPLETED}),
    "returned": frozenset({Status.RETURNED}),
    "amended": frozenset({Status.COMPLETED, Status.RETURNED}),
    workflow.APPROVED: _SENT,
    workflow.APPROVED_DIRECTLY: _SENT,
    workflow.VOIDED: frozenset({Status.VOIDED}),
    # What was approved before exchange format 1.0, and not sent, is to be approved once more.
    CARRIED: (_SENT - {Status.APPROVED}) | {Status.COMPLETED},
}
_APPROVALS = frozenset({workflow.APPROVED, workflow.APPROVED_DIRECTLY})
_BEFORE = frozenset({Status.IN_PROGRESS})
_HIDDEN, _SHOWN = "hidden", "shown_again"


def state_fault(status: Status, revision: int, entries: Sequence[tuple[int, str]]) -> int | None:
    """Hold status and revision of a file against its entries (number and action, in order): None
    when they agree, else the number of the entry that says otherwise (0: no entry tells of it)."""
    deciding: list[tuple[int, str]] = []
    for seq, action in entries:
        if action == CARRIED:
            if deciding and deciding[-1][1] in _APPROVALS:
                deciding.append((seq, action))
        elif action in _AFTER:
            deciding.append((seq, action))
        elif action == workflow.UNVOIDED and deciding and deciding[-1][1] == workflow.VOIDED:
            deciding.pop()  # it stands again where it stood
    completed = sum(action == _COMPLETED for _seq, action in entries)
    seq, allowed = (deciding[-1][0], _AFTER[deciding[-1][1]]) if deciding else (0, _BEFORE)
    return None if status in allowed and revision == completed else seq


def hidden_fault(case: Case, entries: Sequence[tuple[int, str]], removed: int) -> int | None:
    """As `state_fault`, of whether it is hidden. `removed`: the entry of the last officer who left;
    what was hidden for them alone is shown again without an entry of its own."""
    own_entries = [(seq, action) for seq, action in entries if action in (_HIDDEN, _SHOWN)]
    seq, action = own_entries[-1] if own_entries else (0, _SHOWN)
    if case.hidden:
        return None if action == _HIDDEN else seq
    return seq if action == _HIDDEN and seq > removed else None


RISK, HIGH, REVIEW = "risk_level", "high", "risk_review_at"  # `cases.casework.seed` reads them
FORM, FORCED_CRIME = "ex_form", "forced_crime"
CLOSED = "close_reason"  # to version 4; from then on closing is case work
NEEDED = frozenset({TOPICS_LEFT, RISK, REVIEW, FORM})
REVIEW_WITHIN = timedelta(days=7)
# Whoever approves has the note before the eyes; from then on it waits for nobody.
BEFORE_APPROVAL = (Status.IN_PROGRESS, Status.COMPLETED, Status.RETURNED)


def note_waits(answers: Mapping[str, Answer]) -> bool:
    """Whether the answers raise the note on non-punishment to the supervisor: an episode that
    stands tells of acts the person was forced into, and the file is not closed."""
    return not answers.get(CLOSED, NO_ANSWER).value and _is_forced(answers)


def waits(case: Case) -> bool:
    """Whether a supervisor has something to do with this file."""
    return case.status is not Status.VOIDED and (
        case.review_due is not None
        or case.reply_by is not None
        or case.status is Status.COMPLETED
        or (case.non_punishment and case.status in BEFORE_APPROVAL)
    )


def _is_forced(answers: Mapping[str, Answer]) -> bool:
    """Whether a row that stands tells of acts the person was forced into."""
    for path, answer in answers.items():
        if question_name(path) == FORM and FORCED_CRIME in answer.value.split():
            repeat, row, _name = model.split_path(path)
            if not repeat or answers.get(model.row_path(repeat, row), Answer()).value:
                return True
    return False
