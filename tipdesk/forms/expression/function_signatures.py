"""What a function of the expression language is, and the short ways to write one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tipdesk.forms.expression.conversions import Operand, Scope, Value, to_number, to_text
from tipdesk.forms.expression.syntax import Call


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    `build` gets the compiled arguments (a reference argument listed in `references` arrives as
    the operand of its column) and returns the compiled call. `rows` lists the arguments that
    may be the answers of a whole repeat; None says all of them. `long` marks those whose result
    can be a long text, which is paid for.
    """

    least: int
    most: int | None
    build: Callable[[Sequence[Operand]], Operand]
    rows: frozenset[int] | None = frozenset()
    references: frozenset[int] = frozenset()
    check: Callable[[Call], None] | None = None
    long: bool = False


def of_values(
    function: Callable[..., Value],
    least: int,
    most: int | None,
    *,
    rows: bool = False,
    long: bool = False,
) -> Function:
    """A function of its evaluated arguments."""

    def build(operands: Sequence[Operand]) -> Operand:
        if len(operands) == 1:
            (only,) = operands
            return lambda scope: function(only(scope))
        if len(operands) == 2:
            first, second = operands
            return lambda scope: function(first(scope), second(scope))
        return lambda scope: function(*[operand(scope) for operand in operands])

    return Function(least, most, build, None if rows else frozenset(), long=long)


def of_numbers(function: Callable[..., float], least: int, most: int | None = None) -> Function:
    """A function of numbers. `most` None means as many as `least`."""
    return of_values(
        lambda *values: function(*[to_number(value) for value in values]),
        least,
        least if most is None else most,
    )


def of_texts(
    function: Callable[..., Value], least: int, most: int | None = None, *, long: bool = False
) -> Function:
    """A function of texts. `most` None means as many as `least`."""
    return of_values(
        lambda *values: function(*[to_text(value) for value in values]),
        least,
        least if most is None else most,
        long=long,
    )


def of_scope(
    function: Callable[..., Value], least: int = 0, most: int | None = None, *, rows: bool = False
) -> Function:
    """A function of the scope and its evaluated arguments. `most` None means `least`."""

    def build(operands: Sequence[Operand]) -> Operand:
        def call(scope: Scope) -> Value:
            return function(scope, *[operand(scope) for operand in operands])

        return call

    return Function(least, least if most is None else most, build, None if rows else frozenset())


def total(numbers: Iterable[float]) -> float:
    """Their sum, rounded once; ±∞ or NaN where it leaves the numbers."""
    addends = list(numbers)
    try:
        return math.fsum(addends)
    except (OverflowError, ValueError):  # too great on the way, or ∞ and -∞
        return sum(addends)


def flattened(values: Sequence[Value]) -> list[Value]:
    """`values` with the answers of repeats laid out one by one."""
    flat: list[Value] = []
    for value in values:
        if isinstance(value, tuple):
            flat.extend(value)
        else:
            flat.append(value)
    return flat
