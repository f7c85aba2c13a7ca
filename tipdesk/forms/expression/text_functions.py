"""Functions of text and truth: XPath 1.0 §4.2, §4.3 and ODK XForms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tipdesk.core.form_errors import ExpressionFault
from tipdesk.forms.expression.budget import checked_length
from tipdesk.forms.expression.conversions import Operand, Scope, Value, to_flag, to_number, to_text
from tipdesk.forms.expression.function_signatures import (
    Function,
    flattened,
    of_scope,
    of_texts,
    of_values,
)
from tipdesk.forms.expression.safe_regex import check_pattern, cost, matches_whole
from tipdesk.forms.expression.syntax import Call, Literal, Parent


def _substr(text: Value, start: Value, end: Value | None = None) -> str:
    """ODK: from `start` (0 is the first) to before `end`; negative counts from the end."""
    whole = to_text(text)
    first = _index(to_number(start), len(whole))
    last = len(whole) if end is None else _index(to_number(end), len(whole))
    return whole[first:last]


def _index(number: float, length: int) -> int:
    if math.isnan(number):
        return 0
    if number < 0:
        number += length
    return math.trunc(max(0.0, min(float(length), number)))


def _substring(text: Value, start: Value, length: Value | None = None) -> str:
    """XPath 1.0 §4.2: characters whose position p fits round(start) ≤ p < that + round(length)."""
    whole = to_text(text)
    first = _half_up(to_number(start))
    beyond = math.inf if length is None else first + _half_up(to_number(length))
    if math.isnan(first) or math.isnan(beyond):
        return ""
    low = math.trunc(max(1.0, min(first, len(whole) + 1.0)))
    high = math.trunc(max(1.0, min(beyond, len(whole) + 1.0)))
    return whole[low - 1 : max(low, high) - 1]


def _half_up(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def _translate(text: str, source: str, target: str) -> str:
    table: dict[int, str | None] = {}
    for index, character in enumerate(source):
        table.setdefault(ord(character), target[index] if index < len(target) else None)
    return text.translate(table)


def _after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


def _before(text: str, part: str) -> str:
    if not part:
        return ""
    head, found, _ = text.partition(part)
    return head if found else ""


def _single_spaced(text: str) -> str:
    return " ".join(word for word in text.translate({9: 32, 10: 32, 13: 32}).split(" ") if word)


def _concat(*values: Value) -> str:
    return _joined("", values)


def _join(separator: Value, *values: Value) -> str:
    return _joined(to_text(separator), values)


def _joined(separator: str, values: Sequence[Value]) -> str:
    texts = [to_text(value) for value in flattened(values)]
    checked_length(sum(map(len, texts)) + len(separator) * max(0, len(texts) - 1))
    return separator.join(texts)


def _boolean_from_string(text: str) -> bool:
    """ODK: whatever is neither `true` nor `1`, `True` too, is false."""
    return text in ("1", "true")


def _is_blank(value: Value) -> bool:
    return (isinstance(value, float) and math.isnan(value)) or to_text(value) == ""


def _coalesce(operands: Sequence[Operand]) -> Operand:
    def coalesce(scope: Scope) -> Value:
        value: Value = ""
        for operand in operands:
            value = operand(scope)
            if not _is_blank(value):
                break
        return value

    return coalesce


def _if(operands: Sequence[Operand]) -> Operand:
    condition, then, otherwise = operands
    return lambda scope: then(scope) if to_flag(condition(scope)) else otherwise(scope)


def _once(operands: Sequence[Operand]) -> Operand:
    """ODK once(): the value that already stands there, else the argument."""
    (first,) = operands
    return lambda scope: scope.current or to_text(first(scope))


def _regex(scope: Scope, text: Value, pattern: Value) -> bool:
    written, wanted = to_text(text), to_text(pattern)
    scope.budget.spend(cost(wanted, len(written)))
    return matches_whole(wanted, written)


def _check_regex(call: Call) -> None:
    """The pattern is written out, so that it is judged before it ever meets an answer."""
    pattern = call.arguments[1]
    if not isinstance(pattern, Literal):
        raise ExpressionFault(reason="pattern_not_written", position=0, found=call.name)
    check_pattern(to_text(pattern.value))


def _position(_: Sequence[Operand]) -> Operand:
    return lambda scope: float(scope.position)


def _check_position(call: Call) -> None:
    if call.arguments and not isinstance(call.arguments[0], Parent):
        raise ExpressionFault(reason="path", position=call.position, found=call.name)


_REGEX = of_scope(_regex, 2)

TEXT_FUNCTIONS: Mapping[str, Function] = {
    "string": of_texts(lambda text: text, 1),
    "string-length": of_texts(lambda text: float(len(text)), 1),
    "concat": of_values(_concat, 0, None, rows=True, long=True),
    "join": of_values(_join, 1, None, rows=True, long=True),
    "contains": of_texts(lambda text, part: part in text, 2),
    "starts-with": of_texts(lambda text, part: text.startswith(part), 2),
    "ends-with": of_texts(lambda text, part: text.endswith(part), 2),
    "substr": of_values(_substr, 2, 3, long=True),
    "substring": of_values(_substring, 2, 3, long=True),
    "substring-before": of_texts(_before, 2, long=True),
    "substring-after": of_texts(_after, 2, long=True),
    "translate": of_texts(_translate, 3, long=True),
    "normalize-space": of_texts(_single_spaced, 1, long=True),
    "regex": Function(2, 2, _REGEX.build, check=_check_regex),
    "boolean": of_values(to_flag, 1, 1, rows=True),
    "not": of_values(lambda value: not to_flag(value), 1, 1, rows=True),
    "true": of_values(lambda: True, 0, 0),
    "false": of_values(lambda: False, 0, 0),
    "boolean-from-string": of_texts(_boolean_from_string, 1),
    "if": Function(3, 3, _if),
    "coalesce": Function(2, None, _coalesce),
    "once": Function(1, 1, _once),
    "position": Function(0, 1, _position, check=_check_position),
}
"""By name."""
