"""The installer `tipdesk-VERSION-setup.exe` around a tree, by NSIS."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from PIL.IcoImagePlugin import IcoFile

import program_tree
from windows import interpreter, programs

HERE = Path(__file__).resolve().parent
_SPARE = 40 << 20  # bytes beside the tree: starters, and a vault that goes on growing
_SIDE = (
    (164, 314),
    (32, 90, 98),
)  # the left side of the first and last page: size, colour of the icon


def make(tree: Path, out: Path, version: str, *, quick: bool = False) -> None:
    """Write the installer of `tree` to `out`; for trials it is made quickly and not packed."""
    size = program_tree.size_of(tree)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        programs.starters(folder, version)
        make_library(folder / "setup.dll")
        program_tree.copy(programs.ICON, folder / "tipdesk.ico")
        side(folder / "side.bmp")
        (folder / "files.nsh").write_text(listed(tree), "utf-8")
        named = {
            "VERSION": version,
            "VERSION_NUMBERS": ".".join(programs.numbers(version)),
            "KILOBYTES": size >> 10,
            "MEGABYTES": (size + _SPARE) >> 20,
            "FOLDER": folder,
            "OUT": out.resolve(),
            **({"QUICK": 1} if quick else {}),
        }
        words = [
            "makensis",
            "-V2",
            "-WX",
            "-INPUTCHARSET",
            "UTF8",
            *(f"-D{key}={value}" for key, value in named.items()),
        ]
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "SOURCE_DATE_EPOCH": str(program_tree.CLOCK),
        }
        subprocess.run(
            [*words, "setup.nsi"], cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL
        )


def listed(tree: Path) -> str:
    """Every file of the tree in the order of names: a disk would give them in any."""
    lines, folder = [], None
    for path in sorted(path for path in tree.rglob("*") if path.is_file()):
        inside = path.relative_to(tree).parent
        if not re.fullmatch(r"[\w./+-]+", path.relative_to(tree).as_posix()):
            raise ValueError(f"{path.name}: a name that NSIS may not take as it is")
        if inside != folder:
            lines.append(
                'SetOutPath "' + "\\".join(["$INSTDIR", "$Tree.part", *inside.parts]) + '"'
            )
            folder = inside
        lines.append(f'File "{path}"')
    return "\n".join(lines) + "\n"


def make_library(target: Path) -> None:
    """`setup.dll`, which puts a tree in force."""
    flags = [
        "-O2",
        "-s",
        "-shared",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-static-libgcc",
        "-Wl,--no-insert-timestamp",
    ]
    safe = ["-Wl,--dynamicbase,--nxcompat,--high-entropy-va", interpreter.PLACE]
    command = [
        interpreter.COMPILER,
        *flags,
        *safe,
        "setup.c",
        "-o",
        str(target),
        "-lole32",
        "-luuid",
        "-lshell32",
    ]
    subprocess.run(command, cwd=HERE, check=True)


def side(target: Path) -> None:
    """The picture beside what the installer says."""
    size, colour = _SIDE
    picture = Image.new("RGB", size, colour)
    with programs.ICON.open("rb") as file:
        drawing = IcoFile(file).getimage((64, 64)).convert("RGBA")
    picture.paste(drawing, ((size[0] - drawing.width) // 2, 60), drawing)
    picture.save(target)
