"""From the form's sections to blocks: grids, tables, long texts. Nothing is hand-placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tipdesk.forms import model
from tipdesk.printing.layout.blocks import Band, Subheading
from tipdesk.printing.layout.choice_cards import cards
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.grid import Cell, Setter, halves, rows
from tipdesk.printing.layout.narrative import Ruled, narrative
from tipdesk.printing.layout.reading import EMPTY
from tipdesk.printing.layout.tables import WRITING_ROW, PrintedColumn, TableCell, table
from tipdesk.printing.pdf.pen import content_width
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import Wording, wording

_COLUMN = 74.0  # points; a repeat whose columns would be narrower is not set as a table
_BLANK_ROWS, _BLANK_LINES = 3, 4  # to write on by hand; a document's words may ask for more
_NUMBER_COLUMN = 24.0
_GAP_AFTER_SECTION, _GAP_WHERE_DENSE = 9.0, 3.0


@dataclass(frozen=True, slots=True)
class FormPart:
    """Sections of the form that stand under one band. Without a title they have no band."""

    title: model.LocalText
    sections: tuple[model.Group, ...]


def parts(sections: Sequence[model.Group], words: Wording) -> list[FormPart]:
    """The parts of a paper: as its words arrange them, then every section they do not name."""
    by_name = {section.name: section for section in sections}
    result: list[FormPart] = []
    for entry in words.parts("parts"):
        named = [by_name.pop(name) for name in entry.setting("sections").split() if name in by_name]
        title = entry.text("title") if "title" in entry else model.EMPTY_TEXT
        if entry.setting("sections") == "*":
            named, by_name = list(by_name.values()), {}
        result.append(FormPart(title, tuple(named)))
    result += [FormPart(section.label, (section,)) for section in by_name.values()]
    return [part for part in result if part.sections]


def part_blocks(setter: Setter, wanted: Sequence[FormPart], first_number: int = 1) -> list[Block]:
    """Bands and contents; a part of which nothing is printed leaves no band and no number."""
    result: list[Block] = []
    number = first_number
    for part in wanted:
        content = _Builder(setter).contents(part.sections)
        if not content:
            continue
        if part.title is not model.EMPTY_TEXT:
            result.append(Band(setter.reading.voice, str(number), part.title))
            number += 1
            if content and _repeats_title(content[0], part.title):
                content = content[1:]
        result += content
        dense = wording(setter.reading.document).setting("dense") == "yes"
        result.append(Gap(_GAP_WHERE_DENSE if dense else _GAP_AFTER_SECTION))
    return result


def _repeats_title(block: Block, title: model.LocalText) -> bool:
    return isinstance(block, Subheading) and block.title.ar == title.ar


class _Builder:
    """Walks sections in document order; cells are gathered until something breaks the grid."""

    def __init__(self, setter: Setter) -> None:
        self._setter = setter
        self._reading = setter.reading
        words = wording(setter.reading.document)
        self._listed = words.setting("listed").split()
        self._read_out = words.setting("points") != "short"  # points in full, to be read out
        self._blank_rows = int(words.setting("blank_rows") or _BLANK_ROWS)
        self._blank_lines = int(words.setting("blank_lines") or _BLANK_LINES)
        self._blocks: list[Block] = []
        self._cells: list[Cell] = []

    def contents(self, sections: Sequence[model.Group]) -> list[Block]:
        """The blocks of these sections."""
        for section in sections:
            if self._reading.is_asked(section.name):
                self._walk(section, "", 0)
        self._flush()
        return self._blocks

    def _flush(self) -> None:
        if self._cells:
            self._blocks += rows(self._cells)
            self._cells = []

    def _walk(self, group: model.Group, repeat: str, row: int) -> None:
        for child in group.children:
            if isinstance(child, model.Question):
                self._question(child, model.path_of(child.name, repeat, row))
            elif not self._reading.is_asked(model.path_of(child.name, repeat, row)):
                continue
            elif child.kind is model.GroupKind.REPEAT:
                self._repeat(child)
            elif child.kind is model.GroupKind.TABLE:
                self._shared_list(child, repeat, row)
            else:
                self._group(child, repeat, row)

    def _printed(
        self, group: model.Group, repeat: str, row: int
    ) -> list[tuple[str, model.Question]]:
        """The questions of a group that this paper prints, with their paths."""
        return [
            (path, question)
            for question in group.questions()
            for path in [model.path_of(question.name, repeat, row)]
            if self._reading.prints(question) and self._reading.is_asked(path)
        ]

    def _question(self, question: model.Question, path: str) -> None:
        if not self._reading.prints(question) or not self._reading.is_asked(path):
            return
        entry = self._reading.entry(path)
        by_program = question.read_only or "tip-auto" in question.appearance
        if by_program and entry == EMPTY and not self._reading.blank:
            return  # the program has not filled it yet: nobody declined anything
        if self._read_out and any(
            choice.filter.get("card_ar") for choice in self._reading.choices(question)
        ):
            self._flush()
            self._blocks.append(Subheading(self._reading.voice, question.label))
            self._blocks.append(cards(self._reading, question, entry))
            self._blocks.append(Gap(3))
            return
        if question.type is model.QuestionType.LONG_TEXT and (entry.value or self._reading.blank):
            self._flush()
            self._blocks.append(Subheading(self._reading.voice, question.label))
            self._blocks += self._long_text(question, entry.value)
            self._blocks.append(Gap(6))
            return
        self._cells.append(self._setter.cell(question, entry))

    def _long_text(self, question: model.Question, value: str) -> list[Block]:
        if not value:
            return [Ruled(self._blank_lines)]
        as_dialogue = "tip-qa" in question.appearance
        return narrative(self._reading.voice, value.rstrip(), as_dialogue)

    def _group(self, group: model.Group, repeat: str, row: int) -> None:
        questions = self._printed(group, repeat, row)
        plain = all(question.type is not model.QuestionType.LONG_TEXT for _, question in questions)
        if len(questions) == 2 and plain and len(group.children) == 2:
            self._flush()
            first, second = (
                self._setter.cell(question, self._reading.entry(path))
                for path, question in questions
            )
            self._blocks.append(halves(first, second))
            return
        if len(questions) < 2 or not (group.label.ar or group.label.en):
            self._walk(group, repeat, row)
            return
        self._flush()
        self._blocks.append(Subheading(self._reading.voice, group.label))
        self._walk(group, repeat, row)
        self._flush()

    def _shared_list(self, group: model.Group, repeat: str, row: int) -> None:
        """Questions that share a choice list, one a row, with a box for each choice."""
        questions = self._printed(group, repeat, row)
        if not questions:
            return
        self._flush()
        choices = self._reading.choices(questions[0][1])
        columns = [PrintedColumn(group.label, grey=True)]
        columns += [PrintedColumn(choice.label, Align.CENTRE, 62.0) for choice in choices]
        lines: list[list[TableCell]] = []
        for path, question in questions:
            entry = self._reading.entry(path)
            label = self._reading.voice.main(question.label)
            if entry.reason is not None:
                label = f"{label} – {self._reading.reason(entry.reason)}"
            boxes = [TableCell(tick=choice.name == entry.value) for choice in choices]
            lines.append([TableCell(label), *boxes])
        self._blocks.append(table(self._reading.voice, columns, lines))

    def _repeat(self, group: model.Group) -> None:
        if group.name in self._listed:
            return  # the paper makes its own list of it
        questions = [question for question in group.questions() if self._reading.prints(question)]
        numbers = self._reading.rows(group)
        if not questions or not (numbers or self._reading.blank):
            return
        self._flush()
        if len(questions) > content_width(self._setter.look.scale) // _COLUMN:
            self._stacked(group, numbers or (0,))
            return
        self._blocks.append(Subheading(self._reading.voice, group.label))
        columns = [
            PrintedColumn(wording("frame").text("number"), Align.CENTRE, _NUMBER_COLUMN, grey=True)
        ]
        columns += [PrintedColumn(question.label) for question in questions]
        lines = list(self._repeat_rows(group, questions, numbers))
        least = {} if numbers else {"least": WRITING_ROW}
        self._blocks.append(table(self._reading.voice, columns, lines, **least))
        self._blocks.append(Gap(4))

    def _repeat_rows(
        self, group: model.Group, questions: Sequence[model.Question], numbers: Sequence[int]
    ) -> Iterator[list[TableCell]]:
        if not numbers:
            for number in range(1, self._blank_rows + 1):
                yield [TableCell(str(number)), *(TableCell() for _ in questions)]
            return
        for number, row in enumerate(numbers, start=1):
            cells = [self._table_cell(group, question, row) for question in questions]
            yield [TableCell(str(number)), *cells]

    def _table_cell(self, group: model.Group, question: model.Question, row: int) -> TableCell:
        path = model.path_of(question.name, group.name, row)
        if not self._reading.is_asked(path):
            return TableCell("—", grey=True)
        entry = self._reading.entry(path)
        words = self._reading.words(question, entry)
        if not words:
            nothing = self._reading.voice.main(wording("frame").text("not_recorded"))
            return TableCell(nothing, grey=True)
        if entry.unasked:
            words = f"{words} ({self._reading.voice.main(wording('frame').text('unasked'))})"
        grey = entry.reason is not None or self._reading.masks(question)
        return TableCell(words, None, grey, self._setter.overflow(question))

    def _stacked(self, group: model.Group, numbers: Sequence[int]) -> None:
        """A repeat with many questions: every row is a grid of its own."""
        for number, row in enumerate(numbers, start=1):
            if row and not self._reading.is_asked(model.row_path(group.name, row)):
                continue
            title = model.LocalText(f"{group.label.ar} ({number})", f"{group.label.en} ({number})")
            self._blocks.append(Subheading(self._reading.voice, title))
            if row:
                self._walk(group, group.name, row)
            else:
                self._cells += [
                    self._setter.cell(question, EMPTY)
                    for question in group.questions()
                    if self._reading.prints(question)
                ]
            self._flush()
