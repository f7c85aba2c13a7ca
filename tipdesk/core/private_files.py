"""Files and folders that nobody but their owner reads, on Linux and on Windows.

Linux has mode bits. On Windows a new file gets what its folder hands down, which outside the user's
profile lets everybody at the computer read it; here it gets an access list of its own at the
moment it is made: its owner, and the system, which may read everything anyway and in whose name
virus scanners and backups of the disk run. Administrators are not on it (who takes a file over as
one leaves a trace).

What is carried away on a drive is read on another computer, where nobody is its owner: `MayRead`.
"""

from __future__ import annotations

import os
import sys
from enum import Enum
from pathlib import Path


class MayRead(Enum):
    """Who may read a new file. On Linux always its owner alone."""

    OWNER = "owner"  # wherever it lies: a key that no passphrase protects
    OWNER_HERE = "owner_here"  # unless it lies on a drive that can be carried away
    FOLDER = "folder"  # whoever may read its folder: it is sealed, and read elsewhere


def as_the_folder_says(readers: MayRead, *, carried_away: bool) -> bool:
    """Whether a new file has the rights of its folder on Windows, and no list of its own."""
    if readers is MayRead.OWNER_HERE:
        return carried_away
    return readers is MayRead.FOLDER


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from collections.abc import Iterator
    from contextlib import contextmanager
    from ctypes import wintypes

    # By its bus: Windows calls a USB hard disk fixed, and it is carried away like any USB drive.
    from tipdesk.core.drives import DriveKind, drive_of

    _TOKEN_QUERY, _TOKEN_USER, _SDDL_1 = 0x8, 1, 1
    _GENERIC_READ, _GENERIC_WRITE = 1 << 31, 1 << 30
    _CREATE_NEW, _CREATE_ALWAYS, _OPEN_ALWAYS = 1, 2, 4
    _SHARE_READ_WRITE, _NORMAL = 0x1 | 0x2, 0x80
    _DACL, _PROTECTED_DACL = 0x4, 0x80000000
    _PERSISTENT_ACLS = 0x8
    _LONGEST = 32768  # characters of a path

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _security = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.CreateFileW.argtypes = (
        *(wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p),
        *(wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE),
    )
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel.LocalFree.argtypes = (ctypes.c_void_p,)
    _INVALID = wintypes.HANDLE(-1).value

    class _Attributes(ctypes.Structure):
        """SECURITY_ATTRIBUTES."""

        _fields_ = (
            ("length", wintypes.DWORD),
            ("descriptor", ctypes.c_void_p),
            ("inherit", wintypes.BOOL),
        )

    def _check(answer: int) -> None:
        if not answer:
            raise ctypes.WinError(ctypes.get_last_error())

    def _own_name() -> str:
        """Whose process this is (SID), e.g. "S-1-5-21-…"."""
        token = wintypes.HANDLE()
        opened = _security.OpenProcessToken(
            wintypes.HANDLE(_kernel.GetCurrentProcess()), _TOKEN_QUERY, ctypes.byref(token)
        )
        _check(opened)
        try:
            user, size = ctypes.create_string_buffer(256), wintypes.DWORD()  # 84 are the most
            place = (user, len(user), ctypes.byref(size))
            _check(_security.GetTokenInformation(token, _TOKEN_USER, *place))
            name = wintypes.LPWSTR()
            owner = ctypes.c_void_p.from_buffer(user)
            _check(_security.ConvertSidToStringSidW(owner, ctypes.byref(name)))
            try:
                return str(name.value)
            finally:
                _kernel.LocalFree(name)
        finally:
            _kernel.CloseHandle(token)

    @contextmanager
    def _for_owner_alone(*, folder: bool) -> Iterator[_Attributes]:
        """Within: what Windows is told of a new file or folder. The list is protected: nothing of
        the folder above is added. A folder hands it down to what is made in it."""
        owner, handed_down = _own_name(), "OICI" if folder else ""
        text = f"O:{owner}D:P(A;{handed_down};FA;;;{owner})(A;{handed_down};FA;;;SY)"
        descriptor = ctypes.c_void_p()
        _check(
            _security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text, _SDDL_1, ctypes.byref(descriptor), None
            )
        )
        try:
            yield _Attributes(ctypes.sizeof(_Attributes), descriptor, inherit=False)
        finally:
            _kernel.LocalFree(descriptor)

    def create_file(path: Path, flags: int, readers: MayRead = MayRead.OWNER_HERE) -> int:
        """As `os.open` of a file that may be new, of flags with O_CREAT; closed to others from its
        first moment on. Raises OSError."""
        if _is_open(path.parent, readers):
            return os.open(path, flags, 0o600)
        access = _GENERIC_WRITE | (_GENERIC_READ if flags & os.O_RDWR else 0)
        how = _OPEN_ALWAYS
        if flags & (os.O_EXCL | os.O_TRUNC):
            how = _CREATE_NEW if flags & os.O_EXCL else _CREATE_ALWAYS
        with _for_owner_alone(folder=False) as attributes:
            handle = _kernel.CreateFileW(
                str(path), access, _SHARE_READ_WRITE, ctypes.byref(attributes), how, _NORMAL, None
            )
        if handle == _INVALID:
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_NOINHERIT)

    def make_folder(folder: Path, readers: MayRead = MayRead.OWNER_HERE) -> None:
        """Make a folder for these, as what is made in it will be. An empty one that is there is
        closed to others; of one that holds something nothing is changed. Raises OSError."""
        if _is_open(folder.parent, readers):
            folder.mkdir(exist_ok=True)
            return
        with _for_owner_alone(folder=True) as attributes:
            if not folder.is_dir():
                _check(_kernel.CreateDirectoryW(str(folder), ctypes.byref(attributes)))
            elif not any(folder.iterdir()):
                _close_to_others(folder, attributes)

    def _close_to_others(folder: Path, attributes: _Attributes) -> None:
        # Not SetNamedSecurityInfo: Wine says that it did, and changes nothing.
        what, descriptor = _DACL | _PROTECTED_DACL, ctypes.c_void_p(attributes.descriptor)
        _check(_security.SetFileSecurityW(str(folder), what, descriptor))

    def _volume(path: Path) -> str:
        """The root of the volume that it lies on, e.g. "E:\\"; '' when nothing is known of it."""
        root = ctypes.create_unicode_buffer(_LONGEST)
        known = _kernel.GetVolumePathNameW(str(path.absolute()), root, _LONGEST)
        return root.value if known else ""

    def _is_open(folder: Path, readers: MayRead) -> bool:
        """Whether what these readers shall read is made there as its folder says."""
        return as_the_folder_says(readers, carried_away=drive_of(folder).kind is DriveKind.USB)

    def others_may_read(path: Path) -> bool:
        """Whether its drive knows no owners (FAT), so that whoever has it in hand reads a file
        that was made for its owner alone."""
        flags = wintypes.DWORD()
        known = _kernel.GetVolumeInformationW(
            _volume(path), None, 0, None, None, ctypes.byref(flags), None, 0
        )
        return not known or not flags.value & _PERSISTENT_ACLS

else:

    def create_file(path: Path, flags: int, readers: MayRead = MayRead.OWNER_HERE) -> int:
        """As `os.open` of a file that may be new, of flags with O_CREAT; closed to others from its
        first moment on. Raises OSError."""
        del readers  # its owner, on every drive
        return os.open(path, flags, 0o600)

    def make_folder(folder: Path, readers: MayRead = MayRead.OWNER_HERE) -> None:
        """Make a folder for its owner alone. Of one that is there nothing is changed. Raises
        OSError."""
        del readers
        folder.mkdir(mode=0o700, exist_ok=True)

    def others_may_read(path: Path) -> bool:
        """Whether its drive knows no owners (FAT), so that whoever has it in hand reads a file
        that was made for its owner alone."""
        return path.stat().st_mode & 0o077 != 0
