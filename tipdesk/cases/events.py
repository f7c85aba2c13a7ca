"""An event: a raid, an inspection or an arrival, typed once, of which files are; and its roster.

Its log is added to and never changed, as that of case work is. What stands is folded from it
(`fold`): facts, the officers whom it names, its files, the lines of its roster, and which line is
whose file. An entry counts only if whoever wrote it was named by the event at that time, so that
nobody lets themselves in; one that cannot follow is passed over.

Facts are the event's own (`OWN_QUESTIONS`) and what its files take from it, by the names of the
form's questions that are marked for it (`forms.events`). A line of the roster is one person as a
list at the door has them: name as said, sex, age, language. It is a document and nobody's word; in
the file that is begun from it everything is offered, and nothing stands before an officer confirms
it. No word of a statement is in an event.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from tipdesk.cases.custody.chain import canonical, read_time, timestamp
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import EventRefused
from tipdesk.forms.model import EMPTY_TEXT, MAX_TEXT, Question, QuestionType
from tipdesk.i18n.text import ascii_digits, clean, search_key

FORMAT = "tipdesk-event/1"
EventId = NewType("EventId", str)  # lowercase UUIDv4

KIND, PLACE, BEGAN, ENDED = "event_kind", "event_place", "event_from", "event_to"
AGENCIES, OPERATION = "event_agencies", "event_operation_no"
OWN_QUESTIONS: tuple[Question, ...] = (
    Question(KIND, QuestionType.SELECT_ONE, EMPTY_TEXT),
    Question(PLACE, QuestionType.TEXT, EMPTY_TEXT),
    Question(BEGAN, QuestionType.DATETIME, EMPTY_TEXT),
    Question(ENDED, QuestionType.DATETIME, EMPTY_TEXT),
    Question(AGENCIES, QuestionType.SELECT_MULTIPLE, EMPTY_TEXT, list_name="agency"),
    Question(OPERATION, QuestionType.TEXT, EMPTY_TEXT),
)
"""What an event says of itself; its words on the screen are in `texts.events`."""


class EventSort(StrEnum):
    """What kind of event it is (`KIND`)."""

    RAID = "raid"
    INSPECTION = "inspection"  # of a workplace
    ARRIVAL = "arrival"  # at a port
    COMPLAINT = "complaint"  # of several together
    TRANSFER = "transfer"  # a group that another agency brings
    OTHER = "other"


# --- the roster -------------------------------------------------------------------------------

MOST_LINES = 2_000  # of one roster
LONGEST_NAME = 200  # characters
OLDEST = 120  # years
NAME, SEX, AGE, LANGUAGE = "name", "sex", "age", "language"
OFFERED_AT: Mapping[str, str] = {
    NAME: "name_ar_first",
    SEX: "sex",
    AGE: "age_stated",
    LANGUAGE: "language_preferred",
}
"""At which question of the form each part of a line is offered."""


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """Somebody as a roster has them; what it does not say is ''. Codes are those of the form."""

    name: str
    sex: str = ""
    age: str = ""  # whole years
    language: str = ""

    def parts(self) -> dict[str, str]:
        """What it says."""
        parts = {NAME: self.name, SEX: self.sex, AGE: self.age, LANGUAGE: self.language}
        return {name: text for name, text in parts.items() if text}


def checked_person(person: RosterPerson) -> RosterPerson:
    """A line as it is kept.

    Raises:
        EventRefused: it names nobody, is too long, or has another age than a person
            (details: reason "empty", "too_long", "age").
    """
    name = " ".join(clean(person.name).split())
    age = ascii_digits(person.age).strip()
    if not name:
        raise EventRefused(reason="empty")
    if len(name) > LONGEST_NAME:
        raise EventRefused(reason="too_long")
    if age and not (age.isascii() and age.isdigit() and len(age) <= 3 and int(age) <= OLDEST):
        raise EventRefused(reason="age")
    return replace(person, name=name, age=str(int(age)) if age else "")


_COLUMNS = re.compile(r"\t|[;؛,،|]")


def folded(text: str) -> str:
    """A word of a list, however it is spelt: «النيبالية» and «نيبالية» are one."""
    return search_key(text).strip().removeprefix("ال")


def pasted_people(
    text: str, sexes: Mapping[str, str], languages: Mapping[str, str]
) -> tuple[RosterPerson, ...]:
    """The people of a list that was pasted: a line each, columns divided by tab, comma or
    semicolon. The first column that is nothing else is the name; `sexes` and `languages` are words
    of the form (folded) to codes. Numbers before a name are the list's own."""
    people = []
    for line in clean(text).splitlines():
        person = _person_of(line, sexes, languages)
        if person.name:
            people.append(person)
    return tuple(people)


