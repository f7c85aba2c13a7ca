"""The form definitions that files were taken with, as they were published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import to_stored


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
    kept = find_form(vault, form.form_id, form.version)
    if kept is None:
        with vault.transaction():
            vault.execute(
                "INSERT INTO form_definition VALUES(?, ?, ?, ?, ?)",
                (form.form_id, form.version, form.digest, form.body, to_stored(at)),
            )
    elif kept.digest != form.digest:
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
