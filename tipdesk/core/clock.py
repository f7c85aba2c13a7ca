"""The time, handed in: rooms below the window never ask the system for it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol, runtime_checkable

Clock = Callable[[], datetime]  # an aware time in UTC

# Kuwait has kept UTC+3 without summer time since 1950: no zone database is needed.
KUWAIT = timezone(timedelta(hours=3), "Asia/Kuwait")

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux: another value after each start
_COUNTERS = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
_OF_THIS_PROCESS = os.urandom(16).hex()


@runtime_checkable
class Counting(Protocol):
    """A clock that has, beside the time, a counter which nobody can set."""

    def counter(self) -> tuple[str, int]:
        """Which run of the computer it counts, and the milliseconds of the counter."""


class SystemClock:
    """The computer's."""

    def __call__(self) -> datetime:
        """The time, aware, in UTC, whole milliseconds as the vault stores them."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def counter(self) -> tuple[str, int]:
        """Milliseconds since the computer was started, sleep included. Where the system does not
        tell one start from the next, a run ends with the program."""
        return _run(), _nanoseconds() // 1_000_000


def counter(clock: object) -> tuple[str, int] | None:
    """The counter of a clock; None: it has none."""
    return clock.counter() if isinstance(clock, Counting) else None


def _run() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return _OF_THIS_PROCESS


def _nanoseconds() -> int:
    """Linux: CLOCK_BOOTTIME (clock_gettime(2)). macOS: its CLOCK_MONOTONIC counts sleep, which
    Python's own counter there does not. Windows: Python's counter counts sleep."""
    number = getattr(time, _COUNTERS.get(sys.platform, ""), None)
    return time.monotonic_ns() if number is None else time.clock_gettime_ns(number)


system_clock = SystemClock()
