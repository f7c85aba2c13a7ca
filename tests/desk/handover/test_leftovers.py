"""An export that was cut off: what it left on the USB drive is removed by the next one there."""

import os
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_handover import attach, plan
from tests.desk.world import World
from tests.systems import KILLED, die_now
from tipdesk.bundle.writer import INSTRUCTIONS, SUFFIX
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.packing import ExportPlan, discard, pack

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
    assert names(world.usb_drive) - {name} == annex_of(frozen)
    assert (
        world.usb_drive / name
    ).stat().st_size > 0  # how much of it the disk had taken is its own affair
    return name


def annex_of(frozen: ExportPlan) -> set[str]:
    """What stands of it on the USB drive before the case bundle does."""
    assert frozen.annex is not None
    name = frozen.annex.annex_id + SUFFIX
    return {name, name + ".sha256"}


def stopped(world: World, case_id: CaseId, at: float = 0) -> ExportPlan:
    """An export that somebody stops, at once or after a share of its bytes."""
    frozen, work = plan(world, case_id), Work()

    def stop(done: int, total: int) -> None:
        if total > 5_000_000 and done > total * at:
            work.cancel()

    if at:
        work = Work(stop)
    else:
        work.cancel()
    with pytest.raises(Cancelled):
        pack(frozen, world.officers.handover.signing_key(world.confirm(OFFICER)), work)
    return frozen


def names(usb_drive: Path) -> set[str]:
    return {path.name for path in usb_drive.iterdir()}


def test_the_next_export_removes_them_and_says_how_many(world: World, case_id: CaseId) -> None:
    first, second = cut_off(world, case_id), cut_off(world, case_id)
    killed = plan(world, case_id)  # before its first byte
    assert first != second
    assert names(world.usb_drive) == {second} | annex_of(killed)
    (world.usb_drive / f"{killed.bundle_id}.asice.age.part").touch()
    result = world.exported(case_id)
    assert result.tidied == 2
    bundle = {result.path.name, result.path.name + ".sha256"}
    assert names(world.usb_drive) == {*bundle, *annex_of(killed), INSTRUCTIONS}


def test_an_export_that_is_stopped_removes_them_too(world: World, case_id: CaseId) -> None:
    for share in (0, 0.25):
        cut_off(world, case_id)
        stopped(world, case_id, share)
        assert names(world.usb_drive) == set()


def test_the_export_of_another_file_removes_the_annex_too(world: World, case_id: CaseId) -> None:
    left = annex_of(plan(world, case_id))
    cut_off(world, case_id)
    (world.usb_drive / min(left, key=len)).unlink()  # taken away by a hand: its digest stays
    world.exported(world.approved())
    assert not left & names(world.usb_drive)


def test_an_annex_stays_with_a_whole_bundle_that_nobody_recorded(
    world: World, case_id: CaseId
) -> None:
    """It may have been carried away. What a later export that is stopped takes off is its own."""
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    frozen = plan(world, case_id)
    whole = pack(frozen, key, Work())
    before = names(world.usb_drive)
    assert before >= {whole.path.name, *annex_of(frozen)}
    stopped(world, case_id, 0.25)
    assert names(world.usb_drive) == before
    again = pack(plan(world, case_id), key, Work())
    discard(again)
    assert names(world.usb_drive) == before
    discard(whole)
    assert names(world.usb_drive) == {INSTRUCTIONS}


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
