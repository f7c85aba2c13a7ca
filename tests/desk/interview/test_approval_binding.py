"""What leaves is what was approved, and somebody who can write the vault's rows is found out."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.x509 import ReasonFlags

from tests.desk.approving import approve
from tests.desk.handover.test_handover import attach, plan
from tests.desk.world import World, certify
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core.errors import CustodyBroken, ExportNotReady, TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR, trust_list
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows
from tipdesk.storage.database import connect
from tipdesk.storage.keys.slot_file import DATABASE


def forge(world: World, change: Callable[[object], None]) -> Session:
    """Write to the vault with its data key, past every trigger; then unlock it again."""
    world.officers.lock()
    key = bytes(world.keys[OFFICER.login].dek)
    rows = connect(world.folder / "officers" / DATABASE, key, mode="rw")
    for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        rows.execute(f"DROP TRIGGER {name}")
    change(rows)
    rows.commit()
    rows.close()
    del world.sessions["officers"]
    return world.officers


def forge_answer(world: World, case_id: CaseId, *, log_too: bool = False) -> None:
    def change(rows: object) -> None:
        ref, answers = rows.execute(
            "SELECT case_ref, answers FROM answer_snapshot"
            " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
            (case_id,),
        ).fetchone()
        stored = json.loads(answers)
        stored["urgency"]["value"] = (
            "routine" if stored["urgency"]["value"] != "routine" else "urgent"
        )
        rows.execute(
            "UPDATE answer_snapshot SET answers = ? WHERE case_ref = ?", (json.dumps(stored), ref)
        )
        if log_too:
            rows.execute(
                "UPDATE answer_log SET value = ? WHERE case_ref = ? AND path = 'urgency'",
                (stored["urgency"]["value"], ref),
            )

    forge(world, change)


def test_an_older_row_of_the_list_put_back_is_found_before_anything_leaves(world: World) -> None:
    """As when the page that it stands on comes from a copy of before (SQLCipher does not see it)."""
    case_id = world.approved()
    back = "UPDATE case_file SET status = 'completed' WHERE uuid = ?"
    forge(world, lambda rows: rows.execute(back, (case_id,)))
    with pytest.raises(CustodyBroken) as caught:
        approve(world.officers, case_id, world.confirm(SUPERVISOR))
    entries = custody_rows.of_case_with(world.officers._desk.vault, case_id, ("approved",))
    assert caught.value.details == {"seq": entries[-1].seq}


def test_a_forged_snapshot_is_neither_approved_nor_exported(world: World) -> None:
    waiting = world.interview(urgency="immediate")
    world.officers.steps.complete(waiting)
    approved = world.approved(urgency="immediate")
    forge_answer(world, waiting)
    forge_answer(world, approved)
    assert world.officers.warnings == ()  # the chain itself holds
    with pytest.raises(CustodyBroken):
        approve(world.officers, waiting, world.confirm(SUPERVISOR))
    with pytest.raises(CustodyBroken):
        plan(world, approved)
    assert world.officers.files.load(approved).case.status is Status.APPROVED


def test_a_forged_log_is_found_by_the_entry_that_vouches(world: World) -> None:
    case_id = world.approved(urgency="immediate")
    forge_answer(world, case_id, log_too=True)
    with pytest.raises(CustodyBroken):
        plan(world, case_id)


def test_a_forged_chain_is_said_at_unlock_and_stops_approval_and_export(world: World) -> None:
    waiting = world.interview()
    world.officers.steps.complete(waiting)
    approved = world.approved()
    session = forge(
        world, lambda rows: rows.execute("UPDATE custody SET officer = 'X-99' WHERE seq = 5")
    )
    assert [(type(warning), warning.details) for warning in session.warnings] == [
        (CustodyBroken, {"seq": 5})
    ]
    assert session.files.load(approved).answers  # nobody is kept from reading
    with pytest.raises(CustodyBroken):
        approve(session, waiting, world.confirm(SUPERVISOR))
    with pytest.raises(CustodyBroken):
        plan(world, approved)


def test_a_row_that_cannot_be_read_is_a_broken_chain(world: World) -> None:
    session = forge(
        world, lambda rows: rows.execute(f"UPDATE custody SET at = {2**62} WHERE seq = 5")
    )
    assert [type(warning) for warning in session.warnings] == [CustodyBroken]


def test_a_status_alone_is_no_approval(world: World) -> None:
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    forge(
        world,
        lambda rows: rows.execute(
            "UPDATE case_file SET status = 'ready_export' WHERE uuid = ?", (case_id,)
        ),
    )
    with pytest.raises(ExportNotReady) as refused:
        plan(world, case_id)
    assert refused.value.details == {"reason": "not_approved"}


def test_other_picks_than_those_approved_do_not_leave(world: World) -> None:
    case_id = world.approved(Pick("residence_status", "لتدابير الحماية"))
    forge(world, lambda rows: rows.execute("UPDATE approval SET picks = '[]'"))
    with pytest.raises(CustodyBroken):
        plan(world, case_id)


def test_whoever_wrote_it_under_another_login_does_not_approve_it(world: World) -> None:
    """An officer who became a supervisor keeps the service number."""
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    (before,) = (i for i in world.agency.state.issued if i.holder.login == OFFICER.login)
    world.agency.revoke(before.serial, ReasonFlags.superseded, world.clock())
    session = world.reopen(SUPERVISOR)
    certify(world, session, replace(SUPERVISOR, service_number=OFFICER.service_number))
    session.keys.import_trust_list(trust_list(world.agency, world.clock()))
    with pytest.raises(TransitionRefused) as refused:
        approve(session, case_id, world.confirm(SUPERVISOR))
    assert refused.value.details["reason"] == "same_person"


def test_whoever_amended_a_completed_file_does_not_approve_it(world: World) -> None:
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    session = world.reopen(SUPERVISOR)
    session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    with pytest.raises(TransitionRefused) as refused:
        approve(session, case_id, world.confirm(SUPERVISOR))
    assert refused.value.details["reason"] == "same_person"
    session = world.reopen(OFFICER)
    with pytest.raises(TransitionRefused):
        approve(session, case_id, world.confirm(SUPERVISOR))


def test_an_officer_amends_and_the_supervisor_approves(world: World) -> None:
    case_id = world.interview()
    session = world.officers
    session.steps.complete(case_id)
    session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    approve(session, case_id, world.confirm(SUPERVISOR))
    assert world.check(world.exported(case_id).path).holds


def test_a_removed_attachment_leaves_no_digest_in_the_bundle(world: World) -> None:
    case_id = world.interview()
    session = world.officers
    attach(world, case_id, "gone.txt", b"a secret that was not meant for this file")
    attach(world, case_id, "kept.txt", b"kept")
    removed, remaining = sorted(
        session.files.load(case_id).attachments, key=lambda attachment: attachment.name
    )
    session.attachments.detach(case_id, removed)
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR))
    custody = plan(world, case_id).custody.decode()
    assert removed.sha256 not in custody
    assert remaining.sha256 in custody
    assert world.check(world.exported(case_id).path).holds


def test_a_file_in_which_somebody_types_is_not_approved_and_raises_no_alarm(world: World) -> None:
    """What was just typed waits for its entry: that is no broken chain."""
    session = world.officers
    case_id = world.interview()
    session.answers.save_answers(case_id, {"urgency": Answer("routine")})
    with pytest.raises(TransitionRefused):
        approve(session, case_id, world.confirm(SUPERVISOR))
    assert session.files.case(case_id).status is Status.IN_PROGRESS
