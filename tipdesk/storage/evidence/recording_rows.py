"""Sound recordings and the places that were marked in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.cases.model import Bookmark, CaseId, Ending, MarkKind, Recording, standing
from tipdesk.storage.database.database import Database, Row
from tipdesk.storage.database.times import from_stored, to_stored
from tipdesk.storage.keys import case_keys
from tipdesk.storage.keys.case_keys import Opens, key_of, opens_nothing

_COLUMNS = (
    "SELECT recording.id, login, begun_at, device, program, rate, ended_at, ending, milliseconds,"
    " uuid, recording.key, sound FROM recording JOIN officer ON officer.id = officer"
    " JOIN case_file ON case_file.id = recording.case_ref "
)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that is not whole yet: it runs, or was cut off."""

    recording: Recording
    case_id: CaseId
    key: bytes = field(repr=False)  # b"": it is closed to whoever asks
    sound: str  # SHA-256 (hex) of what was taken in, as it was taken in; '' while it runs


def begin(vault: Database, case_id: CaseId, made: Recording, key: bytes) -> None:
    """Keep the key of a recording that is about to be written."""
    vault.execute(
        "INSERT INTO recording(id, case_ref, key, officer, begun_at, device, program, rate)"
        " VALUES(?, (SELECT id FROM case_file WHERE uuid = ?), ?,"
        " (SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?)",
        (
            made.id,
            case_id,
            key,
            made.by,
            to_stored(made.begun_at),
            made.device,
            made.program,
            made.rate,
        ),
    )


def end(vault: Database, made_id: str, ending: Ending, at: datetime | None, sound: str) -> None:
    """Note why and when it ended, and the digest of what was taken in."""
    vault.execute(
        "UPDATE recording SET ending = ?, ended_at = ?, sound = ? WHERE id = ?",
        (ending, None if at is None else to_stored(at), sound, made_id),
    )


def settle(vault: Database, made_id: str, milliseconds: int) -> None:
    """It is whole, and its attachment has the key; or nothing was left of it (0)."""
    vault.execute(
        "UPDATE recording SET key = NULL, milliseconds = ? WHERE id = ?", (milliseconds, made_id)
    )


def mark(vault: Database, made_id: str, one: Bookmark) -> None:
    """Add a place."""
    vault.execute(
        "INSERT INTO bookmark(recording, offset, kind, path, paragraph, text, officer, at)"
        " VALUES(?, ?, ?, ?, ?, ?, (SELECT id FROM officer WHERE login = ?), ?)",
        (made_id, one.offset, one.kind, one.path, one.paragraph, one.text, one.by,
         to_stored(one.at)),
    )  # fmt: skip


def unfinished(
    vault: Database, opens_of: Callable[[CaseId], Opens] = lambda _case_id: opens_nothing
) -> tuple[Unfinished, ...]:
    """Every recording that is not whole yet, oldest first."""
    rows = vault.rows(_COLUMNS + "WHERE recording.key IS NOT NULL ORDER BY begun_at")
    found = []
    for row in rows:
        opens = opens_of(CaseId(row[9]))
        key = key_of(row[0], bytes(row[10]), opens)
        found.append(Unfinished(_recording(vault, row, opens), CaseId(row[9]), key, row[11]))
    return tuple(found)


def of_case(
    vault: Database, case_id: CaseId, opens: Opens = opens_nothing
) -> tuple[Recording, ...]:
    """The recordings of a file whose attachment is there, oldest first; without the places that
    are closed to `opens`."""
    rows = vault.rows(
        _COLUMNS + "JOIN attachment ON attachment.id = recording.id"
        " WHERE uuid = ? AND attachment.key IS NOT NULL ORDER BY begun_at",
        (case_id,),
    )
    return tuple(_recording(vault, row, opens) for row in rows)


def place_of(made_id: str) -> str:
    """Where the words of a place lie (`case_keys`)."""
    return case_keys.of_file(made_id, "mark")


def mark_text(path: str, paragraph: int, text: str) -> str:
    """What a place says, as one text that can be closed."""
    return json.dumps([path, paragraph, text])


def _said(made_id: str, row: Row, opens: Opens) -> tuple[str, int, str] | None:
    path, paragraph, text = row
    if not case_keys.is_closed(text):
        return path, paragraph, text
    opened = opens(place_of(made_id), text)
    if opened is None:
        return None
    path, paragraph, text = json.loads(opened)
    return path, paragraph, text


def _recording(vault: Database, row: Row, opens: Opens) -> Recording:
    made_id, login, begun_at, device, program, rate, ended_at, ending, milliseconds, *_rest = row
    marks = vault.rows(
        "SELECT offset, kind, path, paragraph, text, login, at FROM bookmark"
        " JOIN officer ON officer.id = officer WHERE recording = ? ORDER BY bookmark.id",
        (made_id,),
    )
    return Recording(
        id=made_id,
        by=login,
        begun_at=from_stored(begun_at),
        device=device,
        program=program,
        rate=rate,
        ended_at=None if ended_at is None else from_stored(ended_at),
        ending=Ending(ending) if ending else None,
        milliseconds=milliseconds,
        bookmarks=standing(
            Bookmark(offset, MarkKind(kind), *said, by, from_stored(at))
            for offset, kind, path, paragraph, text, by, at in marks
            if (said := _said(made_id, (path, paragraph, text), opens)) is not None
        ),
    )
