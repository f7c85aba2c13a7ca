"""What lies in the folder of a camera or scanner, the newest first: looked at in a job.

A camera's card holds its pictures in folders of folders (DCIM/100CANON/…, JEITA CP-3461 "DCF" §3);
a scanner's program writes into one. Links, pipes and devices are passed over, and so is what is
hidden; nothing is opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import shown_name
from tipdesk.core.work import Work

MOST_SHOWN = 200  # files, the newest
_DEEPEST = 3  # folders below the chosen one
_MOST_LOOKED_AT = 20_000  # entries: a card of 512 GB holds about so many pictures


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that can be taken in."""

    path: Path
    name: str  # as it can be shown
    size: int  # bytes
    changed: datetime


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What lies there now; `more`: older files, or entries, that are not shown."""

    files: tuple[WaitingFile, ...]
    more: bool


def look_into(folder: Path, work: Work) -> FolderListing:
    """The newest files in a folder and in those below it. JOB.

    Raises:
        FileUnreadable: the folder is not there (any more), or may not be read.
        Cancelled
    """
    newest: list[WaitingFile] = []
    try:
        with os.scandir(folder):
            pass
    except (OSError, ValueError) as error:
        raise FileUnreadable(name=shown_name(folder)) from error
    cut = False
    for count, entry in enumerate(_files(folder, _DEEPEST)):
        if count >= _MOST_LOOKED_AT:
            cut = True
            break
        work.step(0, 0)
        if (waiting := _waiting(entry)) is not None:
            newest.append(waiting)
    newest.sort(key=lambda file: (file.changed, file.name), reverse=True)
    return FolderListing(tuple(newest[:MOST_SHOWN]), cut or len(newest) > MOST_SHOWN)


def _files(folder: Path, deeper: int) -> Iterator[os.DirEntry[str]]:
    """Ordinary files; what vanishes meanwhile, as a card that is pulled out, is left out."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if deeper:
                        yield from _files(Path(entry.path), deeper - 1)
                elif entry.is_file(follow_symlinks=False):
                    yield entry
    except OSError:
        return


def _waiting(entry: os.DirEntry[str]) -> WaitingFile | None:
    try:
        status = entry.stat(follow_symlinks=False)
        changed = datetime.fromtimestamp(status.st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None
    path = Path(entry.path)
    return WaitingFile(path, shown_name(path), status.st_size, changed)
