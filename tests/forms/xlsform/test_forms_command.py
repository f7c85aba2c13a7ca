"""`tipdesk forms`, from the folder to the workbook and back."""

import argparse
import hashlib
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.forms.sheets_for_tests import question, section, sheets
from tests.programs import small_disk
from tipdesk.authoring.workbook import read_workbook
from tipdesk.cli import forms
from tipdesk.cli.forms import pyxform_objection
from tipdesk.core.errors import FileUnreadable
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.xlsform.sheets import read_sheets, write_sheets
from tipdesk.i18n.text import set_language

SHIPPED = Path(__file__).parents[3] / "resources" / "forms" / "victim-intake"


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    forms.add_parser(parser.add_subparsers())
    return forms.run(parser.parse_args(["forms", *map(str, words)]))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    write_sheets(folder, sheets(section("s", question("select_one ynu", "ask"))))
    return folder


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    folder = tmp_path / "bad"
    survey = section(
        "s", question("select_one ynu", "ask"), question("text", "q", relevant="${as} = ‘x’")
    )
    write_sheets(folder, sheets(survey))
    return folder


def test_check_warns_of_a_constraint_that_locks_and_the_form_is_good_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {"message_ar": "لا", "message_en": "No"}
    survey = section(
        "s",
        question("date", "arrived"),
        question("date", "left", constraint=". >= ${arrived}", **words),
        question("integer", "hours", constraint=". > 3 and . < 2", **words),
        question("text", "why", constraint="${left} != '2026-01-01' or . = ''", **words),
    )
    write_sheets(tmp_path / "locking", sheets(survey))
    set_language("en")
    assert run("check", tmp_path / "locking") == 0
    warned = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Warning")]
    assert len(warned) == 3
    assert "while arrived has no answer" in warned[0]
    assert "${arrived} = ''" in warned[0]
    assert "with nothing else answered" in warned[1]
    assert "hours" in warned[1]
    assert "when left is 2026-01-01" in warned[2]
    assert run("check", "--json", tmp_path / "locking") == 0
    locks = json.loads(capsys.readouterr().out)["locks"]
    assert locks[0] == {"name": "left", "other": "arrived", "value": ""}


