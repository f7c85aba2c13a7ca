"""The statement about one release (tipdesk-release/1): what the maker's keys sign.

It names every file by size and digest, what a station has to be to install it, and what changes in
words. `sequence` counts releases up; two with one number contradict each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tipdesk.bundle.strict_json import (
    TIME_PATTERN,
    Fields,
    JsonValue,
    NotStrictJson,
    format_time,
    parse_time,
    read_json,
    write_json,
)
from tipdesk.bundle.update.maker_root import VERSION_PATTERN, ReleaseMark
from tipdesk.core.settings import Language
from tipdesk.i18n.text import clean

FORMAT = "tipdesk-release/1"
SIGNED_AS = "application/vnd.tipdesk.release+json"
PRODUCT = "tipdesk"
MOST_RELEASE = 256 << 10  # bytes
MOST_TARGET = 200 << 20
_MOST_LINES, _LONGEST_LINE = 60, 400
_YEARS = range(2020, 2101)  # of a release: a container can carry them, and every calendar has them


class System(StrEnum):
    """What a target can be installed on."""

    WINDOWS = "windows-x86_64"
    DEBIAN = "debian-amd64"

    def target_name(self, version: str) -> str:
        """What the target for it is called; a name of another version is another release's."""
        if self is System.WINDOWS:
            return f"tipdesk-{version}-setup.exe"
        return f"tipdesk_{version}_amd64.deb"


@dataclass(frozen=True, slots=True)
class Target:
    """One file of a release."""

    system: System
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True, slots=True)
class ReleaseStatement:
    """What a release says of itself."""

    version: str
    sequence: int
    date: datetime
    valid_until: datetime | None  # only warns: nobody knows what the clock of a laptop says
    root_version: int
    targets: tuple[Target, ...]
    least_version: str  # the oldest program that can go over to it
    schema_before: int  # the oldest vault that it opens
    schema_after: int  # what it brings a vault to
    changes: Mapping[Language, tuple[str, ...]]

    @property
    def mark(self) -> ReleaseMark:
        """How far it is."""
        return ReleaseMark(self.sequence, self.version)

    def target(self, system: System) -> Target | None:
        """The file for a system."""
        return next((target for target in self.targets if target.system is system), None)


def release_sha256(data: bytes) -> str:
    """By what a release is known (hex)."""
    return hashlib.sha256(data).hexdigest()


def release_json(release: ReleaseStatement) -> bytes:
    """The statement as it is signed."""
    changes: dict[str, JsonValue] = {
        language: list[JsonValue](lines) for language, lines in release.changes.items()
    }
    return write_json(
        {
            "format": FORMAT,
            "product": PRODUCT,
            "version": release.version,
            "sequence": release.sequence,
            "date": format_time(release.date),
            "valid_until": None
            if release.valid_until is None
            else format_time(release.valid_until),
            "root_version": release.root_version,
            "targets": [
                {
                    "system": target.system.value,
                    "name": target.system.target_name(release.version),
                    "size": target.size,
                    "sha256": target.sha256,
                }
                for target in release.targets
            ],
            "least_version": release.least_version,
            "schema_before": release.schema_before,
            "schema_after": release.schema_after,
            "changes": changes,
        }
    )


def read_release(data: bytes) -> ReleaseStatement:
    """Read a statement; nothing vouches for it yet. Raises ValueError: it is none."""
    fields = Fields(read_json(data, MOST_RELEASE))
    fields.text("format", FORMAT)
    fields.text("product", PRODUCT)
    version = fields.text("version", VERSION_PATTERN)
    until = fields.optional_text("valid_until", TIME_PATTERN)
    release = ReleaseStatement(
        version=version,
        sequence=fields.number("sequence", 1),
        date=parse_time(fields.text("date", TIME_PATTERN)),
        valid_until=None if until is None else parse_time(until),
        root_version=fields.number("root_version", 1),
        targets=tuple(_target(Fields(item), version) for item in fields.items("targets", 8)),
        least_version=fields.text("least_version", VERSION_PATTERN),
        schema_before=fields.number("schema_before", 1),
        schema_after=fields.number("schema_after", 1),
        changes=_changes(fields.inner("changes")),
    )
    fields.end()
    systems = {target.system for target in release.targets}
    if not systems or len(systems) != len(release.targets):
        raise NotStrictJson("targets")
    if release.date.year not in _YEARS:
        raise NotStrictJson("date")
    if release.schema_before > release.schema_after or release_json(release) != data:
        raise NotStrictJson("schema, or not canonical")
    return release


def _target(fields: Fields, version: str) -> Target:
    system = System(fields.text("system"))
    fields.text("name", _exactly(system.target_name(version)))
    target = Target(system, fields.number("size", 1), fields.text("sha256", "[0-9a-f]{64}"))
    fields.end()
    if target.size > MOST_TARGET:
        raise NotStrictJson("size")
    return target


def _exactly(text: str) -> str:
    return text.replace(".", r"\.")


def _changes(fields: Fields) -> dict[Language, tuple[str, ...]]:
    languages: tuple[Language, ...] = ("ar", "en")
    changes = {
        language: tuple(map(_line, fields.items(language, _MOST_LINES))) for language in languages
    }
    fields.end()
    return changes


def _line(item: JsonValue) -> str:
    """One line of plain text: nothing in it can turn or hide what stands beside it."""
    if not isinstance(item, str) or not 0 < len(item) <= _LONGEST_LINE:
        raise NotStrictJson("changes")
    if clean(item) != item or "\n" in item or "\t" in item:
        raise NotStrictJson("changes")
    return item
