"""The tests with a Windows Python under Wine: `packaging/dev.py test --windows`.

Packages and Python are those of the lock, unpacked in the cache. Temporary files have a drive of
their own. What cannot run there stands in `tests/windows.toml`.

Standard library only.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import build_cache
import locked_wheels
import system_packages
from windows import interpreter, wine

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "packaging" / "requirements-dev.txt"
SECONDS = "1800"  # for a test, of what hangs: Wine on a busy computer is slow
OUTCOMES = ("passed", "failed", "skipped")
_FAILED = {"failure", "error"}


def run(words: Iterable[str], python: Path, surroundings: Mapping[str, str]) -> int:
    """Run pytest with these words in these `surroundings`; its exit status. `python` has a pip, to
    fetch what is missing."""
    missing = system_packages.missing_programs(wine.PROGRAMS)
    system_packages.provide(missing, "needed by tests under Wine", required=True)
    program = provide(python) / "python.exe"
    compiled = build_cache.cache() / "windows-compiled"
    with (
        tempfile.TemporaryDirectory(dir=surroundings.get("TMPDIR")) as temporary,
        wine.started(surroundings) as windows,
    ):
        _say_what_is_installed(python, Path(temporary) / "installed")
        drive = windows.drive("T", Path(temporary))
        status = windows.run(
            program, "-m", "pytest", "--timeout", SECONDS, *words, "-p", "no:cacheprovider",
            f"--basetemp={drive}\\tests", f"--junitxml={drive}\\report.xml",
            folder=ROOT,
            PYTHONPATH=f"{wine.named(ROOT)};{drive}\\installed",
            PYTHONPYCACHEPREFIX=wine.named(compiled),
            PYTHONUTF8="0",  # as a Windows has it: what opens a file names its encoding
        )  # fmt: skip
        report = Path(temporary) / "report.xml"
        if report.exists():
            print("\n".join(_table(counted(report))), flush=True)
    return status


def provide(python: Path) -> Path:
    """The folder of a Windows Python that has all that the tests import; `python` has a pip."""
    bare = interpreter.provide(python=python)
    recipe = hashlib.sha256(bare.name.encode())
    for part in (LOCK, Path(locked_wheels.__file__), Path(__file__)):
        recipe.update(part.read_bytes())

    def install(folder: Path) -> None:
        shutil.copytree(bare, folder)
        platform = locked_wheels.windows(interpreter.VERSION)
        site = folder / "Lib" / "site-packages"
        locked_wheels.unpack(locked_wheels.provide(LOCK, platform, python), site)
        (site / "PySide6" / "lib" / "fonts").mkdir(parents=True)  # else Qt's offscreen warns

    return build_cache.prepared(f"windows-python-for-tests-{recipe.hexdigest()[:16]}", install)


def _say_what_is_installed(python: Path, folder: Path) -> None:
    """What `python`, where tipdesk is installed from this checkout, knows of it by name."""
    (named,) = python.parents[1].glob("lib/python3*/site-packages/tipdesk-*.dist-info")
    shutil.copytree(named, folder / named.name)


def counted(report: Path) -> dict[str, Counter[str]]:
    """What became of the tests of each folder."""
    folders: dict[str, Counter[str]] = {}
    root = ElementTree.parse(report).getroot()  # noqa: S314  our own tests wrote it a moment ago
    for case in root.iter("testcase"):
        parts = case.get("classname", "").split(".")
        outcomes = {part.tag for part in case}
        outcome = "failed" if outcomes & _FAILED else "skipped" if outcomes else "passed"
        folder = parts[1] if len(parts) > 2 else "tests"
        folders.setdefault(folder, Counter())[outcome] += 1
    return folders


def _table(folders: dict[str, Counter[str]]) -> Iterable[str]:
    yield f"{'':<14}" + "".join(f"{outcome:>9}" for outcome in OUTCOMES)
    whole = sum(folders.values(), Counter[str]())
    for name, counts in [*sorted(folders.items()), ("all", whole)]:
        yield f"{name:<14}" + "".join(f"{counts[outcome]:>9}" for outcome in OUTCOMES)
