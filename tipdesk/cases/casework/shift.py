"""What the officer who takes over a shift is told: files by number and code, deadlines, what waits
for whom, what of the station is not finished. No name, no story, no indicator, no hidden file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from tipdesk.cases.casework.deadlines import DeadlineKind, OwedLine, WaitsFor, overdue
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import Case, Status

TAKEN = "shift_taken"
"""The entry by which an officer has read what was left."""

OPEN = frozenset(Status) - {Status.RECEIVED, Status.VOIDED}
"""In which somebody has something to do, or waits for an answer."""


class Task(StrEnum):
    """What waits, named by what it is for."""

    NOTICE = "notice"  # the Prosecution is not notified yet (Law 17/1960 art. 40)
    INTERVIEW = "interview"
    REMARKS = "remarks"  # of a supervisor
    CHANGED = "changed"  # after its approval: to be completed again
    APPROVAL = "approval"
    REFERRAL = "referral"  # it is approved and has not left
    ANSWER = "answer"
    REFUSED = "refused"  # by the Prosecution: approved anew, or not
    RISK_REVIEW = "risk_review"
    CASE_WORK = "case_work"  # needs, appointments and whatever else was promised
    CLOSING = "closing"  # a second person approves it
    TRANSFER = "transfer"  # to another station: it is on its way


_BY_STATUS: Mapping[Status, Task] = {
    Status.IN_PROGRESS: Task.INTERVIEW,
    Status.RETURNED: Task.REMARKS,
    Status.COMPLETED: Task.APPROVAL,
    Status.APPROVED: Task.REFERRAL,
    Status.EXPORTED: Task.ANSWER,
    Status.REFUSED: Task.REFUSED,
}


class Whom(StrEnum):
    """For whom something waits."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    PROSECUTION = "prosecution"


WHOM: Mapping[Task, Whom] = {
    Task.NOTICE: Whom.OFFICER,
    Task.INTERVIEW: Whom.OFFICER,
    Task.REMARKS: Whom.OFFICER,
    Task.CHANGED: Whom.OFFICER,
    Task.APPROVAL: Whom.SUPERVISOR,
    Task.REFERRAL: Whom.OFFICER,
    Task.ANSWER: Whom.PROSECUTION,
    Task.REFUSED: Whom.SUPERVISOR,
    Task.RISK_REVIEW: Whom.SUPERVISOR,
    Task.CASE_WORK: Whom.OFFICER,
    Task.CLOSING: Whom.SUPERVISOR,
    Task.TRANSFER: Whom.SUPERVISOR,
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file, and what is owed in it, what is due first at the front."""

    number: str
    person_code: str
    status: Status
    changed: bool
    urgency: str  # list urgency
    begun_at: datetime  # aware
    tasks: tuple[Task, ...]
    owed: tuple[OwedLine, ...]

    @property
    def at_once(self) -> bool:
        """Whether it is so urgent that no time is given."""
        return any(line.kind is DeadlineKind.URGENCY and line.due is None for line in self.owed)

    @property
    def dated(self) -> tuple[OwedLine, ...]:
        """What is owed until a time."""
        return tuple(line for line in self.owed if line.due is not None)


@dataclass(frozen=True, slots=True)
class Shift:
    """A handover as it is printed. `more` counts the files for which no line is left."""

    at: datetime  # aware
    by: str  # login of whoever hands over
    station: str  # code
    files: tuple[FileLine, ...]
    more: int
    recordings: int  # that run or are not put away yet
    unsent: int  # files that are approved and have not left
    unanswered: int  # files that left and have no answer of the Prosecution
    backup: datetime | None  # the last good one
    backup_due: bool

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all of it, for the page's code."""
        fields = asdict(self)
        body = canonical(_plain(fields))
        return hashlib.sha256(body).hexdigest()


def file_line(case: Case, owed: Iterable[OwedLine] = ()) -> FileLine:
    """What the handover says of a file, from its row of the list and from what is owed in it."""
    lines = tuple(owed)
    tasks = [_BY_STATUS[case.status]] if case.status in _BY_STATUS else []
    if case.changed:
        tasks = [Task.CHANGED]
    if any(line.kind is DeadlineKind.NOTICE for line in lines):
        tasks.insert(0, Task.NOTICE)
    tasks += dict.fromkeys(task for line in lines if (task := _task_of(line)) is not None)
    return FileLine(
        number=case.number,
        person_code=case.person_code,
        status=case.status,
        changed=case.changed,
        urgency=case.urgency,
        begun_at=case.created_at,
        tasks=tuple(tasks),
        owed=lines,
    )


_OF_THE_FILE = frozenset({DeadlineKind.NOTICE, DeadlineKind.URGENCY, DeadlineKind.COMPLETION})
"""What the status or the notice says already."""


_OF_CLOSING = frozenset({DeadlineKind.CLOSING, DeadlineKind.RETENTION})


def _task_of(line: OwedLine) -> Task | None:
    if line.kind in _OF_THE_FILE:
        return None
    if line.kind is DeadlineKind.TRANSFER:
        return Task.TRANSFER
    if line.whom is WaitsFor.SUPERVISOR:
        return Task.CLOSING if line.kind in _OF_CLOSING else Task.RISK_REVIEW
    return Task.CASE_WORK


def ordered(lines: Iterable[FileLine]) -> tuple[FileLine, ...]:
    """What is to be done at once and the nearest deadline first; of those without one the order
    stays."""
    return tuple(sorted(lines, key=nearest))


def late(line: FileLine, now: datetime) -> bool:
    """Whether one of its deadlines has passed. What is due at once has no time that could pass."""
    return any(overdue(owed, now) for owed in line.owed)


def nearest(line: FileLine) -> tuple[bool, float]:
    """By what it is sorted: its nearest deadline, those without one last. What is to be done at
    once was to be done when the file was begun."""
    moments = [owed.due for owed in line.dated if owed.due is not None]
    moments += [line.begun_at] if line.at_once else []
    return (not moments, min(moments).timestamp() if moments else 0.0)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
