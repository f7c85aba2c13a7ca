"""A form as frozen values: what the compiler writes and every other room reads.

Terms are those of XLSForm and ODK XForms. Answers are addressed by *path*: `name` for a
question outside a repeat, `repeat[3]/name` inside the row with id 3. All values are strings,
as in XForms; '' and a missing key mean "no answer".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# --- texts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in the form's languages. `ar_f` and `ar_m` agree with the person's sex."""

    ar: str  # neutral; also used until the sex is known
    en: str
    ar_f: str = ""
    ar_m: str = ""

    def text(self, language: str, sex: str = "") -> str:
        """The text in `language` ('ar' or 'en') for a person of `sex` ('female', 'male', '')."""
        if language != "ar":
            return self.en
        agreed = {"female": self.ar_f, "male": self.ar_m}.get(sex, "")
        return agreed or self.ar


EMPTY_TEXT = LocalText("", "")

MAX_TEXT = 2_000  # characters of an answer of one line
MAX_LONG_TEXT = 500_000  # characters; a statement of about 150 pages

RESTRICTED_LEVEL = 4
"""Of what could endanger or incriminate the person (intake-fields §2)."""


class QuestionType(StrEnum):
    """How a question is answered. Editors and print cells are chosen by this alone."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # text with appearance multiline
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"  # YYYY-MM-DD
    TIME = "time"  # HH:MM or HH:MM:SS
    DATETIME = "datetime"  # ISO 8601 with offset, stored in UTC
    PARTIAL_DATE = "partial_date"  # EDTF level 1 subset, see forms.values
    SELECT_ONE = "select_one"  # one choice name
    SELECT_MULTIPLE = "select_multiple"  # choice names separated by one space
    PERSON = "person"  # text with appearance tip-person
    OFFICER = "officer"  # login of an officer
    ATTACHMENT = "attachment"  # a file attached to the case: its id, | and its name
    NOTE = "note"  # shown, never answered
    CALCULATE = "calculate"  # filled by the program, read only


class GroupKind(StrEnum):
    """How a group of questions is laid out."""

    SECTION = "section"  # a page of the interview; top level only
    GROUP = "group"
    REPEAT = "repeat"
    TABLE = "table"  # rows of questions that share one choice list (appearance table-list)


class Stage(StrEnum):
    """The step an answer is needed for: saving, export to the Prosecution, closing."""

    SAVE = "S"
    EXPORT = "E"
    CLOSE = "K"


class Release(StrEnum):
    """Where a field may go (intake-fields §2)."""

    PROSECUTION = "PP"
    PROSECUTION_IF_PICKED = "PP?"
    REFERRAL = "RF"
    STATISTICS = "ST"
    ANNEX = "AX"  # the protective annex: to one prosecutor, and in no case file
    INTERNAL = "IN"


class Phase(StrEnum):
    """PEACE: the order in which the sections stand on the screen."""

    PLAN = "plan"
    ENGAGE = "engage"
    ACCOUNT = "account"
    CLARIFY = "clarify"
    CLOSE = "close"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a choice list. `filter` holds the extra columns that choice_filter may name."""

    name: str
    label: LocalText
    filter: Mapping[str, str] = field(default_factory=dict)


def is_unnamed(choices: Iterable[Choice], name: str) -> bool:
    """Whether paper says only what kind of place `name` is, a shelter; its unit is not printed."""
    choices = tuple(choices)
    general = {choice.filter.get("export_as", "") for choice in choices} - {""}
    own = any(choice.name == name and choice.filter.get("print_ar") for choice in choices)
    return own or name in general


