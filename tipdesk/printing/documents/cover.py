"""The cover of a bundle: what it holds, what is withheld and why, how it is received."""

from __future__ import annotations

from tipdesk.i18n.text import format_datetime, isolated
from tipdesk.printing.documents.intake import PaperBuilder, labelled, secrecy
from tipdesk.printing.layout.blocks import Band, Signatures, Subheading, listed, paragraph
from tipdesk.printing.layout.flow import Block, Gap, NewPage, Undivided
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.tables import WRITING_ROW, PrintedColumn, TableCell, table
from tipdesk.printing.pdf.pen import CONTENT, Pen
from tipdesk.printing.plan import CoverInfo
from tipdesk.printing.text.layout import NAVY, TINT, Align, layout, printable
from tipdesk.printing.wording import Wording, wording

_BLANK_ROWS = 5


class Digits(Undivided):
    """A fingerprint of 40 digits in eight groups, large enough to be read aloud."""

    def __init__(self, paper: PaperBuilder, digits: str) -> None:
        self._label = printable(paper.voice.main(paper.words.text("fingerprint")), paper.look.label)
        self._label_style = paper.look.label
        plain = "".join(digit for digit in digits if digit.isdigit())
        self._groups = [plain[at : at + 5] for at in range(0, 40, 5)]
        self._style = paper.look.title.but(size=14, align=Align.CENTRE)
        self.height = 50.0

    def draw(self, pen: Pen, top: float) -> None:
        """Groups stand from left to right in every language."""
        pen.box(0, top, (CONTENT, 44), TINT, NAVY, (0.8, 3.0))
        pen.text(self._label, self._label_style, 8, top - 3, CONTENT - 16)
        wide = (CONTENT - 16) / 8
        for place, group in enumerate(self._groups):
            at = 8 + (7 - place if pen.rtl else place) * wide
            if group:
                lines = layout(isolated(group), self._style, wide)
                pen.lines(lines, self._style, at, top - 16, wide)
            else:
                pen.rule(at + 6, top - 36, wide - 12)


def cover(setter: Setter) -> list[Block]:
    """«ملف الإحالة»."""
    paper = PaperBuilder(setter)
    info = setter.reading.options.bundle
    words = paper.words
    return [
        secrecy(paper),
        *paper.form_blocks(),
        Band(paper.voice, "2", words.text("bundle")),
        *_bundle_lines(paper, info),
        *([Gap(3), *paper.fixed_words("direct", after=2.0)] if info and info.direct else []),
        Gap(4),
        Digits(paper, info.fingerprint if info else ""),
        *([] if info else [NewPage()]),
        Subheading(paper.voice, words.text("contents")),
        _contents(paper, info),
        Subheading(paper.voice, words.text("withheld")),
        *_withheld(paper, info),
        Gap(6),
        Band(paper.voice, "3", words.text("instructions")),
        *_steps(paper, words),
        Gap(4),
        *paper.fixed_words("conformity", after=4.0, keeps_next=True),
        Signatures(
            paper.voice,
            (
                paper.signer(
                    words.text("sender"), ("name", "sign", "date"), {"name": paper.responsible()}
                ),
                paper.signer(
                    words.text("receiver"),
                    ("number", "name", "sign", "date"),
                    {"number": info.receipt_number if info else ""},
                ),
            ),
        ),
    ]


def _bundle_lines(paper: PaperBuilder, info: CoverInfo | None) -> list[Block]:
    created = format_datetime(info.created, paper.voice.language) if info else ""
    return [
        labelled(paper, "bundle_id", isolated(info.bundle_id) if info else ""),
        *([labelled(paper, "follows", isolated(info.follows))] if info and info.follows else []),
        labelled(paper, "recipient", info.recipient if info else ""),
        labelled(paper, "created", created),
    ]


def _contents(paper: PaperBuilder, info: CoverInfo | None) -> Block:
    words = paper.words
    columns = [
        PrintedColumn(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        PrintedColumn(words.text("content")),
        PrintedColumn(words.text("detail")),
        PrintedColumn(words.text("sha256"), Align.CENTRE, 118.0),
    ]
    lines = [
        [
            TableCell(str(number)),
            TableCell(line.label),
            TableCell(line.detail),
            TableCell(_grouped(line.sha256[:16])),
        ]
        for number, line in enumerate(info.contents if info else (), start=1)
    ]
    if not lines:
        return table(paper.voice, columns, _empty_rows(4), WRITING_ROW)
    return table(paper.voice, columns, lines)


def _withheld(paper: PaperBuilder, info: CoverInfo | None) -> list[Block]:
    words = paper.words
    columns = [
        PrintedColumn(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        PrintedColumn(words.text("withheld_field")),
        PrintedColumn(words.text("withheld_reason")),
    ]
    lines = [
        [TableCell(str(number)), TableCell(line.label), TableCell(line.reason)]
        for number, line in enumerate(info.withheld if info else (), start=1)
    ]
    result: list[Block] = []
    if info and info.narrowed:
        text = paper.voice.main(words.text("narrowed"))
        result += [paragraph(text, paper.look.body), Gap(3)]
    if info and not lines:
        text = paper.voice.main(words.text("withheld_none"))
        result.append(paragraph(text, paper.look.body))
    elif lines:
        result.append(table(paper.voice, columns, lines))
    else:
        result.append(table(paper.voice, columns, _empty_rows(3), WRITING_ROW))
    if info:
        count = paper.voice.main(words.text("withheld_level4"))
        text = count.format(count=info.withheld_level4)
        result += [Gap(3), paragraph(text, paper.look.body)]
    return result


def _steps(paper: PaperBuilder, words: Wording) -> list[Block]:
    result: list[Block] = []
    steps = words.texts("steps")
    for number, step in enumerate(steps, start=1):
        text = f"{number}. {paper.voice.main(step)}"
        other = paper.voice.other(step)
        blocks = (
            paragraph(text, paper.look.body, 0.0),
            paragraph(other, paper.look.small_other, 3.0),
        )
        result += listed(blocks, steps)
    return result


def _empty_rows(columns: int) -> list[list[TableCell]]:
    return [
        [TableCell(str(number)), *(TableCell() for _ in range(columns - 1))]
        for number in range(1, _BLANK_ROWS + 1)
    ]


def _grouped(digest: str) -> str:
    groups = " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
    return isolated(groups) if groups else ""
