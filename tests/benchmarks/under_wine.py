"""How long a start and a key press take under Wine, beside Linux in the same run.

    .venv/bin/python tests/benchmarks/under_wine.py [--runs N] [--keys N]

Runs `start.py` and `key_press.py` with this Python and with a Windows Python of the same packages
under Wine, in turn, nobody's screen in either. Wine is not Windows: files, memory and drawing go
through Linux. What it shows is whether something is slow on Windows that is not on Linux.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))

import build_cache
from windows import suite, wine

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ("start.py", "key_press.py")


def main() -> int:
    """Measure and print; nothing has a limit here."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", default="9")
    parser.add_argument("--keys", default="150")
    options = parser.parse_args()
    given = {"start.py": ["--runs", options.runs], "key_press.py": ["--keys", options.keys]}
    program = suite.provide(Path(sys.executable)) / "python.exe"
    compiled = wine.named(build_cache.cache() / "windows-compiled")
    with wine.started({**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as windows:
        for name in BENCHMARKS:
            script = Path(__file__).with_name(name)
            print(f"Linux: {name}", flush=True)
            subprocess.run([sys.executable, str(script), *given[name]], cwd=ROOT, check=False)
            print(f"Wine: {name}", flush=True)
            windows.run(
                program, wine.named(script), *given[name],
                folder=ROOT, PYTHONPATH=wine.named(ROOT), PYTHONPYCACHEPREFIX=compiled,
            )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
