"""What was approved leaves with the same bytes, whenever it leaves and from whichever copy of the vault."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from tests.desk.handover.test_receiving import exported_again
from tests.desk.world import Calendar, World
from tests.programs import copy_vault
from tipdesk.bundle.crypto.streams import decrypt


def approved_bytes(world: World, path: Path) -> dict[str, bytes]:
    """The files that the approver has signed for, as they lie in a case bundle."""
    plain = bytearray()
    identity = world.agency.recovery_identity()
    decrypt(io.BytesIO(path.read_bytes()), (identity,), plain.extend, lambda _count: None)
    with zipfile.ZipFile(io.BytesIO(plain)) as container:
        [statement] = [name for name in container.namelist() if name.endswith("/approval.json")]
        folder = statement.removesuffix("approval.json")
        named = [item["name"] for item in json.loads(container.read(statement))["subjects"]]
        names = (*named, "approval.json", "approval.p7s")
        return {name: container.read(folder + name) for name in names}


def test_a_day_later_and_elsewhere_they_are_the_same(world: World, tmp_path: Path) -> None:
    case_id = world.approved()
    world.officers.lock()
    del world.sessions["officers"]
    copy_vault(world.folder, tmp_path / "copy")
    first = approved_bytes(world, exported_again(world, case_id).path)
    drive = tmp_path / "drive"
    drive.mkdir()
    later = Calendar(world.clock.now)
    later.move(days=1)
    other = World(tmp_path / "copy", later, world.agency, world.keys, drive)
    second = approved_bytes(other, exported_again(other, case_id).path)
    other.close()
    assert len(first) > 6
    assert second == first
