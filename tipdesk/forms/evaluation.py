"""One run over a form: what is relevant, what is calculated, what breaks a rule.

What a step gave is kept by its name, so that the next run can take over what has not changed
(`recalculation`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import TypeVar

from tipdesk.clock import KUWAIT
from tipdesk.form_errors import ExpressionFault
from tipdesk.forms.budget import Budget
from tipdesk.forms.conversions import PartialText, Value
from tipdesk.forms.expression import Expression
from tipdesk.forms.model import Choice, Group, Question, split_path
from tipdesk.forms.partial_dates import partial_text
from tipdesk.forms.plan import Plan, Step, cell_of
from tipdesk.forms.rows import rows_among

MAX_ROWS = 200  # that a form may count out in one repeat


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
    column: str  # relevant, calculation, constraint, choice_filter, required, repeat_count
    reason: str


@dataclass(frozen=True, slots=True)
class Violation:
    """An answer that breaks the constraint of its question, or is closed by the choice filter."""

    path: str
    constraint: bool


_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class RowScope:
    """What an expression sees: the form outside repeats, or one row of a repeat."""

    __slots__ = (
        "_columns",
        "_run",
        "budget",
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
        self.budget = Budget()
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

    def choice_label(self, name: str, code: str) -> str:
        """What the list of question `name` says for `code`, in Arabic, the form's own language."""
        return self._run.choice_label(name, code)

    def look_up(self, list_name: str, column: str, key: str, wanted: str) -> str:
        """The cell of `column` in the first choice whose `key` is `wanted`."""
        return self._run.look_up(list_name, column, key, wanted)

    def look_at(self, choice: Choice) -> None:
        """Test `choice` (choice_filter)."""
        self._columns = {"name": choice.name, **choice.filter}


