"""Exhibits and recordings: what is kept with a file, and what of it may go.

Exhibits are what section R lists, and the attached files that its rows describe: an answer of the
kind *attachment* is the id of a file, `|` and what it was called. Nothing else ties a file to its
row, so a form without these questions keeps none back: there every file goes. `listed` joins rows
and files, `kept_back` says which file stays and why, `restricted_files` what is level 4.

A recording is an attachment of its file as soon as it is whole. It is at least as strict as the
statement (level 3), and more: nobody can take single answers out of it, so it goes only when a
supervisor picked it (`pickable`), while the consent to it stands (`consent_stands`) and the
statement itself goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tipdesk.cases.answers import counting, question_name, shown_value, stands
from tipdesk.cases.custody import timestamp
from tipdesk.cases.interview import statement
from tipdesk.cases.model import Answer, Attachment, Bookmark, CaseFile, Ending, Recording
from tipdesk.core.settings import Language
from tipdesk.forms.model import (
    RESTRICTED_LEVEL,
    FormDefinition,
    LocalText,
    Question,
    QuestionType,
    Release,
    path_of,
    row_path,
    split_path,
)
from tipdesk.forms.rules.state import FormState
from tipdesk.i18n.text import N_, format_datetime, texts
from tipdesk.media.exif import NOTHING_SAID

ROWS, NUMBER, TYPE, TITLE = "exhibit_rows", "att_no", "att_type", "att_title"
FILE, REDACTED_COPY, HASH = "att_file", "att_redacted", "att_hash"
LEVEL, IN_BUNDLE = "att_level", "att_in_bundle"
NO, ONLY_REDACTED = "no", "redacted"  # of the list IN_BUNDLE: not as it is
LINKS = frozenset({FILE, REDACTED_COPY, IN_BUNDLE})  # what the hash of a row follows from
CUSTODY, HANDED_OVER = "att_custody", "custody_no"  # who handed over which exhibit
NEEDED = LINKS | {ROWS, NUMBER, TYPE, TITLE, HASH, LEVEL, CUSTODY, HANDED_OVER}
NEEDED_CODES = {IN_BUNDLE: frozenset({"yes", NO, ONLY_REDACTED}), LEVEL: frozenset("1234")}
_ATTACHED = "attached:"
_TITLE = N_("{name}, added by {officer}, {when}, {size} bytes")


def file_of(value: str) -> str:
    """The id in an answer that names a file; '' when it names none."""
    return value.partition("|")[0]


def link(attachment: Attachment) -> str:
    """The answer that names this file."""
    return f"{attachment.id}|{attachment.name}"


def restricted_files(answers: Mapping[str, Answer]) -> frozenset[str]:
    """The ids of files that a row of level 4 describes."""
    found: set[str] = set()
    for row in restricted_rows(answers):
        described = (answers.get(path_of(one, ROWS, row)) for one in (FILE, REDACTED_COPY))
        found |= {file_of(one.value) for one in described if one is not None and one.value}
    return frozenset(found)


def untold(kept: Iterable[Attachment], answers: Mapping[str, Answer]) -> tuple[Attachment, ...]:
    """For whom level 4 is closed: of its files it is told that they are there, not what they are
    called, what their bytes say (a photograph often says where) or how they came about."""
    closed = restricted_files(answers)
    return tuple(
        replace(one, name="", photo=NOTHING_SAID, acquisition=None, closed=True)
        if one.id in closed
        else one
        for one in kept
    )


def loosens(path: str, answers: Mapping[str, Answer]) -> bool:
    """Whether a change at `path` may let a file go that a row of level 4 describes: at what makes
    it one, or at the row itself."""
    return decides(path) and split_path(path)[1] in restricted_rows(answers)


def decides(path: str) -> bool:
    """Whether a change at `path` may decide which files rows of level 4 describe."""
    repeat, _row, name = split_path(path)
    return repeat == ROWS and (not name or name in LINKS | {LEVEL})


def is_within(path: str, rows: Collection[int]) -> bool:
    """Whether what stands at `path` is under the level of one of these rows. The level itself is
    told: by it everybody knows why nothing else is."""
    repeat, row, name = split_path(path)
    return repeat == ROWS and row in rows and name not in ("", LEVEL)


def restricted_rows(answers: Mapping[str, Answer]) -> frozenset[int]:
    """The numbers of the rows of level 4."""
    places = ((split_path(path), answer.value) for path, answer in answers.items())
    return frozenset(
        row
        for (repeat, row, name), value in places
        if (repeat, name, value) == (ROWS, LEVEL, str(RESTRICTED_LEVEL))
    )


def restricted_by_repeat(answers: Mapping[str, Answer]) -> dict[str, frozenset[int]]:
    """The rows of exhibits of level 4, and those that tell of handing them over: by repeat."""
    rows = restricted_rows(answers)
    named = (answers.get(path_of(NUMBER, ROWS, row)) for row in rows)
    numbers = {one.value for one in named if one is not None and one.value}
    handed: set[int] = set()
    for path, answer in answers.items():
        repeat, row, name = split_path(path)
        if (repeat, name) == (CUSTODY, HANDED_OVER) and answer.value in numbers:
            handed.add(row)
    return {ROWS: rows, CUSTODY: frozenset(handed)}


def can_link(form: FormDefinition) -> bool:
    """Whether the rows of this form say which file they describe."""
    return any(question.name == FILE for question in form.questions())


def attached(attachments: Iterable[Attachment]) -> dict[str, str]:
    """What the rules know of the attached files: no question is called so."""
    return {_ATTACHED + one.id: one.sha256 for one in attachments}


def hashes(state: FormState) -> dict[str, str]:
    """`att_hash` of every row by its path: of the file that the row describes, or of the redacted
    copy that goes in its place, which is another file than the original. By the row as it was
    filled in: whether the form lets its mark stand follows from the hash."""
    known, marked = state.run.context.externals, state.run.answers
    found: dict[str, str] = {}
    for row in state.rows(ROWS):
        original, copy, mark = (
            marked.get(path_of(name, ROWS, row), "") for name in (FILE, REDACTED_COPY, IN_BUNDLE)
        )
        whole = known.get(_ATTACHED + file_of(original), "")
        digest = known.get(_ATTACHED + file_of(copy), "") if mark == ONLY_REDACTED else whole
        if digest and not (mark == ONLY_REDACTED and digest == whole):
            found[path_of(HASH, ROWS, row)] = digest
    return found


def as_added(attachment: Attachment) -> dict[str, str]:
    """What a row begins with that is made for an attached file: question and answer, in the
    language of the record. When and from whom it was obtained only the officer knows."""
    say = texts("ar").gettext
    title = say(_TITLE).format(
        name=attachment.name,
        size=f"{attachment.size:,}",
        officer=attachment.added_by,
        when=format_datetime(attachment.added_at, "ar"),
    )
    return {FILE: link(attachment), TITLE: title}


def is_as_added(answers: Mapping[str, Answer], row: int, attachment: Attachment) -> bool:
    """Whether nothing else stands in the row than what was put there for the file."""
    head = row_path(ROWS, row) + "/"
    found = {
        path.removeprefix(head): (answer.value, answer.reason)
        for path, answer in answers.items()
        if path.startswith(head) and stands(answer)
    }
    return found == {name: (text, None) for name, text in as_added(attachment).items()}


def is_hash(path: str) -> bool:
    """Whether `path` is that of a row's hash."""
    repeat, _, name = split_path(path)
    return (repeat, name) == (ROWS, HASH)


