"""The sheets of an XLSForm as plain rows, one CSV file a sheet, read and written alike.

A row carries its number as a spreadsheet program shows it (the header is row 1), so that a
fault can say where it stands. Nothing is interpreted here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import read_plain, shown_name, target_errors, write_files

SHEETS = ("survey", "choices", "settings", "external_choices", "waiting")
LIST_FILE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}\.csv")
MAX_BYTES = 20_000_000  # of one sheet


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the spreadsheet and its cells by column. Empty cells are left out."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell of `column`, '' when it is empty."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `columns` are the headers as they stand, doubled and empty ones included."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


Sheets = Mapping[str, Sheet]


def make_sheet(name: str, lines: Iterable[Sequence[str]]) -> Sheet:
    """A sheet from its lines of cells, the header first. Empty lines count but are left out."""
    rows = []
    columns: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line]
        if number == 1:
            columns = tuple(cells)
        elif any(cells):
            padded = zip(_named(columns, len(cells)), cells, strict=False)
            rows.append(SheetRow(number, {column: cell for column, cell in padded if cell}))
    return Sheet(name, columns, tuple(rows))


def _named(columns: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The headers, with '' for cells beyond the last one."""
    return columns + ("",) * (width - len(columns))


def read_sheets(folder: Path) -> Sheets:
    """The sheets in `folder`. Only the survey is needed here: the compiler says what else is.

    Raises:
        FileUnreadable: a sheet is missing, too large, or not CSV in UTF-8 (details: name).
    """
    sheets = {}
    for name in SHEETS:
        path = folder / f"{name}.csv"
        if name != "survey" and not path.exists():
            continue
        sheets[name] = make_sheet(name, _lines(path))
    return with_files(sheets, folder)


def with_files(sheets: Sheets, folder: Path) -> Sheets:
    """The sheets with the lists that the survey names as files of their own in `folder`.

    A file that is not there is left out: the compiler says so where it is named.

    Raises:
        FileUnreadable: a file is too large, or not CSV in UTF-8.
    """
    complete = dict(sheets)
    for row in sheets["survey"].rows if "survey" in sheets else ():
        words = row.get("type").split()
        names = [word for word in words if word.endswith(".csv")]
        if words[:1] == ["csv-external"]:
            names.append(row.get("name") + ".csv")
        for name in names:
            if LIST_FILE.fullmatch(name) and name not in complete and (folder / name).is_file():
                complete[name] = make_sheet(name, _lines(folder / name))
    return complete


def _lines(path: Path) -> list[list[str]]:
    try:
        text = read_plain(path, MAX_BYTES).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileUnreadable(name=path.name) from error


def sheet_lines(sheet: Sheet) -> list[list[str]]:
    """The cells of a sheet line by line, the header first; empty rows are not kept."""
    lines = [list(sheet.columns)]
    lines += [[row.get(column) for column in sheet.columns] for row in sheet.rows]
    return lines


def sheet_text(sheet: Sheet) -> str:
    """A sheet as CSV: UTF-8, commas, lines ended by a line feed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(sheet_lines(sheet))
    return out.getvalue()


def write_sheets(folder: Path, sheets: Sheets) -> None:
    """Write one CSV file a sheet into `folder`, which is made when it is missing.

    Raises:
        DiskFull, TargetNotWritable: all of it is as it was.
    """
    write_into(folder, sheet_files(sheets))


def sheet_files(sheets: Sheets) -> dict[str, bytes]:
    """The CSV file of every sheet, by its name."""
    return {
        name if LIST_FILE.fullmatch(name) else f"{name}.csv": sheet_text(sheet).encode("utf-8")
        for name, sheet in sheets.items()
    }


def write_into(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a form into `folder`, which is made when it is missing.

    Raises:
        DiskFull, TargetNotWritable: all of it is as it was.
    """
    is_new = not folder.exists()
    with target_errors(shown_name(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        write_files({folder / name: data for name, data in files.items()})
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise
