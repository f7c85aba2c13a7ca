"""From the sheets of an XLSForm to a frozen definition, or to every fault that is in the way."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from tipdesk.errors import ExpressionFault
from tipdesk.forms.checks import check_rules
from tipdesk.forms.definition_json import with_digest
from tipdesk.forms.expression import parse
from tipdesk.forms.model import Choice, FormDefinition, LocalText
from tipdesk.forms.sheet_columns import (
    CHOICE_NAME,
    COLUMNS,
    DEFAULT_LANGUAGE,
    EXPRESSIONS,
    FORM_ID,
    LANGUAGES,
    NAME,
    NAMESPACE,
    NEEDED_COLUMNS,
)
from tipdesk.forms.sheet_faults import Faults, SheetFault
from tipdesk.forms.sheets import REQUIRED_SHEETS, Row, Sheet, Sheets, read_sheets
from tipdesk.forms.survey_tree import Survey, read_survey

__all__ = ["Compiled", "WaitingRule", "compile_form", "read_sheets"]


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


def compile_form(sheets: Sheets) -> Compiled:
    """Compile the sheets; every fault is listed, not only the first."""
    faults = Faults(sheets)
    for name in REQUIRED_SHEETS:
        if name not in sheets or not sheets[name].rows:
            faults.add((name, 0, ""), "sheet_empty")
    if faults.found:
        return Compiled(None, faults.sorted(), ())
    for sheet in sheets.values():
        _check_columns(sheet, faults)
    choices = _choices(sheets["choices"], faults)
    survey = read_survey(sheets["survey"], faults)
    _check_lists(survey, choices, faults)
    check_rules(survey, choices, _filter_columns(sheets["choices"]), faults)
    waiting = _waiting(sheets.get("waiting"), survey, faults)
    definition = _definition(sheets["settings"], survey, choices, faults)
    if faults.found:
        return Compiled(None, faults.sorted(), waiting)
    return Compiled(with_digest(definition), (), waiting)


def _check_columns(sheet: Sheet, faults: Faults) -> None:
    known = COLUMNS[sheet.name]
    for column in dict.fromkeys(sheet.columns):
        where = (sheet.name, 1, column)
        if column and sheet.columns.count(column) > 1:
            faults.add(where, "column_doubled", found=column)
        free = sheet.name == "choices" and NAME.fullmatch(column)
        if column and column not in known and not free:
            near = difflib.get_close_matches(column, known, 1)
            if near:
                faults.add(where, "column_unknown", found=column, near=near[0])
            else:
                faults.add(where, "column_unknown_plain", found=column)
    for column in NEEDED_COLUMNS[sheet.name]:
        if column not in sheet.columns:
            faults.add((sheet.name, 1, ""), "column_missing", found=column)
    for row in sheet.rows:
        if row.get(""):
            faults.add((sheet.name, row.number, ""), "cell_without_column")


def _filter_columns(sheet: Sheet) -> frozenset[str]:
    extra = (column for column in sheet.columns if column and column not in COLUMNS["choices"])
    return frozenset({"name", *extra})


def _choices(sheet: Sheet, faults: Faults) -> dict[str, tuple[Choice, ...]]:
    found: dict[str, list[Choice]] = {}
    rows: dict[tuple[str, str], int] = {}
    extra = _filter_columns(sheet) - {"name"}
    for row in sheet.rows:
        list_name, name = row.get("list_name"), row.get("name")
        if not list_name:
            faults.add(("choices", row.number, "list_name"), "list_name_missing")
        elif not NAME.fullmatch(list_name):
            faults.add(("choices", row.number, "list_name"), "name_bad", found=list_name)
        if not CHOICE_NAME.fullmatch(name):
            faults.add(("choices", row.number, "name"), "choice_name_bad", found=name)
        if first := rows.get((list_name, name)):
            where = ("choices", row.number, "name")
            faults.add(where, "choice_doubled", list=list_name, found=name, row=first)
        rows.setdefault((list_name, name), row.number)
        cells = {column: row.get(column) for column in sorted(extra) if row.get(column)}
        found.setdefault(list_name, []).append(Choice(name, _choice_label(row, faults), cells))
    return {name: tuple(choices) for name, choices in found.items()}


def _choice_label(row: Row, faults: Faults) -> LocalText:
    for column in LANGUAGES.values():
        if not row.get("label" + column):
            faults.add(("choices", row.number, "label" + column), "text_missing")
    feminine, masculine = row.get("label_f"), row.get("label_m")
    if bool(feminine) is not bool(masculine):
        column = "label_m" if feminine else "label_f"
        faults.add(("choices", row.number, column), "gender_half")
    arabic, english = (row.get("label" + column) for column in LANGUAGES.values())
    return LocalText(arabic, english, feminine, masculine)


def _check_lists(survey: Survey, choices: Mapping[str, tuple[Choice, ...]], faults: Faults) -> None:
    for section in survey.sections:
        for question in section.questions():
            if question.list_name and question.list_name not in choices:
                where = ("survey", survey.rows.get(question.name, 0), "type")
                faults.add(where, "list_missing", found=question.list_name)


def _waiting(sheet: Sheet | None, survey: Survey, faults: Faults) -> tuple[WaitingRule, ...]:
    """The rules that wait, each with the names that the form does not have yet."""
    rules = []
    for row in sheet.rows if sheet else ():
        column, text = row.get("column"), row.get("expression")
        if column not in EXPRESSIONS:
            faults.add(("waiting", row.number, "column"), "waiting_column_bad", found=column)
        where = ("waiting", row.number, "expression")
        if not text:
            faults.add(where, "waiting_expression_missing")
            continue
        try:
            expression = parse(text, columns=column == "choice_filter")
        except ExpressionFault as fault:
            faults.add_expression(where, fault)
            continue
        named = {*expression.references(), row.get("name")}
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
    row = sheet.rows[0]
    if len(sheet.rows) > 1:
        faults.add(("settings", sheet.rows[1].number, ""), "settings_rows")

    def setting(name: str, code: str, *, fits: bool, **details: str) -> str:
        where, cell = ("settings", row.number, name), row.get(name)
        if not cell:
            faults.add(where, "setting_missing", found=name)
        elif not fits:
            faults.add(where, code, **details)
        return cell

    version, form_id = row.get("version"), row.get("form_id")
    number = version.isascii() and version.isdigit() and 0 < int(version) < 10_000
    setting("version", "version_bad", fits=number, found=version)
    setting("form_id", "form_id_bad", fits=bool(FORM_ID.fullmatch(form_id)), found=form_id)
    language = row.get("default_language") == DEFAULT_LANGUAGE
    setting("default_language", "language_bad", fits=language, wanted=DEFAULT_LANGUAGE)
    named = NAMESPACE in row.get("namespaces")
    setting("namespaces", "namespace_missing", fits=named, wanted=NAMESPACE)
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
