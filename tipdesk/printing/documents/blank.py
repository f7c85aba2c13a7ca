"""Papers that are there to be filled in by pen alone: the program makes the filled ones elsewhere.

A log of custody is filled from the chain (`chain_papers`). A recovery sheet is drawn straight to a
printer, never into a file. A certificate of integrity has no blank form: signed empty, it would
vouch for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tipdesk.forms.model import LocalText
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout.blocks import Band, Signatures
from tipdesk.printing.layout.bodies import Blank
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.grid import Cell, GridRow, Setter
from tipdesk.printing.layout.page import PageFrame, sheet_of
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.layout.tables import PrintedColumn, TableCell, table
from tipdesk.printing.pdf.pen import CONTENT
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import wording

_LINE = 26.0  # points; room for one line of writing
_HAND = 40.0  # 14 mm: two lines, or a signature
_HANDS = 20  # rows of a log
_WORDS, _BESIDE = 24, 2  # words of a sheet, in so many columns


def custody_log(setter: Setter) -> list[Block]:
    """«سجل سلسلة الحيازة» of one thing: who had it, from when, from whom, under which seal."""
    paper = PaperBuilder(setter)
    words = paper.words = paper.words.part("blank")
    heads = (
        ("number", 22.0), ("when", 64.0), ("what", 0.0), ("seal_now", 52.0),
        ("from", 80.0), ("from_signed", 62.0), ("to", 80.0), ("to_signed", 62.0),
    )  # fmt: skip
    columns = [
        PrintedColumn(words.text(key), Align.CENTRE, width, grey=key == "number")
        for key, width in heads
    ]
    rows = [
        [TableCell(str(number)), *(TableCell() for _ in columns[1:])]
        for number in range(1, _HANDS + 1)
    ]
    lines = ("name", "sign", "date")
    return [
        *paper.fixed_words("preface", small=True, after=2.0),
        *paper.fixed_words("rule", small=True),
        Band(paper.voice, "1", words.text("about")),
        _cells(paper, {"exhibit": 0.5, "seal": 0.5}),
        _cells(paper, {"described": 1.0}, 2 * _LINE),
        _cells(paper, {"taken_from": 0.34, "taken_at": 0.26, "taken_by": 0.4}),
        Gap(6),
        Band(paper.voice, "2", words.text("hands")),
        table(paper.voice, columns, rows, _HAND),
        Gap(8),
        Signatures(
            paper.voice,
            (
                paper.signer(words.text("typed_in"), lines),
                paper.signer(wording("custody").text("supervisor"), lines),
            ),
        ),
    ]


def recovery_sheet(setter: Setter) -> list[Block]:
    """«ورقة الاسترداد» with a numbered place for each word and its number."""
    paper = PaperBuilder(setter)
    words = paper.words
    heads = (("number", 26.0), ("word", 0.0), ("digits", 84.0))
    columns = [
        PrintedColumn(words.text(key), Align.CENTRE, width, grey=key == "number")
        for key, width in heads
    ] * _BESIDE
    deep = _WORDS // _BESIDE
    rows = [
        [
            cell
            for across in range(_BESIDE)
            for cell in (TableCell(str(across * deep + down)), TableCell(), TableCell())
        ]
        for down in range(1, deep + 1)
    ]
    lines = ("name", "sign", "date")
    return [
        *paper.fixed_words("purpose"),
        *paper.fixed_words("how", small=True),
        Band(paper.voice, "", words.text("words")),
        table(paper.voice, columns, rows, _LINE),
        Gap(8),
        *paper.fixed_words("after", small=True),
        Signatures(
            paper.voice,
            (
                paper.signer(words.text("copied"), lines),
                paper.signer(words.text("compared"), lines),
            ),
        ),
    ]


def blank_sheet(reading: Reading, title: LocalText) -> PageFrame:
    """Their frame: no form yields them, and a recovery sheet is of no file."""
    sheet = replace(sheet_of(reading, title), line="")
    if reading.document != "recovery":
        return sheet
    words = wording("recovery")
    station = reading.station.code if reading.station else ""
    boxes = ((words.text("station"), station), (words.text("made"), ""))
    return replace(sheet, boxes=boxes, copy=reading.voice.main(words.text("internal")))


def _cells(paper: PaperBuilder, shares: Mapping[str, float], height: float = _LINE) -> Block:
    """Named places to write in, beside each other, by their share of the width."""
    cells = [
        Cell(paper.voice, paper.words.text(key), Blank(CONTENT * share, height))
        for key, share in shares.items()
    ]
    return GridRow(cells, [CONTENT * share for share in shares.values()])
