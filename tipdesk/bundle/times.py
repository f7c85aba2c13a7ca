"""Times in JSON: ISO 8601 in UTC, whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime

TIME_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def format_time(time: datetime) -> str:
    """`2026-11-24T14:36:33Z` of an aware time."""
    return time.astimezone(UTC).strftime(_FORMAT)


def parse_time(text: str) -> datetime:
    """The aware time of such a text. Raises ValueError."""
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
