"""What a journey leaves outside the vaults and the folders that people chose: nothing of it."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

MAGICS = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"RIFF",
    b"SQLite format 3",
    b"\x37\x7f\x06",  # write-ahead log of SQLite
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # rollback journal of SQLite
)
SHARED = ("/tmp", "/var/tmp", "/dev/shm")  # where programs put files without asking
LARGEST = 20 << 20  # bytes: what other people put there is not read


def spellings(marker: str) -> set[bytes]:
    """How a text could lie in a file."""
    return {
        marker.encode("utf-8"),
        marker.encode("utf-16-le"),
        json.dumps(marker)[1:-1].encode("ascii"),
        quote(marker).encode("ascii"),
    }


def files_below(folder: Path) -> Iterator[Path]:
    """Every plain file; what goes away meanwhile is left out."""
    for at, _folders, names in os.walk(folder):
        for name in names:
            path = Path(at, name)
            if path.is_file() and not path.is_symlink():
                yield path


def found_in(folder: Path, markers: tuple[str, ...]) -> list[str]:
    """Every file below `folder` that holds a marker or begins as a document does."""
    wanted = set().union(*map(spellings, markers))
    found = []
    for path in files_below(folder):
        data = path.read_bytes()
        name = str(path.relative_to(folder))
        if data.startswith(MAGICS) or any(one in data for one in wanted):
            found.append(name)
        elif any(one in name for one in markers):
            found.append(f"name: {name}")
    return found


def found_since(began: float, markers: tuple[str, ...], *, without: Path) -> list[str]:
    """Every file in the shared places of the system, changed since `began` (seconds), that holds
    a marker; `without` is looked at elsewhere."""
    wanted = set().union(*map(spellings, markers))
    found = []
    for path in (one for place in SHARED for one in files_below(Path(place))):
        if path.is_relative_to(without):
            continue
        with suppress(OSError):  # another program's file, gone or closed to us
            about = path.stat()
            if about.st_mtime < began or about.st_size > LARGEST:
                continue
            data = path.read_bytes()
            if any(one in data for one in wanted):
                found.append(str(path))
    return found
