"""Meetings as a calendar for other programs (iCalendar, RFC 5545), by codes and times alone.

A second file of the same meeting updates the first in whatever calendar takes it in: its UID stays,
its SEQUENCE and DTSTAMP grow (RFC 5546 §2.1.5). Times are UTC. What has no end has none here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tipdesk.core.plain_file import whole_file
from tipdesk.core.work import Work

_LONGEST = 75  # octets of a line without its end (RFC 5545 §3.1)
_END = b"\r\n"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_STEP = 200  # meetings between two looks whether it shall stop


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One meeting: what stays the same of it (`uid`), by which code it is known, when it begins."""

    uid: str
    summary: str
    start: datetime  # aware


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What is to be written, as it stood at `at` (aware)."""

    at: datetime
    events: tuple[CalendarEvent, ...]


def write_calendar(path: Path, calendar: CalendarFile, work: Work) -> int:
    """Write it; how many meetings there are. JOB. Of one that was stopped or failed nothing stays.

    Raises:
        DiskFull, TargetNotWritable, Cancelled
    """
    count = len(calendar.events)
    with whole_file(path) as file:
        for line in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tipdesk//calendar//EN"):
            file.write(_folded(line))
        for line in ("CALSCALE:GREGORIAN", "METHOD:PUBLISH"):
            file.write(_folded(line))
        for at, event in enumerate(calendar.events):
            if at % _STEP == 0:
                work.step(at, count)
            for line in _event(event, calendar.at):
                file.write(_folded(line))
        work.step(count, count)
        file.write(_folded("END:VCALENDAR"))
    return count


def _event(event: CalendarEvent, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_utc(at)}"
    yield f"SEQUENCE:{max(0, int((at - _EPOCH).total_seconds()) // 60)}"  # grows by the minute
    yield f"DTSTART:{_utc(event.start)}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A value of type TEXT (RFC 5545 §3.3.11); of control characters nothing is left."""
    kept = "".join(letter for letter in value if letter == "\n" or letter >= " ")
    return "".join(_ESCAPES.get(letter, letter) for letter in kept)


def _folded(line: str) -> bytes:
    """The line with its end, in parts of at most 75 octets, no letter divided (§3.1)."""
    parts, part = list[bytes](), b""
    for letter in line:
        octets = letter.encode("utf-8")
        room = _LONGEST - bool(parts)  # further parts begin with a blank
        if len(part) + len(octets) > room:
            parts.append(part)
            part = b""
        part += octets
    return (_END + b" ").join([*parts, part]) + _END
