"""Messages that came and that were sent, each with its signed bytes: kept and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tipdesk.storage.database import Database, Row, from_stored, to_stored

SENT, CAME = "sent", "came"


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message as it was signed. `case_id` is that of the file it is about, or '' for none."""

    message_id: str
    way: str  # SENT or CAME
    case_id: str
    type: str
    document: bytes
    manifest: bytes
    signature: bytes
    kept_at: datetime
    kept_by: str  # login


def add(vault: Database, message: KeptMessage, files: Mapping[str, bytes] | None = None) -> None:
    """Keep a message, and files that came with it, by their paths."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO message(message_id, way, case_id, type, document, manifest, signature,"
            " kept_at, kept_by) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                message.message_id,
                message.way,
                message.case_id,
                message.type,
                message.document,
                message.manifest,
                message.signature,
                to_stored(message.kept_at),
                message.kept_by,
            ),
        )
        for path, body in (files or {}).items():
            vault.execute(
                "INSERT INTO message_file VALUES(?, ?, ?)", (message.message_id, path, body)
            )


_SELECT = (
    "SELECT message_id, way, case_id, type, document, manifest, signature, kept_at, kept_by"
    " FROM message"
)


def find(vault: Database, message_id: str) -> KeptMessage | None:
    """One message."""
    row = vault.row(f"{_SELECT} WHERE message_id = ?", (message_id,))
    return _message(row) if row else None


def about(vault: Database, case_id: str) -> tuple[KeptMessage, ...]:
    """The messages about a file ('' : about none), newest first."""
    rows = vault.rows(f"{_SELECT} WHERE case_id = ? ORDER BY id DESC", (case_id,))
    return tuple(_message(row) for row in rows)


def every(vault: Database, way: str) -> tuple[KeptMessage, ...]:
    """All that came, or were sent, oldest first."""
    rows = vault.rows(f"{_SELECT} WHERE way = ? ORDER BY id", (way,))
    return tuple(_message(row) for row in rows)


def files(vault: Database, message_id: str) -> Mapping[str, bytes]:
    """What came with a message and is still kept, by path."""
    rows = vault.rows("SELECT path, body FROM message_file WHERE message_id = ?", (message_id,))
    return {path: bytes(body) for path, body in rows}


def forget_files(vault: Database, message_id: str) -> None:
    """What came with a message that is answered goes; its digests stay in the document."""
    vault.execute("DELETE FROM message_file WHERE message_id = ?", (message_id,))


def answer_to(vault: Database, message_id: str) -> KeptMessage | None:
    """What was sent in answer to a message that came; None: nothing."""
    row = vault.row(
        f"{_SELECT} WHERE way = ?"
        " AND json_extract(CAST(document AS TEXT), '$.about.message_id') = ?"
        " ORDER BY id DESC LIMIT 1",
        (SENT, message_id),
    )
    return _message(row) if row else None


def _message(row: Row) -> KeptMessage:
    message_id, way, case_id, type_name, document, manifest, signature, at, by = row
    return KeptMessage(
        message_id=message_id,
        way=way,
        case_id=case_id,
        type=type_name,
        document=bytes(document),
        manifest=bytes(manifest),
        signature=bytes(signature),
        kept_at=from_stored(at),
        kept_by=by,
    )
