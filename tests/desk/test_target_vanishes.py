"""A stick that is pulled while a bundle is written or read back."""

import shutil

import pytest

from tests.desk.test_handover import attach, plan
from tests.desk.world import World
from tipdesk.cases.model import Status
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.packing import pack
from tipdesk.errors import TargetNotWritable
from tipdesk.work import Work


@pytest.mark.parametrize("share", [0.2, 0.7], ids=["writing", "reading-back"])
def test_a_stick_pulled_in_the_middle_leaves_the_file_approved(world: World, share: float) -> None:
    """The folder is removed by the progress itself; the next export, elsewhere, is whole."""
    case_id = world.interview()
    attach(world, case_id, "صورة.jpg", b"\xff\xd8" + bytes(5_000_000))
    intake, handover = world.officers.intake, world.officers.handover
    intake.complete(case_id)
    intake.approve(case_id, world.confirm(SUPERVISOR))
    before = {path for path in world.folder.rglob("*") if path.is_file()}
    seen: list[tuple[float, bool]] = []

    def pull(done: int, total: int) -> None:
        if total > 5_000_000 and done >= total * share and world.stick.exists():
            seen.append((done / total, any(world.stick.iterdir())))
            shutil.rmtree(world.stick)

    frozen = plan(world, case_id)
    with pytest.raises(TargetNotWritable):
        pack(frozen, handover.signing_key(world.confirm(OFFICER)), Work(pull))
    ((at, begun),) = seen
    assert share <= at < share + 0.3
    assert begun  # a part of the bundle stood there
    assert not world.stick.exists()
    assert intake.case(case_id).status is Status.APPROVED
    assert handover.exports(case_id) == ()
    assert "exported" not in {event.action for event in intake.load(case_id).custody}
    assert {path for path in world.folder.rglob("*") if path.is_file()} - before == set()
    world.stick.mkdir()
    result = world.exported(case_id)
    assert result.path.is_file()
    assert intake.case(case_id).status is Status.EXPORTED
