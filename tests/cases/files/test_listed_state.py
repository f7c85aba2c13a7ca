"""What the list says of a file must be what its entries tell."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tipdesk.cases.files.review import hidden_fault, state_fault
from tipdesk.cases.model import Case, CaseId, Status

AT = datetime(2026, 11, 24, tzinfo=UTC)
CASE = Case(CaseId("x"), "KWT-2026-00001", "P1", "f", 1, Status.IN_PROGRESS, 0, AT, AT, "T-07")


def entries(*actions: str) -> list[tuple[int, str]]:
    return [(10 + number, action) for number, action in enumerate(actions)]


@pytest.mark.parametrize(
    ("actions", "status", "revision", "expected"),
    [
        ("", "in_progress", 0, None),
        ("opened edited", "in_progress", 0, None),
        ("opened completed", "completed", 1, None),
        ("completed", "in_progress", 0, 10),
        ("completed", "completed", 0, 10),
        ("completed returned completed viewed", "completed", 2, None),
        ("completed returned completed viewed", "returned", 1, 12),
        ("completed approved exported", "exported", 1, None),
        ("completed approved exported", "completed", 1, 11),
        ("completed approved amended", "returned", 1, None),
        ("completed approved amended", "approved", 1, 12),
        ("completed approved_directly", "received", 1, None),
        ("", "approved", 1, 0),
        ("opened voided", "voided", 0, None),
        ("opened voided", "in_progress", 0, 11),
        ("opened voided unvoided", "in_progress", 0, None),
        ("opened voided unvoided", "voided", 0, 0),
        ("completed voided unvoided", "completed", 1, None),
        ("completed voided unvoided voided", "completed", 1, 13),
    ],
)
def test_status_and_revision(
    actions: str, status: str, revision: int, expected: int | None
) -> None:
    assert state_fault(Status[status.upper()], revision, entries(*actions.split())) == expected


@pytest.mark.parametrize(
    ("actions", "hidden", "removed", "expected"),
    [
        ("", False, 0, None),
        ("hidden", True, 0, None),
        ("hidden", False, 0, 10),
        ("hidden", False, 99, None),  # whoever it was hidden for has left
        ("hidden shown_again", False, 0, None),
        ("hidden shown_again", True, 0, 11),
        ("", True, 0, 0),
    ],
)
def test_hidden(actions: str, hidden: bool, removed: int, expected: int | None) -> None:
    case = replace(CASE, hidden=hidden)
    assert hidden_fault(case, entries(*actions.split()), removed) == expected
