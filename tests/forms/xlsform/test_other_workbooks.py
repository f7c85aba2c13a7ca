"""Workbooks that others made: each compiles, or is refused with reasons; none breaks the program."""

import zipfile
from pathlib import Path

import pytest
import xlrd
from openpyxl import Workbook

from tests.forms.xlsform.test_forms_command import run
from tipdesk.authoring.workbook import read_workbook
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.faults import SheetFault
from tipdesk.forms.xlsform.sheets import read_sheets
from tipdesk.i18n.text import set_language

EXAMPLES = Path(__file__).parents[1] / "data" / "pyxform_examples.zip"
with zipfile.ZipFile(EXAMPLES) as archive:
    NAMES = sorted(name for name in archive.namelist() if ".xls" in name)

# What the workbook is an example of, and how we refuse it. The others lack Arabic, levels or settings.
EXPECTED = {
    "gps.xls": "refused_place",
    "hidden.xls": "refused_hidden",
    "include.xls": "refused_loop",
    "loop.xls": "refused_loop",
    "instance_xmlns_test.xls": "refused_setting",
    "style_settings.xls": "refused_setting",
    "sms_info.xls": "refused_sending",
    "unknown_question_type.xls": "type_unknown",
    "duplicate_columns.xlsx": "column_doubled",
    "not_closed_group_test.xls": "group_not_closed",
    "calculate_without_calculation.xls": "calculation_missing",
    "attribute_columns_test.xlsx": "refused_required_message",
}


def example(folder: Path, name: str) -> Path:
    """An example as .xlsx: an old workbook is saved as its author would have to save it."""
    with zipfile.ZipFile(EXAMPLES) as archive:
        path = Path(archive.extract(name, folder))
    if path.suffix == ".xlsx":
        return path
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in xlrd.open_workbook(path).sheets():
        sheet = book.create_sheet(page.name)
        for row in range(page.nrows):
            sheet.append([cell.value if cell.value != "" else None for cell in page.row(row)])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def faults(folder: Path, name: str) -> tuple[SheetFault, ...]:
    result = compile_form(read_workbook(example(folder, name)))
    assert (result.definition is None) is bool(result.faults)
    return result.faults


@pytest.mark.parametrize("name", NAMES)
def test_every_example_compiles_or_is_refused_with_reasons(tmp_path: Path, name: str) -> None:
    named = faults(tmp_path, name)
    assert all(fault.text.ar and fault.text.en for fault in named)
    wanted = EXPECTED.get(Path(name).name)
    assert wanted is None or wanted in {fault.code for fault in named}


def test_all_are_there() -> None:
    assert len(NAMES) == 54
    assert EXPECTED.keys() <= {Path(name).name for name in NAMES}


def test_the_command_takes_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("en")
    path = str(example(tmp_path, "example_xls/gps.xls"))
    assert run("check", path, "--no-pyxform") == 1
    assert "is not supported: no positions are recorded" in capsys.readouterr().out
    assert run("compile", path) == 1


ORDINARY = {
    "survey": [
        ["Type", "Name", "Label::Arabic (ar)", "Label::English (en)", "Relevance", "Required", "Hint::ar",
         "Hint::en", "Repeat Count", "Parameters", "bind::tip:phase", "bind::tip:stage",
         "bind::tip:level", "bind::tip:release"],
        ["begin group", "about", "عن الشخص", "About", "", "", "", "", "", "", "clarify", "", "", ""],
        ["text", "name", "الاسم", "Name", "", "TRUE", "كاملاً", "in full", "", "", "", "S", 2, "PP"],
        ["select one from sex or_other", "sex", "الجنس", "Sex", "", "", "", "", "", "", "", "", 1, "PP"],
        ["range", "children", "الأطفال", "Children", "${sex} = 'f'", "", "", "", "",
         "start=0 end=4 step=1", "", "", 1, "IN"],
        ["begin repeat", "child", "طفل", "Child", "", "", "", "", "${children}", "", "", "", "", ""],
        ["time", "born", "الساعة", "Time", "", "", "", "", "", "", "", "", 1, "IN"],
        ["end repeat", "", "", "", "", "", "", "", "", "", "", "", "", ""],
        ["end group", "", "", "", "", "", "", "", "", "", "", "", "", ""],
    ],
    "choices": [["list name", "name", "label::ar", "label::English"], ["sex", "f", "أنثى", "Female"],
                ["sex", "m", "ذكر", "Male"]],
    "settings": [["title", "title_en", "id_string", "version", "default_language", "namespaces"],
                 ["استمارة", "Form", "plain", 1, "Arabic (ar)", 'tip="http://tipdesk/xforms"']],
    "notes of the author": [["anything"], [1]],
}  # fmt: skip


def test_an_ordinary_workbook_compiles(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in ORDINARY.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append([cell if cell != "" else None for cell in line])
    book.save(tmp_path / "plain.xlsx")
    result = compile_form(read_workbook(tmp_path / "plain.xlsx"))
    assert result.faults == ()
    assert result.definition is not None
    assert [question.name for question in result.definition.questions()] == [
        "name", "sex", "sex_other", "children", "born",
    ]  # fmt: skip
    assert run("check", tmp_path / "plain.xlsx") == 0, "and pyxform takes it too"
    assert run("from-xlsx", tmp_path / "plain.xlsx", tmp_path / "plain") == 0
    assert compile_form(read_sheets(tmp_path / "plain")) == result
