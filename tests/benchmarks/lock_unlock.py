"""How long it takes from the lock back to the same field, and what a new process would take.

    .venv/bin/python tests/benchmarks/lock_unlock.py [--runs N]

In the real window, by keys, at a question of the account, with a shift key:

- lock: from the key until the PIN is asked for, painted
- key: from the sixth digit until the key is derived (Argon2id at its floor; it runs in a job)
- back: from the derived key until the cursor stands in the same field, painted. Target 0.3 s
- busy: for how much of that the processor worked here; the rest other programs had it, or the disk

And what wiping the memory by a new process at every lock would cost instead of «lock»:

- new process: from its start until the passphrase is asked for, painted
- waiting process: the same where everything is loaded and waits hidden for one word, and the
  memory it takes meanwhile (resident, without what it shares with others)
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.start import TIPDESK, one_start
from tests.ui.drivers.window import PIN
from tipdesk.core.clock import system_clock
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as

ROOT = Path(__file__).resolve().parents[2]
TARGET = 300.0  # milliseconds, beyond the key derivation
WAITING = """
import sys, time
from PySide6.QtCore import QTimer
from tipdesk import app
from tipdesk.core.settings import default_vault_dir, load_settings
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit.services import Services
from tipdesk.i18n.text import set_language
set_language("ar")
application = app.make_application(load_settings())
window = MainWindow(Services(default_vault_dir(None), JobRunner(), load_settings()))
window.start()
application.processEvents()
print(next(line for line in open("/proc/self/smaps_rollup") if line.startswith("Private_Dirty")).split()[1], flush=True)
sys.stdin.readline()
window.show()
application.processEvents()
window.repaint()
print(time.monotonic_ns(), flush=True)
window.close()
"""


def main() -> int:
    """Measure and print; 1 when the way back is above its target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        make_officers_station(vault, system_clock)
        session = open_as(vault, OFFICER, system_clock)
        interview(session, person(Random(1), system_clock().date(), 1), Random(1))
        session.lock()
        os.environ.update(
            HOME=folder, TIPDESK_VAULT=str(vault), QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT)
        )
        figures = there_and_back(options.runs)
        figures["new process"] = [
            one_start(["-c", TIPDESK, "--vault", str(vault)], dict(os.environ)).clock
            for _ in range(options.runs)
        ]
        figures["waiting process"], memory = waiting(options.runs)
    print(f"{options.runs} runs; milliseconds")
    for name, times in figures.items():
        half = statistics.median(times)
        print(f"  {name:16} median {half:7.1f}  min {min(times):7.1f}  max {max(times):7.1f}")
    print(f"  a waiting process keeps {memory / 1024:.0f} MiB of its own")
    back = statistics.median(figures["back"])
    print(f"  back to the same field beyond the key: {back:.0f} ms (target {TARGET:.0f})")
    return int(back > TARGET)


def there_and_back(runs: int) -> dict[str, list[float]]:
    """Lock and unlock again and again in one window."""
    command = [sys.executable, "-m", "tests.journeys.lock_acts", "return_to_field"]
    codes = (",".join(str(ord(sign)) for sign in text) for text in (OFFICER.passphrase, PIN))
    words = [*codes, str(runs)]
    done = subprocess.run([*command, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    runs_told = [event for event in events if event["what"] == "run"]
    return {name: [run[name] for run in runs_told] for name in ("lock", "key", "back", "busy")}


def waiting(runs: int) -> tuple[list[float], float]:
    """Milliseconds from the word to the painted page, and KiB of memory (median)."""
    times, memory = [], []
    for _ in range(runs):
        child = subprocess.Popen(
            [sys.executable, "-c", WAITING],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        memory.append(float(child.stdout.readline()))
        started = time.monotonic_ns()
        output, _errors = child.communicate("\n")
        times.append((int(output) - started) / 1e6)
    return times, statistics.median(memory)


if __name__ == "__main__":
    sys.exit(main())
