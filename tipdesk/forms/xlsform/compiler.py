"""From the sheets of an XLSForm to a frozen definition, or to every fault that is in the way."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.expression import parse
from tipdesk.forms.model import Choice, FormDefinition, Group, LocalText
from tipdesk.forms.publishing.definition_json import with_digest
from tipdesk.forms.rules.plan import PlanPlace, places
from tipdesk.forms.xlsform import words
from tipdesk.forms.xlsform.checks import check_rules
from tipdesk.forms.xlsform.choices import ChoiceLists
from tipdesk.forms.xlsform.faults import Faults, SheetFault
from tipdesk.forms.xlsform.known_checks import check_events, check_known
from tipdesk.forms.xlsform.sheets import SHEETS, Sheet, SheetRow, Sheets
from tipdesk.forms.xlsform.survey import Survey, read_survey
from tipdesk.i18n.text import first_unsafe

# Names that published versions use already keep their type: old answers stay comparable.


def check_reused(survey: Survey, published: Sequence[FormDefinition], faults: Faults) -> None:
    """Record every name whose type, or whose kind of repeat, another version knows otherwise."""
    known: dict[str, tuple[str, int]] = {}
    for form in published:
        for place in places(form.sections):
            known[place.element.name] = (shape_of(place), form.version)
    for place in places(survey.sections):
        name = place.element.name
        shape, version = known.get(name, ("", 0))
        if shape and shape != shape_of(place):
            where = ("survey", survey.rows.get(name, 0), "name")
            faults.add(
                where, "name_reused", found=name, was=shape, now=shape_of(place), version=version
            )


def shape_of(place: PlanPlace) -> str:
    """The type of a question or the kind of a group, with the repeat around it."""
    element = place.element
    kind = element.kind.value if isinstance(element, Group) else element.type.value
    return f"{kind} ({place.repeat})" if place.repeat else kind


MAX_SURVEY_ROWS, MAX_CHOICES = 5_000, 50_000
MAX_RULES = 500_000  # characters of all expressions of one sheet
_VERSION = re.compile("0{0,9}[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class WaitingRule:
    """A rule of the waiting sheet: not active yet, because questions it names are missing."""

    row: int
    name: str
    column: str
    expression: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of the sheets. There is a definition exactly when there are no faults."""

    definition: FormDefinition | None
    faults: tuple[SheetFault, ...]
    waiting: tuple[WaitingRule, ...]


def compile_form(sheets: Sheets, published: Sequence[FormDefinition] = ()) -> Compiled:
    """Compile the sheets; every fault is listed, not only the first.

    `published` are the versions that are published already: a name that they use keeps its type.
    """
    faults = Faults(sheets)
    fits = _check_size(sheets, faults)
    if "survey" not in sheets or not sheets["survey"].rows:
        faults.add(("survey", 0, ""), "sheet_empty")
        fits = False
    if not fits:
        return Compiled(None, faults.sorted(), ())
    sheets = faults.sheets = words.canonical(_complete(sheets))
    for sheet in sheets.values():
        _check_columns(sheet, faults)
    survey = read_survey(sheets["survey"], faults)
    lists = ChoiceLists(sheets, faults)
    choices = lists.of(survey)
    check_rules(survey, choices, lists.columns, faults)
    check_known(survey, choices, faults)
    check_events(survey, faults)
    check_reused(survey, published, faults)
    waiting = _waiting(sheets.get("waiting"), survey, faults)
    definition = _definition(sheets["settings"], survey, choices, faults)
    if faults.collected:
        return Compiled(None, faults.sorted(), waiting)
    return Compiled(with_digest(definition), (), waiting)


def form_id_of(sheets: Sheets) -> str:
    """The form id that stands in the settings; '' when there is none."""
    return _setting(sheets, "form_id")


def version_of(sheets: Sheets) -> int:
    """The version that stands in the settings; 0 when there is none."""
    version = _setting(sheets, "version")
    return int(version) if _VERSION.fullmatch(version) else 0


def _setting(sheets: Sheets, name: str) -> str:
    rows = (
        words.canonical({"settings": sheets["settings"]})["settings"].rows
        if "settings" in sheets
        else ()
    )
    return rows[0].get(name) if rows else ""


def _complete(sheets: Sheets) -> Sheets:
    """The sheets, with empty ones where a form has no lists or no settings."""
    accepted = {name: sheet for name, sheet in sheets.items() if name not in words.REFUSED_SHEETS}
    return accepted | {name: Sheet(name, (), ()) for name in SHEETS[1:3] if name not in sheets}


def _check_size(sheets: Sheets, faults: Faults) -> bool:
    """Whether the sheets can be compiled in reasonable time; sheets that are refused are named."""
    fits = True
    for sheet in sheets.values():
        most = MAX_SURVEY_ROWS if sheet.name in ("survey", "settings", "waiting") else MAX_CHOICES
        if len(sheet.rows) > most:
            faults.add((sheet.name, most, ""), "sheet_too_large", most=most)
            fits = False
        if (
            sum(len(row.get(column)) for row in sheet.rows for column in words.EXPRESSIONS)
            > MAX_RULES
        ):
            faults.add((sheet.name, 0, ""), "rules_too_long", most=MAX_RULES)
            fits = False
        if reason := words.REFUSED_SHEETS.get(sheet.name):
            faults.add((sheet.name, 0, ""), reason, found=sheet.name)
    return fits


