"""How long `tipdesk demo` takes, whole: two stations, an interview, a referral and its receipt.

    .venv/bin/python tests/benchmarks/demo.py [--runs N]

- demo: the command, from the start of the process to its end; it should stay under ten seconds
- imports: the interpreter with what the command imports, as floor

Every run starts one process of each, in turn; files are warm in the system's cache.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = ("-c", "import tipdesk.demo.journey")


def seconds(*words: str) -> float:
    """From the start of Python with these words to its end."""
    began = time.monotonic()
    subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=True)
    return time.monotonic() - began


def one_demo() -> float:
    """The demonstration into a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds("-m", "tipdesk", "demo", "--out", str(Path(folder) / "demo"))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    seconds(*IMPORTS)  # warms the cache
    runs = [{"demo": one_demo(), "imports": seconds(*IMPORTS)} for _ in range(options.runs)]
    print(f"{options.runs} runs; seconds")
    for name in runs[0]:
        took = [run[name] for run in runs]
        print(f"  {name:8} median {statistics.median(took):6.2f}  max {max(took):6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
