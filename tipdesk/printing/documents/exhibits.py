"""The exhibit list and its labels (Law 17/1960 art. 91).

The list says what was taken, in which state, from where and whom; each label has date, place,
reason, file and signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.cases import evidence
from tipdesk.forms.model import LocalText, Question, path_of, row_path
from tipdesk.i18n.text import isolated
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout import tables
from tipdesk.printing.layout.blocks import Band, Signatures, Subheading, paragraph
from tipdesk.printing.layout.flow import Block, Gap, NewPage, Undivided, accompanied, led_in
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.pdf.pen import CONTENT, Pen
from tipdesk.printing.text.layout import (
    NAVY,
    RED,
    RULE,
    WHITE,
    Align,
    SetLine,
    Style,
    fitting,
    layout,
    natural_width,
    printable,
)
from tipdesk.printing.wording import BODY, wording

# --- labels -----------------------------------------------------------------------------------


_COLUMNS, _ROWS = 2, 3
_GAP = 12.0
_WIDTH = (CONTENT - _GAP) / _COLUMNS
_HEAD, _AGENCY_LINE = 24.0, 11.6
_LINE = 22.8  # 8 mm to write on by hand
_QR = 58.0
_PAD = 7.0
_SIZES = (BODY, 9.0)  # of what is known, as it fits
_QUIET = 8.0  # around the code, four of its squares at least


@dataclass(frozen=True, slots=True)
class _Field:
    """One place on a label: what is asked, what is known, how many lines there are."""

    label: LocalText
    value: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class _Label:
    fields: tuple[_Field, ...]  # the first two stand beside the code
    code: str  # '' where there is nothing to tell apart


def labels(setter: Setter) -> list[Block]:
    """A label for each exhibit that this copy may carry; the sheet is filled up with empty ones,
    which bear the file's number where there is one."""
    paper = PaperBuilder(setter)
    stickers = [_label(paper, row) for row in _numbers(paper)]
    most = _COLUMNS * _ROWS
    stickers += [_label(paper, 0)] * ((-len(stickers) % most) if stickers else most)
    height = _height(stickers[0])
    blocks: list[Block] = []
    for at in range(0, len(stickers), _COLUMNS):
        if at % most:
            blocks.append(Gap(_GAP))
        blocks.append(_LabelRow(paper, stickers[at : at + _COLUMNS], height))
    return blocks


def _numbers(paper: PaperBuilder) -> tuple[int, ...]:
    repeat = paper.reading.form.repeat(evidence.ROWS)
    if repeat is None:
        return ()
    is_asked = paper.reading.is_asked
    return tuple(row for row in paper.reading.rows(repeat) if is_asked(row_path(repeat.name, row)))


def _label(paper: PaperBuilder, row: int) -> _Label:
    """The label of a row; of row 0 an empty one."""
    reading, words = paper.reading, paper.words
    case = reading.case_file.case if reading.case_file else None
    number = isolated(case.number) if case else ""
    fields = [_Field(words.text("file"), number)]
    printed = {
        question.name: question for question in reading.form.questions() if reading.prints(question)
    }
    for entry in words.parts("fields"):
        questions = [printed[name] for name in entry.setting("names").split() if name in printed]
        value = _value_of(paper, questions, row) if row else ""
        fields.append(_Field(entry.text("label"), value, int(entry.setting("lines") or 1)))
    fields.append(_Field(words.text("signature"), "", 1))
    if not (case and row):
        return _Label(tuple(fields), "")
    digest = reading.entry(path_of(evidence.HASH, evidence.ROWS, row)).value[:16]
    parts = ("TIPDESK", "2", "EXHIBIT", case.number, str(row), digest)
    return _Label(tuple(fields), ":".join(part for part in parts if part).upper())


def _value_of(paper: PaperBuilder, questions: list[Question], row: int) -> str:
    reading = paper.reading
    paths = ((question, path_of(question.name, evidence.ROWS, row)) for question in questions)
    texts = (
        reading.words(question, reading.entry(path))
        for question, path in paths
        if reading.is_asked(path)
    )
    return " – ".join(words for words in texts if words)


