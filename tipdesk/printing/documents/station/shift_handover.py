"""Handing over a shift: one page, whatever there is to say."""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.cases.casework.shift import FileLine, Shift
from tipdesk.i18n.text import isolated
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.documents.station.shift_words import (
    deadline_lines,
    station_values,
    status_text,
    waits_text,
)
from tipdesk.printing.layout.blocks import Band, Signatures, paragraph
from tipdesk.printing.layout.bodies import Blank, Value
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.grid import Cell, GridRow, Setter
from tipdesk.printing.layout.narrative import Ruled
from tipdesk.printing.layout.tables import (
    WRITING_ROW,
    PrintedColumn,
    PrintedTable,
    TableCell,
    table,
)
from tipdesk.printing.pdf.pen import CONTENT
from tipdesk.printing.text.layout import Align

_MOST = 40  # lines that one page could ever hold
_INCIDENT_LINES = 2


def shift_handover(setter: Setter, room: float) -> list[Block]:
    """Its blocks, no higher than `room` points: files that find no line are counted."""
    paper = PaperBuilder(setter)
    shift = setter.reading.options.shift
    before: list[Block] = [
        *paper.fixed_words("preface", small=True, after=3.0),
        Band(paper.voice, "1", paper.words.text("files")),
    ]
    station: list[Block] = [
        Gap(4),
        Band(paper.voice, "2", paper.words.text("station_state")),
        _station(paper, shift),
        Gap(5),
        Band(paper.voice, "3", paper.words.text("incidents")),
    ]
    end: list[Block] = [Gap(6), _signatures(paper, shift)]
    left = room - _height(*before, *station, *end)
    files = _files(paper, shift, left - Ruled(_INCIDENT_LINES).height)
    lines = _INCIDENT_LINES
    while Ruled(lines + 1).height <= left - _height(*files):
        lines += 1
    return [*before, *files, *station, Ruled(lines), *end]


def _height(*blocks: Block) -> float:
    return sum(block.height for block in blocks)


def _files(paper: PaperBuilder, shift: Shift | None, room: float) -> list[Block]:
    """As many lines as `room` has for, and the note that counts the others."""
    voice, look, words = paper.voice, paper.look, paper.words
    if shift is None:
        count = int((room - _table(paper, [], 0).height) // WRITING_ROW)
        return [_table(paper, [[TableCell() for _ in range(4)]] * max(count, 1), WRITING_ROW)]
    if not shift.files:
        return [paragraph(voice.main(words.text("none")), look.body)]
    lines = [_line(paper, shift, file_line) for file_line in shift.files[:_MOST]]
    counted = paragraph(voice.main(words.text("counted")), look.small, 0.0)
    blocks: list[Block] = []
    for count in range(len(lines), 0, -1):
        more = shift.more + len(shift.files) - count
        blocks = [_table(paper, lines[:count]), Gap(2)]
        if more:
            note = voice.main(words.text("more")).format(count=isolated(str(more)))
            blocks.append(paragraph(note, look.subheading, 1.0))
        blocks.append(counted)
        if _height(*blocks) <= room:
            break
    return blocks


def _table(
    paper: PaperBuilder, lines: Sequence[Sequence[TableCell]], least: float = 0.0
) -> PrintedTable:
    words = paper.words
    columns = [
        PrintedColumn(words.text("file"), Align.CENTRE, 108.0),  # the widest is WWWW-WWWW
        PrintedColumn(words.text("status"), width=88.0),
        PrintedColumn(words.text("due"), width=176.0),
        PrintedColumn(words.text("waiting"), width=CONTENT - 372.0),
    ]
    return (
        table(paper.voice, columns, lines, least) if least else table(paper.voice, columns, lines)
    )


def _line(paper: PaperBuilder, shift: Shift, line: FileLine) -> list[TableCell]:
    voice = paper.voice
    status = status_text(line, voice)
    urgency = _urgency(paper, line.urgency)
    return [
        TableCell(f"{isolated(line.number)}\n{isolated(line.person_code)}"),
        TableCell(" – ".join(filter(None, (status, urgency)))),
        TableCell(deadline_lines(line, shift, voice)),
        TableCell(waits_text(line, voice)),
    ]


def _urgency(paper: PaperBuilder, code: str) -> str:
    for choice in paper.reading.form.choices.get("urgency", ()):
        if choice.name == code:
            return paper.voice.main(choice.label)
    return ""


def _station(paper: PaperBuilder, shift: Shift | None) -> Block:
    """Four counts beside each other."""
    voice, words, look = paper.voice, paper.words, paper.look
    values = dict.fromkeys(("recordings", "unsent", "unanswered", "backup"), "")
    if shift is not None:
        values |= station_values(shift, voice)
    widths = (CONTENT * 0.26, CONTENT * 0.2, CONTENT * 0.22, CONTENT * 0.32)
    cells = [
        Cell(
            voice,
            words.text(key),
            Value(value, look.answer, look, _short) if value else Blank(40.0),
        )
        for key, value in values.items()
    ]
    return GridRow(cells, widths)


def _short(_text: str) -> str:
    return "…"


def _signatures(paper: PaperBuilder, shift: Shift | None) -> Block:
    lines = ("name", "sign", "date")
    known = {"name": shift.by} if shift else {}
    return Signatures(
        paper.voice,
        (
            paper.signer(paper.words.text("gives"), lines, known),
            paper.signer(paper.words.text("takes"), lines),
        ),
    )
