"""The page codes of a scan from outside, read in a process of its own (`code_child`).

The file goes through a pipe and never to a disk.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from contextlib import suppress
from threading import Thread, Timer
from typing import IO

from tipdesk.cases.page_code import PageCode, read_page_code
from tipdesk.work import Work

_LONGEST = 30.0  # seconds for one page
_CHILD = ("-P", "-m", "tipdesk.printing.code_child")
_MOST_PAGES = 500  # as the child
_MOST_TOLD = 1 << 16  # bytes of one page's codes
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)

Pages = tuple[tuple[PageCode, ...], ...]


def read_codes(data: bytes, work: Work, *, pdf: bool) -> Pages:
    """The codes found on each page of a PDF or picture; no page where the file cannot be read, and
    no more after one that took too long or too much. JOB.

    Raises:
        Cancelled
    """
    process = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, *_CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_FLAGS,
    )
    asked, told = process.stdin, process.stdout
    if asked is None or told is None:  # asked for above
        return ()
    found: list[tuple[PageCode, ...]] = []
    giving = Thread(target=_give, args=(asked, data, b"P" if pdf else b"I"))
    giving.start()
    try:
        while len(found) < _MOST_PAGES and (codes := _page(process, told)) is not None:
            found.append(codes)
            work.step(len(found), 0)
    finally:
        process.kill()
        giving.join()
        for pipe in (asked, told):
            with suppress(OSError, ValueError):
                pipe.close()
        process.wait()
    return tuple(found)


def _give(asked: IO[bytes], data: bytes, kind: bytes) -> None:
    with suppress(OSError, ValueError):  # it ended meanwhile
        asked.write(struct.pack("<cQ", kind, len(data)))
        asked.write(data)
        asked.flush()


def _page(process: subprocess.Popen[bytes], told: IO[bytes]) -> tuple[PageCode, ...] | None:
    watch = Timer(_LONGEST, process.kill)
    watch.start()
    try:
        head = told.read(4)
        length = int.from_bytes(head, "little")
        if len(head) != 4 or length > _MOST_TOLD:
            return None
        line = told.read(length)
    except (OSError, ValueError):
        return None
    finally:
        watch.cancel()
    return _codes(line)


def _codes(told: bytes) -> tuple[PageCode, ...] | None:
    """What the child says; it may have come to say anything."""
    try:
        texts = [str(one) for one in json.loads(told)]
    except (ValueError, TypeError, RecursionError):
        return None
    return tuple(code for code in map(read_page_code, texts) if code)
