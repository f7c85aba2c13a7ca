"""Small workbooks that unpack to gigabytes, millions of cells, or entities without end."""

import re
import zipfile
from pathlib import Path
from time import process_time

import pytest

from tests.forms.sheets_for_tests import question, section, sheets
from tests.forms.xlsform.test_hostile_forms import book
from tipdesk.authoring import workbook
from tipdesk.authoring.workbook import read_workbook, workbook_bytes
from tipdesk.core.errors import WorkbookInvalid, WorkbookTooLarge
from tipdesk.texts.messages import sentence

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "type">]>'
SURVEY = (
    f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    "</sheetData></worksheet>"
)


@pytest.fixture
def members(tmp_path: Path) -> dict[str, bytes]:
    """Those of a good workbook."""
    path = tmp_path / "good.xlsx"
    path.write_bytes(workbook_bytes(sheets(section("s", question("text", "q")))))
    assert read_workbook(path)["survey"].rows
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


HIDDEN = {
    "plain": (DOCTYPE, "utf-8"),
    "late": ('<?xml version="1.0"?>' + " " * 5000 + DOCTYPE, "utf-8"),
    "after a comment": ("<!--" + "-x" * 90_000 + "-->" + DOCTYPE, "utf-8"),
    "utf-16": ('<?xml version="1.0" encoding="utf-16"?>' + DOCTYPE, "utf-16"),
    "utf-16 undeclared": (DOCTYPE, "utf-16"),
    "external": (DOCTYPE.replace('"type"', 'SYSTEM "file:///etc/passwd"'), "utf-8"),
}


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize("name", [SHEET, "xl/styles.xml", "xl/sharedStrings.xml", "xl/sheet1.bin"])
def test_a_document_type_is_refused_wherever_it_hides(
    tmp_path: Path, members: dict[str, bytes], how: str, name: str
) -> None:
    head, encoding = HIDDEN[how]
    members[name] = (head + SURVEY).encode(encoding)
    if name.endswith(".bin"):  # any name will do for a sheet
        rels, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
        for listing in (rels, types):
            members[listing] = re.sub(b"worksheets/sheet1.xml", b"sheet1.bin", members[listing])
    with pytest.raises(WorkbookInvalid) as refused:
        read_workbook(book(tmp_path / "x.xlsx", members))
    assert "document type" in str(refused.value.__cause__)


MANY = {
    "styles": ("xl/styles.xml", "styleSheet", "<cellXfs>", "<xf/>", 9_000_000),
    "texts": ("xl/sharedStrings.xml", "sst", "<si>", "<t/>", 9_000_000),
    "cells": (SHEET, "worksheet", "<sheetData><row>", "<c/>", 9_000_000),
    "rows": (SHEET, "worksheet", "<sheetData>", "<row/>", 9_000_000),
    "nested": (SHEET, "worksheet", "<sheetData>", "<row>", 3_000_000),
    "blanks": (SHEET, "worksheet", "", " ", 210_000_000),
}


@pytest.mark.parametrize("what", MANY)
def test_what_is_more_than_any_form_is_refused_soon(
    tmp_path: Path, members: dict[str, bytes], what: str
) -> None:
    name, root, before, element, count = MANY[what]
    data = f"<{root} {MAIN}>{before}".encode() + element.encode() * count
    bomb = book(tmp_path / "x.xlsx", members | {name: data})
    del data
    assert bomb.stat().st_size < 1_000_000
    started = process_time()
    with pytest.raises(WorkbookTooLarge) as refused:
        read_workbook(bomb)
    assert process_time() - started < 10
    assert "more than any form" in sentence(refused.value, "en").what


def test_a_large_form_is_no_bomb(tmp_path: Path) -> None:
    lines = [question("text", f"q{n}", hint_ar="تلميح", hint_en="hint") for n in range(1500)]
    (tmp_path / "x.xlsx").write_bytes(workbook_bytes(sheets(section("s", *lines))))
    assert len(read_workbook(tmp_path / "x.xlsx")["survey"].rows) == 1502


def test_a_picture_in_a_workbook_is_passed_over(tmp_path: Path, members: dict[str, bytes]) -> None:
    more = {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" * 50, "xl/vbaProject.bin": b"\xd0\xcf\x11"}
    assert read_workbook(book(tmp_path / "x.xlsx", members | more))["survey"].rows
    assert workbook.MAX_CELLS >= 20_000 * (29 + 1), "a whole sheet of choices"
