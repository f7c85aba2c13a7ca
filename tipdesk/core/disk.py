"""Renames, removals and flushes that last, on Linux and on Windows.

A rename is on the disk when it returns, or it may be lost with the power: whoever puts a file in
its place does it here, and a test refuses it elsewhere. On Windows a file that another program
holds open (a virus scanner and the search index read every new one) can be neither renamed nor
removed: it is tried again for two seconds.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import BinaryIO, Protocol, cast

# What Windows answers while somebody else holds a file: access denied, sharing, lock violation.
_HELD_BY_ANOTHER = frozenset((5, 32, 33))
_FIRST_PAUSE, _PAUSES_TOGETHER = 0.01, 2.0  # seconds

if sys.platform == "win32":
    import ctypes
    import msvcrt

    _MOVEFILE_REPLACE_EXISTING = 0x1
    _MOVEFILE_WRITE_THROUGH = 0x8

    def sync_directory(folder: Path) -> None:
        """Nothing: Windows cannot flush a folder; renames are written through instead."""

    def sync_data(descriptor: int) -> None:
        """Bring what was written so far to the disk."""
        os.fsync(descriptor)

    def forget_cached(descriptor: int) -> None:
        """Nothing: Windows offers no way to drop a file's cached pages."""

    def take_lock(descriptor: int) -> None:
        """Lock the first byte. Raises OSError: another process has it."""
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _rename(source: Path, target: Path, *, replacing: bool) -> None:
        flags = _MOVEFILE_WRITE_THROUGH | (_MOVEFILE_REPLACE_EXISTING if replacing else 0)
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        if not kernel.MoveFileExW(str(source), str(target), flags):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import fcntl

    # What a folder answers that can be written to and not be listed, and one whose file system
    # (some of those in user space) knows no flush of a folder.
    _NO_FLUSH = (errno.EACCES, errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)

    def sync_directory(folder: Path) -> None:
        """Make names created, renamed or removed in `folder` durable."""
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            if error.errno not in _NO_FLUSH:
                raise
            os.sync()  # everything, everywhere: slower and as sure

    def sync_data(descriptor: int) -> None:
        """Bring what was written so far to the disk."""
        if sys.platform == "linux":
            os.fdatasync(descriptor)
        else:
            os.fsync(descriptor)

    def forget_cached(descriptor: int) -> None:
        """Let the next read come from the device, where the system can be asked for that."""
        if sys.platform == "linux":
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def take_lock(descriptor: int) -> None:
        """Lock the file. Raises OSError: another process has it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _rename(source: Path, target: Path, *, replacing: bool) -> None:
        if not replacing and target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        source.replace(target)


def replace_durably(source: Path, target: Path) -> None:
    """Rename a file to `target`, replacing it; on disk when this returns. Raises OSError."""
    while_held(lambda: _rename(source, target, replacing=True))
    _sync_both(source, target)


def move_durably(source: Path, target: Path) -> None:
    """Rename a file or folder to a name that nothing has; on disk when this returns. Raises
    OSError, where something has it too."""
    while_held(lambda: _rename(source, target, replacing=False))
    _sync_both(source, target)


def _sync_both(source: Path, target: Path) -> None:
    sync_directory(target.parent)
    if source.parent != target.parent:
        sync_directory(source.parent)


def remove(path: Path, *, missing_ok: bool = False) -> None:
    """Remove a file. Raises OSError."""
    while_held(lambda: path.unlink(missing_ok=missing_ok))


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it, as far as the system lets go of it."""
    import shutil  # noqa: PLC0415  it brings every way of compressing with it, at each start

    with suppress(OSError):
        while_held(lambda: shutil.rmtree(folder))
        return
    shutil.rmtree(folder, ignore_errors=True)


def while_held(act: Callable[[], None]) -> None:
    """Rename or remove; while another program holds the file try again, for two seconds at most.

    Raises:
        OSError: it is held still, or something else is wrong, which is said at once.
    """
    for pause in _pauses():
        try:
            return act()
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD_BY_ANOTHER:
                raise
        sleep(pause)
    return act()


def _pauses() -> Iterator[float]:
    """Short at first, for a scanner is mostly done at once; two seconds together."""
    pause, left = _FIRST_PAUSE, _PAUSES_TOGETHER
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause *= 2


class _ReadsInto(Protocol):
    """What every binary file can do, though `BinaryIO` does not say so."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


def fill(source: BinaryIO, room: memoryview) -> int:
    """Read until `room` is full or the source ends. Returns the bytes read."""
    read = 0
    while read < len(room):
        count = cast(_ReadsInto, source).readinto(room[read:])
        if not count:
            break
        read += count
    return read
