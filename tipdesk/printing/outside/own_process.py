"""Files from outside, read in a process of our own: pages to look at, page codes, emblems.

Our own program once more, in a process that a hostile file may end: started, fed, bounded in
memory and time, and ended here. What it runs is told by `Program`; there `beginning.begin` is the
first line.

What it reads goes through a pipe and never to a disk, and nothing that it answers is believed.
"""

from __future__ import annotations

import json
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeVar

from tipdesk.cases.paper.letterhead import Emblem
from tipdesk.cases.paper.prints import PageCode, ReplyCode, read_page_code, read_reply_code
from tipdesk.cases.paper.signed_papers import MOST_PAGES as MOST_SCANNED
from tipdesk.cases.paper.signed_papers import WhyScanEnded
from tipdesk.core.errors import LetterheadRefused, ReaderNotStarted
from tipdesk.core.own_program import command, environment, module
from tipdesk.core.work import Work
from tipdesk.media.kinds import PDF, PICTURES, TIFF
from tipdesk.printing.outside.beginning import BOUNDED, FREE
from tipdesk.printing.preview import MOST_PAGES, PageSizes, Raster, has_shape

_OFTEN = 0.1  # seconds until a stop, or a bound, is seen
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Program:
    """What is run, and what it may take."""

    words: tuple[str, ...]  # of a `module`
    memory: int  # bytes of address space
    cpu: int  # seconds of processor time
    answer: float  # seconds on the clock for one answer
    whole: float | None = None  # and for all of them; None: it lives as long as it is wanted


class End(StrEnum):
    """Why nothing more is answered."""

    GONE = "gone"  # it ended by itself, or was closed
    ANSWER = "answer"  # one answer took too long
    WHOLE = "whole"  # all of them together did
    STOPPED = "stopped"  # nobody waits for it any more


