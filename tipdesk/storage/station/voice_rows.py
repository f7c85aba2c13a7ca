"""Recorded voices of the language cards: sound files that the agency adds, kept in the vault."""

from __future__ import annotations

from datetime import datetime

from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import to_stored


def voice(vault: Database, language: str, part: str) -> bytes | None:
    """The sound file of one card, or None."""
    row = vault.row("SELECT body FROM card_voice WHERE language = ? AND part = ?", (language, part))
    return bytes(row[0]) if row else None


def keep_voice(
    vault: Database, card: tuple[str, str], body: bytes, login: str, at: datetime
) -> None:
    """Put a sound file in the place of the one before. `card` is language and part."""
    with vault.transaction():
        vault.execute(
            "INSERT OR REPLACE INTO card_voice VALUES(?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (*card, body, login, to_stored(at)),
        )


def remove_voice(vault: Database, language: str, part: str) -> None:
    """Take a sound file away; nothing when there is none."""
    with vault.transaction():
        vault.execute("DELETE FROM card_voice WHERE language = ? AND part = ?", (language, part))
