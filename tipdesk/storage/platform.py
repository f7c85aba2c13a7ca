"""What lies beneath the vault: the folder's lock, locked memory, free space.

What differs by platform comes first. `disk_errors` brings a full or read-only disk into tipdesk's
words. 16 MiB are put aside on the disk (`ensure`) and given up when it is full (`release`), so that
the last words can still be saved.

Linux and Windows stand beside each other. The Windows branches follow Microsoft's documentation of
the functions they name and are run by the tests under Wine, which takes some of them on trust
(docs/windows.md).
"""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tipdesk.core.disk import remove, sync_directory, take_lock
from tipdesk.core.errors import DiskFull, VaultInUse, VaultReadOnly
from tipdesk.core.private_files import create_file, make_folder

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _LEAST_SET, _MOST_SET = 16 << 20, 64 << 20  # bytes; Windows begins with 0.2 and 1.4 million

    @contextmanager
    def locked_memory() -> Iterator[None]:
        """Within and from then on: what SQLCipher allocates is kept out of the page file, as far as
        the system lets it. VirtualLock takes no more than the least size of the working set, so
        that is raised."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        sizes = ctypes.c_size_t(), ctypes.c_size_t()
        known = kernel.GetProcessWorkingSetSize(process, *map(ctypes.byref, sizes))
        if known and sizes[0].value < _LEAST_SET:
            most = max(sizes[1].value, _MOST_SET)
            kernel.SetProcessWorkingSetSize(
                process, ctypes.c_size_t(_LEAST_SET), ctypes.c_size_t(most)
            )
        yield

    def total_memory() -> int:
        """Physical memory in bytes (GlobalMemoryStatusEx)."""

        class MemoryStatus(ctypes.Structure):
            """MEMORYSTATUSEX."""

            _fields_ = [
                ("length", wintypes.DWORD),
                ("load", wintypes.DWORD),
                *((f"n{number}", ctypes.c_ulonglong) for number in range(7)),
            ]

        status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
        ctypes.WinDLL("kernel32").GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.n0)

else:
    import resource

    @contextmanager
    def locked_memory() -> Iterator[None]:
        """Within: what SQLCipher allocates is kept out of the swap, as far as the system lets it.
        What is locked stays so afterwards, and nothing more is.

        SQLCipher locks and unlocks each piece of memory by itself, two calls of the system for each
        of the forty that a save takes: four fifths of its time (`cipher_memory_security`)."""
        before = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        _let_lock(before[1], before[1])
        try:
            yield
        finally:
            _let_lock(0, before[1])

    def _let_lock(size: int, most: int) -> None:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (size, most))

    def total_memory() -> int:
        """Physical memory in bytes."""
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def free_space(folder: Path) -> int:
    """Bytes that can still be written below `folder`."""
    return shutil.disk_usage(folder).free


def can_be_written(*paths: Path) -> bool:
    """Whether this user may write to all that is there of `paths`. Nothing is written for it. On
    Windows rights do not show, only a write-protected file; there the opening finds out."""
    return all(os.access(path, os.W_OK) for path in paths if path.exists())


def copy_command(source: Path, target: Path) -> str:
    """What copies a folder, at the terminal, into one that can be written and that others cannot
    read. Copies from a disc would otherwise be as write-protected as what lies there."""
    if sys.platform == "win32":
        return f'robocopy "{source}" "{target}" /E /A-:R'
    words = shlex.join([str(source), str(target)])
    return f"umask 077 && cp -r --no-preserve=mode {words}"


def make_durably(folder: Path) -> None:
    """Make `folder`, for its owner alone, and what is missing above it; on disk when this
    returns."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    make_folder(folder)
    for created in missing:
        with suppress(PermissionError):  # a folder that may be written to and not be listed
            sync_directory(created.parent)


@contextmanager
def disk_errors() -> Iterator[None]:
    """The system's errors while writing into the vault's folder, in tipdesk's words.

    Raises:
        DiskFull, VaultReadOnly
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise VaultReadOnly from error


def write_beside(path: Path, data: bytes) -> Path:
    """Put what shall replace `path` on the disk under another name, which is returned: taking its
    place needs no more room."""
    part = path.with_name(path.name + ".tmp")
    descriptor = create_file(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | _BINARY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return part


class FolderLock:
    """Held while a process works on a vault. The system drops it when the process dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock file at `path`.

        Raises:
            VaultInUse: another process, or this one, holds it.
            DiskFull, VaultReadOnly: the lock file cannot be made.
        """
        with disk_errors():
            self._descriptor = os.open(path, os.O_CREAT | os.O_RDWR | _BINARY, 0o600)
        try:
            take_lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise VaultInUse from error

    def release(self) -> None:
        """Give it back; may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


# --- room put aside for a full disk -----------------------------------------------------------


NAME = "ballast"
SIZE = 16 * 1024 * 1024
_SPARE = 4 * SIZE  # left to others before it is put back


def is_set_aside(vault_dir: Path) -> bool:
    """Whether it is put aside, whole."""
    try:
        return (vault_dir / NAME).stat().st_size == SIZE
    except OSError:
        return False


def ensure(vault_dir: Path) -> bool:
    """Put it aside if there is room; whether it is there now."""
    path = vault_dir / NAME
    if is_set_aside(vault_dir):
        return True
    try:
        if free_space(vault_dir) < SIZE + _SPARE:
            return False
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            block = os.urandom(SIZE // 16)  # not zeros: file systems compress or skip them
            file.writelines(block for _ in range(16))
    except OSError:
        release(vault_dir)
        return False
    return True


def release(vault_dir: Path) -> None:
    """Give the room back to the disk."""
    with suppress(OSError):
        remove(vault_dir / NAME, missing_ok=True)
