"""Triggers that hold what rows promise: never changed, never deleted, only closed and opened again.

A closed text begins with a control sign, a closed key is longer than 32 bytes, a closed JSON is a
string (`storage.keys.case_keys`).
"""

from __future__ import annotations

from collections.abc import Iterable


def refused(table: str, change: str) -> str:
    """The trigger that refuses `change` (UPDATE, DELETE) of a table whose rows only come."""
    name = f"{table}_no_{change.lower()}"
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'append_only'); END;"
    )


def _text(column: str) -> str:
    return f"(substr({column}, 1, 1) = char(29))"


def longer_key(column: str) -> str:
    """Whether a key lies closed there: SQL."""
    return f"(length({column}) > 32)"


def _json(column: str) -> str:
    return f"(substr({column}, 1, 1) = '\"')"


def _answer(column: str) -> str:
    return _text(f"coalesce(json_extract({column}, '$.value'), '')")


_HOW = {
    "value": _text, "note": _text, "text": _text, "name": _text, "photo": _text,
    "words": _text, "agency": _text, "fields": _text, "secret": _text,
    "before": _answer, "after": _answer, "body": _json, "picks": _json,
}  # fmt: skip


def closes_only(table: str, fixed: str, turned: Iterable[str], with_it: str = "") -> str:
    """The trigger of a table: `fixed` never change; each of `turned` only by being closed or
    opened, and `with_it` only beside that."""
    trigger = f"{table}_no_update"
    touched = " OR ".join(f"old.{column} IS NOT new.{column}" for column in fixed.split())
    wrong = [as_it_was(column) for column in turned]
    (first, *_others) = turned
    how = _HOW[first]
    wrong += [
        f"(old.{column} IS NOT new.{column} AND {how(f'old.{first}')} = {how(f'new.{first}')})"
        for column in with_it.split()
    ]
    return (
        f"DROP TRIGGER IF EXISTS {trigger};\n"
        f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table}\nWHEN {touched}\n  OR "
        + "\n  OR ".join(wrong)
        + "\nBEGIN SELECT RAISE(ABORT, 'append_only'); END;"
    )


def as_it_was(column: str) -> str:
    """It has changed, and neither been closed nor opened."""
    old, new = (_HOW[column](f"{version}.{column}") for version in ("old", "new"))
    return f"(old.{column} IS NOT new.{column} AND {old} = {new})"
