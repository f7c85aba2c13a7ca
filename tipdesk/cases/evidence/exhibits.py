"""Exhibits as section R lists them, and the attached files that their rows describe.

An answer of the kind *attachment* is the id of a file, `|` and what it was called. Nothing else
ties a file to its row, so a form without these questions keeps none back: there every file goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from tipdesk.cases.answers import stands
from tipdesk.cases.model import Answer, Attachment
from tipdesk.forms.model import RESTRICTED_LEVEL, FormDefinition, path_of, row_path, split_path
from tipdesk.forms.rules.state import FormState
from tipdesk.i18n.catalogue import N_, texts
from tipdesk.i18n.dates import format_datetime
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
