"""One row of the survey sheet as a question or the head of a group, with every fault it has."""

from __future__ import annotations

from tipdesk.forms.model import (
    EMPTY_TEXT,
    Group,
    GroupKind,
    Phase,
    Question,
    QuestionType,
    Release,
)
from tipdesk.forms.xlsform.question_types import read_type, with_parameters
from tipdesk.forms.xlsform.row_reader import RowReader
from tipdesk.forms.xlsform.sheet_columns import (
    AR,
    DOCUMENTS,
    EN,
    EXPRESSIONS,
    LANGUAGES,
    OWN_KINDS,
    SURVEY_COLUMNS,
    TABLE,
    TIP,
)
from tipdesk.forms.xlsform.sheet_names import type_words

_RELEASES = {release.value: release for release in Release}
_PHASES = {phase.value: phase for phase in Phase}
_OF_QUESTIONS = (
    "constraint", f"constraint_message{AR}", f"constraint_message{EN}", "calculation",
    "choice_filter", "default", "parameters", f"guidance_hint{AR}", f"guidance_hint{EN}",
    f"{TIP}level", f"{TIP}release", f"{TIP}print", f"{TIP}quick",
)  # fmt: skip
_OF_ENDS = {"type", "name", f"label{AR}", f"label{EN}", f"{TIP}note"}  # that tell which
_UNANSWERED = {QuestionType.NOTE, QuestionType.CALCULATE}
_LEVELS = {str(level): level for level in (1, 2, 3, 4)}


def read_question(reader: RowReader) -> Question | None:
    """The question of a row, or None when its type is not known."""
    kind, list_name = read_type(reader)
    if kind is None:
        return None
    row, is_note = reader.row, kind is QuestionType.NOTE
    shown = kind is not QuestionType.CALCULATE
    if is_note and row.get(f"{TIP}stage"):
        reader.fault(f"{TIP}stage", "stage_not_here")
    question = Question(
        name=reader.name(),
        type=kind,
        label=reader.text("label", needed=shown),
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
        quick=reader.yes(f"{TIP}quick"),
        prints=reader.several(f"{TIP}print", {word: word for word in DOCUMENTS}, "document_bad"),
    )
    question = with_parameters(reader, question)
    _check_question(reader, question)
    return question


def _level(reader: RowReader, *, needed: bool) -> int:
    column = f"{TIP}level"
    level = reader.one(column, _LEVELS, "level_bad")
    if needed and not reader.row.get(column):
        reader.missing(column, "level_missing")
    return level or 1


def _release(reader: RowReader, *, needed: bool) -> frozenset[Release]:
    column = f"{TIP}release"
    release = reader.several(column, _RELEASES, "release_bad")
    if needed and not reader.row.get(column):
        reader.missing(column, "release_missing")
    to_prosecution = {Release.PROSECUTION, Release.PROSECUTION_IF_PICKED, Release.INTERNAL}
    if len(release & to_prosecution) > 1:
        reader.fault(column, "release_contradiction")
    return release


def _check_question(reader: RowReader, question: Question) -> None:
    calculated = question.type is QuestionType.CALCULATE
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
    kind = type_words(reader.row.get("type"))[0]
    for word in sorted(question.appearance):
        if (wanted := OWN_KINDS.get(word, kind)) != kind:
            reader.fault("appearance", "appearance_not_here", found=word, wanted=wanted)
    if TABLE in question.appearance:
        reader.fault("appearance", "appearance_unknown", found=TABLE)


def _check_constraint(reader: RowReader, question: Question) -> None:
    """What nobody answers breaks no rule, and begins with no answer."""
    if question.type in _UNANSWERED:
        for column in ("constraint", "default"):
            if reader.row.get(column):
                reader.fault(column, "column_not_of_type", found=column, wanted=question.type.value)
    message = "constraint_message" + LANGUAGES["ar"]
    if question.constraint and question.constraint_message == EMPTY_TEXT:
        reader.fault(message, "message_missing")
    if question.constraint_message != EMPTY_TEXT and not question.constraint:
        reader.fault(message, "message_not_here")


def _check_phase(reader: RowReader) -> None:
    """Phase and letter say where a section stands; a question or group in it has none."""
    for column in (f"{TIP}phase", f"{TIP}code"):
        if reader.row.get(column):
            reader.fault(column, "phase_not_here")


def check_end(reader: RowReader) -> None:
    """The row that ends a group says which one ends, and nothing else of it."""
    for column in SURVEY_COLUMNS:
        if column not in _OF_ENDS and reader.row.get(column):
            reader.fault(column, "column_not_of_ends", found=column)


def check_list_file(reader: RowReader) -> None:
    """A list in a file is neither asked nor answered."""
    for column in EXPRESSIONS:
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


def read_group(reader: RowReader, *, repeat: bool, section: bool) -> Group:
    """The head of a section, group, table or repeat, without children."""
    appearance = reader.appearance()
    kind = GroupKind.TABLE if TABLE in appearance else GroupKind.GROUP
    if repeat:
        kind = GroupKind.REPEAT
    elif section:
        kind = GroupKind.SECTION
    stage = reader.stage()
    if stage is not None and not repeat:
        reader.fault(f"{TIP}stage", "stage_not_here")
    _check_group(reader, repeat=repeat)
    phase = reader.one(f"{TIP}phase", _PHASES, "phase_bad")
    if not section:
        _check_phase(reader)
    elif not reader.row.get(f"{TIP}phase"):
        reader.fault(f"{TIP}phase", "phase_missing")
    return Group(
        name=reader.name(),
        kind=kind,
        label=reader.text("label", needed=section or repeat),
        children=(),
        hint=reader.text("hint", needed=False),
        relevant=reader.row.get("relevant"),
        appearance=appearance,
        phase=phase or Phase.CLARIFY,
        code=reader.row.get(f"{TIP}code"),
        required=stage,
        count=reader.row.get("repeat_count") if repeat else "",
    )
