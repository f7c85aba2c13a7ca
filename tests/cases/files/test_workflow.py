"""Who may take which step from which status."""

import pytest

from tipdesk.cases.files.workflow import FileStep, may, next_status, open_steps
from tipdesk.cases.model import Role, Status
from tipdesk.core.errors import TransitionRefused

OFFICER, S, R = Role.OFFICER, Role.SUPERVISOR, Role.RECEIVER


def test_the_main_way_from_the_interview_to_the_receipt() -> None:
    status = Status.IN_PROGRESS
    for step, role, after in (
        (FileStep.EDIT, OFFICER, Status.IN_PROGRESS),
        (FileStep.COMPLETE, OFFICER, Status.COMPLETED),
        (FileStep.RETURN, S, Status.RETURNED),
        (FileStep.AMEND, OFFICER, Status.RETURNED),
        (FileStep.COMPLETE, OFFICER, Status.COMPLETED),
        (FileStep.APPROVE, S, Status.APPROVED),
        (FileStep.EXPORT, OFFICER, Status.EXPORTED),
        (FileStep.REFUSE, OFFICER, Status.REFUSED),
        (FileStep.APPROVE, S, Status.APPROVED),
        (FileStep.EXPORT, OFFICER, Status.EXPORTED),
        (FileStep.RECEIVE, OFFICER, Status.RECEIVED),
    ):
        status = next_status(step, status, role)
        assert status is after


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_export_only_from_approved(status: Status) -> None:
    with pytest.raises(TransitionRefused):
        next_status(FileStep.EXPORT, status, S)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_PROGRESS, Status.VOIDED}))
def test_nothing_is_edited_after_completion(status: Status) -> None:
    assert not may(FileStep.EDIT, status, OFFICER)
    assert may(FileStep.AMEND, status, OFFICER)


@pytest.mark.parametrize("step", [FileStep.APPROVE, FileStep.RETURN])
@pytest.mark.parametrize("status", Status)
def test_only_a_supervisor_approves_and_returns(step: FileStep, status: Status) -> None:
    assert not may(step, status, OFFICER)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.EXPORTED, Status.RECEIVED])
def test_what_was_approved_or_sent_is_approved_again_after_an_amendment(status: Status) -> None:
    assert next_status(FileStep.AMEND, status, OFFICER) is Status.RETURNED


@pytest.mark.parametrize("role", Role)
def test_a_voided_file_takes_nothing_but_that_it_is_lifted(role: Role) -> None:
    lifts = (FileStep.UNVOID,) if role is S else ()
    assert open_steps(Status.VOIDED, role) == lifts


@pytest.mark.parametrize("status", [Status.EXPORTED, Status.RECEIVED, Status.REFUSED])
def test_what_was_sent_is_not_voided(status: Status) -> None:
    assert not may(FileStep.VOID, status, S)


@pytest.mark.parametrize("status", Status)
def test_a_receiver_does_nothing_with_an_officers_file(status: Status) -> None:
    assert open_steps(status, R) == ()
