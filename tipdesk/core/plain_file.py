"""Files that somebody names or chooses: never waited for, never endless, never half written.

A pipe would be waited for until somebody writes into it, and a device need not end: what is
no ordinary file is refused, after it is open, so that nothing can take its place in between.
What is written stands beside its place until it is whole: what was there before is lost to
nobody's full disk.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from tipdesk.core.disk import remove, replace_durably
from tipdesk.core.errors import DiskFull, FileUnreadable, TargetNotWritable
from tipdesk.core.private_files import MayRead, create_file

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Got = TypeVar("Got", int, bytes)

KEY_FILE = 1 << 20  # bytes: keys, passphrases, requests, certificates
WORKBOOK = 64 << 20
PART = ".part"  # ends the working name of what is not whole yet

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_NEVER = frozenset('<>:"/\\|?*')
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "CONIN$",
    "CONOUT$",
    *(f"{kind}{at}" for kind in ("COM", "LPT") for at in "0123456789¹²³"),
}
_LONGEST_NAME, _LONGEST_SUFFIX = 200, 16  # bytes and characters: room for `.part` and a counter

_SURROGATE = re.compile("[\ud800-\udfff]")  # a byte of a file name that is no UTF-8

# What a system lacks (Windows knows neither pipes by path nor terminals) is 0.
_FLAGS, _NEW = os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_EXCL
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC"):
    _FLAGS |= getattr(os, _name, 0)
    _NEW |= getattr(os, _name, 0)


def shown_name(path: Path) -> str:
    """A file's name as it can be shown and kept."""
    return _SURROGATE.sub("\ufffd", path.name)


def is_there(folder: Path) -> bool:
    """Whether a folder is found; a device that has gone may answer nothing, not even that."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def safe_name(name: str) -> str:
    """A name from outside as it is suggested for a copy: one that every system takes (Windows:
    "Naming Files, Paths, and Namespaces"), in which nothing is hidden or turned round."""
    plain = "".join(
        character if character.isprintable() and character not in _NEVER else "_"
        for character in name
    )
    plain = plain.strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        stem, dot, suffix = plain, "", ""
    if stem.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        stem = f"_{stem}"
    room = _LONGEST_NAME - len((dot + suffix).encode("utf-8"))
    stem = stem.encode("utf-8")[:room].decode("utf-8", "ignore")
    return f"{stem}{dot}{suffix}" if stem else f"file{dot}{suffix}"


class UnwaitingFile(io.FileIO):
    """What would have to be waited for is an error, as a drive that has gone is: some files of the
    system (`/proc/kmsg`) are ordinary ones by what they say of themselves. For a buffer round it.
    """

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Raises OSError."""
        count: int | None = super().readinto(buffer)
        return self._at_once(count)

    def readall(self) -> bytes:
        """Raises OSError."""
        data: bytes | None = super().readall()
        return self._at_once(data)

    @staticmethod
    def _at_once(got: Got | None) -> Got:
        if got is None:
            raise BlockingIOError(errno.EAGAIN, "nothing is there yet")
        return got


def open_plain(path: Path) -> BufferedReader:
    """An ordinary file, for reading.

    Raises:
        FileUnreadable: it is missing, may not be read, or is a folder, a pipe or a device.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileUnreadable(name=shown_name(path))
        return BufferedReader(UnwaitingFile(descriptor))
    except (OSError, ValueError) as error:  # ValueError: a path that no system can have
        raise FileUnreadable(name=shown_name(path)) from error


def read_plain(path: Path, most: int = KEY_FILE) -> bytes:
    """All of a file of at most `most` bytes.

    Raises:
        FileUnreadable: as `open_plain`; or it is larger and so something else.
    """
    with open_plain(path) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise FileUnreadable(name=shown_name(path)) from error
    if len(data) > most:
        raise FileUnreadable(name=shown_name(path))
    return data


@contextmanager
def target_errors(name: str) -> Iterator[None]:
    """Turn the system's refusals into errors that a person can act upon.

    Raises:
        DiskFull, TargetNotWritable
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(reason="target") from error
        raise TargetNotWritable(name=name) from error


@contextmanager
def whole_file(path: Path, readers: MayRead = MayRead.OWNER_HERE) -> Iterator[BinaryIO]:
    """A file that takes its place when the block ends well, and leaves nothing if not.

    Raises:
        DiskFull, TargetNotWritable
    """
    with target_errors(shown_name(path)), ExitStack() as undo:
        target = _place(path)
        file, part = _beside(target, undo, readers)
        yield file
        _finish(file)
        replace_durably(part, target)


def write_file(path: Path, data: bytes) -> None:
    """Write all of a file, or leave what is there. Raises DiskFull, TargetNotWritable."""
    write_files({path: data})


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: none takes its place before all of them are whole.

    Raises:
        DiskFull, TargetNotWritable: nothing was changed.
    """
    with ExitStack() as undo:
        parts = []
        for path, data in files.items():
            with target_errors(shown_name(path)):
                target = _place(path)
                file, part = _beside(target, undo)
                file.write(data)
                _finish(file)
                parts.append((part, target))
        for part, target in parts:
            with target_errors(shown_name(target)):
                replace_durably(part, target)


def _place(path: Path) -> Path:
    """Where a link leads. Raises OSError: it is a folder or a device, or may not be written."""
    # Asked for links only: of a long path Windows may know everything but the final name.
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if target.exists():
        if not target.is_file():
            raise OSError(errno.EINVAL, "no ordinary file")
        with target.open("r+b"):  # refused where it is protected, or another program holds it
            pass
    return target


def _beside(
    target: Path, undo: ExitStack, readers: MayRead = MayRead.OWNER_HERE
) -> tuple[BinaryIO, Path]:
    """A new file beside `target`; `undo` closes and removes it if it is still there."""
    part = target.with_name(target.name + PART)
    file = begin_part(part, readers=readers)
    undo.callback(discard, part)
    undo.callback(_close, file)
    return file, part


def begin_part(part: Path, buffering: int = -1, readers: MayRead = MayRead.OWNER_HERE) -> BinaryIO:
    """A new file under a working name, for these alone. What a kill has left there goes
    unopened: a pipe would be waited for, a link leads into somebody's file. Raises OSError."""
    remove(part, missing_ok=True)
    return os.fdopen(create_file(part, _NEW, readers), "wb", buffering)


def _finish(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # what is not written yet would be tried once more
        file.close()


def discard(path: Path) -> None:
    """Remove a file that was written and shall not stay, where the disk still answers."""
    with suppress(OSError):
        remove(path, missing_ok=True)
