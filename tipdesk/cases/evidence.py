"""Exhibits and recordings: what is kept with a file, and what of it may go.

Exhibits are what section R lists, and the attached files that its rows describe: an answer of the
kind *attachment* is the id of a file, `|` and what it was called. Nothing else ties a file to its
row, so a form without these questions keeps none back: there every file goes. `listed` joins rows
and files, `kept_back` says which file stays and why, `restricted_files` what is level 4.

What an officer marks «leave out» stays, and of what goes redacted the original stays. What has
level 4 goes only when a supervisor picked it; until then nothing of its row goes either, and it is
only counted. What the person said narrows that (`cases.consent.sharing`): against a refusal level 3
is picked in the same way, and a file goes only when its row says that it shows neither body nor
home nor what is in a phone. Else a file that no row describes goes. The marks hold a file back even
where the rows are no longer asked: what was to stay must not leave because a section has closed.

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
from tipdesk.cases.consent.sharing import PLAIN_EXHIBITS, WHOLE, ReleasedContent, Sharing
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.interview import statement
from tipdesk.cases.model import Answer, Attachment, Bookmark, CaseFile, Ending, Recording
from tipdesk.core.settings import Language
from tipdesk.forms import model
from tipdesk.forms.rules.rules import FormState
from tipdesk.i18n.text import N_, format_datetime, texts
from tipdesk.media.exif import NOTHING_SAID

ROWS, NUMBER, TYPE, TITLE = "exhibit_rows", "att_no", "att_type", "att_title"
FILE, REDACTED_COPY, HASH = "att_file", "att_redacted", "att_hash"
LEVEL, IN_BUNDLE = "att_level", "att_in_bundle"
NO, ONLY_REDACTED = "no", "redacted"  # of the list IN_BUNDLE: not as it is
HASH_RESTS_ON = frozenset({FILE, REDACTED_COPY, IN_BUNDLE})  # what the hash of a row follows from
CUSTODY, HANDED_OVER = "att_custody", "custody_no"  # who handed over which exhibit
NEEDED = HASH_RESTS_ON | {ROWS, NUMBER, TYPE, TITLE, HASH, LEVEL, CUSTODY, HANDED_OVER}
NEEDED_CODES = {IN_BUNDLE: frozenset({"yes", NO, ONLY_REDACTED}), LEVEL: frozenset("1234")}
_ATTACHED = "attached:"
_TITLE = N_("Added by {officer} on {when}: {size} bytes")


def file_of(value: str) -> str:
    """The id in an answer that names a file; '' when it names none."""
    return value.partition("|")[0]


def link_to(attachment: Attachment) -> str:
    """The answer that names this file."""
    return f"{attachment.id}|{attachment.name}"


def restricted_files(answers: Mapping[str, Answer]) -> frozenset[str]:
    """The ids of files that a row of level 4 describes."""
    ids: set[str] = set()
    for row in restricted_rows(answers):
        described = (
            answers.get(model.path_of(question, ROWS, row)) for question in (FILE, REDACTED_COPY)
        )
        ids |= {
            file_of(answer.value) for answer in described if answer is not None and answer.value
        }
    return frozenset(ids)


def untold(
    attachments: Iterable[Attachment], answers: Mapping[str, Answer]
) -> tuple[Attachment, ...]:
    """For whom level 4 is closed: of its files it is told that they are there, not what they are
    called, what their bytes say (a photograph often says where) or how they came about."""
    closed = restricted_files(answers)
    return tuple(
        replace(attachment, name="", photo=NOTHING_SAID, acquisition=None, closed=True)
        if attachment.id in closed
        else attachment
        for attachment in attachments
    )


def loosens(path: str, answers: Mapping[str, Answer]) -> bool:
    """Whether a change at `path` may let a file go that a row of level 4 describes: at what makes
    it one, or at the row itself."""
    return decides(path) and model.split_path(path)[1] in restricted_rows(answers)


def decides(path: str) -> bool:
    """Whether a change at `path` may decide which files rows of level 4 describe."""
    repeat, _row, name = model.split_path(path)
    return repeat == ROWS and (not name or name in HASH_RESTS_ON | {LEVEL})


def is_within(path: str, rows: Collection[int]) -> bool:
    """Whether what stands at `path` is under the level of one of these rows. The level itself is
    told: by it everybody knows why nothing else is."""
    repeat, row, name = model.split_path(path)
    return repeat == ROWS and row in rows and name not in ("", LEVEL)


def restricted_rows(answers: Mapping[str, Answer]) -> frozenset[int]:
    """The numbers of the rows of level 4."""
    places = ((model.split_path(path), answer.value) for path, answer in answers.items())
    return frozenset(
        row
        for (repeat, row, name), value in places
        if (repeat, name, value) == (ROWS, LEVEL, str(model.RESTRICTED_LEVEL))
    )


def restricted_by_repeat(answers: Mapping[str, Answer]) -> dict[str, frozenset[int]]:
    """The rows of exhibits of level 4, and those that tell of handing them over: by repeat."""
    rows = restricted_rows(answers)
    named = (answers.get(model.path_of(NUMBER, ROWS, row)) for row in rows)
    numbers = {answer.value for answer in named if answer is not None and answer.value}
    handed: set[int] = set()
    for path, answer in answers.items():
        repeat, row, name = model.split_path(path)
        if (repeat, name) == (CUSTODY, HANDED_OVER) and answer.value in numbers:
            handed.add(row)
    return {ROWS: rows, CUSTODY: frozenset(handed)}


def can_link(form: model.FormDefinition) -> bool:
    """Whether the rows of this form say which file they describe."""
    return any(question.name == FILE for question in form.questions())


def attached(attachments: Iterable[Attachment]) -> dict[str, str]:
    """What the rules know of the attached files: no question is called so."""
    return {_ATTACHED + attachment.id: attachment.sha256 for attachment in attachments}


def hashes(state: FormState) -> dict[str, str]:
    """`att_hash` of every row by its path: of the file that the row describes, or of the redacted
    copy that goes in its place, which is another file than the original. By the row as it was
    filled in: whether the form lets its mark stand follows from the hash."""
    known, marked = state.run.context.externals, state.run.answers
    by_path: dict[str, str] = {}
    for row in state.rows(ROWS):
        original, copy, mark = (
            marked.get(model.path_of(name, ROWS, row), "")
            for name in (FILE, REDACTED_COPY, IN_BUNDLE)
        )
        original_hash = known.get(_ATTACHED + file_of(original), "")
        digest = (
            known.get(_ATTACHED + file_of(copy), "") if mark == ONLY_REDACTED else original_hash
        )
        if digest and not (mark == ONLY_REDACTED and digest == original_hash):
            by_path[model.path_of(HASH, ROWS, row)] = digest
    return by_path


def as_added(attachment: Attachment) -> dict[str, str]:
    """What a row begins with that is made for an attached file: question and answer, in the
    language of the record. When and from whom it was obtained only the officer knows. The name that
    somebody gave the file stays out: it may be the person's, and the row leaves."""
    say = texts("ar").gettext
    title = say(_TITLE).format(
        size=f"{attachment.size:,}",
        officer=attachment.added_by,
        when=format_datetime(attachment.added_at, "ar"),
    )
    return {FILE: link_to(attachment), TITLE: title}


