"""The rows of a record: each has a salted digest, and all digests together have one root.

What stays at the station has a digest among them too, and further ones fill them up to a multiple
of 64, so that nobody learns how much stays. An answer that is shown later is proved by its row
(`prove`), and a copy with fewer rows (`narrowed`) is still the same record (docs/bundle-format.md
§6). Nothing of what is read here is believed before its digest was found.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from tipdesk.cases import outside
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.custody.document import OtherVersion

FORMAT = "tipdesk-record/1.0"
MOST_BYTES = 16 << 20  # of a record that is read
SECRET_SIZE = 32
_BATCH = 64  # digests come in multiples of it
_SALT = 16
_HEAD = b'{"digests":'
_PATH = re.compile(
    r"_[a-z][a-z0-9_]{0,30}(\[[1-9][0-9]{0,8}\])?"
    r"|([A-Za-z][A-Za-z0-9_]{0,63}\[[0-9]{1,9}\]/)?[A-Za-z][A-Za-z0-9_]{0,63}"
)
_FORMAT = re.compile(r"tipdesk-record/([1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})")


class RowUnproved(ValueError):
    """A row whose digest is not among those of its record."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


# --- writing ----------------------------------------------------------------------------------


def row_of(secret: bytes, path: str, value: object) -> bytes:
    """A row as it stands in the record: salt, path, value."""
    salt = hmac.digest(secret, path.encode(), "sha256")[:_SALT].hex()
    return canonical([salt, path, value])


def digest_of(row: bytes) -> str:
    """What a row, shown or not, has among the digests of the record."""
    return hashlib.sha256(row).hexdigest()


def document(rows: Mapping[str, bytes], staying: Iterable[bytes], secret: bytes) -> bytes:
    """The record that shows `rows` (by path) and proves `staying`."""
    digests = {digest_of(row) for row in (*rows.values(), *staying)}
    number = 1
    while len(digests) % _BATCH:
        digests.add(hmac.digest(secret, b"fill/%d" % number, "sha256").hex())
        number += 1
    return _written([rows[path] for path in sorted(rows)], sorted(digests))


def notice_document(rows: Iterable[bytes]) -> bytes:
    """The record of a notice: its rows, sorted by path, and the digests of nothing but these."""
    rows = tuple(rows)
    return _written(rows, sorted(map(digest_of, rows)))


def record_root(record: bytes) -> str:
    """The root (hex) of a record that was made here or was read before: printed in footers and QR
    codes, entered at the approval."""
    digests, bracket, _rows = record.removeprefix(_HEAD).partition(b"]")
    return root_of(json.loads(digests + bracket))


def root_of(digests: Iterable[str]) -> str:
    """The root (hex) of sorted digests."""
    return hashlib.sha256(bytes.fromhex("".join(digests))).hexdigest()


def narrowed(record: bytes, leaving_out: Collection[str]) -> bytes:
    """The same record, with the same root, without the rows at these paths: what of them was told
    is told no more, and everything else is still proved.

    Raises:
        KeyError: it has no row at one of these paths.
        ValueError: as `read_rows`.
    """
    rows = read_rows(record)
    if unknown := set(leaving_out) - rows.values.keys():
        raise KeyError(min(unknown))
    kept = [canonical(row) for row in _listed(record) if row[1] not in leaving_out]
    return _written(kept, rows.digests)


def _written(rows: Iterable[bytes], digests: Iterable[str]) -> bytes:
    head = _HEAD + canonical(list(digests))
    return head + b',"format":' + canonical(FORMAT) + b',"rows":[' + b",".join(rows) + b"]}"


# --- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The rows of a record, each of them proved. What the values say is not looked at here."""

    values: Mapping[str, object]  # by path
    digests: tuple[str, ...]  # sorted
    newer: bool  # of a later minor version: members that nobody knows here are passed over

    @property
    def root(self) -> str:
        """SHA-256 (hex) of the digests."""
        return root_of(self.digests)


def read_rows(record: bytes) -> RecordRows:
    """The rows of a record from outside.

    Raises:
        RowUnproved: a row's digest is missing.
        OtherVersion: it is of another major version.
        ValueError: it is no record of this format, or not the canonical bytes of one.
    """
    try:
        return _proved(_entries(record))
    except (TypeError, RecursionError) as error:
        raise ValueError("not a record of this format") from error


def _proved(entries: Mapping[str, object]) -> RecordRows:
    version = _FORMAT.fullmatch(outside.text(entries["format"]))
    if version is not None and version[1] != "1":
        raise OtherVersion(version[0])
    newer = version is not None and version[2] != "0"
    if version is None or (len(entries) != 3 and not newer):
        raise ValueError("not a record of this format")
    digests = tuple(
        outside.text(item, outside.SHA256) for item in outside.items(entries["digests"])
    )
    listed = outside.items(entries["rows"])
    values = prove(listed, digests)
    if list(values) != sorted(values) or len(values) != len(listed):
        raise ValueError("rows that are not in order, or one path twice")
    if list(digests) != sorted(set(digests)):
        raise ValueError("digests that are not in order, or one twice")
    if len(digests) % _BATCH and len(digests) != len(listed):
        raise ValueError("digests that tell how many answers stay")
    return RecordRows(values, digests, newer)


def prove(rows: Iterable[object], digests: Collection[str]) -> dict[str, object]:
    """The values of rows (salt, path, value) by their paths, when each is proved by the digests of
    a record: of one that was shown later, or of a record's own.

    Raises:
        RowUnproved: one is not.
        ValueError: it is no row.
    """
    known, values = frozenset(digests), dict[str, object]()
    for row in rows:
        salt, path, value = _row(row)
        if digest_of(canonical([salt, path, value])) not in known:
            raise RowUnproved(path)
        values[path] = value
    return values


def values_of(rows: Iterable[object]) -> dict[str, object]:
    """The values of rows by their paths, whether or not a record is here that proves them. Raises
    ValueError: one is no row, or they are not sorted by path, each once."""
    pairs = [(path, value) for _salt, path, value in map(_row, rows)]
    names = [path for path, _value in pairs]
    if names != sorted(set(names)):
        raise ValueError("not in order")
    return dict(pairs)


def _row(row: object) -> tuple[str, str, object]:
    if not isinstance(row, list) or len(row) != 3:
        raise ValueError("not a row")
    cells: list[object] = row
    path = outside.text(cells[1], limit=200)
    if not _PATH.fullmatch(path):
        raise ValueError("not a path")
    return outside.text(cells[0], "[0-9a-f]{32}"), path, cells[2]


def _listed(record: bytes) -> list[list[str]]:
    rows: list[list[str]] = json.loads(record)["rows"]
    return rows


def _entries(record: bytes) -> dict[str, object]:
    """The members of a document that is spelled in the one way it can be."""
    if len(record) > MOST_BYTES:
        raise ValueError("larger than a record is")
    parsed = json.loads(record, parse_float=_no_number, parse_constant=_no_number)
    entries = outside.fields(parsed)
    if canonical(entries) != record or not {"digests", "format", "rows"} <= entries.keys():
        raise ValueError("not the bytes of a record")
    return entries


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"not a whole number: {text[:20]}")