NOTICE = "notice"  # the document that tells the Prosecution (article 40)
_BASIS = "processing_basis"  # without which nothing else may go there


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Expressions are kept as source text; `forms.rules` evaluates them."""

    name: str
    type: QuestionType
    label: LocalText
    hint: LocalText = EMPTY_TEXT
    guidance: LocalText = EMPTY_TEXT  # advice for the officer, never read out
    list_name: str = ""
    appearance: frozenset[str] = frozenset()  # e.g. minimal, multiline, tip-ltr, tip-qa
    relevant: str = ""
    constraint: str = ""
    constraint_message: LocalText = EMPTY_TEXT
    calculation: str = ""
    default: str = ""
    choice_filter: str = ""
    required: Stage | None = None
    required_if: str = ""  # needed for that step only while this holds
    read_only: bool = False
    level: int = 1  # 1 to 4 (RESTRICTED_LEVEL), intake-fields §2
    release: frozenset[Release] = frozenset()
    quick: bool = False  # one of the answers of quick mode (`asked_first`)
    prints: frozenset[str] = frozenset()  # documents, see `xlsform.words.DOCUMENTS`
    known: str = ""  # where its answer stands already, see `forms.known`
    event: bool = False  # whether an event may say it of its files, see `forms.events`

    @property
    def answerable(self) -> bool:
        """Whether an officer can answer it."""
        return self.type not in (QuestionType.NOTE, QuestionType.CALCULATE) and not self.read_only

    @property
    def asked_first(self) -> bool:
        """Whether quick mode asks it: the author says so, or the notice to the Prosecution, which
        quick mode is for, shows its answer, or it says by which law the file may follow."""
        of_notice = NOTICE in self.prints or self.name == _BASIS
        return self.quick or (self.answerable and of_notice)


@dataclass(frozen=True, slots=True)
class Group:
    """A section, a group, a repeat or a table of questions."""

    name: str
    kind: GroupKind
    label: LocalText
    children: tuple[Group | Question, ...]
    hint: LocalText = EMPTY_TEXT
    relevant: str = ""
    appearance: frozenset[str] = frozenset()
    phase: Phase = Phase.CLARIFY
    code: str = ""  # the section's letter in intake-fields, e.g. "B"
    required: Stage | None = None  # repeats only: at least one row is needed for this step
    count: str = ""  # repeats only: how many rows there are; '' when officers add them

    def around(self, name: str) -> Group | None:
        """As `FormDefinition.around`, below this one."""
        inner = (child for child in self.children if isinstance(child, Group))
        for group in inner:
            if any(question.name == name for question in group.questions()):
                nearer = group.around(name)
                return group if nearer is None and group.label.ar else nearer
        return None

    def questions(self) -> Iterator[Question]:
        """Every question below, in document order."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.questions()
            else:
                yield child

    def repeats(self) -> Iterator[Group]:
        """This group where it is one, and every repeat below, in document order."""
        if self.kind is GroupKind.REPEAT:
            yield self
        for child in self.children:
            if isinstance(child, Group):
                yield from child.repeats()


STANDINGS = (0, 1)  # what this program knows of `FormDefinition.standing`


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One published version of one form. `digest` is the SHA-256 (hex) of its canonical JSON.

    `standing` says what becomes of an answer that the form refuses. 1: it counts as no answer
    (`evaluation`). 0: it counts all the same, as in every form that was compiled before this
    rule, so that records of such files keep their digests.
    """

    form_id: str
    version: int
    title: LocalText
    sections: tuple[Group, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    digest: str
    standing: int = 1

    def __hash__(self) -> int:
        return hash((self.form_id, self.version, self.digest))

    def questions(self) -> Iterator[Question]:
        """Every question, in document order."""
        for section in self.sections:
            yield from section.questions()

    def repeats(self) -> Iterator[Group]:
        """Every repeat, in document order."""
        for section in self.sections:
            yield from section.repeats()

    def around(self, name: str) -> Group | None:
        """The innermost group, list or table with a label that holds the question of that name;
        None where it stands in its section by itself, or the form has none."""
        return next(
            (group for section in self.sections if (group := section.around(name)) is not None),
            None,
        )

    def repeat(self, name: str) -> Group | None:
        """The repeat of that name; None where the form has none."""
        return next((group for group in self.repeats() if group.name == name), None)


def path_of(name: str, repeat: str = "", row: int = 0) -> str:
    """The path of question `name`, inside row `row` of `repeat` when one is given."""
    return f"{repeat}[{row}]/{name}" if repeat else name


def row_path(repeat: str, row: int) -> str:
    """The path whose value '1' says that the row exists; '' after it was removed."""
    return f"{repeat}[{row}]"


_ROW = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[([0-9]{1,9})\](?:/(.+))?")


def split_path(path: str) -> tuple[str, int, str]:
    """A path taken apart: (repeat, row, name); ('', 0, name) outside, name '' for a row itself."""
    match = _ROW.fullmatch(path)
    return (match[1], int(match[2]), match[3] or "") if match else ("", 0, path)
