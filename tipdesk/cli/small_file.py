"""Files named on the command line that are read whole: never more than such a file can hold."""

from __future__ import annotations

from pathlib import Path

from tipdesk.errors import FileUnreadable

KEY_FILE = 1 << 20  # bytes: keys, passphrases, requests, certificates
WORKBOOK = 64 << 20


def read_small(path: Path, most: int = KEY_FILE) -> bytes:
    """All of a file of at most `most` bytes.

    Raises:
        FileUnreadable: it is missing, cannot be read, or is larger and so something else.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
    if len(data) > most:
        raise FileUnreadable(name=path.name)
    return data
