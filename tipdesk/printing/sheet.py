"""A table as an Office Open XML workbook (ECMA-376): one sheet, written straight to its place.

The libraries for this keep parts of it in temporary files, in the open; here nothing lies anywhere
but in the file that was chosen, and nothing of it stays when it is not whole. The sheet reads from
right to left in Arabic, its head stays in sight, days and times are such, and every text is a text:
one that begins with `=` is no formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from tipdesk.core.clock import KUWAIT
from tipdesk.core.plain_file import whole_file
from tipdesk.core.work import Work

Cell = str | date | datetime | None
"""A time has its zone, and is written as it is in Kuwait."""
_HEAD, _DAY, _TIME = 1, 2, 3  # styles, as `_STYLES` counts them
_FIRST_DAY = date(1899, 12, 30)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  day 0 of such a sheet has no zone
_LONGEST = 32_767  # letters of a cell
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STEP = 200  # rows between two looks whether it shall stop

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="4">'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    ),
}


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A table that is to be written: its name, its heads, its rows, each as long as the heads."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right_to_left: bool = True


def write_sheet(path: Path, plan: SheetPlan, work: Work) -> int:
    """Write it; how many rows there are. JOB. Nothing is left of one that was stopped or failed.

    Raises:
        DiskFull, TargetNotWritable, Cancelled
    """
    with whole_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _PARTS.items():
            package.writestr(name, text)
        package.writestr("xl/workbook.xml", _workbook(plan))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for piece in _sheet(plan, work):
                sheet.write(piece.encode("utf-8"))
    return len(plan.rows)


def _workbook(plan: SheetPlan) -> str:
    name = _attribute(re.sub(r"[][:*?/\\]", " ", plan.name)[:31])
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(plan: SheetPlan, work: Work) -> Iterator[str]:
    side = ' rightToLeft="1"' if plan.right_to_left else ""
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{side} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultColWidth="22" defaultRowHeight="15"/>'
        "<sheetData>"
    )
    yield _row(1, plan.heads, head=True)
    for number, cells in enumerate(plan.rows, start=2):
        if number % _STEP == 2:
            work.step(number - 2, len(plan.rows))
        yield _row(number, cells)
    work.step(len(plan.rows), len(plan.rows))
    last = f"{_letters(len(plan.heads))}{len(plan.rows) + 1}"
    yield f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'


def _row(number: int, cells: Sequence[Cell], *, head: bool = False) -> str:
    texts = [
        _cell(f"{_letters(at)}{number}", value, head=head)
        for at, value in enumerate(cells, start=1)
        if value not in (None, "")
    ]
    return f'<row r="{number}">{"".join(texts)}</row>'


def _cell(place: str, value: Cell, *, head: bool) -> str:
    if isinstance(value, datetime):
        moment = value.astimezone(KUWAIT).replace(tzinfo=None) - _EPOCH
        days = moment.days + moment.seconds / 86_400
        return f'<c r="{place}" s="{_TIME}"><v>{days:.8f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{_DAY}"><v>{(value - _FIRST_DAY).days}</v></c>'
    text = escape(_UNPRINTABLE.sub("", value or "")[:_LONGEST])
    style = f' s="{_HEAD}"' if head else ""
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    """A, B … Z, AA …: how the columns of a sheet are called."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _attribute(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text), {'"': "&quot;"})
