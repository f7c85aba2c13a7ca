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
    _FAIL_CRITICAL_ERRORS, _NO_FAULT_BOX = 0x1, 0x2
    _JOB_EXTENDED_LIMITS, _JOB_LIMIT_PROCESS_TIME, _JOB_LIMIT_PROCESS_MEMORY = 9, 0x2, 0x100

    def harden_process() -> None:
        """No error reports with memory in them (SetErrorMode, WerAddExcludedApplication).

        Never run: written from Microsoft's documentation.
        """
        os.umask(0o077)
        kernel = ctypes.WinDLL("kernel32")
        kernel.SetErrorMode(_FAIL_CRITICAL_ERRORS | _NO_FAULT_BOX)
        with suppress(OSError, AttributeError):
            ctypes.WinDLL("wer").WerAddExcludedApplication(sys.executable, False)

    def limit_process(memory: int, seconds: int) -> None:
        """This process gets at most so many bytes and so many seconds of processor time
        (SetInformationJobObject, extended limits).

        Never run: written from Microsoft's documentation.
        """
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
        limits = (ctypes.c_size_t * 18)()  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits
        limits[0] = seconds * 10_000_000  # BasicLimitInformation.PerProcessUserTimeLimit, 100 ns
        limits[2] = _JOB_LIMIT_PROCESS_MEMORY | _JOB_LIMIT_PROCESS_TIME  # its LimitFlags
        limits[14] = memory  # ProcessMemoryLimit, after the basic limits and the counters
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(job, _JOB_EXTENDED_LIMITS, limits, ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))

else:
    import resource

    _PR_SET_DUMPABLE = 4
    _M_PERTURB, _PATTERN = -6, 0xA5  # mallopt(3)

    def overwrite_freed() -> None:
        """From now on memory that is freed is overwritten at once (glibc; elsewhere nothing)."""
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_PERTURB, _PATTERN)

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
        time."""
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
