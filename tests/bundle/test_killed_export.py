"""kill -9 in the middle of an export: under a bundle's name stands a whole bundle or nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Each step is a call out of our own code; the child of a fork is killed before its n-th one.
_EXPORTS = """
import json, os, sys
from pathlib import Path
from tests.bundle.world import codes, plan, world
from tests.systems import die_now
from tipdesk.bundle.reader import verify
from tipdesk.bundle.writer import write_bundle
from tipdesk.core.work import Work

target, stride = Path(sys.argv[1]), int(sys.argv[2])
world()  # once, for all children

def export(stick, last):
    count = 0

    def step(frame, event, argument):
        nonlocal count
        if event == "c_call" and "tipdesk" + os.sep in frame.f_code.co_filename:
            count += 1
            if count == last:
                die_now()

    sys.setprofile(step)
    write_bundle(stick, plan(), world().officer.key, Work())
    os._exit(0)

def standing(stick):
    found = {}
    for path in sorted(stick.iterdir()):
        kind = path.name.partition(".")[2]
        if kind == "asice.age":
            report = verify(path, world().question())
            report.close()
            found[kind] = report.valid and not codes(report)
        else:
            found[kind] = b"PK" not in path.read_bytes()[:2]
    return found

last, killed = 0, True
while killed:
    last += stride
    stick = target / str(last)
    stick.mkdir()
    child = os.fork()
    if not child:
        export(stick, last)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    before = standing(stick)
    write_bundle(stick, plan(), world().officer.key, Work())
    print(json.dumps([killed, before, standing(stick)]), flush=True)
"""


@pytest.mark.parametrize("stride", [23, pytest.param(1, marks=pytest.mark.long)])
def test_killed_at_any_step_no_half_bundle_bears_a_bundles_name(
    tmp_path: Path, stride: int
) -> None:
    command = [sys.executable, "-c", _EXPORTS, str(tmp_path), str(stride)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [killed for killed, _, _ in runs] == [*[True] * (len(runs) - 1), False]
    seen = set()
    for _, before, after in runs:
        assert all(before.values()), before
        seen |= set(before)
        # The same export made again puts everything in its place.
        assert after == {"asice.age": True, "asice.age.sha256": True, "txt": True}
    assert {"asice.age.part", "asice.age", "txt"} <= seen
