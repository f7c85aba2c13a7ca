"""Forms as Excel workbooks, and the second opinion of pyxform. Neither is needed to run tipdesk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from tipdesk.errors import FileUnreadable, TargetNotWritable
from tipdesk.forms.sheets import SHEETS, Sheet, Sheets, make_sheet, sheet_lines
from tipdesk.plain_file import WORKBOOK, read_plain

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_ROWS = 20_000
MAX_COLUMNS = 200


def workbook_bytes(sheets: Sheets) -> bytes:
    """The sheets as an .xlsx file; every cell is text, so that Excel changes none."""
    from openpyxl import Workbook

    book = Workbook()
    for index, sheet in enumerate(sheets.values()):
        _fill(book, index, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(book: Workbook, index: int, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page = book.worksheets[0] if index == 0 else book.create_sheet()
    page.title = sheet.name
    page.freeze_panes = "C2"
    for row, line in enumerate(sheet_lines(sheet), 1):
        for column, text in enumerate(line, 1):
            if not text:
                continue
            cell = page.cell(row, column)
            cell.value = text
            cell.data_type = "s"  # a cell that begins with = is no formula
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(sheet.columns) + 1):
        page.column_dimensions[get_column_letter(column)].width = 24


def write_workbook(path: Path, sheets: Sheets) -> None:
    """Write the sheets as an .xlsx file.

    Raises:
        TargetNotWritable: nothing can be written there.
    """
    try:
        path.write_bytes(workbook_bytes(sheets))
    except OSError as error:
        raise TargetNotWritable(name=path.name) from error


def read_workbook(path: Path) -> Sheets:
    """The sheets of an .xlsx file; sheets with other names are passed over.

    Raises:
        FileUnreadable: it is no workbook, or survey, choices or settings are missing.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(read_plain(path, WORKBOOK)), read_only=True)
        pages = {name.strip().lower(): name for name in book.sheetnames}
        return {
            name: make_sheet(name, _page_lines(book, pages[name]))
            for name in SHEETS
            if name in pages or name != "waiting"
        }
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise FileUnreadable(name=path.name) from error


def _page_lines(book: Workbook, name: str) -> Iterator[list[str]]:
    page = book[name]
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS:
            raise ValueError(f"more than {MAX_ROWS} rows")
        cells = [_cell_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell_text(value: object) -> str:
    """What was typed, where Excel made a number, a date or a truth of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def pyxform_installed() -> bool:
    """Whether the second opinion can be asked."""
    return find_spec("pyxform") is not None


def pyxform_objection(sheets: Sheets) -> str:
    """What pyxform, the reference compiler, has against the sheets; '' when it takes them."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    known = {name: sheet for name, sheet in sheets.items() if name != "waiting"}
    try:
        convert(workbook_bytes(known), file_type=".xlsx")
    except PyXFormError as error:
        return str(error)
    return ""
