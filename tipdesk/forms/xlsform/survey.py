"""The survey sheet as a tree of sections, groups, repeats and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tipdesk.forms.model import Group, GroupKind, Question, QuestionType
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.question_types import other_question
from tipdesk.forms.xlsform.row_reader import RowReader
from tipdesk.forms.xlsform.sheet_columns import OTHER_LIST
from tipdesk.forms.xlsform.sheets import Row, Sheet
from tipdesk.forms.xlsform.survey_rows import check_end, check_list_file, read_group, read_question

MAX_DEPTH = 12  # groups inside each other
_OPENINGS = {"group": False, "repeat": True}


@dataclass(slots=True)
class _Open:
    """A group that is not closed yet."""

    group: Group
    row: int
    children: list[Group | Question] = field(default_factory=list)
    refused: bool = False  # a row of it became no question; its fault is said there

    @property
    def word(self) -> str:
        return "repeat" if self.group.kind is GroupKind.REPEAT else "group"


@dataclass(frozen=True, slots=True)
class Survey:
    """The tree, and the row in which each name stands."""

    sections: tuple[Group, ...]
    rows: Mapping[str, int]
    refused: frozenset[str] = frozenset()  # names of rows that became no question


class _Builder:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.open: list[_Open] = []
        self.sections: list[Group] = []
        self.rows: dict[str, int] = {}
        self.refused: set[str] = set()

    def add(self, row: Row) -> None:
        reader = RowReader(row, self.faults)
        begin, _, word = " ".join(row.get("type").replace("_", " ").lower().split()).partition(" ")
        if begin == "begin" and word in _OPENINGS:
            self.begin(reader, repeat=_OPENINGS[word])
        elif begin == "end" and word in _OPENINGS:
            self.end(reader, word)
        elif begin == "csv-external":
            self.external(reader)
        else:
            self.question(reader)

    def begin(self, reader: RowReader, *, repeat: bool) -> None:
        if repeat and not self.open:
            reader.fault("type", "repeat_not_in_section")
        if repeat and any(parent.group.kind is GroupKind.REPEAT for parent in self.open):
            reader.fault("type", "repeat_in_repeat")
        if len(self.open) >= MAX_DEPTH:
            reader.fault("type", "group_too_deep")
        group = read_group(reader, repeat=repeat, section=not self.open)
        self.named(reader, group.name)
        self.open.append(_Open(group, reader.row.number))

    def end(self, reader: RowReader, word: str) -> None:
        check_end(reader)
        if not self.open:
            reader.fault("type", "group_not_opened")
            return
        closing = self.open.pop()
        if closing.word != word:
            found = closing.group.name
            reader.fault(
                "type", "group_mismatch", found=found, opened=closing.word, row=closing.row
            )
        self.close(closing)

    def close(self, closing: _Open) -> None:
        group = replace(closing.group, children=tuple(closing.children))
        where = ("survey", closing.row, "type")
        if not group.children and not closing.refused:
            self.faults.add(where, "group_empty", found=group.name)
        if group.kind is GroupKind.TABLE and not _is_table(group):
            self.faults.add(where, "table_mixed")
        if self.open:
            self.open[-1].children.append(group)
        else:
            self.sections.append(group)

    def question(self, reader: RowReader) -> None:
        question = read_question(reader)
        if question is None:
            self.refused.add(reader.row.get("name"))
            if self.open:
                self.open[-1].refused = True
            return
        self.named(reader, question.name)
        if not self.open:
            reader.fault("type", "outside_section")
            return
        self.open[-1].children.append(question)
        specified = question.list_name.endswith(OTHER_LIST)
        if specified and question.list_name not in reader.row.get("type").split():
            other = other_question(question)
            self.named(reader, other.name)
            self.open[-1].children.append(other)

    def external(self, reader: RowReader) -> None:
        """`csv-external`: a list in a file of its own, for pulldata()."""
        name = reader.name()
        check_list_file(reader)
        if name and f"{name}.csv" not in self.faults.sheets:
            reader.fault("name", "list_file_missing", found=f"{name}.csv")

    def named(self, reader: RowReader, name: str) -> None:
        if name in self.rows:
            reader.fault("name", "name_doubled", found=name, row=self.rows[name])
        elif name:
            self.rows[name] = reader.row.number

    def finish(self) -> Survey:
        while self.open:
            closing = self.open.pop()
            self.faults.add(
                ("survey", closing.row, "type"), "group_not_closed", found=closing.group.name
            )
            self.close(closing)
        return Survey(tuple(self.sections), self.rows, frozenset(self.refused))


def _is_table(group: Group) -> bool:
    lists = {
        child.list_name
        if isinstance(child, Question) and child.type is QuestionType.SELECT_ONE
        else ""
        for child in group.children
    }
    return len(lists) <= 1 and "" not in lists


def read_survey(sheet: Sheet, faults: Faults) -> Survey:
    """The tree of the survey sheet; what is wrong goes into `faults`."""
    builder = _Builder(faults)
    for row in sheet.rows:
        if len(builder.open) <= MAX_DEPTH:
            builder.add(row)
    return builder.finish()
