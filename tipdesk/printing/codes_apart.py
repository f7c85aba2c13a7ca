"""The codes of a scan from outside, read in a process of its own (`code_child`).

The file goes through a pipe and never to a disk.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import IO, TypeVar

from tipdesk.cases.page_code import PageCode, read_page_code
from tipdesk.cases.reply_code import ReplyCode, read_reply_code
from tipdesk.errors import PageRefused
from tipdesk.work import Work

_LONGEST = 30.0  # seconds for one page
_MOST_PAGES = 500  # as the child
_OFTEN = 0.1  # seconds until a stop is seen while a page is read
_CHILD = ("-P", "-m", "tipdesk.printing.code_child")
_MOST_TOLD = 1 << 16  # bytes of one page's codes
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)

_Code = TypeVar("_Code", PageCode, ReplyCode)
Pages = tuple[tuple[PageCode, ...], ...]
Replies = tuple[tuple[ReplyCode, ...], ...]


def read_codes(data: bytes, work: Work, *, pdf: bool) -> Pages:
    """The codes found on each page of a PDF or picture; no page where the file cannot be read. JOB.

    Raises:
        PageRefused: only the first pages could be read, since a later one is damaged or took too
            long or too much, or there are too many (details: reason "not_whole", page).
        Cancelled
    """
    found, whole = _texts(data, work, b"C", pdf=pdf)
    if found and not whole:
        raise PageRefused(reason="not_whole", page=len(found) + 1)
    return tuple(_kept(page, read_page_code) for page in found)


def read_replies(data: bytes, work: Work, *, pdf: bool) -> Replies:
    """As `read_codes`, the codes of reply slips, of as many pages as can be read. JOB.

    Raises:
        Cancelled
    """
    found, _whole = _texts(data, work, b"R", pdf=pdf)
    return tuple(_kept(page, read_reply_code) for page in found)


def _kept(texts: Iterable[str], read: Callable[[str], _Code | None]) -> tuple[_Code, ...]:
    return tuple(code for code in map(read, texts) if code is not None)


def _texts(
    data: bytes, work: Work, sought: bytes, *, pdf: bool
) -> tuple[list[tuple[str, ...]], bool]:
    """What the child says of each page, and whether it read all of them."""
    process = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, *_CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_FLAGS,
    )
    asked, told = process.stdin, process.stdout
    if asked is None or told is None:  # asked for above
        return [], False
    found: list[tuple[str, ...]] = []
    giving = Thread(target=_give, args=(asked, data, (b"P" if pdf else b"I") + sought))
    giving.start()
    try:
        while line := _line(process, told, work):
            codes = _said(line)
            if codes is None or len(found) == _MOST_PAGES:
                break
            found.append(codes)
            work.step(len(found), 0)
        work.step(len(found), 0)
    finally:
        process.kill()
        giving.join()
        for pipe in (asked, told):
            with suppress(OSError, ValueError):
                pipe.close()
        process.wait()
    return found, line == b""


def _give(asked: IO[bytes], data: bytes, kind: bytes) -> None:
    with suppress(OSError, ValueError):  # it ended meanwhile
        asked.write(kind + struct.pack("<Q", len(data)))
        asked.write(data)
        asked.flush()


def _line(process: subprocess.Popen[bytes], told: IO[bytes], work: Work) -> bytes | None:
    """What is said of the next page; empty after the last one, None when the child ended early."""
    over = Event()
    watch = Thread(target=_watch, args=(process, work, over))
    watch.start()
    try:
        head = told.read(4)
        length = int.from_bytes(head, "little")
        if len(head) != 4 or length > _MOST_TOLD:
            return None
        line = told.read(length)
        return line if len(line) == length else None
    except (OSError, ValueError):
        return None
    finally:
        over.set()
        watch.join()


def _watch(process: subprocess.Popen[bytes], work: Work, over: Event) -> None:
    """End a page that takes too long, or that nobody waits for any more."""
    until = monotonic() + _LONGEST
    while not over.wait(_OFTEN):
        if work.cancelled or monotonic() > until:
            process.kill()


def _said(told: bytes) -> tuple[str, ...] | None:
    """It may have come to say anything."""
    try:
        return tuple(str(one) for one in json.loads(told))
    except (ValueError, TypeError, RecursionError):
        return None
