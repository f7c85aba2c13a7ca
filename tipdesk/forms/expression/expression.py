"""Expressions of the XPath 1.0 / ODK XForms subset: read once, evaluated often.

There is no `eval`: the text becomes a tree (`parser`), the tree becomes nested functions. Both
are bounded in length and depth, and every function ends (see `safe_regex`).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from functools import lru_cache
from typing import TypeVar

from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.budget import FREE_LENGTH, Budget
from tipdesk.forms.expression.conversions import (
    Operand,
    Scope,
    Value,
    equal,
    to_flag,
    to_number,
    to_text,
    unequal,
)
from tipdesk.forms.expression.functions import FUNCTIONS
from tipdesk.forms.expression.parser import parse_tree
from tipdesk.forms.expression.syntax import (
    Call,
    Chain,
    ChoiceColumn,
    Current,
    Literal,
    Negation,
    Node,
    Parent,
    Reference,
    walk,
)

# --- operators between two values (XPath 1.0 §3.4 and §3.5) -----------------------------------


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


_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression that has been read. Equal texts give equal expressions."""

    source: str
    tree: Node = field(compare=False, repr=False)
    run: Operand = field(compare=False, repr=False)
    steps: int = field(compare=False, repr=False)  # what one evaluation costs at least
    nodes: tuple[Node, ...] = field(compare=False, repr=False)  # of its tree, as they are written
    references: frozenset[str] = field(compare=False, repr=False)  # the names of its `${name}`

    def alternatives(self) -> tuple[Expression, ...]:
        """The parts of a chain of `or`, each by itself; the whole when it is no such chain."""
        match self.tree:
            case Chain(rest=(("or", _), *_)) as chain:
                parts = (chain.first, *(part for _, part in chain.rest))
                return tuple(_expression(f"{self.source} #{n}", p) for n, p in enumerate(parts))
            case _:
                return (self,)

    def evaluate(self, scope: Scope) -> Value:
        """Its value.

        Raises:
            ExpressionFault: an argument has no meaning for a function (a date of text), or the
                steps of this run are spent.
        """
        return self._result(scope, _as_it_is)

    def text(self, scope: Scope) -> str:
        """Its value as text. Raises as `evaluate`."""
        return self._result(scope, to_text)

    def number(self, scope: Scope) -> float:
        """Its value as a number. Raises as `evaluate`."""
        return self._result(scope, to_number)

    def holds(self, scope: Scope) -> bool:
        """Its value as true or false. Raises as `evaluate`."""
        return self._result(scope, to_flag)

    def _result(self, scope: Scope, convert: Callable[[Value], _Result]) -> _Result:
        """One mistake of a function of ours is a fault of one expression: the record stays
        open. It is warned of, without any answer in it; a warning fails every test."""
        scope.budget.spend(self.steps)
        try:
            return convert(self.run(scope))
        except (ArithmeticError, ValueError, RecursionError) as error:
            name = type(error).__name__
            warnings.warn(f"an expression ended with {name}", RuntimeWarning, stacklevel=3)
            raise ExpressionFault(reason="unforeseen", position=0, found=name) from error


def _as_it_is(value: Value) -> Value:
    return value


@lru_cache(maxsize=4096)
def parse(text: str, *, columns: bool = False, paths: bool = False) -> Expression:
    """As `read`, and remembered: for the expressions of forms, which come again and again."""
    return read(text, columns=columns, paths=paths)


def read(text: str, *, columns: bool = False, paths: bool = False) -> Expression:
    """Read `text`. With `columns`, bare names are columns of the choices sheet (choice_filter);
    with `paths`, names and plain paths stand for the question that they end in (trials only).

    Raises:
        ExpressionFault: what cannot be read: details reason, position (from 0), found.
    """
    return _expression(text, parse_tree(text, columns=columns, paths=paths))


def _expression(source: str, tree: Node) -> Expression:
    nodes = tuple(walk(tree))
    names = frozenset(node.name for node in nodes if isinstance(node, Reference))
    return Expression(source, tree, _operand(tree), len(nodes), nodes, names)


