"""What the two systems answer differently: who may read a file, and how a process ends that is
killed. Tests ask here instead of for mode bits and signals."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from ctypes import POINTER, byref, c_void_p
from pathlib import Path

WINDOWS = sys.platform == "win32"
WINE = WINDOWS and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
KILLED = 9 if WINDOWS else -9  # what `subprocess` says of a process that `kill_now` ended

# Who may read a private file on Windows beside its owner, as root may on Linux.
_THE_SYSTEM = {"S-1-5-18", "S-1-5-32-544", "S-1-3-4"}  # system, administrators, "owner rights"
_INHERIT_ONLY = 0x08  # of an entry that says nothing of the file itself
_ALLOWED = 0  # ACCESS_ALLOWED_ACE_TYPE


def kill_now(process: subprocess.Popen[bytes] | subprocess.Popen[str] | int) -> None:
    """End a process, or the one of this number, at once: it does and says nothing any more.
    SIGKILL; on Windows `TerminateProcess`, which `os.kill` calls for every number that is no
    signal there."""
    os.kill(process if isinstance(process, int) else process.pid, 9)


def die_now() -> None:
    """End this process in the same way."""
    kill_now(os.getpid())


def yield_now() -> None:
    """Let another thread go on."""
    if WINDOWS:
        ctypes.WinDLL("kernel32").SwitchToThread()
    else:
        os.sched_yield()


def private(path: Path) -> bool:
    """Whether nobody but its owner may read or write a file, or look into a folder.

    On Windows what is new gets what its folder hands down. Wine hands nothing down, so that there
    the folder is asked too.
    """
    if WINDOWS:
        places = [path, path.parent] if WINE else [path]
        return any(
            set(readers) <= _THE_SYSTEM | {owner} for owner, readers in map(_security, places)
        )
    return path.stat().st_mode & 0o077 == 0


class _AclSize(ctypes.Structure):
    _fields_ = (("entries", ctypes.c_ulong), ("used", ctypes.c_ulong), ("free", ctypes.c_ulong))


class _Ace(ctypes.Structure):
    """The head of every entry of a list; whom it is about follows."""

    _fields_ = (
        ("kind", ctypes.c_ubyte),
        ("flags", ctypes.c_ubyte),
        ("size", ctypes.c_ushort),
        ("mask", ctypes.c_uint32),
    )


def _security(path: Path) -> tuple[str, list[str]]:
    """The owner of a file and everybody whom its access list allows anything, as Windows writes
    them; a file without a list is for everybody."""
    library = ctypes.WinDLL("advapi32", use_last_error=True)
    owner, access, descriptor = c_void_p(), c_void_p(), c_void_p()
    status = library.GetNamedSecurityInfoW(
        str(path), 1, 1 | 4, byref(owner), None, byref(access), None, byref(descriptor)
    )
    assert status == 0, ctypes.FormatError(status)
    try:
        return _name(library, owner), list(_allowed(library, access))
    finally:
        ctypes.WinDLL("kernel32").LocalFree(descriptor)


def _allowed(library: ctypes.CDLL, access: c_void_p) -> Iterator[str]:
    if not access:
        yield "S-1-1-0"  # everybody
        return
    size = _AclSize()
    assert library.GetAclInformation(access, byref(size), ctypes.sizeof(size), 2)
    for number in range(size.entries):
        entry = POINTER(_Ace)()
        assert library.GetAce(access, number, byref(entry))
        head = entry.contents
        if head.kind == _ALLOWED and head.mask and not head.flags & _INHERIT_ONLY:
            yield _name(library, c_void_p(ctypes.addressof(head) + ctypes.sizeof(_Ace)))


def _name(library: ctypes.CDLL, whom: c_void_p) -> str:
    name = ctypes.c_wchar_p()
    assert library.ConvertSidToStringSidW(whom, byref(name))
    try:
        return str(name.value)
    finally:
        ctypes.WinDLL("kernel32").LocalFree(name)
