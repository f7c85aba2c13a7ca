"""Our evaluator against the test suites of JavaRosa, Enketo and ODK Web Forms."""

import csv
import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.conversions import Value, to_flag, to_number, to_text
from tipdesk.forms.expression.expression import PlainScope, parse

DATA = Path(__file__).parents[2] / "data" / "peer_expressions"
PHOENIX = timezone(timedelta(hours=-7))
OPENROSA = [tuple(row) for row in json.loads((DATA / "openrosa_cases.json").read_text("utf-8"))]
JAVAROSA = [tuple(row) for row in json.loads((DATA / "javarosa_cases.json").read_text("utf-8"))]


def not_applicable() -> dict[tuple[str, ...], str]:
    with (DATA / "not_applicable.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["file"], row["source"], row["kind"], row["expression"], row["expected"]): row[
                "reason"
            ]
            for row in csv.DictReader(file)
        }


LEFT_OUT = not_applicable()


def openrosa_key(case: tuple) -> tuple[str, ...]:
    source, kind, expression, expected = case
    return ("openrosa_cases.json", source, kind, expression, json.dumps(expected))


def javarosa_key(case: tuple) -> tuple[str, ...]:
    expression, expected = case
    return ("javarosa_cases.json", "XPathEvalTest.java", "", expression, json.dumps(expected))


def evaluated(expression: str) -> Value:
    """The value; the escapes of the suites' source code are read as the characters they mean."""
    for escape, character in (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t")):
        expression = expression.replace(escape, character)
    scope = PlainScope(date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC), zone=PHOENIX)
    return parse(expression).evaluate(scope)


def openrosa_holds(case: tuple) -> bool:
    _, kind, expression, expected = case
    try:
        value = evaluated(expression)
    except ExpressionFault:
        return False
    if kind == "Number":
        return same_number(to_number(value), math.nan if expected == "NaN" else expected)
    if kind == "String":
        for escape, character in (("\\n", "\n"), ("\\r", "\r"), ("\\u0000", "\0")):
            expected = expected.replace(escape, character)
        return to_text(value) == expected
    return to_flag(value) is expected


def same_number(number: float, expected: float) -> bool:
    if math.isnan(expected) or math.isinf(expected):
        return math.isnan(number) if math.isnan(expected) else number == expected
    return abs(number - expected) < 1e-9


def javarosa_holds(case: tuple) -> bool:
    """`expected` is Java source: "text", 1.0, NaN, TRUE, or the exception that is thrown."""
    expression, expected = case
    try:
        value = evaluated(expression)
    except ExpressionFault:
        return expected.startswith("new XPath")
    if expected.upper() in ("TRUE", "FALSE"):
        return value is (expected.upper() == "TRUE")
    if expected.startswith('"'):
        return value == json.loads(expected)
    if not isinstance(value, float):
        return False
    number = float(expected)
    signs = math.copysign(1, value) == math.copysign(1, number) or math.isnan(number)
    return same_number(value, number) and signs


@pytest.mark.parametrize("case", [c for c in OPENROSA if openrosa_key(c) not in LEFT_OUT])
def test_openrosa(case: tuple) -> None:
    assert openrosa_holds(case)


@pytest.mark.parametrize("case", [c for c in JAVAROSA if javarosa_key(c) not in LEFT_OUT])
def test_javarosa(case: tuple) -> None:
    assert javarosa_holds(case)


def test_what_is_left_out_is_listed_with_a_reason_and_really_differs() -> None:
    known = {openrosa_key(c): openrosa_holds(c) for c in OPENROSA}
    known |= {javarosa_key(c): javarosa_holds(c) for c in JAVAROSA}
    assert LEFT_OUT.keys() <= known.keys()
    assert [key for key in LEFT_OUT if known[key]] == []
    assert all(LEFT_OUT.values())


def test_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """The size of the suites, and how much of them is run: the figures the table stands for."""
    openrosa = [openrosa_holds(c) for c in OPENROSA if openrosa_key(c) not in LEFT_OUT]
    javarosa = [javarosa_holds(c) for c in JAVAROSA if javarosa_key(c) not in LEFT_OUT]
    held, every = sum(openrosa) + sum(javarosa), len(OPENROSA) + len(JAVAROSA)
    applicable = len(openrosa) + len(javarosa)
    with capsys.disabled():
        print(
            f"\npeer expressions: {held} pass, {every - applicable} not applicable,"
            f" {applicable - held} fail, of {every}"
        )
    assert (len(OPENROSA), len(openrosa)) == (365, 301)
    assert (len(JAVAROSA), len(javarosa)) == (145, 145)
    assert held == applicable
