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
from threading import Thread, Timer
from typing import IO, TypeVar

from tipdesk.cases.page_code import PageCode, read_page_code
from tipdesk.cases.reply_code import ReplyCode, read_reply_code
from tipdesk.work import Work

_LONGEST = 30.0  # seconds for one page
_CHILD = ("-P", "-m", "tipdesk.printing.code_child")
_MOST_PAGES = 500  # as the child
_MOST_TOLD = 1 << 16  # bytes of one page's codes
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)

_Code = TypeVar("_Code", PageCode, ReplyCode)
Pages = tuple[tuple[PageCode, ...], ...]
Replies = tuple[tuple[ReplyCode, ...], ...]


def read_codes(data: bytes, work: Work, *, pdf: bool) -> Pages:
    """The codes found on each page of a PDF or picture; no page where the file cannot be read, and
    no more after one that took too long or too much. JOB.

    Raises:
        Cancelled
    """
    return tuple(_kept(page, read_page_code) for page in _texts(data, work, b"C", pdf=pdf))


def read_replies(data: bytes, work: Work, *, pdf: bool) -> Replies:
    """As `read_codes`, the codes of reply slips. JOB.

    Raises:
        Cancelled
    """
    return tuple(_kept(page, read_reply_code) for page in _texts(data, work, b"R", pdf=pdf))


def _kept(texts: Iterable[str], read: Callable[[str], _Code | None]) -> tuple[_Code, ...]:
    return tuple(code for code in map(read, texts) if code is not None)


def _texts(data: bytes, work: Work, sought: bytes, *, pdf: bool) -> list[tuple[str, ...]]:
    """What the child says of each page."""
    process = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, *_CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_FLAGS,
    )
    asked, told = process.stdin, process.stdout
    if asked is None or told is None:  # asked for above
        return []
    found: list[tuple[str, ...]] = []
    giving = Thread(target=_give, args=(asked, data, (b"P" if pdf else b"I") + sought))
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
    return found


def _give(asked: IO[bytes], data: bytes, kind: bytes) -> None:
    with suppress(OSError, ValueError):  # it ended meanwhile
        asked.write(kind + struct.pack("<Q", len(data)))
        asked.write(data)
        asked.flush()


def _page(process: subprocess.Popen[bytes], told: IO[bytes]) -> tuple[str, ...] | None:
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
    return _said(line)


def _said(told: bytes) -> tuple[str, ...] | None:
    """It may have come to say anything."""
    try:
        return tuple(str(one) for one in json.loads(told))
    except (ValueError, TypeError, RecursionError):
        return None