def test_check(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", good) == 0
    assert "tiny" in capsys.readouterr().out


def test_check_lists_faults_with_their_cell(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("en")
    assert run("check", bad) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("survey H4 (relevant): A curly quotation mark is at position 9")
    assert "There is no question as." in lines[1]
    assert lines[-1] == "2 errors. The form cannot be published."


def test_check_as_json(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", bad, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    fault, _unknown_name = report["faults"]
    assert (fault["cell"], fault["code"]) == ("H4", "expression_smart_quote")
    assert report["digest"] is None


def test_rules_that_wait_are_said(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("en")
    (good / "waiting.csv").write_text(
        "name,column,expression\nask,relevant,${later} = 1\n", "utf-8"
    )
    assert run("check", good) == 0
    assert "Not active yet (waiting, row 2): relevant of ask waits for: later" in (
        capsys.readouterr().out
    )


def test_compile_and_publish(good: Path, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compile", good) == 0
    printed = capsys.readouterr().out
    assert run("compile", good, "--out", good / "draft.json") == 0
    assert (good / "draft.json").read_text("utf-8") == printed
    assert run("publish", good) == 0
    assert (good / "v1.json").read_text("utf-8") == printed
    assert load_published(good.parent).newest("tiny").version == 1
    assert run("publish", bad) == 1
    assert not (bad / "v1.json").exists()
    capsys.readouterr()


def test_a_published_version_is_not_overwritten(good: Path) -> None:
    assert run("publish", good) == 0
    write_sheets(good, sheets(section("s", question("select_one ynu", "other"))))
    assert run("publish", good) == 2
    assert run("publish", good, "--replace") == 0


def test_what_a_killed_replacing_left_behind_is_replaced_again(good: Path) -> None:
    """The definition has taken its place, and its digest has not."""
    assert run("publish", good) == 0
    with (good / "v1.json").open("ab") as definition:
        definition.write(b"\n")
    write_sheets(good, sheets(section("s", question("select_one ynu", "other"))))
    assert run("publish", good) == 2
    assert run("publish", good, "--replace") == 0
    assert load_published(good.parent).newest("tiny").version == 1


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", tmp_path) == 2
    assert "survey.csv" in capsys.readouterr().err
    assert run("to-xlsx", SHIPPED, tmp_path / "none" / "x.xlsx") == 2
    assert run("compile", SHIPPED, "--out", tmp_path / "none" / "x.json") == 2


# --- no room ----------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def noise(number: int) -> str:
    """What hardly can be packed."""
    return "".join(hashlib.sha512(f"{number}{part}".encode()).hexdigest() for part in "ab")


def test_a_full_disk_leaves_an_authors_files_as_they_were(
    tmp_path: Path, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language("en")
    big = [question("text", f"q{n}", label_en=noise(n)) for n in range(400)]
    write_sheets(tmp_path / "big", sheets(section("s", *big)))
    assert run("to-xlsx", tmp_path / "big", tmp_path / "big.xlsx") == 0
    with small_disk(tmp_path / "small", "64k") as small:
        for name in ("w.xlsx", "o.json"):
            (small / name).write_bytes(b"old")
        write_sheets(small / "form", read_sheets(good))
        before = contents(small), contents(small / "form")
        for words in (
            ("to-xlsx", tmp_path / "big", small / "w.xlsx"),
            ("compile", tmp_path / "big", "--out", small / "o.json"),
            ("from-xlsx", tmp_path / "big.xlsx", small / "form"),
            ("from-xlsx", tmp_path / "big.xlsx", small / "new"),
        ):
            assert run(*words) == 2
            assert "The disk is full" in capsys.readouterr().err
            assert (contents(small), contents(small / "form")) == before
        assert not (small / "new").exists()
        (small / "ballast").write_bytes(bytes(44_000))
        assert run("publish", small / "form") == 2
        assert contents(small / "form") == before[1]


# --- workbooks --------------------------------------------------------------------------------


def test_the_shipped_form_goes_to_excel_and_back(tmp_path: Path) -> None:
    assert run("to-xlsx", SHIPPED, tmp_path / "form.xlsx") == 0
    assert run("from-xlsx", tmp_path / "form.xlsx", tmp_path / "back") == 0
    assert read_sheets(tmp_path / "back") == read_sheets(SHIPPED)
    for path in SHIPPED.glob("*.csv"):
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    write_sheets(
        tmp_path / "f", sheets(section("s", question("text", "q", label_en='=HYPERLINK("x")')))
    )
    assert run("to-xlsx", tmp_path / "f", tmp_path / "f.xlsx") == 0
    cells = [c for row in load_workbook(tmp_path / "f.xlsx")["survey"].iter_rows() for c in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_what_excel_makes_of_cells_is_read_as_typed(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.title = "Survey"
    page.append(["type", "name", "bind::tip:level", "read_only"])
    page.append(["text", "q", 2, True])
    page.append(["text", "r", 3.0, None])
    page.append(["text", "s", 1.5, False])
    for name in ("choices", "settings"):
        book.create_sheet(name).append(["name"])
    book.create_sheet("my notes").append(["anything"])
    book.save(tmp_path / "x.xlsx")
    sheets_read = read_workbook(tmp_path / "x.xlsx")
    assert list(sheets_read) == ["survey", "choices", "settings"]
    assert [row.get("bind::tip:level") for row in sheets_read["survey"].rows] == ["2", "3", "1.5"]
    assert [row.get("read_only") for row in sheets_read["survey"].rows] == ["yes", "", "no"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a workbook", None])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "x.xlsx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileUnreadable):
        read_workbook(path)
    assert run("from-xlsx", path, tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()


def test_a_workbook_without_a_sheet_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(FileUnreadable):
        read_workbook(tmp_path / "x.xlsx")


def test_pyxform_objects_to_what_it_cannot_take() -> None:
    assert "nolist" in pyxform_objection(sheets(section("s", question("select_one nolist", "q"))))
