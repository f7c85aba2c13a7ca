"""A table that leaves: read back by another reader, as Excel would."""

import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from tipdesk.core.errors import Cancelled, TargetNotWritable
from tipdesk.core.work import Work
from tipdesk.printing.sheet import SheetPlan, write_sheet

HOSTILE = (
    "=1+1",
    "+2",
    "@SUM(A1)",
    "-3",
    "=cmd|' /C calc'!A0",
    '<a & "b">',
    "\x00\x08x\ufffe",
    "00012",
)
PLAN = SheetPlan(
    "الملفات [1]/*",
    ("رقم الملف", "الاسم", "تاريخ الفتح", "آخر تغيير"),
    (
        ("KWT-1", "سارة", date(2026, 3, 1), datetime(2026, 3, 1, 22, 30, tzinfo=UTC)),
        *((text, None, None, None) for text in HOSTILE),
    ),
)


def test_it_is_read_as_it_was_meant(tmp_path):
    path = tmp_path / "list.xlsx"
    assert write_sheet(path, PLAN, Work()) == len(PLAN.rows)
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == PLAN.heads
    assert rows[1][:2] == ("KWT-1", "سارة")
    assert rows[1][2] == datetime(2026, 3, 1)  # noqa: DTZ001  as the reader gives it
    assert abs((rows[1][3] - datetime(2026, 3, 2, 1, 30)).total_seconds()) < 1  # noqa: DTZ001  Kuwait
    cells = [sheet.cell(row, 1) for row in range(3, 3 + len(HOSTILE))]
    assert [cell.value for cell in cells] == [*HOSTILE[:6], "x", HOSTILE[7]]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_nothing_is_left_of_what_was_stopped_or_could_not_be_written(tmp_path):
    path, work = tmp_path / "list.xlsx", Work()
    path.write_bytes(b"before")
    work.cancel()
    with pytest.raises(Cancelled):
        write_sheet(path, PLAN, work)
    assert [file.name for file in tmp_path.iterdir()] == ["list.xlsx"]
    assert path.read_bytes() == b"before"
    with pytest.raises(TargetNotWritable):
        write_sheet(tmp_path / "none" / "list.xlsx", PLAN, Work())


def test_ten_thousand_rows_say_how_far_they_are(tmp_path):
    steps = []
    rows = tuple((f"KWT-{number}",) for number in range(10_000))
    write_sheet(tmp_path / "x.xlsx", SheetPlan("x", ("n",), rows, right_to_left=False),
                Work(lambda done, total: steps.append((done, total))))  # fmt: skip
    assert steps[0] == (0, 10_000)
    assert steps[-1] == (10_000, 10_000)
    assert len(steps) > 20
