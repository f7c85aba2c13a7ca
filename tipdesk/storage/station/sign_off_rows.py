"""Which texts of the language cards two native readers have found right: one value a language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.custody.chain import canonical
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import from_stored, to_stored


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
