"""What home counts, at most seven lines for each who works there, each with the digit that leads to
what it counts. A line keeps its digit when another has nothing to say.

Two kinds of line: of what is owed (`due` rows, by kind and time), and of files by their status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.cases.casework.deadlines import MEETINGS, RISK_REVIEWS, DeadlineKind, OwedCount
from tipdesk.cases.model import Status

_NOW, _DAY = timedelta(0), timedelta(days=1)
_NEEDS = frozenset({DeadlineKind.NEED, DeadlineKind.SILENCE})


class HomeLine(StrEnum):
    """What is counted."""

    UNFINISHED = "unfinished"  # interviews
    TOLD_NOBODY = "told_nobody"  # the notice is open, or the Prosecution asked for a completion
    RETURNED = "returned"
    NEEDS = "needs"
    MEETINGS = "meetings"
    UNANSWERED = "unanswered"  # approved and not left, or without the Prosecution's answer
    LATE = "late"
    SOON = "soon"
    MEETINGS_SOON = "meetings_soon"
    REVIEWS = "reviews"
    APPROVALS = "approvals"
    REVIEWS_LATE = "reviews_late"  # of a high risk
    NEEDS_LATE = "needs_late"
    CLOSINGS = "closings"
    LOAD = "load"  # open files of all officers


@dataclass(frozen=True, slots=True)
class LineRule:
    """What a line counts: files of these statuses, or what is owed of these kinds (none: of all)
    before so much time from now (None: whenever, and what has no limit)."""

    statuses: frozenset[Status] = frozenset()
    kinds: frozenset[DeadlineKind] = frozenset()
    within: timedelta | None = None


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
    HomeLine.MEETINGS: LineRule(kinds=MEETINGS, within=7 * _DAY),
    HomeLine.UNANSWERED: LineRule(frozenset({Status.APPROVED, Status.EXPORTED})),
    HomeLine.LATE: LineRule(within=_NOW),
    HomeLine.SOON: LineRule(within=_DAY),
    HomeLine.MEETINGS_SOON: LineRule(kinds=MEETINGS, within=_DAY),
    HomeLine.REVIEWS: LineRule(kinds=RISK_REVIEWS, within=7 * _DAY),
    HomeLine.APPROVALS: LineRule(frozenset({Status.COMPLETED, Status.REFUSED})),
    HomeLine.REVIEWS_LATE: LineRule(kinds=frozenset({DeadlineKind.HIGH_RISK_REVIEW}), within=_NOW),
    HomeLine.NEEDS_LATE: LineRule(kinds=_NEEDS, within=-_DAY),
    HomeLine.CLOSINGS: LineRule(kinds=frozenset({DeadlineKind.CLOSING})),
    HomeLine.LOAD: LineRule(),  # files by who has them, whatever their status
}

OF_OFFICERS = {
    1: HomeLine.UNFINISHED,
    2: HomeLine.TOLD_NOBODY,
    3: HomeLine.RETURNED,
    4: HomeLine.NEEDS,
    5: HomeLine.MEETINGS,
    6: HomeLine.UNANSWERED,
}
"""By digit, of whoever hears people."""
OF_CASEWORKERS = {
    1: HomeLine.LATE,
    2: HomeLine.SOON,
    3: HomeLine.MEETINGS_SOON,
    5: HomeLine.REVIEWS,
}
OF_SUPERVISORS = {
    1: HomeLine.APPROVALS,
    2: HomeLine.REVIEWS_LATE,
    4: HomeLine.NEEDS_LATE,
    5: HomeLine.CLOSINGS,
    6: HomeLine.LOAD,
}


def line_of_files(digit: int, line: HomeLine, by_status: Mapping[Status, int]) -> LineCount | None:
    """How many files a line counts; None where there is none."""
    count = sum(by_status.get(status, 0) for status in RULES[line].statuses)
    return LineCount(line, digit, count, 0, None) if count else None


def line_of_owed(digit: int, line: HomeLine, counted: Iterable[OwedCount]) -> LineCount | None:
    """How much of what was counted a line speaks of; None where there is nothing."""
    kinds = RULES[line].kinds
    own = [count for count in counted if not kinds or count.kind in kinds]
    count, late = sum(each.late + each.soon for each in own), sum(each.late for each in own)
    moments = [each.nearest for each in own if each.nearest is not None]
    return LineCount(line, digit, count, late, min(moments, default=None)) if count else None
