"""What the officer who takes over a shift is told: files by number and code, deadlines, what waits
for whom, what of the station is not finished. No name, no story, no indicator, no hidden file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import KUWAIT
from tipdesk.i18n.text import kuwait_day

TAKEN = "shift_taken"
"""The entry by which an officer has read what was left."""

OPEN = frozenset(Status) - {Status.RECEIVED, Status.VOIDED}
"""In which somebody has something to do, or waits for an answer."""

WITHIN: Mapping[str, timedelta] = {
    "immediate": timedelta(0),
    "within_24h": timedelta(hours=24),
    "within_72h": timedelta(hours=72),
}
"""By choice of list urgency: until when after the file was begun."""

_AT_THE_STATION = frozenset(
    {Status.IN_PROGRESS, Status.RETURNED, Status.COMPLETED, Status.APPROVED}
)


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
}


class Due(StrEnum):
    """What has a deadline."""

    URGENCY = "urgency"
    RISK = "risk"  # its review


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file. `until` is the end of the urgency's time, `review` the day of the risk review."""

    number: str
    person_code: str
    status: Status
    changed: bool
    urgency: str
    until: datetime | None
    review: date | None
    tasks: tuple[Task, ...]


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


def file_line(case: Case) -> FileLine:
    """What the handover says of a file, from its row of the list."""
    within = WITHIN.get(case.urgency) if case.status in _AT_THE_STATION else None
    tasks = [_BY_STATUS[case.status]]
    if case.changed:
        tasks = [Task.CHANGED]
    if case.notified_at is None and case.status in _AT_THE_STATION:
        tasks.insert(0, Task.NOTICE)
    if case.review_due is not None:
        tasks.append(Task.RISK_REVIEW)
    return FileLine(
        number=case.number,
        person_code=case.person_code,
        status=case.status,
        changed=case.changed,
        urgency=case.urgency,
        until=case.created_at + within if within is not None else None,
        review=case.review_due,
        tasks=tuple(tasks),
    )


def ordered(lines: Iterable[FileLine]) -> tuple[FileLine, ...]:
    """The nearest deadline first; of those without one the order stays."""
    return tuple(sorted(lines, key=nearest))


def overdue(line: FileLine, now: datetime) -> frozenset[Due]:
    """Which of its deadlines have passed. What is due at once has no time that could pass."""
    today = kuwait_day(now)
    timed = line.urgency != "immediate"
    passed = {
        Due.URGENCY: timed and line.until is not None and line.until < now,
        Due.RISK: line.review is not None and line.review < today,
    }
    return frozenset(due for due, late in passed.items() if late)


def late(line: FileLine, reply_by: date | None, now: datetime) -> bool:
    """Whether one of its deadlines has passed, or the day until which the Prosecution asks."""
    return bool(overdue(line, now)) or (reply_by is not None and reply_by < kuwait_day(now))


def nearest(line: FileLine, reply_by: date | None = None) -> tuple[bool, str]:
    """By what it is sorted: its nearest deadline, those without one last."""
    days = [line.until.astimezone(KUWAIT).isoformat()] if line.until else []
    days += [day.isoformat() for day in (line.review, reply_by) if day is not None]
    return (not days, min(days, default=""))


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