def _person_of(line: str, sexes: Mapping[str, str], languages: Mapping[str, str]) -> RosterPerson:
    person = RosterPerson("")
    for at, cell in enumerate(_COLUMNS.split(line)):
        words = " ".join(cell.split())
        word, number = folded(words), ascii_digits(words)
        if number.isascii() and number.isdigit():
            counts = at == 0 and not person.name  # the lines of the list
            if not counts and not person.age and len(number) <= 3 and int(number) <= OLDEST:
                person = replace(person, age=str(int(number)))
        elif word in sexes and not person.sex:
            person = replace(person, sex=sexes[word])
        elif word in languages and not person.language:
            person = replace(person, language=languages[word])
        elif words and not person.name:
            person = replace(person, name=_NUMBERED.sub("", words)[:LONGEST_NAME])
    return person


_NUMBERED = re.compile(r"^[\d٠-٩]{1,4}\s*[.)\-–]\s*")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A line as it stands. `seq`: its entry of the log, its number for good."""

    seq: int
    person: RosterPerson
    by: str  # login of whoever typed it
    case_id: CaseId | None = None  # the file that was begun from it
    claimed_by: str = ""


# --- the log ----------------------------------------------------------------------------------


class EventDeed(StrEnum):
    """What an entry of the log says."""

    BEGUN = "begun"  # code and facts
    CHANGED = "changed"  # facts that are others now; '' is emptied
    NAMED = "named"  # an officer who works with it
    UNNAMED = "unnamed"
    FILE = "file"  # a file is of it
    FILE_LEFT = "file_left"
    LINE = "line"  # somebody on the roster
    LINE_BACK = "line_back"  # it was typed by mistake
    CLAIMED = "claimed"  # a file was begun from a line


CODE, LOGIN, CASE, LINE = "code", "login", "case", "line"
_FIELDS: Mapping[EventDeed, frozenset[str] | None] = {  # None: facts, whatever their names
    EventDeed.BEGUN: None,
    EventDeed.CHANGED: None,
    EventDeed.NAMED: frozenset({LOGIN}),
    EventDeed.UNNAMED: frozenset({LOGIN}),
    EventDeed.FILE: frozenset({CASE}),
    EventDeed.FILE_LEFT: frozenset({CASE}),
    EventDeed.LINE: frozenset({NAME, SEX, AGE, LANGUAGE}),
    EventDeed.LINE_BACK: frozenset({LINE}),
    EventDeed.CLAIMED: frozenset({CASE, LINE}),
}
_OPTIONAL = frozenset({SEX, AGE, LANGUAGE})


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One entry; `seq` 1, 2, 3 … in its event."""

    event: EventId
    seq: int
    at: datetime
    by: str  # login
    deed: EventDeed
    body: Mapping[str, str]

    @property
    def case_id(self) -> CaseId | None:
        """The file that it is about."""
        about = self.deed in (EventDeed.FILE, EventDeed.FILE_LEFT, EventDeed.CLAIMED)
        return CaseId(self.body[CASE]) if about else None


def entry_text(entry: EventEntry) -> str:
    """An entry as canonical JSON (ASCII): what is kept and hashed."""
    return canonical(
        {
            "format": FORMAT,
            "event": entry.event,
            "seq": entry.seq,
            "at": timestamp(entry.at),
            "by": entry.by,
            "deed": entry.deed.value,
            "body": dict(entry.body),
        }
    ).decode("ascii")


def read_entry(text: str) -> EventEntry:
    """Read what `entry_text` wrote, and nothing else.

    Raises:
        ValueError: it is no entry of this format.
    """
    try:
        fields = json.loads(text)
        body = fields["body"]
        if not all(isinstance(part, str) for pair in body.items() for part in pair):
            raise ValueError(text[:40])
        entry = EventEntry(
            EventId(fields["event"]),
            fields["seq"],
            read_time(fields["at"]),
            fields["by"],
            EventDeed(fields["deed"]),
            body,
        )
        fits = _fits(entry) and entry_text(entry) == text
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(text[:40]) from error
    if not fits:
        raise ValueError(text[:40])
    return entry


