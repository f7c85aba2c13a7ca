"""What an author brings and takes: said in words when it does not fit, and nothing lost silently."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.forms.sheets_for_tests import SETTINGS, YNU, question, section, sheets
from tests.forms.xlsform.test_forms_command import SHIPPED, run
from tipdesk.authoring import sources
from tipdesk.authoring.publishing import plan_publishing
from tipdesk.authoring.sources import FormDraft, published_text, read_draft
from tipdesk.authoring.workbook import MAX_TEXT, workbook_bytes
from tipdesk.cli import forms as command
from tipdesk.cli.forms import pyxform_objection
from tipdesk.core.errors import CellRefused, DefinitionExpected, FileMissing
from tipdesk.forms.model import Group, LocalText, Question
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.publishing.differences import differences
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import write_sheets
from tipdesk.i18n.text import set_language
from tipdesk.texts.messages import sentence


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def complaint(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert run(*map(str, words)) == 2
    return re.sub("[\u2066-\u2069]", "", capsys.readouterr().err)


def test_what_is_missing_is_said_as_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text.xlsx").write_text("type,name\n", "utf-8")
    (tmp_path / "form.ods").write_bytes(b"PK\x03\x04")
    Workbook().save(tmp_path / "empty.xlsx")
    (tmp_path / "folder").mkdir()
    for name, expected in {
        "gone": "There is no file and no folder gone.",
        "gone.xlsx": "There is no file and no folder gone.xlsx.",
        "text.xlsx": "text.xlsx is no Excel workbook, or it is damaged.",
        "form.ods": "form.ods is no Excel workbook, or it is damaged.",
        "empty.xlsx": "There is no sheet “survey” in empty.xlsx.",
        "folder": "There is no sheet “survey” in folder.",
    }.items():
        for words in (("check",), ("diff",), ("publish",), ("compile",)):
            assert expected in complaint(capsys, *words, tmp_path / name)
    assert "no file and no folder" in complaint(capsys, "diff", tmp_path / "v1.json", SHIPPED)


def test_a_folder_without_settings_has_a_fault_as_a_workbook_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sheets(tmp_path / "f", sheets(section("s", question("text", "q"))))
    (tmp_path / "f" / "settings.csv").unlink()
    assert run("check", "--no-pyxform", tmp_path / "f") == 1
    assert "settings: The sheet has no rows." in capsys.readouterr().out


def test_what_is_no_definition_is_not_signed(tmp_path: Path) -> None:
    (tmp_path / "form.asice").write_bytes(b"PK\x03\x04\xff\xfe" * 9)
    (tmp_path / "survey.csv").write_text("type,name\n", "utf-8")
    for name in ("form.asice", "survey.csv", ""):
        with pytest.raises(DefinitionExpected) as refused:
            published_text(tmp_path / name)
        assert "is no definition" in sentence(refused.value, "en").what
    with pytest.raises(FileMissing):
        published_text(tmp_path / "v9.json")


def test_a_cell_that_a_workbook_would_lose_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sheets(tmp_path / "f", sheets(section("s", question("text", "q", label_en="a\x07b"))))
    (tmp_path / "w.xlsx").write_bytes(b"old")
    assert "The cell D3 of the sheet “survey” holds" in complaint(
        capsys, "to-xlsx", tmp_path / "f", tmp_path / "w.xlsx"
    )
    assert (tmp_path / "w.xlsx").read_bytes() == b"old"
    long = sheets(section("s", question("text", "q", label_en="x" * (MAX_TEXT + 1))))
    with pytest.raises(CellRefused) as refused:
        workbook_bytes(long)
    assert "has 32768 characters" in sentence(refused.value, "en").what
    assert "has 32768 characters" in pyxform_objection(long)
    workbook_bytes(sheets(section("s", question("text", "q", label_en="x" * MAX_TEXT))))


@pytest.mark.parametrize("version", ["9" * 5000, "0" * 5000 + "1", "10000", "0", "١"])
def test_a_version_that_is_none_is_a_fault(version: str) -> None:
    form_sheets = sheets(section("s", question("text", "q")), YNU, SETTINGS | {"version": version})
    (fault,) = compile_form(form_sheets).faults
    assert (fault.code, fault.cell) == ("version_bad", "D2")
    assert len(fault.text.en) < 200


# --- a form of the program's, taken out and changed ---------------------------------------------


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    assert run("to-xlsx", SHIPPED, tmp_path / "w.xlsx") == 0
    assert run("from-xlsx", tmp_path / "w.xlsx", tmp_path / "mine") == 0
    return tmp_path / "mine"


def test_a_sheet_that_the_workbook_has_not_is_said_to_stay(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = mine / "external_choices.csv"
    old.write_text("list_name,name\n", "utf-8")
    assert run("from-xlsx", mine.parent / "w.xlsx", mine) == 0
    assert old.exists()
    warning = "external_choices.csv is still in the folder and counts, but the workbook has no such sheet."
    assert warning in capsys.readouterr().err


def test_a_changed_form_of_the_programs_is_compared_with_it(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = load_published().newest("victim-intake").version
    settings = (mine / "settings.csv").read_text("utf-8")
    (mine / "settings.csv").write_text(settings.replace(f",{newest},", f",{newest + 1},"), "utf-8")
    assert run("diff", mine) == 0
    assert capsys.readouterr().out == f"The version was {newest} and is now {newest + 1}.\n"
    assert run("diff", mine.with_name("w.xlsx")) == 0
    assert "do not differ" in capsys.readouterr().out


def test_a_name_of_the_programs_keeps_its_type_from_the_first_check_on(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey = (mine / "survey.csv").read_text("utf-8")
    assert "\ntext,birth_place," in survey
    (mine / "survey.csv").write_text(
        survey.replace("\ntext,birth_place,", "\ninteger,birth_place,"), "utf-8"
    )
    assert run("check", "--no-pyxform", mine) == 1
    assert "birth_place was of type text" in capsys.readouterr().out
    assert "name_reused" in {fault.code for fault in read_draft(mine).faults}
    planned = plan_publishing(mine)
    assert isinstance(planned, FormDraft)
    assert "name_reused" in {fault.code for fault in planned.faults}
    assert run("diff", mine) == 1


def test_a_form_of_ones_own_is_compared_with_nothing(tmp_path: Path) -> None:
    write_sheets(tmp_path / "f", sheets(section("s", question("text", "birth_place"))))
    assert sources.published_for(tmp_path / "f", "tiny") == ()
    assert run("diff", tmp_path / "f") == 1


# --- what is said -------------------------------------------------------------------------------


def test_why_there_is_no_second_opinion_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sheets(tmp_path / "f", sheets(section("s", question("select_one ynu", "q"))))
    assert run("check", "--no-pyxform", tmp_path / "f") == 0
    assert "switched off" in capsys.readouterr().out
    monkeypatch.setattr(command, "pyxform_installed", lambda: False)
    assert run("check", tmp_path / "f") == 0
    assert "not installed here" in capsys.readouterr().out


def test_a_name_is_looked_up_in_an_expression_that_cannot_be_read() -> None:
    text = "${askk} = ‘yes’ and ${ask} = ‘no’ or ${nosuch} = '${quoted}' + "
    lines = question("select_one ynu", "ask"), question("text", "q", relevant=text)
    faults = compile_form(sheets(section("s", *lines))).faults
    assert [fault.code for fault in faults] == [
        "expression_smart_quote", "expression_smart_quote", "reference_unknown", "reference_unknown_plain",
    ]  # fmt: skip
    text_of_all = " ".join(fault.text.en for fault in faults)
    for word in ("‘yes’", "‘no’", "askk", "nosuch"):
        assert word in text_of_all


def test_a_calculation_that_is_new_is_known_by_its_rule() -> None:
    form = load_published().newest("victim-intake")
    first = form.sections[0]
    unseen = next(
        question for question in form.questions() if question.calculation and not question.label.ar
    )
    added = replace(unseen, name="added", calculation="${birth_date} + 1")
    bare = Group("bare", first.kind, LocalText("", ""), (first.children[0],))
    changed = replace(
        form, sections=(replace(first, children=(*first.children, added)), *form.sections[1:])
    )
    assert isinstance(added, Question)
    (new,) = differences(form, changed)
    (gone,) = differences(changed, form)
    assert new.text.en == f"added in {first.name} is new; it is calculated: ${{birth_date}} + 1"
    assert "${birth_date} + 1" in gone.text.ar
    assert (new.code, gone.code) == ("unseen_new", "unseen_gone")
    with_group = differences(
        form, replace(form, sections=(*form.sections, replace(bare, children=())))
    )
    assert with_group[0].text.en == "The section bare is new: “bare”."
    assert "—" not in "".join(
        difference.text.ar + difference.text.en for difference in (new, gone, *with_group)
    )
