"""The next run over a form, begun where the last one ended.

What an answer changes is followed along the dependency graph: a step is worked out again only
when something that it looks at has really changed. The result is that of a full run; a test
holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.forms.evaluation import Context, Evaluation
from tipdesk.forms.model import split_path
from tipdesk.forms.plan import Plan, Step


def recalculated(
    plan: Plan, last: Evaluation, answers: Mapping[str, str], context: Context
) -> Evaluation | None:
    """The run with `answers`, taking over from `last` what has not changed; None when that cannot
    be told, and everything has to be worked out."""
    if last.plan is not plan or last.exhausted:
        return None
    run = _Recalculation(plan, last, answers, context)
    run.follow()
    return None if run.run.exhausted else run.run


class _Recalculation:
    def __init__(
        self, plan: Plan, last: Evaluation, answers: Mapping[str, str], context: Context
    ) -> None:
        self.plan, self.last = plan, last
        self.changed = {path for path, _ in answers.items() ^ last.answers.items()}
        rows_stay = not any(path.endswith("]") for path in self.changed)
        kept_rows = last.kept_rows if rows_stay else None
        self.run = run = Evaluation(plan, answers, context, kept_rows)
        run.values = dict(last.values)
        run.relevant = set(last.relevant)
        run.rows = dict(last.rows)
        run.broken = dict(last.broken)
        run.violations = dict(last.violations)
        run.needless = dict(last.needless)
        self.marked = bytearray(len(plan.order))
        self.checks: dict[str, Step] = {}

    def follow(self) -> None:
        """Work out what is marked, and mark what looks at it where it has changed."""
        self.mark_first()
        at = self.marked.find(1)
        while at >= 0:
            step = self.plan.order[at]
            plain = not step.place.repeat and not step.is_repeat
            if self.plainly_changed(step) if plain else self.rows_changed(step):
                self.mark(step.name)
            at = self.marked.find(1, at + 1)
        for step in self.plan.checked if len(self.checks) > 1 else self.checks.values():
            if step.name in self.checks:
                self.run.check(step)
        self.run.finish()

    def plainly_changed(self, step: Step) -> bool:
        """Work `step`, which stands in no row, out again; whether it looks different now."""
        name, run, last = step.name, self.run, self.last
        run.relevant.discard(name)
        run.values.pop(name, None)
        run.work_out(step)
        if (name in run.relevant) is not (name in last.relevant):
            return True
        return run.values.get(name) != last.values.get(name)

    def rows_changed(self, step: Step) -> bool:
        """The same for what stands in rows, and for a repeat. The last run's rows may be gone."""
        name, run, last = step.name, self.run, self.last
        repeat = step.place.repeat
        paths = [f"{repeat}[{row}]/{name}" for row in last.rows.get(repeat, ())]
        if step.is_repeat:
            paths = [name, *(f"{name}[{row}]" for row in last.rows.get(name, ()))]
        for path in paths:
            run.relevant.discard(path)
            run.values.pop(path, None)
        run.work_out(step)
        rows = repeat or name
        if run.rows.get(rows, ()) != last.rows.get(rows, ()):
            return True
        return any(
            (path in run.relevant) is not (path in last.relevant)
            or run.values.get(path) != last.values.get(path)
            for path in paths
        )

    def mark_first(self) -> None:
        """What the new answers, the program's own values and the clock touch."""
        graph, context, old = self.plan.graph, self.run.context, self.last.context
        for path in self.changed:
            repeat, _, name = split_path(path)
            self.touch(name or repeat)
        for name, _ in context.externals.items() ^ old.externals.items():
            self.touch(name)
        day, moment = context.today != old.today, context.now != old.now
        if day or moment:
            for number, exact in graph.clocked:
                self.marked[number] |= day or (exact and moment)
            for step, exact in graph.clocked_checks:
                if day or (exact and moment):
                    self.checks[step.name] = step

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