def is_as_added(answers: Mapping[str, Answer], row: int, attachment: Attachment) -> bool:
    """Whether nothing else stands in the row than what was put there for the file."""
    head = model.row_path(ROWS, row) + "/"
    entered = {
        path.removeprefix(head): (answer.value, answer.reason)
        for path, answer in answers.items()
        if path.startswith(head) and stands(answer)
    }
    return entered == {name: (text, None) for name, text in as_added(attachment).items()}


def goes_instead(answers: Mapping[str, Answer], row: int, copy: Attachment) -> dict[str, Answer]:
    """The answers of a row by which a copy goes in place of the original, which stays. A row that
    is marked to be left out stays so: only who marked it takes that back."""
    marked = model.path_of(IN_BUNDLE, ROWS, row)
    mark = answers.get(marked, Answer()).value
    return {
        model.path_of(REDACTED_COPY, ROWS, row): Answer(link_to(copy)),
        marked: Answer(NO if mark == NO else ONLY_REDACTED),
    }


def is_hash(path: str) -> bool:
    """Whether `path` is that of a row's hash."""
    repeat, _, name = model.split_path(path)
    return (repeat, name) == (ROWS, HASH)


# --- which attached files go, and which stay --------------------------------------------------


LEFT_OUT, REDACTED, NOT_PICKED = "left_out", "redacted", "not_picked"  # why a file stays
NOT_FOR_PROSECUTION = "not_for_prosecution"
_RESTRICTED, _SENSITIVE = 4, 3  # levels
_NUMBERED, _OF_ROW = N_("Exhibit no. {number}"), N_("Exhibit in row {number}")
_UNDESCRIBED = N_("Attachment {number}")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A row of the list, as far as it steers what goes."""

    row: int
    number: str  # on its label, as the officer wrote it
    kind: str  # list ATT, '' while it is open
    name: model.LocalText
    level: int
    mark: str  # of the list IN_BUNDLE, '' while it is open
    file: str  # id of the attached file that it describes
    copy: str  # id of the redacted copy
    asked: bool

    @property
    def pick(self) -> str:
        """What a supervisor's pick of it is called; no question can have such a name."""
        return f"{ROWS}:{self.row}"

    def needs_pick(self, reach: Sharing) -> bool:
        """Whether it goes only when a supervisor lets it go."""
        narrow = reach.content is ReleasedContent.NARROWED and bool(self.file)
        unsafe = self.level >= _SENSITIVE or self.level < 1
        return self.level >= _RESTRICTED or (narrow and unsafe)

    def is_kept(self, reach: Sharing) -> bool:
        """Whether what the person said keeps its file here, whoever would let it go."""
        if _all_kept(reach):
            return True
        unsafe = self.kind not in PLAIN_EXHIBITS or self.level >= _RESTRICTED
        return reach.content is ReleasedContent.NARROWED and unsafe

    def would_go(self) -> str:
        """The id of the file that goes when nothing else holds it; '' for none."""
        if self.mark == NO:
            return ""
        return self.copy if self.mark == ONLY_REDACTED else self.file


