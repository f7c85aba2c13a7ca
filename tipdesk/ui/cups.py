"""What Qt does not tell of CUPS: where a queue leads and whether it works, whether it took the last
paper, and what became of that.

The library is the one that Qt's own plugin has loaded (cups.h); without it there is no CUPS.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import ClassVar

_SUCCESS = 0x00FF  # ipp_status_t: the highest that means so (RFC 8011, 4.1.6)
_STOPPED = "5"  # printer-state (RFC 8011, 5.4.11)
_MINE, _EVERY = 1, -1  # cupsGetJobs2: of this user; in whatever state


class _Option(ctypes.Structure):
    _fields_: ClassVar = [("name", ctypes.c_char_p), ("value", ctypes.c_char_p)]


class _Destination(ctypes.Structure):
    _fields_: ClassVar = [
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("num_options", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    ]


class _Job(ctypes.Structure):
    _fields_: ClassVar = [
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    ]


@cache
def _library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL("libcups.so.2")
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Queue:
    """What CUPS knows of a queue. `stopped`: it takes jobs, which wait; `closed`: it takes none."""

    address: str = ""
    stopped: bool = False
    closed: bool = False


class Job(Enum):
    """How a job stands."""

    GONE = auto()  # printed, or CUPS remembers it no longer
    UNDER_WAY = auto()
    WAITS = auto()  # until somebody releases it, or starts the printer again
    GIVEN_UP = auto()  # by CUPS, by its printer or by somebody


# job-state (RFC 8011, 5.3.7)
_STATES = {
    3: Job.UNDER_WAY, 4: Job.WAITS, 5: Job.UNDER_WAY, 6: Job.WAITS, 7: Job.GIVEN_UP, 8: Job.GIVEN_UP
}  # fmt: skip


def queues() -> Mapping[str, Queue]:
    """Every queue by its name (cupsGetDests and its options). Qt calls a queue of this computer no
    remote one, wherever its printer stands."""
    cups = _library()
    if cups is None:
        return {}
    found = ctypes.POINTER(_Destination)()
    count = cups.cupsGetDests(ctypes.byref(found))
    try:
        return {
            found[at].name.decode("utf-8", "replace"): _queue(
                {
                    option.name: option.value.decode("utf-8", "replace")
                    for option in found[at].options[: found[at].num_options]
                }
            )
            for at in range(count)
        }
    finally:
        cups.cupsFreeDests(count, found)


def _queue(said: Mapping[bytes, str]) -> Queue:
    return Queue(
        said.get(b"device-uri", ""),
        stopped=said.get(b"printer-state") == _STOPPED,
        closed=said.get(b"printer-is-accepting-jobs") == "false",
    )


def jobs(queue: str, title: str) -> Mapping[int, Job]:
    """This user's jobs of a name in a queue, by their numbers (cupsGetJobs2)."""
    cups = _library()
    if cups is None:
        return {}
    found = ctypes.POINTER(_Job)()
    count = cups.cupsGetJobs2(None, ctypes.byref(found), queue.encode(), _MINE, _EVERY)
    try:
        return {
            found[at].id: _STATES.get(found[at].state, Job.GONE)
            for at in range(count)
            if found[at].title == title.encode()
        }
    finally:
        cups.cupsFreeJobs(count, found)


def refused() -> bool:
    """Whether the last thing that was asked of CUPS in this thread failed: Qt hands a paper over
    and does not look."""
    cups = _library()
    return cups is not None and cups.cupsLastError() > _SUCCESS
