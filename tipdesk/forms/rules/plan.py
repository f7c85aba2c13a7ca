"""A definition made ready to be evaluated: every expression read once, everything in order.

A question's relevance and its value are worked out together, so one node a name is enough: it
depends on the group around it and on every name in its `relevant` and `calculation`. Where an
answer that is refused counts as none, it depends on what its own rules look at as well; such
dependencies may turn in a ring (`components`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tipdesk.core.errors import ExpressionFault, FormDefinitionInvalid
from tipdesk.forms.expression.expression import Expression, parse
from tipdesk.forms.expression.functions import FUNCTIONS
from tipdesk.forms.expression.syntax import Call, Chain, Literal, Node, Reference
from tipdesk.forms.model import Choice, FormDefinition, Group, GroupKind, Question, QuestionType

# --- which part depends on which, and the order that follows ----------------------------------


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Where one question or group stands."""

    element: Question | Group
    section: str
    parent: str  # name of the group around it, '' for a section
    repeat: str  # name of the repeat around it, '' outside; a repeat is not inside itself


def places(sections: Iterable[Group]) -> Iterator[PlanPlace]:
    """Every group and question of a form, in document order."""
    for section in sections:
        yield PlanPlace(section, section.name, "", "")
        yield from _below(section, section.name, "")


def _below(group: Group, section: str, repeat: str) -> Iterator[PlanPlace]:
    inside = group.name if group.kind is GroupKind.REPEAT else repeat
    for child in group.children:
        yield PlanPlace(child, section, group.name, inside)
        if isinstance(child, Group):
            yield from _below(child, section, inside)


def dependency_order(needs: Mapping[str, Iterable[str]]) -> list[str] | tuple[str, ...]:
    """The names of `needs`, each after all that it needs; or a tuple, one ring of names.

    Names that are not keys are passed over. The order is that of `needs` as far as possible.
    """
    order: list[str] = []
    state: dict[str, int] = {}  # 1 being worked out, 2 done
    for start in needs:
        if state.get(start):
            continue
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(needs[start]))]
        state[start] = 1
        while stack:
            name, pending = stack[-1]
            following = next((other for other in pending if state.get(other) != 2), None)
            if following is None:
                state[name] = 2
                order.append(name)
                stack.pop()
            elif state.get(following) == 1:
                ring = [entry for entry, _ in stack]
                return tuple(ring[ring.index(following) :])
            elif following in needs:
                state[following] = 1
                stack.append((following, iter(needs[following])))
    return order


