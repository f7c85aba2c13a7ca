"""Folders that take long to make: made by whoever needs them first, used by all workers of a run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, which `make` has filled. Nobody changes it afterwards."""
    own = factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, begun = run / name, run / f"{name}.begun"
    with _alone(run / f"{name}.lock"):
        if not folder.exists():
            begun.mkdir()  # a second time only after a fault, which fails here too
            make(begun)
            begun.rename(folder)
    return folder


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Within: no other worker of this run."""
    with path.open("w") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demonstration(factory: pytest.TempPathFactory) -> Path:
    """What one start of `--demo` told, left behind, and had made: `told`, `tmp`, `kept`."""
    return made_once(factory, "demonstration", _demonstrate)


def _demonstrate(folder: Path) -> None:
    for name in ("tmp", "home"):
        (folder / name).mkdir()
    places = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.demonstration", folder / "kept"],
        cwd=ROOT, env={**os.environ, **places}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (folder / "told").write_text(done.stdout, "utf-8")


# The hook cannot be taken out again, and it ends the process, so that no handler hides it.
NO_SOCKET = """
import os, sys
def watch(event, arguments):
    # On Windows `platform` asks what this computer is called, among what system it has.
    if event.startswith("socket.") and event != "socket.gethostname":
        os.write(2, f"SOCKET {event} {arguments!r}".encode("utf-8", "replace"))
        os._exit(99)
sys.addaudithook(watch)
"""
_DEMO = "from tipdesk.cli.main import main; sys.exit(main(['demo', *sys.argv[1:]]))"


def headless(factory: pytest.TempPathFactory) -> Path:
    """What one `tipdesk demo` has left (`out`) and complained of (`complaints`), in a process that
    ends at the first use of a socket."""
    return made_once(factory, "headless", _demonstrate_headless)


def _demonstrate_headless(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_SOCKET + _DEMO, "--lang", "en", "--out", folder / "out"],
        cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8",
        check=False, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder / "complaints").write_text(done.stderr, "utf-8")
