"""One row of the survey sheet as a question or the head of a group, with every fault it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tipdesk.forms.model import (
    EMPTY_TEXT,
    Group,
    GroupKind,
    LocalText,
    Phase,
    Question,
    QuestionType,
    Release,
    Stage,
)
from tipdesk.forms.sheet_columns import (
    APPEARANCES,
    DOCUMENTS,
    LANGUAGES,
    NAME,
    OWN_APPEARANCE,
    SELECT_TYPES,
    TABLE,
    TEXT_APPEARANCES,
    TIP,
    TYPES,
    YES,
)
from tipdesk.forms.sheet_faults import Faults
from tipdesk.forms.sheets import Row

_Word = TypeVar("_Word")
_STAGES = {stage.value: stage for stage in Stage}
_RELEASES = {release.value: release for release in Release}
_PHASES = {phase.value: phase for phase in Phase}
_LEVELS = {str(level): level for level in (1, 2, 3, 4)}


class RowReader:
    """Reads the cells of one row, recording what is wrong with them."""

    def __init__(self, row: Row, faults: Faults) -> None:
        self.row = row
        self._faults = faults

    def fault(self, column: str, code: str, **details: str | int) -> None:
        """Record a fault in `column` of this row."""
        self._faults.add(("survey", self.row.number, column), code, **details)

    def text(self, name: str, *, needed: bool) -> LocalText:
        """The texts of column `name`; both languages or, unless `needed`, neither."""
        found = {code: self.row.get(name + column) for code, column in LANGUAGES.items()}
        feminine, masculine = self.row.get(f"{TIP}{name}_f"), self.row.get(f"{TIP}{name}_m")
        if needed or any(found.values()) or feminine or masculine:
            for code, column in LANGUAGES.items():
                if not found[code]:
                    self.fault(name + column, "text_missing")
        if bool(feminine) is not bool(masculine):
            self.fault(f"{TIP}{name}_{'m' if feminine else 'f'}", "gender_half")
        self._no_references(name, found)
        return LocalText(found["ar"], found["en"], feminine, masculine)

    def _no_references(self, name: str, found: Mapping[str, str]) -> None:
        for code, column in LANGUAGES.items():
            if "${" in found[code]:
                shown = found[code][found[code].index("${") :].partition("}")[0] + "}"
                self.fault(name + column, "text_reference", found=shown[:60])

    def name(self) -> str:
        """The name of the question or group."""
        name = self.row.get("name")
        if not name:
            self.fault("name", "name_missing")
        elif not NAME.fullmatch(name):
            self.fault("name", "name_bad", found=name)
        return name

    def yes(self, column: str) -> bool:
        """Whether `column` says yes."""
        cell = self.row.get(column)
        if cell not in YES:
            self.fault(column, "yes_bad", found=cell)
        return cell == "yes"

    def one(self, column: str, known: Mapping[str, _Word], code: str) -> _Word | None:
        """The word in `column`, one of `known`."""
        cell = self.row.get(column)
        if cell and cell not in known:
            self.fault(column, code, found=cell)
        return known.get(cell)

    def several(self, column: str, known: Mapping[str, _Word], code: str) -> frozenset[_Word]:
        """The words in `column`, all of `known`."""
        words = self.row.get(column).split()
        for word in words:
            if word not in known:
                self.fault(column, code, found=word)
        return frozenset(known[word] for word in words if word in known)

    def appearance(self) -> frozenset[str]:
        """The words of the appearance."""
        words = self.row.get("appearance").split()
        for word in words:
            if word not in APPEARANCES and not OWN_APPEARANCE.fullmatch(word):
                self.fault("appearance", "appearance_unknown", found=word)
        return frozenset(words)

    def stage(self) -> Stage | None:
        """The step that needs this answer; `required` must agree with it."""
        stage = self.one(f"{TIP}stage", _STAGES, "stage_bad")
        if self.yes("required") and not self.row.get(f"{TIP}stage"):
            self.fault(f"{TIP}stage", "required_without_stage")
        return stage


def read_question(reader: RowReader) -> Question | None:
    """The question of a row, or None when its type is not known."""
    kind, list_name = _type(reader)
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
        read_only=reader.yes("read_only"),
        level=_level(reader, needed=not is_note),
        release=_release(reader, needed=not is_note),
        quick=reader.yes(f"{TIP}quick"),
        prints=reader.several(f"{TIP}print", {word: word for word in DOCUMENTS}, "document_bad"),
    )
    _check_question(reader, question)
    return question


def _type(reader: RowReader) -> tuple[QuestionType | None, str]:
    words = reader.row.get("type").split()
    if not words:
        reader.fault("type", "type_missing")
        return None, ""
    if words[0] in SELECT_TYPES and len(words) == 2:
        return SELECT_TYPES[words[0]], words[1]
    if len(words) > 1 or words[0] not in TYPES:
        reader.fault("type", "type_unknown", found=reader.row.get("type"))
        return None, ""
    kind = TYPES[words[0]]
    if kind is not QuestionType.TEXT:
        return kind, ""
    chosen = [word for word in reader.row.get("appearance").split() if word in TEXT_APPEARANCES]
    if len(chosen) > 1:
        reader.fault("appearance", "appearance_clash", found=" ".join(chosen))
    return (TEXT_APPEARANCES[chosen[0]] if chosen else kind), ""


def _level(reader: RowReader, *, needed: bool) -> int:
    column = f"{TIP}level"
    level = reader.one(column, _LEVELS, "level_bad")
    if needed and not reader.row.get(column):
        reader.fault(column, "level_missing")
    return level or 1


def _release(reader: RowReader, *, needed: bool) -> frozenset[Release]:
    column = f"{TIP}release"
    release = reader.several(column, _RELEASES, "release_bad")
    if needed and not reader.row.get(column):
        reader.fault(column, "release_missing")
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
    if question.constraint and question.constraint_message == EMPTY_TEXT:
        reader.fault("constraint_message" + LANGUAGES["ar"], "message_missing")
    if question.choice_filter and not question.list_name:
        reader.fault("choice_filter", "filter_not_here")
    if TABLE in question.appearance:
        reader.fault("appearance", "appearance_unknown", found=TABLE)


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
    phase = reader.one(f"{TIP}phase", _PHASES, "phase_bad")
    if section and not reader.row.get(f"{TIP}phase"):
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
        quick=reader.yes(f"{TIP}quick"),
        required=stage,
    )
