"""By what one file is found from another one: folded keys, never shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from tipdesk.cases.answers import question_name
from tipdesk.cases.elsewhere import Key, Kind
from tipdesk.cases.model import Answer, CaseId
from tipdesk.storage.case_keys import is_closed
from tipdesk.storage.database import Database

_FILLED, _KINDS = "named_filled", "2"  # in `meta`: the files of before have these keys too
_TOGETHER = 200  # keys in one statement


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A file that has a key."""

    key: Key
    case_id: CaseId
    number: str


def replace(vault: Database, ref: int, keys: Iterable[Key]) -> None:
    """Let a file be found by these keys and by no others."""
    wanted = {(key.text, key.kind.value, key.more) for key in keys}
    with vault.transaction():
        rows = vault.rows("SELECT key, kind, more FROM named WHERE case_ref = ?", (ref,))
        there = {(text, kind, more) for text, kind, more in rows}
        for gone in there - wanted:
            vault.execute(
                "DELETE FROM named WHERE (key, kind, more, case_ref) = (?, ?, ?, ?)", (*gone, ref)
            )
        for new in wanted - there:
            vault.execute("INSERT INTO named VALUES(?, ?, ?, ?)", (*new, ref))


def files_with(vault: Database, keys: Collection[Key], besides: CaseId) -> tuple[NamedIn, ...]:
    """Files that have one of the keys, whatever stands between first and family name."""
    pairs = list(dict.fromkeys((key.text, key.kind.value) for key in keys))
    found: list[NamedIn] = []
    for first in range(0, len(pairs), _TOGETHER):
        some = pairs[first : first + _TOGETHER]
        places = ", ".join(["(?, ?)"] * len(some))
        rows = vault.rows(
            "SELECT key, kind, more, uuid, number FROM named JOIN case_file ON id = case_ref"  # noqa: S608  question marks
            f" WHERE (key, kind) IN (VALUES {places}) AND uuid <> ? ORDER BY number",
            (*(value for pair in some for value in pair), besides),
        )
        found += [
            NamedIn(Key(Kind(kind), text, more), CaseId(uuid), str(number))
            for text, kind, more, uuid, number in rows
        ]
    return tuple(found)


def fill_once(
    vault: Database,
    names: Collection[str],
    keys_of: Callable[[Mapping[str, Answer]], Iterable[Key]],
) -> None:
    """Give the files of before their keys; only the answers to `names` are looked at, and nothing
    of a hidden file or of an answer under a key of its own."""
    if vault.meta(_FILLED) == _KINDS:
        return
    with vault.transaction():
        for (ref,) in vault.rows("SELECT id FROM case_file WHERE hidden_at IS NULL"):
            row = vault.row("SELECT answers FROM answer_snapshot WHERE case_ref = ?", (ref,))
            told = json.loads(row[0]) if row else {}
            answers = {
                path: Answer(fields.get("value", ""))
                for path, fields in told.items()
                if (path.endswith("]") or question_name(path) in names)
                and not is_closed(fields.get("value", ""))
            }
            replace(vault, ref, keys_of(answers))
        vault.set_meta(_FILLED, _KINDS)