def _height(label: _Label) -> float:
    return _HEAD + 5 + _LINE * sum(field.lines for field in label.fields) + 3


class _LabelRow(Undivided):
    """Labels beside each other, each in a frame to cut along."""

    def __init__(self, paper: PaperBuilder, row_labels: list[_Label], height: float) -> None:
        self._paper = paper
        self._labels = row_labels
        self.height = height

    def draw(self, pen: Pen, top: float) -> None:
        """Every label of the row."""
        for number, label in enumerate(self._labels):
            self._draw(pen, label, number * (_WIDTH + _GAP), top)

    def _draw(self, pen: Pen, label: _Label, offset: float, top: float) -> None:
        paper, look = self._paper, self._paper.look
        pen.box(offset, top, (_WIDTH, self.height), WHITE, NAVY, (0.9, 0.0))
        pen.box(offset, top, (_WIDTH, _HEAD), NAVY, None)
        title = look.heading
        name = printable(paper.voice.main(paper.words.text("title")), title)
        wide = natural_width(name, title) + 2
        pen.text(name, title, offset + _PAD, top - 2, wide)
        agency = paper.reading.agency()
        if agency is not None:
            end = look.heading.but(size=9.0, align=Align.END)
            room = _WIDTH - wide - 3 * _PAD
            lines = layout(printable(paper.voice.main(agency), end), end, room)[:2]
            y = top - (_HEAD - len(lines) * _AGENCY_LINE) / 2 + 0.5
            for line in lines:
                pen.lines((line,), end, offset + wide + 2 * _PAD, y, room)
                y -= _AGENCY_LINE
        y = top - _HEAD - 5
        beside = _QR + 2 * _QUIET - _PAD if label.code else 0.0
        if label.code:
            pen.qr(label.code, offset + _WIDTH - _QR - _QUIET, y - 2, _QR)
        for number, field in enumerate(label.fields):
            # The code stands beside the first three lines.
            room = _WIDTH - 2 * _PAD - (beside if number < 3 else 0.0)
            y = _draw_field(pen, paper, field, (offset + _PAD, y), room)


def _draw_field(
    pen: Pen, paper: PaperBuilder, field: _Field, at: tuple[float, float], room: float
) -> float:
    """A label, the lines to write on, and what is known of it; returns the y below."""
    offset, top = at
    small = paper.look.label
    label = printable(paper.voice.main(field.label), small)
    wide = natural_width(label, small) + 4
    pen.text(label, small, offset, top - 9, wide)
    style, lines = _fit(paper, field, room - wide)
    ruled = len(lines) <= field.lines
    for number in range(field.lines):
        start = wide if number == 0 else 0.0
        if ruled or number + 1 == field.lines:
            y = top - _LINE * (number + 1) + 4
            pen.rule(offset + start, y, room - start, RULE, 0.4)
    leading = _LINE if ruled else style.leading
    y = top - (_LINE - style.leading) + 4.5 if ruled else top - 3  # tails stay off the line
    for line in lines:
        pen.lines((line,), style, offset + wide, y, room - wide)
        y -= leading
    return top - _LINE * field.lines


def _fit(paper: PaperBuilder, field: _Field, room: float) -> tuple[Style, tuple[SetLine, ...]]:
    """Style and lines of what is known. What does not fit is referred to the list of exhibits,
    where it stands in full."""
    if not field.value:
        return paper.look.answer, ()
    height = _LINE * field.lines - 5
    style, lines = paper.look.answer, layout("", paper.look.answer, room)
    for size in _SIZES:
        style = paper.look.answer.but(size=size)
        lines = layout(printable(field.value, style), style, room)
        if len(lines) <= field.lines or len(lines) * style.leading <= height:
            return style, lines
    count = max(1, int(height / style.leading)) - 1
    more = style.but(colour=RED)
    text = printable(paper.voice.main(paper.words.text("more")), more)
    return style, (*lines[:count], *layout(text, fitting(text, more, room), room)[:1])