class Evaluation:
    """The run itself. After `run()` its fields hold the results."""

    def __init__(
        self,
        plan: Plan,
        answers: Mapping[str, str],
        context: Context,
        kept_rows: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        """`kept_rows` are the rows that exist among `answers`, when they are known already."""
        self.plan = plan
        self.answers = answers
        self.context = context
        self.homes = plan.homes
        self.values: dict[str, str] = {}  # what counts: relevant and not empty
        self.relevant: set[str] = set()
        self.rows: dict[str, tuple[int, ...]] = {}
        self.broken: dict[tuple[str, bool], tuple[Broken, ...]] = {}  # by step; True: its checks
        self.violations: dict[str, tuple[Violation, ...]] = {}  # by step, only where there are any
        self.needless: dict[str, tuple[str, ...]] = {}  # by step, paths that need no answer now
        self.partials: dict[str, tuple[str, str]] = {}  # by path, what stands there and as read
        self.changed: frozenset[str] | None = None  # answers since the run before; None: anew
        self._scope = RowScope(self, context)
        self.kept_rows = rows_among(answers) if kept_rows is None else kept_rows
        self.exhausted = False  # the form asked for more steps than a run may take
        self._found: list[Broken] = []
        self._breaks: list[Violation] = []
        self._spared: list[str] = []

    def run(self) -> None:
        """Work out every step in dependency order, then check what was answered."""
        for step in self.plan.order:
            self.work_out(step)
        for step in self.plan.checked:
            self.check(step)
        self.finish()

    def finish(self) -> None:
        """Let go of what only the run itself needs; a run that is over is no ring of references."""
        self.exhausted = self._scope.budget.exhausted
        del self._scope

    def work_out(self, step: Step) -> None:
        """Relevance and value of `step`, in every row where it stands."""
        self._found = []
        self.each_place(step, self._one)
        if self._found or self.broken:
            self._keep(self.broken, (step.name, False), self._found)

    def check(self, step: Step) -> None:
        """Constraint and choice filter of `step`, in every row where it is answered."""
        self._found, self._breaks, self._spared = [], [], []
        self.each_place(step, self._check)
        self._keep(self.broken, (step.name, True), self._found)
        self._keep(self.violations, step.name, self._breaks)
        self._keep(self.needless, step.name, self._spared)

    @staticmethod
    def _keep(kept: dict[_Key, tuple[_Kept, ...]], key: _Key, found: list[_Kept]) -> None:
        if found:
            kept[key] = tuple(found)
        else:
            kept.pop(key, None)

    def all_broken(self) -> tuple[Broken, ...]:
        """Every expression without a result, in the order in which they are worked out."""
        if not self.broken:
            return ()
        keys = [(step.name, False) for step in self.plan.order]
        keys += [(step.name, True) for step in self.plan.checked]
        return tuple(one for key in keys for one in self.broken.get(key, ()))

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
        if step.is_repeat:
            self.rows[step.name] = ()
        place = step.place
        parent = place.parent if place.parent == place.repeat else prefix + place.parent
        if parent and parent not in self.relevant:
            return
        self._scope.current = self.answers.get(path, "")
        if step.relevant is not None and not self._holds(step.relevant, path, "relevant"):
            return
        self.relevant.add(path)
        if isinstance(place.element, Question):
            self._value(step, place.element, path)
        elif step.is_repeat:
            rows = self._rows(step, path)
            self.rows[step.name] = rows
            self.relevant.update(f"{step.name}[{row}]" for row in rows)

    def _rows(self, step: Step, path: str) -> tuple[int, ...]:
        """The rows that the form counts out, or those that officers have added."""
        if step.count is None:
            return self.kept_rows.get(step.name, ())
        try:
            number = step.count.number(self._scope)
        except ExpressionFault as fault:
            self._found.append(Broken(path, "repeat_count", str(fault.details.get("reason", ""))))
            return ()
        if number > MAX_ROWS:
            self._found.append(Broken(path, "repeat_count", "too_many_rows"))
        return tuple(range(1, int(min(number, MAX_ROWS)) + 1)) if number >= 1 else ()

    def _value(self, step: Step, question: Question, path: str) -> None:
        stored = self.answers.get(path, "")
        if step.calculation is not None:
            stored = self._calculated(step.calculation, path)
        elif question.read_only:  # of this row, or of every one
            known = self.context.externals
            stored = known.get(path, known.get(question.name, stored))
        if stored:
            self.values[path] = self._partial(path, stored) if step.partial else stored

    def _partial(self, path: str, stored: str) -> str:
        """A partial date as expressions see it, read once for as long as it stands there."""
        known = self.partials.get(path)
        if known is None or known[0] != stored:
            known = self.partials[path] = (stored, partial_text(stored))
        return known[1]

    def _holds(self, expression: Expression, path: str, column: str) -> bool:
        """An expression without a result hides nothing and refuses nothing."""
        try:
            return expression.holds(self._scope)
        except ExpressionFault as fault:
            self._found.append(Broken(path, column, str(fault.details.get("reason", ""))))
            return True

    def _calculated(self, expression: Expression, path: str) -> str:
        """The result as text; NaN (something is still unanswered) is no answer."""
        try:
            text = expression.text(self._scope)
        except ExpressionFault as fault:
            self._found.append(Broken(path, "calculation", str(fault.details.get("reason", ""))))
            return ""
        return "" if text == "NaN" else text

    def _check(self, step: Step, prefix: str) -> None:
        path = prefix + step.name
        value = self.values.get(path)
        self._scope.current = value or ""
        if step.required_if is not None and not self._holds(step.required_if, path, "required"):
            self._spared.append(path)
        if value is None:
            return
        if step.constraint is not None and not self._holds(step.constraint, path, "constraint"):
            self._breaks.append(Violation(path, constraint=True))
        elif step.choice_filter is not None:
            chosen = frozenset(value.split())
            left = {choice.name for choice in self.open_choices(step, path, chosen)}
            if not left.issuperset(chosen):
                self._breaks.append(Violation(path, constraint=False))

    def open_choices(
        self, step: Step, path: str, among: frozenset[str] | None = None
    ) -> tuple[Choice, ...]:
        """The choices that the filter of `step` leaves open at `path`; `among` these codes only."""
        question = step.place.element
        if isinstance(question, Group):
            return ()
        choices = self.plan.definition.choices.get(question.list_name, ())
        if step.choice_filter is None:
            return choices
        left = []
        for choice in choices:
            if among is not None and choice.name not in among:
                continue
            self._scope.look_at(choice)
            if self._holds(step.choice_filter, path, "choice_filter"):
                left.append(choice)
        return tuple(left)

    def choice_label(self, name: str, code: str) -> str:
        """What the list of question `name` says for `code`; '' when it has no such code."""
        step = self.plan.steps.get(name)
        if step is None or isinstance(step.place.element, Group):
            return ""
        chosen = self.plan.cells(step.place.element.list_name, "name").get(code)
        return chosen.label.ar if chosen else ""

    def look_up(self, list_name: str, column: str, key: str, wanted: str) -> str:
        """The cell of `column` in the first choice whose `key` is `wanted`; '' without one."""
        chosen = self.plan.cells(list_name, key).get(wanted)
        return cell_of(chosen, column) if chosen else ""

    def choices_at(self, path: str) -> tuple[Choice, ...]:
        """The choices that are open at `path`, asked after the run, with steps of their own."""
        repeat, row, name = split_path(path)
        step = self.plan.steps.get(name)
        if step is None:
            return ()
        self._scope, self._found = RowScope(self, self.context), []
        if repeat:
            rows = self.rows.get(repeat, ())
            position = rows.index(row) + 1 if row in rows else 0
            self._scope.enter(repeat, f"{repeat}[{row}]/", position)
        try:
            return self.open_choices(step, path)
        finally:
            del self._scope


def stored(value: str) -> str:
    """A value as it is stored: a partial date with its words."""
    return value.stored if isinstance(value, PartialText) else value
