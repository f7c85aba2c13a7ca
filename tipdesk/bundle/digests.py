"""Hashing all members of a container: reading on one thread, counting on another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from queue import SimpleQueue
from typing import BinaryIO

from tipdesk.bundle.container import Member
from tipdesk.bundle.pipeline import Pipeline
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.streams import BLOCK, Tally, fill

_BUFFERS = 4


class _Buffer:
    def __init__(self) -> None:
        self.room = memoryview(bytearray(BLOCK))
        self.duties: list[Callable[[], None]] = []


def check_members(
    file: BinaryIO,
    members: Sequence[Member],
    digests: Mapping[str, str],
    step: Callable[[int], None],
) -> list[Problem]:
    """Compare every member with its CRC-32 and its signed SHA-256 (hex, by name).

    Returns:
        E_TRUNC, E_CRC or E_DIGEST for each member that differs.
    """
    problems: list[Problem] = []
    free: SimpleQueue[_Buffer] = SimpleQueue()
    for _ in range(_BUFFERS):
        free.put(_Buffer())

    def count(buffer: _Buffer) -> None:
        for duty in buffer.duties:
            duty()

    def judge(member: Member, tally: Tally) -> None:
        problems.extend(_faults(member, tally, digests[member.name]))

    pipeline = Pipeline(count, done=free.put)
    try:
        buffer = free.get()
        used = 0
        for member in members:
            tally = Tally()
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
            buffer.duties.append(partial(judge, member, tally))
        pipeline.put(buffer)
        pipeline.finish()
    except BaseException as error:
        pipeline.abandon(error)
        raise
    return problems


def _faults(member: Member, tally: Tally, sha256: str) -> list[Problem]:
    if tally.size != member.size:
        return [Problem(Code.E_TRUNC, member.name)]
    problems = []
    if tally.crc32 != member.crc32:
        problems.append(Problem(Code.E_CRC, member.name))
    if tally.sha256 != sha256:
        problems.append(Problem(Code.E_DIGEST, member.name))
    return problems
