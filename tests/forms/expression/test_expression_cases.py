"""Corner cases of XPath 1.0 and the ODK XForms function list, tried as `tipdesk forms eval` does.

Each row: expression, values, as, the value expected; a fault stands as its code behind `!`.
"""

import json
from datetime import UTC, datetime

import pytest

from tipdesk.cli.form_trials import answer

ROWS = ["", "2", "x"]
RING = "0 0;0 2;2 2;2 0;0 0"
CASES = [
    # XPath 1.0 §3.4: a boolean against a node-set compares with boolean(node-set)
    ("true() = ${r}", {"r": ROWS}, "boolean", True),
    ("false() = ${r}", {"r": ROWS}, "boolean", False),
    ("${r} = false()", {"r": ROWS}, "boolean", False),
    ("${r} != true()", {"r": ROWS}, "boolean", False),
    ("${r} = true()", {"r": []}, "boolean", False),
    ("${r} = false()", {"r": []}, "boolean", True),
    ("${r} != true()", {"r": []}, "boolean", True),
    ("true() < ${r}", {"r": ["5"]}, "boolean", False),
    ("true() <= ${r}", {"r": ["-5"]}, "boolean", True),
    ("false() < ${r}", {"r": ["x"]}, "boolean", True),
    ("${r} > false()", {"r": [""]}, "boolean", True),
    ("${r} < true()", {"r": []}, "boolean", True),
    ("${r} >= false()", {"r": []}, "boolean", True),
    # … any other object with any of the nodes
    ("${r} = 2", {"r": ROWS}, "boolean", True),
    ("${r} != 2", {"r": ROWS}, "boolean", True),
    ("${r} = ''", {"r": ["x"]}, "boolean", False),
    ("${r} < 0", {"r": []}, "boolean", False),
    ("${r} = ${s}", {"r": ["a", "b"], "s": ["b", "c"]}, "boolean", True),
    ("${r} < ${s}", {"r": ["4", "9"], "s": ["5", "6"]}, "boolean", True),
    ("${r} > ${s}", {"r": ["1", "2"], "s": ["2", "3"]}, "boolean", False),
    # … without node-sets: boolean before number before string; order is of numbers only
    ("true() = 17", {}, "boolean", True),
    ("'' = false()", {}, "boolean", True),
    ("17 = '0017.'", {}, "boolean", True),
    ("'1.0' = '1'", {}, "boolean", False),
    ("'b' > 'a'", {}, "boolean", False),
    ("number('x') = number('x')", {}, "boolean", False),
    ("number('x') != number('x')", {}, "boolean", True),
    ("1 div 0 = 2 div 0", {}, "boolean", True),
    ("3 > 2 > 1", {}, "boolean", False),
    ("3 > 2 = true()", {}, "boolean", True),
    ("1 = 1 != 0 = 1", {}, "boolean", True),
    # §3.5: numbers
    ("5 mod -2", {}, "number", 1),
    ("-5 mod 2", {}, "number", -1),
    ("1.5 mod .5", {}, "number", 0),
    ("5 mod (1 div 0)", {}, "number", 5),
    ("(1 div 0) mod 5", {}, "number", "NaN"),
    ("5 mod 0", {}, "number", "NaN"),
    ("1 div -0", {}, "number", "-Infinity"),
    ("0 div 0", {}, "number", "NaN"),
    ("2 - - 1", {}, "number", 3),
    ("-2 * -3 + 1", {}, "number", 7),
    ("10 div 4 div 5", {}, "number", 0.5),
    ("${a} * 2", {"a": ""}, "number", "NaN"),
    ("${r} + 1", {"r": ["4", "9"]}, "number", 5),
    ("+1", {}, None, "!unexpected"),
    # §3.7: the longest token; an operator's name is a name where a value should stand
    ("a-b", {"a": 5, "b": 3, "a-b": "name"}, "string", "name"),
    ("a -b", {"a": 5, "b": 3}, "number", 2),
    ("a- b", {"a": 5, "b": 3}, None, "!unexpected"),
    ("a.b + 1", {"a.b": 1}, "number", 2),
    ("_a..b--c", {"_a..b--c": "x"}, None, "x"),
    ("mod mod div", {"mod": 7, "div": 4}, "number", 3),
    ("/d/a.b-c + 1", {"a.b-c": 1}, "number", 2),
    ("${a.b-c} + 1", {"a.b-c": 1}, "number", 2),
    ("${العمر} > 17", {"العمر": 18}, "boolean", True),
    ("العمر>17 and /d/العمر>17", {"العمر": 18}, "boolean", True),
    ("6andtrue()", {}, "boolean", True),
    ("5. + .5", {}, "number", 5.5),
    (".5.5", {}, None, "!unexpected"),
    ("1 And 1", {}, None, "!unexpected"),
    ("'a\"b'", {}, None, 'a"b'),
    ("pi ( ) > 3", {}, "boolean", True),
    # §4.2 and §4.4: conversions
    ("string(-0)", {}, "string", "0"),
    ("string(123456789012345680000)", {}, "string", "123456789012345680000"),
    ("string(0.000000123)", {}, "string", "0.000000123"),
    ("string(-1 div 0)", {}, "string", "-Infinity"),
    ("number('+1')", {}, "number", "NaN"),
    ("number('1e3')", {}, "number", "NaN"),
    ("number('- 1')", {}, "number", "NaN"),
    ("number(' -.5\t')", {}, "number", -0.5),
    ("number('\u00a01')", {}, "number", "NaN"),
    ("number('١')", {}, "number", "NaN"),
    ("boolean('false')", {}, "boolean", True),
    # §4.2: text
    ("substring('12345', 1.5, 2.6)", {}, "string", "234"),
    ("substring('12345', 0, 3)", {}, "string", "12"),
    ("substring('12345', -42, 1 div 0)", {}, "string", "12345"),
    ("substring('12345', -1 div 0, 1 div 0)", {}, "string", ""),
    ("substring('12345', 0 div 0, 3)", {}, "string", ""),
    ("string-length('😀م')", {}, "number", 2),
    ("translate('bab', 'aba', 'xyz')", {}, "string", "yxy"),
    ("normalize-space('\u00a0a\t\n b ')", {}, "string", "\u00a0a b"),
    # §4.4: halves go to +∞, and so they do with decimals
    ("round(-2.5)", {}, "number", -2),
    ("round(2.5)", {}, "number", 3),
    ("1 div round(-0.5)", {}, "number", "-Infinity"),
    ("round(-12345.15, 1)", {}, "number", -12345.1),
    ("round(626.3, -3)", {}, "number", 1000),
    ("floor(-0.5)", {}, "number", -1),
    ("1 div ceiling(-0.5)", {}, "number", "-Infinity"),
    ("1 div int('-0')", {}, "number", "-Infinity"),
    ("int(-7.9)", {}, "number", -7),
    # §3.2, §4.1, §4.4: what counts nodes takes nodes
    ("count(${r})", {"r": ROWS}, "number", 3),
    ("count-non-empty(/d/r)", {"r": ROWS}, "number", 2),
    ("sum(${r})", {"r": ["1", "2.5"]}, "number", 3.5),
    ("sum(${r})", {"r": []}, "number", 0),
    ("count(1)", {}, None, "!needs_reference"),
    ("count-non-empty('a')", {}, None, "!needs_reference"),
    ("sum(1 + 1)", {}, None, "!needs_reference"),
    ("sum(-${r})", {"r": []}, None, "!needs_reference"),
    ("sum(${r})", {"r": [1e308, 1e308]}, "number", "Infinity"),
    ("sum(${r})", {"r": ["0.1"] * 10}, "number", 1.0),
    ("weighted-checklist(0, -1, 1, 1 div 0, 1, -1 div 0)", {}, "boolean", False),  # NaN
    # XForms, booleans: only 'true' and '1'
    ("boolean-from-string('true')", {}, "boolean", True),
    ("boolean-from-string(1)", {}, "boolean", True),
    ("boolean-from-string('True')", {}, "boolean", False),
    ("boolean-from-string(' 1')", {}, "boolean", False),
    # XForms, selects: '' is the one item of an empty list
    ("selected(${s}, '')", {"s": ""}, "boolean", True),
    ("selected(${s}, '')", {"s": "a"}, "boolean", False),
    ("selected('a b', ' b ')", {}, "boolean", True),
    ("selected('ab', 'a')", {}, "boolean", False),
    ("selected-at('a b', -1)", {}, "string", ""),
    ("count-selected(' a  b ')", {}, "number", 2),
    # XForms, dates: days since 1970
    ("'2012-07-24' + 10 = '2012-08-03'", {}, "boolean", True),
    ("date(14127)", {}, "string", "2008-09-05"),
    ("date(${n})", {"n": 14127}, "string", "2008-09-05"),
    ("decimal-date-time(1.5)", {}, "number", 1.5),
    ("decimal-date-time('-1000')", {}, None, "!not_a_date"),
    ("decimal-date-time('1970-01-02T00:00:00Z')", {}, "number", 1),
    ("date('2023-02-29')", {}, None, "!not_a_date"),
    ("date(true())", {}, None, "!not_a_date"),
    # XForms, regex(): the whole text; lazy is greedy there; Arabic is written as it is or as \\uXXXX
    ("regex('a1', '[a-z]+?[0-9]*?')", {}, "boolean", True),
    ("regex('سلام 1', '[\\u0621-\\u064A ]+\\x31')", {}, "boolean", True),
    ("regex('x\ny', '[\\s\\S]+')", {}, "boolean", True),
    ("regex('5x', '[^\\D]x')", {}, "boolean", True),
    ("regex('x', '[\\D5]')", {}, "boolean", True),
    ("regex('6', '[\\D5]')", {}, "boolean", False),
    ("regex('a', 'a+?+')", {}, None, "!bad_pattern"),
    ("regex('a', '\\u06')", {}, None, "!bad_pattern"),
    ("regex('a', '(?=a)a')", {}, None, "!bad_pattern"),
    # XForms, intersects(): whether a line or a shape crosses or touches itself
    ("intersects('0 0;2 2;2 0;0 2')", {}, "boolean", True),
    ("intersects('0 0 5 1;0 2 5 1;2 2 5 1')", {}, "boolean", False),
    ("intersects(${g})", {"g": RING}, "boolean", False),
    ("intersects(${g})", {"g": RING + ";"}, "boolean", False),
    ("intersects(${r})", {"r": RING.split(";")}, "boolean", False),
    ("intersects('0 0;2 2;2 0;0 2;0 0')", {}, "boolean", True),
    ("intersects('0 0;0 2;0 1')", {}, "boolean", True),  # back on its own line
    ("intersects('0 0;0 2;0 2;0 4')", {}, "boolean", False),  # twice at one place
    ("intersects('0 0;0 4;2 4;2 2;0 2;-1 2')", {}, "boolean", True),  # over a line
    ("intersects('0 0;0 4;2 4;0 2')", {}, "boolean", True),  # ends on a line
    ("intersects('0 0;1 1')", {}, "boolean", False),
    ("intersects('')", {}, "boolean", False),
    ("intersects('here;there;0 0;1 1')", {}, "boolean", False),
    ("intersects()", {}, None, "!argument_count"),
    # docs/forms.md: fewer than two places, or one that is none, have no area and no length
    ("area('')", {}, "number", "NaN"),
    ("area('0 0')", {}, "number", "NaN"),
    ("distance('')", {}, "number", "NaN"),
    ("distance('0 0')", {}, "number", "NaN"),
    ("distance('0 0;95 0')", {}, "number", "NaN"),
    ("distance('0 0;0 0')", {}, "number", 0),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "values", "kind", "expected"), CASES)
def test_case(expression: str, values: dict, kind: str | None, expected: object) -> None:
    line = json.dumps({"expression": expression, "values": values, "as": kind}).encode()
    reply = answer(line, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
    if isinstance(expected, str) and expected.startswith("!"):
        assert reply == {"error": expected[1:]}
    else:
        assert reply == {"value": expected}
        assert type(reply["value"]) is (float if type(expected) is int else type(expected))


def test_a_long_line_pays_for_looking_at_every_pair_of_edges() -> None:
    line = ";".join(f"{number % 90} {number % 170}" for number in range(9000))
    request = json.dumps({"expression": "intersects(${g})", "values": {"g": line}}).encode()
    assert answer(request, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC)) == {"error": "too_costly"}
