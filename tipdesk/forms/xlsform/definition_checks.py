"""A definition that came from outside, held to everything that the compiler asks of sheets.

It is written out as sheets and compiled again: the same bounds, the same faults, and what comes
out must be what went in, byte for byte. Whatever is more than that, a newer program has made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from tipdesk.core.form_errors import FormDefinitionInvalid, FormNeedsNewer, FormUnusable
from tipdesk.forms.model import STANDINGS, FormDefinition
from tipdesk.forms.publishing.definition_json import (
    FORMAT,
    definition_from_json,
    definition_to_json,
)
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.export import sheets_of
from tipdesk.forms.xlsform.faults import SheetFault
from tipdesk.forms.xlsform.sheets import Sheets
from tipdesk.i18n.catalogue import language

MAX_BODY = 4 << 20  # characters of a definition
_OF_NEWER = frozenset({"expression_unknown_function", "appearance_unknown", "document_bad"})
_UNKNOWN_WORD = "is not a valid"  # what enumerations say of a type or a release


def checked_definition(body: str, known: Sequence[FormDefinition] = ()) -> FormDefinition:
    """The definition that `body` is; `known` are other versions of forms that stations have.

    Raises:
        FormNeedsNewer: it is of a later format, or says what only a later program understands.
        FormUnusable: it is no definition, or it has faults (details: count, first).
    """
    if len(body) > MAX_BODY:
        raise FormUnusable(count=1, first=f"> {MAX_BODY}")
    form_id = _of_this_program(body)
    try:
        definition = definition_from_json(body)
    except FormDefinitionInvalid as error:
        if _UNKNOWN_WORD in str(error.details["first"]):
            raise FormNeedsNewer(form=form_id) from error
        raise FormUnusable(**error.details) from error
    sheets = sheets_of(definition)
    same = [one for one in known if one.form_id == definition.form_id]
    compiled = compile_form(sheets, same)
    if any(fault.code in _OF_NEWER for fault in compiled.faults):
        raise FormNeedsNewer(form=form_id)
    if compiled.definition is None:
        first = _said(compiled.faults[0], sheets)
        raise FormUnusable(count=len(compiled.faults), first=first)
    # How refused answers count is said by no sheet: definitions of before keep what they had.
    again = replace(compiled.definition, standing=definition.standing)
    if definition.standing not in STANDINGS or definition_to_json(again) != body:
        raise FormNeedsNewer(form=form_id)
    return definition


def _of_this_program(body: str) -> str:
    """The id of the form. Raises FormNeedsNewer, FormUnusable."""
    try:
        record = json.loads(body)
        form_id, found = str(record["form_id"])[:64], record["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormUnusable(count=1, first=type(error).__name__) from error
    name, _, number = FORMAT.partition("/")
    if found == FORMAT:
        return form_id
    said = found.partition("/") if isinstance(found, str) else ("", "", "")
    if said[0] == name and said[2].isdecimal() and int(said[2][:9]) > int(number):
        raise FormNeedsNewer(form=form_id)
    raise FormUnusable(count=1, first="format")


def _said(fault: SheetFault, sheets: Sheets) -> str:
    """A fault with the name that it is about: a definition has no rows."""
    rows = sheets[fault.sheet].rows if fault.sheet in sheets else ()
    name = next((row.get("name") for row in rows if row.number == fault.row), "")
    said = fault.text.text(language())
    return f"{name}: {said}" if name else said
