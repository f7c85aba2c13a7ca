"""The installer is ended before each change that it makes: does the old or the new program start?

What is installed are small stand-ins for tipdesk, which say their version; installer, starters and
the way they are put in force are those of every package. Needs Wine.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import program_tree
from windows import installer, interpreter, wine

OLD, NEW, NEWEST = "1.0.0", "1.1.0", "1.2.0"
_BASE = "Local/Programs/tipdesk"
_HEAD = struct.Struct("iiii200s200s")
_PIECES = ("app/words.txt", "app/inner/more.txt", "dlls/other.txt", "python313.zip")


class InstallerFault(Exception):
    """What an interrupted installer left was not as promised."""


@dataclass
class Outcome:
    """How the trials of one kind went."""

    changes: int = 0
    started: dict[str, int] = field(default_factory=dict)  # version → how often


def small_tree(folder: Path, version: str) -> None:
    """A tree that can be told from another, with programs that say so."""
    for name in _PIECES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(f"{name} of {version}\n".encode() * 2000)
    source = interpreter.HERE / "trial_program.c"
    for name in ("tipdesk.exe", "tipdeskc.exe"):
        named = [f'-DVERSION="{version}"', "-s", "-Wl,--no-insert-timestamp"]
        subprocess.run(
            [interpreter.COMPILER, *named, str(source), "-o", str(folder / name)], check=True
        )
    program_tree.settle(folder)


class Laptop:
    """A Windows under Wine in which an installer can be ended before any change."""

    def __init__(self, windows: wine.Wine, count: Path, steps: Path) -> None:
        self.windows, self._count, self._steps = windows, count, steps
        (user,) = (
            path
            for path in (windows.prefix / "drive_c" / "users").iterdir()
            if path.name != "Public"
        )
        self.base = user / "AppData" / "Local" / "Programs" / "tipdesk"

    def set_up(self, setup: Path, before: int = 0) -> int:
        """Run an installer silently, to its end or up to a change; the exit status."""
        self._write(before, setup.name)
        self._steps.write_bytes(b"")
        status = self.run(setup, "/S").returncode
        self._write(0, "")
        return status

    def steps(self) -> list[tuple[str, str]]:
        """What the last installer changed below BASE, in order: what, where."""
        lines = self._steps.read_text("utf-8").splitlines()
        return [(what, path) for what, _, path in (line.partition(" ") for line in lines)]

    def tree(self) -> Path:
        """The one that starts."""
        return self.base / (self.base / "current").read_text("utf-8").split("\n")[0]

    def version(self) -> str:
        """What the starter starts says of itself; '' when nothing starts."""
        if not (self.base / "tipdeskc.exe").exists():
            return ""
        done = self.run(self.base / "tipdeskc.exe")
        return done.stdout.strip() if done.returncode == 0 else ""

    def run(self, program: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Start a program of this Windows; what it says."""
        return subprocess.run(
            ["wine", str(program), *words], env=self.windows.environment, capture_output=True,
            text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def begin(self, program: Path, *words: str) -> None:
        """Start a window. Nobody listens: a pipe would be the window's, too, and end with it."""
        quiet = subprocess.DEVNULL
        subprocess.run(
            ["wine", str(program), *words], env=self.windows.environment, check=True,
            stdin=quiet, stdout=quiet, stderr=quiet,
        )  # fmt: skip

    @contextmanager
    def beside(self, program: Path, *words: str) -> Iterator[None]:
        """Within: a program that stays; whoever starts it ends it."""
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            ["wine", str(program), *words], env=self.windows.environment,
            stdin=quiet, stdout=quiet, stderr=quiet,
        ):  # fmt: skip
            yield

    def _write(self, at: int, name: str) -> None:
        head = _HEAD.pack(0, at, 0, 0, _BASE.encode(), name.encode())
        with self._count.open("r+b") as file, mmap.mmap(file.fileno(), _HEAD.size) as memory:
            memory[:] = head


@contextmanager
def laptop() -> Iterator[Laptop]:
    """Within: a Windows whose installers can be interrupted."""
    with tempfile.TemporaryDirectory() as scratch:
        library, count, steps = (Path(scratch, name) for name in ("cut.so", "count", "steps"))
        source = interpreter.HERE / "cut.c"
        subprocess.run(
            ["gcc", "-O2", "-shared", "-fPIC", str(source), "-o", str(library)], check=True
        )
        count.write_bytes(bytes(_HEAD.size))
        around = {"LD_PRELOAD": str(library), "CUT_COUNT": str(count), "CUT_STEPS": str(steps)}
        with wine.started({**os.environ, "LC_ALL": "C.UTF-8", **around}) as windows:
            yield Laptop(windows, count, steps)


