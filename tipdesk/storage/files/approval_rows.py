"""Approvals of files: who let which revision go, what they signed, and the bytes that they signed.

The documents of an approval lie sealed in the vault's folder as attached files do. Of a file that
has a key of its own, the keys of its documents are closed under that one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.evidence.staging import SealedContent
from tipdesk.storage.keys.case_keys import Opens, bare, key_of, opens_nothing, text_for


@dataclass(frozen=True, slots=True)
class KeptApproval:
    """A supervisor let one revision go; `picks` are questions (PP?) with the reason for each."""

    case_id: CaseId
    revision: int
    by: str  # login
    at: datetime
    picks: tuple[Mapping[str, str], ...] = ()
    id: int = field(default=0, compare=False)  # given by `add`


@dataclass(frozen=True, slots=True)
class ApprovedFile:
    """One document as it was approved."""

    name: str  # in the folder of the case
    content: SealedContent  # without its key where that is closed to whoever asks
    sha256: str  # hex
    crc32: int


@dataclass(frozen=True, slots=True)
class SignedApproval:
    """What an approver signed."""

    statement: bytes  # approval.json
    signature: bytes  # approval.p7s
    files: tuple[ApprovedFile, ...] = ()
    approval: int = field(default=0, compare=False)  # its number


def add(vault: Database, approval: KeptApproval) -> int:
    """Enter an approval; its number."""
    with vault.transaction():
        return vault.insert(
            "INSERT INTO approval(case_ref, revision, officer, at, picks) VALUES("
            "(SELECT id FROM case_file WHERE uuid = ?), ?,"
            " (SELECT id FROM officer WHERE login = ?), ?, ?)",
            (
                approval.case_id,
                approval.revision,
                approval.by,
                to_stored(approval.at),
                json.dumps([dict(pick) for pick in approval.picks]),
            ),
        )


def add_signed(vault: Database, approval_id: int, signed: SignedApproval) -> None:
    """Keep what was signed with an approval; only now the keys of its documents are kept."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO approval_statement VALUES(?, ?, ?)",
            (approval_id, signed.statement, signed.signature),
        )
        for file in signed.files:
            vault.execute(
                "INSERT INTO approved_file VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    file.content.id,
                    approval_id,
                    file.name,
                    file.content.size,
                    file.sha256,
                    file.crc32,
                    file.content.key,
                    file.content.sealed_sha256,
                ),
            )


def last(
    vault: Database, case_id: CaseId, revision: int, opens: Opens = opens_nothing
) -> KeptApproval | None:
    """The newest approval of this revision; without the picks that are closed to `opens`."""
    row = vault.row(
        "SELECT approval.id, revision, login, at, picks FROM approval"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) AND revision = ?"
        " ORDER BY approval.id DESC LIMIT 1",
        (case_id, revision),
    )
    if row is None:
        return None
    approval_id, number, by, at, stored = row
    picks = text_for(opens, "picks", bare(stored))
    chosen = tuple(json.loads(picks or "[]"))
    return KeptApproval(case_id, number, by, from_stored(at), chosen, approval_id)


def signed(
    vault: Database, approval_id: int, opens: Opens = opens_nothing
) -> SignedApproval | None:
    """What was signed with an approval; None for one of before 0.3.0."""
    row = vault.row(
        "SELECT statement, signature FROM approval_statement WHERE approval = ?", (approval_id,)
    )
    if row is None:
        return None
    rows = vault.rows(
        "SELECT id, name, size, sha256, crc32, key, sealed_sha256 FROM approved_file"
        " WHERE approval = ? ORDER BY name",
        (approval_id,),
    )
    files = tuple(_files(rows, opens))
    return SignedApproval(bytes(row[0]), bytes(row[1]), files, approval_id)


def documents(vault: Database, case_id: CaseId) -> frozenset[str]:
    """The ids of everything that was sealed with the approvals of a file."""
    rows = vault.rows(
        "SELECT approved_file.id FROM approved_file JOIN approval ON approval.id = approval"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (case_id,),
    )
    return frozenset(content_id for (content_id,) in rows)


def _files(rows: Iterable[Row], opens: Opens) -> Iterable[ApprovedFile]:
    for content_id, name, size, sha256, crc32, key, sealed_sha256 in rows:
        opened = key_of(content_id, bytes(key), opens)
        content = SealedContent(content_id, opened, size, sealed_sha256)
        yield ApprovedFile(name, content, sha256, crc32)
