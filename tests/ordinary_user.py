"""What tests do without for the sake of time, since it changes nothing that they ask about.

Those that run as root give up the one right of it that the program's users never have: to lock any
amount of memory. SQLCipher locks and unlocks every piece of memory by itself. For an ordinary user
those calls end at once after a vault was opened (`tipdesk.storage.platform.locked_memory`); for root
they do not, and a quarter of the time of all tests would go into them.

Nor does SQLCipher overwrite what it frees in a process of tests: that is a tenth of their time. What
leaves memory is asked of the program itself, in processes of its own (`tests/journeys/test_locked_memory.py`).
"""

from __future__ import annotations

import ctypes
import os
import sys

from tipdesk.storage import database

OVERWRITES = database.MEMORY_SECURITY
_VERSION_3 = 0x20080522  # linux/capability.h
_IPC_LOCK = 14
_DROP_FROM_BOUND = 24  # prctl(2): so that no program begun from here has it either


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    """The first 32 capabilities and the others, as capset(2) takes them."""

    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def give_up_locking() -> None:
    """For this process and all that it begins. Does nothing where nobody has more than users."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION_3, 0), (_Sets * 2)()
    libc.prctl(_DROP_FROM_BOUND, _IPC_LOCK, 0, 0, 0)
    if libc.capget(ctypes.byref(header), sets) != 0:
        return
    for name in ("effective", "permitted", "inheritable"):
        setattr(sets[0], name, getattr(sets[0], name) & ~(1 << _IPC_LOCK))
    libc.capset(ctypes.byref(header), sets)


def large_pages_end_here() -> None:
    """What a worker starts has memory as the program has it (`packaging/dev.py` LARGE_PAGES)."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.pop("GLIBC_TUNABLES", None)


def leave_freed_memory() -> None:
    """For this process alone: `OVERWRITES` is what the program itself does."""
    database.MEMORY_SECURITY = "OFF"
