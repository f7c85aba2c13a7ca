"""Functions of select answers, checklists and rows: ODK XForms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tipdesk.core.form_errors import ExpressionFault
from tipdesk.forms.expression.conversions import (
    WHITESPACE,
    Operand,
    Scope,
    Value,
    to_flag,
    to_number,
    to_text,
)
from tipdesk.forms.expression.function_signatures import (
    Function,
    flattened,
    of_scope,
    of_values,
    total,
)
from tipdesk.forms.expression.syntax import Call, Literal


def _selected(answer: Value, choice: Value) -> bool:
    """Whether `choice` is among the choices of `answer`; over rows, of any row. The one choice
    of an empty answer is ''."""
    wanted = to_text(choice).strip(WHITESPACE)
    if isinstance(answer, str):
        return wanted in (answer.split() or [""])
    return any(wanted in (to_text(item).split() or [""]) for item in flattened([answer]))


def _selected_at(answer: Value, index: Value) -> str:
    words = to_text(answer).split()
    at = to_number(index)
    return words[int(at)] if 0 <= at < len(words) else ""


def _count_selected(answer: Value) -> float:
    return float(len(to_text(answer).split()))


def _between(count: float, least: Value, most: Value) -> bool:
    """ODK: -1 means no bound."""
    low, high = to_number(least), to_number(most)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


def _checklist(least: Value, most: Value, *flags: Value) -> bool:
    return _between(float(sum(to_flag(flag) for flag in flattened(flags))), least, most)


def _weighted_checklist(least: Value, most: Value, *pairs: Value) -> bool:
    weights = [to_number(pairs[at + 1]) for at in range(0, len(pairs), 2) if to_flag(pairs[at])]
    return _between(total(weights), least, most)


def _check_pairs(call: Call) -> None:
    if len(call.arguments) % 2:
        raise ExpressionFault(reason="argument_count", position=call.position, found=call.name)


def _indexed_repeat(operands: Sequence[Operand]) -> Operand:
    """indexed-repeat(${question}, ${repeat}, n): the answer in row n, from 1."""
    column, _, index = operands

    def indexed(scope: Scope) -> Value:
        rows = column(scope)
        at = to_number(index(scope))
        return rows[int(at) - 1] if isinstance(rows, tuple) and 1 <= at < len(rows) + 1 else ""

    return indexed


def _choice_name(scope: Scope, code: Value, question: Value) -> str:
    """jr:choice-name(${question}, '${question}'): the label of a code, in Arabic."""
    name = to_text(question).strip().removeprefix("${").removesuffix("}")
    return scope.choice_label(name, to_text(code))


def _pulldata(scope: Scope, list_name: Value, column: Value, key: Value, wanted: Value) -> str:
    """pulldata('list', 'column', 'key column', key): a cell of the first choice that fits."""
    return scope.look_up(to_text(list_name), to_text(column), to_text(key), to_text(wanted))


def _check_written(count: int, start: int = 0) -> Callable[[Call], None]:
    """The names of lists and columns stand between quotation marks."""

    def check(call: Call) -> None:
        for argument in call.arguments[start : start + count]:
            if not isinstance(argument, Literal) or not isinstance(argument.value, str):
                raise ExpressionFault(reason="name_not_written", position=0, found=call.name)

    return check


_WEIGHTED = of_values(_weighted_checklist, 2, None)

LIST_FUNCTIONS: Mapping[str, Function] = {
    "selected": Function(2, 2, of_values(_selected, 2, 2).build, rows=frozenset({0})),
    "selected-at": of_values(_selected_at, 2, 2),
    "count-selected": of_values(_count_selected, 1, 1),
    "checklist": of_values(_checklist, 2, None),
    "weighted-checklist": Function(2, None, _WEIGHTED.build, check=_check_pairs),
    "indexed-repeat": Function(
        3, 3, _indexed_repeat, rows=frozenset({0, 1}), references=frozenset({0, 1}), long=True
    ),
    "pulldata": Function(4, 4, of_scope(_pulldata, 4).build, check=_check_written(3)),
    "jr:choice-name": Function(2, 2, of_scope(_choice_name, 2).build, check=_check_written(1, 1)),
}
"""By name."""
