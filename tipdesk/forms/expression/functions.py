"""The functions an expression may call, in one table, and how a call is checked.

Two tables: what is known, and what other XForms programs know and we refuse on purpose, with
the reason. Anything else is unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.budget import checked_length
from tipdesk.forms.expression.code_functions import CODE_FUNCTIONS
from tipdesk.forms.expression.conversions import (
    NUMBER,
    WHITESPACE,
    Operand,
    Scope,
    Value,
    datetime_text,
    parse_time,
    to_date,
    to_datetime,
    to_flag,
    to_number,
    to_text,
    wall_days,
)
from tipdesk.forms.expression.function_signatures import (
    Function,
    flattened,
    of_numbers,
    of_scope,
    of_texts,
    of_values,
    total,
)
from tipdesk.forms.expression.safe_regex import check_pattern, cost, matches_whole
from tipdesk.forms.expression.syntax import Call, Chain, Literal, Negation, Parent, Reference

# --- numbers (XPath 1.0 §4.4 and ODK XForms) --------------------------------------------------


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


# --- dates and times (ODK XForms); they carry no time zone, see `conversions` -----------------


_EPOCH_DAY = date(1970, 1, 2)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TOKEN = re.compile(r"%(.?)", re.DOTALL)
_FORMATS: Mapping[str, Callable[[datetime], str]] = {
    "%": lambda _: "%",
    "Y": lambda moment: f"{moment.year:04d}",
    "y": lambda moment: f"{moment.year % 100:02d}",
    "m": lambda moment: f"{moment.month:02d}",
    "n": lambda moment: str(moment.month),
    "b": lambda moment: _MONTHS[moment.month - 1],
    "d": lambda moment: f"{moment.day:02d}",
    "e": lambda moment: str(moment.day),
    "a": lambda moment: _WEEKDAYS[moment.weekday()],
    "W": lambda moment: f"{moment.isocalendar().week:02d}",
    "H": lambda moment: f"{moment.hour:02d}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02d}",
    "S": lambda moment: f"{moment.second:02d}",
    "3": lambda moment: f"{moment.microsecond // 1000:03d}",
}


def _today(scope: Scope) -> str:
    return scope.today.isoformat()


def _now(scope: Scope) -> str:
    return datetime_text(scope.now.astimezone(scope.zone))


def _date(scope: Scope, value: Value) -> str:
    day = to_date(value, scope.zone)
    return "" if day is None else day.isoformat()


def _date_time(scope: Scope, value: Value) -> str:
    moment = to_datetime(value, scope.zone)
    return "" if moment is None else datetime_text(moment)


def _format_date(scope: Scope, value: Value, form: Value) -> str:
    text = to_text(form)
    _check_format(text)
    moment = to_datetime(value, scope.zone)
    if moment is None:
        return ""
    return _TOKEN.sub(lambda match: _FORMATS[match[1]](moment), text)


def _check_format(text: str) -> None:
    for token in _TOKEN.finditer(text):
        if token[1] not in _FORMATS:
            raise ExpressionFault(reason="bad_date_format", position=0, found=token[0])


def _check_format_call(call: Call) -> None:
    form = call.arguments[1]
    if isinstance(form, Literal):
        _check_format(to_text(form.value))


def _decimal_date_time(scope: Scope, value: Value) -> float:
    """Days since 1970-01-01T00:00 UTC, as ODK; a plain date begins at midnight in the zone.
    A text that is a number is no date here, as in JavaRosa."""
    if not isinstance(value, float) and NUMBER.fullmatch(to_text(value).strip(WHITESPACE)):
        raise ExpressionFault(reason="not_a_date", position=0, found=to_text(value)[:40])
    moment = to_datetime(value, scope.zone)
    if moment is None:
        return math.nan
    return wall_days(moment.astimezone(UTC))


def _decimal_time(scope: Scope, value: Value) -> float:
    """The part of the day that has passed at a time, on the clock of the zone."""
    text = to_text(value).strip(WHITESPACE)
    clock = parse_time(text.rpartition("T")[2], scope.zone)
    if clock is None:
        return math.nan
    moment = datetime.combine(_EPOCH_DAY, clock).astimezone(scope.zone)
    return wall_days(moment.replace(year=1970, month=1, day=1))


_FORMAT = Function(2, 2, of_scope(_format_date, 2).build, check=_check_format_call)

DATE_FUNCTIONS: Mapping[str, Function] = {
    "today": of_scope(_today),
    "now": of_scope(_now),
    "date": of_scope(_date, 1),
    "date-time": of_scope(_date_time, 1),
    "format-date": _FORMAT,
    "format-date-time": _FORMAT,
    "decimal-date-time": of_scope(_decimal_date_time, 1),
    "decimal-time": of_scope(_decimal_time, 1),
}
"""By name."""


# --- select answers, checklists and rows (ODK XForms) -----------------------------------------


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


# --- text and truth (XPath 1.0 §4.2, §4.3 and ODK XForms) -------------------------------------


def _substr(text: Value, start: Value, end: Value | None = None) -> str:
    """ODK: from `start` (0 is the first) to before `end`; negative counts from the end."""
    characters = to_text(text)
    first = _index(to_number(start), len(characters))
    last = len(characters) if end is None else _index(to_number(end), len(characters))
    return characters[first:last]


def _index(number: float, length: int) -> int:
    if math.isnan(number):
        return 0
    if number < 0:
        number += length
    return math.trunc(max(0.0, min(float(length), number)))


def _substring(text: Value, start: Value, length: Value | None = None) -> str:
    """XPath 1.0 §4.2: characters whose position p fits round(start) ≤ p < that + round(length)."""
    characters = to_text(text)
    first = _half_up(to_number(start))
    beyond = math.inf if length is None else first + _half_up(to_number(length))
    if math.isnan(first) or math.isnan(beyond):
        return ""
    low = math.trunc(max(1.0, min(first, len(characters) + 1.0)))
    high = math.trunc(max(1.0, min(beyond, len(characters) + 1.0)))
    return characters[low - 1 : max(low, high) - 1]


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
    head, separator, _ = text.partition(part)
    return head if separator else ""


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


FUNCTIONS: Mapping[str, Function] = {
    **TEXT_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **LIST_FUNCTIONS,
    **DATE_FUNCTIONS,
    **CODE_FUNCTIONS,
}

_CHANCE = "chance"  # a form must give the same result for the same answers
_PATHS = "paths"  # questions are named by ${name}, lists by pulldata() or jr:choice-name()
_DEVICE = "device"  # nothing about the device, its user or its files enters a form

REFUSED: Mapping[str, str] = {
    "uuid": _CHANCE,
    "random": _CHANCE,
    "randomize": _CHANCE,
    "instance": _PATHS,
    "current": _PATHS,
    "id": _PATHS,
    "key": _PATHS,
    "lang": _PATHS,
    "last": _PATHS,
    "name": _PATHS,
    "local-name": _PATHS,
    "namespace-uri": _PATHS,
    "text": _PATHS,
    "node": _PATHS,
    "jr:itext": _PATHS,
    "extract-signed": _DEVICE,
    "version": _DEVICE,
    "property": _DEVICE,
}
"""Functions of ODK and XPath 1.0 that are refused on purpose, each with the kind of reason."""


def check_call(call: Call) -> None:
    """Check one call before it is ever evaluated.

    Raises:
        ExpressionFault: the function is unknown, the number of its arguments is wrong, or an
            argument that must be written out (a pattern, a repeat) is not usable.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise ExpressionFault(reason="unknown_function", position=call.position, found=call.name)
    count = len(call.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        raise ExpressionFault(reason="argument_count", position=call.position, found=call.name)
    for index, argument in enumerate(call.arguments):
        if isinstance(argument, Parent) and call.name != "position":
            raise ExpressionFault(reason="path", position=call.position, found="..")
        if index in function.references and not isinstance(argument, Reference):
            raise ExpressionFault(reason="needs_reference", position=call.position, found=call.name)
    if function.check is not None:
        try:
            function.check(call)
        except ExpressionFault as fault:
            raise ExpressionFault(**{**fault.details, "position": call.position}) from fault
