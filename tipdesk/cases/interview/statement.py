"""The statement once it is closed (rule V4), and a child who is heard without a specialist (V6).

The statement closes when its reading back ends, or when it is stopped because it turns against the
person who gives it. From then on no officer changes it, by an amendment neither; what is still to
be said is an addendum: a dated row of its own among the person's corrections, frozen as it is
entered. `frozen_statement` tells what is frozen, when and how, `additions` what may follow.

A child is heard without a specialist only for a reason that a supervisor wrote. The two answers are
the supervisor's own: nobody types them into the file, they are given with the supervisor's
passphrase, and an audit log entry holds what was given (`agreed`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases import model
from tipdesk.cases.answers import stands
from tipdesk.cases.custody.clock import happened_at
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import FormDefinition, Group, Question, QuestionType, row_path, split_path
from tipdesk.forms.rules.plan import places
from tipdesk.forms.rules.rules import FormState
from tipdesk.forms.values import stored_date_time

# --- rule V6: the supervisor's own answers ----------------------------------------------------


REASON, BY = "child_waiver_reason", "child_waiver_by"
FIELDS = frozenset({REASON, BY})
WAIVER_NEEDED = FIELDS

# Entries of the chain of custody.
AGREED, WITHDRAWN = "child_waiver_agreed", "child_waiver_withdrawn"


def refuse_typed(changes: Iterable[str]) -> None:
    """Before answers are saved or amended, or kept as a draft.

    Raises:
        AnswerRefused: one of them is the supervisor's own (reason "supervisor_only").
    """
    for path in changes:
        if path in FIELDS:
            raise AnswerRefused(name=path, reason="supervisor_only")


def refuse_person(login: str, role: model.Role, opened_by: str) -> None:
    """Before somebody's word is taken for it: a supervisor, and not who takes this interview.

    Raises:
        AnswerRefused: another role ("not_supervisor"), or the own file ("own_file").
    """
    if not allowed(model.Act.AGREE_FOR_CHILD, role):
        raise AnswerRefused(name=REASON, reason="not_supervisor")
    if login == opened_by:
        raise AnswerRefused(name=REASON, reason="own_file")


def agreed(reason: str, by: str) -> dict[str, model.Answer]:
    """The two answers; both empty when `reason` is."""
    return {REASON: model.Answer(reason), BY: model.Answer(by if reason else "")}


def waiver_stands(answers: Mapping[str, model.Answer]) -> bool:
    """Whether a reason is recorded, whoever wrote it."""
    return bool(answers.get(REASON, model.Answer()).value)


ARABIC, ORIGINAL, LANGUAGE, FORM = "stmt_arabic", "stmt_original", "stmt_language", "stmt_form"
PHRASES, CORRECTIONS = "stmt_verbatim", "stmt_corrections"
CORRECTION, CORRECTED_AT = "correction_text", "correction_at"
READ_BACK, SIGNATURE, NOT_ASKED = "stmt_readback", "stmt_sign_mode", "not_asked_sign"
HASH, WISH = "stmt_hash", "stmt_wish"
_TEXTS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT})
_ONE_CHOICE = frozenset({QuestionType.SELECT_ONE})
_CLOSES = {  # beside the repeat CORRECTIONS; each with the repeat around it
    ARABIC: ("", _TEXTS),
    READ_BACK: ("", _ONE_CHOICE),
    SIGNATURE: ("", _ONE_CHOICE),
    CORRECTION: (CORRECTIONS, _TEXTS),
    CORRECTED_AT: (CORRECTIONS, frozenset({QuestionType.DATETIME})),
}
_FIELDS = frozenset({ARABIC, ORIGINAL, LANGUAGE, FORM, PHRASES, CORRECTIONS, READ_BACK, SIGNATURE})

# Entries of the chain of custody.
FROZEN, STOPPED, ADDED = "account_frozen", "account_stopped", "account_added"
ENTRIES = (FROZEN, STOPPED, ADDED)
HOW_STOPPED = "stopped"  # beside the choices of the form's list of signatures

SESSIONS = "sessions"
_FIRST_SESSION = ("iv_end", "iv_stop")
_FURTHER_SESSION = ("session_ended", "session_stop")
_STOP_REASON = "stopped_referred"

# Questions, repeats and choices of the form without which none of this holds.
NEEDED = _FIELDS | {CORRECTION, CORRECTED_AT, HASH, SESSIONS, *_FIRST_SESSION, *_FURTHER_SESSION}
NEEDED_CODES: Mapping[str, frozenset[str]] = {
    SIGNATURE: frozenset({NOT_ASKED}),
    READ_BACK: frozenset({"yes", "no"}),
    _FIRST_SESSION[1]: frozenset({_STOP_REASON}),
    _FURTHER_SESSION[1]: frozenset({_STOP_REASON}),
}


@dataclass(frozen=True, slots=True)
class FrozenStatement:
    """What nobody changes any more."""

    at: datetime
    by: str  # login
    how: str  # choice of the form's list of signatures, or HOW_STOPPED
    sha256: str  # hex, of the Arabic text; '' when there was none
    paths: frozenset[str]

    def closes(self, path: str) -> bool:
        """Whether the answer at `path` is frozen; no row follows by hand either."""
        repeat, row, _ = split_path(path)
        places = {path, repeat, row_path(repeat, row)} if repeat else {path}
        return CORRECTIONS in places or not self.paths.isdisjoint(places)


def is_in(form: FormDefinition) -> bool:
    """Whether a form has a statement that can be read out and closed; another agency's may not, or
    may ask something else by these names."""
    by_name = {place.element.name: place for place in places(form.sections)}
    if any(by_name[name].repeat for name in (ORIGINAL, LANGUAGE, FORM) if name in by_name):
        return False
    return all(
        name in by_name and by_name[name].repeat == repeat and _asks(by_name[name].element, types)
        for name, (repeat, types) in _CLOSES.items()
    )


def _asks(element: Question | Group, types: frozenset[QuestionType]) -> bool:
    return isinstance(element, Question) and element.answerable and element.type in types


def belongs(path: str) -> bool:
    """Whether `path` is of the statement at all: most answers need no look at the chain."""
    return (split_path(path)[0] or path) in _FIELDS


def frozen_statement(
    events: Iterable[model.CustodyEvent], case_id: model.CaseId
) -> FrozenStatement | None:
    """The statement as the entries of its file say that it was closed; None while it is open."""
    own = [event for event in events if event.case_id == case_id]
    closed = next((event for event in own if event.action == FROZEN), None)
    if closed is None or closed.at is None:
        return None
    paths = (event.detail.get("paths", "") for event in own if event.action in (FROZEN, ADDED))
    return FrozenStatement(
        at=happened_at(closed) or closed.at,
        by=closed.officer,
        how=closed.detail.get("how", ""),
        sha256=closed.detail.get("sha256", ""),
        paths=frozenset(path for listed in paths for path in listed.split()),
    )


def additions(events: Iterable[model.CustodyEvent], case_id: model.CaseId) -> tuple[str, ...]:
    """The rows that were added to the statement after it was closed, oldest first."""
    own = [event for event in events if (event.case_id, event.action) == (case_id, ADDED)]
    return tuple(path for event in own for path in event.detail.get("paths", "").split())


def stopped_at(events: Iterable[model.CustodyEvent], case_id: model.CaseId) -> datetime | None:
    """When the statement was last stopped and referred."""
    own = [event.at for event in events if (event.case_id, event.action) == (case_id, STOPPED)]
    return own[-1] if own else None


def stays_behind(case_file: model.CaseFile, state: FormState) -> bool:
    """Whether a closed statement is not part of the record, since an answer that came after it (the
    person is a child) has closed its section."""
    has_words = stands(case_file.answers.get(ARABIC, model.NO_ANSWER))
    closed = frozen_statement(case_file.custody, case_file.case.id) is not None
    return has_words and closed and not state.is_relevant(ARABIC)


def paths_to_freeze(answers: Mapping[str, model.Answer], *, read_back: bool) -> tuple[str, ...]:
    """What is frozen: the words as they stand, what was said about them, each correction.

    What a stop finds unanswered (the language, the signature) stays open, since the file still
    needs it; so does a rendering into Arabic that is not begun while the spoken words are there.
    """
    words = {ARABIC, ORIGINAL, PHRASES}
    if not stands(answers.get(ARABIC, model.NO_ANSWER)):
        words.discard(ARABIC)
    facts = {LANGUAGE, FORM} | ({READ_BACK, SIGNATURE} if read_back else set())
    words |= {path for path in facts if stands(answers.get(path, model.NO_ANSWER))}
    rows = (row_path(CORRECTIONS, row) for row in _rows(answers, CORRECTIONS))
    return (*sorted(words), *rows)


def corrections(answers: Mapping[str, model.Answer]) -> tuple[str, ...]:
    """What the person corrected, as noted, in order; rows without words are left out."""
    rows = (row_path(CORRECTIONS, row) for row in _rows(answers, CORRECTIONS))
    texts = (answers.get(f"{row}/{CORRECTION}", model.NO_ANSWER).value for row in rows)
    return tuple(text for text in texts if text)


def digests(answers: Mapping[str, model.Answer]) -> dict[str, str]:
    """SHA-256 (hex) of the texts that stand, for the entry: of the Arabic one, and of the words as
    spoken."""
    texts = {"sha256": ARABIC, "original": ORIGINAL}
    wordings = {key: answers.get(path, model.NO_ANSWER).value for key, path in texts.items()}
    return {key: text_digest(text) for key, text in wordings.items() if text}


def text_digest(text: str) -> str:
    """SHA-256 (hex) of a text, as `stmt_hash` shows it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def lacks_language(form: FormDefinition, answers: Mapping[str, model.Answer]) -> bool:
    """Whether nobody has said yet in which language the statement was told: a fact of its reading,
    which nobody adds once it is closed."""
    asks = any(question.name == LANGUAGE for question in form.questions())
    return asks and not stands(answers.get(LANGUAGE, model.NO_ANSWER))


