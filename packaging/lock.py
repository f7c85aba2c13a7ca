"""Lock every dependency with its hashes, and check that Windows can be served from the same lock.

    .venv/bin/python packaging/lock.py            write packaging/requirements*.txt
    .venv/bin/python packaging/lock.py --windows  have the win_amd64 wheels in the cache of builds

For maintainers; needs `uv` and a package index. The files name no index, so that they work with
any mirror.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import locked_wheels

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "packaging"
LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev"],
    "requirements-build.txt": ["--group", "build"],
}
_HEADER = "# Made by packaging/lock.py: every platform, Python 3.11 and later. Do not edit.\n"
# The Pythons that a Windows station may have.
_WINDOWS_PYTHONS = ("3.11", "3.13")


def lock() -> None:
    """Resolve for all platforms and Pythons at once and write the three files."""
    for name, sources in LOCKS.items():
        target = FOLDER / name
        resolved = subprocess.run(
            ["uv", "pip", "compile", *sources, "--universal", "--generate-hashes", "--quiet",
             "--python-version", "3.11", "--no-header", "--upgrade"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        if re.search(r"https?://", resolved):
            raise SystemExit(f"{name} names a host")
        target.write_text(_HEADER + resolved, encoding="utf-8")


def check_windows() -> None:
    """Have every locked package as a win_amd64 wheel in the cache; fails where there is none."""
    for python in _WINDOWS_PYTHONS:
        for name in ("requirements.txt", "requirements-dev.txt"):
            files = locked_wheels.provide(FOLDER / name, locked_wheels.windows(python))
            print(f"{name}: {len(files)} packages for win_amd64, Python {python}")


def main() -> int:
    """Lock, or check the lock for Windows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--windows", action="store_true", help="only check the win_amd64 wheels")
    if parser.parse_args().windows:
        check_windows()
    else:
        lock()
    return 0


if __name__ == "__main__":
    sys.exit(main())
