"""Case bundles that were set aside, and the statements of prosecutors who took them in.

A row of the register that was set aside keeps why (`A_` codes). The database enters none of these
bundles as received before a statement stands here; whether that is a prosecutor's, only its
signature says (`bundle.taken_in`). The chain of custody tells of both as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database

KEPT_ASIDE = "kept_aside"
"""The entry of the chain that tells of it, with the codes."""
_OPEN = "SELECT received FROM set_aside EXCEPT SELECT received FROM taken_in"


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """What a prosecutor signed, as it was signed."""

    statement: bytes
    signature: bytes


Identity = tuple[str, str]
"""A case bundle: its id and the SHA-256 (hex) of its manifest."""


def set_aside(vault: Database, entry_id: int, codes: tuple[str, ...]) -> None:
    """Keep why a bundle that was just entered has been set aside."""
    vault.execute("INSERT INTO set_aside VALUES(?, ?)", (entry_id, " ".join(codes)))


def add_statement(vault: Database, entry_id: int, kept: KeptStatement) -> None:
    """Keep a prosecutor's statement about an entry that was set aside."""
    vault.execute(
        "INSERT INTO taken_in VALUES(?, ?, ?)", (entry_id, kept.statement, kept.signature)
    )


def waiting(vault: Database) -> tuple[int, ...]:
    """The entries that were set aside and wait for a statement, oldest first."""
    return tuple(int(row[0]) for row in vault.rows(f"{_OPEN} ORDER BY 1"))


def statements(vault: Database) -> dict[Identity, KeptStatement]:
    """Every statement, by the bundle about which it was given."""
    rows = vault.rows(
        "SELECT bundle_id, manifest_sha256, statement, signature FROM taken_in"
        " JOIN received ON received.id = received"
    )
    return {(row[0], row[1]): KeptStatement(bytes(row[2]), bytes(row[3])) for row in rows}


def codes(vault: Database) -> dict[Identity, frozenset[str]]:
    """Why bundles were set aside: what the register says, and what the chain of custody does."""
    kept: dict[Identity, frozenset[str]] = {}

    def add(identity: Identity, text: str) -> None:
        if text:
            kept[identity] = kept.get(identity, frozenset()) | frozenset(text.split())

    for row in vault.rows(
        "SELECT bundle_id, manifest_sha256, codes FROM set_aside"
        " JOIN received ON received.id = received"
    ):
        add((row[0], row[1]), row[2])
    for event in custody_rows.since(vault, 0, KEPT_ASIDE):
        detail = event.detail
        add((detail.get("bundle", ""), detail.get("manifest", "")), detail.get("codes", ""))
    return kept