# Which attached files go with a file, which stay, and what is said of those that stay.
#
# What an officer marks «leave out» stays, and of what goes redacted the original stays. What has
# level 4 goes only when a supervisor picked it; until then nothing of its row goes either, and it
# is only counted. Sound that was recorded here follows `cases.evidence` besides. A
# refusal to
# share narrows level 3 in the same way, by the file. A file that no row describes goes. The marks
# hold a file back even where the rows are no longer asked: what was to stay must not leave
# because a section has closed.


LEFT_OUT, REDACTED, NOT_PICKED = "left_out", "redacted", "not_picked"  # why a file stays
_RESTRICTED, _SENSITIVE = 4, 3  # levels
_NUMBERED, _OF_ROW = N_("Exhibit no. {number}"), N_("Exhibit in row {number}")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A row of the list, as far as it steers what goes."""

    row: int
    number: str  # on its label, as the officer wrote it
    name: LocalText
    level: int
    mark: str  # of the list IN_BUNDLE, '' while it is open
    file: str  # id of the attached file that it describes
    copy: str  # id of the redacted copy
    asked: bool

    @property
    def pick(self) -> str:
        """What a supervisor's pick of it is called; no question can have such a name."""
        return f"{ROWS}:{self.row}"

    def needs_pick(self, *, narrowed: bool) -> bool:
        """Whether it goes only when a supervisor lets it go."""
        narrow = narrowed and self.level >= _SENSITIVE and bool(self.file)
        return self.level >= _RESTRICTED or narrow

    def would_go(self) -> str:
        """The id of the file that goes when nothing else holds it; '' for none."""
        if self.mark == NO:
            return ""
        return self.copy if self.mark == ONLY_REDACTED else self.file


