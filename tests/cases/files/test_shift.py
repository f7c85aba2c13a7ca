"""What a handover says of a file, and in which order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.storage.samples import START
from tipdesk.cases.files.shift import OPEN, WHOM, Due, Shift, Task, file_line, ordered, overdue
from tipdesk.cases.model import Case, CaseId, Status

CASE = Case(
    CaseId("1"), "KWT-2026-00001", "K7Q-4MX", "victim-intake", 2, Status.IN_PROGRESS, 0, START,
    START, "T-07", "سيتا راي", "within_72h", notified_at=START,
)  # fmt: skip


@pytest.mark.parametrize("status", sorted(OPEN))
def test_somebody_waits_for_every_open_file(status: Status) -> None:
    assert all(WHOM[task] for task in file_line(replace(CASE, status=status)).tasks)
    assert file_line(replace(CASE, status=status)).tasks
    assert "سيتا" not in repr(file_line(replace(CASE, status=status)))


def test_what_waits_for_whom() -> None:
    line = file_line(replace(CASE, notified_at=None, review_due=date(2026, 11, 30)))
    assert line.tasks == (Task.NOTICE, Task.INTERVIEW, Task.RISK_REVIEW)
    changed = file_line(replace(CASE, status=Status.RETURNED, changed=True))
    assert changed.tasks == (Task.CHANGED,)
    assert file_line(replace(CASE, status=Status.RETURNED)).tasks == (Task.REMARKS,)


def test_the_time_of_an_urgency_ends_when_the_file_has_left() -> None:
    assert file_line(CASE).until == START + timedelta(hours=72)
    assert file_line(replace(CASE, urgency="immediate")).until == START
    assert file_line(replace(CASE, urgency="routine")).until is None
    assert file_line(replace(CASE, status=Status.EXPORTED)).until is None


def test_the_nearest_deadline_stands_first_and_lateness_is_seen() -> None:
    soon = file_line(replace(CASE, number="soon", urgency="within_24h"))
    review = file_line(replace(CASE, number="review", urgency="", review_due=date(2026, 11, 26)))
    routine = file_line(replace(CASE, number="routine", urgency="routine"))
    sorted_lines = ordered((routine, file_line(CASE), review, soon))
    assert [line.number for line in sorted_lines] == ["soon", "review", CASE.number, "routine"]
    assert overdue(soon, START + timedelta(hours=25)) == {Due.URGENCY}
    assert not overdue(soon, START + timedelta(hours=23))
    assert overdue(review, START + timedelta(days=3)) == {Due.RISK}
    assert not overdue(review, START + timedelta(days=2))
    at_once = file_line(replace(CASE, urgency="immediate"))
    for timeless in (routine, at_once):
        assert not overdue(timeless, START + timedelta(days=99))


def test_another_shift_has_another_digest() -> None:
    shift = Shift(START, "T-07", "KWT", (file_line(CASE),), 0, 0, 0, 0, None, False)
    assert shift.digest == replace(shift).digest
    assert len({shift.digest, replace(shift, more=1).digest, replace(shift, files=()).digest}) == 3
