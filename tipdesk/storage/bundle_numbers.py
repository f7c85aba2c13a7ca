"""Numbers of the bundles that leave: from 1 for each office and kind, in a series of this vault.

A number is taken as an export begins. What never became whole on a drive has no manifest, and is
told of with the next number that is taken (docs/bundle-format.md §8). A restored backup begins a
series of its own, so that no honest number comes twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.storage.database import Database, Row

_SERIES = "bundle_series"  # a small value of the vault


@dataclass(frozen=True, slots=True)
class TakenNumber:
    """A number, and what went before it in its series."""

    series: str  # uuid
    number: int
    previous: str  # SHA-256 (hex) of the manifest that was sent last; '' for the first
    not_sent: tuple[tuple[int, str], ...]  # numbers since then that never left, with their bundles


def series(vault: Database) -> str:
    """The series of this vault; made with the first number."""
    return vault.meta(_SERIES) or begin_series(vault)


def every_series(vault: Database) -> frozenset[str]:
    """Each series in which this vault has taken a number, or will take its next one."""
    taken = (row[0] for row in vault.rows("SELECT DISTINCT series FROM bundle_number"))
    return frozenset((*taken, series(vault)))


def used_series(vault: Database, *, entered: bool) -> tuple[str, ...]:
    """Each series that rows know; where the chain is asked as well (`entered`) those of exports
    that were begun come before, the oldest first. The last is that of the next number."""
    begun: Sequence[Row] = ()
    if entered:
        begun = vault.rows(
            "SELECT json_extract(detail, '$.series') FROM custody"
            " WHERE action IN ('export_begun', 'notice_begun') ORDER BY seq"
        )
    numbered = vault.rows("SELECT DISTINCT series FROM bundle_number ORDER BY series")
    current = vault.meta(_SERIES)
    series = [str(row[0]) for row in (*begun, *numbered) if row[0] and row[0] != current]
    return tuple(dict.fromkeys([*series, *([current] if current else [])]))


def begin_series(vault: Database) -> str:
    """A new series: what other copies of this vault have numbered says nothing of it."""
    number = str(uuid.uuid4())
    with vault.transaction():
        vault.set_meta(_SERIES, number)
    return number


def take(vault: Database, office: str, kind: str, bundle_id: str) -> TakenNumber:
    """The next number for an office, in the running transaction or in one of its own."""
    with vault.transaction():
        current = series(vault)
        rows = vault.rows(
            "SELECT number, bundle_id, manifest FROM bundle_number"
            " WHERE series = ? AND office = ? AND kind = ? ORDER BY number",
            (current, office, kind),
        )
        number = rows[-1][0] + 1 if rows else 1
        vault.execute(
            "INSERT INTO bundle_number(series, office, kind, number, bundle_id)"
            " VALUES(?, ?, ?, ?, ?)",
            (current, office, kind, number, bundle_id),
        )
    sent = [(row[0], row[2]) for row in rows if row[2]]
    last, previous = sent[-1] if sent else (0, "")
    not_sent = tuple((row[0], row[1]) for row in rows if row[0] > last)
    return TakenNumber(current, number, previous, not_sent)


def became_whole(vault: Database, bundle_id: str, manifest: str) -> None:
    """The bundle stands on the drive and was read back; `manifest` is the SHA-256 (hex) of its
    manifest. The same once more changes nothing."""
    with vault.transaction():
        vault.execute(
            "UPDATE bundle_number SET manifest = ? WHERE bundle_id = ? AND manifest = ''",
            (manifest, bundle_id),
        )


def office_of(vault: Database, bundle_id: str) -> str:
    """The code of the office that a numbered bundle was for; '' for one of before 0.3.0."""
    row = vault.row("SELECT office FROM bundle_number WHERE bundle_id = ?", (bundle_id,))
    return str(row[0]) if row else ""
