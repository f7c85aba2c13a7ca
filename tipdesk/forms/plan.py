"""A definition made ready to be evaluated: every expression read once, everything in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tipdesk.errors import ExpressionFault, FormDefinitionInvalid
from tipdesk.forms.expression import Expression, parse
from tipdesk.forms.model import FormDefinition, Group, GroupKind, Question, QuestionType
from tipdesk.forms.order import Place, dependency_order, places

STOP = "tip-stop"  # appearance of a note that closes sections


@dataclass(frozen=True, slots=True)
class Step:
    """One question or group with its expressions."""

    place: Place
    relevant: Expression | None
    calculation: Expression | None = None
    constraint: Expression | None = None
    choice_filter: Expression | None = None
    partial: bool = False  # a partial date that expressions look at

    @property
    def name(self) -> str:
        """The name of the question or group."""
        return self.place.element.name


@dataclass(frozen=True, slots=True)
class StopRule:
    """A hard stop: its note, and the sections that depend on what it depends on."""

    note: Question
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that stays the same from one evaluation to the next."""

    definition: FormDefinition
    steps: Mapping[str, Step]  # by name, in document order
    order: tuple[Step, ...]  # in dependency order
    checked: tuple[Step, ...]  # those with a constraint or a choice filter, in document order
    stops: tuple[StopRule, ...]

    def home(self, name: str) -> str:
        """The repeat around `name`; '' when there is none."""
        step = self.steps.get(name)
        return step.place.repeat if step else ""


def make_plan(definition: FormDefinition) -> Plan:
    """Read every expression and find the order.

    Raises:
        FormDefinitionInvalid: an expression cannot be read, a name is used twice or the rules
            turn in a ring. (The compiler refuses such forms; this guards hand-made ones.)
    """
    found = list(places(definition.sections))
    names = [place.element.name for place in found]
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise FormDefinitionInvalid(count=1, first=f"{twice}: doubled name")
    read = [_read(place) for place in found]
    seen = _seen_names(read)
    steps = {step.name: _with_partial(step, seen) for step in read}
    order = dependency_order({name: _needs(step) for name, step in steps.items()})
    if isinstance(order, tuple):
        raise FormDefinitionInvalid(count=1, first=f"cycle: {' → '.join(order)}")
    return Plan(
        definition,
        steps,
        tuple(steps[name] for name in order),
        tuple(step for step in steps.values() if step.constraint or step.choice_filter),
        _stop_rules(definition, steps),
    )


def _read(place: Place) -> Step:
    element = place.element
    try:
        if isinstance(element, Group):
            return Step(place, _optional(element.relevant))
        return Step(
            place,
            _optional(element.relevant),
            _optional(element.calculation),
            _optional(element.constraint),
            parse(element.choice_filter, columns=True) if element.choice_filter else None,
        )
    except ExpressionFault as fault:
        details = fault.details
        first = f"{element.name}: {details.get('reason')} {details.get('found')}"
        raise FormDefinitionInvalid(count=1, first=first) from fault


def _optional(text: str) -> Expression | None:
    return parse(text) if text else None


def _seen_names(steps: list[Step]) -> frozenset[str]:
    """Every name that some expression looks at, and every name with a constraint of its own."""
    seen: set[str] = set()
    for step in steps:
        for expression in (step.relevant, step.calculation, step.constraint, step.choice_filter):
            if expression is not None:
                seen |= expression.references()
        if step.constraint is not None:
            seen.add(step.name)
    return frozenset(seen)


def _with_partial(step: Step, seen: frozenset[str]) -> Step:
    element = step.place.element
    partial = isinstance(element, Question) and element.type is QuestionType.PARTIAL_DATE
    if not partial or step.name not in seen:
        return step
    return Step(
        step.place, step.relevant, step.calculation, step.constraint, step.choice_filter, True
    )


def _needs(step: Step) -> list[str]:
    needs = [step.place.parent] if step.place.parent else []
    for expression in (step.relevant, step.calculation):
        if expression is not None:
            needs += sorted(expression.references())
    return needs


def _stop_rules(definition: FormDefinition, steps: Mapping[str, Step]) -> tuple[StopRule, ...]:
    rules = []
    for step in steps.values():
        note = step.place.element
        if isinstance(note, Question) and STOP in note.appearance:
            sources = _sources(step, steps)
            closed = tuple(
                section.name
                for section in definition.sections
                if section.name != step.place.section
                and sources & _sources(steps[section.name], steps)
            )
            rules.append(StopRule(note, closed))
    return tuple(rules)


def _sources(step: Step, steps: Mapping[str, Step]) -> frozenset[str]:
    """The questions that decide whether `step` is relevant, calculations followed back."""
    found: set[str] = set()
    todo = sorted(step.relevant.references()) if step.relevant else []
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        source = steps.get(name)
        if source is not None and source.calculation is not None:
            todo += sorted(source.calculation.references())
    return frozenset(name for name in found if not _is_calculated(name, steps))


def _is_calculated(name: str, steps: Mapping[str, Step]) -> bool:
    step = steps.get(name)
    return step is not None and step.calculation is not None


def is_repeat(step: Step) -> bool:
    """Whether `step` is a repeat."""
    element = step.place.element
    return isinstance(element, Group) and element.kind is GroupKind.REPEAT
