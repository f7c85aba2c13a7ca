"""The choice lists of a form: of the choices sheet, of files of their own, and those we add."""

from __future__ import annotations

import re

from tipdesk.forms.model import Choice, LocalText
from tipdesk.forms.xlsform import words
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.sheets import Sheet, SheetRow, Sheets
from tipdesk.forms.xlsform.survey import Survey
from tipdesk.i18n.text import N_, texts

_VALUE = re.compile(r"(?:^|[\s,;])value=([^\s,;]+)")
_OTHER_LABEL = N_("Other")
_ACKNOWLEDGE_LABEL = N_("Acknowledged")

Lists = dict[str, tuple[Choice, ...]]


class ChoiceLists:
    """Reads every list once; `columns` are those that choice filters may name."""

    def __init__(self, sheets: Sheets, faults: Faults) -> None:
        self._faults = faults
        self._sheets = sheets
        self._rows: dict[tuple[str, str], int] = {}
        self._lists: dict[str, list[Choice]] = {}
        extra: dict[str, None] = {}
        for sheet in sheets.values():
            named = words.FILE_NAME.fullmatch(sheet.name)
            if sheet.name in ("choices", words.EXTERNAL_SHEET) or named:
                extra |= dict.fromkeys(_extra(sheet))
                self._read(sheet, named[1] if named else "", _value_column(sheets, sheet))
        self.columns = frozenset({"name", *extra})

    def of(self, survey: Survey) -> Lists:
        """The lists, with those that questions of the survey call for."""
        lists = {name: tuple(choices) for name, choices in self._lists.items()}
        for section in survey.sections:
            for question in section.questions():
                if question.list_name and question.list_name not in lists:
                    self._add(question.list_name, survey.rows.get(question.name, 0), lists)
        return lists

    def _add(self, name: str, row: int, lists: Lists) -> None:
        base = name.removesuffix(words.OTHER_LIST)
        if name == words.ACKNOWLEDGED:
            lists[name] = (Choice("OK", _both(_ACKNOWLEDGE_LABEL)),)
        elif base != name and base in lists:
            known = {choice.name for choice in lists[base]}
            more = () if words.OTHER in known else (Choice(words.OTHER, _both(_OTHER_LABEL)),)
            lists[name] = lists[base] + more
        else:
            self._faults.add(("survey", row, "type"), "list_missing", found=base)

    def _read(self, sheet: Sheet, list_name: str, code_column: str) -> None:
        extra = _extra(sheet)
        for row in sheet.rows:
            name = row.get(code_column)
            listed = list_name or self._list_name(sheet.name, row)
            where = (sheet.name, row.number, code_column)
            if not words.CHOICE_NAME.fullmatch(name):
                self._faults.add(where, "choice_name_bad", found=name[:60])
            if first := self._rows.get((listed, name)):
                self._faults.add(where, "choice_doubled", list=listed, found=name, row=first)
            self._rows.setdefault((listed, name), row.number)
            cells = {column: row.get(column) for column in extra if row.get(column)}
            label = self._label(sheet.name, row)
            self._lists.setdefault(listed, []).append(Choice(name, label, cells))

    def _list_name(self, sheet: str, row: SheetRow) -> str:
        name = row.get("list_name")
        if not name:
            self._faults.add((sheet, row.number, "list_name"), "list_name_missing")
        elif not words.NAME.fullmatch(name):
            self._faults.add((sheet, row.number, "list_name"), "name_bad", found=name[:60])
        return name

    def _label(self, sheet: str, row: SheetRow) -> LocalText:
        for column in words.LANGUAGES.values():
            has_column = "label" + column in self._sheets[sheet].columns
            if has_column and not row.get("label" + column):
                self._faults.add((sheet, row.number, "label" + column), "text_missing")
        for column in (
            *("label" + suffix for suffix in words.LANGUAGES.values()),
            "label_f",
            "label_m",
        ):
            code, part = words.text_mark(row.get(column))
            if code:
                self._faults.add((sheet, row.number, column), code, found=part[:60])
        feminine, masculine = row.get("label_f"), row.get("label_m")
        if bool(feminine) is not bool(masculine):
            column = "label_m" if feminine else "label_f"
            self._faults.add((sheet, row.number, column), "gender_half")
        arabic, english = (row.get("label" + column) for column in words.LANGUAGES.values())
        return LocalText(arabic, english, feminine, masculine)


def _extra(sheet: Sheet) -> list[str]:
    return sorted({column for column in sheet.columns if column} - set(words.COLUMNS["choices"]))


def _value_column(sheets: Sheets, sheet: Sheet) -> str:
    """The column that holds the codes: `value=…` of the question that names the file."""
    for row in sheets["survey"].rows if sheet.name != "choices" else ():
        named = _VALUE.search(row.get("parameters"))
        if named and words.type_words(row.get("type"))[1:] == [sheet.name]:
            return named[1]
    return "name"


def _both(sentence: str) -> LocalText:
    return LocalText(*(texts(language).gettext(sentence) for language in ("ar", "en")))
