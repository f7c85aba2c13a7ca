"""What a process that decodes a file from outside gives up before it reads a byte of it.

A decoder that a hostile file has taken over is to find nothing: no file, no network, no other
program, no other process. On Linux Landlock leaves it the interpreter, its libraries and the fonts
to read, and nothing to write; a filter of system calls (seccomp) refuses sockets, programs, new
processes, and what looks into others. On Windows the process lowers itself to the level of what
comes from the internet (integrity "low"), where nothing of the user's can be changed, and may start
no other; reading it may, as Windows forbids that to nobody of the same user.

Neither can be taken back, by the process or whatever it has become.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    from ctypes import wintypes

    _TOKEN_ADJUST_DEFAULT, _TOKEN_QUERY = 0x80, 0x8
    _TOKEN_INTEGRITY_LEVEL = 25
    _SE_GROUP_INTEGRITY = 0x20
    _LOW = "S-1-16-4096"

    class _Label(ctypes.Structure):
        """TOKEN_MANDATORY_LABEL."""

        _fields_ = (("sid", ctypes.c_void_p), ("attributes", wintypes.DWORD))

    def confine_process() -> None:
        """This process is of low integrity from now on.

        Raises:
            OSError: the system does not do it.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        security = ctypes.WinDLL("advapi32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        token, sid = wintypes.HANDLE(), ctypes.c_void_p()
        wanted = _TOKEN_ADJUST_DEFAULT | _TOKEN_QUERY
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        if not (
            security.OpenProcessToken(process, wanted, ctypes.byref(token))
            and security.ConvertStringSidToSidW(_LOW, ctypes.byref(sid))
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        label = _Label(sid.value, _SE_GROUP_INTEGRITY)
        size = ctypes.sizeof(label) + security.GetLengthSid(sid)
        lowered = security.SetTokenInformation(
            token, _TOKEN_INTEGRITY_LEVEL, ctypes.byref(label), size
        )
        fault = ctypes.get_last_error()
        kernel.CloseHandle(token)
        if not lowered:
            raise ctypes.WinError(fault)

else:
    # --- Landlock (linux/landlock.h): the same numbers on every processor -------------------------

    _CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
    _ABI_VERSION_ASKED = 1
    _UNDER_A_PATH = 1
    _READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
    _FILE_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}  # by ABI; later ones below
    _FILE_RIGHTS_NOW = 0xFFFF  # from ABI 5 on
    _TCP, _TCP_SINCE = 0x3, 4  # bind and connect
    _OTHERS, _OTHERS_SINCE = 0x3, 6  # abstract sockets of others, signals to others
    _PR_SET_NO_NEW_PRIVS = 38

    class _Ruleset(ctypes.Structure):
        """struct landlock_ruleset_attr"""

        _fields_ = (
            ("files", ctypes.c_uint64),
            ("net", ctypes.c_uint64),
            ("scoped", ctypes.c_uint64),
        )

    class _Beneath(ctypes.Structure):
        """struct landlock_path_beneath_attr"""

        _pack_ = 1
        _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))

    # --- seccomp (linux/filter.h, linux/seccomp.h) ------------------------------------------------

    _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
    _LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
    _NUMBER, _PROCESSOR, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
    _ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # EPERM
    _UNKNOWN = 0x00050026  # ENOSYS: the C library takes the older call
    _CLONE_THREAD = 0x10000
    _FOREIGN_CALLS = 0x40000000  # x32

    _PROCESSORS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
    # By processor: new processes (a thread is none), then everything that is refused outright.
    _CLONE, _CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
    _REFUSED = {
        "x86_64": (
            *(41, 42, 43, 49, 50, 53, 288),  # socket connect accept bind listen socketpair accept4
            *(57, 58, 59, 322),  # fork vfork execve execveat
            *(62, 101, 310, 311),  # kill ptrace process_vm_readv process_vm_writev
            *(165, 272, 304, 308),  # mount unshare open_by_handle_at setns
            *(248, 249, 250, 298, 321, 323),  # keys perf_event_open bpf userfaultfd
        ),
        "aarch64": (
            *(198, 203, 202, 200, 201, 199, 242),
            *(221, 281),
            *(129, 117, 270, 271),
            *(40, 97, 265, 268),
            *(217, 218, 219, 241, 280, 282),
        ),
    }
    _REFUSED_EVERYWHERE = (424, 425, 426, 427, 434, 438)  # pidfds, io_uring

    class _Instruction(ctypes.Structure):
        """struct sock_filter"""

        _fields_ = (
            ("code", ctypes.c_uint16),
            ("then", ctypes.c_uint8),
            ("otherwise", ctypes.c_uint8),
            ("value", ctypes.c_uint32),
        )

    class _Filter(ctypes.Structure):
        """struct sock_fprog"""

        _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))

    def confine_process() -> None:
        """This process reads its interpreter and fonts, and nothing else, from now on.

        Raises:
            OSError: the kernel has no Landlock, no filter, or an unknown processor.
        """
        library = ctypes.CDLL(None, use_errno=True)
        library.syscall.restype = ctypes.c_long
        _checked(library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _take_files_away(library)
        _take_calls_away(library)

    def _checked(answer: int) -> int:
        if answer < 0:
            fault = ctypes.get_errno()
            raise OSError(fault, os.strerror(fault))
        return answer

    def _take_files_away(library: ctypes.CDLL) -> None:
        nothing = ctypes.c_void_p()
        abi = _checked(
            library.syscall(_CREATE_RULESET, nothing, ctypes.c_size_t(0), _ABI_VERSION_ASKED)
        )
        asked = _Ruleset(
            _FILE_RIGHTS.get(abi, _FILE_RIGHTS_NOW),
            _TCP if abi >= _TCP_SINCE else 0,
            _OTHERS if abi >= _OTHERS_SINCE else 0,
        )
        size = 24 if abi >= _OTHERS_SINCE else 16 if abi >= _TCP_SINCE else 8
        ruleset = _checked(
            library.syscall(_CREATE_RULESET, ctypes.byref(asked), ctypes.c_size_t(size), 0)
        )
        for folder in _readable():
            with suppress(FileNotFoundError, NotADirectoryError):
                descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC | os.O_DIRECTORY)
                rule = _Beneath(_READ_FILE | _READ_FOLDER, descriptor)
                _checked(library.syscall(_ADD_RULE, ruleset, _UNDER_A_PATH, ctypes.byref(rule), 0))
                os.close(descriptor)
        _checked(library.syscall(_RESTRICT_SELF, ruleset, 0))
        os.close(ruleset)

    def _readable() -> set[Path]:
        """Where the interpreter, this program, the system's libraries and its fonts lie."""
        ours = {Path(folder) for folder in sys.path if folder}
        ours |= {Path(sys.prefix) / "lib", Path(sys.base_prefix) / "lib"}
        libraries = {Path(folder) for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64")}
        return ours | libraries | {Path("/usr/share/fonts"), Path("/usr/local/share/fonts")}

    def _take_calls_away(library: ctypes.CDLL) -> None:
        machine = os.uname().machine
        if machine not in _PROCESSORS:
            raise OSError("no list of system calls for this processor")
        steps = _steps(machine)
        program = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
        whole = _Filter(len(steps), program)
        _checked(library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(whole), 0, 0))

    def _steps(machine: str) -> list[tuple[int, int, int, int]]:
        """The filter: code, steps to skip if so, steps to skip if not, value."""
        refused = (*_REFUSED[machine], *_REFUSED_EVERYWHERE)
        return [
            (_LOAD, 0, 0, _PROCESSOR),
            (_EQUAL, 1, 0, _PROCESSORS[machine]),
            (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, _NUMBER),
            (_AT_LEAST, 0, 1, _FOREIGN_CALLS),
            (_RETURN, 0, 0, _REFUSE),
            *((_EQUAL, len(refused) - at + 5, 0, call) for at, call in enumerate(refused)),
            (_EQUAL, 0, 1, _CLONE3),
            (_RETURN, 0, 0, _UNKNOWN),
            (_EQUAL, 0, 2, _CLONE[machine]),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_ANY_BIT, 0, 1, _CLONE_THREAD),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        ]
