"""A file that was given up to another station is only read here, until it comes back."""

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import CustodyBroken
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.integrity import check_file, given_up_fault
from tipdesk.storage import custody_rows


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
