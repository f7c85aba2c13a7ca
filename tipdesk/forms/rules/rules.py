"""What a form says about a set of answers: the logic of ODK XForms without a screen.

Answers to questions that are not relevant are kept by whoever stores them, but count for
nothing here: not in expressions, not in `value`, not in `missing`, not on paper. The same holds of
answers that the form refuses (`evaluation`). A `FormState` is what the screen, the review and paper
ask of one set of answers; callers hold a `FormRules`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.expression import Expression, PlainScope, parse
from tipdesk.forms.model import (
    EMPTY_TEXT,
    Choice,
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Stage,
    path_of,
    row_path,
    split_path,
)
from tipdesk.forms.rules.evaluation import (
    Broken,
    Context,
    Evaluation,
    RowScope,
    Rule,
    Violation,
    stored,
)
from tipdesk.forms.rules.plan import STOP, AskedBy, Plan, PlanStep, has_place, make_plan
from tipdesk.forms.rules.recalculation import recalculated

_STAGES = {Stage.SAVE: 0, Stage.EXPORT: 1, Stage.CLOSE: 2}


class FaultKind(StrEnum):
    """What is wrong at a path."""

    TYPE = "type"  # the answer has not the shape of the question's type; text is empty
    CHOICE = "choice"  # the answer is no longer among the open choices; text is empty
    CONSTRAINT = "constraint"  # the answer breaks the question's rule; text is its message
    STOP = "stop"  # a hard stop holds; path is that of its note


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to fix, where it stands."""

    path: str
    kind: FaultKind
    text: LocalText