@dataclass(frozen=True, slots=True)
class Stays:
    """An exhibit of level 1 to 3 whose file stays here."""

    path: str
    label: LocalText
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What of the exhibits does not leave."""

    attachments: frozenset[str] = frozenset()  # ids
    rows: frozenset[str] = frozenset()  # paths of rows of which nothing goes
    hashes: frozenset[str] = frozenset()  # paths
    named: tuple[Stays, ...] = ()
    restricted: int = 0  # of level 4, only counted

    def hides(self, path: str) -> bool:
        """Whether what stands at `path` stays, whatever its question says."""
        repeat, row, _ = split_path(path)
        return path in self.hashes or (bool(repeat) and row_path(repeat, row) in self.rows)


NOTHING_KEPT = KeptBack()


def listed(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState
) -> tuple[Exhibit, ...]:
    """The rows of the list, whether they are asked now or not."""
    if not can_link(form):
        return ()
    numbers = sorted(
        row
        for repeat, row, name in map(split_path, answers)
        if repeat == ROWS and not name and answers[row_path(repeat, row)].value
    )
    return tuple(_exhibit(form, answers, state, row) for row in numbers)


def pickable(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState, *, narrowed: bool
) -> tuple[Question, ...]:
    """The exhibits that go only when a supervisor picks them, as a supervisor is asked of them."""
    return tuple(
        Question(
            name=one.pick,
            type=QuestionType.ATTACHMENT,
            label=one.name,
            level=one.level,
            release=frozenset({Release.PROSECUTION_IF_PICKED}),
        )
        for one in listed(form, answers, state)
        if one.asked and one.mark != NO and one.needs_pick(narrowed=narrowed)
    )


def kept_back(
    case_file: CaseFile, state: FormState, picked: Collection[str], *, narrowed: bool
) -> KeptBack:
    """What of the exhibits of a file stays; `picked` are the names of a supervisor's picks."""
    rows = listed(case_file.form, case_file.answers, state)
    recorded = held_back(case_file, state, picked)
    if not rows and not recorded:
        return NOTHING_KEPT
    allowed = {
        one.row for one in rows if not one.needs_pick(narrowed=narrowed) or one.pick in picked
    }
    leaving = {one.row: one.would_go() if one.row in allowed else "" for one in rows}
    ids = {file for one in rows for file in (one.file, one.copy) if file != leaving[one.row]}
    ids |= (own := {one.id for one in recorded})
    held = _with_the_same_contents(case_file.attachments, ids)
    hidden = [one for one in rows if _is_hidden(one, allowed)]
    named = [
        Stays(path_of(FILE, ROWS, one.row), one.name, max(one.level, 1), why)
        for one in rows
        if one.level < _RESTRICTED and one.file not in own and (why := _why(one, allowed, held))
    ] + [Stays(one.pick, recording_name(one), RECORDING_LEVEL, NOT_PICKED) for one in recorded]
    return KeptBack(
        attachments=held,
        rows=frozenset(_paths(case_file.answers, hidden)),
        hashes=frozenset(
            path_of(HASH, ROWS, one.row)
            for one in rows
            if not leaving[one.row] or leaving[one.row] in held
        ),
        named=tuple(named),
        restricted=sum(
            one.level >= _RESTRICTED
            and ((one.asked and one in hidden) or not held.isdisjoint({one.file, one.copy}))
            for one in rows
        ),
    )


