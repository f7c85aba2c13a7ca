"""An agency's emblem from a picture of its own, decoded in another process (`emblem_child`)."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib

from tipdesk.cases.letterhead import Emblem
from tipdesk.errors import LetterheadRefused

MOST_BYTES = 16 << 20
_LARGEST = 480  # pixels of a side, as the child makes it
_LONGEST = 20.0  # seconds
_KINDS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_CHILD = ("-P", "-m", "tipdesk.printing.emblem_child")
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def emblem_of(data: bytes) -> Emblem:
    """The picture of a PNG or JPEG file as it is printed. JOB.

    Raises:
        LetterheadRefused: it is another kind of file (details: reason "kind"), too large ("large")
            or damaged ("unreadable").
    """
    if not data.startswith(_KINDS):
        raise LetterheadRefused(reason="kind")
    try:
        made = subprocess.run(  # noqa: S603  our own interpreter and module
            [sys.executable, *_CHILD],
            input=struct.pack("<Q", len(data)) + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_FLAGS,
            timeout=_LONGEST,
            check=False,
        ).stdout
    except (subprocess.TimeoutExpired, OSError):
        raise LetterheadRefused(reason="unreadable") from None
    return _told(made)


def _told(made: bytes) -> Emblem:
    """What the child says; it may have come to say anything."""
    if len(made) == 8 and made == bytes(8):
        raise LetterheadRefused(reason="large")
    width, height = struct.unpack("<II", made[:8]) if len(made) > 8 else (0, 0)
    fits = 0 < width <= _LARGEST and 0 < height <= _LARGEST
    if not fits or len(made) != 8 + 3 * width * height:
        raise LetterheadRefused(reason="unreadable")
    return Emblem(width, height, zlib.compress(made[8:], 9))
