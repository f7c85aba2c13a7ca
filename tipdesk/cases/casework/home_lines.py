"""What home counts, at most seven lines for each who works there, each with the digit that leads to
what it counts. A line keeps its digit when another has nothing to say.

Two kinds of line: of what is owed (`due` rows, by kind and time), and of files by their status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.cases.casework.deadlines import (
    AFTER_EVENT,
    MEETINGS,
    RISK_REVIEWS,
    WITHOUT_LIMIT,
    DeadlineKind,
    OwedCount,
)
from tipdesk.cases.model import Status

_NOW, _DAY = timedelta(0), timedelta(days=1)
_NEEDS = frozenset({DeadlineKind.NEED, DeadlineKind.SILENCE})
TOLD_BEFORE: Mapping[DeadlineKind, timedelta] = {
    **dict.fromkeys(MEETINGS, timedelta(days=7)),
    **dict.fromkeys((DeadlineKind.OBJECTION, DeadlineKind.MEASURE), timedelta(days=30)),
    DeadlineKind.RETENTION: timedelta(days=30),
}
"""From how long before it home speaks of it, until it is done: of what nobody can make good later.
"""
_TERMS = frozenset({DeadlineKind.OBJECTION, DeadlineKind.MEASURE})


class HomeLine(StrEnum):
    """What is counted."""

    UNFINISHED = "unfinished"  # interviews
    TOLD_NOBODY = "told_nobody"  # the notice is open, or the Prosecution asked for a completion
    RETURNED = "returned"
    NEEDS = "needs"
    MEETINGS = "meetings"  # and what the law gives a last day
    UNANSWERED = "unanswered"  # approved and not left, or without the Prosecution's answer
    LATE = "late"
    SOON = "soon"
    ANSWERS = "answers"  # that came, and of which the person is to be told
    REVIEWS = "reviews"
    GIVEN = "given"  # files, in which nothing is entered yet
    UNSPOKEN = "unspoken"  # nobody has reached the person for `deadlines.UNSPOKEN`
    APPROVALS = "approvals"
    REVIEWS_LATE = "reviews_late"  # of a high risk
    INCIDENTS = "incidents"  # after which the risk was not reviewed yet
    NEEDS_LATE = "needs_late"
    CLOSINGS = "closings"  # files on their way to another station, and whose keeping ends
    LOAD = "load"  # open files of all officers
    REASONS = "reasons"  # access reasons, and what was told of other files, not gone through yet


@dataclass(frozen=True, slots=True)
class LineRule:
    """What a line counts: files of these statuses, or what is owed of these kinds (none: of all)
    before so much time from now (None: whenever, and what has no limit); `instead`: of some of the
    kinds another time."""

    statuses: frozenset[Status] = frozenset()
    kinds: frozenset[DeadlineKind] = frozenset()
    within: timedelta | None = None
    instead: Mapping[DeadlineKind, timedelta] = field(default_factory=dict)

    @property
    def is_at_once(self) -> bool:
        """Whether nothing lies ahead of what is counted without a time: it is owed since it
        began."""
        kinds = self.kinds - self.instead.keys()
        return bool(kinds) and kinds <= WITHOUT_LIMIT | {DeadlineKind.TRANSFER}

    def until(self, now: datetime) -> datetime | None:
        """Before when what is counted is due, but for `instead`; None: whenever."""
        return None if self.within is None else now + self.within

    def kinds_until(self, now: datetime) -> dict[DeadlineKind, datetime | None]:
        """Of each kind that is counted, before when it is due; None: whenever. {}: all kinds."""
        return {
            kind: now + self.instead[kind] if kind in self.instead else self.until(now)
            for kind in self.kinds
        }

    def by_time(self) -> Iterator[tuple[frozenset[DeadlineKind], timedelta | None]]:
        """Which kinds (none: all) are counted before how much time from now, as `within`."""
        others = self.kinds - self.instead.keys()
        if others or not self.kinds:
            yield others, self.within
        for within in sorted({*self.instead.values()}):
            yield frozenset(kind for kind in self.instead if self.instead[kind] == within), within


@dataclass(frozen=True, slots=True)
class LineCount:
    """One line of home: `digit` leads to what it counts."""

    line: HomeLine
    digit: int  # 1 to 7
    count: int  # above 0
    late: int  # of them
    nearest: datetime | None  # of what is owed


RULES: Mapping[HomeLine, LineRule] = {
    HomeLine.UNFINISHED: LineRule(frozenset({Status.IN_PROGRESS})),
    HomeLine.TOLD_NOBODY: LineRule(
        kinds=frozenset({DeadlineKind.NOTICE, DeadlineKind.COMPLETION}),
    ),
    HomeLine.RETURNED: LineRule(frozenset({Status.RETURNED})),
    HomeLine.NEEDS: LineRule(kinds=_NEEDS, within=_DAY),
    HomeLine.MEETINGS: LineRule(
        kinds=MEETINGS | _TERMS,
        within=TOLD_BEFORE[DeadlineKind.HEARING],
        instead={kind: TOLD_BEFORE[kind] for kind in _TERMS},
    ),
    HomeLine.UNANSWERED: LineRule(frozenset({Status.APPROVED, Status.EXPORTED})),
    HomeLine.LATE: LineRule(within=_NOW),
    HomeLine.SOON: LineRule(within=_DAY),
    HomeLine.ANSWERS: LineRule(kinds=frozenset({DeadlineKind.ANSWER})),
    HomeLine.REVIEWS: LineRule(kinds=RISK_REVIEWS, within=7 * _DAY),
    HomeLine.GIVEN: LineRule(kinds=frozenset({DeadlineKind.GIVEN})),
    HomeLine.UNSPOKEN: LineRule(kinds=frozenset({DeadlineKind.CONTACT}), within=_NOW),
    HomeLine.APPROVALS: LineRule(frozenset({Status.COMPLETED, Status.REFUSED})),
    HomeLine.REVIEWS_LATE: LineRule(kinds=frozenset({DeadlineKind.HIGH_RISK_REVIEW}), within=_NOW),
    HomeLine.INCIDENTS: LineRule(
        kinds=frozenset({DeadlineKind.INCIDENT_REVIEW}),
        within=2 * AFTER_EVENT,  # longer than it may wait
    ),
    HomeLine.NEEDS_LATE: LineRule(kinds=_NEEDS, within=-_DAY),
    HomeLine.CLOSINGS: LineRule(
        kinds=frozenset({DeadlineKind.CLOSING, DeadlineKind.TRANSFER, DeadlineKind.RETENTION}),
        instead={DeadlineKind.RETENTION: TOLD_BEFORE[DeadlineKind.RETENTION]},
    ),
    HomeLine.LOAD: LineRule(),  # files by who has them, whatever their status
    HomeLine.REASONS: LineRule(),  # no files
}
ELSEWHERE = frozenset({HomeLine.LOAD, HomeLine.REASONS})
"""Lines that count neither files by status nor what is owed: each has a page of its own."""

OF_OFFICERS = {
    1: HomeLine.UNFINISHED,
    2: HomeLine.TOLD_NOBODY,
    3: HomeLine.RETURNED,
    4: HomeLine.NEEDS,
    5: HomeLine.MEETINGS,
    6: HomeLine.UNANSWERED,
    7: HomeLine.ANSWERS,
}
"""By digit, of whoever hears people."""
OF_CASEWORKERS = {
    1: HomeLine.LATE,
    2: HomeLine.SOON,
    3: HomeLine.MEETINGS,
    4: HomeLine.ANSWERS,
    5: HomeLine.REVIEWS,
    6: HomeLine.GIVEN,
    7: HomeLine.UNSPOKEN,
}
OF_SUPERVISORS = {
    1: HomeLine.APPROVALS,
    2: HomeLine.REVIEWS_LATE,
    3: HomeLine.INCIDENTS,
    4: HomeLine.NEEDS_LATE,
    5: HomeLine.CLOSINGS,
    6: HomeLine.LOAD,
    7: HomeLine.REASONS,
}


def line_elsewhere(digit: int, line: HomeLine, count: int) -> LineCount | None:
    """What another page counted; None where there is nothing."""
    return LineCount(line, digit, count, 0, None) if count else None


def line_of_files(digit: int, line: HomeLine, by_status: Mapping[Status, int]) -> LineCount | None:
    """How many files a line counts; None where there is none."""
    count = sum(by_status.get(status, 0) for status in RULES[line].statuses)
    return line_elsewhere(digit, line, count)


def line_of_owed(digit: int, line: HomeLine, counted: Iterable[OwedCount]) -> LineCount | None:
    """How much of what was counted a line speaks of; None where there is nothing."""
    kinds = RULES[line].kinds
    own = [count for count in counted if not kinds or count.kind in kinds]
    count, late = sum(each.late + each.soon for each in own), sum(each.late for each in own)
    moments = [each.nearest for each in own if each.nearest is not None]
    return LineCount(line, digit, count, late, min(moments, default=None)) if count else None
