"""What is owed in the files, read from rows: lists, counts and calendars fold no file for it.

The rows follow from the files (`desk.files.derived`), of level 4 nothing, so that they are the same
whoever works here; a hidden or voided file has none. What of them is told depends on who asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from tipdesk.cases.casework.calendar_week import WEEK, CalendarWeek, sunday_of, week_of
from tipdesk.cases.casework.deadlines import (
    MEETINGS,
    DeadlineKind,
    OwedCount,
    OwedLine,
    start_of,
)
from tipdesk.cases.casework.home_lines import (
    ELSEWHERE,
    OF_CASEWORKERS,
    OF_OFFICERS,
    OF_SUPERVISORS,
    RULES,
    HomeLine,
    LineCount,
    line_elsewhere,
    line_of_files,
    line_of_owed,
)
from tipdesk.cases.casework.shift import FileLine, file_line, nearest
from tipdesk.cases.model import Act, Case, CaseId, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.desk.files.access import AccessReasons, checked_words
from tipdesk.desk.files.work_keys import WorkKeyring
from tipdesk.desk.form_shelf import INTAKE_FORM
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.i18n.text import kuwait_day
from tipdesk.printing.calendar_file import CalendarEvent, CalendarFile
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, derived_rows, due_rows, load_rows
from tipdesk.storage.files.search import Viewer

OF_A_DAY = 60  # lines of a day in the calendar, and as many meetings
_YEAR = 366  # days
SOON = timedelta(hours=24)
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def in_this_shift(
    desk: OpenVault,
    most: int,
    left_by: Collection[str] = (),
    statuses: Collection[Status] = (),
) -> tuple[tuple[Case, FileLine], ...]:
    """Files with which somebody has something to do, and what, the most pressing first: those that
    name the officer or one of `left_by`, or that a team of theirs has, of a supervisor all; none
    that is hidden from the unit.
    Also of those that were received, where something is late or due within 24 hours: half as many
    more, so that they take no place from the others. `statuses`: files of these alone.

    Raises:
        TransitionRefused: the officer's role sees no files.
    """
    desk.require(Act.SEE_FILES)
    vault, login = desk.vault, desk.officer.login
    supervises = desk.may(Act.APPROVE)
    viewer = Viewer(login, supervises)
    files = {
        case.id: case for case in case_rows.in_hand(vault, viewer, most, tuple(left_by), statuses)
    }
    received = () if statuses else received_due(desk, most // 2, left_by)
    files.update((case_id, _case(vault, case_id)) for case_id in received)
    lines = [(case, file_line(case, due_rows.of_case(vault, case.id))) for case in files.values()]
    return tuple(sorted(lines, key=lambda pair: nearest(pair[1])))


def received_due(
    desk: OpenVault, most: int | None, left_by: Collection[str] = ()
) -> tuple[CaseId, ...]:
    """The received ones of the files of `in_this_shift` in which something is late or due within 24
    hours, at most so many of each person (None: all); however much is late in the others."""
    logins = ("",) if desk.may(Act.APPROVE) else (desk.officer.login, *left_by)
    until, status = desk.now() + SOON, Status.RECEIVED
    of_each = (due_rows.files_due(desk.vault, login, until, status, most) for login in logins)
    return tuple(dict.fromkeys(case_id for files in of_each for case_id in files))


class DueBook:
    """Reads the rows of an open vault. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault

    @property
    def form(self) -> FormDefinition:
        """By which codes of a list are named: the newest that is asked here."""
        return self._desk.forms.newest(INTAKE_FORM)

    @property
    def is_whole(self) -> bool:
        """Whether every file has its rows; until then lists and counts lack some."""
        return derived_rows.written_to(self._vault) is None

    def nearest(
        self,
        most: int,
        *,
        after: OwedLine | None = None,
        until: datetime | None = None,
        kinds: Mapping[DeadlineKind, datetime | None] | None = None,
    ) -> tuple[OwedLine, ...]:
        """What is owed in the files that name the officer or that their team has, of a supervisor
        in all: what is due first at the front, what has no limit last. What it is (`about`) is told
        of the files that name whoever reads, or that their team has. The rest: as
        `due_rows.nearest`."""
        lines = due_rows.nearest(
            self._vault, self._whose, most, after=after, until=until, kinds=kinds
        )
        return self._as_told(lines)

    def week(self, day: date) -> CalendarWeek:
        """The week of a day, of the files of `nearest`, as told there.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        first, desk = sunday_of(day), self._desk
        lines = due_rows.of_days(self._vault, self._whose, start_of(first), WEEK, OF_A_DAY)
        readable = self._as_told([line for line, _count in lines])
        counted_lines = zip(readable, (count for _line, count in lines), strict=True)
        return week_of(first, desk.now(), desk.officer.login, desk.station.code, counted_lines)

    def ahead(self) -> tuple[OwedLine, ...]:
        """Appointments and hearings from today on, of the files of `nearest`, within a year and
        at most `OF_A_DAY` a day.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        today = start_of(kuwait_day(self._desk.now()))
        lines = due_rows.of_days(self._vault, self._whose, today, _YEAR, OF_A_DAY)
        return tuple(line for line, _count in lines if line.kind in MEETINGS)

    def take_out(self, reason: AccessReason, words: str) -> CalendarFile:
        """What lies `ahead`, by code and hour alone, to be written where anybody can read it: keep
        why, and enter it. Of a meeting stays the same what another calendar knows it by.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "take_calendar_out").
            AnswerRefused: as `Access.open_with_reason`.
            DiskFull: it was not entered, and nothing is given.
        """
        desk = self._desk
        desk.require(Act.TAKE_CALENDAR_OUT)
        words, lines = checked_words(reason, words), self.ahead()
        files = len({line.case_id for line in lines})
        with self._vault.transaction():
            now, login = desk.now(), desk.officer.login
            given = case_rows.GivenAccessReason(0, now, login, None, reason, words, "", files)
            case_rows.add_reason(self._vault, given)
            desk.enter(
                "calendar_taken_out", reason=reason.value, files=str(files), entries=str(len(lines))
            )
        return CalendarFile(now, tuple(map(_event, lines)))

    def _as_told(self, lines: Sequence[OwedLine]) -> tuple[OwedLine, ...]:
        """Without what it is, of the files that do not name the officer."""
        others = set[CaseId]()
        if not self._whose:
            about = [*{line.case_id for line in lines if line.about}]
            named = case_rows.named_among(self._vault, self._desk.officer.login, about)
            others = {*about} - named - self._given_among(about)
        return tuple(replace(line, about="") if line.case_id in others else line for line in lines)

    def counts(self) -> tuple[OwedCount, ...]:
        """How much is late in the files of `nearest`, and how much is due within 24 hours."""
        now = self._desk.now()
        return due_rows.counts(self._vault, self._whose, now, now + SOON)

    def unlimited(self) -> tuple[OwedCount, ...]:
        """How much is owed without a limit in the files of `nearest`."""
        return due_rows.unlimited(self._vault, self._whose)

    def home_lines(self) -> tuple[LineCount, ...]:
        """What home counts for this officer, from rows alone; lines without anything left out.

        Raises:
            TransitionRefused: their role sees no files.
        """
        supervises, now = not self._whose, self._desk.now()
        own = OF_SUPERVISORS if supervises else OF_CASEWORKERS
        if self._desk.may(Act.BEGIN_FILE) and not supervises:
            own = OF_OFFICERS
        viewer = Viewer(self._desk.officer.login, supervises)
        by_status = case_rows.counts_in_hand(self._vault, viewer)
        owed_of = self._counted_of(
            [line for line in own.values() if line not in ELSEWHERE and not RULES[line].statuses],
            now,
        )
        lines = []
        for digit, line in own.items():
            if line is HomeLine.LOAD:
                count = sum(load_rows.open_files(self._vault).values())
                lines.append(line_elsewhere(digit, line, count))
            elif line is HomeLine.REASONS:
                lines.append(line_elsewhere(digit, line, AccessReasons(self._desk).waiting()))
            elif line in owed_of:
                lines.append(line_of_owed(digit, line, owed_of[line]))
            else:
                lines.append(line_of_files(digit, line, by_status))
        return tuple(line for line in lines if line is not None)

    def of_case(self, case_id: CaseId) -> tuple[OwedLine, ...]:
        """What is owed in one file: none of one that is not told of to the officer, or for which
        they would need a reason."""
        login = self._whose
        named = case_rows.is_named(self._vault, case_id, login)
        if login and not named and not self._given_among([case_id]):
            return ()
        return due_rows.of_case(self._vault, case_id)

    # --- inside -----------------------------------------------------------------------------

    def _counted_of(
        self, lines: Sequence[HomeLine], now: datetime
    ) -> dict[HomeLine, list[OwedCount]]:
        """What is owed, as each line asks for it: until its time, or without a limit. Of all that
        lies ahead in a station a supervisor's lines have nothing read."""
        at_once = {line for line in lines if RULES[line].is_at_once}
        asked = [(line, kinds, within) for line in lines for kinds, within in RULES[line].by_time()]
        moments: list[datetime | None] = []
        for line, _kinds, within in asked:
            ahead = timedelta(0) if within is None and line in at_once else within
            moments.append(None if ahead is None else now + ahead)
        counted = due_rows.counts_before(self._vault, self._whose, now, moments)
        unlimited = self.unlimited() if at_once else ()
        of_lines = {line: [*(unlimited if line in at_once else ())] for line in lines}
        for (line, kinds, _within), counts in zip(asked, counted, strict=True):
            of_lines[line] += [count for count in counts if not kinds or count.kind in kinds]
        return of_lines

    def _given_among(self, case_ids: Collection[CaseId]) -> frozenset[CaseId]:
        return WorkKeyring(self._desk).given_among(case_ids)

    @property
    def _whose(self) -> str:
        """Of which files the officer is told what is owed: who approves, of all of the station.

        Raises:
            TransitionRefused: their role sees none (details: step "see_files").
        """
        self._desk.require(Act.SEE_FILES)
        return "" if self._desk.may(Act.APPROVE) else self._desk.officer.login


def _event(line: OwedLine) -> CalendarEvent:
    """A meeting by code: the number of the file, and which of its appointments (A) or hearings (H)
    it is. Of the file's own id only a digest leaves."""
    letter = "H" if line.kind is DeadlineKind.HEARING else "A"
    uid = uuid5(UUID(line.case_id), line.subject)
    summary = f"{line.number} {letter}{line.subject.partition(':')[2]}"
    return CalendarEvent(str(uid), summary, line.due or FAR)


def _case(vault: Database, case_id: CaseId) -> Case:
    case = case_rows.find(vault, case_id)
    if case is None:
        raise KeyError(case_id)
    return case
