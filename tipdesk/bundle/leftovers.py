"""What an export that was cut off left at a target: removed by the next one there."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from tipdesk.bundle.crypto.age import INTRO
from tipdesk.bundle.target import remove
from tipdesk.bundle.writer import SUFFIX
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import PART, open_plain

_ENDINGS = (SUFFIX + PART, SUFFIX + ".sha256" + PART)


def tidy(folder: Path, begun: Set[str]) -> int:
    """Remove the unfinished bundles of the exports `begun`; how many there were.

    A file goes only if its name says which export it was and it is the beginning of an age file:
    what another station or person left there is not ours to remove. A whole bundle stays.
    """
    gone = 0
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return 0  # nobody can write there either, and that is what will be said
    for bundle in begun:
        main, beside = (folder / (bundle + ending) for ending in _ENDINGS)
        if main.name in names and _is_ours(main):
            remove(main)
            gone += not main.exists()
        if beside.name in names and not beside.is_symlink() and beside.is_file():
            remove(beside)
    return gone


def _is_ours(path: Path) -> bool:
    if path.is_symlink():
        return False
    try:
        with open_plain(path) as file:
            start = file.read(len(INTRO))
    except (FileUnreadable, OSError):
        return False
    return INTRO.startswith(start)  # cut off within the first line, or at the very beginning