@dataclass(frozen=True, slots=True)
class StayingExhibit:
    """An exhibit of level 1 to 3 whose file stays here."""

    path: str
    label: model.LocalText
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What of the exhibits does not leave."""

    attachments: frozenset[str] = frozenset()  # ids
    rows: frozenset[str] = frozenset()  # paths of rows of which nothing goes
    hashes: frozenset[str] = frozenset()  # paths
    named: tuple[StayingExhibit, ...] = ()
    restricted: int = 0  # of level 4, only counted

    def hides(self, path: str) -> bool:
        """Whether what stands at `path` stays, whatever its question says."""
        repeat, row, _ = model.split_path(path)
        return path in self.hashes or (bool(repeat) and model.row_path(repeat, row) in self.rows)


NOTHING_KEPT = KeptBack()


def listed(
    form: model.FormDefinition, answers: Mapping[str, Answer], state: FormState
) -> tuple[Exhibit, ...]:
    """The rows of the list, whether they are asked now or not."""
    if not can_link(form):
        return ()
    numbers = sorted(
        row
        for repeat, row, name in map(model.split_path, answers)
        if repeat == ROWS and not name and answers[model.row_path(repeat, row)].value
    )
    return tuple(_exhibit(form, answers, state, row) for row in numbers)


def pickable(
    form: model.FormDefinition, answers: Mapping[str, Answer], state: FormState, reach: Sharing
) -> tuple[model.Question, ...]:
    """The exhibits that go only when a supervisor picks them, as a supervisor is asked of them."""
    return tuple(
        model.Question(
            name=exhibit.pick,
            type=model.QuestionType.ATTACHMENT,
            label=exhibit.name,
            level=exhibit.level,
            release=frozenset({model.Release.PROSECUTION_IF_PICKED}),
        )
        for exhibit in listed(form, answers, state)
        if exhibit.asked and exhibit.mark != NO
        if exhibit.needs_pick(reach) and not exhibit.is_kept(reach)
    )


def kept_back(
    case_file: CaseFile, state: FormState, picked: Collection[str], reach: Sharing = WHOLE
) -> KeptBack:
    """What of the exhibits of a file stays; `picked` are the names of a supervisor's picks."""
    rows = listed(case_file.form, case_file.answers, state)
    recorded = held_back(case_file, state, picked, reach)
    unknown = _undescribed(case_file, rows, reach)
    if not rows and not recorded and not unknown:
        return NOTHING_KEPT
    allowed = {
        exhibit.row
        for exhibit in rows
        if not exhibit.is_kept(reach) and (not exhibit.needs_pick(reach) or exhibit.pick in picked)
    }
    leaving = {
        exhibit.row: exhibit.would_go() if exhibit.row in allowed else "" for exhibit in rows
    }
    ids = {
        file
        for exhibit in rows
        for file in (exhibit.file, exhibit.copy)
        if file != leaving[exhibit.row]
    }
    ids |= (own := {recording.id for recording in recorded}) | unknown.keys()
    staying = _with_the_same_contents(case_file.attachments, ids)
    hidden = [exhibit for exhibit in rows if _is_hidden(exhibit, allowed)]
    named = [
        StayingExhibit(
            model.path_of(FILE, ROWS, exhibit.row), exhibit.name, max(exhibit.level, 1), why
        )
        for exhibit in rows
        if exhibit.level < _RESTRICTED
        and exhibit.file not in own
        and (why := _why(exhibit, allowed, staying, reach))
    ] + [
        StayingExhibit(recording.pick, recording_name(recording), RECORDING_LEVEL, NOT_PICKED)
        for recording in recorded
    ]
    named += unknown.values()
    return KeptBack(
        attachments=staying,
        rows=frozenset(_paths(case_file.answers, hidden)),
        hashes=frozenset(
            model.path_of(HASH, ROWS, exhibit.row)
            for exhibit in rows
            if not leaving[exhibit.row] or leaving[exhibit.row] in staying
        ),
        named=tuple(named),
        restricted=sum(
            exhibit.level >= _RESTRICTED
            and (
                (exhibit.asked and exhibit in hidden)
                or not staying.isdisjoint({exhibit.file, exhibit.copy})
            )
            for exhibit in rows
        ),
    )


