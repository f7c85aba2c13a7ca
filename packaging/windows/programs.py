"""The small programs of an installation, made by mingw: starters in BASE, launchers in a tree."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import program_tree
from windows import interpreter

HERE = Path(__file__).resolve().parent
ICON = program_tree.ROOT / "resources" / "program" / "tipdesk.ico"
_SOURCES = ("launcher.c", "starter.c", "message.h", "program.rc", "program.manifest")
_FLAGS = (
    "-O2", "-s", "-municode", "-Wall", "-Werror", "-static-libgcc", "-Wl,--no-insert-timestamp",
    "-Wl,--dynamicbase,--nxcompat,--high-entropy-va",
)  # fmt: skip
_KINDS = {"tipdesk.exe": ("-mwindows", "-DWINDOWED"), "tipdeskc.exe": ()}


def launchers(tree: Path) -> None:
    """`tipdesk.exe` and `tipdeskc.exe` beside Python's DLL."""
    _make("launcher.c", tree, f'-DPYTHON=L"{interpreter.version_of(tree)}"')


def starters(base: Path) -> None:
    """`tipdesk.exe` and `tipdeskc.exe` beside `current`."""
    _make("starter.c", base)


def _make(source: str, folder: Path, *words: str) -> None:
    version = program_tree.version()
    numbers = ",".join([*version.split("."), "0", "0", "0"][:4])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name in _SOURCES:
            shutil.copyfile(HERE / name, Path(scratch, name))
        shutil.copyfile(ICON, Path(scratch, "tipdesk.ico"))
        for program, kind in _KINDS.items():
            named = (
                f"-DVERSION_COMMAS={numbers}",
                f'-DVERSION_TEXT=\\"{version}\\"',
                f'-DPROGRAM_NAME=\\"{program}\\"',
            )
            resources = [
                "x86_64-w64-mingw32-windres",
                "program.rc",
                *named,
                "-O",
                "coff",
                "-o",
                "program.o",
            ]
            subprocess.run(resources, cwd=scratch, check=True)
            compiled = [
                interpreter.COMPILER,
                *_FLAGS,
                *kind,
                *words,
                source,
                "program.o",
                "-o",
                program,
            ]
            subprocess.run(compiled, cwd=scratch, check=True)
            program_tree.copy(Path(scratch, program), folder / program)
