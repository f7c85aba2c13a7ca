"""What Qt does not tell of CUPS: where a queue leads and whether it works, whether it took the last
paper, and what became of that.

The library is the one that Qt's own plugin has loaded (cups.h); without it there is no CUPS. One
that hangs would be waited for, a minute and more, by the thread that has to lock: each question has
a connection of its own that gives up, and before Qt asks or hands over, `answers` tells.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import ClassVar

_SUCCESS = 0x00FF  # ipp_status_t: the highest that means so (RFC 8011, 4.1.6)
_SERVER_FAULTS = range(0x0500, 0x0600)  # RFC 8011, B.1.5; here also that nothing came
_STOPPED = "5"  # printer-state (RFC 8011, 5.4.11)
_MINE, _EVERY = 1, -1  # cupsGetJobs2: of this user; in whatever state
_PATIENCE = 1.0  # seconds; a question takes up to four times as long
# http_timeout_cb_t: 0 waits no longer
_GIVE_UP = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_asked: 0)
_BLOCKING = 1
_ANY_FAMILY = 0


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


@contextmanager
def _server(cups: ctypes.CDLL) -> Iterator[ctypes.c_void_p | None]:
    """A connection that gives up (httpConnect2, httpSetTimeout); None: nobody serves."""
    cups.cupsServer.restype, cups.httpConnect2.restype = ctypes.c_char_p, ctypes.c_void_p
    patience = int(1000 * _PATIENCE)
    made = cups.httpConnect2(
        ctypes.c_char_p(cups.cupsServer()), cups.ippPort(), None, _ANY_FAMILY,
        cups.cupsEncryption(), _BLOCKING, patience, None,
    )  # fmt: skip
    if not made:
        yield None
        return
    connection = ctypes.c_void_p(made)
    cups.httpSetTimeout(connection, ctypes.c_double(_PATIENCE), _GIVE_UP, None)
    try:
        yield connection
    finally:
        cups.httpClose(connection)


def answers() -> bool:
    """Whether CUPS may be asked: it answers, were it with a refusal, or there is none."""
    cups = _library()
    if cups is None:
        return True
    with _server(cups) as connection:
        if connection is None:
            return True
        found = ctypes.POINTER(_Job)()
        count = cups.cupsGetJobs2(connection, ctypes.byref(found), None, _MINE, _EVERY)
        cups.cupsFreeJobs(max(count, 0), found)
        return count >= 0 or cups.cupsLastError() not in _SERVER_FAULTS


@contextmanager
def unreachable() -> Iterator[None]:
    """Within, what this thread hands to CUPS reaches nobody, and that at once (cupsSetServer)."""
    cups = _library()
    if cups is None:
        yield
        return
    cups.cupsServer.restype = ctypes.c_char_p
    before = bytes(cups.cupsServer() or b"")
    cups.cupsSetServer(b"/dev/null/nobody")
    try:
        yield
    finally:
        cups.cupsSetServer(before or None)


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
    """Every queue by its name (cupsGetDests2 and its options). Qt calls a queue of this computer no
    remote one, wherever its printer stands."""
    cups = _library()
    if cups is None:
        return {}
    found = ctypes.POINTER(_Destination)()
    with _server(cups) as connection:
        count = cups.cupsGetDests2(connection, ctypes.byref(found)) if connection else 0
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
    found, asked = ctypes.POINTER(_Job)(), queue.encode()
    with _server(cups) as connection:
        count = (
            cups.cupsGetJobs2(connection, ctypes.byref(found), asked, _MINE, _EVERY)
            if connection
            else 0
        )
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
