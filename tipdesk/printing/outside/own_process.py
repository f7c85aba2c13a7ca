"""Our own program once more, in a process that a hostile file may end: started, fed, bounded in
memory and time, and ended here. What it runs is told by `Program`; there `begin` is the first line.

What it reads goes through a pipe and never to a disk, and nothing that it answers is believed.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Lock, Thread
from time import monotonic
from typing import BinaryIO

from tipdesk.core.errors import ReaderNotStarted
from tipdesk.core.hardening import harden_process, limit_process
from tipdesk.core.work import Work

_OFTEN = 0.1  # seconds until a stop, or a bound, is seen
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Program:
    """What is run: the interpreter's words, and what it may take."""

    words: tuple[str, ...]
    memory: int  # bytes of address space
    cpu: int  # seconds of processor time
    answer: float  # seconds on the clock for one answer
    whole: float | None = None  # and for all of them; None: it lives as long as it is wanted


def module(name: str) -> tuple[str, ...]:
    """The words that run a module of this program; nothing of the current folder comes with it."""
    return ("-P", "-m", name)


def begin() -> tuple[BinaryIO, BinaryIO]:
    """In the process itself, before anything else: it is hardened and bounded as its two words say
    (`Program`). What is asked of it, and where it answers."""
    harden_process()
    limit_process(*map(int, sys.argv[1:3]))
    return sys.stdin.buffer, sys.stdout.buffer


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
        self.end: End | None = None
        limits = (str(program.memory), str(program.cpu))
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and program
                [sys.executable, *program.words, *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_FLAGS,
            )
        except OSError as error:
            raise ReaderNotStarted from error
        self._last = None if program.whole is None else monotonic() + program.whole

    def ask(self, question: bytes, size: int) -> bytes | None:
        """So many bytes of answer; None when it ended, or had to be ended (`end`)."""
        given, told, answer = self._process.stdin, self._process.stdout, b""
        if given is None or told is None or self._is_over():
            self.close()
            return None
        answered = Event()
        watch = Thread(target=self._watch, args=(answered,))
        watch.start()
        try:
            given.write(question)
            given.flush()
            answer = told.read(size)
        except (OSError, ValueError):  # it ended; or it was closed meanwhile
            pass
        finally:
            answered.set()
            watch.join()
        if len(answer) == size:
            return answer
        self.close()
        return None

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
