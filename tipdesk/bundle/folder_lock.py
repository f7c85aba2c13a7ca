"""One command at a time in a folder: two that read the same state would each undo the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tipdesk.core.errors import AuthorityInvalid
from tipdesk.core.plain_file import target_errors

_NAME = "authority.lock"

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        """Lock the first byte; OSError when another process has it."""
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        """Lock the file; OSError when another process has it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the authority's folder; the system lets go of it when the process dies.

    Raises:
        AuthorityInvalid: there is none (reason "missing"), or another command works in it ("busy").
        DiskFull, TargetNotWritable
    """
    if not folder.is_dir():
        raise AuthorityInvalid(reason="missing")
    with target_errors(folder.name):
        descriptor = os.open(folder / _NAME, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            _take(descriptor)
        except OSError as error:
            raise AuthorityInvalid(reason="busy") from error
        yield
    finally:
        os.close(descriptor)
