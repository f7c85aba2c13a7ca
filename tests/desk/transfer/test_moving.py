"""A person goes to another shelter, and her file with her: between two real vaults."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk.approving import approve
from tests.desk.elsewhere import APPROVER, CODE, HELPER, Elsewhere
from tests.desk.transfer.moving import faults, given_up, moved, whole
from tests.desk.world import World
from tipdesk.bundle.messages.document import Correspondent
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.files import workflow
from tipdesk.cases.model import Answer, CaseId, Remark, Status
from tipdesk.cases.transfer import HoldingState, TransferNumber
from tipdesk.core import errors
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import check_file

NEED = {"need_type": "legal_aid", "timeframe": "w1"}
PLAN = {"measures": "escort", "text": "رقم الغرفة ١٢", "given": "yes"}


def refused(deed: Callable[[], object]) -> str:
    """Why the desk does not do it; '' it did."""
    try:
        deed()
    except errors.TransitionRefused as error:
        return str(error.details["reason"])
    return ""


def well(world: World, elsewhere: Elsewhere) -> None:
    """Nothing is wrong with either vault."""
    world.officers.lock()
    elsewhere.lock()
    del world.sessions["officers"]
    assert faults(world.folder / "officers", world.keys[OFFICER.login]) == []
    assert faults(elsewhere.vault, elsewhere.key(APPROVER)) == []


def test_everything_goes_and_is_written_there(world: World, elsewhere: Elsewhere) -> None:
    case_id, session = world.interview(), world.officers
    session.answers.save_answers(case_id, {"phone_safe": Answer("99887766")})
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    before, work = whole(session, case_id), session.case_work.work(case_id)
    history = [state.answer.value for state in session.files.history(case_id, "phone_safe")]
    receipt = moved(world, elsewhere, case_id)
    there = elsewhere.session
    assert whole(there, case_id) == before
    entries = there.case_work.work(case_id).log
    assert [(item.kind, item.at, item.by) for item in entries] == [
        (item.kind, item.at, f"TDX/{item.by}") for item in work.log
    ]
    kept = [state.answer for state in there.files.history(case_id, "phone_safe")]
    assert [answer.value for answer in kept] == history
    assert {answer.by for answer in kept} == {f"TDX/{OFFICER.login}"}
    check_file(there._desk, case_id, there.access.opens(case_id))
    there.answers.save_answers(case_id, {"urgency": Answer("h24")})
    there.case_work.enter(case_id, EntryKind.NEED, "", NEED)

    assert session.giving_up.holding(case_id).state is HoldingState.AWAY
    session.messages.take(receipt)
    assert session.giving_up.holding(case_id).state is HoldingState.GONE
    assert session.messages.take(receipt).again
    assert whole(session, case_id) == before  # it is still read
    assert refused(lambda: session.case_work.enter(case_id, EntryKind.NEED, "", NEED)) == "given_up"
    well(world, elsewhere)


def test_what_is_of_level_4_opens_there_to_whom_the_file_names(
    world: World, elsewhere: Elsewhere
) -> None:
    case_id = world.interview()
    world.officers.answers.save_answers(case_id, {"phone_safe": Answer("99887766")})
    given_up(world, case_id)
    path = world.officers.giving_up.write(case_id, world.usb_drive)
    helper = elsewhere.open(HELPER)
    with pytest.raises(errors.MessageForOther):
        helper.messages.take(path)
    assert refused(lambda: helper.taking_over.read(path)) == "role"
    own = helper.keys.age_identities()
    assert own  # what is sealed to the station opens to everybody there, and this is not
    there = elsewhere.open(APPROVER)
    there.taking_over.take_in(there.taking_over.read(path), elsewhere.confirm())
    stored = there._desk.vault.rows("SELECT value FROM answer_log WHERE path = 'phone_safe'")
    assert all("99887766" not in value for (value,) in stored)
    helper = elsewhere.open(HELPER)
    with pytest.raises(errors.ReasonNeeded):
        helper.files.load(case_id)
    elsewhere.open(APPROVER).readers.name(case_id, HELPER.login)
    helper = elsewhere.open(HELPER)
    assert helper.files.load(case_id).answers["phone_safe"].value == "99887766"


def amended(world: World) -> CaseId:
    """A file that was completed, returned, amended, and completed again."""
    session, case_id = world.officers, world.interview()
    session.steps.complete(case_id)
    remark = Remark("urgency", "راجع", "", world.clock())
    session.steps.return_with_remarks(case_id, [remark], world.confirm(SUPERVISOR))
    session.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    return case_id


@pytest.mark.parametrize("how", ["returned", "completed", "approved", "received"])
def test_a_file_goes_as_far_as_it_has_come(world: World, elsewhere: Elsewhere, how: str) -> None:
    session = world.officers
    if how == "returned":
        case_id = amended(world)
    elif how == "received":
        case_id = world.approved()
        receipt = world.accept(world.check(world.exported(case_id).path))
        session = world.officers
        session.handover.import_receipt(receipt)
    else:
        case_id = world.approved() if how == "approved" else world.interview()
        session = world.officers
        if how == "completed":
            session.steps.complete(case_id)
    before = session.files.case(case_id)
    moved(world, elsewhere, case_id)
    there = elsewhere.session
    case_file = there.files.load(case_id)
    case = case_file.case
    expected = Status.COMPLETED if how == "approved" else before.status
    assert (case.status, case.revision, case.number) == (expected, before.revision, before.number)
    assert case.receipt_number == before.receipt_number
    check_file(there._desk, case_id, there.access.opens(case_id))
    writers = {f"TDX/{OFFICER.login}"}
    assert workflow.authors(case_file.custody, case_id) == writers
    if how == "returned":
        assert [item.note for item in case_file.amendments] == ["سبب"]
        assert [item.text for item in case_file.remarks] == ["راجع"]
        there.answers.amend(case_id, {"urgency": Answer("h24")}, "تغيّر")
    if expected is Status.COMPLETED:
        assert refused(lambda: approve(there, case_id, elsewhere.confirm())) == "moved"
    if how == "received":
        assert refused(
            lambda: there.voiding.void(case_id, workflow.Voiding(workflow.VoidReason.TEST))
        )
    there.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    well(world, elsewhere)


def test_it_comes_home_with_what_was_written_elsewhere(world: World, elsewhere: Elsewhere) -> None:
    case_id, session = world.interview(), world.officers
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    session.messages.take(moved(world, elsewhere, case_id))
    there = elsewhere.session
    there.answers.save_answers(case_id, {"phone_safe": Answer("55554444")})
    there.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    there.steps.complete(case_id)
    before = whole(there, case_id)
    there.giving_up.note_consent(case_id, "TDX", "granted", "self")
    home = Correspondent("TDX", SUPERVISOR.login)
    there.giving_up.give_up(case_id, home, elsewhere.confirm())
    path = there.giving_up.write(case_id, world.usb_drive)
    world.sessions["officers"] = session = world.reopen(SUPERVISOR)
    session.readers.reads_restricted(case_id)
    offer = session.taking_over.read(path)
    assert offer.number == TransferNumber(2, offer.number.seq)
    session.taking_over.take_in(offer, world.confirm(SUPERVISOR))
    assert whole(session, case_id) == before
    assert [item.by for item in session.case_work.work(case_id).log] == [
        OFFICER.login,
        f"{CODE}/{APPROVER.login}",
    ]
    check_file(session._desk, case_id, session.access.opens(case_id))
    assert session.files.case(case_id).status is Status.COMPLETED
    receipt = session.taking_over.write_receipt(case_id, world.usb_drive)
    there.messages.take(receipt)
    assert there.giving_up.holding(case_id).state is HoldingState.GONE
    well(world, elsewhere)
