"""Functions of numbers: XPath 1.0 §4.4 and ODK XForms."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal

from tipdesk.core.form_errors import ExpressionFault
from tipdesk.forms.expression.conversions import WHITESPACE, Value, to_number
from tipdesk.forms.expression.function_signatures import (
    Function,
    flattened,
    of_numbers,
    of_values,
    total,
)
from tipdesk.forms.expression.syntax import Call, Chain, Literal, Negation


def _ceiling(number: float) -> float:
    return number if not math.isfinite(number) else math.copysign(math.ceil(number), number)


def _floor(number: float) -> float:
    return number if not math.isfinite(number) else math.copysign(math.floor(number), number)


def _int(number: float) -> float:
    return number if not math.isfinite(number) else math.copysign(math.trunc(number), number)


def _round(value: Value, digits: Value = 0.0) -> float:
    """XPath 1.0 §4.4: halves go up, to +∞. As in ODK, `14,6` is read as 14.6 here."""
    if isinstance(value, str) and value.count(",") == 1:
        value = value.strip(WHITESPACE).replace(",", ".")
    number, places = to_number(value), to_number(digits)
    if not math.isfinite(number) or math.isnan(places) or number == 0:
        return math.nan if math.isnan(places) else number
    shift = math.trunc(max(-320.0, min(320.0, places)))
    if shift >= 0 and abs(number) >= 2.0**53:
        return number
    scaled = Decimal(repr(number)).scaleb(shift) + Decimal("0.5")
    rounded = float(scaled.to_integral_value(ROUND_FLOOR).scaleb(-shift))
    return math.copysign(rounded, number) if rounded == 0 else rounded


def _guarded(function: Callable[..., float]) -> Callable[..., float]:
    """`function` with NaN outside its domain and ±∞ beyond the largest number."""

    def guarded(*numbers: float) -> float:
        try:
            result = function(*numbers)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf
        return result

    return guarded


def _pow(number: float, exponent: float) -> float:
    try:
        return math.pow(number, exponent)
    except ValueError:  # 0 to a negative power, or a root of a negative number
        return math.inf if number == 0 else math.nan
    except OverflowError:
        return -math.inf if number < 0 and exponent % 2 == 1 else math.inf


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    def logarithm(number: float) -> float:
        return -math.inf if number == 0 else _guarded(function)(number)

    return logarithm


def _of_all(choose: Callable[[list[float]], float]) -> Callable[..., float]:
    def chosen(*values: Value) -> float:
        numbers = [to_number(value) for value in flattened(values)]
        if not numbers or any(math.isnan(number) for number in numbers):
            return math.nan
        return choose(numbers)

    return chosen


def _sum(values: Value) -> float:
    return total(to_number(value) for value in flattened([values]))


def _count(values: Value) -> float:
    return float(len(values)) if isinstance(values, tuple) else float(values != "")


def _count_non_empty(values: Value) -> float:
    return float(sum(1 for value in flattened([values]) if value != ""))


def _check_nodes(call: Call) -> None:
    """XPath 1.0 §3.2: what counts or adds nodes takes answers, not a text or a result."""
    if isinstance(call.arguments[0], Literal | Negation | Chain):
        raise ExpressionFault(reason="needs_reference", position=call.position, found=call.name)


def _of_nodes(function: Callable[[Value], float]) -> Function:
    return Function(1, 1, of_values(function, 1, 1).build, rows=None, check=_check_nodes)


NUMBER_FUNCTIONS: Mapping[str, Function] = {
    "number": of_numbers(lambda number: number, 1),
    "ceiling": of_numbers(_ceiling, 1),
    "floor": of_numbers(_floor, 1),
    "int": of_numbers(_int, 1),
    "abs": of_numbers(abs, 1),
    "round": of_values(_round, 1, 2),
    "pow": of_numbers(_pow, 2),
    "sqrt": of_numbers(_guarded(math.sqrt), 1),
    "exp": of_numbers(_guarded(math.exp), 1),
    "exp10": of_numbers(lambda number: _pow(10.0, number), 1),
    "log": of_numbers(_logarithm(math.log), 1),
    "log10": of_numbers(_logarithm(math.log10), 1),
    "sin": of_numbers(_guarded(math.sin), 1),
    "cos": of_numbers(_guarded(math.cos), 1),
    "tan": of_numbers(_guarded(math.tan), 1),
    "asin": of_numbers(_guarded(math.asin), 1),
    "acos": of_numbers(_guarded(math.acos), 1),
    "atan": of_numbers(math.atan, 1),
    "atan2": of_numbers(math.atan2, 2),
    "pi": of_numbers(lambda: math.pi, 0),
    "min": of_values(_of_all(min), 0, None, rows=True),
    "max": of_values(_of_all(max), 0, None, rows=True),
    "sum": _of_nodes(_sum),
    "count": _of_nodes(_count),
    "count-non-empty": _of_nodes(_count_non_empty),
}
"""By name. All trigonometry is in radians."""
