"""Installers of this checkout for trials: of another version, made quickly, with what tells what
stands on the window."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import build
import locked_wheels
import program_tree
from windows import installer, interpreter, tree


@dataclass(frozen=True)
class Kind:
    """How it differs from what is given out."""

    version: str  # that it gives itself
    root: Path | None = None  # of a maker: it takes updates then
    watched: bool = False  # it tells what stands on its window
    packed: bool = False  # as it is given out, which takes minutes


def make(folder: Path, kind: Kind) -> Path:
    """The installer, in `folder`."""
    python = interpreter.provide()
    lock = program_tree.HERE / "requirements.txt"
    wheels = locked_wheels.provide(lock, locked_wheels.windows())
    target = folder / f"tipdesk-{kind.version}-setup.exe"
    with tempfile.TemporaryDirectory() as scratch:
        inside = Path(scratch, "tree")
        tree.lay_down(inside, python, wheels, kind.version)
        build.put_root(inside, kind.root)
        if kind.watched:
            put_onlooker(inside)
        tree.finish(inside, python, ())
        installer.make(inside, target, kind.version, quick=not kind.packed)
    return target


def put_onlooker(tree: Path) -> None:
    """Let a tree tell what stands on its window."""
    package = tree / "app" / "tipdesk"
    program_tree.copy(Path(__file__).with_name("onlooker.py"), package / "onlooker.py")
    compiler = program_tree.python_of(interpreter.VERSION)
    program_tree.compile_modules(tree / "app", compiler)
