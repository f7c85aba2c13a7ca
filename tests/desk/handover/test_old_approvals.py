"""A vault of 0.2.0: what was approved there is approved once more before it leaves, since that
approval is of a record that nobody reads any more; everything else goes on."""

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_handover import plan
from tests.desk.world import World
from tests.programs import forget_seen
from tests.storage.samples import BACK_TO_10, take_back
from tipdesk.cases.files import workflow
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.errors import ExportNotReady, FileHidden, TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR, trust_list
from tipdesk.desk.handover.outgoing import ExportCondition
from tipdesk.desk.session.session import Session
from tipdesk.storage.database import connect
from tipdesk.storage.files import approval_rows, case_rows
from tipdesk.storage.keys.slot_file import DATABASE

OLD_DIGEST = "0f" * 32  # SHA-256 of a record of format 1


def entered_as_before(session: Session, case_id: CaseId, *actions: str) -> None:
    """What 0.2.0 wrote when a file was approved, printed or sent: an entry with the digest of its
    record, and no other detail of it."""
    desk = session._desk
    vault, now = desk.vault, desk.now()
    with vault.transaction():
        for action in actions:
            if action == workflow.APPROVED:
                case = case_rows.find(vault, case_id)
                approval = approval_rows.KeptApproval(case_id, case.revision, SUPERVISOR.login, now)
                approval_rows.add(vault, approval)
                case_rows.set_status(vault, case_id, Status.APPROVED, now)
                desk.enter(action, case_id, SUPERVISOR.login, record=OLD_DIGEST, picks="")
            elif action == "exported":
                case_rows.set_status(vault, case_id, Status.EXPORTED, now)
                desk.enter(action, case_id, bundle="x", revision="1")
            else:
                desk.enter(action, case_id, document="statement", record=OLD_DIGEST)


def as_of_before(world: World) -> None:
    """The officers' vault as 0.2.0 left it, opened by this version; with a list of two signers."""
    world.officers.lock()
    rows = connect(
        world.folder / "officers" / DATABASE, bytes(world.keys[OFFICER.login].dek), mode="rw"
    )
    take_back(rows, BACK_TO_10, 10)
    rows.commit()
    rows.close()
    forget_seen()
    del world.sessions["officers"]
    assert world.officers.warnings == ()
    pack = trust_list(world.agency, world.clock())  # those of before had one signature
    second = world.confirm(OFFICER)
    world.reopen(SUPERVISOR).keys.import_trust_list(pack, world.agency.fingerprint, second)
    world.reopen()


@pytest.fixture
def migrated(world: World) -> tuple[World, CaseId, CaseId, CaseId]:
    """Files that were completed, approved and sent as in 0.2.0: nothing was signed."""
    completed, approved, exported = (world.interview(number) for number in (1, 2, 3))
    for case_id in (completed, approved, exported):
        world.officers.steps.complete(case_id)
    entered_as_before(world.officers, approved, "printed", workflow.APPROVED)
    entered_as_before(world.officers, exported, workflow.APPROVED, "exported")
    as_of_before(world)
    return world, completed, approved, exported


def test_what_was_approved_is_approved_once_more_and_goes(migrated) -> None:
    world, _completed, case_id, _exported = migrated
    session = world.officers
    assert session.files.load(case_id).case.status is Status.COMPLETED
    assert session.handover.prepare(case_id).blockers == (ExportCondition.NOT_APPROVED,)
    with pytest.raises(ExportNotReady):
        plan(world, case_id)
    with pytest.raises(TransitionRefused):  # four eyes hold
        approve(session, case_id, world.confirm(OFFICER))
    approve(session, case_id, world.confirm(SUPERVISOR))
    assert session.handover.prepare(case_id).blockers == ()
    checked = world.check(world.exported(case_id).path)
    assert checked.holds, checked.findings
    assert session.files.case(case_id).revision == 1


def test_an_approval_of_today_is_not_given_twice(world: World) -> None:
    case_id = world.approved()
    with pytest.raises(TransitionRefused):
        approve(world.officers, case_id, world.confirm(SUPERVISOR))
    with pytest.raises(TransitionRefused):
        approve(world.officers, case_id, world.confirm(SUPERVISOR))


def test_what_was_completed_or_sent_goes_on(migrated) -> None:
    world, completed, _approved, exported = migrated
    session = world.officers
    for case_id in (completed, exported):
        root = session.files.whole(case_id).digest
        approve(session, case_id, world.confirm(SUPERVISOR))
        assert session.files.whole(case_id).custody[-1].detail["record"] == root
        assert world.check(world.exported(case_id).path).holds


def test_what_was_printed_is_known_as_an_older_state(migrated) -> None:
    world, _completed, approved, _exported = migrated
    known = world.officers.signed_papers.plan(approved).known
    assert OLD_DIGEST in known.left
    assert known.digest != OLD_DIGEST


def test_a_hidden_file_of_before_goes_directly_and_is_sealed_to_the_office(world: World) -> None:
    case_id = world.interview(1)
    world.officers.readers.hide(case_id, "موظف مذكور في الأقوال")
    world.officers.steps.complete(case_id)
    before = world.officers.files.whole(case_id).answers
    as_of_before(world)
    session = world.officers
    assert session.files.whole(case_id).answers == before
    assert case_id in session._desk.book.state.escrows
    with pytest.raises(FileHidden):
        world.reopen(SUPERVISOR).files.load(case_id)
    session = world.reopen()
    approve(session, case_id, world.confirm(OFFICER))
    checked = world.check(world.exported(case_id).path)
    assert checked.holds, checked.findings
    assert "A_DIRECT" in {item.code for item in checked.findings}
