"""A file that was given up to another station is only read here, until it comes back."""

from collections.abc import Callable

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import CustodyBroken, TransitionRefused
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.integrity import check_file, given_up_fault
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database

NEED = {"need_type": "legal_aid", "timeframe": "w1"}


def by_hand(world: World, action: str, case_id: CaseId, **detail: str) -> int:
    """An entry as modules of the program write it, past the desk."""
    vault = world.officers._desk.vault
    at = world.officers._desk.now()
    return custody_rows.append(
        vault, at=at, officer="T-07", action=action, case_id=case_id, detail=detail
    ).seq


def test_what_is_written_past_the_desk_stops_approval_for_ever(world: World) -> None:
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    desk, opens = world.officers._desk, world.officers.access.opens(case_id)
    by_hand(world, "transfer_given_up", case_id, to="SH2")
    check_file(desk, case_id, opens)
    behind = by_hand(world, "edited", case_id)
    by_hand(world, "transfer_taken_back", case_id)
    assert given_up_fault(desk.vault, case_id) == behind
    with pytest.raises(CustodyBroken):
        check_file(desk, case_id, opens)
    with pytest.raises(CustodyBroken):
        approve(world.officers, case_id, world.confirm(SUPERVISOR))


def refused(deed: Callable[[], object]) -> bool:
    try:
        deed()
    except TransitionRefused as error:
        return error.details["reason"] == "given_up"
    return False


def stored(vault: Database) -> dict[str, object]:
    """What the rows of the files hold, by column, and how many answers there are."""
    columns = [str(row[1]) for row in vault.rows("PRAGMA table_info(case_file)")]
    rows = vault.rows(f"SELECT {', '.join(columns)} FROM case_file ORDER BY id")
    kept: dict[str, object] = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    return kept | {"answers": vault.rows("SELECT count(*) FROM answer_log")}


def test_nobody_writes_in_it_at_the_desk(world: World) -> None:
    case_id, session = world.interview(), world.officers
    vault, supervisor = session._desk.vault, world.confirm(SUPERVISOR)
    by_hand(world, "transfer_given_up", case_id, to="SH2")
    before = stored(vault)
    assert refused(lambda: session.answers.save_answers(case_id, {"sex": Answer("male")}))
    assert refused(lambda: session.case_work.enter(case_id, EntryKind.NEED, "", NEED))
    assert session.case_work.why_not(case_id, EntryKind.NEED) is WhyNot.GIVEN_UP
    assert refused(lambda: session.steps.complete(case_id))
    assert refused(lambda: session.readers.hide(case_id, "سبب"))
    why = Voiding(VoidReason.MISTAKE)
    assert refused(lambda: session.voiding.void(case_id, why, supervisor))
    assert stored(vault) == before
    assert session.files.load(case_id).case.id == case_id  # it is read
    assert given_up_fault(vault, case_id) is None
    by_hand(world, "transfer_taken_back", case_id)
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    session.steps.complete(case_id)
