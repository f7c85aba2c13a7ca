"""How long it takes from the start of the process to the unlock screen, painted.

    .venv/bin/python tests/benchmarks/start.py [--runs N]

- tipdesk: `tipdesk --vault DIR` of a vault that exists, until its first window is painted
- window: a bare PySide6 window, as floor
- version, help: `tipdesk --version` and `tipdesk --help`, until the process has ended
- python: the interpreter alone, which ends at once

Every run starts one process of each, in turn; files are warm in the system's cache, and modules
are compiled, as they are wherever tipdesk was installed or has run once. Ratios are taken within a
run. Beside what the clock says stands the processor time, which a busy computer changes less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import make_officers_station

ROOT = Path(__file__).resolve().parents[2]

# `report` paints what is there, tells the time and goes.
REPORTING = """
def report(application, window):
    def painted():
        window.repaint()
        print(time.monotonic_ns(), time.process_time_ns(), flush=True)
        window.close()
    QTimer.singleShot(0, painted)
    return application.exec()
"""
TIPDESK = f"""
import sys, time
from tipdesk import __main__ as front_door
from tipdesk import app
from PySide6.QtCore import QTimer
{REPORTING}
app._stay = report
sys.exit(front_door.main(sys.argv[1:]))
"""
WINDOW = f"""
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
{REPORTING}
application = QApplication([])
window = QWidget()
window.resize(1366, 768)
window.show()
sys.exit(report(application, window))
"""
RATIOS = (("tipdesk", "window", 4), ("version", "python", 3), ("help", "python", 3))


class Took(NamedTuple):
    """Milliseconds of one start."""

    clock: float
    processor: float


def one_start(words: list[str], environment: dict[str, str]) -> Took:
    """From the start of the process to what it told, else to its end."""
    before = os.times()
    started = time.monotonic_ns()
    command = [sys.executable, *words]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    output = ended.stdout.split()
    if len(output) == 2 and all(word.isdecimal() for word in output):
        return Took((int(output[0]) - started) / 1e6, int(output[1]) / 1e6)
    over = time.monotonic_ns()
    after = os.times()  # on Windows without what children took
    processor = (
        after.children_user - before.children_user + after.children_system - before.children_system
    )
    return Took((over - started) / 1e6, processor * 1000)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        make_officers_station(vault, system_clock)
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        starts = {
            "tipdesk": ["-c", TIPDESK, "--vault", str(vault)],
            "window": ["-c", WINDOW],
            "version": ["-m", "tipdesk", "--version"],
            "help": ["-m", "tipdesk", "--help"],
            "python": ["-c", "pass"],
        }
        for words in starts.values():
            one_start(words, environment)  # compiles, and warms the cache
        runs = [
            {name: one_start(words, environment) for name, words in starts.items()}
            for _ in range(options.runs)
        ]
    print(f"{options.runs} runs; milliseconds by the clock, and of the processor")
    for name in starts:
        clock = [run[name].clock for run in runs]
        processor = statistics.median(run[name].processor for run in runs)
        print(
            f"  {name:8} median {statistics.median(clock):7.1f}  min {min(clock):7.1f}"
            f"  max {max(clock):7.1f}  processor {processor:7.1f}"
        )
    for name, floor, most in RATIOS:
        clock = statistics.median(run[name].clock / run[floor].clock for run in runs)
        processor = statistics.median(
            run[name].processor / (run[floor].processor or 1) for run in runs
        )
        print(f"  {name} / {floor}: {clock:.2f}, processor {processor:.2f} (at most {most})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
