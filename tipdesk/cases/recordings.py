"""Sound recordings of a statement: when one may be made, and when one may go.

A recording is an attachment of its file as soon as it is whole. It is at least as strict as the
account (level 3), and more: nobody can take single answers out of it, so it goes only when a
supervisor picked it, while the consent to it stands and the account itself goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from tipdesk.cases.answers import counting, question_name
from tipdesk.cases.custody import timestamp
from tipdesk.cases.interview import statement
from tipdesk.cases.model import Answer, Bookmark, CaseFile, Ending, Recording
from tipdesk.core.settings import Language
from tipdesk.forms.model import FormDefinition, LocalText, Question, QuestionType, Release
from tipdesk.forms.rules.state import FormState
from tipdesk.i18n.text import N_, format_datetime, texts

CONSENT = "consent_audio"
CONSENTED = frozenset({"granted", "granted_limited", "assent"})  # list CONSENT
WITHDRAWN, CHANGED_AT = "withdrawn", "consent_changed_at"
LEVEL = 3  # that of the account
_NAME = N_("Sound recording of {when}")

# Links of the chain of custody.
BEGUN, KEPT, LOST = "recording_begun", "recorded", "recording_lost"
LINKS = (BEGUN, KEPT, LOST)


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


def name(recording: Recording) -> LocalText:
    """A recording as it is listed: by its time alone."""

    def said(language: Language) -> str:
        say = texts(language).gettext
        return say(_NAME).format(when=format_datetime(recording.begun_at, language))

    return LocalText(said("ar"), said("en"))


def pickable(
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
            label=name(one),
            level=LEVEL,
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
