"""Lock every dependency with its hashes, and check that Windows can be served from the same lock.

    .venv/bin/python packaging/lock.py            write packaging/requirements*.txt
    .venv/bin/python packaging/lock.py --windows  download the win_amd64 wheels into a folder

For maintainers; needs `uv` and a package index. The files name no index, so that they work with
any mirror.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "packaging"
LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev"],
    "requirements-build.txt": ["--group", "build"],
}
_HEADER = "# Made by packaging/lock.py: every platform, Python 3.11 and later. Do not edit.\n"
# The Pythons that a Windows station may have, and what is only there as source.
_WINDOWS_PYTHONS = ("3.11", "3.13")
_SOURCE_ONLY = frozenset({"bagit"})


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
    """Download every locked package as a win_amd64 wheel; fails where there is none."""
    for python in _WINDOWS_PYTHONS:
        for name in ("requirements.txt", "requirements-dev.txt"):
            with tempfile.TemporaryDirectory() as folder:
                wanted = Path(folder) / name
                wanted.write_text(_for_windows((FOLDER / name).read_text("utf-8"), python))
                platform = ["--platform", "win_amd64", "--implementation", "cp"]
                subprocess.run(
                    [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *platform,
                     "--only-binary", ":all:", "--python-version", python, "--require-hashes",
                     "--dest", folder, "-r", str(wanted)],
                    check=True,
                )  # fmt: skip
                count = len(list(Path(folder).glob("*.whl")))
                print(f"{name}: {count} wheels for win_amd64, Python {python}")


def _for_windows(text: str, python: str) -> str:
    """The blocks that a Windows machine with this Python installs, markers evaluated."""
    from packaging.markers import Marker, default_environment  # noqa: PLC0415  not on every machine

    environment: dict[str, str] = {
        **{name: str(value) for name, value in default_environment().items()},
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    kept = []
    for block in re.split(r"\n(?=[a-z])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)):
        first, _, rest = block.partition(" \\\n")
        requirement, _, marker = first.partition(" ; ")
        if requirement.partition("==")[0] in _SOURCE_ONLY:
            continue
        if not marker or Marker(marker).evaluate(environment):
            kept.append(f"{requirement} \\\n{rest}")
    return "\n".join(kept)


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