def described(case_file: CaseFile, state: FormState) -> frozenset[str] | None:
    """The ids of the files that a row describes; None: this form cannot say."""
    if not can_link(case_file.form):
        return None
    rows = listed(case_file.form, case_file.answers, state)
    return frozenset(file for exhibit in rows for file in (exhibit.file, exhibit.copy) if file)


def marked_in_vain(case_file: CaseFile, state: FormState) -> bool:
    """Whether a row is marked to be left out, or to go redacted, that names no file, while some
    attached file is described by no row: it could be this one, and it goes."""
    described_ids = described(case_file, state) or frozenset()
    if all(attachment.id in described_ids for attachment in case_file.attachments):
        return False
    fields = (FILE, REDACTED_COPY)
    return any(
        state.value(model.path_of(IN_BUNDLE, ROWS, row)) in (NO, ONLY_REDACTED)
        and not any(state.value(model.path_of(name, ROWS, row)) for name in fields)
        for row in state.rows(ROWS)
    )


def as_it_leaves(case_file: CaseFile, kept: KeptBack) -> CaseFile:
    """The file without what of its exhibits stays: for papers and for what goes beside them."""
    if kept == NOTHING_KEPT:
        return case_file
    return replace(
        case_file,
        answers={
            path: answer for path, answer in case_file.answers.items() if not kept.hides(path)
        },
        amendments=tuple(
            amendment for amendment in case_file.amendments if not kept.hides(amendment.path)
        ),
        attachments=going(case_file.attachments, kept),
    )


