"""An approval by USB drive, between two real vaults and to the office: asked for, signed at another
computer, taken in, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.desk.approving import approve
from tests.desk.elsewhere import (
    APPROVER,
    CODE,
    HELPER,
    PERSON,
    Elsewhere,
    approved_there,
    asked,
    beside,
)
from tests.desk.world import World
from tipdesk.bundle import approval
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core import errors
from tipdesk.demo.stations import OFFICER, SUPERVISOR


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


def test_remarks_come_back_as_a_return(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    _request, path = asked(world, completed)
    there = elsewhere.session
    message_id = there.messages.take(path).letter.message.message_id
    with pytest.raises(errors.AnswerRefused):
        there.answering.send_back(message_id, "  ", elsewhere.confirm(), world.usb_drive)
    words = "أين صفحة التعريف؟"
    answer = there.answering.send_back(message_id, words, elsewhere.confirm(), world.usb_drive)
    world.officers.messages.take(answer)
    case_file = world.officers.files.whole(completed)
    assert case_file.case.status is Status.RETURNED
    (remark,) = workflow.open_remarks(case_file)
    assert (remark.text, remark.by) == (words, f"{CODE}/{APPROVER.login}")
    world.officers.answers.amend(completed, {"urgency": Answer("routine")}, "سبب")
    world.officers.steps.complete(completed)  # by who took the remarks in
    asked(world, completed)


def test_of_a_file_that_was_sent_remarks_end_the_request_alone(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    approve(world.officers, completed, world.confirm(SUPERVISOR))
    world.accept(world.check(world.exported(completed).path))
    _request, path = asked(world, completed)
    there = elsewhere.session
    message_id = there.messages.take(path).letter.message.message_id
    answer = there.answering.send_back(message_id, "لماذا؟", elsewhere.confirm(), world.usb_drive)
    world.officers.messages.take(answer)
    assert world.officers.files.case(completed).status is Status.EXPORTED
    assert world.officers.asking.open_request(completed) is None
    _request, path = asked(world, completed)
    world.officers.messages.take(approved_there(world, elsewhere, path))
    again = codes(world, world.exported(completed).path)
    assert again == ["W_OLD_REVISION"]  # the office has this revision already


def test_a_hidden_file_has_a_second_person_elsewhere(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    world.officers.readers.hide(completed, "المشرف مذكور في الملف")
    request, path = asked(world, completed)
    with pytest.raises(errors.FileHidden):
        world.reopen(SUPERVISOR).asking.write(request.message_id, world.usb_drive)
    answer = approved_there(world, elsewhere, path)
    with pytest.raises(errors.FileHidden):
        world.officers.messages.take(answer)
    world.reopen(OFFICER).messages.take(answer)
    assert codes(world, world.exported(completed).path) == []  # not even A_DIRECT


def test_a_file_is_hidden_while_an_answer_is_on_its_way(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    request, path = asked(world, completed)
    world.officers.readers.hide(completed, "المشرف مذكور في الملف")
    path.unlink()
    path = world.officers.asking.write(request.message_id, world.usb_drive)
    world.officers.messages.take(approved_there(world, elsewhere, path))
    assert codes(world, world.exported(completed).path) == []


def test_what_is_picked_is_the_approvers(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    name = world.officers.files.pickable(completed)[0].name
    _request, path = asked(world, completed, [Pick(name, "طلبته النيابة")])
    taken = elsewhere.session.messages.take(path)
    opened = elsewhere.session.answering.open(taken.letter.message.message_id)
    assert opened.record.picks == (name,)
    message_id = taken.letter.message.message_id
    answer = elsewhere.session.answering.approve(message_id, elsewhere.confirm(), world.usb_drive)
    world.officers.messages.take(answer)
    (pick,) = world.officers.files.picks(world.officers.files.case(completed))
    assert (pick.name, pick.by) == (name, APPROVER.login)
    assert codes(world, world.exported(completed).path) == []


def test_what_could_not_be_saved_is_saved_again(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    request, path = asked(world, completed)
    path.unlink()
    with pytest.raises(errors.TargetNotWritable):
        world.officers.asking.write(request.message_id, world.usb_drive / "gone")
    path = world.officers.asking.write(request.message_id, world.usb_drive)
    there = elsewhere.session
    message_id = there.messages.take(path).letter.message.message_id
    with pytest.raises(errors.TargetNotWritable):
        there.answering.approve(message_id, elsewhere.confirm(), world.usb_drive / "gone")
    with pytest.raises(errors.TransitionRefused):  # once is enough
        there.answering.approve(message_id, elsewhere.confirm(), world.usb_drive)
    answer = there.answering.write_again(message_id, world.usb_drive)
    world.officers.messages.take(answer)
    assert world.officers.files.case(completed).status is Status.APPROVED


def test_only_whom_it_is_addressed_to_reads_it_and_until_the_answer(
    world: World, elsewhere: Elsewhere, completed: CaseId
) -> None:
    _request, path = asked(world, completed)
    helper = elsewhere.open(HELPER)
    for deed in (helper.messages.take, helper.messages.is_message):
        with pytest.raises(errors.MessageForOther):
            deed(path)
    approver = elsewhere.open(APPROVER)
    message_id = approver.messages.take(path).letter.message.message_id
    approver.answering.keep_remarks(message_id, "صفحة 2: التاريخ")
    assert approver.answering.begun_remarks(message_id) == "صفحة 2: التاريخ"
    vault = approver._desk.vault
    for table in ("message", "message_file", "remarks_begun"):
        words = [text for (text,) in vault.rows(f"SELECT words FROM {table}")]
        assert words
        assert all(text.startswith("\x1down:") for text in words)
    helper = elsewhere.open(HELPER)
    assert helper.answering.requests() == helper.messages.others() == ()
    assert helper.messages.files(message_id) == {}
    with pytest.raises(errors.TransitionRefused):
        helper.answering.open(message_id)
    with pytest.raises(errors.TransitionRefused):
        helper.answering.approve(message_id, elsewhere.confirm(HELPER), world.usb_drive)
    approver = elsewhere.open(APPROVER)
    with pytest.raises(errors.VaultDamaged):  # struck off since it was listed
        approver.answering.open(str(uuid4()))
    assert len(approver.messages.files(message_id)) == 5
    approver.answering.approve(message_id, elsewhere.confirm(), world.usb_drive)
    assert approver.messages.files(message_id) == {}
    with pytest.raises(errors.TransitionRefused):
        approver.answering.open(message_id)
