"""The codes of a scan from outside, read in a process of its own (`code_child`).

The file goes through a pipe and never to a disk.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from typing import TypeVar

from tipdesk.cases.paper.printed_codes import PageCode, ReplyCode, read_page_code, read_reply_code
from tipdesk.cases.paper.signed_papers import MOST_PAGES as MOST_SCANNED
from tipdesk.cases.paper.signed_papers import Ended
from tipdesk.core.work import Work
from tipdesk.printing.outside.own_process import Child, End, Program, module

_MOST_CODES = 8  # of one page
_CODE_PROCESS = Program(
    module("tipdesk.printing.outside.code_process"),
    memory=2048 << 20,  # a photograph of 64 million pixels, tried enlarged
    cpu=300,
    answer=30.0,  # for one page
    whole=240.0,
)
_MOST_TOLD = 1 << 16  # bytes of one page's codes

_Code = TypeVar("_Code", PageCode, ReplyCode)
Pages = tuple[tuple[PageCode, ...] | None, ...]
"""The codes of each page of a scan; None for one on which nothing stands, as a back side."""
Replies = tuple[tuple[ReplyCode, ...], ...]
_Found = list[tuple[str, ...] | None]


def read_codes(data: bytes, work: Work, *, pdf: bool) -> tuple[Pages, Ended | None]:
    """The codes found on each page of a PDF or picture, and why pages after them were not read
    (None: there are no more). What cannot be read at all has no page. JOB.

    Raises:
        ReaderNotStarted, Cancelled
    """
    found, ended = _texts(data, work, b"C", pdf=pdf)
    return tuple(None if page is None else _kept(page, read_page_code) for page in found), ended


def read_replies(data: bytes, work: Work, *, pdf: bool) -> Replies:
    """As `read_codes`, the codes of reply slips, of as many pages as can be read. JOB.

    Raises:
        ReaderNotStarted, Cancelled
    """
    found, _ended = _texts(data, work, b"R", pdf=pdf)
    return tuple(_kept(page or (), read_reply_code) for page in found)


def _kept(texts: Iterable[str], read: Callable[[str], _Code | None]) -> tuple[_Code, ...]:
    """A page has one code, two or four on a sheet that was copied together: a page full of them
    is none of ours."""
    found = tuple(code for code in map(read, texts) if code is not None)
    return found if len(found) <= _MOST_CODES else ()


def _texts(data: bytes, work: Work, sought: bytes, *, pdf: bool) -> tuple[_Found, Ended | None]:
    """What the child says of each page, and why it said no more."""
    child = Child(_CODE_PROCESS, work)
    found: _Found = []
    question = (b"P" if pdf else b"I") + sought + struct.pack("<Q", len(data)) + data
    try:
        while not isinstance(said := _said(child, question), str):
            question = b""
            if len(found) == MOST_SCANNED:  # it was to stop by itself
                return found, Ended.DAMAGED
            found.append(said)
            work.step(len(found), 0)
        work.step(len(found), 0)
    finally:
        child.close()
    if child.end in (End.ANSWER, End.WHOLE):
        return found, Ended.TIME
    return found, Ended(said) if said else None


def _said(child: Child, question: bytes) -> tuple[str, ...] | str | None:
    """The codes of the next page, None for a blank one; or a word why there are no more, '' when
    that was the last. It may have come to say anything."""
    head = child.ask(question, 4)
    length = int.from_bytes(head or b"", "little")
    line = child.ask(b"", length) if head and length <= _MOST_TOLD else None
    try:
        told = json.loads(line or b"")
        if isinstance(told, str):
            return Ended(told) if told else ""
        return None if told is None else tuple(str(one) for one in told)
    except (ValueError, TypeError, RecursionError):
        return Ended.DAMAGED