@dataclass(frozen=True, slots=True)
class HardStop:
    """A hard stop that holds now. `code` is the name of its note in the form."""

    code: str
    text: LocalText
    closed_sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormState:
    """What holds for one set of answers. Made by `FormRules.evaluate`; compare two cheaply."""

    faults: tuple[Fault, ...]
    stops: tuple[HardStop, ...]
    broken: tuple[Broken, ...]  # expressions without a result: for the log, never for the officer
    _plan: Plan = field(repr=False)
    _run: Evaluation = field(repr=False)

    @property
    def run(self) -> Evaluation:
        """The run behind it, for the next one to begin with."""
        return self._run

    def is_relevant(self, path: str) -> bool:
        """Whether the question, group, section or row at `path` is asked now."""
        return path in self._run.relevant

    def value(self, path: str) -> str:
        """What counts at `path`: typed, calculated or from the program; '' when not relevant."""
        return stored(self._run.values.get(path, ""))

    def values(self) -> dict[str, str]:
        """Every value that counts, by path, without the empty ones."""
        return {path: stored(value) for path, value in self._run.values.items()}

    @property
    def refused(self) -> frozenset[str]:
        """The paths of answers that do not stand: they count as none. Of several choices the
        others count (`value`). Empty for a form of before this rule."""
        if not self._plan.withholds:
            return frozenset()
        return frozenset(
            violation.path for broken in self._run.violations.values() for violation in broken
        )

    def rows(self, repeat: str) -> tuple[int, ...]:
        """The rows of a repeat, in order; empty while it is not relevant."""
        return self._run.rows.get(repeat, ())

    def choices(self, path: str) -> tuple[Choice, ...]:
        """The choices that are open at `path` (choice_filter applied)."""
        return self._run.choices_at(path)

    def decides(self, path: str) -> tuple[str, ...]:
        """The paths whose answers decide which choices are open at `path`: those that are asked
        and not answered yet, if there are such."""
        repeat, row, name = split_path(path)
        deciding = [
            path_of(source, home, row if home == repeat else 1)
            for source in self._plan.filtered_by(name)
            for home in [self.repeat_of(source)]
        ]
        waiting = [
            candidate
            for candidate in deciding
            if self.is_relevant(candidate) and not self.value(candidate)
        ]
        return tuple(waiting or deciding)

    def repeat_of(self, name: str) -> str:
        """The repeat around question `name`; '' when it stands in none."""
        return self._plan.homes.get(name, "")

    def holds(self, expression: Expression, repeat: str = "", row: int = 0) -> bool:
        """Whether an expression that is not of the form holds for these answers, seen from outside
        the repeats or from a row of one; without a result it does not."""
        scope = RowScope(self._run, self._run.context)
        if repeat:
            position = self.rows(repeat).index(row) + 1
            scope.enter(repeat, row_path(repeat, row) + "/", position)
        try:
            return expression.holds(scope)
        except ExpressionFault:
            return False

    def visible(
        self, section: str, *, quick: bool = False
    ) -> Iterator[tuple[str, Question | Group]]:
        """What is asked in a section, in document order, each with its path.

        A group comes before what it holds. A repeat comes as (name, repeat), then each row as
        (`repeat[3]`, repeat) followed by what the row holds. With `quick`, only the answers
        of quick mode and the groups that hold such, with hard stops and the notes that follow
        from an answer of quick mode.
        """
        step = self._plan.steps.get(section)
        if step is not None and isinstance(step.place.element, Group) and self.is_relevant(section):
            yield from self._below(step.place.element, "", quick)

    def laid_out(self, section: str) -> Iterator[tuple[str, Question | Group, bool]]:
        """What has a place in a section, as `visible`, and whether it is asked: what waits for an
        answer of the section has its place as well, so that nothing moves when it is asked."""
        step = self._plan.steps.get(section)
        if step is not None and isinstance(step.place.element, Group) and self.is_relevant(section):
            yield from self._placed(step.place.element, "", asked=True)

    def missing(
        self, stage: Stage, answered: Collection[str] = (), *, quick: bool = False
    ) -> tuple[str, ...]:
        """The paths that are needed for `stage`, relevant, without value and not in `answered`.

        `answered` holds the paths with a reason for not answering. What an earlier stage needs
        is needed for the later ones too. A repeat that needs a row is named by its own name.
        """
        return tuple(
            path
            for section in self._sections()
            for path in self._needed(section, stage, answered, quick)
        )

    def needs(
        self, stage: Stage, answered: Collection[str] = (), *, quick: bool = False
    ) -> Mapping[str, tuple[str, ...]]:
        """As `missing`, by section; every relevant section is a key."""
        return {
            section: tuple(self._needed(section, stage, answered, quick))
            for section in self._sections()
        }

    def fault_at(self, path: str) -> Fault | None:
        """The first fault at `path`."""
        return next((fault for fault in self.faults if fault.path == path), None)

    def _sections(self) -> Iterator[str]:
        for section in self._plan.definition.sections:
            if section.name in self._run.relevant:
                yield section.name

    def _needed(
        self, section: str, stage: Stage, answered: Collection[str], quick: bool
    ) -> Iterator[str]:
        limit = _STAGES[stage]
        for path, element in self.visible(section, quick=quick):
            if element.required is None or _STAGES[element.required] > limit or path in answered:
                continue
            if isinstance(element, Question):
                if path in self._run.needless.get(element.name, ()):
                    continue
                if path not in self._run.values and element.type is not QuestionType.NOTE:
                    yield path
            elif path == element.name and not self.rows(path):
                yield path

    def _below(
        self, group: Group, prefix: str, quick: bool
    ) -> Iterator[tuple[str, Question | Group]]:
        for child in group.children:
            path = prefix + child.name
            if path not in self._run.relevant:
                continue
            if isinstance(child, Question):
                always_shown = child.name in self._plan.quick_notes or STOP in child.appearance
                if not quick or child.asked_first or always_shown:
                    yield path, child
            elif not quick or any(question.asked_first for question in child.questions()):
                yield path, child
                yield from self._inside(child, prefix, quick)

    def _placed(
        self, group: Group, prefix: str, *, asked: bool
    ) -> Iterator[tuple[str, Question | Group, bool]]:
        for child in group.children:
            path, step = prefix + child.name, self._plan.steps[child.name]
            now = asked and path in self._run.relevant
            waits = child.name in self._plan.waits
            if not now and not (waits if asked else has_place(step, self._plan.waits)):
                continue
            yield path, child, now
            if not isinstance(child, Group):
                continue
            if child.kind is not GroupKind.REPEAT:
                yield from self._placed(child, prefix, asked=now)
                continue
            for row in self.rows(child.name) if now else ():
                yield row_path(child.name, row), child, True
                yield from self._placed(child, row_path(child.name, row) + "/", asked=True)

    def _inside(
        self, group: Group, prefix: str, quick: bool
    ) -> Iterator[tuple[str, Question | Group]]:
        if group.kind is not GroupKind.REPEAT:
            yield from self._below(group, prefix, quick)
            return
        for row in self.rows(group.name):
            yield row_path(group.name, row), group
            yield from self._below(group, row_path(group.name, row) + "/", quick)


def make_state(plan: Plan, run: Evaluation) -> FormState:
    """The state after `run`: what breaks a rule, and the hard stops."""
    faults = [
        _fault(plan.steps[name], violation)
        for name in sorted(run.violations, key=plan.places.__getitem__)
        for violation in run.violations[name]
    ]
    stops = _stops(plan, run)
    faults += [Fault(stop.code, FaultKind.STOP, stop.text) for stop in stops]
    return FormState(tuple(faults), stops, run.all_broken(), plan, run)


