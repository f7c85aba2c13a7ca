"""An agency's emblem from a picture of its own, decoded in another process (`emblem_child`)."""

from __future__ import annotations

import struct
import zlib

from tipdesk.cases.paper.letterhead import Emblem
from tipdesk.core.errors import LetterheadRefused, ReaderNotStarted
from tipdesk.printing.outside.own_process import Child, Program, module

MOST_BYTES = 16 << 20
_LARGEST = 480  # pixels of a side, as the child makes it
_KINDS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_EMBLEM_PROCESS = Program(
    module("tipdesk.printing.outside.emblem_process"),
    memory=1024 << 20,  # 40 million pixels, decoded and with their alpha
    cpu=20,
    answer=20.0,
)


def emblem_of(data: bytes) -> Emblem:
    """The picture of a PNG or JPEG file as it is printed. JOB.

    Raises:
        LetterheadRefused: it is another kind of file (details: reason "kind"), too large ("large")
            or damaged ("unreadable").
    """
    if not data.startswith(_KINDS):
        raise LetterheadRefused(reason="kind")
    try:
        child = Child(_EMBLEM_PROCESS)
    except ReaderNotStarted:
        raise LetterheadRefused(reason="unreadable") from None
    try:
        return _told(child, data)
    finally:
        child.close()


def _told(child: Child, data: bytes) -> Emblem:
    """What the child says; it may have come to say anything."""
    head = child.ask(struct.pack("<Q", len(data)) + data, 8)
    if head == bytes(8):
        raise LetterheadRefused(reason="large")
    width, height = struct.unpack("<II", head or bytes(8))
    fits = 0 < width <= _LARGEST and 0 < height <= _LARGEST
    samples = child.ask(b"", 3 * width * height) if fits else None
    if samples is None:
        raise LetterheadRefused(reason="unreadable")
    return Emblem(width, height, zlib.compress(samples, 9))