def reading_ended(how: str, *, whole: bool, language: str = "") -> dict[str, model.Answer]:
    """What the end of a reading answers; `whole`: every page was read to the person."""
    answers = {SIGNATURE: model.Answer(how), READ_BACK: model.Answer("yes" if whole else "no")}
    return answers | ({LANGUAGE: model.Answer(language)} if language else {})


def stop_answers(answers: Mapping[str, model.Answer], at: datetime) -> dict[str, model.Answer]:
    """What a stop answers: the session that runs ends now, because of it.

    What would be asked at the end of a statement is not asked any more, though the file needs it
    for its completion: it was not read out, no signature was asked for, nor a wish. A statement of
    which no word was written gets its reason too, and so do its language and form. An answer that
    stands stays.
    """
    rows = _rows(answers, SESSIONS)
    if rows:
        head = row_path(SESSIONS, rows[-1]) + "/"
        ended, why = (head + name for name in _FURTHER_SESSION)
    else:
        ended, why = _FIRST_SESSION
    ending = {why: model.Answer(_STOP_REASON)}
    if not stands(answers.get(ended, model.NO_ANSWER)):
        ending[ended] = model.Answer(stored_date_time(at))
    never = model.Answer(reason=model.MissingReason.NOT_ASKED)
    unasked = {READ_BACK: model.Answer("no"), SIGNATURE: model.Answer(NOT_ASKED), WISH: never}
    if not any(stands(answers.get(path, model.NO_ANSWER)) for path in (ARABIC, ORIGINAL)):
        unasked |= {ARABIC: never, LANGUAGE: never, FORM: never}
    open_ = (path for path in unasked if not stands(answers.get(path, model.NO_ANSWER)))
    return ending | {path: unasked[path] for path in open_}


def addendum(row: int, text: str, at: datetime) -> dict[str, model.Answer]:
    """The answers of one addendum, as the row with number `row`."""
    head = row_path(CORRECTIONS, row)
    return {
        head: model.Answer("1"),
        f"{head}/{CORRECTION}": model.Answer(text),
        f"{head}/{CORRECTED_AT}": model.Answer(stored_date_time(at)),
    }


def _rows(answers: Mapping[str, model.Answer], repeat: str) -> list[int]:
    """The numbers of the rows that stand, in order."""
    rows = (split_path(path) for path, answer in answers.items() if answer.value == "1")
    return sorted(row for name, row, question in rows if name == repeat and not question)
