"""A definition back as sheets: for the author of the next version, and to check one from outside.

A definition that came from outside is held to everything that the compiler asks of sheets
(`checked_definition`): it is written out as sheets and compiled again. The same bounds hold, the
same faults are named, and what comes out must be what went in, byte for byte. Whatever is more than
that, a newer program has made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tipdesk.core.errors import FormDefinitionInvalid, FormNeedsNewer, FormUnusable
from tipdesk.forms import model
from tipdesk.forms.publishing.definition_json import (
    FORMAT,
    definition_from_json,
    definition_to_json,
)
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.faults import SheetFault
from tipdesk.forms.xlsform.sheets import Sheet, SheetRow, Sheets
from tipdesk.forms.xlsform.words import (
    CHOICES_COLUMNS,
    DEFAULT_LANGUAGE,
    LANGUAGES,
    NAMESPACE,
    SELECT_TYPES,
    SETTINGS_COLUMNS,
    SURVEY_COLUMNS,
    TEXT_APPEARANCES,
    TIP,
    TYPES,
)
from tipdesk.i18n.text import language

_TYPE_WORDS: Mapping[model.QuestionType, str] = {
    **dict.fromkeys(TEXT_APPEARANCES.values(), "text"),
    **{kind: word for word, kind in TYPES.items()},
    **{kind: word for word, kind in SELECT_TYPES.items()},
}


def sheets_of(definition: model.FormDefinition) -> Sheets:
    """The sheets that compile to `definition`, columns in the usual order."""
    return {
        "survey": _sheet("survey", SURVEY_COLUMNS, list(_survey(definition))),
        "choices": _choices(definition),
        "settings": _sheet("settings", SETTINGS_COLUMNS, [_settings(definition)]),
    }


def _sheet(name: str, columns: tuple[str, ...], lines: list[dict[str, str]]) -> Sheet:
    rows = [
        SheetRow(number, {column: cell for column, cell in line.items() if cell})
        for number, line in enumerate(lines, 2)
    ]
    return Sheet(name, columns, tuple(rows))


def _settings(definition: model.FormDefinition) -> dict[str, str]:
    return {
        "form_title": definition.title.ar,
        "title_en": definition.title.en,
        "form_id": definition.form_id,
        "version": str(definition.version),
        "default_language": DEFAULT_LANGUAGE,
        "namespaces": NAMESPACE,
    }


def _choices(definition: model.FormDefinition) -> Sheet:
    lines: list[dict[str, str]] = []
    extra: dict[str, None] = {}
    for list_name, choices in definition.choices.items():
        for choice in choices:
            extra |= dict.fromkeys(choice.filter)
            label = choice.label
            names = {"list_name": list_name, "name": choice.name}
            agreed = {"label_f": label.ar_f, "label_m": label.ar_m}
            lines.append({**names, **_text("label", label), **agreed, **choice.filter})
    return _sheet("choices", (*CHOICES_COLUMNS, *extra), lines)


def _survey(definition: model.FormDefinition) -> Iterator[dict[str, str]]:
    for section in definition.sections:
        yield from _group(section)


def _group(group: model.Group) -> Iterator[dict[str, str]]:
    word = "repeat" if group.kind is model.GroupKind.REPEAT else "group"
    section = group.kind is model.GroupKind.SECTION
    yield {
        "type": f"begin_{word}",
        "name": group.name,
        **_agreeing("label", group.label),
        **_agreeing("hint", group.hint),
        "relevant": group.relevant,
        "appearance": " ".join(sorted(group.appearance)),
        "repeat_count": group.count,
        f"{TIP}stage": group.required.value if group.required else "",
        f"{TIP}phase": group.phase.value if section else "",
        f"{TIP}code": group.code,
    }
    for child in group.children:
        if isinstance(child, model.Group):
            yield from _group(child)
        else:
            yield _question(child)
    yield {"type": f"end_{word}"}


def _question(question: model.Question) -> dict[str, str]:
    note = question.type is model.QuestionType.NOTE
    return {
        "type": f"{_TYPE_WORDS[question.type]} {question.list_name}".strip(),
        "name": question.name,
        **_agreeing("label", question.label),
        **_agreeing("hint", question.hint),
        **_text("guidance_hint", question.guidance),
        "relevant": question.relevant,
        "constraint": question.constraint,
        **_text("constraint_message", question.constraint_message),
        "calculation": question.calculation,
        "default": question.default,
        "choice_filter": question.choice_filter,
        "appearance": " ".join(sorted(question.appearance)),
        "required": question.required_if or _yes(question.required is model.Stage.SAVE),
        "read_only": _yes(question.read_only),
        f"{TIP}stage": question.required.value if question.required else "",
        f"{TIP}level": "" if note and question.level == 1 else str(question.level),
        f"{TIP}release": " ".join(sorted(question.release)),
        f"{TIP}print": " ".join(sorted(question.prints)),
        f"{TIP}quick": _yes(question.quick),
        f"{TIP}known": question.known,
        f"{TIP}event": _yes(question.event),
    }


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _text(name: str, text: model.LocalText) -> dict[str, str]:
    return {name + LANGUAGES["ar"]: text.ar, name + LANGUAGES["en"]: text.en}


def _agreeing(name: str, text: model.LocalText) -> dict[str, str]:
    agreed = {f"{TIP}{name}_f": text.ar_f, f"{TIP}{name}_m": text.ar_m}
    return {**_text(name, text), **agreed}


# --- a definition from outside ----------------------------------------------------------------


MAX_BODY = 4 << 20  # characters of a definition
_OF_NEWER = frozenset(
    {"expression_unknown_function", "appearance_unknown", "document_bad", "known_bad", "known_word"}
)
_UNKNOWN_WORD = "is not a valid"  # what enumerations say of a type or a release


def checked_definition(
    body: str, known: Sequence[model.FormDefinition] = ()
) -> model.FormDefinition:
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
    versions = [version for version in known if version.form_id == definition.form_id]
    compiled = compile_form(sheets, versions)
    if any(fault.code in _OF_NEWER for fault in compiled.faults):
        raise FormNeedsNewer(form=form_id)
    if compiled.definition is None:
        first = _named_fault(compiled.faults[0], sheets)
        raise FormUnusable(count=len(compiled.faults), first=first)
    # How refused answers count is said by no sheet: definitions of before keep what they had.
    again = replace(compiled.definition, standing=definition.standing)
    if definition.standing not in model.STANDINGS or definition_to_json(again) != body:
        raise FormNeedsNewer(form=form_id)
    return definition


def _of_this_program(body: str) -> str:
    """The id of the form. Raises FormNeedsNewer, FormUnusable."""
    try:
        record = json.loads(body)
        form_id, body_format = str(record["form_id"])[:64], record["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormUnusable(count=1, first=type(error).__name__) from error
    name, _, number = FORMAT.partition("/")
    if body_format == FORMAT:
        return form_id
    parts = body_format.partition("/") if isinstance(body_format, str) else ("", "", "")
    if parts[0] == name and parts[2].isdecimal() and int(parts[2][:9]) > int(number):
        raise FormNeedsNewer(form=form_id)
    raise FormUnusable(count=1, first="format")


def _named_fault(fault: SheetFault, sheets: Sheets) -> str:
    """A fault with the name that it is about: a definition has no rows."""
    rows = sheets[fault.sheet].rows if fault.sheet in sheets else ()
    name = next((row.get("name") for row in rows if row.number == fault.row), "")
    sentence = fault.text.text(language())
    return f"{name}: {sentence}" if name else sentence
