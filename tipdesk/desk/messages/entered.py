"""Messages held against their entries: what came or was signed and does not lie here any more, or
not as it was entered."""

from __future__ import annotations

from collections.abc import Iterator

from tipdesk.cases.model import CaseId
from tipdesk.storage import custody_rows, message_rows
from tipdesk.storage.database import Database

TAKEN, SENT = "message_taken", "message_sent"
_ENTRIES = {TAKEN: message_rows.CAME, SENT: message_rows.SENT}


def message_faults(vault: Database) -> Iterator[tuple[CaseId | None, str]]:
    """File (None: of none here) and id of each message that is not kept as it was entered. One that
    was struck off and came once more is entered twice, and lies here."""
    entered = {
        (event.detail.get("message", ""), way, event.detail.get("manifest", "")): event.case_id
        for action, way in _ENTRIES.items()
        for event in custody_rows.since(vault, 0, action)
    }
    kept = {
        (item.message_id, item.way, item.manifest): item.case_id
        for item in message_rows.lying(vault)
    }
    # An office enters no file: those that it has are others'.
    moved = {place for place, case_id in entered.items() if case_id not in (None, kept.get(place))}
    cases = {message_id: case_id for (message_id, *_rest), case_id in entered.items()}
    differing = (entered.keys() ^ kept.keys()) | moved
    for message_id in sorted({message_id for message_id, *_rest in differing}):
        yield cases.get(message_id), message_id
