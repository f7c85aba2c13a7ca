"""The time, handed in: rooms below the window never ask the system for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # an aware time in UTC


def system_clock() -> datetime:
    """The computer's time, aware, in UTC, whole milliseconds as the vault stores them."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
