"""One run over a form: what is relevant, what is calculated, what is at fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone

from tipdesk.errors import ExpressionFault
from tipdesk.forms.conversions import KUWAIT, PartialText, Scope, Value, to_text
from tipdesk.forms.expression import Expression
from tipdesk.forms.model import Choice, Group, Question, split_path
from tipdesk.forms.partial_dates import partial_text
from tipdesk.forms.plan import Plan, Step, is_repeat


@dataclass(frozen=True, slots=True)
class Context:
    """What the program knows: today's date in Kuwait, the moment (aware), and own values.

    `externals` feed read-only questions without a formula: case_no, victim_code, officer_id …
    """

    today: date
    now: datetime
    externals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """An expression that had no result for these answers. The form goes on without it."""

    path: str
    column: str  # relevant, calculation, constraint, choice_filter
    reason: str


class RowScope:
    """What an expression sees: the form outside repeats, or one row of a repeat."""

    __slots__ = (
        "_columns",
        "_run",
        "current",
        "now",
        "position",
        "prefix",
        "repeat",
        "today",
        "zone",
    )

    def __init__(self, run: Evaluation, context: Context) -> None:
        self._run = run
        self._columns: Mapping[str, str] = {}
        self.current = ""
        self.position = 0
        self.today = context.today
        self.now = context.now
        self.zone: timezone = KUWAIT
        self.repeat = ""
        self.prefix = ""  # `children[2]/` inside a row

    def enter(self, repeat: str, prefix: str, position: int) -> None:
        """Look from inside a row; '' and 0 to look from outside."""
        self.repeat, self.prefix, self.position = repeat, prefix, position

    def value(self, name: str) -> Value:
        """The answer to `name` from here; of another repeat the answers of all its rows."""
        run = self._run
        home = run.homes.get(name, "")
        if not home:
            rows = run.rows.get(name)
            return run.values.get(name, "") if rows is None else tuple(map(str, rows))
        if home == self.repeat:
            return run.values.get(self.prefix + name, "")
        return self.column(name)

    def column(self, name: str) -> tuple[str, ...]:
        """The answers to `name` in all rows of its repeat."""
        run = self._run
        home = run.homes.get(name, "")
        if not home:
            rows = run.rows.get(name)
            return (run.values.get(name, ""),) if rows is None else tuple(map(str, rows))
        return tuple(run.values.get(f"{home}[{row}]/{name}", "") for row in run.rows.get(home, ()))

    def choice(self, column: str) -> str:
        """A column of the choice under test."""
        return self._columns.get(column, "")

    def look_at(self, choice: Choice) -> None:
        """Test `choice` (choice_filter)."""
        self._columns = {"name": choice.name, **choice.filter}


class Evaluation:
    """The run itself. After `run()` its fields hold the results."""

    def __init__(self, plan: Plan, answers: Mapping[str, str], context: Context) -> None:
        self.homes = {name: step.place.repeat for name, step in plan.steps.items()}
        self.values: dict[str, str] = {}  # what counts: relevant and not empty
        self.relevant: set[str] = set()
        self.rows: dict[str, tuple[int, ...]] = {}
        self.broken: list[Broken] = []
        self._plan = plan
        self._answers = answers
        self._externals = context.externals
        self._scope = RowScope(self, context)
        self._kept_rows = _kept_rows(answers)

    def run(self) -> None:
        """Work out every step in dependency order."""
        for step in self._plan.order:
            self.each_place(step, self._one)
        self._scope.enter("", "", 0)

    def each_place(self, step: Step, work: Callable[[Step, str], None]) -> None:
        """Do `work(step, prefix)` once, or in every row of the repeat around it."""
        repeat = step.place.repeat
        if not repeat:
            self._scope.enter("", "", 0)
            work(step, "")
            return
        for position, row in enumerate(self.rows.get(repeat, ()), 1):
            prefix = f"{repeat}[{row}]/"
            self._scope.enter(repeat, prefix, position)
            work(step, prefix)

    def _one(self, step: Step, prefix: str) -> None:
        path = prefix + step.name
        if is_repeat(step):
            self.rows[step.name] = ()
        if not self._parent_relevant(step, prefix):
            return
        if step.relevant is not None and not self._holds(step.relevant, path, "relevant"):
            return
        self.relevant.add(path)
        if isinstance(step.place.element, Question):
            self._value(step, step.place.element, path)
        elif is_repeat(step):
            rows = self._kept_rows.get(step.name, ())
            self.rows[step.name] = rows
            self.relevant.update(f"{step.name}[{row}]" for row in rows)

    def _parent_relevant(self, step: Step, prefix: str) -> bool:
        parent = step.place.parent
        if not parent:
            return True
        return (parent if parent == step.place.repeat else prefix + parent) in self.relevant

    def _value(self, step: Step, question: Question, path: str) -> None:
        stored = self._answers.get(path, "")
        if step.calculation is not None:
            self._scope.current = stored
            stored = self._calculated(step.calculation, path)
        elif question.read_only and question.name in self._externals:
            stored = self._externals[question.name]
        if stored:
            self.values[path] = partial_text(stored) if step.partial else stored

    def _holds(self, expression: Expression, path: str, column: str) -> bool:
        """An expression without a result hides nothing and refuses nothing."""
        try:
            return expression.holds(self._scope)
        except ExpressionFault as fault:
            self.broken.append(Broken(path, column, str(fault.details.get("reason", ""))))
            return True

    def _calculated(self, expression: Expression, path: str) -> str:
        """The result as text; NaN (something is still unanswered) is no answer."""
        try:
            text = to_text(expression.evaluate(self._scope))
        except ExpressionFault as fault:
            self.broken.append(Broken(path, "calculation", str(fault.details.get("reason", ""))))
            return ""
        return "" if text == "NaN" else text

    def satisfies(self, step: Step, path: str) -> bool:
        """Whether the answer at `path` meets the constraint (entered by `each_place`)."""
        if step.constraint is None:
            return True
        self._scope.current = self.values[path]
        return self._holds(step.constraint, path, "constraint")

    def open_choices(self, step: Step, path: str) -> tuple[Choice, ...]:
        """The choices that the filter of `step` leaves open at `path`."""
        question = step.place.element
        if isinstance(question, Group):
            return ()
        choices = self._plan.definition.choices.get(question.list_name, ())
        if step.choice_filter is None:
            return choices
        left = []
        for choice in choices:
            self._scope.look_at(choice)
            if self._holds(step.choice_filter, path, "choice_filter"):
                left.append(choice)
        return tuple(left)

    def enter_path(self, path: str) -> None:
        """Look from where `path` stands."""
        repeat, row, _ = split_path(path)
        if not repeat:
            self._scope.enter("", "", 0)
            return
        rows = self.rows.get(repeat, ())
        position = rows.index(row) + 1 if row in rows else 0
        self._scope.enter(repeat, f"{repeat}[{row}]/", position)

    def scope(self) -> Scope:
        """The scope as it stands."""
        return self._scope


def _kept_rows(answers: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """The rows that exist, by repeat: those whose own path has a value."""
    found: dict[str, list[int]] = {}
    for path, value in answers.items():
        if value and path.endswith("]"):
            repeat, row, _ = split_path(path)
            if repeat:
                found.setdefault(repeat, []).append(row)
    return {repeat: tuple(sorted(rows)) for repeat, rows in found.items()}


def stored(value: str) -> str:
    """A value as it is stored: a partial date with its words."""
    return value.stored if isinstance(value, PartialText) else value
