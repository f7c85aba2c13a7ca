"""Pages of a PDF from outside, drawn in a process of its own (`child`) that may end at any moment.

The file goes through a pipe and never to a disk. Only this program's own code runs there.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from contextlib import suppress
from threading import Lock, Timer

from tipdesk.printing.preview import PageSizes, Raster

_LONGEST = 20.0  # seconds for one page, and for the first look
_CHILD = ("-P", "-m", "tipdesk.printing.child")
_MOST_PIXELS = 32_000_000  # more than the child draws (`preview`)
_MOST_SIZES = 1 << 20  # bytes of JSON; 500 pages take 20,000
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class PagesApart:
    """One PDF. `sizes` and `page` may be called in a job; `close` at any time from anywhere."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._turn = Lock()  # between whoever starts one and whoever closes

    def sizes(self) -> PageSizes:
        """The pages; none for what cannot be read, or takes too long or too much. JOB."""
        return self._begin() or PageSizes(0, ())

    def page(self, at: int, dpi: float) -> Raster | None:
        """One page as pixels; None for what cannot be drawn. A new process after one that ended.
        JOB."""
        if self._process is None and self._begin() is None:
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
        self._end()

    def _begin(self) -> PageSizes | None:
        with self._turn:
            if self._closed:
                return None
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                [sys.executable, *_CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_FLAGS,
            )
        length = self._asked(struct.pack("<Q", len(self._pdf)) + self._pdf, 4)
        if length is None:
            return None
        told = self._asked(b"", min(int.from_bytes(length, "little"), _MOST_SIZES))
        return None if told is None else _sizes(told)

    def _asked(self, question: bytes, size: int) -> bytes | None:
        """So many bytes of answer; None when the process ended or had to be ended."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        watch = Timer(_LONGEST, process.kill)
        watch.start()
        answer = b""
        try:
            process.stdin.write(question)
            process.stdin.flush()
            answer = process.stdout.read(size)
        except (OSError, ValueError):  # it ended; or it was closed meanwhile
            pass
        finally:
            watch.cancel()
        if len(answer) != size:
            self._end()
            return None
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError, ValueError):
                    pipe.close()
        process.wait()


def _sizes(told: bytes) -> PageSizes | None:
    """What the child says; it may have come to say anything."""
    try:
        fields = json.loads(told)
        shown = [None if one is None else (float(one[0]), float(one[1])) for one in fields["shown"]]
        return PageSizes(int(fields["count"]), tuple(shown))
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