def going(attachments: Collection[Attachment], kept: KeptBack) -> tuple[Attachment, ...]:
    """The attached files that leave, in their order."""
    return tuple(attachment for attachment in attachments if attachment.id not in kept.attachments)


def _exhibit(
    form: model.FormDefinition, answers: Mapping[str, Answer], state: FormState, row: int
) -> Exhibit:
    def cell(name: str) -> str:
        return answers.get(model.path_of(name, ROWS, row), Answer()).value

    mark, level = cell(IN_BUNDLE), cell(LEVEL)
    copied = mark in (NO, ONLY_REDACTED)  # else nobody is asked for a copy
    asked = state.is_relevant(model.row_path(ROWS, row))
    number = cell(NUMBER) if asked else ""
    kind = cell(TYPE) if asked else ""
    return Exhibit(
        row=row,
        number=cell(NUMBER),
        kind=cell(TYPE),
        name=model.LocalText(
            _name(form, row, number, kind, "ar"), _name(form, row, number, kind, "en")
        ),
        level=int(level) if level.isdecimal() else 0,
        mark=mark,
        file=file_of(cell(FILE)),
        copy=file_of(cell(REDACTED_COPY)) if copied else "",
        asked=asked,
    )


def _name(form: model.FormDefinition, row: int, number: str, kind: str, language: Language) -> str:
    """The exhibit as it is listed outside: by its number and kind, never by its contents."""
    say = texts(language).gettext
    text = say(_NUMBERED if number else _OF_ROW).format(number=number or row)
    question = next((candidate for candidate in form.questions() if candidate.name == TYPE), None)
    if question is None or not kind:
        return text
    return f"{text} ({shown_value(form, question, kind, language)})"


def _with_the_same_contents(
    attachments: Collection[Attachment], ids: Collection[str]
) -> frozenset[str]:
    """A file that stays does not leave by having been attached twice."""
    digests = {attachment.sha256 for attachment in attachments if attachment.id in ids}
    return frozenset(attachment.id for attachment in attachments if attachment.sha256 in digests)


def _is_hidden(exhibit: Exhibit, allowed: Collection[int]) -> bool:
    return exhibit.level >= _RESTRICTED and (exhibit.mark == NO or exhibit.row not in allowed)


def _all_kept(reach: Sharing) -> bool:
    """Whether no attached file goes, whatever a row says of it."""
    return reach.content is ReleasedContent.NOTICE or FILE in reach.kept


def _undescribed(
    case_file: CaseFile, rows: Collection[Exhibit], reach: Sharing
) -> dict[str, StayingExhibit]:
    """The attached files, by id, that stay because nobody says what they show."""
    if reach.content is ReleasedContent.WHOLE and not _all_kept(reach):
        return {}
    known = {file for exhibit in rows for file in (exhibit.file, exhibit.copy)}
    known |= {recording.id for recording in case_file.recordings}

    def name(number: int, language: Language) -> str:
        return texts(language).gettext(_UNDESCRIBED).format(number=number)

    return {
        attachment.id: StayingExhibit(
            f"attachment:{number}",
            model.LocalText(name(number, "ar"), name(number, "en")),
            1,
            NOT_FOR_PROSECUTION,
        )
        for number, attachment in enumerate(case_file.attachments, start=1)
        if attachment.id not in known
    }


def _why(
    exhibit: Exhibit, allowed: Collection[int], staying: Collection[str], reach: Sharing
) -> str:
    """Why a file of the row stays; '' when none does."""
    if not {exhibit.file, exhibit.copy} & set(staying):
        return ""
    if exhibit.mark != NO and exhibit.is_kept(reach):
        return NOT_FOR_PROSECUTION
    if exhibit.mark != NO and exhibit.row not in allowed:
        return NOT_PICKED
    return REDACTED if exhibit.mark == ONLY_REDACTED else LEFT_OUT


