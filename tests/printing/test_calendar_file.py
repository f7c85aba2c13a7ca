"""Meetings for other calendars, read back by the rules of RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.printing.calendar_file import CalendarEvent, CalendarFile, write_calendar

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
KUWAIT = timezone(timedelta(hours=3))
CONTENT_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)
VALUE_CHAR = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*")  # TEXT, §3.3.11


def calendar(*events: CalendarEvent, at: datetime = NOW) -> CalendarFile:
    return CalendarFile(at, events)


def event(summary: str = "KWT-2026-00001 A1", uid: str = "u1") -> CalendarEvent:
    return CalendarEvent(uid, summary, datetime(2026, 12, 1, 9, 15, tzinfo=KUWAIT))


def written(folder: Path, what: CalendarFile) -> bytes:
    path = folder / "c.ics"
    assert write_calendar(path, what, Work()) == len(what.events)
    return path.read_bytes()


def lines_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and value of each content line; every octet of it by the grammar (§3.1)."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    for line in data.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n"):
        parsed = CONTENT_LINE.fullmatch(line)
        assert parsed, line
        name, _parameters, value = parsed.groups()
        yield name, value


def events_of(data: bytes) -> list[dict[str, str]]:
    """Each VEVENT with its properties: those that must be there once are (§3.6.1)."""
    lines = list(lines_of(data))
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")
    events: list[dict[str, str]] = []
    for name, value in lines[1:-1]:
        if (name, value) == ("BEGIN", "VEVENT"):
            events.append({})
        elif events and name != "END":
            assert name not in events[-1]
            events[-1][name] = value
    head = dict(
        lines[1 : next((at for at, line in enumerate(lines) if line[0] == "BEGIN" and at), -1)]
    )
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    for properties in events:
        assert {"UID", "DTSTAMP", "DTSTART"} <= properties.keys()
        assert VALUE_CHAR.fullmatch(properties["SUMMARY"])
    return events


def test_a_meeting_has_its_hour_in_utc_and_its_code(tmp_path: Path) -> None:
    (only,) = events_of(written(tmp_path, calendar(event())))
    assert only["DTSTART"] == "20261201T061500Z"
    assert only["DTSTAMP"] == "20261124T093000Z"
    assert only["SUMMARY"] == "KWT-2026-00001 A1"
    assert set(only) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "SUMMARY", "CLASS"}


@pytest.mark.parametrize(
    "hostile",
    [
        "a;b,c\\d\ne",
        "END:VEVENT\r\nBEGIN:VEVENT",
        "م" * 90,
        "🗓" * 40,
        "a" * 74 + "م",
        "\x00\x07b",
        "",
    ],
)
def test_whatever_stands_in_it_stays_one_value(tmp_path: Path, hostile: str) -> None:
    (only,) = events_of(written(tmp_path, calendar(event(hostile))))
    unescaped = re.sub(r"\\(.)", lambda pair: "\n" if pair[1] in "nN" else pair[1], only["SUMMARY"])
    assert unescaped == "".join(c for c in hostile if c == "\n" or c >= " ")


def test_a_second_file_updates_the_first(tmp_path: Path) -> None:
    (first,) = events_of(written(tmp_path, calendar(event())))
    later = NOW + timedelta(minutes=1)
    (second,) = events_of(written(tmp_path, calendar(event("KWT-2026-00001 A1"), at=later)))
    assert second["UID"] == first["UID"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["DTSTAMP"] > first["DTSTAMP"]
    assert int(second["SEQUENCE"]) < 1 << 31


def test_one_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    work = Work()
    work.cancel()
    with pytest.raises(Cancelled):
        write_calendar(tmp_path / "c.ics", calendar(event()), work)
    assert list(tmp_path.iterdir()) == []
