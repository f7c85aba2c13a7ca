"""The functions an expression may call, in one table, and how a call is checked.

Two tables: what is known, and what other XForms programs know and we refuse on purpose, with
the reason. Anything else is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.core.form_errors import ExpressionFault
from tipdesk.forms.expression.code_functions import CODE_FUNCTIONS
from tipdesk.forms.expression.date_functions import DATE_FUNCTIONS
from tipdesk.forms.expression.function_signatures import Function
from tipdesk.forms.expression.list_functions import LIST_FUNCTIONS
from tipdesk.forms.expression.number_functions import NUMBER_FUNCTIONS
from tipdesk.forms.expression.syntax import Call, Parent, Reference
from tipdesk.forms.expression.text_functions import TEXT_FUNCTIONS

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
