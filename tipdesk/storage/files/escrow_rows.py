"""The keys of hidden files, sealed to the Prosecution's office: age files, which nobody here opens.

Rows only come. Which of a file counts is for its deeds to say, by the digest of the age file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database

_SINCE = 11  # version of the schema


@dataclass(frozen=True, slots=True)
class KeptEscrow:
    """One of them. It holds the keys up to the number `generation`; `recipients` is a digest of
    those it is sealed to."""

    body: bytes = field(repr=False)
    generation: int
    recipients: str

    @property
    def sha256(self) -> str:
        """By which a deed names it."""
        return sha256(self.body).hexdigest()


def add(vault: Database, case_id: CaseId, escrow: KeptEscrow) -> None:
    """Keep one more of a file."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO hidden_escrow(case_ref, sha256, generation, recipients, body)"
            " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?)",
            (case_id, escrow.sha256, escrow.generation, escrow.recipients, escrow.body),
        )


def find(vault: Database, case_id: CaseId, digest: str) -> KeptEscrow | None:
    """The one that a deed names; None: it is not there, or is another one under its digest."""
    if vault.version < _SINCE or not digest:
        return None
    row = vault.row(
        "SELECT body, generation, recipients FROM hidden_escrow WHERE sha256 = ?"
        " AND case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY id DESC",
        (digest, case_id),
    )
    escrow = KeptEscrow(bytes(row[0]), int(row[1]), str(row[2])) if row else None
    return escrow if escrow is not None and escrow.sha256 == digest else None
