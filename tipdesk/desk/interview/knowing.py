"""What this desk knows by itself, for the questions whose form says so (`forms.known`).

Station and session are known to the desk. Of another file it reads what `forms.known` lets be
taken over, of level 1, and only where the officer may read that file: the last one they began here.
What an event says of its files, and its roster of one person, `desk.events` knows, and what a
parent said of a child `desk.files.families`: it is offered before what is only likely. What is
usual is counted in the newest files, of how the station works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from tipdesk.cases.model import NO_ANSWER, UNASKED, Answer, Case, CaseId, Source, Status
from tipdesk.core.errors import AnswerRefused, FileHidden, ReasonNeeded
from tipdesk.desk.events import EventBook
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.families import Families
from tipdesk.desk.interview.drafts import Views
from tipdesk.desk.interview.offer_book import OfferBook
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms import known
from tipdesk.forms.known import KnownAnswer, KnownFacts, KnownFrom
from tipdesk.forms.model import FormDefinition, Question, QuestionType, split_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.values import normalise, stored_date_time
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import interview_rows, paper_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import case_rows, search

_CLAIMED = UNASKED | {Source.OFFERED, Source.STATEMENT, Source.EVENT}
"""Sources that only the desk gives."""
_SOURCES: Mapping[KnownFrom, Source] = {
    KnownFrom.STATION: Source.STATION,
    KnownFrom.SESSION: Source.SESSION,
    KnownFrom.ACT: Source.SESSION,
    KnownFrom.ANSWER: Source.FOLLOWS,
    KnownFrom.EVENT: Source.EVENT,
    KnownFrom.ROSTER: Source.EVENT,
    KnownFrom.FAMILY: Source.THIRD_PARTY,
}
_OFFERED = frozenset({Source.OFFERED, Source.EVENT})
_MOST_FILES = 20  # in which the officer's last one is looked for


class Knowing:
    """Says what is known of one file. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        views: Views,
        book: OfferBook,
        events: EventBook,
        families: Families,
    ) -> None:
        self._desk = desk
        self._book = book
        self._events = events
        self._families = families
        self._vault = desk.vault
        self._contents = contents
        self._views = views
        self._usual: dict[tuple[str, int], dict[tuple[str, str], dict[str, str]]] = {}
        self._used: dict[tuple[str, int], dict[str, tuple[str, ...]]] = {}  # by form and version

    # --- filled in --------------------------------------------------------------------------

    def filled(self, case: Case, repeat: str = "", row: int = 0) -> dict[str, Answer]:
        """What a new file, or a new row of it, begins with."""
        rules = self._desk.forms.rules_of(case)
        facts = self._facts()
        if paper_rows.pack_serial(self._vault, case.id):  # its hours stand on the paper
            facts = KnownFacts({**facts.words, (KnownFrom.SESSION, "now"): ""})
        return _answers(rules, known.filled(rules.definition, facts, repeat, row))

    def followed(self, case: Case, changes: Mapping[str, Answer]) -> dict[str, Answer]:
        """What follows from answers that were just given; emptied with them."""
        rules = self._desk.forms.rules_of(case)
        form = rules.definition
        if not known.leads_on(form, changes):
            return {}
        stored = interview_rows.answers(self._vault, case.id)
        changed = {path: answer.value for path, answer in changes.items()}
        before = {path: answer.value for path, answer in stored.items() if path not in changed}
        # A reason for having no answer is an answer of the officer's.
        before |= {path: " " for path, answer in stored.items() if answer.reason is not None}
        derived = frozenset(
            path for path, answer in stored.items() if answer.source is Source.FOLLOWS
        )
        entries = known.followed(form, self._facts(), before, changed, derived)
        return _answers(rules, entries)

    def delivered(self, case: Case, name: str) -> Source | None:
        """Whose word it is that the notice was handed over at that hour."""
        form = self._desk.forms.rules_of(case).definition
        rules = {entry.question.name: entry.rule for entry in known.known_questions(form)}
        rule = rules.get(name)
        return Source.SESSION if rule is not None and rule.source is KnownFrom.ACT else None

    def vouched(self, case: Case, changes: Mapping[str, Answer]) -> dict[str, Answer]:
        """The changes, with a source of the desk's own only where the desk knows that answer, or
        gave it here once (an undo brings it back); elsewhere it is the word of whoever wrote it."""
        claims = {path: answer for path, answer in changes.items() if answer.source in _CLAIMED}
        if not claims:
            return dict(changes)
        vouched = {path: replace(answer, source=None) for path, answer in claims.items()}
        offers: Mapping[str, KnownAnswer] | None = None
        for path, answer in claims.items():
            states = interview_rows.history(self._vault, case.id, path)
            same = any(
                (state.answer.value, state.answer.source) == (answer.value, answer.source)
                for state in states
            )
            if not same and answer.source is Source.STATEMENT:
                same = self._book.place_of(case.id, path, answer) is not None
            if not same and answer.source in _OFFERED and answer.value:
                offers = self.offered(case.id) if offers is None else offers
                if path in offers and offers[path].value == answer.value:
                    vouched[path] = replace(answer, source=source_of(offers[path].source))
            if not same:
                repeat, row, _ = split_path(path)
                same = self.filled(case, repeat, row).get(path, NO_ANSWER) == answer
            if same:
                vouched[path] = answer
        return {**changes, **vouched}

    # --- offered ----------------------------------------------------------------------------

    def offered(
        self, case_id: CaseId, answers: Mapping[str, Answer] | None = None
    ) -> dict[str, KnownAnswer]:
        """What may be shown beside empty fields, path to answer; none of it is an answer yet.
        `answers`: the file's, as far as they are given and not stored yet.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        case = self._contents.readable(case_id)
        rules = self._desk.forms.rules_of(case)
        form = rules.definition
        stored = self._contents.standing(case_id) if answers is None else answers
        values = {path: answer.value or " " for path, answer in stored.items()}
        rows: dict[str, tuple[int, ...]] = {}
        for path in values:
            repeat, row, name = split_path(path)
            if repeat and not name:
                rows[repeat] = tuple(sorted((*rows.get(repeat, ()), row)))
        facts = self._facts()
        spoken = self._views.spoken_view(case_id)
        attached = attachments.attachments(self._vault, case_id)
        facts = KnownFacts(
            {**facts.words, (KnownFrom.CARD, "language"): spoken},
            self._taken_over(form, self._last_own(case)),
            usual=self._usually(case, form),
            hours=self._hours(case, stored),
            now=self._desk.now(),
            attached={file.id: stored_date_time(file.added_at) for file in attached},
            letters={
                letter.need: stored_date_time(letter.at)
                for letter in paper_rows.letters(self._vault, case_id)
                if letter.at is not None
            },
        )
        typed_once = self._events.offers(case_id, form) | self._families.offers(case_id, form)
        offers = known.offered(form, facts, values, rows) | {
            name: offer for name, offer in typed_once.items() if not values.get(name)
        }
        fitting = _answers(rules, offers)
        return {
            path: KnownAnswer(answer.value, offers[path].source)
            for path, answer in fitting.items()
            if answer.value
        }

    def may_be_of_event(self, case_id: CaseId) -> tuple[Case, ...]:
        """Files that the officer may read and of whose event this one may be, the last changed
        first; never a proposal."""
        form = self._contents.readable(case_id).form_id
        return tuple(self._readable(form, case_id))

    def most_used(self, case_id: CaseId) -> dict[str, tuple[str, ...]]:
        """Of questions with a list, the codes that this station has chosen most, by name. Counted
        in files of earlier versions of the form, so that a place in a list keeps its meaning as
        long as the version lasts, once in a session; above level 2 nothing is counted.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        if (form.form_id, form.version) in self._used:
            return self._used[form.form_id, form.version]
        of_list = {
            question.name: [choice.name for choice in form.choices.get(question.list_name, ())]
            for question in form.questions()
            if question.asked_first and question.list_name and question.level <= known.MOST_LEVEL
        }
        counted: dict[str, Counter[str]] = {name: Counter() for name in of_list}
        for path, value in interview_rows.earlier_answers(self._vault, case):
            name = split_path(path)[2]
            if name in counted:
                counted[name].update(code for code in value.split() if code in of_list[name])
        used: dict[str, tuple[str, ...]] = {}
        for name, counts in counted.items():
            codes = [code for code in of_list[name] if counts[code]]
            if codes:  # of two that are used as often the one that the form has first
                used[name] = tuple(sorted(codes, key=counts.__getitem__, reverse=True))
        self._used[form.form_id, form.version] = used
        return used

    # --- inside -----------------------------------------------------------------------------

    def _facts(self) -> KnownFacts:
        supervisors = self._desk.supervisors()
        return KnownFacts(
            {
                (KnownFrom.STATION, "agency"): self._desk.station.agency,
                (KnownFrom.STATION, "supervisor"): (
                    supervisors[0].login if len(supervisors) == 1 else ""
                ),
                **{(KnownFrom.STATION, word): code for word, code in known.FIXED.items()},
                (KnownFrom.SESSION, "login"): self._desk.officer.login,
                (KnownFrom.SESSION, "now"): stored_date_time(self._desk.now()),
            }
        )

    def _hours(self, case: Case, stored: Mapping[str, Answer]) -> tuple[datetime, ...]:
        """When the answers of a file were given; of what was told on paper no hour says when."""
        if paper_rows.pack_serial(self._vault, case.id):
            return ()
        return tuple(answer.at for answer in stored.values() if answer.at is not None)

    def _usually(
        self, case: Case, form: FormDefinition
    ) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """What is mostly answered here; counted once in a session."""
        key = (form.form_id, form.version)
        if key not in self._usual:
            login = self._desk.officer.login
            files = interview_rows.latest_answers(self._vault, case, login)
            self._usual[key] = known.usual_answers(form, files)
        return self._usual[key]

    def _last_own(self, case: Case) -> CaseId | None:
        login = self._desk.officer.login
        files = (file for file in self._readable(case.form_id, case.id) if file.created_by == login)
        return next((file.id for file in files), None)

    def _readable(self, form_id: str, besides: CaseId) -> Iterable[Case]:
        viewer = search.Viewer(self._desk.officer.login, supervises=False)
        for file in case_rows.list_cases(self._vault, limit=_MOST_FILES, viewer=viewer):
            if file.id == besides or file.form_id != form_id or file.status is Status.VOIDED:
                continue
            try:
                yield self._contents.readable(file.id)
            except (ReasonNeeded, FileHidden, KeyError):
                continue

    def _taken_over(self, form: FormDefinition, other: CaseId | None) -> dict[str, str]:
        """Of another file, what says nothing of a person. Its own form has the last word."""
        if other is None:
            return {}
        try:
            case = self._contents.readable(other)
        except (ReasonNeeded, FileHidden, KeyError):
            return {}
        theirs = {
            question.name: question.level
            for question in self._desk.forms.rules_of(case).definition.questions()
        }
        wanted = {
            entry.rule.what
            for entry in known.known_questions(form)
            if entry.rule.source in known.OTHER_FILES and theirs.get(entry.rule.what) == 1
        }
        stored = interview_rows.answers(self._vault, other)
        return {
            name: answer.value
            for name, answer in stored.items()
            if name in wanted and not answer.closed
        }


def _answers(rules: FormRules, entries: Mapping[str, KnownAnswer]) -> dict[str, Answer]:
    """What is known, as answers; what is none to its question is left out."""
    answers: dict[str, Answer] = {}
    for path, entry in entries.items():
        question = rules.question(path)
        value = _value(question, entry.value)
        try:
            stored = normalise(question, value, rules.choices(question)) if value else ""
        except AnswerRefused:
            continue
        source = _SOURCES.get(entry.source, Source.OFFERED) if stored else None
        answers[path] = Answer(stored, source=source)
    return answers


def source_of(known_from: str) -> Source:
    """What an answer rests on that was offered from there (`KnownFrom`) and confirmed."""
    if known_from == KnownFrom.FAMILY:
        return Source.THIRD_PARTY
    return Source.EVENT if known_from in known.OF_EVENTS else Source.OFFERED


def _value(question: Question, value: str) -> str:
    """A day of an hour, where the question asks for a day."""
    if question.type is QuestionType.DATE and "T" in value:
        return kuwait_day(datetime.fromisoformat(value)).isoformat()
    return value.strip()
