"""The rosters of events: people whom nobody has heard yet, and the files that are begun of them.

`Rosters.begin_file` begins a file of a line in one transaction with its claim, so that two officers
in turn never take one line twice. Everything here runs on the GUI thread and is short.
"""

from __future__ import annotations

from collections.abc import Iterable

from tipdesk.cases import events
from tipdesk.cases.events import Event, EventDeed, EventId, RosterPerson
from tipdesk.cases.model import Case
from tipdesk.core.errors import EventRefused
from tipdesk.desk.events import EventBook
from tipdesk.desk.interview.new_files import NewFiles
from tipdesk.desk.open_vault import ChangeKind, OpenVault


class Rosters:
    """The lines of rosters, and the files that are begun from them."""

    def __init__(self, desk: OpenVault, book: EventBook, new_files: NewFiles) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._book = book
        self._new_files = new_files

    def add(self, event_id: EventId, people: Iterable[RosterPerson]) -> Event:
        """Type people onto a roster, all of them or none.

        Raises:
            EventRefused: a line cannot stand there (details: reason, see
                `events.checked_person`), the roster is full (reason "too_many"), or the event does
                not name the officer.
            DiskFull: nothing was written.
        """
        fresh = [events.checked_person(person) for person in people]
        if len(self._book.event(event_id).lines) + len(fresh) > events.MOST_LINES:
            raise EventRefused(reason="too_many")
        with self._vault.transaction():
            for person in fresh:
                self._book.enter(event_id, EventDeed.LINE, person.parts())
        self._desk.publish(ChangeKind.CASES)
        return self._book.event(event_id)

    def take_back(self, event_id: EventId, seq: int) -> Event:
        """A line was typed by mistake. Of one that is somebody's file nothing is taken back.

        Raises:
            EventRefused: a file was begun from it (reason "claimed"), there is no such line (reason
                "gone"), or the event does not name the officer.
        """
        self._open_line(event_id, seq)
        self._book.enter(event_id, EventDeed.LINE_BACK, {events.LINE: str(seq)})
        self._desk.publish(ChangeKind.CASES)
        return self._book.event(event_id)

    def begin_file(self, event_id: EventId, seq: int, *, quick: bool = False) -> Case:
        """Begin the file of a line: nobody else begins one of it. What the line says is offered
        there; nothing of it is an answer.

        Raises:
            EventRefused: as `take_back`.
            TransitionRefused: the officer's role begins no files.
            DiskFull: nothing was written: neither file nor claim.
        """
        with self._vault.transaction():
            self._open_line(event_id, seq)
            case = self._new_files.open_case(quick)
            body = {events.LINE: str(seq), events.CASE: case.id}
            self._book.enter(event_id, EventDeed.CLAIMED, body)
        self._desk.publish(ChangeKind.CASES)
        return case

    def _open_line(self, event_id: EventId, seq: int) -> None:
        line = self._book.event(event_id).line(seq)
        if line is None:
            raise EventRefused(reason="gone")
        if line.case_id is not None:
            raise EventRefused(reason="claimed")