def _paths(answers: Mapping[str, Answer], hidden: Collection[Exhibit]) -> Iterator[str]:
    """The rows of the exhibits, and those of their chain of custody."""
    numbers = {exhibit.number for exhibit in hidden} - {""}
    for exhibit in hidden:
        yield model.row_path(ROWS, exhibit.row)
    for path, answer in answers.items():
        repeat, row, name = model.split_path(path)
        if (repeat, name) == (CUSTODY, HANDED_OVER) and answer.value in numbers:
            yield model.row_path(repeat, row)


CONSENT = "consent_audio"
CONSENTED = frozenset({"granted", "granted_limited", "assent"})  # list CONSENT
WITHDRAWN, CHANGED_AT = "withdrawn", "consent_changed_at"
RECORDING_LEVEL = 3  # that of the statement
_NAME = N_("Sound recording of {when}")

# Entries of the chain of custody.
BEGUN, KEPT, LOST = "recording_begun", "recorded", "recording_lost"


class ExhibitRefusal(StrEnum):
    """Why none can be made now."""

    NO_CONSENT = "no_consent"
    CLOSED = "closed"  # the statement is closed, or is not asked for
    NOT_OPEN = "not_open"  # the file takes no answers from this officer
    RUNNING = "running"  # another one


def consent_stands(answers: Mapping[str, Answer]) -> bool:
    """Whether the person has agreed to a recording, and not withdrawn it."""
    return answers.get(CONSENT, Answer()).value in CONSENTED


def is_asked(form: model.FormDefinition) -> bool:
    """Whether the form asks for that consent: without the question nothing is recorded."""
    return any(question.name == CONSENT for question in form.questions())


def recording_name(recording: Recording) -> model.LocalText:
    """A recording as it is listed: by its time alone."""

    def in_language(language: Language) -> str:
        say = texts(language).gettext
        return say(_NAME).format(when=format_datetime(recording.begun_at, language))

    return model.LocalText(in_language("ar"), in_language("en"))


def recordings_to_pick(
    recordings: Iterable[Recording],
    form: model.FormDefinition,
    answers: Mapping[str, Answer],
    state: FormState,
    reach: Sharing,
) -> tuple[model.Question, ...]:
    """The recordings that a supervisor may let go, as a supervisor is asked of them."""
    if not _may_leave(form, answers, state, reach):
        return ()
    return tuple(
        model.Question(
            name=recording.pick,
            type=model.QuestionType.ATTACHMENT,
            label=recording_name(recording),
            level=RECORDING_LEVEL,
            release=frozenset({model.Release.PROSECUTION_IF_PICKED}),
        )
        for recording in recordings
    )


def held_back(
    case_file: CaseFile, state: FormState, picked: Collection[str], reach: Sharing = WHOLE
) -> tuple[Recording, ...]:
    """The recordings that stay here."""
    answers = counting(case_file.answers, state)
    allowed = picked if _may_leave(case_file.form, answers, state, reach) else ()
    return tuple(recording for recording in case_file.recordings if recording.pick not in allowed)


def rows(
    case_file: CaseFile, staying: Collection[str], fields: Collection[str]
) -> list[dict[str, object]]:
    """How each recording that leaves was made, for the record. `staying` are the ids of what stays;
    a place in it names its question only where that leaves too."""
    digests = {str(recording.id): recording.sha256 for recording in case_file.attachments}
    return [
        {
            "attachment": digests[recording.id],
            "by": recording.by,
            "begun_at": timestamp(recording.begun_at),
            "ended_at": timestamp(recording.ended_at) if recording.ended_at else None,
            "ending": recording.ending.value if recording.ending else Ending.CUT_OFF.value,
            "milliseconds": recording.milliseconds,
            "device": recording.device,
            "program": recording.program,
            "rate": recording.rate,
            "marks": [_bookmark_row(mark, fields) for mark in recording.bookmarks],
        }
        for recording in case_file.recordings
        if recording.id not in staying and recording.id in digests
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


def _may_leave(
    form: model.FormDefinition, answers: Mapping[str, Answer], state: FormState, reach: Sharing
) -> bool:
    if _all_kept(reach) or statement.ARABIC in reach.kept:
        return False
    return is_asked(form) and state.is_relevant(statement.ARABIC) and consent_stands(answers)
