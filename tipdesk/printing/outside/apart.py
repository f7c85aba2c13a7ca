"""Pages of a PDF or TIFF from outside, drawn in a process of its own (`child`) that may end at any
moment.

The file goes through a pipe and never to a disk. Only this program's own code runs there.
"""

from __future__ import annotations

import json
import struct
from threading import Lock

from tipdesk.core.errors import ReaderNotStarted
from tipdesk.printing.outside.own_process import Child, Program, module
from tipdesk.printing.preview import MOST_PAGES, PageSizes, Raster, has_shape

_CHILD = Program(
    module("tipdesk.printing.outside.page_process"),
    memory=1536 << 20,  # the largest page that is drawn needs a fifth of it
    cpu=3600,  # it lives as long as somebody looks at the file, and another one takes its place
    answer=20.0,  # for one page, and for the first look
)
_MOST_PIXELS = 32_000_000  # more than the child draws (`preview`)
_MOST_COUNTED = 10**9  # pages that a file may say it has
_MOST_SIZES = 1 << 20  # bytes of JSON; 500 pages take 20,000


class PagesApart:
    """One file. `sizes` and `page` may be called in a job; `close` at any time from anywhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._child: Child | None = None
        self._closed = False
        self._turn = Lock()  # between whoever starts one and whoever closes

    def sizes(self) -> PageSizes:
        """The pages; none for what cannot be read, or takes too long or too much. JOB."""
        return self._begin() or PageSizes(0, ())

    def page(self, at: int, dpi: float) -> Raster | None:
        """One page as pixels; None for what cannot be drawn. A new process after one that ended.
        JOB."""
        if (self._child is None or self._child.end) and self._begin() is None:
            return None
        answer = self._asked(struct.pack("<If", at, dpi), 8)
        if answer is None:
            return None
        width, height = struct.unpack("<II", answer)
        if not 0 < width * height <= _MOST_PIXELS:
            return None
        rgba = self._asked(b"", 4 * width * height)
        return None if rgba is None else Raster(width, height, rgba)

    def close(self) -> None:
        """End the process; nothing is drawn any more."""
        with self._turn:
            self._closed = True
            if self._child is not None:
                self._child.close()

    def _begin(self) -> PageSizes | None:
        with self._turn:
            if self._closed:
                return None
            try:
                self._child = Child(_CHILD)
            except ReaderNotStarted:
                return None
        length = self._asked(struct.pack("<Q", len(self._data)) + self._data, 4)
        if length is None:
            return None
        told = self._asked(b"", min(int.from_bytes(length, "little"), _MOST_SIZES))
        return None if told is None else _sizes(told)

    def _asked(self, question: bytes, size: int) -> bytes | None:
        """So many bytes of answer; None when the process ended or had to be ended."""
        return None if self._child is None else self._child.ask(question, size)


def _sizes(told: bytes) -> PageSizes | None:
    """What the child says; it may have come to say anything."""
    try:
        fields = json.loads(told)
        shown = [None if one is None else (float(one[0]), float(one[1])) for one in fields["shown"]]
        count = int(fields["count"])
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
        return None
    fits = len(shown) <= min(count, MOST_PAGES) and count <= _MOST_COUNTED
    fits = fits and all(has_shape(*one) for one in shown if one is not None)
    return PageSizes(count, tuple(shown)) if fits else None
