"""What tests read in a record.json, and records that say something else and are proved all the same."""

import json
from collections.abc import Callable
from typing import Any

from tipdesk.cases.handover.rows import document, row_of

SECRET = bytes(range(32))
Rows = dict[str, Any]


def rows_of(record: bytes) -> Rows:
    """The values of every row, by path."""
    return {path: value for _salt, path, value in json.loads(record)["rows"]}


def answers_of(record: bytes) -> Rows:
    """The answers, by path."""
    return {path: value for path, value in rows_of(record).items() if not path.startswith("_")}


def numbered(record: bytes, name: str) -> list[Any]:
    """The rows `name`[1], `name`[2] … in their order."""
    rows, number, values = rows_of(record), 1, []
    while (path := f"{name}[{number}]") in rows:
        values.append(rows[path])
        number += 1
    return values


def changed(record: bytes, change: Callable[[Rows], object]) -> bytes:
    """A record whose rows were changed, with digests that prove them: another record."""
    rows = rows_of(record)
    change(rows)
    return document({path: row_of(SECRET, path, value) for path, value in rows.items()}, (), SECRET)