def components(
    order: Sequence[str], needs: Mapping[str, Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """The names of `order` again, each after all that it needs, where names that need each other
    in a ring stand together: strongly connected components, found as Kosaraju does. Within one
    the names keep their places in `order`.
    """
    needed_by: dict[str, list[str]] = {name: [] for name in order}
    for name in order:
        for other in needs[name]:
            if other in needed_by:
                needed_by[other].append(name)
    place = {name: number for number, name in enumerate(order)}
    seen: set[str] = set()
    finished = [name for start in order for name in _reached(start, needs, seen, place)]
    seen = set()
    groups = [_reached(start, needed_by, seen, place) for start in reversed(finished)]
    return tuple(tuple(sorted(names, key=place.__getitem__)) for names in reversed(groups) if names)


def _reached(
    start: str, following: Mapping[str, Iterable[str]], seen: set[str], known: Container[str]
) -> list[str]:
    """What is reached from `start` and was not `seen` before, each after what it leads to."""
    if start in seen:
        return []
    seen.add(start)
    finished: list[str] = []
    path = [(start, iter(following[start]))]
    while path:
        name, pending = path[-1]
        step = next((other for other in pending if other in known and other not in seen), None)
        if step is None:
            finished.append(name)
            path.pop()
        else:
            seen.add(step)
            path.append((step, iter(following[step])))
    return finished


STOP = "tip-stop"  # appearance of a note that closes sections


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One question or group with its expressions."""

    place: PlanPlace
    name: str  # of the question or group
    relevant: Expression | None
    calculation: Expression | None = None
    constraint: Expression | None = None
    choice_filter: Expression | None = None
    required_if: Expression | None = None
    is_repeat: bool = False
    count: Expression | None = None  # of a repeat
    partial: bool = False  # a partial date that expressions look at

    def checks(self) -> tuple[Expression | None, ...]:
        """Every rule of an answer."""
        return (self.constraint, self.choice_filter, self.required_if)

    def judges(self) -> tuple[Expression | None, ...]:
        """What an answer has to satisfy to stand."""
        return (self.constraint, self.choice_filter)


@dataclass(frozen=True, slots=True)
class AskedBy:
    """By what it is decided whether something is asked."""

    questions: tuple[str, ...]  # names, in the order of the form
    codes: tuple[str, ...] = ()  # of the only one of them, of which each asks it; () for others


@dataclass(frozen=True, slots=True)
class StopRule:
    """A hard stop: its note, and the sections that depend on what it depends on."""

    note: Question
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Who has to be asked again when something changes. Numbers are places in `Plan.order`."""

    number: Mapping[str, int]  # by name
    dependents: Mapping[str, tuple[int, ...]]  # by the name that they look at
    watchers: Mapping[str, tuple[PlanStep, ...]]  # checks, by the name that they look at
    clocked: tuple[tuple[int, bool], ...]  # those that look at the day, or (True) the moment
    clocked_checks: tuple[tuple[PlanStep, bool], ...]
    clocked_judges: tuple[tuple[int, bool], ...]  # whose answers are judged by a day or moment


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that stays the same from one evaluation to the next."""

    definition: FormDefinition
    steps: Mapping[str, PlanStep]  # by name, in document order
    order: tuple[PlanStep, ...]  # in dependency order
    rings: Mapping[int, range]  # places in `order` whose answers are judged together
    row_by_row: frozenset[
        str
    ]  # names of such places where every row of a repeat is judged by itself
    checked: tuple[PlanStep, ...]  # those with a rule to look at after all is worked out
    stops: tuple[StopRule, ...]
    homes: Mapping[str, str]  # the repeat around each name
    graph: Graph
    quick_notes: frozenset[str]  # notes that follow from an answer of quick mode
    places: Mapping[str, int]  # in the form, by name
    waits: Mapping[str, AskedBy]  # what waits for an answer of its own section, by name
    indexes: dict[tuple[str, str], Mapping[str, Choice]] = field(default_factory=dict, repr=False)

    @property
    def withholds(self) -> bool:
        """Whether an answer that is refused counts as none (`FormDefinition.standing`)."""
        return self.definition.standing > 0

    def place_of(self, step: PlanStep) -> int:
        """The place of `step` in the form."""
        return self.places[step.name]

    def cells(self, list_name: str, key: str) -> Mapping[str, Choice]:
        """The choices of a list by their cell in column `key`, the first of equal ones."""
        by_cell = self.indexes.get((list_name, key))
        if by_cell is None:
            choices = self.definition.choices.get(list_name, ())
            by_cell = {cell_of(choice, key): choice for choice in reversed(choices)}
            self.indexes[list_name, key] = by_cell
        return by_cell

    def filtered_by(self, name: str) -> tuple[str, ...]:
        """The questions that the choice filter of `name` looks at, in the order of the form; behind
        calculations only where it looks at nothing else."""
        step = self.steps.get(name)
        if step is None or step.choice_filter is None:
            return ()
        named = step.choice_filter.references
        questions = frozenset(source for source in named if not _is_calculated(source, self.steps))
        questions = questions or _followed_back(named, self.steps)
        return tuple(source for source in self.steps if source in questions)

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
    form_places = list(places(definition.sections))
    names = [place.element.name for place in form_places]
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise FormDefinitionInvalid(count=1, first=f"{twice}: doubled name")
    read = [_read(place) for place in form_places]
    seen = _seen_names(read)
    steps = {step.name: _with_partial(step, seen) for step in read}
    order = dependency_order({name: _needs(step) for name, step in steps.items()})
    if isinstance(order, tuple):
        raise FormDefinitionInvalid(count=1, first=f"cycle: {' → '.join(order)}")
    withholds = definition.standing > 0
    ordered, rings = _judged_order(order, steps) if withholds else (_steps(order, steps), {})
    # Rules of an answer are looked at where it is worked out; only "needed" waits for the end.
    checked = tuple(
        step for step in steps.values() if (step.required_if if withholds else any(step.checks()))
    )
    return Plan(
        definition,
        steps,
        ordered,
        rings,
        _judged_row_by_row(ordered, rings.values()),
        checked,
        _stop_rules(definition, steps),
        {name: step.place.repeat for name, step in steps.items()},
        _graph(ordered, checked, withholds=withholds),
        _quick_notes(steps),
        {name: number for number, name in enumerate(steps)},
        _waiting_steps(steps),
    )


def _steps(names: Iterable[str], steps: Mapping[str, PlanStep]) -> tuple[PlanStep, ...]:
    return tuple(steps[name] for name in names)


def _judged_order(
    order: Sequence[str], steps: Mapping[str, PlanStep]
) -> tuple[tuple[PlanStep, ...], Mapping[int, range]]:
    """The steps with what judges them before them, and where they judge each other."""
    needs = {name: (*_needs(steps[name]), *_judged_by(steps[name])) for name in order}
    names: list[str] = []
    rings: dict[int, range] = {}
    for members in components(order, needs):
        first = len(names)
        names += members
        if len(members) > 1 or members[0] in needs[members[0]]:
            ring = range(first, len(names))
            rings.update(dict.fromkeys(ring, ring))
    return _steps(names, steps), rings


def _judged_row_by_row(order: Sequence[PlanStep], rings: Iterable[range]) -> frozenset[str]:
    """The names of rings within rows whose rules look at no other row of theirs."""
    names: set[str] = set()
    for ring in set(rings):
        members = {order[number].name: order[number] for number in ring}
        repeats = {step.place.repeat for step in members.values()}
        if (
            "" in repeats
            or len(repeats) > 1
            or any(map(_looking_across(members), members.values()))
        ):
            continue
        names.update(members)
    return frozenset(names)


def _looking_across(names: Container[str]) -> Callable[[PlanStep], bool]:
    """Whether a step looks at the answers of all rows to one of these names, as `sum()` does."""

    def looks_across(step: PlanStep) -> bool:
        expressions = (step.relevant, step.calculation, step.count, *step.judges())
        return any(
            isinstance(argument, Reference) and argument.name in names
            for expression in expressions
            if expression is not None
            for node in expression.nodes
            if isinstance(node, Call)
            for index, argument in enumerate(node.arguments)
            if index in FUNCTIONS[node.name].references
        )

    return looks_across


def _judged_by(step: PlanStep) -> list[str]:
    names: set[str] = set()
    for expression in step.judges():
        if expression is not None:
            names |= expression.references
    return sorted(names)


def _graph(order: tuple[PlanStep, ...], checked: tuple[PlanStep, ...], *, withholds: bool) -> Graph:
    dependents: dict[str, dict[int, None]] = {}
    watchers: dict[str, dict[str, PlanStep]] = {}
    clocked, clocked_checks, clocked_judges = [], [], []
    for number, step in enumerate(order):
        for name in (*_needs(step), *(_judged_by(step) if withholds else ())):
            dependents.setdefault(name, {})[number] = None
        if (clock := _clock(step.relevant, step.calculation, step.count)) is not None:
            clocked.append((number, clock))
        if withholds and (clock := _clock(*step.judges())) is not None:
            clocked_judges.append((number, clock))
    for step in checked:
        rules = (step.required_if,) if withholds else step.checks()
        names = {step.name}
        for expression in rules:
            names |= expression.references if expression else frozenset()
        for name in names:
            watchers.setdefault(name, {})[step.name] = step
        if (clock := _clock(*rules)) is not None:
            clocked_checks.append((step, clock))
    return Graph(
        {step.name: number for number, step in enumerate(order)},
        {name: tuple(numbers) for name, numbers in dependents.items()},
        {name: tuple(steps.values()) for name, steps in watchers.items()},
        tuple(clocked),
        tuple(clocked_checks),
        tuple(clocked_judges),
    )


def _clock(*expressions: Expression | None) -> bool | None:
    """Whether expressions look at the moment (True), at the day alone (False) or at neither."""
    called = {
        node.name
        for expression in expressions
        if expression is not None
        for node in expression.nodes
        if isinstance(node, Call)
    }
    return "now" in called if called & {"now", "today"} else None


def _read(place: PlanPlace) -> PlanStep:
    element = place.element
    try:
        if isinstance(element, Group):
            return PlanStep(
                place,
                element.name,
                _optional(element.relevant),
                count=_optional(element.count),
                is_repeat=element.kind is GroupKind.REPEAT,
            )
        return PlanStep(
            place,
            element.name,
            _optional(element.relevant),
            _optional(element.calculation),
            _optional(element.constraint),
            parse(element.choice_filter, columns=True) if element.choice_filter else None,
            _optional(element.required_if),
        )
    except ExpressionFault as fault:
        details = fault.details
        first = f"{element.name}: {details.get('reason')} {details.get('found')}"
        raise FormDefinitionInvalid(count=1, first=first) from fault


def _optional(text: str) -> Expression | None:
    return parse(text) if text else None


def _seen_names(steps: list[PlanStep]) -> frozenset[str]:
    """Every name that some expression looks at, and every name with a constraint of its own."""
    seen: set[str] = set()
    for step in steps:
        for expression in (step.relevant, step.calculation, step.count, *step.checks()):
            if expression is not None:
                seen |= expression.references
        if step.constraint is not None:
            seen.add(step.name)
    return frozenset(seen)


def _with_partial(step: PlanStep, seen: frozenset[str]) -> PlanStep:
    element = step.place.element
    partial = isinstance(element, Question) and element.type is QuestionType.PARTIAL_DATE
    if not partial or step.name not in seen:
        return step
    return replace(step, partial=True)


def _needs(step: PlanStep) -> list[str]:
    needs = [step.place.parent] if step.place.parent else []
    for expression in (step.relevant, step.calculation, step.count):
        if expression is not None:
            needs += sorted(expression.references)
    return needs


# --- what an answer of its own section asks: it has a place there from the beginning -------------


def _waiting_steps(steps: Mapping[str, PlanStep]) -> Mapping[str, AskedBy]:
    """By name, what waits for an answer of its own section: questions, notes, groups; of a repeat
    its heading, it has no row before it is asked."""
    known = ((name, _waiting(step, steps)) for name, step in steps.items())
    return {name: waits for name, waits in known if waits is not None}


def has_place(step: PlanStep, waits: Mapping[str, AskedBy]) -> bool:
    """Whether something has a place within a group that waits."""
    return _is_within(step) and (step.relevant is None or step.name in waits)


def _waiting(step: PlanStep, steps: Mapping[str, PlanStep]) -> AskedBy | None:
    if step.relevant is None or not _is_within(step):
        return None
    names = step.relevant.references
    if not any(_section(name, steps) == step.place.section for name in names):
        return None
    own = _answered(names, steps, step.place.section)
    codes = _codes(step.relevant.tree) if names == own else ()
    return AskedBy(tuple(name for name in steps if name in own), codes if len(own) == 1 else ())


def _section(name: str, steps: Mapping[str, PlanStep]) -> str:
    return steps[name].place.section if name in steps else ""


def _answered(names: frozenset[str], steps: Mapping[str, PlanStep], section: str) -> frozenset[str]:
    """What is answered in a section behind these names: of a calculation that nobody sees, what it
    looks at."""
    answered: set[str] = set()
    todo, known = sorted(names), set(names)
    while todo:
        step = steps.get(todo.pop())
        if step is None or isinstance(step.place.element, Group):
            continue
        if step.place.element.label.ar:
            answered |= {step.name} if step.place.section == section else set()
        elif step.calculation is not None:
            behind = step.calculation.references - known
            known |= behind
            todo += sorted(behind)
    return frozenset(answered)


def _is_within(step: PlanStep) -> bool:
    """Whether it stands in a section: a section itself has no place to keep."""
    return not isinstance(step.place.element, Group) or bool(step.place.parent)


def _codes(tree: Node) -> tuple[str, ...]:
    """The answers of which each makes it hold; () where it says anything else."""
    match tree:
        case Chain(rest=(("or", _), *_)):
            parts = [_codes(part) for part in (tree.first, *(part for _word, part in tree.rest))]
            return tuple(code for part in parts for code in part) if all(parts) else ()
        case Chain(first=Reference(), rest=(("=", Literal(value=str(code))),)) if code:
            return (code,)
        case Call(name="selected", arguments=(Reference(), Literal(value=str(code)))):
            return (code,)
        case _:
            return ()


def _stop_rules(definition: FormDefinition, steps: Mapping[str, PlanStep]) -> tuple[StopRule, ...]:
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


def _quick_notes(steps: Mapping[str, PlanStep]) -> frozenset[str]:
    """The notes whose condition looks at an answer of quick mode, calculations followed back; only
    in sections that quick mode shows, since a note alone is no page."""
    quick = {
        name
        for name, step in steps.items()
        if isinstance(step.place.element, Question) and step.place.element.asked_first
    }
    quick_sections = {steps[name].place.section for name in quick}
    return frozenset(
        name
        for name, step in steps.items()
        if step.place.section in quick_sections
        and isinstance(step.place.element, Question)
        and step.place.element.type is QuestionType.NOTE
        and quick & _sources(step, steps)
    )


def _sources(step: PlanStep, steps: Mapping[str, PlanStep]) -> frozenset[str]:
    """The questions that decide whether `step` is relevant, calculations followed back."""
    return _followed_back(step.relevant.references if step.relevant else (), steps)


def _followed_back(names: Iterable[str], steps: Mapping[str, PlanStep]) -> frozenset[str]:
    """What is answered behind these names: of a calculation, what it looks at."""
    followed: set[str] = set()
    todo = sorted(names)
    while todo:
        name = todo.pop()
        if name in followed:
            continue
        followed.add(name)
        source = steps.get(name)
        if source is not None and source.calculation is not None:
            todo += sorted(source.calculation.references)
    return frozenset(name for name in followed if not _is_calculated(name, steps))


def _is_calculated(name: str, steps: Mapping[str, PlanStep]) -> bool:
    step = steps.get(name)
    return step is not None and step.calculation is not None


def cell_of(choice: Choice, column: str) -> str:
    """What stands in a column of the choices sheet: the code, the label, or a column of its own."""
    if column == "label":
        return choice.label.ar
    return choice.name if column == "name" else choice.filter.get(column, "")
