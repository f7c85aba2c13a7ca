"""Files that somebody names or chooses, opened for reading: never waited for, never endless.

A pipe would be waited for until somebody writes into it, and a device need not end: what is
no ordinary file is refused, after it is open, so that nothing can take its place in between.
"""

from __future__ import annotations

import os
import re
import stat
from io import BufferedReader
from pathlib import Path

from tipdesk.errors import FileUnreadable

KEY_FILE = 1 << 20  # bytes: keys, passphrases, requests, certificates
WORKBOOK = 64 << 20

_SURROGATE = re.compile("[\ud800-\udfff]")  # a byte of a file name that is no UTF-8

# What a system lacks (Windows knows neither pipes by path nor terminals) is 0.
_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC"):
    _FLAGS |= getattr(os, _name, 0)


def shown_name(path: Path) -> str:
    """A file's name as it can be shown and kept."""
    return _SURROGATE.sub("\ufffd", path.name)


def open_plain(path: Path) -> BufferedReader:
    """An ordinary file, for reading.

    Raises:
        FileUnreadable: it is missing, may not be read, or is a folder, a pipe or a device.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileUnreadable(name=shown_name(path))
        return os.fdopen(descriptor, "rb")
    except (OSError, ValueError) as error:  # ValueError: a path that no system can have
        raise FileUnreadable(name=shown_name(path)) from error


def read_plain(path: Path, most: int = KEY_FILE) -> bytes:
    """All of a file of at most `most` bytes.

    Raises:
        FileUnreadable: as `open_plain`; or it is larger and so something else.
    """
    with open_plain(path) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise FileUnreadable(name=shown_name(path)) from error
    if len(data) > most:
        raise FileUnreadable(name=shown_name(path))
    return data