def _fits(entry: EventEntry) -> bool:
    fields = _FIELDS[entry.deed]
    if fields is None:
        return all(len(value) <= MAX_TEXT for value in entry.body.values())
    return fields - _OPTIONAL <= entry.body.keys() <= fields


# --- what stands ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands for whoever reads it: without what is closed to them."""

    id: EventId
    code: str  # e.g. SH2-E-2026-003
    begun_at: datetime
    begun_by: str
    facts: Mapping[str, str] = field(default_factory=dict)
    officers: tuple[str, ...] = ()  # logins, the first named first
    files: tuple[CaseId, ...] = ()
    lines: tuple[RosterLine, ...] = ()  # in the order in which they were typed

    @property
    def open_lines(self) -> int:
        """How many people nobody has begun a file of."""
        return sum(line.case_id is None for line in self.lines)

    def line(self, seq: int) -> RosterLine | None:
        """The line of this number, None where there is none that this reader sees."""
        return next((line for line in self.lines if line.seq == seq), None)

    def line_of(self, case_id: CaseId) -> RosterLine | None:
        """The line with which a file was begun."""
        return next((line for line in self.lines if line.case_id == case_id), None)


def fold(entries: Iterable[EventEntry], voided: Container[CaseId] = frozenset()) -> Event | None:
    """What stands after the entries; None where there is no beginning. `voided`: files that count
    no more, so that their line is open again."""
    event: Event | None = None
    for entry in entries:
        if event is None:
            if entry.deed is EventDeed.BEGUN:
                event = _begun(entry)
        elif entry.by in event.officers:
            event = _FOLLOWS[entry.deed](event, entry, voided)
    return event


def _begun(entry: EventEntry) -> Event:
    facts = {name: text for name, text in entry.body.items() if name != CODE and text}
    code = entry.body.get(CODE, "")
    return Event(entry.event, code, entry.at, entry.by, facts, (entry.by,))


def _kept(event: Event, _entry: EventEntry, _voided: Container[CaseId]) -> Event:
    return event


def _changed(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    facts = {**event.facts, **{name: text for name, text in entry.body.items() if name != CODE}}
    return replace(event, facts={name: text for name, text in facts.items() if text})


def _named(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    return replace(event, officers=tuple(dict.fromkeys((*event.officers, entry.body[LOGIN]))))


def _unnamed(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    rest = tuple(login for login in event.officers if login != entry.body[LOGIN])
    return replace(event, officers=rest) if rest else event


def _file(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    return replace(event, files=tuple(dict.fromkeys((*event.files, CaseId(entry.body[CASE])))))


def _file_left(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    case_id = CaseId(entry.body[CASE])
    lines = tuple(
        replace(line, case_id=None, claimed_by="") if line.case_id == case_id else line
        for line in event.lines
    )
    files = tuple(other for other in event.files if other != case_id)
    return replace(event, files=files, lines=lines)


def _line(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    body = entry.body
    person = RosterPerson(body[NAME], body.get(SEX, ""), body.get(AGE, ""), body.get(LANGUAGE, ""))
    return replace(event, lines=(*event.lines, RosterLine(entry.seq, person, entry.by)))


def _line_back(event: Event, entry: EventEntry, _voided: Container[CaseId]) -> Event:
    """Of a line that is somebody's file already nothing is taken back."""
    seq = entry.body[LINE]
    lines = tuple(line for line in event.lines if str(line.seq) != seq or line.case_id is not None)
    return replace(event, lines=lines)


def _claimed(event: Event, entry: EventEntry, voided: Container[CaseId]) -> Event:
    case_id, seq = CaseId(entry.body[CASE]), entry.body[LINE]
    if case_id in voided:
        return event
    lines = tuple(
        replace(line, case_id=case_id, claimed_by=entry.by)
        if str(line.seq) == seq and line.case_id is None
        else line
        for line in event.lines
    )
    return replace(_file(event, entry, voided), lines=lines)


_FOLLOWS = {
    EventDeed.BEGUN: _kept,
    EventDeed.CHANGED: _changed,
    EventDeed.NAMED: _named,
    EventDeed.UNNAMED: _unnamed,
    EventDeed.FILE: _file,
    EventDeed.FILE_LEFT: _file_left,
    EventDeed.LINE: _line,
    EventDeed.LINE_BACK: _line_back,
    EventDeed.CLAIMED: _claimed,
}
