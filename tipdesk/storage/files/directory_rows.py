"""What is known of services, in the vault: what was noted last counts, nothing is changed. Each has
an entry of the chain of custody with its digest; what lies here otherwise is not told, and `faults`
names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress

from tipdesk.cases.casework.directory import AgencyDetails, details_text, read_details
from tipdesk.cases.model import CustodyEvent
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database

NOTED = "agency_noted"
_SINCE = 11  # version of the schema


def note(vault: Database, details: AgencyDetails, chains: Callable[[str], CustodyEvent]) -> None:
    """Keep what is known of an agency now, with the entry that `chains` adds for its digest.

    Raises:
        DiskFull: nothing was written.
    """
    words = details_text(details)
    with vault.transaction():
        event = chains(_digest(words))
        vault.execute(
            "INSERT INTO agency_detail(agency, custody_seq, words) VALUES(?, ?, ?)",
            (details.agency, event.seq, words),
        )


def known(vault: Database) -> tuple[AgencyDetails, ...]:
    """What was noted last of each agency, by code; nothing of what the chain does not say."""
    entered = {event.seq: event for event in custody_rows.since(vault, 0, NOTED)}
    rows = vault.rows("SELECT agency, custody_seq, words FROM agency_detail ORDER BY id")
    newest: dict[str, AgencyDetails] = {}
    for agency, seq, words in rows:
        event = entered.get(int(seq))
        if event is None or event.detail.get("sha256") != _digest(words):
            continue
        with suppress(ValueError, KeyError, TypeError):
            newest[str(agency)] = read_details(words)
    return tuple(newest[agency] for agency in sorted(newest))


def faults(vault: Database) -> tuple[int, ...]:
    """Hold every row against the chain: the entries of the chain (numbers) of which the row is
    another, out of its order or gone; 0: one here has none in the chain."""
    if vault.version < _SINCE:  # the copy of an older version
        return ()
    chained = {event.seq: event for event in custody_rows.since(vault, 0, NOTED)}
    wrong, last = set[int](), 0
    for agency, seq, words in vault.rows(
        "SELECT agency, custody_seq, words FROM agency_detail ORDER BY id"
    ):
        event = chained.pop(int(seq), None)
        says = (agency, _digest(words))
        entered = event and (event.detail.get("agency"), event.detail.get("sha256"))
        if event is None or says != entered or seq <= last:
            wrong.add(event.seq if event else 0)
        last = max(last, int(seq))
    return tuple(sorted(wrong | chained.keys()))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
