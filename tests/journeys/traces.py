"""What a journey leaves outside the vaults and the folders that people chose: nothing of it."""

import json
from pathlib import Path
from urllib.parse import quote

MAGICS = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"SQLite format 3")


def spellings(marker: str) -> set[bytes]:
    """How a text could lie in a file."""
    return {
        marker.encode("utf-8"),
        marker.encode("utf-16-le"),
        json.dumps(marker)[1:-1].encode("ascii"),
        quote(marker).encode("ascii"),
    }


def found_in(folder: Path, markers: tuple[str, ...]) -> list[str]:
    """Every file below `folder` that holds a marker or begins as a document does."""
    wanted = set().union(*map(spellings, markers))
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if data.startswith(MAGICS) or any(one in data for one in wanted):
            found.append(str(path.relative_to(folder)))
        if any(one in str(path) for one in markers):
            found.append(f"name: {path.relative_to(folder)}")
    return found
