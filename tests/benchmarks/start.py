"""How long it takes from the start of the process to the unlock screen, painted.

    .venv/bin/python tests/benchmarks/start.py [--runs N]

- tipdesk: `tipdesk --vault DIR` of a vault that exists, until its first window is painted
- window: a bare PySide6 window, as floor
- python: the interpreter alone, which ends at once

Every run starts one process of each, in turn; files are warm in the system's cache.
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

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import make_officers_station

ROOT = Path(__file__).resolve().parents[2]

# `told` paints what is there, tells the time and goes.
TOLD = """
def told(application, window):
    def painted():
        window.repaint()
        print(time.monotonic_ns(), flush=True)
        window.close()
    QTimer.singleShot(0, painted)
    return application.exec()
"""
TIPDESK = f"""
import sys, time
from tipdesk import __main__ as front_door
from tipdesk import app
from PySide6.QtCore import QTimer
{TOLD}
app._stay = told
sys.exit(front_door.main(sys.argv[1:]))
"""
WINDOW = f"""
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
{TOLD}
application = QApplication([])
window = QWidget()
window.resize(1366, 768)
window.show()
sys.exit(told(application, window))
"""
PYTHON = "import time; print(time.monotonic_ns(), flush=True)"


def one_start(program: str, *arguments: str) -> float:
    """Milliseconds from the start of the process to what it told."""
    started = time.monotonic_ns()
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return (int(ended.stdout) - started) / 1e6


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        make_officers_station(vault, system_clock)
        starts = {
            "tipdesk": (TIPDESK, "--vault", str(vault)),
            "window": (WINDOW,),
            "python": (PYTHON,),
        }
        for start in starts.values():
            one_start(*start)  # warms the cache
        runs = [
            {name: one_start(*start) for name, start in starts.items()} for _ in range(options.runs)
        ]
    print(f"{options.runs} runs; milliseconds")
    halves = {name: statistics.median(run[name] for run in runs) for name in starts}
    for name, half in halves.items():
        least, most = min(run[name] for run in runs), max(run[name] for run in runs)
        print(f"  {name:8} median {half:7.1f}  min {least:7.1f}  max {most:7.1f}")
    print(f"  tipdesk / window: {halves['tipdesk'] / halves['window']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
