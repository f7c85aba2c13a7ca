"""What two records of one file differ in: a supplement tells it, and the office that got both works
it out itself (docs/bundle-format.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases import outside
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.handover.record import AMENDMENT, ATTACHMENT, CASE, RECORDING, WITHHELD
from tipdesk.cases.handover.rows import RecordRows
from tipdesk.forms.model import split_path


class RecordChange(StrEnum):
    """What became of a row since the record before."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    NOW_WITHHELD = "now_withheld"


@dataclass(frozen=True, slots=True, order=True)
class SupplementChange:
    """One row of the record by its path (of a removed one, in the record before)."""

    path: str
    how: RecordChange


def changes(before: RecordRows, after: RecordRows) -> tuple[SupplementChange, ...]:
    """What is told of `after` beside `before`, sorted. Both were read (`read_record`)."""
    return tuple(sorted([*_of_paths(before, after), *_of_numbered(before, after)]))


def _of_paths(before: RecordRows, after: RecordRows) -> Iterator[SupplementChange]:
    """Rows whose path says what they are."""
    old, new = _plain(before), _plain(after)
    withheld = {outside.fields(row)["name"] for row in outside.items(after.values[WITHHELD])}
    for path in old.keys() | new.keys():
        if path not in old:
            yield SupplementChange(path, RecordChange.ADDED)
        elif path not in new:
            stays = not path.startswith("_") and split_path(path)[2] in withheld
            how = RecordChange.NOW_WITHHELD if stays else RecordChange.REMOVED
            yield SupplementChange(path, how)
        elif old[path] != new[path]:
            yield SupplementChange(path, RecordChange.CHANGED)


def _plain(record: RecordRows) -> dict[str, object]:
    """The rows without a number. That the revision is another one is said elsewhere."""
    rows = {path: value for path, value in record.values.items() if not _is_numbered(path)}
    case = dict(outside.fields(rows[CASE]))
    case.pop("revision", None)
    return rows | {CASE: case}


_NUMBERED = (AMENDMENT, ATTACHMENT, RECORDING)


def _is_numbered(path: str) -> bool:
    return path.startswith(tuple(f"{name}[" for name in _NUMBERED))


def _of_numbered(before: RecordRows, after: RecordRows) -> Iterator[SupplementChange]:
    """Rows that are numbered anew in each record: the same are those that say the same."""
    old, new = _by_content(before), _by_content(after)
    for key, (path, value) in new.items():
        if key not in old:
            yield SupplementChange(path, RecordChange.ADDED)
        elif old[key][1] != value:
            yield SupplementChange(path, RecordChange.CHANGED)
    for key in old.keys() - new.keys():
        yield SupplementChange(old[key][0], RecordChange.REMOVED)


def _by_content(record: RecordRows) -> dict[tuple[str, bytes, int], tuple[str, object]]:
    """Path and value by what the row is about: attachments by their digest, the others by all that
    they say. Of several that are alike the first is the first."""
    rows: dict[tuple[str, bytes, int], tuple[str, object]] = {}
    seen: Counter[tuple[str, bytes]] = Counter()
    for name in _NUMBERED:
        for path, value in _in_order(record.values, name):
            is_file = name == ATTACHMENT
            about = (name, canonical(value["sha256"] if is_file else value))
            content = {key: item for key, item in value.items() if not (is_file and key == "path")}
            rows[*about, seen[about]] = (path, content)
            seen[about] += 1
    return rows


def _in_order(values: Mapping[str, object], name: str) -> Iterator[tuple[str, dict[str, object]]]:
    paths = (path for path in values if path.startswith(f"{name}["))
    for path in sorted(paths, key=lambda path: int(path[len(name) + 1 : -1])):
        yield path, outside.fields(values[path])