_BLANK_EXHIBITS, _BLANK_HANDOVERS = 8, 9
_NEXT_HANDOVERS = 2  # to write in on filled paper
_LINES = 2  # to write on, of an exhibit and of a handing over
_KEPT = 200.0  # points on paper; a lower list of handing over stays with the signatures
_HALF = 32  # hex digits in a line of the table


def exhibit_list(setter: Setter) -> list[Block]:
    """Every exhibit with its state and where it came from, and who handed it to whom."""
    paper = PaperBuilder(setter)
    reading, words = paper.reading, paper.words
    person = reading.copy == "person" and not reading.blank
    blocks: list[Block] = [
        *paper.fixed_words("preface_person" if person else "preface", small=True),
        *paper.form_blocks(),
    ]
    blank = reading.blank
    if blank:
        blocks += paper.fixed_words("blank", small=True)
    exhibit_rows = tables.listing(setter, words.part("list"))
    if exhibit_rows is not None:
        empty = tables.empty_rows(exhibit_rows.numbers, _BLANK_EXHIBITS if blank else 1)
        blocks += [
            Band(paper.voice, "", words.part("list").text("title")),
            tables.listed(setter, exhibit_rows, empty=empty, lines=_LINES if blank else 1),
            Gap(8),
            *_held_back(paper),
            *_digests(paper, exhibit_rows),
        ]
    handed = None if person else tables.listing(setter, words.part("handed"))
    if handed is not None:
        empty = _BLANK_HANDOVERS if blank else _NEXT_HANDOVERS
        blocks += [
            *([NewPage()] if blank else []),
            Band(paper.voice, "", words.part("handed").text("title")),
            tables.listed(setter, handed, empty=empty, lines=_LINES if blank else 1),
            Gap(8),
        ]
    return [*led_in(blocks, 1, _KEPT / paper.look.scale), *_signatures(paper)]


def exhibits_title(reading: Reading) -> LocalText:
    """The person's copy is the receipt that article 91 gives the holder."""
    words = wording("exhibits")
    receipt = reading.copy == "person" and not reading.blank
    return words.text("title_person" if receipt else "title")


def _held_back(paper: PaperBuilder) -> list[Block]:
    """That exhibits are not on this copy, never which."""
    count = paper.reading.hidden_rows(evidence.ROWS)
    if not count:
        return []
    text = paper.voice.main(paper.words.text("held_back")).format(count=isolated(str(count)))
    return [paragraph(text, paper.look.body)]


def _digests(paper: PaperBuilder, exhibit_rows: tables.RepeatTable) -> list[Block]:
    """The whole SHA-256 of each file that a row describes."""
    question = next(
        (
            candidate
            for candidate in exhibit_rows.repeat.questions()
            if candidate.name == evidence.HASH
        ),
        None,
    )
    if question is None or not paper.reading.prints(question):
        return []
    rows: list[list[tables.TableCell]] = []
    for number, row in enumerate(exhibit_rows.numbers, start=1):
        path = path_of(question.name, evidence.ROWS, row)
        digest = paper.reading.entry(path).value
        if digest and paper.reading.is_asked(path):
            halves = (digest[:_HALF], digest[_HALF:])
            rows.append(
                [
                    tables.TableCell(str(number)),
                    *(tables.TableCell(isolated(half)) for half in halves),
                ]
            )
    if not rows:
        return []
    columns = [
        tables.PrintedColumn(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        tables.PrintedColumn(paper.words.text("digest_first"), Align.CENTRE),
        tables.PrintedColumn(paper.words.text("digest_second"), Align.CENTRE),
    ]
    return [
        Subheading(paper.voice, question.label),
        tables.table(paper.voice, columns, rows),
        Gap(6),
    ]


def _signatures(paper: PaperBuilder) -> list[Block]:
    lines = ("name", "sign", "date")
    words = paper.words
    return [
        *accompanied(paper.fixed_words("signing", small=True)),
        Signatures(
            paper.voice,
            (
                paper.signer(words.text("holder"), lines, thumb=True, share=1.25),
                paper.signer(words.text("officer"), lines, {"name": paper.responsible()}),
                paper.signer(words.text("receiver"), lines),
            ),
        ),
    ]
