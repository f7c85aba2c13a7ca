"""The survey sheet as a tree of sections, groups, repeats and questions.

`RowReader` reads one row cell by cell and records what is wrong with it; `read_type` knows the
types of questions that fit an interview at a desk, with their parameters; `read_question` and
`read_group` make one element of a row, `read_survey` the tree of them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from tipdesk.forms import model
from tipdesk.forms.xlsform import words
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.sheets import Sheet, SheetRow
from tipdesk.i18n.text import N_, texts

# --- one row, cell by cell --------------------------------------------------------------------


_Word = TypeVar("_Word")
_STAGES = {stage.value: stage for stage in model.Stage}


class RowReader:
    """Reads the cells of one row, recording what is wrong with them."""

    def __init__(self, row: SheetRow, faults: Faults) -> None:
        self.row = row
        self._faults = faults

    def fault(self, column: str, code: str, **details: str | int) -> None:
        """Record a fault in `column` of this row."""
        self._faults.add(("survey", self.row.number, column), code, **details)

    def has(self, column: str) -> bool:
        """Whether the sheet has the column; that it has not is said once, not in each row."""
        return column in self._faults.sheets["survey"].columns

    def missing(self, column: str, code: str) -> None:
        """Record that this row, or the whole sheet, lacks what every question needs."""
        if self.has(column):
            self.fault(column, code)
        else:
            self._faults.add(("survey", 1, ""), "column_missing", found=column)

    def text(self, name: str, *, needed: bool) -> model.LocalText:
        """The texts of column `name`; both languages or, unless `needed`, neither."""
        by_language = {
            code: self.row.get(name + column) for code, column in words.LANGUAGES.items()
        }
        feminine, masculine = (
            self.row.get(f"{words.TIP}{name}_f"),
            self.row.get(f"{words.TIP}{name}_m"),
        )
        if needed or any(by_language.values()) or feminine or masculine:
            for code, column in words.LANGUAGES.items():
                if not by_language[code] and (name != "label" or self.has(name + column)):
                    self.fault(name + column, "text_missing")
        if bool(feminine) is not bool(masculine):
            self.fault(f"{words.TIP}{name}_{'m' if feminine else 'f'}", "gender_half")
        named = {name + words.LANGUAGES[code]: text for code, text in by_language.items()}
        own = {f"{words.TIP}{name}_f": feminine, f"{words.TIP}{name}_m": masculine}
        self._as_they_stand(named | own)
        return model.LocalText(by_language["ar"], by_language["en"], feminine, masculine)

    def _as_they_stand(self, cells: Mapping[str, str]) -> None:
        for column, text in cells.items():
            code, part = words.text_mark(text)
            if code:
                self.fault(column, code, found=part[:60])

    def name(self) -> str:
        """The name of the question or group."""
        name = self.row.get("name")
        if not name:
            self.fault("name", "name_missing")
        elif not words.QUESTION_NAME.fullmatch(name):
            self.fault("name", "name_bad", found=name)
        return name

    def yes(self, column: str) -> bool:
        """Whether `column` says yes."""
        cell = self.row.get(column)
        truth = words.yes_or_no(cell)
        if truth is None:
            self.fault(column, "yes_bad", found=cell[:60])
        return bool(truth)

    def one_of(self, column: str, known: Mapping[str, _Word], code: str) -> _Word | None:
        """The word in `column`, one of `known`."""
        cell = self.row.get(column)
        if cell and cell not in known:
            self.fault(column, code, found=cell)
        return known.get(cell)

    def several(self, column: str, known: Mapping[str, _Word], code: str) -> frozenset[_Word]:
        """The words in `column`, all of `known`."""
        cell_words = self.row.get(column).split()
        for word in cell_words:
            if word not in known:
                self.fault(column, code, found=word)
        return frozenset(known[word] for word in cell_words if word in known)

    def appearance(self) -> frozenset[str]:
        """The words of the appearance."""
        cell_words = self.row.get("appearance").split()
        for word in cell_words:
            if word not in words.APPEARANCES | words.HINTS and not words.HINT.fullmatch(word):
                self.fault("appearance", "appearance_unknown", found=word)
        return frozenset(cell_words)

    def stage(self) -> model.Stage | None:
        """The step that needs this answer; `required` must agree with it."""
        stage = self.one_of(f"{words.TIP}stage", _STAGES, "stage_bad")
        required = words.yes_or_no(self.row.get("required")) is not False  # yes, or a condition
        if required and not self.row.get(f"{words.TIP}stage"):
            self.fault(f"{words.TIP}stage", "required_without_stage")
        return stage

    def required_if(self) -> str:
        """The condition in `required`; '' when it says yes or no."""
        cell = self.row.get("required")
        return cell if words.yes_or_no(cell) is None else ""


# --- types of questions and their parameters --------------------------------------------------


_PARAMETER = re.compile(r"([A-Za-z_-]+)=([^\s,;]+)")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_RANGE = {"start": "1", "end": "10", "step": "1"}
_RANGE_MESSAGE = N_("Write a number from {start} to {end}, in steps of {step}.")
_SPECIFY = N_("Please specify.")

Kind = tuple[model.QuestionType | None, str]  # and the list


def read_type(reader: RowReader) -> Kind:
    """The type of a row and its list; (None, '') after the fault was recorded."""
    cell_words = words.type_words(reader.row.get("type"))
    if not cell_words:
        reader.fault("type", "type_missing")
        return None, ""
    of_two, of_one = "_".join(cell_words[:2]).lower(), cell_words[0].lower()
    refused = words.REFUSED_TYPES.get(of_two) or words.REFUSED_TYPES.get(of_one)
    if refused:
        reader.fault("type", refused, found=reader.row.get("type")[:60])
        return None, ""
    if cell_words[0] == words.EXTERNAL and len(cell_words) == 2:
        return model.QuestionType.SELECT_ONE, cell_words[1]
    if cell_words[0] in words.FROM_FILE:
        return _from_file(reader, cell_words)
    if cell_words[0] in words.SELECT_TYPES:
        return _select(reader, cell_words)
    return _plain(reader, cell_words)


def _select(reader: RowReader, cell_words: list[str]) -> Kind:
    kind = words.SELECT_TYPES[cell_words[0]]
    if len(cell_words) == 2:
        return kind, cell_words[1]
    if len(cell_words) > 2 and "_".join(cell_words[2:]).lower() in ("or_other", "or_specify_other"):
        if reader.row.get("choice_filter"):
            reader.fault("choice_filter", "other_with_filter")
        return kind, cell_words[1] + words.OTHER_LIST
    return _unknown(reader)


def _from_file(reader: RowReader, cell_words: list[str]) -> Kind:
    named = words.FILE_NAME.fullmatch(cell_words[1]) if len(cell_words) == 2 else None
    if named is None:
        reader.fault("type", "list_file_bad", found=" ".join(cell_words[1:])[:60])
        return None, ""
    return words.SELECT_TYPES[words.FROM_FILE[cell_words[0]]], named[1]


_ONE_WORD: Mapping[str, Kind] = {
    "range": (model.QuestionType.DECIMAL, ""),  # with_parameters knows whether it is whole
    "acknowledge": (model.QuestionType.SELECT_ONE, words.ACKNOWLEDGED),
    "barcode": (model.QuestionType.TEXT, ""),  # a scanner types as a keyboard does
    **{word: (kind, "") for word, kind in words.TYPES.items()},
}


def _plain(reader: RowReader, cell_words: list[str]) -> Kind:
    if len(cell_words) > 1 or cell_words[0] not in _ONE_WORD:
        return _unknown(reader)
    kind = _ONE_WORD[cell_words[0]]
    if cell_words[0] != "text":
        return kind
    chosen = [
        word for word in reader.row.get("appearance").split() if word in words.TEXT_APPEARANCES
    ]
    if len(chosen) > 1:
        reader.fault("appearance", "appearance_clash", found=" ".join(chosen))
    return (words.TEXT_APPEARANCES[chosen[0]], "") if chosen else kind


def _unknown(reader: RowReader) -> Kind:
    reader.fault("type", "type_unknown", found=reader.row.get("type")[:60])
    return None, ""


def with_parameters(reader: RowReader, question: model.Question) -> model.Question:
    """The question with what its parameters say; parameters that it cannot have are faults."""
    text = reader.row.get("parameters")
    parameters = dict(_PARAMETER.findall(text))
    if text and (not parameters or _PARAMETER.sub("", text).strip(" ,;")):
        reader.fault("parameters", "parameters_bad", found=text[:60])
        return question
    cell_words = words.type_words(reader.row.get("type"))
    ranged, from_file = cell_words[:1] == ["range"], cell_words[0] in words.FROM_FILE
    known = set(_RANGE) if ranged else {"value"} if from_file else set()
    for name in parameters.keys() - known:
        code = "refused_chance" if name in ("randomize", "seed") else "parameter_refused"
        reader.fault("parameters", code, found=name)
    return _ranged(reader, question, _RANGE | parameters) if ranged else question


def _ranged(
    reader: RowReader, question: model.Question, parameters: Mapping[str, str]
) -> model.Question:
    """A range is a number with its bounds as a constraint."""
    if not all(_NUMBER.fullmatch(parameters[name]) for name in _RANGE):
        reader.fault("parameters", "parameters_bad", found=reader.row.get("parameters")[:60])
        return question
    start, end, step = (Decimal(parameters[name]) for name in _RANGE)
    if start >= end or step <= 0 or (end - start) % step:
        reader.fault("parameters", "parameters_bad", found=reader.row.get("parameters")[:60])
        return question
    all_whole = all(number == number.to_integral_value() for number in (start, end, step))
    rule = f". >= {start} and . <= {end}"
    if not (all_whole and step == 1):
        steps = f"((. - {start}) div {step})".replace("- -", "+ ")
        rule += f" and abs({steps} - round({steps})) < 0.000001"
    bounds = {name: format(number.normalize(), "f") for name, number in
             (("start", start), ("end", end), ("step", step))}  # fmt: skip
    message = question.constraint_message
    return replace(
        question,
        type=model.QuestionType.INTEGER if all_whole else model.QuestionType.DECIMAL,
        constraint=f"({question.constraint}) and ({rule})" if question.constraint else rule,
        constraint_message=_both(_RANGE_MESSAGE, **bounds)
        if message == model.EMPTY_TEXT
        else message,
    )


def other_question(question: model.Question) -> model.Question:
    """The text that goes with the choice "other" of a question with `or_other`."""
    return model.Question(
        name=f"{question.name}_{words.OTHER}",
        type=model.QuestionType.TEXT,
        label=_both(_SPECIFY),
        relevant=f"selected(${{{question.name}}}, '{words.OTHER}')",
        required=question.required if question.required is not model.Stage.SAVE else None,
        level=question.level,
        release=question.release,
        quick=question.quick,
        prints=question.prints,
    )


def _both(sentence: str, **details: str) -> model.LocalText:
    return model.LocalText(
        *(texts(language).gettext(sentence).format(**details) for language in ("ar", "en"))
    )


# --- one question, or the head of a group -----------------------------------------------------


_RELEASES = {release.value: release for release in model.Release}
_PHASES = {phase.value: phase for phase in model.Phase}
_OF_QUESTIONS = (
    "constraint", f"constraint_message{words.AR}", f"constraint_message{words.EN}", "calculation",
    "choice_filter", "default", "parameters",
    f"guidance_hint{words.AR}", f"guidance_hint{words.EN}",
    f"{words.TIP}level", f"{words.TIP}release", f"{words.TIP}print", f"{words.TIP}quick",
    f"{words.TIP}known", f"{words.TIP}event",
)  # fmt: skip
# Cells of the end of a group that only tell which group ends.
_OF_ENDS = {"type", "name", f"label{words.AR}", f"label{words.EN}", f"{words.TIP}note"}
_UNANSWERED = {model.QuestionType.NOTE, model.QuestionType.CALCULATE}
_LEVELS = {str(level): level for level in (1, 2, 3, 4)}


def read_question(reader: RowReader) -> model.Question | None:
    """The question of a row, or None when its type is not known."""
    kind, list_name = read_type(reader)
    if kind is None:
        return None
    row, is_note = reader.row, kind is model.QuestionType.NOTE
    has_label = kind is not model.QuestionType.CALCULATE
    if is_note and row.get(f"{words.TIP}stage"):
        reader.fault(f"{words.TIP}stage", "stage_not_here")
    question = model.Question(
        name=reader.name(),
        type=kind,
        label=reader.text("label", needed=has_label),
        hint=reader.text("hint", needed=False),
        guidance=reader.text("guidance_hint", needed=False),
        list_name=list_name,
        appearance=reader.appearance(),
        relevant=row.get("relevant"),
        constraint=row.get("constraint"),
        constraint_message=reader.text("constraint_message", needed=False),
        calculation=row.get("calculation"),
        default=row.get("default"),
        choice_filter=row.get("choice_filter"),
        required=reader.stage(),
        required_if=reader.required_if(),
        read_only=reader.yes("read_only"),
        level=_level(reader, needed=not is_note),
        release=_release(reader, needed=not is_note),
        quick=reader.yes(f"{words.TIP}quick"),
        prints=reader.several(
            f"{words.TIP}print", {word: word for word in words.DOCUMENTS}, "document_bad"
        ),
        known=" ".join(row.get(f"{words.TIP}known").split()),
        event=reader.yes(f"{words.TIP}event"),
    )
    question = with_parameters(reader, question)
    _check_question(reader, question)
    return question


def _level(reader: RowReader, *, needed: bool) -> int:
    column = f"{words.TIP}level"
    level = reader.one_of(column, _LEVELS, "level_bad")
    if needed and not reader.row.get(column):
        reader.missing(column, "level_missing")
    return level or 1


def _release(reader: RowReader, *, needed: bool) -> frozenset[model.Release]:
    column = f"{words.TIP}release"
    release = reader.several(column, _RELEASES, "release_bad")
    if needed and not reader.row.get(column):
        reader.missing(column, "release_missing")
    to_prosecution = {
        model.Release.PROSECUTION,
        model.Release.PROSECUTION_IF_PICKED,
        model.Release.INTERNAL,
        model.Release.ANNEX,
    }
    if len(release & to_prosecution) > 1:
        reader.fault(column, "release_contradiction")
    return release


def _check_question(reader: RowReader, question: model.Question) -> None:
    calculated = question.type is model.QuestionType.CALCULATE
    if calculated and not question.calculation:
        reader.fault("calculation", "calculation_missing")
    if question.calculation and not calculated and not question.read_only:
        reader.fault("calculation", "calculation_not_here")
    _check_constraint(reader, question)
    if question.choice_filter and not question.list_name:
        reader.fault("choice_filter", "filter_not_here")
    if reader.row.get("repeat_count"):
        reader.fault("repeat_count", "count_not_here")
    _check_phase(reader)
    kind = words.type_words(reader.row.get("type"))[0]
    for word in sorted(question.appearance):
        if (wanted := words.OWN_KINDS.get(word, kind)) != kind:
            reader.fault("appearance", "appearance_not_here", found=word, wanted=wanted)
    if words.TABLE in question.appearance:
        reader.fault("appearance", "appearance_unknown", found=words.TABLE)


def _check_constraint(reader: RowReader, question: model.Question) -> None:
    """What nobody answers breaks no rule, and begins with no answer."""
    if question.type in _UNANSWERED:
        for column in ("constraint", "default"):
            if reader.row.get(column):
                reader.fault(column, "column_not_of_type", found=column, wanted=question.type.value)
    message = "constraint_message" + words.LANGUAGES["ar"]
    if question.constraint and question.constraint_message == model.EMPTY_TEXT:
        reader.fault(message, "message_missing")
    if question.constraint_message != model.EMPTY_TEXT and not question.constraint:
        reader.fault(message, "message_not_here")


def _check_phase(reader: RowReader) -> None:
    """Phase and letter say where a section stands; a question or group in it has none."""
    for column in (f"{words.TIP}phase", f"{words.TIP}code"):
        if reader.row.get(column):
            reader.fault(column, "phase_not_here")


def check_end(reader: RowReader) -> None:
    """The row that ends a group says which one ends, and nothing else of it."""
    for column in words.SURVEY_COLUMNS:
        if column not in _OF_ENDS and reader.row.get(column):
            reader.fault(column, "column_not_of_ends", found=column)


def check_list_file(reader: RowReader) -> None:
    """A list in a file is neither asked nor answered."""
    for column in words.EXPRESSIONS:
        if reader.row.get(column):
            reader.fault(column, "column_not_of_type", found=column, wanted="csv-external")


def _check_group(reader: RowReader, *, repeat: bool) -> None:
    """Cells that say nothing of a group are not passed over."""
    for column in _OF_QUESTIONS:
        if reader.row.get(column):
            reader.fault(column, "column_not_of_groups", found=column)
    if reader.yes("read_only"):
        reader.fault("read_only", "column_not_of_groups", found="read_only")
    if reader.row.get("repeat_count") and not repeat:
        reader.fault("repeat_count", "count_not_here")
    if reader.required_if():
        reader.fault("required", "column_not_of_groups", found="required")


def read_group(reader: RowReader, *, repeat: bool, section: bool) -> model.Group:
    """The head of a section, group, table or repeat, without children."""
    appearance = reader.appearance()
    kind = model.GroupKind.TABLE if words.TABLE in appearance else model.GroupKind.GROUP
    if repeat:
        kind = model.GroupKind.REPEAT
    elif section:
        kind = model.GroupKind.SECTION
    stage = reader.stage()
    if stage is not None and not repeat:
        reader.fault(f"{words.TIP}stage", "stage_not_here")
    _check_group(reader, repeat=repeat)
    phase = reader.one_of(f"{words.TIP}phase", _PHASES, "phase_bad")
    if not section:
        _check_phase(reader)
    elif not reader.row.get(f"{words.TIP}phase"):
        reader.fault(f"{words.TIP}phase", "phase_missing")
    return model.Group(
        name=reader.name(),
        kind=kind,
        label=reader.text("label", needed=section or repeat),
        children=(),
        hint=reader.text("hint", needed=False),
        relevant=reader.row.get("relevant"),
        appearance=appearance,
        phase=phase or model.Phase.CLARIFY,
        code=reader.row.get(f"{words.TIP}code"),
        required=stage,
        count=reader.row.get("repeat_count") if repeat else "",
    )


MAX_DEPTH = 12  # groups inside each other
_OPENINGS = {"group": False, "repeat": True}


@dataclass(slots=True)
class _Open:
    """A group that is not closed yet."""

    group: model.Group
    row: int
    children: list[model.Group | model.Question] = field(default_factory=list)
    refused: bool = False  # a row of it became no question; its fault is said there

    @property
    def word(self) -> str:
        return "repeat" if self.group.kind is model.GroupKind.REPEAT else "group"


@dataclass(frozen=True, slots=True)
class Survey:
    """The tree, and the row in which each name stands."""

    sections: tuple[model.Group, ...]
    rows: Mapping[str, int]
    refused: frozenset[str] = frozenset()  # names of rows that became no question


class _Builder:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.open: list[_Open] = []
        self.sections: list[model.Group] = []
        self.rows: dict[str, int] = {}
        self.refused: set[str] = set()

    def add(self, row: SheetRow) -> None:
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
        if repeat and any(parent.group.kind is model.GroupKind.REPEAT for parent in self.open):
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
            name = closing.group.name
            reader.fault("type", "group_mismatch", found=name, opened=closing.word, row=closing.row)
        self.close(closing)

    def close(self, closing: _Open) -> None:
        group = replace(closing.group, children=tuple(closing.children))
        where = ("survey", closing.row, "type")
        if not group.children and not closing.refused:
            self.faults.add(where, "group_empty", found=group.name)
        if group.kind is model.GroupKind.TABLE and not _is_table(group):
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
        specified = question.list_name.endswith(words.OTHER_LIST)
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


def _is_table(group: model.Group) -> bool:
    lists = {
        child.list_name
        if isinstance(child, model.Question) and child.type is model.QuestionType.SELECT_ONE
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