def described(case_file: CaseFile, state: FormState) -> frozenset[str] | None:
    """The ids of the files that a row describes; None: this form cannot say."""
    if not can_link(case_file.form):
        return None
    rows = listed(case_file.form, case_file.answers, state)
    return frozenset(file for one in rows for file in (one.file, one.copy) if file)


def marked_in_vain(case_file: CaseFile, state: FormState) -> bool:
    """Whether a row is marked to be left out, or to go redacted, that names no file, while some
    attached file is described by no row: it could be this one, and it goes."""
    found = described(case_file, state) or frozenset()
    if all(one.id in found for one in case_file.attachments):
        return False
    links = (FILE, REDACTED_COPY)
    return any(
        state.value(path_of(IN_BUNDLE, ROWS, row)) in (NO, ONLY_REDACTED)
        and not any(state.value(path_of(name, ROWS, row)) for name in links)
        for row in state.rows(ROWS)
    )


def as_it_leaves(case_file: CaseFile, kept: KeptBack) -> CaseFile:
    """The file without what of its exhibits stays: for papers and for what goes beside them."""
    if kept == NOTHING_KEPT:
        return case_file
    return replace(
        case_file,
        answers={path: one for path, one in case_file.answers.items() if not kept.hides(path)},
        amendments=tuple(one for one in case_file.amendments if not kept.hides(one.path)),
        attachments=going(case_file.attachments, kept),
    )


def going(attachments: Collection[Attachment], kept: KeptBack) -> tuple[Attachment, ...]:
    """The attached files that leave, in their order."""
    return tuple(one for one in attachments if one.id not in kept.attachments)


def _exhibit(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState, row: int
) -> Exhibit:
    def said(name: str) -> str:
        return answers.get(path_of(name, ROWS, row), Answer()).value

    mark, level = said(IN_BUNDLE), said(LEVEL)
    copied = mark in (NO, ONLY_REDACTED)  # else nobody is asked for a copy
    asked = state.is_relevant(row_path(ROWS, row))
    number = said(NUMBER) if asked else ""
    kind = said(TYPE) if asked else ""
    return Exhibit(
        row=row,
        number=said(NUMBER),
        name=LocalText(_name(form, row, number, kind, "ar"), _name(form, row, number, kind, "en")),
        level=int(level) if level.isdecimal() else 0,
        mark=mark,
        file=file_of(said(FILE)),
        copy=file_of(said(REDACTED_COPY)) if copied else "",
        asked=asked,
    )


def _name(form: FormDefinition, row: int, number: str, kind: str, language: Language) -> str:
    """The exhibit as it is listed outside: by its number and kind, never by its contents."""
    say = texts(language).gettext
    text = say(_NUMBERED if number else _OF_ROW).format(number=number or row)
    question = next((one for one in form.questions() if one.name == TYPE), None)
    if question is None or not kind:
        return text
    return f"{text} ({shown_value(form, question, kind, language)})"


def _with_the_same_contents(
    attachments: Collection[Attachment], ids: Collection[str]
) -> frozenset[str]:
    """A file that stays does not leave by having been attached twice."""
    digests = {one.sha256 for one in attachments if one.id in ids}
    return frozenset(one.id for one in attachments if one.sha256 in digests)


def _is_hidden(one: Exhibit, allowed: Collection[int]) -> bool:
    return one.level >= _RESTRICTED and (one.mark == NO or one.row not in allowed)


def _why(one: Exhibit, allowed: Collection[int], held: Collection[str]) -> str:
    """Why a file of the row stays; '' when none does."""
    if not {one.file, one.copy} & set(held):
        return ""
    if one.mark != NO and one.row not in allowed:
        return NOT_PICKED
    return REDACTED if one.mark == ONLY_REDACTED else LEFT_OUT


