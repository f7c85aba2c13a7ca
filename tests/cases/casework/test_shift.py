"""What a handover says of a file, and in which order."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.storage.samples import START
from tipdesk.cases.casework.deadlines import DeadlineKind, OwedLine, WaitsFor
from tipdesk.cases.casework.shift import (
    OPEN,
    WHOM,
    FileLine,
    Shift,
    Task,
    file_line,
    late,
    ordered,
)
from tipdesk.cases.model import Case, CaseId, Status

CASE = Case(
    CaseId("1"), "KWT-2026-00001", "K7Q-4MX", "victim-intake", 2, Status.IN_PROGRESS, 0, START,
    START, "T-07", "سيتا راي", "within_72h", notified_at=START,
)  # fmt: skip
HOUR = timedelta(hours=1)


def owing(
    kind: DeadlineKind, due: datetime | None = None, whom: WaitsFor = WaitsFor.STATION
) -> OwedLine:
    return OwedLine(1, CASE.id, CASE.number, CASE.person_code, kind, "", due, whom)


URGENT = owing(DeadlineKind.URGENCY, START + 72 * HOUR)
AT_ONCE = owing(DeadlineKind.URGENCY)


def line(number: str, *owed: OwedLine) -> FileLine:
    return file_line(replace(CASE, number=number), owed)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_somebody_waits_for_every_open_file(status: Status) -> None:
    assert all(WHOM[task] for task in file_line(replace(CASE, status=status)).tasks)
    assert file_line(replace(CASE, status=status)).tasks
    assert "سيتا" not in repr(file_line(replace(CASE, status=status)))


def test_what_waits_for_whom() -> None:
    review = owing(DeadlineKind.HIGH_RISK_REVIEW, START, WaitsFor.SUPERVISOR)
    owed = (owing(DeadlineKind.NOTICE), review, URGENT)
    assert file_line(CASE, owed).tasks == (Task.NOTICE, Task.INTERVIEW, Task.RISK_REVIEW)
    changed = file_line(replace(CASE, status=Status.RETURNED, changed=True))
    assert changed.tasks == (Task.CHANGED,)
    assert file_line(replace(CASE, status=Status.RETURNED)).tasks == (Task.REMARKS,)


def test_of_a_file_that_was_received_what_was_promised_waits() -> None:
    received = replace(CASE, status=Status.RECEIVED)
    assert file_line(received).tasks == ()
    needs = (owing(DeadlineKind.NEED, START), owing(DeadlineKind.APPOINTMENT, START + HOUR))
    assert file_line(received, needs).tasks == (Task.CASE_WORK,)
    closing = owing(DeadlineKind.CLOSING, whom=WaitsFor.SUPERVISOR)
    assert file_line(received, (closing,)).tasks == (Task.CLOSING,)
    away = owing(DeadlineKind.TRANSFER, START, WaitsFor.SUPERVISOR)
    assert file_line(received, (away,)).tasks == (Task.TRANSFER,)
    assert set(Task) == WHOM.keys()


def test_the_nearest_deadline_stands_first_and_lateness_is_seen() -> None:
    soon = line("soon", owing(DeadlineKind.NEED, START + 24 * HOUR), URGENT)
    review = line("review", owing(DeadlineKind.RISK_REVIEW, START + 48 * HOUR))
    urgent, routine = line("urgent", URGENT), line("routine", owing(DeadlineKind.CLOSING))
    at_once = line("at once", owing(DeadlineKind.NEED, START + HOUR), AT_ONCE)
    in_order = ordered((routine, urgent, review, soon, at_once))
    assert [each.number for each in in_order] == ["at once", "soon", "review", "urgent", "routine"]
    assert late(soon, START + 25 * HOUR)
    assert not late(soon, START + 23 * HOUR)
    for timeless in (routine, line("now", AT_ONCE)):
        assert not late(timeless, START + 2400 * HOUR)


def test_another_shift_has_another_digest() -> None:
    shift = Shift(START, "T-07", "KWT", (line("1", URGENT),), 0, 0, 0, 0, None, False)
    others = replace(shift, more=1), replace(shift, files=()), replace(shift, files=(line("1"),))
    assert shift.digest == replace(shift).digest
    assert len({shift.digest, *(other.digest for other in others)}) == 4
