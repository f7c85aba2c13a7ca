"""Everything in an expression that can be seen without understanding it.

The parser stops at the first mistake. Who writes a form wants to hear of the curly quotation mark,
the Arabic digit and both misspelt functions at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.functions import FUNCTIONS, REFUSED
from tipdesk.forms.expression.syntax import ARABIC_COMMAS, CURLY, HIDDEN, odd_character

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CURLY = "".join(sorted(CURLY))
_CURLY_QUOTED = re.compile(f"[{_CURLY}][^{_CURLY}'\"]*[{_CURLY}]?")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NO_REFERENCE = re.compile(r"\$\{[^}]{0,60}\}?")
# From the beginning of a word only, and never back: a long word is looked at once.
_CALL = re.compile(r"(?<![A-Za-z0-9_.-])((?:jr:)?[A-Za-z_][A-Za-z0-9_.-]*+)\s*+\(")
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_SEEN = frozenset({"smart_quote", "hidden_character", "arabic_digit", "arabic_comma",
                   "bad_reference", "unknown_function"})  # fmt: skip


def every_fault(text: str, first: ExpressionFault) -> list[ExpressionFault]:
    """`first`, which the parser found in `text`, and whatever else is of its kind."""
    reason = str(first.details.get("reason", ""))
    if reason not in _SEEN and not reason.startswith("refused_"):
        return [first]
    faults: dict[tuple[str, object], ExpressionFault] = {}
    for fault in _faults_in(text):
        faults.setdefault((str(fault.details["reason"]), fault.details["found"]), fault)
    places = {(fault.details["reason"], fault.details["position"]) for fault in faults.values()}
    if (reason, first.details.get("position")) not in places:
        faults.setdefault((reason, first.details.get("found")), first)
    return sorted(faults.values(), key=lambda fault: int(fault.details["position"]))


def names_in(text: str) -> list[str]:
    """The names that `text` refers to as `${name}`, seen without understanding it."""
    return list(dict.fromkeys(match[1] for match in _REFERENCE.finditer(_blank(_QUOTED, text))))


def _faults_in(text: str) -> Iterator[ExpressionFault]:
    blanked = _blank(_QUOTED, text)
    for quoted in _CURLY_QUOTED.finditer(blanked):
        yield _fault("smart_quote", quoted.start(), quoted.group()[:60])
    blanked = _blank(_REFERENCE, _blank(_CURLY_QUOTED, blanked))
    for reference in _NO_REFERENCE.finditer(blanked):
        yield _fault("bad_reference", reference.start(), reference.group())
    blanked = _blank(_NO_REFERENCE, blanked)
    for at, character in enumerate(blanked):
        if character in HIDDEN:
            yield _fault("hidden_character", at, odd_character(text, at))
        elif character in ARABIC_COMMAS:
            yield _fault("arabic_comma", at, character)
        elif _is_odd_digit(character) and not (at and _is_odd_digit(blanked[at - 1])):
            yield _fault("arabic_digit", at, character)
    for call in _CALL.finditer(blanked):
        name = call[1]
        if name in REFUSED:
            yield _fault(f"refused_{REFUSED[name]}", call.start(), name)
        elif name not in FUNCTIONS and name not in _OPERATORS:
            yield _fault("unknown_function", call.start(), name)


def _is_odd_digit(character: str) -> bool:
    return ord(character) > 127 and unicodedata.category(character) == "Nd"


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """`text` with spaces for what was looked at, so that positions stay."""
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _fault(reason: str, position: int, part: str) -> ExpressionFault:
    return ExpressionFault(reason=reason, position=position, found=part)
