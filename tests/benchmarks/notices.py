"""Thirty electronic notices in one go: from the list to all of them on a drive, read back and entered.

    python tests/benchmarks/notices.py [COUNT]

Promised: 30 in 60 seconds. The floor is what the same files cost to write and to read back alone.
"""

import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.desk.notices.telling import night_file, take_notices
from tests.desk.world import copied, set_up_world
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.notices.packing import pack_notices

PROMISED = 60.0  # seconds, for thirty


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = copied(set_up_world(folder / "made"), folder / "world", folder / "stick")
        take_notices(world)
        files = [night_file(world) for _file in range(count)]
        notices = world.officers.notices
        key = notices.signing_key(world.confirm(OFFICER))
        began, busy = perf_counter(), process_time()
        listed = list(notices.files())
        plan = notices.plan(
            [file.case.id for file in listed], notices.offices()[0], world.usb_drive
        )
        planned = perf_counter()
        packed = pack_notices(plan, key, Work())
        written = perf_counter()
        notices.record(packed)
        ended, spent = perf_counter(), process_time() - busy
        assert len(packed) == len(files)
        size = sum(notice.path.stat().st_size for notice in packed)
        floor = _floor(world.usb_drive, [notice.path.read_bytes() for notice in packed])
        world.close()
    print(f"{count} notices, {size / 1024:.0f} KiB: {ended - began:.2f} s, {spent:.2f} s of CPU")
    print(f"  listed and planned {planned - began:.2f} s, packed {written - planned:.2f} s,"
          f" entered {ended - written:.2f} s")  # fmt: skip
    print(f"  written and read alone {floor:.2f} s")
    return int(ended - began > PROMISED * count / 30)


def _floor(folder: Path, bodies: list[bytes]) -> float:
    """The same bytes, without drawing, signing or sealing."""
    began = perf_counter()
    for number, body in enumerate(bodies):
        path = folder / f"{number}.floor"
        path.write_bytes(body)
        assert path.read_bytes() == body
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
