"""Rows and answers that follow from what was recorded, as suggestions: an officer adds them.

Nothing is added here, and nothing is taken away when the answer that led to it changes: a need
that was written down is a promise to a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tipdesk.cases.answers import stands
from tipdesk.cases.interview.timeline import LEGS
from tipdesk.cases.model import NO_ANSWER, Answer
from tipdesk.forms.model import FormDefinition, path_of
from tipdesk.forms.rules.rules import FormState

NEEDS = "needs"  # the repeat of the form that holds what the person needs
_SESSIONS = "sessions"
_TYPE, _WITHIN, _HOUR = "need_type", "need_timeframe", "h1"
_RISK, _REVIEW, _ENTRY = "risk_level", "risk_review_at", "kw_entry_date"
_WEEK = timedelta(days=7)

_FIT_THEN, _EMERGENCY = "session_fit", "emergency_medical"
# What was said, and the need that follows within an hour; which kinds meet it too.
_CARE = (("recent_assault", _EMERGENCY), ("self_harm", "mental_health"))
_MET_BY = {_EMERGENCY: frozenset({_EMERGENCY, "medical"})}

# What makes the legal status one that help is needed with; the kinds of need; where they are idle.
_STATUS = (
    ("residence_status", frozenset({"resident_expired", "visit_overstay", "entered_irregular"})),
    ("absence_report", frozenset({"filed_active"})),
    ("open_matters", None),  # whatever was written
)
_HELP = (
    ("residence", "residence_status", frozenset({"citizen", "gcc", "resident_valid"})),
    ("absconding_removal", "absence_report", frozenset({"none", "filed_cancelled"})),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row that could be added, or answers that could be filled in."""

    because: str  # path of the answer that led to it
    answers: tuple[tuple[str, str], ...]  # question and value, what it is about first
    repeat: str = ""  # whose row it is; '' for a question that stands in none
    row: int = 0  # the row to go on with; 0 for a new one
    urgent: bool = False
    known: str = ""  # from where, if the program knows it (`forms.known`); '' if it follows

    @property
    def home(self) -> str:
        """The repeat or the question that it belongs to."""
        if self.known:
            return self.because
        return self.repeat or self.answers[0][0]

    @property
    def key(self) -> tuple[str, str]:
        """What it suggests, whatever led to it. What is known of a question is one thing, though
        an hour passes."""
        return self.home, "" if self.known else self.answers[0][1]

    def changes(self, row: int) -> dict[str, str]:
        """Path to value, in `row` of its repeat."""
        return {path_of(name, self.repeat, row): value for name, value in self.answers}


def suggested(
    form: FormDefinition, state: FormState, answers: Mapping[str, Answer], today: date
) -> tuple[Suggestion, ...]:
    """What the answers suggest now, the urgent first, each thing once."""
    form_answers = _FormAnswers(form, state, answers)
    by_key: dict[tuple[str, str], Suggestion] = {}
    for suggestion in (
        *_care(form_answers),
        *_legal_help(form_answers),
        *_review(form_answers, today),
        *_entry(form_answers),
    ):
        by_key.setdefault(suggestion.key, suggestion)
    return tuple(by_key.values())


class _FormAnswers:
    """Answers of a form that may lack a question."""

    def __init__(
        self, form: FormDefinition, state: FormState, answers: Mapping[str, Answer]
    ) -> None:
        self._names = {question.name for question in form.questions()}
        self._state, self._answers = state, answers

    def asks(self, *names: str) -> bool:
        """Whether the form has all these questions."""
        return self._names.issuperset(names)

    def value(self, name: str, repeat: str = "", row: int = 0) -> str:
        """What counts now; '' where nothing is asked."""
        return self._state.value(path_of(name, repeat, row)) if name in self._names else ""

    def rows(self, repeat: str, name: str) -> tuple[int, ...]:
        """The rows of a repeat that has the question `name`."""
        return self._state.rows(repeat) if name in self._names else ()

    def is_open(self, name: str) -> bool:
        """Whether a question is asked now and waits for its answer."""
        if name not in self._names or not self._state.is_relevant(name):
            return False
        return not stands(self._answers.get(name, NO_ANSWER))

    def stored(self, path: str) -> str:
        """An answer with the person's own words."""
        return self._answers.get(path, NO_ANSWER).value


def _need(form_answers: _FormAnswers, kind: str, because: str, within: str) -> Iterator[Suggestion]:
    """A need of this kind, unless the file has one; a row that lacks its time is completed."""
    if not form_answers.asks(_TYPE, _WITHIN):
        return
    proposed = ((_TYPE, kind), (_WITHIN, within)) if within else ((_TYPE, kind),)
    unfinished = 0
    for row in form_answers.rows(NEEDS, _TYPE):
        if form_answers.value(_TYPE, NEEDS, row) in _MET_BY.get(kind, {kind}):
            if not within or form_answers.value(_WITHIN, NEEDS, row):
                return
            unfinished = unfinished or row
    if unfinished:
        proposed = ((_TYPE, form_answers.value(_TYPE, NEEDS, unfinished)), (_WITHIN, within))
    yield Suggestion(because, proposed, NEEDS, unfinished, urgent=bool(within))


def _care(form_answers: _FormAnswers) -> Iterator[Suggestion]:
    """The last session says whether the person is fit; before there is one, the first answer."""
    last = max(form_answers.rows(_SESSIONS, _FIT_THEN), default=0)
    then = path_of(_FIT_THEN, _SESSIONS, last) if last else ""
    fit_then = form_answers.value(_FIT_THEN, _SESSIONS, last) if last else ""
    if fit_then == "no":
        yield from _need(form_answers, _EMERGENCY, then, _HOUR)
    elif not fit_then and form_answers.value("fit_now") == "no":
        yield from _need(form_answers, _EMERGENCY, "fit_now", _HOUR)
    for name, kind in _CARE:
        if form_answers.value(name) == "yes":
            yield from _need(form_answers, kind, name, _HOUR)


def _legal_help(form_answers: _FormAnswers) -> Iterator[Suggestion]:
    causes = [
        name
        for name, codes in _STATUS
        if (value := form_answers.value(name)) and (codes is None or value in codes)
    ]
    for kind, name, idle in _HELP:
        if causes and form_answers.value(name) not in idle:
            because = name if name in causes else causes[0]
            yield from _need(form_answers, kind, because, "")


def _review(form_answers: _FormAnswers, today: date) -> Iterator[Suggestion]:
    if form_answers.value(_RISK) == "high" and form_answers.is_open(_REVIEW):
        yield Suggestion(_RISK, ((_REVIEW, (today + _WEEK).isoformat()),))


def _entry(form_answers: _FormAnswers) -> Iterator[Suggestion]:
    """The first entry to Kuwait is that of the first leg there, when it has a date."""
    if not form_answers.is_open(_ENTRY):
        return
    for row in form_answers.rows(LEGS, "leg_to_country"):
        if form_answers.value("leg_to_country", LEGS, row) == "KWT":
            path = path_of("leg_date", LEGS, row)
            if value := form_answers.stored(path):
                yield Suggestion(path, ((_ENTRY, value),))
            return
