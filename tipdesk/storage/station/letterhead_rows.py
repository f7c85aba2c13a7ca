"""The letterhead that the station chose for its papers."""

from __future__ import annotations

import json

from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.paper.letterhead import PLAIN, Emblem, Letterhead
from tipdesk.storage.database.database import Database


def letterhead(vault: Database) -> Letterhead:
    """What was chosen; the program's own where nothing was."""
    row = vault.row("SELECT words, width, height, emblem FROM letterhead")
    if row is None:
        return PLAIN
    words, width, height, samples = row
    fields = json.loads(words)
    return Letterhead(
        arabic=tuple(fields["arabic"]),
        english=tuple(fields["english"]),
        foot=fields["foot"],
        emblem=Emblem(width, height, bytes(samples)) if samples else None,
    )


def keep_letterhead(vault: Database, chosen: Letterhead) -> None:
    """Put it in the place of the one before; `PLAIN`: the program's own."""
    words = {"arabic": list(chosen.arabic), "english": list(chosen.english), "foot": chosen.foot}
    picture = chosen.emblem or Emblem(0, 0, b"")
    with vault.transaction():
        vault.execute("DELETE FROM letterhead")
        if chosen != PLAIN:
            vault.execute(
                "INSERT INTO letterhead VALUES(1, ?, ?, ?, ?)",
                (
                    canonical(words).decode("ascii"),
                    picture.width,
                    picture.height,
                    picture.samples,
                ),
            )
