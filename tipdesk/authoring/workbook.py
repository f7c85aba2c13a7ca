"""Forms as Excel workbooks: what a file is, whether it may be opened, reading and writing it.

What kind of file it is tells what it holds, for its name may say anything. A few kilobytes can
unpack to gigabytes of text, millions of cells or formats, or entities that grow without end: so
`scan` reads every member once, with the parser that will read it again, whatever it is called and
in whatever encoding it is written, and keeps nothing. Only then is the workbook opened.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZipFile

from tipdesk.core import errors
from tipdesk.core.plain_file import WORKBOOK, read_plain, shown_name, write_file
from tipdesk.forms.xlsform.sheets import SHEETS, Sheet, Sheets, make_sheet, sheet_lines, with_files
from tipdesk.forms.xlsform.words import REFUSED_SHEETS

if TYPE_CHECKING:
    from openpyxl import Workbook


# --- what kind of file it is ------------------------------------------------------------------


_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")  # [MS-CFB]: old Office, and what Office protects
_ENTRY = 128  # bytes of a directory entry, which begins with the name of its stream
_OLD_STREAMS = ("Workbook", "Book")  # [MS-XLS]; before 1997
_PROTECTED_STREAM = "EncryptedPackage"  # [MS-OFFCRYPTO]
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"  # a template's goes on
_BINARY_MEMBER = "xl/workbook.bin"  # [MS-XLSB]


def other_kind(data: bytes) -> str:
    """The kind of a workbook that is no .xlsx: 'old_excel', 'protected', 'binary_excel' or
    'opendocument'; '' for everything else, an .xlsx workbook and what is no workbook at all."""
    if data.startswith(_COMPOUND):
        if _has_stream(data, _PROTECTED_STREAM):
            return "protected"
        return "old_excel" if any(_has_stream(data, stream) for stream in _OLD_STREAMS) else ""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if _BINARY_MEMBER in names:
                return "binary_excel"
            if "mimetype" not in names:
                return ""
            with archive.open("mimetype") as file:
                kind = file.read(len(_OPEN_DOCUMENT))
    except Exception:  # noqa: BLE001  zlib, bzip2 and LZMA each have faults of their own
        return ""  # damaged, or packed in a way that no spreadsheet program packs
    return "opendocument" if kind == _OPEN_DOCUMENT else ""


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry of a compound file has this name."""
    wanted = f"{name}\0".encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0 and at % _ENTRY:
        at = data.find(wanted, at + 1)
    return at >= 0


# --- what it unpacks to -----------------------------------------------------------------------


MAX_UNPACKED = 200_000_000  # bytes, of all members together
MAX_CELLS = 600_000  # of one sheet, its rows among them: 20,000 choices with 29 columns
_MAX_DEPTH = 64
_MAX_ELEMENTS = 100_000  # of styles and whatever else is no sheet: Excel itself has 64,000 formats
_MAX_OF: Mapping[str, int] = {"worksheet": 5 * MAX_CELLS, "sst": MAX_CELLS}
_MAX_ALL = 8 * MAX_CELLS  # elements, of all members together
_NAMES = (".xml", ".rels")


class TooLargeError(Exception):
    """It holds more than any form."""