def _paths(answers: Mapping[str, Answer], hidden: Collection[Exhibit]) -> Iterator[str]:
    """The rows of the exhibits, and those of their chain of custody."""
    numbers = {one.number for one in hidden} - {""}
    for one in hidden:
        yield row_path(ROWS, one.row)
    for path, answer in answers.items():
        repeat, row, name = split_path(path)
        if (repeat, name) == (CUSTODY, HANDED_OVER) and answer.value in numbers:
            yield row_path(repeat, row)


CONSENT = "consent_audio"
CONSENTED = frozenset({"granted", "granted_limited", "assent"})  # list CONSENT
WITHDRAWN, CHANGED_AT = "withdrawn", "consent_changed_at"
RECORDING_LEVEL = 3  # that of the account
_NAME = N_("Sound recording of {when}")

# Links of the chain of custody.
BEGUN, KEPT, LOST = "recording_begun", "recorded", "recording_lost"
RECORDING_LINKS = (BEGUN, KEPT, LOST)


class Refusal(StrEnum):
    """Why none can be made now."""

    NO_CONSENT = "no_consent"
    CLOSED = "closed"  # the account is closed, or is not asked for
    NOT_OPEN = "not_open"  # the file takes no answers from this officer
    RUNNING = "running"  # another one


def consent_stands(answers: Mapping[str, Answer]) -> bool:
    """Whether the person has agreed to a recording, and not withdrawn it."""
    return answers.get(CONSENT, Answer()).value in CONSENTED


def is_asked(form: FormDefinition) -> bool:
    """Whether the form asks for that consent: without the question nothing is recorded."""
    return any(question.name == CONSENT for question in form.questions())


def recording_name(recording: Recording) -> LocalText:
    """A recording as it is listed: by its time alone."""

    def said(language: Language) -> str:
        say = texts(language).gettext
        return say(_NAME).format(when=format_datetime(recording.begun_at, language))

    return LocalText(said("ar"), said("en"))


def recordings_to_pick(
    made: Iterable[Recording],
    form: FormDefinition,
    answers: Mapping[str, Answer],
    state: FormState,
) -> tuple[Question, ...]:
    """The recordings that a supervisor may let go, as a supervisor is asked of them."""
    if not _may_leave(form, answers, state):
        return ()
    return tuple(
        Question(
            name=one.pick,
            type=QuestionType.ATTACHMENT,
            label=recording_name(one),
            level=RECORDING_LEVEL,
            release=frozenset({Release.PROSECUTION_IF_PICKED}),
        )
        for one in made
    )


def held_back(
    case_file: CaseFile, state: FormState, picked: Collection[str]
) -> tuple[Recording, ...]:
    """The recordings that stay here."""
    allowed = (
        picked if _may_leave(case_file.form, counting(case_file.answers, state), state) else ()
    )
    return tuple(one for one in case_file.recordings if one.pick not in allowed)


def rows(
    case_file: CaseFile, kept: Collection[str], fields: Collection[str]
) -> list[dict[str, object]]:
    """How each recording that leaves was made, for the record. `kept` are the ids of what stays;
    a place in it names its question only where that leaves too."""
    digests = {str(one.id): one.sha256 for one in case_file.attachments}
    return [
        {
            "sha256": digests[one.id],
            "by": one.by,
            "begun_at": timestamp(one.begun_at),
            "ended_at": timestamp(one.ended_at) if one.ended_at else None,
            "ending": one.ending.value if one.ending else Ending.CUT_OFF.value,
            "milliseconds": one.milliseconds,
            "device": one.device,
            "program": one.program,
            "rate": one.rate,
            "bookmarks": [_bookmark_row(mark, fields) for mark in one.bookmarks],
        }
        for one in case_file.recordings
        if one.id not in kept and one.id in digests
    ]


def _bookmark_row(mark: Bookmark, fields: Collection[str]) -> dict[str, object]:
    leaves = question_name(mark.path) in fields
    return {
        "offset": mark.offset,
        "kind": mark.kind.value,
        "path": mark.path if leaves else "",
        "paragraph": mark.paragraph if leaves else 0,
        "text": mark.text,
        "by": mark.by,
        "at": timestamp(mark.at),
    }


def _may_leave(form: FormDefinition, answers: Mapping[str, Answer], state: FormState) -> bool:
    return is_asked(form) and state.is_relevant(statement.ARABIC) and consent_stands(answers)
