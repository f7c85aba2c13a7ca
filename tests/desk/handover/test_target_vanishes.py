"""A USB drive that is pulled while a bundle is written or read back, or keeps other bytes."""

import shutil

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_handover import attach, plan
from tests.desk.world import World
from tipdesk.bundle.writer import SUFFIX
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.errors import ReadbackFailed, TargetNotWritable
from tipdesk.core.plain_file import PART
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.packing import pack


def big(world: World) -> CaseId:
    """An approved file whose bundle takes some steps to write and to read."""
    case_id = world.interview()
    attach(world, case_id, "صورة.jpg", b"\xff\xd8" + bytes(5_000_000))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


@pytest.mark.parametrize(
    ("share", "standing"),
    [(0.2, SUFFIX + PART), (0.7, SUFFIX)],
    ids=["writing", "reading-back"],
)
def test_a_usb_drive_pulled_in_the_middle_leaves_the_file_approved(
    world: World, share: float, standing: str
) -> None:
    """The folder is removed by the progress itself; the next export, elsewhere, is whole."""
    case_id = big(world)
    files, handover = world.officers.files, world.officers.handover
    before = {path for path in world.folder.rglob("*") if path.is_file()}
    seen: list[tuple[float, set[str]]] = []

    def pull(done: int, total: int) -> None:
        if total > 5_000_000 and done >= total * share and world.usb_drive.exists():
            seen.append((done / total, {path.name for path in world.usb_drive.iterdir()}))
            shutil.rmtree(world.usb_drive)

    frozen = plan(world, case_id)
    with pytest.raises(TargetNotWritable) as caught:
        pack(frozen, handover.signing_key(world.confirm(OFFICER)), Work(pull))
    assert caught.value.details == {"name": world.usb_drive.name, "reason": "gone"}
    ((at, names),) = seen
    assert share <= at < share + 0.3
    assert frozen.annex is not None
    annex = frozen.annex.annex_id + SUFFIX
    # A part of the bundle, or the whole; the annex was there before it.
    assert names == {frozen.bundle_id + standing, annex, annex + ".sha256"}
    assert not world.usb_drive.exists()
    assert files.case(case_id).status is Status.APPROVED
    assert handover.exports(case_id) == ()
    assert "exported" not in {event.action for event in files.load(case_id).custody}
    assert {path for path in world.folder.rglob("*") if path.is_file()} - before == set()
    world.usb_drive.mkdir()
    result = world.exported(case_id)
    assert result.path.is_file()
    assert files.case(case_id).status is Status.EXPORTED


def test_a_usb_drive_that_keeps_other_bytes_than_it_was_given_is_noticed(world: World) -> None:
    """One bit turns in the file once all of it was written: reading back finds it."""
    case_id = big(world)
    frozen = plan(world, case_id)
    bundle = world.usb_drive / (frozen.bundle_id + SUFFIX)
    turned: list[int] = []

    def turn(_done: int, _total: int) -> None:
        if bundle.exists() and not turned:
            with bundle.open("r+b") as file:
                file.seek(-1, 2)
                turned.append(file.read(1)[0] ^ 1)
                file.seek(-1, 2)
                file.write(bytes(turned))

    handover = world.officers.handover
    with pytest.raises(ReadbackFailed) as differs:
        pack(frozen, handover.signing_key(world.confirm(OFFICER)), Work(turn))
    assert differs.value.details == {"name": world.usb_drive.name}
    assert turned
    assert list(world.usb_drive.iterdir()) == []
    assert world.officers.files.case(case_id).status is Status.APPROVED
    assert handover.exports(case_id) == ()
    assert world.exported(case_id).path.is_file()  # the next one holds
