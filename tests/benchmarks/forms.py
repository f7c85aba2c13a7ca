"""How long a form takes to load and to be worked out again after a key press.

    .venv/bin/python tests/benchmarks/forms.py [--runs N]

- load: `definition_from_json` of the shipped form, beside `json.loads` of the same text (floor)
- ready: `FormRules`, every expression read for the first time
- key press: `judged`, as the program does it, from the state before, every field filled and three
  rows in each repeat, beside `judged` of the whole form
- chains: the same in a made-up form of 300 questions in chains of 30, the first answer changed
- compile: from the CSV sheets, beside pyxform's conversion of the same sheets (peer)
- every answer: each answer of the filled form changed there and back, and each row removed and put
  back; the median of each, and the worst of them

It fails when any change takes more than 1 ms. Processor time is measured; each pair alternates run
by run. The expressions themselves beside a peer: `expressions.py`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


from tests.forms.filled_form import filled, others
from tests.forms.graph_forms import chained
from tipdesk.cli.forms import pyxform_objection
from tipdesk.desk.files.contents import judged
from tipdesk.forms.expression.expression import parse
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.definition_json import definition_from_json
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import read_sheets

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "forms" / "victim-intake"
CONTEXT = Context(date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC), {})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    text = (FOLDER / "v3.json").read_text("utf-8")
    definition = definition_from_json(text)
    rules = FormRules(definition)
    answers = filled(rules)
    state = judged(rules, answers, CONTEXT)
    other = {**answers, "case_type": "som"}
    sheets = read_sheets(FOLDER)
    print(f"{len(answers)} answers, {len(state.values())} count; medians in ms")
    pair("load", lambda: definition_from_json(text), "json.loads", lambda: json.loads(text), runs)
    pair(
        "ready",
        lambda: ready(definition),
        "evaluate empty",
        lambda: rules.evaluate({}, CONTEXT),
        runs,
    )
    key_press("key press", rules, answers, other, runs)
    chains = FormRules(chained(300))
    typed = {f"q{number}": "12" for number in range(0, 300, 3)}
    key_press("chains", chains, typed, {**typed, "q0": "123"}, runs)
    every_answer(rules, answers, max(3, runs // 20))
    pair(
        "compile",
        lambda: compile_form(read_sheets(FOLDER)),
        "pyxform",
        lambda: pyxform_objection(sheets),
        max(3, runs // 40),
    )
    if MISSED:
        raise SystemExit(f"slower than promised: {', '.join(MISSED)}")


def key_press(
    name: str, rules: FormRules, before: dict[str, str], after: dict[str, str], runs: int
) -> None:
    """One answer changed there and back, beside the whole form worked out."""
    states, turns = [judged(rules, before, CONTEXT)], [after, before]

    def change() -> None:
        states.append(judged(rules, turns[0], CONTEXT, states.pop()))
        turns.reverse()

    pair(name, change, "the whole form", lambda: judged(rules, after, CONTEXT), runs)


def ready(definition: FormDefinition) -> FormRules:
    """The rules of a form that this process has not seen yet."""
    parse.cache_clear()
    return FormRules(definition)


def every_answer(rules: FormRules, answers: dict[str, str], runs: int) -> None:
    """Each answer, and each row, changed there and back: the medians' median, and the worst."""
    begin, medians = judged(rules, answers, CONTEXT), {}
    for path, value in answers.items():
        other = next(
            (
                value_of_choice
                for value_of_choice in others(rules, path)
                if value_of_choice not in ("", value)
            ),
            "",
        )
        state, times = begin, []
        for turn in range(2 * runs):
            changed = {**answers, path: value if turn % 2 else other}
            started = time.process_time_ns()
            state = judged(rules, changed, CONTEXT, state)
            times.append((time.process_time_ns() - started) / 1e6)
        medians[path] = statistics.median(times)
    for name, rows in (("every answer", False), ("every row", True)):
        of_kind = {
            path: median_ms for path, median_ms in medians.items() if path.endswith("]") is rows
        }
        worst = sorted(of_kind, key=lambda path: -of_kind[path])[:3]
        slow = sum(median_ms > MOST_MS for median_ms in of_kind.values())
        print(f"{name:<14} {len(of_kind)}: median {statistics.median(of_kind.values()):.3f}, over "
              f"{MOST_MS:.0f} ms {slow}; worst "
              + ", ".join(f"{path} {of_kind[path]:.3f}" for path in worst))  # fmt: skip
        if slow:
            MISSED.append(name)


MISSED: list[str] = []
MOST_MS = 1.0  # one change


def pair(
    name: str, ours: Callable[[], object], peer: str, theirs: Callable[[], object], runs: int
) -> None:
    """Measure two ways in turn and print their medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for durations, way in zip(times, (ours, theirs), strict=True):
            started = time.process_time()
            way()
            durations.append((time.process_time() - started) * 1000)
    first, second = (statistics.median(durations) for durations in times)
    print(f"{name:<12}{first:9.3f}   {peer:<22}{second:9.3f}   ratio {first / second:.2f}")
    if peer == "the whole form" and first > MOST_MS:
        MISSED.append(name)


if __name__ == "__main__":
    main()
