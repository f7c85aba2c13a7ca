"""How each process for files from outside begins, in that process. It loads little: whoever opens a
picture waits for it."""

from __future__ import annotations

import sys
from typing import BinaryIO

from tipdesk.core.confinement import confine_process
from tipdesk.core.hardening import harden_process, limit_process

BOUNDED, FREE = b"B", b"F"  # the first byte of every process: its limits hold, or nothing does


def begin() -> tuple[BinaryIO, BinaryIO]:
    """In the process itself, before anything else: it is hardened, bounded as its two words say
    (`own_process.Program`) and confined, which it says with one byte. It ends where the system does
    not keep to the limits, or confines nobody. What is asked of it, and where it answers."""
    harden_process()
    try:
        limit_process(*map(int, sys.argv[1:3]))
    except OSError:
        sys.exit(1)
    try:
        confine_process()
    except OSError:
        _tell(FREE)
        sys.exit(1)
    _tell(BOUNDED)
    return sys.stdin.buffer, sys.stdout.buffer


def _tell(state: bytes) -> None:
    sys.stdout.buffer.write(state)
    sys.stdout.buffer.flush()
