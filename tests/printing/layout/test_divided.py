"""What goes on over a page's end: paragraphs, frames, tables, and rows taller than a page."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.printing.layout.test_continuation import _words
from tests.printing.print_sizes import printed
from tests.printing.set_lines import single_words
from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.blocks import SignatureBox, Signatures, paragraph
from tipdesk.printing.layout.flow import Block, lines_that_stay, paginate
from tipdesk.printing.layout.narrative import narrative
from tipdesk.printing.layout.tables import PrintedColumn, PrintedTable, TableCell, table
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.pdf.pen import Pen
from tipdesk.printing.preview import text
from tipdesk.printing.text.layout import SetLine, styles
from tipdesk.printing.wording import BODY, Voice

VOICE = Voice("ar")
ROOM = 260.0


def _pages(block: Block) -> list[Block]:
    pages = [[item.block for item in page] for page in paginate([block], 100.0, ROOM)]
    assert all(sum(part.height for part in page) <= ROOM + 0.01 for page in pages)
    return [part for page in pages for part in page]


def _lines(part: Block) -> list[SetLine]:
    strips = getattr(part, "_strips", None)
    return list(part._lines) if strips is None else [strip.line for strip in strips]


TEXTS = {
    "one paragraph": " ".join(_words(700)),
    "short ones": "\n".join(" ".join(_words(30, seed)) for seed in range(40)),
    "single lines": "\n".join(" ".join(_words(4, seed)) for seed in range(60)),
    "all lengths": "\n".join(" ".join(_words(count)) for count in (*range(5, 90, 3), 2, 60, 1)),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", ["paragraph", "narrative"])
def test_no_line_of_a_paragraph_is_left_alone(name: str, kind: str) -> None:
    look = styles("ar")
    block: Block = paragraph(TEXTS[name], look.body)
    if kind == "narrative":
        (block,) = narrative(VOICE, TEXTS[name])
    whole = _lines(block)
    parts = [_lines(part) for part in _pages(block)]
    assert len(parts) > 3
    assert [line for part in parts for line in part] == whole
    for above, below in pairwise(parts):
        if not above[-1].last:  # a paragraph goes on over the page's end
            assert not above[-2].last, "its first line is alone"
            assert not below[0].last, "its last line is alone"


def test_a_question_goes_with_its_answer() -> None:
    answers = (" ".join(_words(count)) for count in (3, 20, 45, 70, 8, 33) * 8)
    (block,) = narrative(VOICE, "\n".join(f"س: سؤال؟\nج: {answer}" for answer in answers), True)
    parts = _pages(block)
    assert len(parts) > 5
    assert not any(part._strips[-1].asks for part in parts)


def test_lines_that_stay() -> None:
    assert lines_that_stay([False] * 9 + [True], 5) == 5
    assert lines_that_stay([False] * 9 + [True], 9) == 8
    assert lines_that_stay([False, False, True], 2) == 0
    assert lines_that_stay([True, False, False, False, True], 2) == 1
    assert lines_that_stay([True], 1) == 0


def _table(texts: list[str]) -> PrintedTable:
    columns = [
        PrintedColumn(LocalText("م", "No."), width=24.0),
        PrintedColumn(LocalText("النص", "Text")),
        PrintedColumn(LocalText("ملاحظة", "Note"), width=120.0),
    ]
    rows = [
        [TableCell(str(n)), TableCell(text), TableCell("ملاحظة")] for n, text in enumerate(texts)
    ]
    return table(VOICE, columns, rows)


def _cells(part: Block, column: int) -> list[SetLine]:
    assert isinstance(part, PrintedTable)
    return [line for row in part._rows for line in row.cells[column].lines]


@pytest.mark.parametrize("counts", [[5] * 60, [600], [5, 5, 400, 5, 900, 5], [40] * 14])
def test_a_table_divides_under_its_head_and_loses_nothing(counts: list[int]) -> None:
    block = _table([" ".join(_words(count, seed)) for seed, count in enumerate(counts)])
    parts = _pages(block)
    assert len(parts) > 2
    for column in range(3):
        assert [x for part in parts for x in _cells(part, column)] == _cells(block, column)
    for part in parts:
        assert isinstance(part, PrintedTable)
        assert part._frame is block._frame  # widths and head, drawn again on each page
        assert min(len(row.cells[1].lines) for row in part._rows) >= 1


def test_the_head_is_drawn_on_every_page() -> None:
    pdf = PdfFile(Metadata("", "", "", "ar"))
    parts = _pages(_table([" ".join(_words(count)) for count in (5, 5, 900, 5)]))
    for part in parts:
        pen = Pen(pdf, rtl=True)
        with pen.marking.content():
            part.draw(pen, 700.0)
        pdf.add_page(pen.finish(), pen.marking.page)
    pages = text(pdf.to_bytes()).split("\f")
    assert [page.count("النص") for page in pages] == [1] * len(parts)
    assert set(_words(900)) <= set(" ".join(pages).split())


def test_a_date_in_a_narrow_column_is_not_cut() -> None:
    long = " ".join(_words(60))
    rows = [[TableCell(long), TableCell("24/11/2026 08:53"), TableCell(long), TableCell(long)]]
    columns = [PrintedColumn(LocalText(name, "")) for name in "ابجد"]
    (date,) = (cell for cell in table(VOICE, columns, rows)._rows[0].cells if len(cell.lines) <= 2)
    line_texts = ["".join(piece.run.text for piece in single_words(line)) for line in date.lines]
    assert [line_text.strip("\u2066\u2069 ") for line_text in line_texts] == ["24/11/2026", "08:53"]


@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_long_name_in_a_signature_box_is_whole_and_not_made_smaller(times: int) -> None:
    name = " ".join(["عبد الرحمن المستعصم بالله الشمري"] * times)
    signer = SignatureBox(LocalText("الموظف", ""), ((LocalText("الاسم:", ""), name),))
    boxes = Signatures(VOICE, (signer, signer, signer))
    pdf = PdfFile(Metadata("", "", "", "ar"))
    pen = Pen(pdf, rtl=True)
    with pen.marking.content():
        boxes.draw(pen, 700)
    pdf.add_page(pen.finish(), pen.marking.page)
    read = text(pdf.to_bytes())
    assert all(read.count(word) == 3 * times for word in name.split())
    assert {piece.size for piece in printed(pdf.to_bytes()) if piece.is_text} == {BODY}
