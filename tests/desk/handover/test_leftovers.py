"""An export that was cut off: what it left on the USB drive is removed by the next one there."""

import os
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_handover import attach, plan
from tests.desk.world import World
from tests.systems import KILLED, die_now
from tipdesk.bundle.writer import INSTRUCTIONS
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.packing import pack

AGE = b"age-encryption.org/v1\n"


@pytest.fixture
def case_id(world: World) -> CaseId:
    """A file whose bundle takes long enough to be cut off."""
    case_id = world.interview()
    attach(world, case_id, "صورة.jpg", b"\xff\xd8" + bytes(5_000_000))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


def cut_off(world: World, case_id: CaseId) -> str:
    """Export in a process that is killed in the middle: the name it leaves on the USB drive."""
    frozen = plan(world, case_id)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))

    def kill(done: int, total: int) -> None:
        if total > 5_000_000 and done > total / 4:
            die_now()

    child = os.fork()
    if not child:
        pack(frozen, key, Work(kill))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
    name = f"{frozen.bundle_id}.asice.age.part"
    assert (
        world.usb_drive / name
    ).stat().st_size > 0  # how much of it the disk had taken is its own affair
    return name


def names(usb_drive: Path) -> set[str]:
    return {path.name for path in usb_drive.iterdir()}


def test_the_next_export_removes_them_and_says_how_many(world: World, case_id: CaseId) -> None:
    first, second = cut_off(world, case_id), cut_off(world, case_id)
    assert (first != second, names(world.usb_drive)) == (True, {second})
    empty = plan(world, case_id).bundle_id + ".asice.age.part"  # killed before its first byte
    (world.usb_drive / empty).touch()
    result = world.exported(case_id)
    assert result.tidied == 2
    assert names(world.usb_drive) == {result.path.name, result.path.name + ".sha256", INSTRUCTIONS}


def test_an_export_that_is_stopped_removes_them_too(world: World, case_id: CaseId) -> None:
    cut_off(world, case_id)
    stopped = Work()
    stopped.cancel()
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    with pytest.raises(Cancelled):
        pack(plan(world, case_id), key, stopped)
    assert names(world.usb_drive) == set()


def test_what_is_not_certainly_ours_stays(world: World, case_id: CaseId, tmp_path: Path) -> None:
    ours, begun, symlink, pipe = (plan(world, case_id).bundle_id for _ in range(4))
    other = "7d4f5a1e-8b62-4c39-9d2b-1f0c53a9be77"
    strangers = {
        f"{other}.asice.age.part": AGE + bytes(9),  # another station's
        f"{ours}.asice.age.part": b"PK\3\4 a film",  # our name and no age file
        f"{begun}.asice.age": AGE,  # whole, and perhaps carried away before it was recorded
        f"{begun}.asice.age.bak.part": AGE,
        f"{ours}.part": AGE,
        "report.part": AGE,
    }
    for name, data in strangers.items():
        (world.usb_drive / name).write_bytes(data)
    aim = tmp_path / "aim"
    aim.write_bytes(AGE)
    (world.usb_drive / f"{symlink}.asice.age.part").symlink_to(aim)
    os.mkfifo(world.usb_drive / f"{pipe}.asice.age.part")
    before = names(world.usb_drive)
    assert world.exported(case_id).tidied == 0
    assert names(world.usb_drive) >= before
    assert aim.read_bytes() == AGE
