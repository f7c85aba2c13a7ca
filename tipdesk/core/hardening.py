"""What a program that holds secrets asks of the system, first thing after its start.

A crash must not write the memory to disk, other users must not read it, new files are private,
and what is freed is overwritten, texts of answers that Qt and Python let go among it.
Swap and hibernation files are out of reach: the README asks for an encrypted disk.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

if sys.platform == "win32":
    from ctypes import wintypes

    _FAIL_CRITICAL_ERRORS, _NO_FAULT_BOX = 0x1, 0x2
    _JOB_EXTENDED_LIMITS, _JOB_LIMIT_PROCESS_TIME, _JOB_LIMIT_PROCESS_MEMORY = 9, 0x2, 0x100
    _JOB_LIMIT_ACTIVE_PROCESS = 0x8
    _WORDS = 18  # of JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits
    # Which of them we ask for; the others are counters.
    _TIME, _KINDS, _PROCESSES, _MEMORY = 0, 2, 5, 14
    _ONE_SECOND = 10_000_000  # 100 ns each
    _DWORD = 0xFFFFFFFF  # LimitFlags is one, in a word of its own

    def harden_process() -> None:
        """No error reports with memory in them (SetErrorMode, WerAddExcludedApplication)."""
        os.umask(0o077)
        kernel = ctypes.WinDLL("kernel32")
        kernel.SetErrorMode(_FAIL_CRITICAL_ERRORS | _NO_FAULT_BOX)
        with suppress(OSError, AttributeError):
            ctypes.WinDLL("wer").WerAddExcludedApplication(sys.executable, False)

    def overwrite_lately_freed() -> None:
        """Nothing: what Windows keeps of freed memory nobody can ask for again."""

    def limit_process(memory: int, seconds: int) -> None:
        """This process gets at most so many bytes and so many seconds of processor time, and
        starts no other (a job object of its own).

        Raises:
            OSError: the system does not keep to it.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        asked = (ctypes.c_size_t * _WORDS)()
        asked[_TIME] = seconds * _ONE_SECOND  # BasicLimitInformation.PerProcessUserTimeLimit
        asked[_KINDS] = (  # its LimitFlags
            _JOB_LIMIT_PROCESS_MEMORY | _JOB_LIMIT_PROCESS_TIME | _JOB_LIMIT_ACTIVE_PROCESS
        )
        asked[_PROCESSES] = 1  # its ActiveProcessLimit: this one
        asked[_MEMORY] = memory  # ProcessMemoryLimit, after the basic limits and the counters
        job, size = wintypes.HANDLE(kernel.CreateJobObjectW(None, None)), ctypes.sizeof(asked)
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        kept = (ctypes.c_size_t * _WORDS)()
        if not (
            job
            and kernel.SetInformationJobObject(job, _JOB_EXTENDED_LIMITS, asked, size)
            and kernel.AssignProcessToJobObject(job, process)
            # Of no job by name: of the one that holds this process.
            and kernel.QueryInformationJobObject(None, _JOB_EXTENDED_LIMITS, kept, size, None)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        kept[_KINDS] &= _DWORD
        if not _is_wine() and any(
            kept[at] != asked[at] for at in (_TIME, _KINDS, _PROCESSES, _MEMORY)
        ):
            raise OSError("the limits were taken and are not kept")

    def _is_wine() -> bool:
        """Wine takes limits, keeps none and says so. Nobody works on it: the tests run there."""
        return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")

else:
    import resource

    _PR_SET_DUMPABLE = 4
    _M_PERTURB, _PATTERN = -6, 0xA5  # mallopt(3)
    _CACHED_SIZES, _CACHED_PIECES = range(24, 1033, 16), 7  # of glibc's cache for a thread

    def overwrite_freed() -> None:
        """From now on memory that is freed is overwritten at once (glibc; elsewhere nothing)."""
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_PERTURB, _PATTERN)

    def overwrite_lately_freed() -> None:
        """What this thread freed last lies in a cache of the C library's, which `overwrite_freed`
        does not reach: some pieces of each small size. They are taken, overwritten and let go."""
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
            library.free.argtypes = (ctypes.c_void_p,)
            for size in _CACHED_SIZES:
                places = [library.malloc(size) for _piece in range(_CACHED_PIECES)]
                for place in places:
                    if place is not None:
                        ctypes.memset(place, 0, size)
                    library.free(place)

    def harden_process() -> None:
        """No core dumps, no other user at /proc/<pid>/mem (Linux), files for this user only."""
        os.umask(0o077)
        overwrite_freed()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

    def limit_process(memory: int, seconds: int) -> None:
        """This process gets at most so many bytes of addresses and so many seconds of processor
        time.

        Raises:
            OSError: the system does not keep to it.
        """
        for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
            before = resource.getrlimit(kind)[1]
            least = most if before == resource.RLIM_INFINITY else min(most, before)
            resource.setrlimit(kind, (least, least))
            if resource.getrlimit(kind) != (least, least):
                raise OSError("the limits were taken and are not kept")
