"""One run over a form: what is relevant, what is calculated, which answers stand.

An answer stands when it has the shape of its type and its choice filter and constraint hold. One
that does not is refused: it stays with whoever stores it, is told of as a violation, and counts
as no answer for every other question. Of several choices only the closed ones fall. So answers
are judged in dependency order, each by answers that stand. Where answers judge each other in a
ring, the first of the form that fails falls, and the others are judged without it. What is too
long or too costly to be judged does not stand.

`now()` and `today()` in the rules of an answer mean the moment when it was given: a date that was
refused yesterday is not accepted overnight, and none that stood is refused tomorrow.

What a step gave is kept by its name, so that the next run can take over what has not changed
(`recalculation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import AnswerRefused, ExpressionFault
from tipdesk.forms.expression.budget import MAX_STEPS, TOO_MUCH, Budget
from tipdesk.forms.expression.conversions import PartialText, Value
from tipdesk.forms.expression.expression import Expression
from tipdesk.forms.model import Choice, Group, Question, QuestionType, split_path
from tipdesk.forms.rules.plan import Plan, PlanStep, cell_of
from tipdesk.forms.values import normalise, partial_text
from tipdesk.i18n.text import kuwait_day

# --- rows that exist: those whose own path (`legs[2]`) has a value ----------------------------


Rows = Mapping[str, tuple[int, ...]]  # by repeat, in order


def rows_among(answers: Mapping[str, str]) -> Rows:
    """The rows of all these answers."""
    by_repeat: dict[str, list[int]] = {}
    for path, value in answers.items():
        if value and path.endswith("]"):
            repeat, row, _ = split_path(path)
            if repeat:
                by_repeat.setdefault(repeat, []).append(row)
    return {repeat: tuple(sorted(rows)) for repeat, rows in by_repeat.items()}


def rows_after(changed: Iterable[str], answers: Mapping[str, str], before: Rows) -> Rows:
    """The rows of `answers`, known those `before` and the paths that have `changed` since."""
    rows = dict(before)
    for path in changed:
        repeat, row, name = split_path(path)
        if repeat and not name:
            others = set(rows.get(repeat, ())) - {row}
            rows[repeat] = tuple(sorted(others | {row} if answers.get(path) else others))
    return {repeat: numbers for repeat, numbers in rows.items() if numbers}


MAX_ROWS = 200  # that a form may count out in one repeat
_ROUND = 10  # steps that a further round of a ring costs for every place in it


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


class Rule(StrEnum):
    """What an answer has to satisfy to stand."""

    TYPE = "type"  # the shape of the question's type
    CHOICE = "choice"  # the choice filter
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Violation:
    """An answer, or of several choices some, that breaks a rule of its question."""

    path: str
    rule: Rule
    refused: str  # what does not stand: the answer as stored, or the codes that are closed


_SHAPED = frozenset(
    {
        QuestionType.INTEGER,
        QuestionType.DECIMAL,
        QuestionType.DATE,
        QuestionType.TIME,
        QuestionType.DATETIME,
        QuestionType.PARTIAL_DATE,
    }
)
"""Types whose answers may have a wrong shape. Text fits any text, and a code that no list has is
shown as the code that it is."""


_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


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

    def be_at(self, today: date, now: datetime) -> None:
        """Look from this day and moment."""
        self.today, self.now = today, now

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
        given_at: Mapping[str, datetime],
        kept_rows: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        """`given_at` says when answers were given (aware), by path; one that it does not name is
        given now. `kept_rows` are the rows that exist among `answers`, when they are known
        already."""
        self.plan = plan
        self.answers = answers
        self.given_at = given_at
        self.context = context
        self.homes = plan.homes
        self.values: dict[str, str] = {}  # what counts: relevant and not empty
        self.relevant: set[str] = set()
        self.rows: dict[str, tuple[int, ...]] = {}
        self.broken: dict[tuple[str, bool], tuple[Broken, ...]] = {}  # by step; True: its checks
        self.violations: dict[str, tuple[Violation, ...]] = {}  # by step, only where there are any
        self.needless: dict[str, tuple[str, ...]] = {}  # by step, paths that need no answer now
        self.partials: dict[str, tuple[str, str]] = {}  # by path, what stands there and as read
        self.shapes: dict[str, tuple[str, bool]] = {}  # by path, what stands there; whether it fits
        self.changed: frozenset[str] | None = None  # answers since the run before; None: anew
        self._scope = RowScope(self, context)
        self.kept_rows = rows_among(answers) if kept_rows is None else kept_rows
        # Steps that were spent, by step; True: its checks. Of a ring under its first step.
        self.costs: dict[tuple[str, bool], int] = {}
        self.exhausted = False  # the form asked for more steps than a run may take
        self._broken_here: list[Broken] = []
        self._breaks: list[Violation] = []
        self._spared: list[str] = []
        # Within a ring: what has fallen of its answers, by path.
        self._fallen: dict[str, list[Violation]] | None = None

    def run(self) -> None:
        """Work out every step in dependency order, then check what was answered."""
        number = 0
        while number < len(self.plan.order):
            ring = self.plan.rings.get(number)
            if ring is None:
                self.work_out(self.plan.order[number])
                number += 1
            else:
                self.settle([self.plan.order[position] for position in ring])
                number = ring.stop
        for step in self.plan.checked:
            self.check(step)
        self.finish()

    def finish(self) -> None:
        """Let go of what only the run itself needs; a run that is over is no ring of references.
        What was taken over from the run before counts as if it had been worked out."""
        self.exhausted = sum(self.costs.values()) > MAX_STEPS
        del self._scope

    def work_out(self, step: PlanStep) -> None:
        """Relevance and value of `step`, in every row where it stands."""
        before = self._scope.budget.left
        self._work_out(step)
        self.costs[step.name, False] = before - self._scope.budget.left

    def _work_out(self, step: PlanStep) -> None:
        self._broken_here, self._breaks = [], []
        self.each_place(step, self._work_out_at)
        if self._broken_here or self.broken:
            self._keep(self.broken, (step.name, False), self._broken_here)
        if self.plan.withholds and (self._breaks or self.violations):
            self._keep(self.violations, step.name, self._breaks)

    def settle(self, steps: Sequence[PlanStep]) -> None:
        """Work out a ring of steps, whose answers are judged by each other. It ends, since each
        round but the last takes something of an answer away. Once the steps are spent, all that
        fails falls at once."""
        before = self._scope.budget.left
        self._settle(steps)
        self.costs[steps[0].name, False] = before - self._scope.budget.left

    def _settle(self, steps: Sequence[PlanStep]) -> None:
        judged = sorted((step for step in steps if any(step.judges())), key=self.plan.place_of)
        fallen: dict[str, list[Violation]] = {}
        self._fallen = fallen
        while True:
            for step in steps:
                self.forget(step)
            for step in steps:
                self._work_out(step)
            breaks = [violation for step in judged for violation in self._breaks_in(step)]
            falling = _falling(
                [broken for broken, is_answer in breaks if is_answer],
                row_by_row=steps[0].name in self.plan.row_by_row,
                spent=self._scope.budget.exhausted,
            )
            if not falling:
                break
            for broken in falling:
                fallen.setdefault(broken.path, []).append(broken)
            self._scope.budget.take(_ROUND * sum(len(self.paths(step)) for step in steps))
        self._fallen = None
        by_step: dict[str, list[Violation]] = {step.name: [] for step in judged}
        for broken in (*chain.from_iterable(fallen.values()), *(broken for broken, _ in breaks)):
            by_step[split_path(broken.path)[2]].append(broken)
        for name, broken_there in by_step.items():
            self._keep(self.violations, name, broken_there)

    def forget(self, step: PlanStep) -> None:
        """Take away what was worked out of `step`, in every row."""
        for path in self.paths(step):
            self.relevant.discard(path)
            self.values.pop(path, None)

    def paths(self, step: PlanStep) -> list[str]:
        """Where `step` stands as things are: its own name, or its path in each row; of a repeat
        its name and its rows."""
        repeat, name = step.place.repeat, step.name
        if step.is_repeat:
            return [name, *(f"{name}[{row}]" for row in self.rows.get(name, ()))]
        if not repeat:
            return [name]
        return [f"{repeat}[{row}]/{name}" for row in self.rows.get(repeat, ())]

    def _breaks_in(self, step: PlanStep) -> list[tuple[Violation, bool]]:
        """What breaks a rule of `step` now, in every row; with whether it is an answer."""
        breaks: list[tuple[Violation, bool]] = []

        def judge(step: PlanStep, prefix: str) -> None:
            path = prefix + step.name
            value = self.values.get(path)
            broken = self._broken_rule(step, path, stored(value)) if value else None
            if broken is not None:
                breaks.append((broken, self._is_answer(step, path)))

        self.each_place(step, judge)
        return breaks

    def check(self, step: PlanStep) -> None:
        """What is left to look at of `step` once everything is worked out: whether it is needed;
        where refused answers count, its rules too."""
        self._broken_here, self._breaks, self._spared = [], [], []
        before = self._scope.budget.left
        self.each_place(step, self._check)
        self.costs[step.name, True] = before - self._scope.budget.left
        self._keep(self.broken, (step.name, True), self._broken_here)
        if not self.plan.withholds:
            self._keep(self.violations, step.name, self._breaks)
        self._keep(self.needless, step.name, self._spared)

    @staticmethod
    def _keep(results: dict[_Key, tuple[_Item, ...]], key: _Key, items: list[_Item]) -> None:
        if items:
            results[key] = tuple(items)
        else:
            results.pop(key, None)

    def all_broken(self) -> tuple[Broken, ...]:
        """Every expression without a result, in the order in which they are worked out."""
        if not self.broken:
            return ()
        keys = [(step.name, False) for step in self.plan.order]
        keys += [(step.name, True) for step in self.plan.checked]
        return tuple(broken for key in keys for broken in self.broken.get(key, ()))

    def each_place(self, step: PlanStep, work: Callable[[PlanStep, str], None]) -> None:
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

    def _work_out_at(self, step: PlanStep, prefix: str) -> None:
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

    def _rows(self, step: PlanStep, path: str) -> tuple[int, ...]:
        """The rows that the form counts out, or those that officers have added."""
        if step.count is None:
            return self.kept_rows.get(step.name, ())
        try:
            number = step.count.number(self._scope)
        except ExpressionFault as fault:
            self._broken_here.append(
                Broken(path, "repeat_count", str(fault.details.get("reason", "")))
            )
            return ()
        if number > MAX_ROWS:
            self._broken_here.append(Broken(path, "repeat_count", "too_many_rows"))
        return tuple(range(1, int(min(number, MAX_ROWS)) + 1)) if number >= 1 else ()

    def _value(self, step: PlanStep, question: Question, path: str) -> None:
        text = self.answers.get(path, "")
        if step.calculation is not None:
            text = self._calculated(step.calculation, path)
        elif question.read_only:  # of this row, or of every one
            known = self.context.externals
            text = known.get(path, known.get(question.name, text))
        if text and self.plan.withholds:
            text = self._standing(step, path, text)
        if text:
            self.values[path] = self._as_seen(step, path, text)

    def _is_answer(self, step: PlanStep, path: str) -> bool:
        """Whether what counts at `path` is what somebody answered, not the form or the program."""
        question = step.place.element
        return (
            isinstance(question, Question)
            and step.calculation is None
            and not (
                question.read_only and not {path, question.name}.isdisjoint(self.context.externals)
            )
        )

    def _standing(self, step: PlanStep, path: str, text: str) -> str:
        """What of `text` stands; '' when it is refused. The form's own results and what the
        program fills in are told of when they break a rule, and stand."""
        is_answer = self._is_answer(step, path)
        if self._fallen is not None and any(step.judges()):
            for fallen in self._fallen.get(path, ()):
                text = _without(text, fallen)
            return text
        while text and (broken := self._broken_rule(step, path, text)) is not None:
            self._breaks.append(broken)
            if not is_answer:
                break
            text = _without(text, broken)
        return text

    def _broken_rule(self, step: PlanStep, path: str, text: str) -> Violation | None:
        """The first rule of its question that `text` breaks, judged when it was given."""
        if not self._fits(step, path, text):
            return Violation(path, Rule.TYPE, text)
        if step.choice_filter is None and step.constraint is None:
            return None
        scope, context = self._scope, self.context
        given_at = self.given_at.get(path)
        if given_at is not None:
            scope.be_at(kuwait_day(given_at), given_at)
        scope.current = self._as_seen(step, path, text)
        try:
            if step.choice_filter is not None:
                chosen = frozenset(text.split())
                left = {
                    choice.name for choice in self.open_choices(step, path, chosen, judging=True)
                }
                if closed := [code for code in text.split() if code not in left]:
                    return Violation(path, Rule.CHOICE, " ".join(closed))
            if step.constraint is not None and not self._holds(
                step.constraint, path, "constraint", judging=True
            ):
                return Violation(path, Rule.CONSTRAINT, text)
        finally:
            scope.be_at(context.today, context.now)
        return None

    def _fits(self, step: PlanStep, path: str, text: str) -> bool:
        """Whether `text` has the shape of its type, looked at once for as long as it is there."""
        question = step.place.element
        if not isinstance(question, Question) or question.type not in _SHAPED:
            return True
        known = self.shapes.get(path)
        if known is None or known[0] != text:
            try:
                fits = bool(normalise(question, text))
            except AnswerRefused:
                fits = False
            known = self.shapes[path] = (text, fits)
        return known[1]

    def _as_seen(self, step: PlanStep, path: str, text: str) -> str:
        """A value as expressions see it."""
        return self._partial(path, text) if step.partial else text

    def _partial(self, path: str, stored: str) -> str:
        """A partial date as expressions see it, read once for as long as it stands there."""
        known = self.partials.get(path)
        if known is None or known[0] != stored:
            known = self.partials[path] = (stored, partial_text(stored))
        return known[1]

    def _holds(
        self, expression: Expression, path: str, column: str, *, judging: bool = False
    ) -> bool:
        """An expression without a result hides nothing and refuses nothing; only an answer that is
        too long or too costly to be judged does not stand."""
        try:
            return expression.holds(self._scope)
        except ExpressionFault as fault:
            reason = str(fault.details.get("reason", ""))
            self._broken_here.append(Broken(path, column, reason))
            return not (judging and reason in TOO_MUCH)

    def _calculated(self, expression: Expression, path: str) -> str:
        """The result as text; NaN (something is still unanswered) is no answer."""
        try:
            text = expression.text(self._scope)
        except ExpressionFault as fault:
            self._broken_here.append(
                Broken(path, "calculation", str(fault.details.get("reason", "")))
            )
            return ""
        return "" if text == "NaN" else text

    def _check(self, step: PlanStep, prefix: str) -> None:
        path = prefix + step.name
        value = self.values.get(path)
        self._scope.current = value or ""
        if step.required_if is not None and not self._holds(step.required_if, path, "required"):
            self._spared.append(path)
        if value is None or self.plan.withholds:
            return
        text = stored(value)
        if step.constraint is not None and not self._holds(step.constraint, path, "constraint"):
            self._breaks.append(Violation(path, Rule.CONSTRAINT, text))
        elif step.choice_filter is not None:
            chosen = frozenset(text.split())
            left = {choice.name for choice in self.open_choices(step, path, chosen)}
            if closed := [code for code in text.split() if code not in left]:
                self._breaks.append(Violation(path, Rule.CHOICE, " ".join(closed)))

    def open_choices(
        self,
        step: PlanStep,
        path: str,
        among: frozenset[str] | None = None,
        *,
        judging: bool = False,
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
            if self._holds(step.choice_filter, path, "choice_filter", judging=judging):
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
        self._scope, self._broken_here = RowScope(self, self.context), []
        if repeat:
            rows = self.rows.get(repeat, ())
            position = rows.index(row) + 1 if row in rows else 0
            self._scope.enter(repeat, f"{repeat}[{row}]/", position)
        try:
            return self.open_choices(step, path)
        finally:
            del self._scope


def _falling(breaks: list[Violation], *, row_by_row: bool, spent: bool) -> list[Violation]:
    """Which of the answers of a ring that fail fall in this round: what has no shape judges
    nobody, and falls before any other; then the first, of rows that stand `row_by_row` the first of
    each; all when the steps are `spent`."""
    if spent:
        return breaks
    shapeless = [broken for broken in breaks if broken.rule is Rule.TYPE]
    if shapeless or not row_by_row:
        return shapeless or breaks[:1]
    first: dict[int, Violation] = {}
    for broken in breaks:
        first.setdefault(split_path(broken.path)[1], broken)
    return list(first.values())


def _without(text: str, broken: Violation) -> str:
    """What of an answer stands beside what was refused of it."""
    if broken.rule is not Rule.CHOICE:
        return ""
    closed = set(broken.refused.split())
    return " ".join(code for code in text.split() if code not in closed)


def stored(value: str) -> str:
    """A value as it is stored: a partial date with its words."""
    return value.stored if isinstance(value, PartialText) else value
