"""A Windows of its own under Wine, for as long as something runs in it.

The first time a folder for it is made in the cache, with two stand-ins for what Wine lacks
(`icuuc.c`, `mscms.c`); everybody gets a copy of that, on a screen of its own that nobody sees.

Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import build_cache
from windows.interpreter import COMPILER, HERE

# Program → Debian package.
PROGRAMS = {COMPILER: "gcc-mingw-w64-x86-64", "wine": "wine", "Xvfb": "xvfb"}
_STAND_INS = ("icuuc", "mscms")
_SCREEN = "1366x768x24"  # of the laptops that tipdesk is for


@dataclass(frozen=True)
class Wine:
    """A Windows: its folder, and what programs in it find around them."""

    prefix: Path
    environment: Mapping[str, str]

    def run(self, *words: str | Path, folder: Path, **more: str) -> int:
        """Start a program, its output here; the exit status."""
        reads, writes = os.pipe()  # on a terminal Wine would draw a console
        with subprocess.Popen(
            ["wine", *map(str, words)], cwd=folder, env={**self.environment, **more},
            stdin=subprocess.DEVNULL, stdout=writes, stderr=writes,
        ) as program, os.fdopen(reads, "rb") as _output:  # fmt: skip
            os.close(writes)
            for part in _heard(reads, program):
                sys.stdout.buffer.write(part)
                sys.stdout.flush()
        return program.returncode

    def drive(self, letter: str, folder: Path) -> str:
        """Name a folder as a drive, e.g. `T:`."""
        (self.prefix / "dosdevices" / f"{letter.lower()}:").symlink_to(folder)
        return f"{letter}:"


def named(path: Path) -> str:
    """A path of this computer as Windows names it there: all of it is drive Z."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def _heard(reads: int, program: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What comes out of a program. A child of it that hangs keeps nobody waiting."""
    while True:
        if select.select([reads], [], [], 2)[0]:
            if not (part := os.read(reads, 1 << 16)):
                return
            yield part
        elif program.poll() is not None:
            return


@contextmanager
def started(surroundings: Mapping[str, str] = os.environ) -> Iterator[Wine]:
    """Within: a Windows that nobody else uses, with the variables of `surroundings`."""
    with tempfile.TemporaryDirectory(dir=build_cache.cache(), prefix="wine-") as scratch:
        prefix = Path(scratch) / "prefix"
        shutil.copytree(_prepared(), prefix, symlinks=True)
        with _screen() as display:
            environment = _environment(prefix, surroundings) | {"DISPLAY": display}
            try:
                yield Wine(prefix, environment)
            finally:  # ends what still runs in it, and nothing else
                subprocess.run(["wineserver", "--kill"], env=environment, check=False)
                subprocess.run(["wineserver", "--wait"], env=environment, check=False)


def _environment(prefix: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """With `TMPDIR` Debian's Wine 10 ends itself at its start ("free(): invalid pointer")."""
    return {
        **{name: value for name, value in surroundings.items() if name != "TMPDIR"},
        "WINEPREFIX": str(prefix),
        "WINEARCH": "win64",
        "WINEDEBUG": surroundings.get("WINEDEBUG", "-all"),
        # Our own library first; nothing enters the menus of the desktop, no browser is fetched.
        "WINEDLLOVERRIDES": "mscms=n;winemenubuilder.exe=d;mshtml=",
    }


def _prepared() -> Path:
    """The folder that is copied: Wine's own first start, and the stand-ins."""
    asked = subprocess.run(["wine", "--version"], check=True, capture_output=True)
    sources = [(HERE / f"{name}.c").read_bytes() for name in _STAND_INS]
    recipe = hashlib.sha256(b"".join([asked.stdout, Path(__file__).read_bytes(), *sources]))
    return build_cache.prepared(f"wine-prefix-{recipe.hexdigest()[:16]}", _make)


def _make(folder: Path) -> None:
    folder.mkdir()
    with _screen() as display:
        environment = _environment(folder, os.environ) | {"DISPLAY": display}
        subprocess.run(["wineboot", "--init"], env=environment, check=True)
        subprocess.run(["wineserver", "--wait"], env=environment, check=True)
    system = folder / "drive_c" / "windows" / "system32"
    for name in _STAND_INS:
        library = [str(HERE / f"{name}.c"), "-o", str(system / f"{name}.dll")]
        subprocess.run([COMPILER, "-O2", "-s", "-shared", *library], check=True)


@contextmanager
def _screen() -> Iterator[str]:
    """Within: a screen in memory; its name."""
    reads, writes = os.pipe()
    words = ["Xvfb", "-displayfd", str(writes), "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(words, pass_fds=[writes], stderr=subprocess.DEVNULL) as screen:
        os.close(writes)
        with os.fdopen(reads, encoding="utf-8") as answer:
            number = answer.readline().strip()
        try:
            yield f":{number}"
        finally:
            screen.terminate()
