"""What a station works with: forms, its letterhead, sign-offs and voices of language cards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.custody import canonical
from tipdesk.cases.paper.letterhead import PLAIN, Emblem, Letterhead
from tipdesk.storage.transactions import Database, from_stored, to_stored

# The letterhead that the station chose for its papers.


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


# Which texts of the language cards two native readers have found right: one value a language.


@dataclass(frozen=True, slots=True)
class SignOff:
    """Two readers stand for one exact text."""

    language: str  # ISO 639-3
    digest: str  # of the text (hex)
    readers: tuple[str, str]
    at: datetime
    by: str  # login of the supervisor who recorded it


def sign_off(vault: Database, language: str) -> SignOff | None:
    """The newest one of a language, whatever text it was about."""
    text = vault.meta(_name(language))
    if not text:
        return None
    digest, first, second, at, by = json.loads(text)
    return SignOff(language, digest, (first, second), from_stored(at), by)


def keep_sign_off(vault: Database, signed: SignOff) -> None:
    """Keep it in the place of the one before."""
    fields = [signed.digest, *signed.readers, to_stored(signed.at), signed.by]
    with vault.transaction():
        vault.set_meta(_name(signed.language), canonical(fields).decode("ascii"))


def remove_sign_off(vault: Database, language: str) -> None:
    """Forget it; the chain of custody does not."""
    with vault.transaction():
        vault.set_meta(_name(language), "")


def _name(language: str) -> str:
    return f"card/{language}"


# Recorded voices of the language cards: sound files that the agency adds, kept in the vault.


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


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form definition as it was published: canonical JSON and its SHA-256 (hex)."""

    form_id: str
    version: int
    digest: str
    body: str


def keep_form(vault: Database, form: KeptForm, at: datetime) -> None:
    """Keep a definition that files are taken with; the same one again is nothing new.

    Raises:
        ValueError: another definition was kept under this version.
    """
    known = find_form(vault, form.form_id, form.version)
    if known is None:
        with vault.transaction():
            vault.execute(
                "INSERT INTO form_definition VALUES(?, ?, ?, ?, ?)",
                (form.form_id, form.version, form.digest, form.body, to_stored(at)),
            )
    elif known.digest != form.digest:
        raise ValueError("a published version has changed")


def form_versions(vault: Database) -> tuple[tuple[str, int, str], ...]:
    """Form, version and digest of every definition that was kept."""
    rows = vault.rows("SELECT form_id, version, digest FROM form_definition ORDER BY 1, 2")
    return tuple((str(form), int(version), str(digest)) for form, version, digest in rows)


def find_form(vault: Database, form_id: str, version: int) -> KeptForm | None:
    """The definition that was kept."""
    row = vault.row(
        "SELECT form_id, version, digest, body FROM form_definition"
        " WHERE form_id = ? AND version = ?",
        (form_id, version),
    )
    return KeptForm(*row) if row else None