def try_all(say: Callable[[str], None], every: int = 1) -> dict[str, Outcome]:
    """Install for the first time, over an older version, and over one that has not opened the
    vault yet, ended before each change (or each `every`-th). Raises InstallerFault."""
    with tempfile.TemporaryDirectory() as scratch, laptop() as computer:
        folder = Path(scratch)
        setups = {version: _setup(folder, version) for version in (OLD, NEW, NEWEST)}
        outcomes = {}
        for name, installed, version in (
            ("first installation", (), OLD),
            ("over an older version", (OLD,), NEW),
            ("over one that has not opened the vault, among leftovers", (OLD, NEW), NEWEST),
        ):
            kept = _kept(computer, [setups[before] for before in installed], folder / version)
            expected = installed[-1] if installed else ""
            outcomes[name] = _try_each(computer, setups[version], kept, (expected, version), every)
            say(f"{name}: {outcomes[name]}")
        return outcomes


def _kept(computer: Laptop, setups: Sequence[Path], folder: Path) -> Path:
    """A copy of what these installers leave, one after the other."""
    shutil.rmtree(computer.base, ignore_errors=True)
    for setup in setups:
        expect(computer.set_up(setup) == 0, f"{setup.name} installs nothing")
    if setups:
        shutil.copytree(computer.base, folder / "base")
    if len(setups) > 1:
        for left in ("app-0.9.0", "app-1.0.5.part"):
            shutil.copytree(computer.base / f"app-{OLD}", folder / "base" / left)
    return folder / "base"


def _try_each(
    computer: Laptop, setup: Path, kept: Path, versions: tuple[str, str], every: int
) -> Outcome:
    before, after = versions
    outcome = Outcome()
    _lay(computer.base, kept)
    expect(computer.set_up(setup) == 0, f"{after} is not installed")
    steps = computer.steps()
    outcome.changes = len(steps)
    check_order(steps)
    whole = listing(computer.base)
    for at in range(1, outcome.changes + 1, every):
        _lay(computer.base, kept)
        status = computer.set_up(setup, before=at)
        where = f"{'/'.join(steps[at - 1])} ({at} of {outcome.changes})"
        expect(status != 0, f"not ended before {where}")
        version = computer.version()
        expect(version == before, f"{version!r} starts after an end before {where}")
        outcome.started[version] = outcome.started.get(version, 0) + 1
        expect(computer.set_up(setup) == 0, f"not completed after an end before {where}")
        expect(computer.version() == after, f"{after} does not start after an end before {where}")
        names = listing(computer.base)
        expect(names == whole, f"{names ^ whole} differ after an end before {where}")
    return outcome


def check_order(steps: list[tuple[str, str]]) -> None:
    """Everything of a tree is on the disk before it has its name, and `current` comes last."""
    plain = [(what, path.replace("\\", "/")) for what, path in steps]
    renamed = next(
        at
        for at, (what, path) in enumerate(plain)
        if what == "rename" and re.search(r"/app-[^/]+\.part$", path)
    )
    pointed = next(
        at
        for at, (what, path) in enumerate(plain)
        if what == "rename" and path.endswith("current.part")
    )
    written = {path for what, path in plain[:renamed] if what == "write"}
    synced = {path for what, path in plain[:renamed] if what == "sync"}
    expect(bool(written) and written <= synced, f"not on the disk: {sorted(written - synced)}")
    expect(renamed < pointed, "`current` names a tree that has not its name yet")
    later = [(what, path) for what, path in plain[pointed + 1 :] if what != "drop"]
    expect(later == [], f"after `current`: {later}")
    tail = [what for what, path in plain[:pointed] if path.endswith("current.part")]
    expect(tail[-1] == "sync", "`current` is not on the disk before it counts")


def _lay(base: Path, kept: Path) -> None:
    shutil.rmtree(base, ignore_errors=True)
    if kept.exists():
        shutil.copytree(kept, base)


def listing(base: Path) -> set[str]:
    """Every name below BASE."""
    return {path.relative_to(base).as_posix() for path in base.rglob("*")}


def _setup(folder: Path, version: str) -> Path:
    tree, out = folder / f"tree-{version}", folder / f"tipdesk-{version}-setup.exe"
    small_tree(tree, version)
    installer.make(tree, out, version, quick=True)
    return out


def expect(is_so: bool, otherwise: str) -> None:
    """Raises InstallerFault."""
    if not is_so:
        raise InstallerFault(otherwise)
