"""The state of a form for one set of answers: what the screen, the review and paper ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.expression import Expression
from tipdesk.forms.model import (
    EMPTY_TEXT,
    Choice,
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
from tipdesk.forms.rules.evaluation import Broken, Evaluation, RowScope, Rule, Violation, stored
from tipdesk.forms.rules.plan import STOP, Plan, Step

_STAGES = {Stage.SAVE: 0, Stage.EXPORT: 1, Stage.CLOSE: 2}


class FaultKind(StrEnum):
    """What is wrong at a path."""

    TYPE = "type"  # the answer has not the shape of the question's type; text is empty
    CHOICE = "choice"  # the answer is no longer among the open choices; text is empty
    CONSTRAINT = "constraint"  # the answer breaks the question's rule; text is its message
    STOP = "stop"  # a hard stop holds; path is that of its note


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend, where it stands."""

    path: str
    kind: FaultKind
    text: LocalText


@dataclass(frozen=True, slots=True)
class Stop:
    """A hard stop that holds now. `code` is the name of its note in the form."""

    code: str
    text: LocalText
    closed_sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormState:
    """What holds for one set of answers. Made by `FormRules.evaluate`; compare two cheaply."""

    faults: tuple[Fault, ...]
    stops: tuple[Stop, ...]
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
                if not quick or child.quick or always_shown:
                    yield path, child
            elif not quick or any(question.quick for question in child.questions()):
                yield path, child
                yield from self._inside(child, prefix, quick)

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


def _fault(step: Step, violation: Violation) -> Fault:
    question = step.place.element
    if violation.rule is Rule.CONSTRAINT and isinstance(question, Question):
        return Fault(violation.path, FaultKind.CONSTRAINT, question.constraint_message)
    return Fault(violation.path, FaultKind(violation.rule.value), EMPTY_TEXT)


def _stops(plan: Plan, run: Evaluation) -> tuple[Stop, ...]:
    return tuple(
        Stop(
            rule.note.name,
            rule.note.label,
            tuple(name for name in rule.sections if name not in run.relevant),
        )
        for rule in plan.stops
        if rule.note.name in run.relevant
    )