class Child:
    """One such process. `ask` may be called in a job; `close` at any time from anywhere."""

    def __init__(self, program: Program, work: Work | None = None) -> None:
        """Start it; when `work` is cancelled it ends.

        Raises:
            ReaderNotStarted: the system starts no process now.
        """
        self._program, self._work = program, work
        self._ending = Lock()
        self._bounded = False
        self.end: End | None = None
        limits = (str(program.memory), str(program.cpu))
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and program
                command(program.words, *limits),
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_FLAGS,
            )
        except OSError as error:
            raise ReaderNotStarted from error
        self._last = None if program.whole is None else monotonic() + program.whole

    def ask(self, question: bytes, size: int) -> bytes | None:
        """So many bytes of answer; None when it ended, or had to be ended (`end`).

        Raises:
            ReaderNotStarted: it ended before its limits held, or the system confines nobody
                (details: reason "free"). It was told nothing.
        """
        stdin, stdout, answer = self._process.stdin, self._process.stdout, b""
        if stdin is None or stdout is None or self._is_over():
            self.close()
            return None
        answered, state = Event(), BOUNDED
        watch = Thread(target=self._watch, args=(answered,))
        watch.start()
        try:
            if not self._bounded:
                state = stdout.read(1)
                self._bounded = state == BOUNDED
            if self._bounded:
                stdin.write(question)
                stdin.flush()
                answer = stdout.read(size)
        except (OSError, ValueError):  # it ended; or it was closed meanwhile
            pass
        finally:
            answered.set()
            watch.join()
        if self._bounded and len(answer) == size:
            return answer
        refused = not self._bounded and self.end is None
        self.close()
        if refused:
            raise ReaderNotStarted(**({"reason": "free"} if state == FREE else {}))
        return None

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, asked or not."""
        return self.end is not None or self._process.poll() is not None

    def _is_over(self) -> bool:
        if self._last is not None and monotonic() > self._last:
            self._kill(End.WHOLE)
        return self.end is not None

    def _watch(self, answered: Event) -> None:
        until = monotonic() + self._program.answer
        while not answered.wait(_OFTEN) and not self._is_over():
            if self._work is not None and self._work.cancelled:
                self._kill(End.STOPPED)
            elif monotonic() > until:
                self._kill(End.ANSWER)

    def _kill(self, why: End) -> None:
        self.end = self.end or why
        self._process.kill()

    def close(self) -> None:
        """End it, if it has not; nothing is answered any more."""
        self._kill(End.GONE)
        with self._ending:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError, ValueError):
                        pipe.close()
            self._process.wait()


# --- pages of a PDF or TIFF (`page_process`) --------------------------------------------------


_PAGE_PROCESS = Program(
    module("tipdesk.printing.outside.page_process"),
    memory=1536 << 20,  # the largest page that is drawn needs a fifth of it
    cpu=3600,  # it lives as long as somebody looks at the file, and another one takes its place
    answer=20.0,  # for one page, and for the first look
)
_FORMATS = {PDF: "PDF", TIFF: "TIFF", **PICTURES}
_MOST_PIXELS = 32_000_000  # more than the child draws (`preview`)
_MOST_COUNTED = 10**9  # pages that a file may say it has
_MOST_SIZES = 1 << 20  # bytes of JSON; 500 pages take 20,000


class _Spare:
    """One process that waits for the next file: starting it takes longer than an ordinary picture.
    Each file has a process of its own all the same."""

    child: Child | None = None
    wanted = False
    turn = Lock()

    @classmethod
    def start(cls) -> None:
        """Let one wait, if it can be started."""
        with cls.turn, suppress(ReaderNotStarted):
            if cls.wanted and (cls.child is None or cls.child.is_gone):
                cls.child = Child(_PAGE_PROCESS)

    @classmethod
    def take(cls) -> Child:
        """The one that waits, or a new one."""
        with cls.turn:
            child, cls.child = cls.child, None
        return child if child is not None and not child.is_gone else Child(_PAGE_PROCESS)


def expect_files() -> None:
    """Somebody may soon look at papers or pictures from outside: let a process wait for them."""
    _Spare.wanted = True
    _Spare.start()


def expect_no_files() -> None:
    """Nobody will for now: none waits."""
    _Spare.wanted = False
    with _Spare.turn:
        child, _Spare.child = _Spare.child, None
    if child is not None:
        child.close()


class IsolatedPages:
    """One file of a kind that `media.kinds` found: a paper, or a picture as its only page. `sizes`
    and `page` may be called in a job; `close` at any time from anywhere."""

    def __init__(self, data: bytes, kind: str = PDF) -> None:
        self._data, self._format = data, _FORMATS.get(kind, "")
        self._child: Child | None = None
        self._closed = False
        self._turn = Lock()  # between whoever starts one and whoever closes

    def sizes(self) -> PageSizes:
        """The pages; none for what cannot be read, or takes too long or too much. JOB.

        Raises:
            ReaderNotStarted
        """
        return self._begin() or PageSizes(0, ())

    def page(self, at: int, dpi: float) -> Raster | None:
        """One page as pixels; None for what cannot be drawn. A new process after one that ended.
        JOB."""
        try:
            if (self._child is None or self._child.end) and self._begin() is None:
                return None
        except ReaderNotStarted:
            return None
        answer = self._ask_child(struct.pack("<If", at, dpi), 8)
        if answer is None:
            return None
        width, height = struct.unpack("<II", answer)
        if not 0 < width * height <= _MOST_PIXELS:
            return None
        rgba = self._ask_child(b"", 4 * width * height)
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
            self._child = _Spare.take()
        head = struct.pack("<4sQ", self._format.ljust(4).encode("ascii"), len(self._data))
        length = self._ask_child(head + self._data, 4)
        if length is None:
            return None
        sizes = self._ask_child(b"", min(int.from_bytes(length, "little"), _MOST_SIZES))
        _Spare.start()
        return None if sizes is None else _sizes(sizes)

    def _ask_child(self, question: bytes, size: int) -> bytes | None:
        """So many bytes of answer; None when the process ended or had to be ended."""
        return None if self._child is None else self._child.ask(question, size)


def _sizes(answer: bytes) -> PageSizes | None:
    """What the child says; it may have come to say anything."""
    try:
        fields = json.loads(answer)
        sizes = [
            None if size is None else (float(size[0]), float(size[1])) for size in fields["shown"]
        ]
        count = int(fields["count"])
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
        return None
    fits = len(sizes) <= min(count, MOST_PAGES) and count <= _MOST_COUNTED
    fits = fits and all(has_shape(*size) for size in sizes if size is not None)
    return PageSizes(count, tuple(sizes)) if fits else None


# --- codes of a scan (`code_process`) ---------------------------------------------------------


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
_PageTexts = list[tuple[str, ...] | None]


def read_codes(data: bytes, work: Work, *, pdf: bool) -> tuple[Pages, WhyScanEnded | None]:
    """The codes found on each page of a PDF or picture, and why pages after them were not read
    (None: there are no more). What cannot be read at all has no page. JOB.

    Raises:
        ReaderNotStarted, Cancelled
    """
    pages, ended = _texts(data, work, b"C", pdf=pdf)
    return tuple(
        None if page is None else _own_codes(page, read_page_code) for page in pages
    ), ended


def read_replies(data: bytes, work: Work, *, pdf: bool) -> Replies:
    """As `read_codes`, the codes of reply slips, of as many pages as can be read. JOB.

    Raises:
        ReaderNotStarted, Cancelled
    """
    pages, _ended = _texts(data, work, b"R", pdf=pdf)
    return tuple(_own_codes(page or (), read_reply_code) for page in pages)


def _own_codes(texts: Iterable[str], read: Callable[[str], _Code | None]) -> tuple[_Code, ...]:
    """A page has one code, two or four on a sheet that was copied together: a page full of them
    is none of ours."""
    codes = tuple(code for code in map(read, texts) if code is not None)
    return codes if len(codes) <= _MOST_CODES else ()


def _texts(
    data: bytes, work: Work, sought: bytes, *, pdf: bool
) -> tuple[_PageTexts, WhyScanEnded | None]:
    """What the child says of each page, and why it said no more."""
    child = Child(_CODE_PROCESS, work)
    pages: _PageTexts = []
    question = (b"P" if pdf else b"I") + sought + struct.pack("<Q", len(data)) + data
    try:
        while not isinstance(page := _next_page(child, question), str):
            question = b""
            if len(pages) == MOST_SCANNED:  # it was to stop by itself
                return pages, WhyScanEnded.DAMAGED
            pages.append(page)
            work.step(len(pages), 0)
        work.step(len(pages), 0)
    finally:
        child.close()
    if child.end in (End.ANSWER, End.WHOLE):
        return pages, WhyScanEnded.TIME
    return pages, WhyScanEnded(page) if page else None


def _next_page(child: Child, question: bytes) -> tuple[str, ...] | str | None:
    """The codes of the next page, None for a blank one; or a word why there are no more, '' when
    that was the last. It may have come to say anything."""
    head = child.ask(question, 4)
    length = int.from_bytes(head or b"", "little")
    line = child.ask(b"", length) if head and length <= _MOST_TOLD else None
    try:
        answer = json.loads(line or b"")
        if isinstance(answer, str):
            return WhyScanEnded(answer) if answer else ""
        return None if answer is None else tuple(str(code) for code in answer)
    except (ValueError, TypeError, RecursionError):
        return WhyScanEnded.DAMAGED


# --- an agency's emblem (`emblem_process`) ----------------------------------------------------


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
        ReaderNotStarted
    """
    if not data.startswith(_KINDS):
        raise LetterheadRefused(reason="kind")
    child = Child(_EMBLEM_PROCESS)
    try:
        return _emblem_from(child, data)
    finally:
        child.close()


def _emblem_from(child: Child, data: bytes) -> Emblem:
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


# --- the pages of a PDF alone (`neutral_process`) ------------------------------------------------


_NEUTRAL_PROCESS = Program(
    module("tipdesk.printing.outside.neutral_process"),
    memory=1024 << 20,
    cpu=60,
    answer=60.0,
)
_MOST_COPIED = 256 << 20  # bytes


def pages_alone(data: bytes, work: Work) -> bytes:
    """The pages of a PDF as PDFium writes them anew, and nothing of what stands beside them; b""
    where it cannot be read. JOB.

    Raises:
        ReaderNotStarted
    """
    child = Child(_NEUTRAL_PROCESS, work)
    try:
        head = child.ask(struct.pack("<Q", len(data)) + data, 8)
        (length,) = struct.unpack("<Q", head or bytes(8))
        copy = child.ask(b"", length) if 0 < length <= _MOST_COPIED else None
        return copy or b""
    finally:
        child.close()
