"""A sound from outside, decoded in a process of its own (`sound_process`): samples come back.

The file is read here, piece by piece as the child asks for it, and never leaves memory; nothing
that the child answers is believed.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO
from weakref import finalize

from tipdesk.core.errors import SoundUnreadable, TipdeskError
from tipdesk.core.own_program import module
from tipdesk.media.kinds import FLAC, MP3, WAV
from tipdesk.printing.outside.own_process import Child, Program
from tipdesk.printing.outside.sound_process import ANSWER, CHANNELS, FACTS, QUESTION, RATE

_PROCESS = Program(
    module("tipdesk.printing.outside.sound_process"),
    memory=512 << 20,
    cpu=3600,  # it lives as long as the sound is at hand
    answer=20.0,
)
_KINDS = {WAV: b"W", FLAC: b"F", MP3: b"M"}
_FRAME = 2 * CHANNELS  # bytes
_MOST_PIECE = 1 << 20  # bytes of the file that are given at once
_MOST_HEAD = 16 << 20


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What a sound says of itself; it can lie about its length."""

    rate: int
    channels: int
    seconds: float


def sound_facts(head: bytes, kind: str) -> SoundFacts | None:
    """What the beginning of a file says; None for what cannot be read. Slow: a process.

    Raises:
        ReaderNotStarted
    """
    if kind not in _KINDS:
        return None
    child = Child(_PROCESS)
    head = head[:_MOST_HEAD]
    try:
        answer = child.ask(QUESTION.pack(b"I", _KINDS[kind], len(head)) + head, FACTS.size)
    finally:
        child.close()
    rate, channels, seconds = FACTS.unpack(answer or bytes(FACTS.size))
    fits = rate and channels and math.isfinite(seconds) and seconds >= 0
    return SoundFacts(rate, channels, seconds) if fits else None


class IsolatedSound:
    """One sound, from any second on. `frames` is called by one thread at a time."""

    def __init__(self, opened: Callable[[], BinaryIO], kind: str) -> None:
        self._opened, self._kind = opened, kind
        self._child: Child | None = None
        self._file: BinaryIO | None = None
        self.failed = False  # the file could not be read to its end

    def warm(self) -> None:
        """Start the process: it is ready by the time that somebody listens.

        Raises:
            ReaderNotStarted
        """
        if self._child is None or self._child.end is not None:
            self._child = Child(_PROCESS)
            finalize(self, self._child.close)

    def begin(self, second: float) -> None:
        """From now on `frames` gives what is heard from this second on.

        Raises:
            SoundUnreadable: it cannot be decoded.
            VaultDamaged, ReaderNotStarted
        """
        self.close_file()
        self._file, self.failed = self._opened(), False
        self.warm()
        if self._asked(b"P", self._kind, round(second * RATE)) is None:
            raise SoundUnreadable

    def frames(self, count: int) -> bytes:
        """So many frames, in two channels of 16 bits; nothing at the end of what can be read."""
        part = self._asked(b"N", "", count)
        if part is None:  # its end is an answer too
            self.failed = True
        return part if part is not None and len(part) <= count * _FRAME else b""

    def close_file(self) -> None:
        """Let the file go; the process waits for the next `begin`."""
        if self._file is not None:
            self._file.close()

    def _asked(self, sign: bytes, kind: str, number: int) -> bytes | None:
        """The samples that come; None when it cannot be decoded or the process ended."""
        question = QUESTION.pack(sign, _KINDS.get(kind, b"-"), number)
        while self._child is not None:
            head = self._child.ask(question, ANSWER.size)
            sign, place, length = ANSWER.unpack(head or bytes(ANSWER.size))
            if sign == b"R":
                piece = self._piece(place, min(length, _MOST_PIECE))
                question = struct.pack("<I", len(piece)) + piece
            elif sign == b"D" and length <= max(1, number) * _FRAME:
                return self._child.ask(b"", length) if length else b""
            else:
                break
        return None

    def _piece(self, place: int, length: int) -> bytes:
        try:
            if self._file is not None:
                self._file.seek(place)
                return self._file.read(length)
        except (OSError, ValueError, OverflowError, TipdeskError):
            self.failed = True
        return b""
