"""The next run over a form, begun where the last one ended.

What an answer changes is followed along the dependency graph: a step is worked out again only
when something that it looks at has really changed. The result is that of a full run; a test
holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tipdesk.forms.model import split_path
from tipdesk.forms.rules.evaluation import Context, Evaluation, rows_after
from tipdesk.forms.rules.plan import Plan, PlanStep


def recalculated(
    plan: Plan,
    last: Evaluation,
    answers: Mapping[str, str],
    context: Context,
    given_at: Mapping[str, datetime],
) -> Evaluation | None:
    """The run with `answers`, taking over from `last` what has not changed; None when that cannot
    be told, and everything has to be worked out."""
    if last.plan is not plan or last.exhausted:
        return None
    run = _Recalculation(plan, last, answers, context, given_at)
    run.follow()
    return None if run.run.exhausted else run.run


def changed_paths(new: Mapping[str, str], old: Mapping[str, str]) -> frozenset[str]:
    """The paths that have another value, or have come or gone."""
    if new is old:
        return frozenset()
    changed = [path for path, value in new.items() if old.get(path) != value]
    if len(new) != len(old) or changed:
        changed += old.keys() - new.keys()
    return frozenset(changed)


class _Recalculation:
    def __init__(
        self,
        plan: Plan,
        last: Evaluation,
        answers: Mapping[str, str],
        context: Context,
        given_at: Mapping[str, datetime],
    ) -> None:
        self.plan, self.last = plan, last
        self.changed = changed_paths(answers, last.answers)
        rows = rows_after(self.changed, answers, last.kept_rows)
        self.run = run = Evaluation(plan, answers, context, given_at, rows)
        run.changed = self.changed
        run.partials, run.shapes = last.partials, last.shapes
        run.values = dict(last.values)
        run.relevant = set(last.relevant)
        run.rows = dict(last.rows)
        run.broken = dict(last.broken)
        run.violations = dict(last.violations)
        run.needless = dict(last.needless)
        run.costs = dict(last.costs)
        self.marked = bytearray(len(plan.order))
        self.checks: dict[str, PlanStep] = {}

    def follow(self) -> None:
        """Work out what is marked, and mark what looks at it where it has changed."""
        self.mark_first()
        at = self.marked.find(1)
        while at >= 0:
            ring = self.plan.rings.get(at)
            if ring is not None:
                self.settle([self.plan.order[number] for number in ring])
                at = self.marked.find(1, ring.stop)
                continue
            step = self.plan.order[at]
            if step.is_repeat:
                differs = self.repeat_changed(step)
            else:
                differs = self.rows_changed(step) if step.place.repeat else self.changed_at(step)
            if differs:
                self.mark(step.name)
            at = self.marked.find(1, at + 1)
        for step in self.plan.checked if len(self.checks) > 1 else self.checks.values():
            if step.name in self.checks:
                self.run.check(step)
        self.run.finish()

    def settle(self, steps: Sequence[PlanStep]) -> None:
        """Work a ring out again, and mark what looks at those of it that look different now."""
        run, last = self.run, self.last
        before = {step.name: last.paths(step) for step in steps}
        for paths in before.values():
            for path in paths:  # rows of the last run may be gone by now
                run.relevant.discard(path)
                run.values.pop(path, None)
        run.settle(steps)
        for step in steps:
            seen = {*before[step.name], *run.paths(step)}
            if run.rows.get(step.name) != last.rows.get(step.name) or any(map(self.differs, seen)):
                self.mark(step.name)

    def changed_at(self, step: PlanStep) -> bool:
        """Work `step`, which stands in no row, out again; whether it looks different now."""
        name = step.name
        self.run.relevant.discard(name)
        self.run.values.pop(name, None)
        self.run.work_out(step)
        return self.differs(name)

    def rows_changed(self, step: PlanStep) -> bool:
        """The same for what stands in rows; those of the last run may be gone by now."""
        run, repeat = self.run, step.place.repeat
        before, rows = self.last.rows.get(repeat, ()), run.rows.get(repeat, ())
        paths = [f"{repeat}[{row}]/{step.name}" for row in before]
        for path in paths:
            run.relevant.discard(path)
            run.values.pop(path, None)
        run.work_out(step)
        return rows != before or any(map(self.differs, paths))

    def repeat_changed(self, step: PlanStep) -> bool:
        """The same for a repeat with its rows."""
        name, run, last = step.name, self.run, self.last
        run.relevant.difference_update(
            [name, *(f"{name}[{row}]" for row in last.rows.get(name, ()))]
        )
        run.work_out(step)
        return run.rows.get(name) != last.rows.get(name) or self.differs(name)

    def differs(self, path: str) -> bool:
        """Whether others see something else at `path`."""
        run, last = self.run, self.last
        if (path in run.relevant) is not (path in last.relevant):
            return True
        return run.values.get(path) != last.values.get(path)

    def mark_first(self) -> None:
        """What the new answers, the program's own values and the clock touch."""
        graph, context, old = self.plan.graph, self.run.context, self.last.context
        for path in self.changed:
            repeat, _, name = split_path(path)
            self.touch(name or repeat)
        for name, _ in context.externals.items() ^ old.externals.items():
            self.touch(split_path(name)[2])
        day, moment = context.today != old.today, context.now != old.now
        if day or moment:
            for number, exact in graph.clocked:
                self.marked[number] |= day or (exact and moment)
            for step, exact in graph.clocked_checks:
                if day or (exact and moment):
                    self.checks[step.name] = step
        self.mark_retimed()

    def mark_retimed(self) -> None:
        """Answers that are judged by another day or moment than before: those that were given at
        another time, and all that are given now."""
        run, last, graph = self.run, self.last, self.plan.graph
        if not graph.clocked_judges:
            return
        names = {
            split_path(path)[2]
            for path, _ in (
                run.given_at.items() ^ last.given_at.items()
                if run.given_at is not last.given_at
                else ()
            )
        }
        if (run.context.now, run.context.today) != (last.context.now, last.context.today):
            names.update(split_path(path)[2] for path in run.answers.keys() - run.given_at.keys())
        if names:
            for number, _ in graph.clocked_judges:
                self.marked[number] |= self.plan.order[number].name in names

    def touch(self, name: str) -> None:
        number = self.plan.graph.number.get(name)
        if number is not None:
            self.marked[number] = 1

    def mark(self, name: str) -> None:
        """Something looks different at `name`: all that look at it are asked again."""
        for number in self.plan.graph.dependents.get(name, ()):
            self.marked[number] = 1
        for step in self.plan.graph.watchers.get(name, ()):
            self.checks[step.name] = step
