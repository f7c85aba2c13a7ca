"""The ends of the calendar and of the numbers, and mistakes of our own: one rule, never the form."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.forms.expression.test_trials import value_of
from tests.forms.sheets_for_tests import context
from tests.forms.test_values import refused, stored
from tests.forms.xlsform.test_hostile_forms import calculated
from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression import expression
from tipdesk.forms.expression.conversions import parse_datetime
from tipdesk.forms.expression.expression import PlainScope, read
from tipdesk.forms.expression.functions import FUNCTIONS
from tipdesk.forms.model import QuestionType
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.values import ValueRefusal

LAST, FIRST = "9999-12-30T23:59:00-23:59", "0001-01-02T00:00:00+23:59"
HUGE = "9" * 400


@pytest.mark.parametrize("text", [LAST, FIRST])
def test_a_text_that_no_clock_can_show_is_no_number(text: str) -> None:
    rules = FormRules(
        calculated("${q} + 1", "if(${q} > 3, 'a', 'b')", "date(${q})", "now() > ${q}")
    )
    state = rules.evaluate({"q": text}, context())
    assert [state.value(f"c{n}") for n in range(4)] == ["", "b", "", "false"]
    assert [fault.reason for fault in state.broken] == ["not_a_date"]


@pytest.mark.parametrize("text", [LAST, FIRST])
@pytest.mark.parametrize("zone", ["+23:59", "-23:59", "+03:00"])
def test_the_ends_of_the_calendar_are_no_date(text: str, zone: str) -> None:
    for name in ("date", "date-time", "decimal-date-time"):
        assert value_of(f"{name}('{text}')", zone=zone) == "not_a_date"
    assert value_of(f"'{text}' + 1", zone=zone) == "NaN"
    assert value_of(f"'{text}'", zone=zone, **{"as": "number"}) == "NaN"
    assert value_of("now()", now=text, zone=zone) == "bad_request"


def test_numbers_beyond_all_bounds_have_an_answer() -> None:
    assert value_of("sum(${a})", values={"a": ["9" * 308] * 1000}) == "Infinity"
    assert value_of("sum(${a})", values={"a": [HUGE, "-" + HUGE]}) == "NaN"
    assert value_of(f"weighted-checklist(1, 2, 1, {HUGE}, 1, -{HUGE})") is False
    assert value_of("position(..)", position=HUGE) == "bad_request"
    assert value_of("substring('abc', 1e308, 1e308)") == ""
    assert value_of("substring('abc', 2, 1e308)") == "bc"
    assert value_of("${a}", values={"a": int(HUGE)}) == "bad_request"


def test_a_moment_at_the_end_of_the_calendar_is_no_answer() -> None:
    assert stored(QuestionType.DATETIME, "9999-12-30T20:00:00Z") == "9999-12-30T20:00:00Z"
    for typed in ("9999-12-31T22:00:00Z", "0001-01-01T00:30:00Z", "01/01/0001 00:30", LAST):
        assert refused(QuestionType.DATETIME, typed) == ValueRefusal.NOT_A_DATE_TIME


@pytest.mark.filterwarnings("ignore:an expression ended with")
@pytest.mark.parametrize("error", [OverflowError, ValueError, ZeroDivisionError, RecursionError])
def test_a_mistake_of_ours_is_a_fault_of_one_expression(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def wrong(_left: object, _right: object) -> float:
        raise error("with an answer in it")

    monkeypatch.setitem(expression.BINARY, "mod", wrong)
    state = FormRules(calculated("5 mod 2.75", "1 + 1")).evaluate({"q": "x"}, context())
    assert (state.value("c0"), state.value("c1")) == ("", "2")
    assert [(fault.path, fault.reason) for fault in state.broken] == [("c0", "unforeseen")]
    assert value_of("5 mod 2.75") == "unforeseen"


def test_a_mistake_of_ours_is_warned_of_without_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_left: object, _right: object) -> float:
        raise OverflowError("with an answer in it")

    monkeypatch.setitem(expression.BINARY, "mod", wrong)
    with pytest.warns(RuntimeWarning, match="^an expression ended with OverflowError$"):
        assert value_of("5 mod 2.875") == "unforeseen"


_VALUES = [
    "", "0", "-1", "1.5", HUGE, "-" + HUGE, "9" * 5000, "." + "0" * 400 + "1", "1e5", "abc", "٣", LAST, FIRST,
    "9999-12-31", "0001-01-01", "9999-12-30T23:59", "0001-01-02T00:00", "23:59:59-23:59", "\ud800", "\x00",
    "1 2 3 4;5 6 7 8;9 9 9 9", HUGE + " 1;2 3;4 5", "%Y%W", "2932896.9999999999", "-719162.99",
]  # fmt: skip
_WORDS = [
    "1e308", "-1e308", "5e-324", "(1 div 0)", "(-1 div 0)", "(0 div 0)", "-400", "2932896.99", "true()", "now()",
    "today()", ".", "${a}", "${rows}", "${none}", "'a{" + "9" * 5000 + "}'", "'(a|b)*'", "'MD5'", "'hex'",
    *(f"'{value}'" for value in _VALUES if len(value) < 500),
]  # fmt: skip


def _some(pick: random.Random, depth: int = 0) -> str:
    if depth > 2 or pick.random() < 0.4:
        return pick.choice(_WORDS)
    if pick.random() < 0.15:
        operator = pick.choice(sorted(expression.BINARY))
        return f"{_some(pick, depth + 1)} {operator} {_some(pick, depth + 1)}"
    name = pick.choice(sorted(FUNCTIONS))
    function = FUNCTIONS[name]
    most = function.least + 3 if function.most is None else function.most
    inside = [_some(pick, depth + 1) for _ in range(pick.randint(function.least, most))]
    return f"{name}({', '.join(inside)})"


@pytest.mark.parametrize("seed", range(4))
def test_nothing_but_faults_comes_of_odd_values(seed: int) -> None:
    """An exception of another kind would be warned of, and a warning fails this test."""
    pick = random.Random(seed)
    for _ in range(1500):
        zone = timezone(pick.choice([1, -1, 0]) * timedelta(hours=23, minutes=59))
        now = parse_datetime(pick.choice(["9999-12-30T23:59:00Z", "0001-01-02T00:00:00Z"]), UTC)
        assert isinstance(now, datetime)
        values = {"a": pick.choice(_VALUES), "rows": tuple(pick.choices(_VALUES, k=3)), "none": ()}
        scope = PlainScope(now.astimezone(zone).date(), now, values, pick.choice(_VALUES), 1, zone)
        with suppress(ExpressionFault):
            read(_some(pick), paths=True).text(scope)