def _check_columns(sheet: Sheet, faults: Faults) -> None:
    kind = words.kind_of(sheet.name)
    for column in dict.fromkeys(sheet.columns):
        where = (sheet.name, 1, column)
        if column and sheet.columns.count(column) > 1:
            faults.add(where, "column_doubled", found=column)
        free = (
            kind == "choices" and words.NAME.fullmatch(column) and column not in words.TEXT_COLUMNS
        )
        if (
            column
            and column not in words.COLUMNS[kind]
            and not (free and not words.refused_column(column))
        ):
            _unknown_column(column, kind, where, faults)
    for column in words.NEEDED_COLUMNS[kind] if sheet.rows else ():
        own_list = bool(words.FILE_NAME.fullmatch(sheet.name)) and column in ("list_name", "name")
        if column not in sheet.columns and not own_list:
            faults.add((sheet.name, 1, ""), "column_missing", found=column)
    for row in sheet.rows:
        if row.get(""):
            faults.add((sheet.name, row.number, ""), "cell_without_column")
        for column, cell in row.cells.items():
            if column not in words.EXPRESSIONS and (hidden := first_unsafe(cell)):
                character = f"U+{ord(hidden):04X}"
                faults.add((sheet.name, row.number, column), "text_hidden", found=character)


def _unknown_column(column: str, kind: str, where: tuple[str, int, str], faults: Faults) -> None:
    """A column of XLSForm that is refused, a language that forms do not have, or a mistake."""
    base, mark, _ = column.partition("::")
    if base in words.TEXT_COLUMNS:
        faults.add(where, "column_language_other" if mark else "column_language", found=column)
        return
    if reason := words.refused_column(column):
        faults.add(where, reason, found=column)
        return
    near = difflib.get_close_matches(column[:60], words.COLUMNS[kind], 1)
    if near:
        faults.add(where, "column_unknown", found=column, near=near[0])
    else:
        faults.add(where, "column_unknown_plain", found=column)


def _waiting(sheet: Sheet | None, survey: Survey, faults: Faults) -> tuple[WaitingRule, ...]:
    """The rules that wait, each with the names that the form does not have yet."""
    rules = []
    for row in sheet.rows if sheet else ():
        column, text = row.get("column"), row.get("expression")
        if column not in words.EXPRESSIONS:
            faults.add(("waiting", row.number, "column"), "waiting_column_bad", found=column)
        where = ("waiting", row.number, "expression")
        if not text:
            faults.add(where, "waiting_expression_missing")
            continue
        try:
            expression = parse(text, columns=column == "choice_filter")
        except ExpressionFault as fault:
            faults.add_expression(where, text, fault)
            continue
        named = {*expression.references, row.get("name")}
        missing = tuple(sorted(named - survey.rows.keys()))
        if missing:
            rules.append(WaitingRule(row.number, row.get("name"), column, text, missing))
        else:
            faults.add(where, "waiting_ready")
    return tuple(rules)


def _definition(
    sheet: Sheet, survey: Survey, choices: Mapping[str, tuple[Choice, ...]], faults: Faults
) -> FormDefinition:
    """The definition with the settings; what is wrong with them goes into `faults`."""
    if not sheet.rows:
        faults.add(("settings", 0, ""), "sheet_empty")
    row = sheet.rows[0] if sheet.rows else SheetRow(0, {})
    if len(sheet.rows) > 1:
        faults.add(("settings", sheet.rows[1].number, ""), "settings_rows")

    def setting(name: str, code: str, *, fits: bool, **details: str) -> str:
        where, cell = ("settings", row.number, name), row.get(name)
        if not sheet.rows:
            return ""
        if not cell:
            faults.add(where, "setting_missing", found=name)
        elif not fits:
            faults.add(where, code, **details)
        return cell

    version, form_id = row.get("version"), row.get("form_id")
    number = bool(_VERSION.fullmatch(version))
    setting("version", "version_bad", fits=number, found=version[:40])
    setting("form_id", "form_id_bad", fits=bool(words.FORM_ID.fullmatch(form_id)), found=form_id)
    language = words.language_of(row.get("default_language")) == "ar"
    setting("default_language", "language_bad", fits=language, wanted=words.DEFAULT_LANGUAGE)
    if any(column.startswith(words.TIP) for column in faults.sheets["survey"].columns):
        named = words.NAMESPACE in row.get("namespaces")
        setting("namespaces", "namespace_missing", fits=named, wanted=words.NAMESPACE)
    title = setting("form_title", "setting_missing", fits=True)
    english = setting("title_en", "setting_missing", fits=True)
    return FormDefinition(
        form_id=form_id,
        version=int(version) if number else 0,
        title=LocalText(title, english),
        sections=survey.sections,
        choices=choices,
        digest="",
    )
