"""This program once more: how a module of it is started as a process of its own.

`sys.executable` is an interpreter in a checkout and in the Debian package, and the program itself
in an installed tree on Windows: `tipdesk.exe` hands the words `-P -m tipdesk.MODULE` on to Python
and takes nothing else for it. So these are the words, everywhere, and a test holds that nobody else
starts `sys.executable`. Nothing of the current folder comes with a child. An interpreter that does
not know where a tree lies (Debian's own, `/usr/bin/python3`) is told (PYTHONPATH).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tipdesk.core.installation import Installation, this_installation

_PACKAGE = "tipdesk."


def module(name: str) -> tuple[str, ...]:
    """The words that run a module of this program. Raises ValueError: it is none."""
    if not name.startswith(_PACKAGE):
        raise ValueError(name)
    return ("-P", "-m", name)


def command(words: Sequence[str], *more: str) -> list[str]:
    """All of the command line, of `module` and what the module itself is told."""
    return [sys.executable, *words, *more]


def environment(
    installation: Installation | None = None, before: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """What the child's environment is: ours, and where the modules of a tree lie."""
    tree = (installation or this_installation()).tree
    if tree is None:
        return dict(before)  # an environment of Python finds them itself
    folders = [folder for folder in sys.path if Path(folder).is_relative_to(tree)]
    return {**before, "PYTHONPATH": os.pathsep.join(folders)}