def _fault(step: PlanStep, violation: Violation) -> Fault:
    question = step.place.element
    if violation.rule is Rule.CONSTRAINT and isinstance(question, Question):
        return Fault(violation.path, FaultKind.CONSTRAINT, question.constraint_message)
    return Fault(violation.path, FaultKind(violation.rule.value), EMPTY_TEXT)


def _stops(plan: Plan, run: Evaluation) -> tuple[HardStop, ...]:
    return tuple(
        HardStop(
            rule.note.name,
            rule.note.label,
            tuple(name for name in rule.sections if name not in run.relevant),
        )
        for rule in plan.stops
        if rule.note.name in run.relevant
    )


_FORMULA = re.compile(r"\$\{|^[a-z][a-z0-9:-]*\(")


class FormRules:
    """The rules of one definition; they keep no answers. `rules_for` makes them once."""

    def __init__(self, definition: FormDefinition) -> None:
        """Read every expression once.

        Raises:
            FormDefinitionInvalid: the definition cannot be used.
        """
        self.definition = definition
        self._plan: Plan = make_plan(definition)

    def evaluate(
        self,
        values: Mapping[str, str],
        context: Context,
        last: FormState | None = None,
        given_at: Mapping[str, datetime] | None = None,
    ) -> FormState:
        """The state of the whole form. `values` by path; a row exists by its own path. `given_at`
        says when answers were given (aware), by path: by that moment `now()` and `today()` judge
        them. What it does not name is given now.

        With `last`, the state before, only what has changed since is worked out: the result is
        the same.
        """
        values = last.run.answers if last and values is last.run.answers else dict(values)
        given_at = {} if given_at is None else given_at
        run = recalculated(self._plan, last.run, values, context, given_at) if last else None
        if run is None:
            run = Evaluation(self._plan, values, context, given_at)
            run.run()
        return make_state(self._plan, run)

    def question(self, path: str) -> Question:
        """The question at `path`. Raises KeyError when the form has none there."""
        repeat, _, name = split_path(path)
        step = self._plan.steps[name]
        if isinstance(step.place.element, Group) or step.place.repeat != repeat:
            raise KeyError(path)
        return step.place.element

    def question_named(self, name: str) -> Question:
        """A question by its name, in whatever row. Raises KeyError when there is none."""
        element = self._plan.steps[name].place.element
        if isinstance(element, Group):
            raise KeyError(name)
        return element

    def waiting(self, name: str) -> AskedBy | None:
        """By which answers of its own section it is decided whether `name` is asked; None where it
        does not wait for one."""
        return self._plan.waits.get(name)

    def group(self, name: str) -> Group:
        """The section, group, repeat or table `name`. Raises KeyError when there is none."""
        element = self._plan.steps[name].place.element
        if not isinstance(element, Group):
            raise KeyError(name)
        return element

    def section_of(self, path: str) -> str:
        """The section in which `path` stands. Raises KeyError when the form has none such."""
        repeat, _, name = split_path(path)
        return self._plan.steps[name or repeat].place.section

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """The whole list of a question, without its filter."""
        return self.definition.choices.get(question.list_name, ())

    def defaults(self, context: Context, repeat: str = "") -> dict[str, str]:
        """The values that a new file, or a new row of `repeat`, begins with, by name.

        A default that is a formula sees no answers; without a result it is left out.
        """
        defaults: dict[str, str] = {}
        for name, step in self._plan.steps.items():
            question = step.place.element
            if isinstance(question, Group) or step.place.repeat != repeat or not question.default:
                continue
            value = _default(question.default, context)
            if value and question.type is not QuestionType.NOTE:
                defaults[name] = value
        return defaults


@lru_cache(maxsize=8)
def rules_for(definition: FormDefinition) -> FormRules:
    """The rules of `definition`, the same ones for as long as the program runs: to read all
    expressions takes longer than to answer them.

    Raises:
        FormDefinitionInvalid: the definition cannot be used.
    """
    return FormRules(definition)


def is_formula(default: str) -> bool:
    """Whether a default is an expression and no plain value: it begins with a function."""
    return bool(_FORMULA.search(default))


def _default(text: str, context: Context) -> str:
    if not is_formula(text):
        return text
    try:
        return parse(text).text(PlainScope(context.today, context.now, context.externals))
    except ExpressionFault:
        return ""
