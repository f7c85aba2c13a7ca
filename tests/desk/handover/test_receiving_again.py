"""Two bundles of one file at the receiving station: which is the newer one."""

import shutil
from pathlib import Path

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.receiving import CheckedBundle


def codes(checked: CheckedBundle) -> list[str]:
    return [finding.code for finding in checked.findings]


def test_the_same_revision_signed_later_is_the_newer_one(world: World) -> None:
    case_id = world.approved()
    first = world.exported(case_id)
    copy = shutil.copy(first.path, world.folder / first.path.name)
    world.clock.move(minutes=5)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    second = world.exported(case_id)
    assert (first.revision, second.revision) == (1, 1)
    world.accept(world.check(Path(copy)))
    later = world.check(second.path)
    assert codes(later) == ["W_SAME_REVISION"]
    assert later.holds
    world.accept(later)


def test_the_same_revision_signed_earlier_is_the_older_one(world: World) -> None:
    case_id = world.approved()
    first = world.exported(case_id)
    copy = shutil.copy(first.path, world.folder / first.path.name)
    world.clock.move(minutes=5)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    world.accept(world.check(world.exported(case_id).path))
    assert codes(world.check(Path(copy))) == ["W_OLD_REVISION"]
