"""Writing to a USB drive or folder: whole and on the disk, or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from tipdesk.bundle.crypto.streams import Digest
from tipdesk.core import disk
from tipdesk.core.disk import fill
from tipdesk.core.errors import ReadbackFailed, TargetNotWritable
from tipdesk.core.plain_file import PART, begin_part, is_there, shown_name, target_errors
from tipdesk.core.private_files import MayRead

_READ_AT_ONCE = 1 << 20
_SYNC_EVERY = 16 << 20


def midnight(when: datetime) -> float:
    """00:00 UTC of the day, seconds since the epoch: files on a USB drive tell no hour."""
    day = when.astimezone(UTC).date()
    return datetime.combine(day, time(), UTC).timestamp()


class TargetFile:
    """A file under its working name `<name>.part`; every failure of the target is translated.

    The device is never more than twice 16 MiB behind, so that progress is told of what has
    arrived, a cancel need not wait for a slow USB drive, and little is left for the end.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._unsynced = 0
        self._syncing: Thread | None = None
        self._failure: OSError | None = None

    def write(self, data: memoryview | bytes) -> None:
        """Write all of `data`. Raises DiskFull, TargetNotWritable."""
        rest = memoryview(data)
        with target_errors(self._name):
            while rest:
                rest = rest[self._file.write(rest) :]
            self._unsynced += len(data)
            if self._unsynced >= _SYNC_EVERY:
                self.wait()
                self._syncing = Thread(target=self._sync, daemon=True)
                self._syncing.start()
                self._unsynced = 0

    def _sync(self) -> None:
        try:
            disk.sync_data(self._file.fileno())
        except OSError as error:
            self._failure = error

    def wait(self) -> None:
        """Wait for what is on its way to the device. Raises OSError."""
        if self._syncing is not None:
            self._syncing.join()
            self._syncing = None
        if self._failure is not None:
            raise self._failure


@contextmanager
def new_file(
    folder: Path, name: str, when: datetime, readers: MayRead = MayRead.FOLDER
) -> Iterator[TargetFile]:
    """Give a file that appears under `name` when the block ends well and leaves nothing if not.

    Raises:
        DiskFull, TargetNotWritable: from the block's writes or from the end.
    """
    part = folder / (name + PART)
    try:
        with target_errors(name), begin_part(part, 0, readers) as file:
            target = TargetFile(file, name)
            try:
                yield target
            finally:
                target.wait()
            os.utime(part, (midnight(when), midnight(when)))
            os.fsync(file.fileno())
        with target_errors(name):
            disk.replace_durably(part, folder / name)
    except BaseException:
        remove(part)
        raise


@contextmanager
def said_of(folder: Path) -> Iterator[None]:
    """Within: what goes wrong with a file of a long name that nobody knows is said of the folder
    that was chosen, and of one that is not there any more that it has gone.

    Raises:
        TargetNotWritable: it cannot be written to, or has gone (details: name, reason "gone").
        ReadbackFailed: it gave back something else (details: name).
    """
    try:
        yield
    except (TargetNotWritable, ReadbackFailed) as error:
        check_there(folder)
        raise type(error)(name=place_name(folder)) from error


def check_there(folder: Path) -> None:
    """Raises TargetNotWritable (reason "gone") where no folder is found any more."""
    if not is_there(folder):
        raise TargetNotWritable(name=place_name(folder), reason="gone")


def place_name(folder: Path) -> str:
    """What people call a USB drive or folder; the root of a drive has no name but its path."""
    return shown_name(folder) or str(folder)


def remove(path: Path) -> None:
    """Delete a file if it is there and the target still answers."""
    try:
        disk.remove(path, missing_ok=True)
    except OSError:
        return  # the target is gone: nothing of ours can be reached there


def write_whole(
    folder: Path, name: str, data: bytes, when: datetime, readers: MayRead = MayRead.FOLDER
) -> Path:
    """Write a small file in one go. Raises DiskFull, TargetNotWritable."""
    with new_file(folder, name, when, readers) as file:
        file.write(data)
    return folder / name


def read_back(path: Path, expected: Digest, step: Callable[[int], None]) -> None:
    """Read a written file from the device and compare.

    Raises:
        ReadbackFailed: it differs or cannot be read; the caller removes it.
    """
    sha256 = hashlib.sha256()
    size = 0
    buffer = memoryview(bytearray(_READ_AT_ONCE))
    try:
        with path.open("rb", buffering=0) as file:
            disk.forget_cached(file.fileno())
            while count := fill(file, buffer):
                sha256.update(buffer[:count])
                size += count
                step(count)
        equal = (size, sha256.hexdigest()) == (expected.size, expected.sha256)
    except OSError:
        equal = False
    if not equal:
        raise ReadbackFailed(name=path.name)
