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


def launchers(tree: Path, version: str) -> None:
    """`tipdesk.exe` and `tipdeskc.exe` beside Python's DLL."""
    _make("launcher.c", tree, version, f'-DPYTHON=L"{interpreter.version_of(tree)}"')


def starters(base: Path, version: str) -> None:
    """`tipdesk.exe` and `tipdeskc.exe` beside `current`."""
    _make("starter.c", base, version)


def numbers(version: str) -> list[str]:
    """Four numbers, as Windows counts versions."""
    return [*version.split("."), "0", "0", "0"][:4]


def _make(source: str, folder: Path, version: str, *words: str) -> None:
    commas = ",".join(numbers(version))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name in _SOURCES:
            shutil.copyfile(HERE / name, Path(scratch, name))
        shutil.copyfile(ICON, Path(scratch, "tipdesk.ico"))
        for program, kind in _KINDS.items():
            named = {"VERSION_TEXT": version, "PROGRAM_NAME": program}
            about = [
                f"-DVERSION_COMMAS={commas}",
                *(f'-D{key}=\\"{value}\\"' for key, value in named.items()),
            ]
            resources = [
                "x86_64-w64-mingw32-windres",
                "program.rc",
                *about,
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
