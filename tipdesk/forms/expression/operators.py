"""What the operators between two values do (XPath 1.0 §3.4 and §3.5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tipdesk.forms.expression.conversions import Value, equal, to_flag, to_number, unequal

_Step = Callable[[Value, Value], Value]  # what an operator makes of two values


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    """XPath 1.0 §3.5: the remainder has the sign of the dividend."""
    return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)


def _numeric(function: Callable[[float, float], Value]) -> _Step:
    return lambda left, right: function(to_number(left), to_number(right))


def _order(function: Callable[[float, float], bool], *, least: bool) -> _Step:
    """A comparison by size; over the rows of a repeat it holds when any row fits: that is,
    when the `least` (else the greatest) on the left fits the other extreme on the right.
    Against true and false the rows count as whether there are any (XPath 1.0 §3.4)."""

    def compare(left: Value, right: Value) -> Value:
        if isinstance(left, tuple) or isinstance(right, tuple):
            if isinstance(left, bool) or isinstance(right, bool):
                return function(float(to_flag(left)), float(to_flag(right)))
            lefts, rights = _numbers(left), _numbers(right)
            if not lefts or not rights:
                return False
            extreme, other = (min, max) if least else (max, min)
            return function(extreme(lefts), other(rights))
        return function(to_number(left), to_number(right))

    return compare


def _numbers(value: Value) -> list[float]:
    numbers = [to_number(item) for item in (value if isinstance(value, tuple) else (value,))]
    return [number for number in numbers if not math.isnan(number)]


BINARY: Mapping[str, _Step] = {
    "=": equal,
    "!=": unequal,
    "<": _order(lambda left, right: left < right, least=True),
    "<=": _order(lambda left, right: left <= right, least=True),
    ">": _order(lambda left, right: left > right, least=False),
    ">=": _order(lambda left, right: left >= right, least=False),
    "+": _numeric(lambda left, right: left + right),
    "-": _numeric(lambda left, right: left - right),
    "*": _numeric(lambda left, right: left * right),
    "div": _numeric(_divide),
    "mod": _numeric(_modulo),
}
