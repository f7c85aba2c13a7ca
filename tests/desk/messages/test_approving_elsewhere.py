"""An approval by USB drive, between two real vaults and to the office: asked for, signed at another
computer, taken in, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.elsewhere import (
    APPROVER,
    CODE,
    PERSON,
    Elsewhere,
    approved_there,
    asked,
    beside,
)
from tests.desk.world import World
from tipdesk.bundle import approval
from tipdesk.cases.files import workflow
from tipdesk.cases.model import CaseId, Status
from tipdesk.core import errors
from tipdesk.demo.stations import OFFICER


@pytest.fixture
def elsewhere(world: World) -> Iterator[Elsewhere]:
    """The other shelter."""
    there = beside(world)
    yield there
    there.lock()


@pytest.fixture
def completed(world: World, elsewhere: Elsewhere) -> CaseId:
    """A file that waits for its approval."""
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    return case_id


def codes(world: World, path: Path) -> list[str]:
    """What the office finds in a case bundle."""
    return sorted({finding.code for finding in world.check(path).findings})


def test_a_file_goes_out_that_was_approved_at_another_computer(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    session = world.officers
    assert session.asking.approvers(completed) == (PERSON,)
    request, path = asked(world, completed)
    assert session.asking.open_request(completed) == request
    assert (request.approver, request.asked_by) == (PERSON, OFFICER.login)
    assert session.asking.approvers(completed) == ()
    assert session.files.case(completed).status is Status.COMPLETED

    world.clock.move(hours=3)
    there = elsewhere.session
    letter = there.messages.take(path).letter
    (waiting,) = there.answering.requests()
    assert (waiting.letter, waiting.answer) == (letter, None)
    opened = there.answering.open(waiting.message_id)
    assert opened.record.case_id == completed
    assert sorted(opened.papers) == ["consent", "intake", "notice", "statement"]
    assert all(body.startswith(b"%PDF") for body in opened.papers.values())
    answer = there.answering.approve(waiting.message_id, elsewhere.confirm(), world.usb_drive)
    (waiting,) = there.answering.requests()
    assert waiting.answer is not None

    world.clock.move(hours=3)
    taken = session.messages.take(answer)
    assert taken.about == session.files.case(completed).number
    case = session.files.case(completed)
    assert case.status is Status.APPROVED
    assert session.handover.is_valid(case)
    assert session.asking.open_request(completed) is None
    statement, _signed = session.approving.standing(case)
    assert (statement.approver, statement.station) == (APPROVER.login, "TDX")
    assert statement.valid_until - statement.approved_at == approval.VALID
    entry = workflow.approval(session.files.whole(completed).custody, completed)
    assert entry.officer == f"{CODE}/{APPROVER.login}"
    assert session.messages.take(answer).again

    bundle = world.exported(completed)
    assert codes(world, bundle.path) == []
    world.accept(world.check(bundle.path))


def test_what_is_asked_for_can_be_taken_back(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    _request, path = asked(world, completed)
    answer = approved_there(world, elsewhere, path)
    world.officers.asking.take_back(completed)
    assert world.officers.asking.open_request(completed) is None
    with pytest.raises(errors.RequestEnded):
        world.officers.messages.take(answer)
    assert world.officers.files.case(completed).status is Status.COMPLETED
    with pytest.raises(errors.TransitionRefused):
        world.officers.asking.take_back(completed)
    asked(world, completed)  # and it can be asked for anew
