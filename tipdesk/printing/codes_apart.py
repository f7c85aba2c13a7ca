"""The codes of a scan from outside, read in a process of its own (`code_child`).

The file goes through a pipe and never to a disk.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from typing import TypeVar

from tipdesk.cases.page_code import PageCode, read_page_code
from tipdesk.cases.reply_code import ReplyCode, read_reply_code
from tipdesk.errors import PageRefused
from tipdesk.printing.child_process import Child, Program, module
from tipdesk.work import Work

_MOST_PAGES = 500  # as the child
_CHILD = Program(
    module("tipdesk.printing.code_child"),
    memory=2048 << 20,  # a photograph of 64 million pixels, tried enlarged
    cpu=300,
    answer=30.0,  # for one page
)
_MOST_TOLD = 1 << 16  # bytes of one page's codes

_Code = TypeVar("_Code", PageCode, ReplyCode)
Pages = tuple[tuple[PageCode, ...], ...]
Replies = tuple[tuple[ReplyCode, ...], ...]


def read_codes(data: bytes, work: Work, *, pdf: bool) -> Pages:
    """The codes found on each page of a PDF or picture; no page where the file cannot be read. JOB.

    Raises:
        PageRefused: only the first pages could be read, since a later one is damaged or took too
            long or too much, or there are too many (details: reason "not_whole", page).
        ReaderNotStarted, Cancelled
    """
    found, whole = _texts(data, work, b"C", pdf=pdf)
    if found and not whole:
        raise PageRefused(reason="not_whole", page=len(found) + 1)
    return tuple(_kept(page, read_page_code) for page in found)


def read_replies(data: bytes, work: Work, *, pdf: bool) -> Replies:
    """As `read_codes`, the codes of reply slips, of as many pages as can be read. JOB.

    Raises:
        ReaderNotStarted, Cancelled
    """
    found, _whole = _texts(data, work, b"R", pdf=pdf)
    return tuple(_kept(page, read_reply_code) for page in found)


def _kept(texts: Iterable[str], read: Callable[[str], _Code | None]) -> tuple[_Code, ...]:
    return tuple(code for code in map(read, texts) if code is not None)


def _texts(
    data: bytes, work: Work, sought: bytes, *, pdf: bool
) -> tuple[list[tuple[str, ...]], bool]:
    """What the child says of each page, and whether it read all of them."""
    child = Child(_CHILD, work)
    found: list[tuple[str, ...]] = []
    question = (b"P" if pdf else b"I") + sought + struct.pack("<Q", len(data)) + data
    try:
        while line := _line(child, question):
            question = b""
            codes = _said(line)
            if codes is None or len(found) == _MOST_PAGES:
                break
            found.append(codes)
            work.step(len(found), 0)
        work.step(len(found), 0)
    finally:
        child.close()
    return found, line == b""


def _line(child: Child, question: bytes) -> bytes | None:
    """What is said of the next page; empty after the last one, None when the child ended early."""
    head = child.ask(question, 4)
    length = int.from_bytes(head or b"", "little")
    if head is None or length > _MOST_TOLD:
        return None
    return child.ask(b"", length) if length else b""


def _said(told: bytes) -> tuple[str, ...] | None:
    """It may have come to say anything."""
    try:
        return tuple(str(one) for one in json.loads(told))
    except (ValueError, TypeError, RecursionError):
        return None