@dataclass(slots=True)
class PlainScope:
    """A scope over plain values, for trying an expression outside a form."""

    today: date
    now: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    current: str = ""
    position: int = 0
    zone: timezone = KUWAIT
    columns: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    def value(self, name: str) -> Value:
        """The value of `name`, '' when there is none."""
        return self.values.get(name, "")

    def column(self, name: str) -> tuple[str, ...]:
        """The value of `name` as rows."""
        value = self.value(name)
        return value if isinstance(value, tuple) else (to_text(value),)

    def choice(self, column: str) -> str:
        """A column of the choice under test."""
        return self.columns.get(column, "")

    def choice_label(self, name: str, code: str) -> str:
        """What the list of question `name` says; here a list is named as its question."""
        return self.look_up(name, "label", "name", code)

    def look_up(self, list_name: str, column: str, key: str, wanted: str) -> str:
        """The cell of `column` in the first row of a list whose `key` is `wanted`."""
        rows = self.lists.get(list_name, ())
        return next((row.get(column, "") for row in rows if row.get(key, "") == wanted), "")


def _operand(node: Node) -> Operand:
    """The function that evaluates `node`."""
    match node:
        case Negation():
            operand = _operand(node.operand)
            return lambda scope: -to_number(operand(scope))
        case Call():
            return _call(node)
        case Chain():
            return _chain(node)
        case _:
            return _leaf(node)


def _leaf(node: Literal | Reference | Current | Parent | ChoiceColumn) -> Operand:
    match node:
        case Literal():
            value = node.value
            return lambda _: value
        case Reference():
            return _answer(node.name)
        case Current():
            return _current
        case Parent():  # position(..): the function looks at the scope, not at its argument
            return lambda _: ""
        case ChoiceColumn():
            column = node.name
            return lambda scope: scope.choice(column)


def _answer(name: str) -> Operand:
    def answer(scope: Scope) -> Value:
        value = scope.value(name)
        if isinstance(value, tuple):
            scope.budget.spend(len(value) + sum(map(len, value)))
        elif isinstance(value, str) and len(value) > FREE_LENGTH:
            scope.budget.spend(len(value))
        return value

    return answer


def _current(scope: Scope) -> Value:
    if len(scope.current) > FREE_LENGTH:
        scope.budget.spend(len(scope.current))
    return scope.current


def _metered(call: Operand) -> Operand:
    """A call that pays for a long result."""

    def metered(scope: Scope) -> Value:
        value = call(scope)
        if isinstance(value, str) and len(value) > FREE_LENGTH:
            scope.budget.spend(len(value))
        return value

    return metered


def _call(node: Call) -> Operand:
    function = FUNCTIONS[node.name]
    call = function.build(
        [
            _rows(argument)
            if index in function.references and isinstance(argument, Reference)
            else _operand(argument)
            for index, argument in enumerate(node.arguments)
        ]
    )
    return _metered(call) if function.long else call


def _rows(node: Reference) -> Operand:
    name = node.name

    def rows(scope: Scope) -> Value:
        column = scope.column(name)
        scope.budget.spend(len(column) + sum(map(len, column)))
        return column

    return rows


def _chain(node: Chain) -> Operand:
    word = node.rest[0][0]
    if word in ("and", "or"):
        return _logic([_operand(node.first), *(_operand(part) for _, part in node.rest)], word)
    first = _operand(node.first)
    for operator, part in node.rest if len(node.rest) == 1 else ():
        if operator in ("=", "!=") and isinstance(part, Literal) and isinstance(part.value, str):
            return _beside_text(first, operator, part.value)
        return _pair(first, BINARY[operator], _operand(part))
    steps = [(BINARY[operator], _operand(part)) for operator, part in node.rest]

    def run(scope: Scope) -> Value:
        value = first(scope)
        for step, part in steps:
            value = step(value, part(scope))
        return value

    return run


def _pair(left: Operand, step: Callable[[Value, Value], Value], right: Operand) -> Operand:
    return lambda scope: step(left(scope), right(scope))


def _beside_text(left: Operand, operator: str, text: str) -> Operand:
    """The most frequent comparison of a form: an answer with a code."""
    step, wanted = BINARY[operator], operator == "="

    def compare(scope: Scope) -> Value:
        value = left(scope)
        return (value == text) is wanted if isinstance(value, str) else step(value, text)

    return compare


def _logic(parts: list[Operand], word: str) -> Operand:
    decisive = word == "or"

    def run(scope: Scope) -> Value:
        for part in parts:
            if to_flag(part(scope)) is decisive:
                return decisive
        return not decisive

    return run