class _Counter:
    """Counts the elements of one member."""

    def __init__(self) -> None:
        self.elements = self.cells = self.depth = 0
        self.most = _MAX_ELEMENTS

    def scan(self, file: IO[bytes]) -> None:
        """Raises ExpatError, ValueError, TooLargeError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ParseFile(file)

    def _start(self, name: str, _attributes: object) -> None:
        word = name.rpartition(" ")[2]
        if not self.elements:
            self.most = _MAX_OF.get(word, _MAX_ELEMENTS)
        self.elements += 1
        self.depth += 1
        self.cells += word in ("c", "row")
        if self.elements > self.most or self.cells > MAX_CELLS or self.depth > _MAX_DEPTH:
            raise TooLargeError

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _doctype(self, *_declared: object) -> None:
        raise ValueError("a document type in a workbook")


def scan(archive: ZipFile) -> None:
    """Look at every member.

    Raises:
        TooLargeError: it unpacks to more than a form can be.
        ValueError, ExpatError: a member is no plain XML.
    """
    members = archive.infolist()
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TooLargeError
    elements = 0
    for member in members:
        counter = _Counter()
        with archive.open(member) as file:
            try:
                counter.scan(file)
            except expat.ExpatError:  # a picture, a macro: the other reader ends here as well
                if member.filename.lower().endswith(_NAMES):
                    raise
        elements += counter.elements
        if elements > _MAX_ALL:
            raise TooLargeError


MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_TEXT = 32_767  # characters that Excel keeps in one cell
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook_bytes(sheets: Sheets) -> bytes:
    """The sheets as an .xlsx file; every cell is text, so that Excel changes none.

    Raises:
        CellRefused: a workbook would lose a part of a cell.
    """
    from openpyxl import Workbook

    book = Workbook()
    for index, sheet in enumerate(sheet for name, sheet in sheets.items() if name in SHEETS):
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
            _check_cell(sheet.name, f"{get_column_letter(column)}{row}", text)
            cell.value = text
            cell.data_type = "s"  # a cell that begins with = is no formula
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(sheet.columns) + 1):
        page.column_dimensions[get_column_letter(column)].width = 24


def _check_cell(sheet: str, cell: str, text: str) -> None:
    if forbidden := _NO_XML.search(text):
        character = f"U+{ord(forbidden[0]):04X}"
        raise errors.CellRefused(reason="control", sheet=sheet, cell=cell, found=character)
    if len(text) > MAX_TEXT:
        raise errors.CellRefused(
            reason="long", sheet=sheet, cell=cell, most=MAX_TEXT, found=len(text)
        )


def write_workbook(path: Path, sheets: Sheets) -> None:
    """Write the sheets as an .xlsx file.

    Raises:
        CellRefused, DiskFull, TargetNotWritable: what stands there is as it was.
    """
    write_file(path, workbook_bytes(sheets))


def read_workbook(path: Path) -> Sheets:
    """The sheets of an .xlsx file, whatever it is called, and the lists in files beside it.

    Sheets that XLSForm knows and this program does not are kept, so that the compiler can refuse
    them in words; others are the author's own and passed over, as everywhere.

    Raises:
        FileUnreadable: it cannot be read. WorkbookInvalid: it is no workbook, or damaged.
        WorkbookOfAnotherKind: it is one of a kind that is not read. WorkbookTooLarge: it holds
        more than a form. SurveyMissing: it has no survey.
    """
    data = read_plain(path, WORKBOOK)
    if kind := other_kind(data):
        raise errors.WorkbookOfAnotherKind(name=shown_name(path), reason=kind)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of openpyxl, about what no sheet of ours needs
            wanted = {name.strip().lower(): lines for name, lines in _pages(data)}
    except TooLargeError as error:
        raise errors.WorkbookTooLarge(name=shown_name(path)) from error
    except Exception as error:  # foreign readers fail in every way on foreign files
        raise errors.WorkbookInvalid(name=shown_name(path)) from error
    if "survey" not in wanted:
        raise errors.SurveyMissing(name=shown_name(path))
    names = [name for name in (*SHEETS, *REFUSED_SHEETS) if name in wanted]
    return with_files({name: make_sheet(name, wanted[name]) for name in names}, path.parent)


def _pages(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    from openpyxl import load_workbook

    with ZipFile(io.BytesIO(data)) as archive:
        scan(archive)
    book = load_workbook(io.BytesIO(data), read_only=True)
    for name in book.sheetnames:
        if name.strip().lower() in (*SHEETS, *REFUSED_SHEETS):
            yield name, list(_page_lines(book, name))


def _page_lines(book: Workbook, name: str) -> Iterator[list[str]]:
    page = book[name]
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS:
            raise TooLargeError
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
        return str(int(value)) if abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
