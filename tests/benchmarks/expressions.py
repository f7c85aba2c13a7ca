"""How long the expressions of the shipped form take, beside elementpath's XPath 1.0 (peer).

    .venv/bin/python tests/benchmarks/expressions.py [--runs N] [--each]

Every relevant, constraint, calculation, required and choice filter of the newest intake form that is
plain XPath 1.0: `${name}` becomes the variable `$name` there, `.` is the text of the context node.
What elementpath cannot read (ODK's own functions) or answers otherwise (dates, choices) is counted
and left out. Both have read their expressions beforehand; both get the answers of the same full file.

Processor time is measured, the two in turn. It fails when all of them together take more than half
of elementpath's time.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from elementpath import XPath1Parser, XPathContext
from elementpath.exceptions import ElementPathError

from tests.forms.filled_form import filled
from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.conversions import to_text
from tipdesk.forms.expression.expression import PlainScope, parse
from tipdesk.forms.model import FormDefinition, Group
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.rules import FormRules

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
AT_ONCE = 20  # evaluations in one measurement
MOST_RATIO = 0.5

Pair = tuple[str, Callable[[], object], Callable[[], object]]  # expression, ours, theirs


def main() -> int:
    """Measure and print; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--each", action="store_true", help="print every expression")
    options = parser.parse_args()
    definition = load_published().newest("victim-intake")
    rules = FormRules(definition)
    answers = {path.rpartition("/")[2]: text for path, text in filled(rules).items()}
    all_of_them = sorted({expression for expression in expressions(definition) if expression[0]})
    pairs = [pair for expression in all_of_them if (pair := both(*expression, answers)) is not None]
    times = [(timed(ours, theirs, options.runs), text) for text, ours, theirs in pairs]
    if options.each:
        for (first, second), text in sorted(times, key=lambda entry: -entry[0][0] / entry[0][1]):
            print(f"  {first * 1000:8.2f} µs {second * 1000:8.2f} µs  {first / second:.2f}  {text}")
    ratios = [first / second for (first, second), _text in times]
    ours, theirs = (sum(entry[0][at] for entry in times) for at in (0, 1))
    compared = f"{len(pairs)} of {len(all_of_them)} expressions of the form could be compared"
    print(f"{compared}, {len({text for text, *_rest in pairs})} of them of different wording")
    print(f"  together {ours:.3f} ms, elementpath {theirs:.3f} ms, ratio {ours / theirs:.2f}"
          f" (target {MOST_RATIO}: {theirs / ours:.1f} times as fast)")  # fmt: skip
    print(f"  one by one: median ratio {statistics.median(ratios):.2f}, worst {max(ratios):.2f}")
    return int(ours / theirs > MOST_RATIO)


def expressions(definition: FormDefinition) -> Iterator[tuple[str, str]]:
    """Every expression of the form, with the question under test ('' where there is none)."""
    for question in definition.questions():
        for text in (question.relevant, question.calculation):
            yield text, ""
        for text in (question.constraint, question.required_if, question.choice_filter):
            yield text, question.name
    for group in definition.sections:
        yield from of_groups(group)


def of_groups(group: Group) -> Iterator[tuple[str, str]]:
    """The expressions of a group and of those within."""
    yield group.relevant, ""
    yield group.count, ""
    for child in group.children:
        if isinstance(child, Group):
            yield from of_groups(child)


def both(text: str, name: str, answers: dict[str, str]) -> Pair | None:
    """The expression for both engines; None where they cannot be compared."""
    current = answers.get(name, "")
    scope = PlainScope(TODAY, NOW, answers, current)
    root = ElementTree.fromstring("<answer/>")
    root.text = current
    try:
        theirs = XPath1Parser().parse(re.sub(r"\$\{(\w+)\}", r"$\1", text))
        context = XPathContext(root, item=root, variables=dict(answers))
        ours = parse(text)
        agrees = to_text(ours.evaluate(scope)) == to_text(plain(theirs.evaluate(context)))
    except (ElementPathError, ExpressionFault):
        return None
    return (
        (text, lambda: ours.evaluate(scope), lambda: theirs.evaluate(context)) if agrees else None
    )


def plain(value: object) -> str | float | bool:
    """A value of elementpath as one of ours."""
    return value if isinstance(value, str | bool) else float(str(value))


def timed(
    ours: Callable[[], object], theirs: Callable[[], object], runs: int
) -> tuple[float, float]:
    """Median milliseconds of one evaluation, measured in turn."""
    times_found: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for times, way in zip(times_found, (ours, theirs), strict=True):
            started = time.process_time_ns()
            for _time in range(AT_ONCE):
                way()
            times.append((time.process_time_ns() - started) / AT_ONCE / 1e6)
    return statistics.median(times_found[0]), statistics.median(times_found[1])


if __name__ == "__main__":
    sys.exit(main())
