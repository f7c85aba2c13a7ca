"""Filling a form with made-up answers: what is known of a person first, then the rest by type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tipdesk.cases.handover.release import places
from tipdesk.forms import model
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FaultKind, FormState, rules_for

_PASSES = 8  # answers open questions; no form needs more rounds
_UNCERTAIN = frozenset({"unknown", "other", "not_asked", "unable", "refused", "withdrawn", "none"})

Wanted = Callable[[model.Question], bool]


@dataclass(frozen=True, slots=True)
class FillingPlan:
    """How a form is filled. `wanted` says which questions get an answer beyond the known ones."""

    known: Mapping[str, str]  # by question name; '' keeps a question empty
    wanted: Wanted
    rows: int = 1  # of every repeat
    text: str = "بيان تجريبي"


def fill(
    definition: model.FormDefinition, context: Context, filling: FillingPlan, random: Random
) -> dict[str, str]:
    """Path to value, row paths included; every value passes the form's constraints.

    Questions that are not asked stay empty; what an answer opens is filled in the next round.
    """
    rules = rules_for(definition)
    values = {
        model.row_path(repeat, row): "1"
        for repeat in repeats(definition)
        for row in range(1, filling.rows + 1)
    }
    refused: set[str] = set()
    state: FormState | None = None
    for _ in range(_PASSES):
        state = rules.evaluate(values, context, state)  # a round changes little of the form
        fresh = {
            path: value
            for path, question in _open(definition, state)
            if path not in values and path not in refused
            for value in [_value(question, state.choices(path), context, filling, random)]
            if value
        }
        if not fresh:
            break
        values |= fresh
        state = rules.evaluate(values, context, state)
        for fault in state.faults:
            if fault.kind is not FaultKind.CHOICE:  # else another one of the list is tried
                refused.add(fault.path)
            values.pop(fault.path, None)
    state = rules.evaluate(values, context, state)
    return {
        path: value
        for path, value in values.items()
        if path.endswith("]") or state.is_relevant(path)
    }


def repeats(definition: model.FormDefinition) -> Iterator[str]:
    """The names of the form's repeats."""
    pending: list[model.Group] = list(definition.sections)
    while pending:
        group = pending.pop()
        if group.kind is model.GroupKind.REPEAT:
            yield group.name
        pending += [child for child in group.children if isinstance(child, model.Group)]


def _open(
    definition: model.FormDefinition, state: FormState
) -> Iterator[tuple[str, model.Question]]:
    for path, _section, question in places(definition, state):
        if question.answerable and state.is_relevant(path):
            yield path, question


def _value(
    question: model.Question,
    choices: Sequence[model.Choice],
    context: Context,
    filling: FillingPlan,
    random: Random,
) -> str:
    if question.name in filling.known:
        return filling.known[question.name]
    if not filling.wanted(question) or question.type is model.QuestionType.ATTACHMENT:
        return ""  # a file is attached before it is named
    return made_up(question, choices, context, random, filling.text)


def made_up(
    question: model.Question,
    choices: Sequence[model.Choice],
    context: Context,
    random: Random,
    text: str,
) -> str:
    """A plausible value for any question, by its type and the choices that are open to it: `text`
    where anything can be written, '' where a filter leaves nothing to choose."""
    match question.type:
        case model.QuestionType.SELECT_ONE | model.QuestionType.SELECT_MULTIPLE:
            return _choices(question, choices, random)
        case model.QuestionType.INTEGER | model.QuestionType.DECIMAL:
            return str(random.randrange(1, 4))
        case model.QuestionType.DATE | model.QuestionType.PARTIAL_DATE:
            day = context.today - timedelta(days=random.randrange(1, 90))
            return f"{day:%Y-%m-%d}" if question.type is model.QuestionType.DATE else f"{day:%Y-%m}"
        case model.QuestionType.DATETIME | model.QuestionType.TIME:
            moment = context.now - timedelta(minutes=random.randrange(30, 600))
            to_the_minute = moment.replace(second=0, microsecond=0).isoformat()
            return (
                to_the_minute if question.type is model.QuestionType.DATETIME else f"{moment:%H:%M}"
            )
        case model.QuestionType.OFFICER:
            return context.externals.get("officer_id", "") or text
        case _:
            return text


def _choices(question: model.Question, choices: Sequence[model.Choice], random: Random) -> str:
    names = [choice.name for choice in choices]
    if not names:
        return ""
    sure = [name for name in names if name not in _UNCERTAIN] or names
    if question.type is model.QuestionType.SELECT_ONE:
        return random.choice(sure)
    picked = set(random.sample(sure, k=min(len(sure), random.choice((1, 2, 2, 3)))))
    return " ".join(name for name in sure if name in picked)
