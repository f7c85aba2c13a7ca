"""Events, for the officers whom an event names: nobody else is told of one.

An event is typed once. What it says is offered in each of its files (`EventBook.offers`, asked by
`interview.knowing`), and counts there once an officer has confirmed it, as what stands in the
event's documents. Its roster is `desk.rosters`. GUI thread; everything is short.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import cast

from tipdesk.cases import events, permissions
from tipdesk.cases.events import Event, EventDeed, EventEntry, EventId
from tipdesk.cases.model import Act, Case, CaseId, Officer
from tipdesk.core.errors import EventRefused
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.events import OF_NOBODY, event_questions, placed
from tipdesk.forms.known import MOST_LEVEL, KnownAnswer, KnownFrom
from tipdesk.forms.model import Choice, FormDefinition, LocalText, Question
from tipdesk.forms.values import normalise
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.files import event_rows

_BEGUN = "events begun"  # where what is written and not entered is kept
_SORTS = tuple(Choice(sort.value, LocalText(sort.value, sort.value)) for sort in events.EventSort)


class EventBook:
    """Events, and which files are of them."""

    def __init__(self, desk: OpenVault, contents: Contents, access: Access) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._access = access
        self._folded: dict[EventId, tuple[object, Event | None]] = {}

    # --- reading ------------------------------------------------------------------------------

    def listed(self) -> tuple[Event, ...]:
        """The events that name the officer, the newest first.

        Raises:
            TransitionRefused: the officer's role sees no files.
            VaultDamaged: an entry is none.
        """
        self._desk.require(Act.SEE_FILES)
        standing = map(self._standing, event_rows.all_events(self._vault))
        return tuple(event for event in standing if event is not None and self._is_mine(event))

    def event(self, event_id: EventId) -> Event:
        """One event.

        Raises:
            EventRefused: it does not name the officer, or there is none (details: reason
                "not_named"). TransitionRefused, VaultDamaged: as `listed`.
        """
        self._desk.require(Act.SEE_FILES)
        event = self._standing(event_id)
        if event is None or not self._is_mine(event):
            raise EventRefused(reason="not_named")
        return event

    def of_case(self, case_id: CaseId) -> Event | None:
        """The event that a file is of; None where it is of none, or of one that does not name the
        officer.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self._contents.readable(case_id)
        for event_id in event_rows.of_case(self._vault, case_id):
            event = self._standing(event_id)
            if event is not None and self._is_mine(event) and case_id in event.files:
                return event
        return None

    def files_of(self, event_id: EventId) -> tuple[Case, ...]:
        """The files of an event of which the officer is told, as the list has them. Raises: as
        `event`."""
        visible = filter(self._access.is_visible, self.event(event_id).files)
        return tuple(self._contents.case(case_id) for case_id in visible)

    def offers(self, case_id: CaseId, form: FormDefinition) -> dict[str, KnownAnswer]:
        """What the event of a file, and the line of its roster, say of its questions, as they were
        typed. Raises: as `of_case`."""
        event = self.of_case(case_id)
        if event is None:
            return {}
        offers = {
            question.name: KnownAnswer(event.facts[question.name], KnownFrom.EVENT)
            for question in event_questions(form)
            if event.facts.get(question.name)
        }
        line = event.line_of(case_id)
        parts = line.person.parts() if line is not None else {}
        fits = {
            place.question.name
            for place in placed(form.sections)
            if not place.in_repeat and place.question.answerable
            if place.question.level <= MOST_LEVEL
        }
        offers |= {
            name: KnownAnswer(parts[part], KnownFrom.ROSTER)
            for part, name in events.OFFERED_AT.items()
            if part in parts and name in fits
        }
        return offers

    def form(self) -> FormDefinition:
        """The form by whose questions events are typed."""
        return self._desk.forms.newest("")

    def colleagues(self, event_id: EventId) -> tuple[Officer, ...]:
        """Whom the event could name besides. Raises: as `event`."""
        named = self.event(event_id).officers
        return tuple(
            officer
            for officer in station_rows.officers(self._vault)
            if permissions.allowed(Act.SEE_FILES, officer.role) and officer.login not in named
        )

    # --- writing ------------------------------------------------------------------------------

    def begin(self, facts: Mapping[str, str]) -> Event:
        """A new event that names the officer. `facts`: by the names of `events.OWN_QUESTIONS` and
        of the form's questions that are marked; others are left out.

        Raises:
            TransitionRefused: the officer's role begins no files.
            AnswerRefused: one is no answer to its question.
            DiskFull: nothing was written.
        """
        self._desk.require(Act.BEGIN_FILE)
        event_id, year = EventId(str(uuid.uuid4())), kuwait_day(self._desk.now()).year
        kept = self._checked(facts)
        with self._vault.transaction():
            number = station_rows.next_number(self._vault, f"event-{year}")
            code = f"{self._desk.station.code}-E-{year}-{number:03d}"
            self.enter(event_id, EventDeed.BEGUN, {**kept, events.CODE: code})
        return self._published(event_id)

    def change(self, event_id: EventId, facts: Mapping[str, str]) -> Event:
        """Facts that are others now; '' empties one. What files took from it stays theirs.

        Raises:
            AnswerRefused: as `begin`. EventRefused: as `event`.
        """
        before, kept = self.event(event_id).facts, self._checked(facts)
        changed = {name: text for name, text in kept.items() if before.get(name, "") != text}
        if changed:
            self.enter(event_id, EventDeed.CHANGED, changed)
        return self._published(event_id)

    def name(self, event_id: EventId, login: str) -> Event:
        """Let a colleague work with it.

        Raises:
            EventRefused: nobody of this login works with files here (reason "no_officer"); or as
                `event`.
        """
        if login not in {officer.login for officer in self.colleagues(event_id)}:
            raise EventRefused(reason="no_officer")
        self.enter(event_id, EventDeed.NAMED, {events.LOGIN: login})
        return self._published(event_id)

    def unname(self, event_id: EventId, login: str) -> None:
        """A colleague, or the officer, works with it no more.

        Raises:
            EventRefused: it names nobody else (reason "last_officer"); or as `event`.
        """
        officers = self.event(event_id).officers
        if login in officers:
            if len(officers) == 1:
                raise EventRefused(reason="last_officer")
            self.enter(event_id, EventDeed.UNNAMED, {events.LOGIN: login})
            self._desk.publish(ChangeKind.CASES)

    def put(self, case_id: CaseId, event_id: EventId | None) -> None:
        """Say of which event a file is (None: of none). Answers that it took from another stay.

        Raises:
            ReasonNeeded, FileHidden: as `of_case`. EventRefused: as `event`.
            TransitionRefused: the file was given up to another station.
        """
        before = self.of_case(case_id)
        event = None if event_id is None else self.event(event_id)
        if before is not None and event is not None and before.id == event.id:
            return
        self._desk.refuse_given_up(case_id, Act.EDIT.value)
        with self._vault.transaction():
            if before is not None:
                self.enter(before.id, EventDeed.FILE_LEFT, {events.CASE: case_id})
            if event is not None:
                self.enter(event.id, EventDeed.FILE, {events.CASE: case_id})
        self._desk.publish(ChangeKind.CASES, case_id)

    def same_as(self, case_id: CaseId, other: CaseId) -> Event:
        """A file is of the same event as another: of that one's, or of a new one that begins with
        what the other says of the event and of nobody who was there (`forms.events.OF_NOBODY`,
        level 1). That the other was read is entered.

        Raises:
            ReasonNeeded, FileHidden: one of them is not open to the officer.
            KeyError: there is no such file, or it is this one.
        """
        self._contents.readable(case_id)
        if other == case_id:
            raise KeyError(other)
        event = self.of_case(other)
        self._contents.note_view(other)
        with self._vault.transaction():
            if event is None:
                event = self.begin(self._said_in(other))
                self.put(other, event.id)
            self.put(case_id, event.id)
        return self.event(event.id)

    def new_from(self, case_id: CaseId) -> Event:
        """A new event, with what a file says of it; the file is of it. Raises: as `same_as`."""
        self._contents.readable(case_id)
        with self._vault.transaction():
            event = self.begin(self._said_in(case_id))
            self.put(case_id, event.id)
        return self.event(event.id)

    # --- what is written and not entered ------------------------------------------------------

    def begun(self, event_id: str, part: str) -> Mapping[str, str]:
        """What the officer of this session has written of an event ('': of a new one) and not
        entered: of its facts or of a line of its roster (`part`), by field."""
        return self._all_begun().get(f"{part} {event_id}", {})

    def keep_begun(self, event_id: str, part: str, written: Mapping[str, str]) -> None:
        """Replace that; fsynced when it returns. It is closed to everybody else.

        Raises:
            DiskFull, VaultReadOnly: what was there before still is.
        """
        kept, place = self._all_begun(), f"{part} {event_id}"
        if kept.get(place, {}) == dict(written):
            return
        kept[place] = dict(written)
        words = json.dumps({place: fields for place, fields in kept.items() if fields})
        closed = self._desk.close_own(_BEGUN, words) if words != "{}" else ""
        event_rows.keep_begun(self._vault, self._desk.officer.login, closed)

    # --- entries ------------------------------------------------------------------------------

    def enter(self, event_id: EventId, deed: EventDeed, body: Mapping[str, str]) -> EventEntry:
        """Add an entry to the log of an event. Whoever asks has looked whether it names the officer
        (`event`): of anybody else the entry counts for nothing.

        Raises:
            DiskFull: nothing was written.
        """
        seq = event_rows.last_seq(self._vault, event_id) + 1
        entry = EventEntry(event_id, seq, self._desk.now(), self._desk.officer.login, deed, body)
        about = entry.case_id
        hides = about is not None and self._contents.case(about).hidden
        event_rows.enter(
            self._vault,
            entry,
            self._access.closes(about) if about is not None and hides else None,
            lambda digest: self._desk.enter(event_rows.ENTERED, None, "", entry=digest),
        )
        return entry

    # --- inside -------------------------------------------------------------------------------

    def _all_begun(self) -> dict[str, dict[str, str]]:
        stored = event_rows.begun(self._vault, self._desk.officer.login)
        words = self._desk.open_own(_BEGUN, stored) if stored else None
        return cast("dict[str, dict[str, str]]", json.loads(words)) if words else {}

    def _is_mine(self, event: Event) -> bool:
        return self._desk.officer.login in event.officers

    def _published(self, event_id: EventId) -> Event:
        self._desk.publish(ChangeKind.CASES)
        return self.event(event_id)

    def _standing(self, event_id: EventId) -> Event | None:
        """Folded anew when something of it has changed."""
        vault = self._vault
        voided = event_rows.voided(vault, event_id)
        stand = (event_rows.last_seq(vault, event_id), event_rows.closed(vault, event_id), voided)
        known = self._folded.get(event_id)
        if known is None or known[0] != stand or vault.in_transaction:
            log = event_rows.entries(vault, event_id, self._access.opens)
            known = self._folded[event_id] = (stand, events.fold(log, voided))
        return known[1]

    def _checked(self, facts: Mapping[str, str]) -> dict[str, str]:
        form = self.form()
        kept = {}
        for question in (*events.OWN_QUESTIONS, *event_questions(form)):
            if question.name in facts:
                choices = form.choices.get(question.list_name, ())
                if question.name == events.KIND:
                    choices = _SORTS
                kept[question.name] = normalise(question, facts[question.name], choices)
        return kept

    def _said_in(self, case_id: CaseId) -> dict[str, str]:
        """What a file says of its event. Its own form has the last word on levels."""
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        theirs = {question.name: question for question in form.questions()}
        stored = interview_rows.answers(self._vault, case_id)
        ours = {question.name: question for question in event_questions(self.form())}
        facts = {}
        for name in OF_NOBODY & ours.keys() & theirs.keys():
            answer = stored.get(name)
            if theirs[name].level > 1 or answer is None or answer.closed or not answer.value:
                continue
            if _fits(ours[name], answer.value, self.form()):
                facts[name] = answer.value
        return facts


def _fits(question: Question, value: str, form: FormDefinition) -> bool:
    if not question.list_name:
        return True
    codes = {choice.name for choice in form.choices.get(question.list_name, ())}
    return codes.issuperset(value.split())
