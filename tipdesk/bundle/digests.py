"""Hashing all members of a container, while it comes in or afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from queue import SimpleQueue
from typing import BinaryIO

from tipdesk.bundle.container.zip import (
    Member,
    is_local_header,
    local_header_length,
    local_header_size,
)
from tipdesk.bundle.crypto.pipeline import Pipeline
from tipdesk.bundle.crypto.streams import BLOCK, Tally, fill
from tipdesk.bundle.limits import MEMBERS
from tipdesk.bundle.problems import Code, Problem

_BUFFERS = 4


class PassingSums:
    """Counts the members of a container while its bytes pass by, so that it is read once.

    A sum is kept by the place and length of what was counted. It says nothing about whether
    there is such a member: that is for `scan` to say.
    """

    def __init__(self) -> None:
        self._place = 0  # of the next byte
        self._header = bytearray()
        self._tally: Tally | None = None
        self._start = 0  # of the member's bytes
        self._left = 0  # bytes of the member that are still to come
        self._ended = False  # what follows is no member
        self.found: dict[tuple[int, int], Tally] = {}  # by offset and size

    def __call__(self, data: memoryview) -> None:
        """Count the next stretch of the container."""
        while data and not self._ended:
            taken = self._read_header(data) if self._tally is None else self._count(data)
            self._place += taken
            data = data[taken:]

    def _read_header(self, data: memoryview) -> int:
        missing = local_header_length(self._header) - len(self._header)
        taken = min(missing, len(data))
        self._header += data[:taken]
        if len(self._header) == local_header_length(self._header):
            self._ended = not is_local_header(self._header) or len(self.found) == MEMBERS
            self._tally, self._left = Tally(), local_header_size(self._header)
            self._start = self._place + taken
            self._header.clear()
            self._count(data[:0])  # a member may be empty
        return taken

    def _count(self, data: memoryview) -> int:
        tally = self._tally
        if tally is None:
            return 0
        part = data[: self._left]
        tally.add(part)
        self._left -= len(part)
        if self._left == 0:
            self.found[self._start, tally.size] = tally
            self._tally = None
        return len(part)


class _Buffer:
    def __init__(self) -> None:
        self.room = memoryview(bytearray(BLOCK))
        self.duties: list[Callable[[], None]] = []


def check_members(
    file: BinaryIO,
    members: Sequence[Member],
    digests: Mapping[str, str],
    step: Callable[[int], None],
    passed: Mapping[tuple[int, int], Tally],
) -> list[Problem]:
    """Compare every member with its CRC-32 and its signed SHA-256 (hex, by name).

    Args:
        file: the container.
        members: what to check.
        digests: the signed ones.
        step: told the bytes that were counted.
        passed: what `PassingSums` counted of the same bytes.

    Returns:
        E_TRUNC, E_CRC or E_DIGEST for each member that differs.
    """
    tallies = {member.name: passed.get((member.offset, member.size)) for member in members}
    missing = [member for member in members if tallies[member.name] is None]
    counted = _count_members(file, missing, step)
    problems: list[Problem] = []
    for member in members:
        tally = tallies[member.name] or counted[member.name]
        problems += _faults(member, tally, digests[member.name])
    return problems


def _count_members(
    file: BinaryIO, members: Sequence[Member], step: Callable[[int], None]
) -> dict[str, Tally]:
    """Read members again: reading on this thread, counting on another."""
    tallies = {member.name: Tally() for member in members}
    free: SimpleQueue[_Buffer] = SimpleQueue()
    for _ in range(_BUFFERS):
        free.put(_Buffer())

    def count(buffer: _Buffer) -> None:
        for duty in buffer.duties:
            duty()

    pipeline = Pipeline(count, done=free.put)
    try:
        buffer = free.get()
        used = 0
        for member in members:
            tally = tallies[member.name]
            file.seek(member.offset)
            left = member.size
            while left:
                if used == BLOCK:
                    pipeline.put(buffer)
                    buffer, used = free.get(), 0
                    buffer.duties = []
                got = fill(file, buffer.room[used : used + min(left, BLOCK - used)])
                if not got:
                    break
                buffer.duties.append(partial(tally.add, buffer.room[used : used + got]))
                used, left = used + got, left - got
                step(got)
        pipeline.put(buffer)
        pipeline.finish()
    except BaseException as error:
        pipeline.abandon(error)
        raise
    return tallies


def _faults(member: Member, tally: Tally, sha256: str) -> list[Problem]:
    if tally.size != member.size:
        return [Problem(Code.E_TRUNC, member.name)]
    problems = []
    if tally.crc32 != member.crc32:
        problems.append(Problem(Code.E_CRC, member.name))
    if tally.sha256 != sha256:
        problems.append(Problem(Code.E_DIGEST, member.name))
    return problems
