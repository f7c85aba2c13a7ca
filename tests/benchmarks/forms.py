"""How long a form takes to load and to be worked out again after a key press.

    .venv/bin/python tests/benchmarks/forms.py [--runs N]

- load: `definition_from_json` of the shipped form, beside `json.loads` of the same text (floor)
- ready: `FormRules`, every expression read for the first time
- key press: `evaluate` from the state before, every field filled and three rows in each repeat,
  beside `evaluate` of the whole form
- chains: the same in a made-up form of 300 questions in chains of 30, the first answer changed
- expressions: a rule evaluated, beside elementpath's XPath 1.0 parser (peer), both read beforehand
- compile: from the CSV sheets, beside pyxform's conversion of the same sheets (peer)

It fails when a change takes more than 1 ms or an expression more than half of elementpath's time.

Each pair alternates run by run, so that a busy machine hits both alike.
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

from tests.forms.graph_forms import chained
from tipdesk.cli.second_opinion import pyxform_objection
from tipdesk.forms.conversions import to_text
from tipdesk.forms.definition_json import definition_from_json
from tipdesk.forms.expression import PlainScope, parse
from tipdesk.forms.model import FormDefinition, QuestionType, path_of, row_path
from tipdesk.forms.rules import Context, FormRules
from tipdesk.forms.sheets import read_sheets
from tipdesk.forms.xlsform import compile_form

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "forms" / "victim-intake"
CONTEXT = Context(date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC), {})
OPEN = {"iv_private": "yes", "iv_suspect_near": "no", "fit_now": "yes", "self_harm": "no",
        "recent_assault": "no", "prior_any": "yes", "consent_interview": "granted",
        "session_private": "yes", "session_suspect_near": "no", "session_fit": "yes"}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    text = (FOLDER / "v2.json").read_text("utf-8")
    definition = definition_from_json(text)
    rules = FormRules(definition)
    answers = filled(definition, rules)
    state = rules.evaluate(answers, CONTEXT)
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
    expressions(runs)
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
    states, turns = [rules.evaluate(before, CONTEXT)], [after, before]

    def change() -> None:
        states.append(rules.evaluate(turns[0], CONTEXT, states.pop()))
        turns.reverse()

    pair(name, change, "the whole form", lambda: rules.evaluate(after, CONTEXT), runs)


RULES = {
    "arithmetic": "(a + b * 2) div 3 - 1",
    "comparison": "a > 3 and (number(b) = 5 or c != 'yes')",
    "text": "concat(substring(c, 1, 2), '-', translate(c, 'e', 'E'), string-length(c))",
    "numbers": "round(a * 1.5) + floor(b) + number('7')",
}


def expressions(runs: int) -> None:
    """The same rules in both engines: names are answers here and children of the context there."""
    from xml.etree import ElementTree

    from elementpath import XPath1Parser, XPathContext

    root = ElementTree.fromstring("<data><a>4</a><b>5</b><c>yes</c></data>")
    scope = PlainScope(CONTEXT.today, CONTEXT.now, {"a": "4", "b": "5", "c": "yes"})
    for name, rule in RULES.items():
        ours, theirs = parse(rule, paths=True), XPath1Parser().parse(rule)
        context = XPathContext(root)
        assert to_text(ours.evaluate(scope)) == to_text(plain(theirs.evaluate(context))), rule
        pair(
            name,
            lambda ours=ours: [ours.evaluate(scope) for _ in range(50)],
            "elementpath",
            lambda theirs=theirs, context=context: [theirs.evaluate(context) for _ in range(50)],
            max(20, runs // 4),
        )


def plain(value: object) -> str | float | bool:
    """A value of elementpath as one of ours."""
    return value if isinstance(value, str | bool) else float(str(value))


def ready(definition: FormDefinition) -> FormRules:
    """The rules of a form that this process has not seen yet."""
    parse.cache_clear()
    return FormRules(definition)


def filled(definition: FormDefinition, rules: FormRules) -> dict[str, str]:
    """Every field filled, three rows in each repeat."""
    plain = {
        QuestionType.INTEGER: "20",
        QuestionType.DECIMAL: "1.500",
        QuestionType.DATE: "2026-01-01",
        QuestionType.DATETIME: "2026-11-24T08:00:00Z",
        QuestionType.PARTIAL_DATE: "1999-05~|أيام العيد",
    }
    found = {}
    for question in definition.questions():
        choices = definition.choices.get(question.list_name)
        found[question.name] = choices[0].name if choices else plain.get(question.type, "نص")
    found |= OPEN
    for repeat in rules.repeats():
        for row in (1, 2, 3):
            found[row_path(repeat.name, row)] = "1"
            for question in repeat.questions():
                found[path_of(question.name, repeat.name, row)] = found[question.name]
    return found


MISSED: list[str] = []
MOST_MS, MOST_RATIO = 1.0, 0.5  # one change; an expression beside elementpath


def pair(
    name: str, ours: Callable[[], object], peer: str, theirs: Callable[[], object], runs: int
) -> None:
    """Measure two ways in turn and print their medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for found, way in zip(times, (ours, theirs), strict=True):
            started = time.perf_counter()
            way()
            found.append((time.perf_counter() - started) * 1000)
    first, second = (statistics.median(found) for found in times)
    print(f"{name:<12}{first:9.3f}   {peer:<22}{second:9.3f}   ratio {first / second:.2f}")
    slow = peer == "the whole form" and first > MOST_MS
    if slow or (peer == "elementpath" and first / second > MOST_RATIO):
        MISSED.append(name)


if __name__ == "__main__":
    main()
