"""Times in the vault: whole milliseconds since 1970-01-01T00:00Z."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_stored(at: datetime) -> int:
    """Milliseconds of an aware time; what is finer is dropped."""
    return (at - _EPOCH) // _MILLISECOND


def from_stored(value: int) -> datetime:
    """The aware time in UTC."""
    return _EPOCH + value * _MILLISECOND
