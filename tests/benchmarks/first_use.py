"""What the first use of each page and wizard costs because it is imported only then.

    .venv/bin/python tests/benchmarks/first_use.py [--runs N]

- wizards: from the unlock screen, while nothing behind it is loaded
- pages: after the unlocking, once the list of files stands
- reading ahead: what imports all of them while nobody types (`ui.shell.preloading`). It begins 250 ms
  after the window is there; once it has ended the first use costs no more than the second

Each is a process of its own, in which the module is imported with all that it brings. Processor
time, modules compiled; beside it stands a bare interpreter, from start to end. What is drawn and
read on the page comes every time and is not counted. Target: at most 100 ms each.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tipdesk.ui.shell.page_book import MAKERS

ROOT = Path(__file__).resolve().parents[2]
TARGET = 100.0  # milliseconds of the processor
LIST = ("tipdesk.desk.unlocking", "tipdesk.desk.session.session", MAKERS["files"].module)
WIZARDS = ("tipdesk.ui.setup.first_start", "tipdesk.ui.setup.restore", "tipdesk.ui.setup.demo")
PAGES = tuple(maker.module for maker in MAKERS.values() if maker.module not in LIST)
TIMED = """
import sys, time
from importlib import import_module
for name in ("tipdesk.app", "tipdesk.ui.shell.main_window", *sys.argv[2:]):
    import_module(name)
from tipdesk.ui.shell import preloading
started = time.process_time()
for name in preloading.modules() if sys.argv[1] == "ahead" else sys.argv[1:2]:
    import_module(name)
print((time.process_time() - started) * 1000)
"""


def imported(environment: dict[str, str], module: str, *before: str) -> float:
    """Milliseconds that the import of a module takes when these were imported before it."""
    command = [sys.executable, "-c", TIMED, module, *before]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return float(ended.stdout)


def interpreter(environment: dict[str, str]) -> float:
    """Milliseconds of an interpreter that does nothing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "pass"], env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def main() -> int:
    """Measure and print; 1 when one is above the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = range(parser.parse_args().runs)
    uses = {**dict.fromkeys(("ahead", *WIZARDS), ()), **dict.fromkeys(PAGES, LIST)}
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        imported(environment, "ahead")  # compiles
        medians = {
            module: statistics.median(imported(environment, module, *before) for _ in runs)
            for module, before in uses.items()
        }
        floor = statistics.median(interpreter(environment) for _ in runs)
    print(f"{len(runs)} runs; milliseconds of the processor; a bare interpreter {floor:.1f}")
    print(f"  {'all, read ahead':44} {medians.pop('ahead'):7.1f}")
    for module, median in sorted(medians.items(), key=lambda use: -use[1]):
        missed = "  over the target" if median > TARGET else ""
        print(f"  {module:44} {median:7.1f}  {median / floor:5.1f} x{missed}")
    return int(max(medians.values()) > TARGET)


if __name__ == "__main__":
    sys.exit(main())
