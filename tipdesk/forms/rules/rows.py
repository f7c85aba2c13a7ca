"""The rows that exist: those whose own path (`legs[2]`) has a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tipdesk.forms.model import split_path

Rows = Mapping[str, tuple[int, ...]]  # by repeat, in order


def rows_among(answers: Mapping[str, str]) -> Rows:
    """The rows of all these answers."""
    found: dict[str, list[int]] = {}
    for path, value in answers.items():
        if value and path.endswith("]"):
            repeat, row, _ = split_path(path)
            if repeat:
                found.setdefault(repeat, []).append(row)
    return {repeat: tuple(sorted(rows)) for repeat, rows in found.items()}


def rows_after(changed: Iterable[str], answers: Mapping[str, str], before: Rows) -> Rows:
    """The rows of `answers`, known those `before` and the paths that have `changed` since."""
    rows = dict(before)
    for path in changed:
        repeat, row, name = split_path(path)
        if repeat and not name:
            there = set(rows.get(repeat, ())) - {row}
            rows[repeat] = tuple(sorted(there | {row} if answers.get(path) else there))
    return {repeat: there for repeat, there in rows.items() if there}
