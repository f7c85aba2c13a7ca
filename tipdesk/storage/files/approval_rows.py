"""Approvals of files: who let which revision go, what they signed, and the bytes that they signed.

The documents of an approval lie sealed in the vault's folder as attached files do. Of a file that
has a key of its own, the keys of its documents are closed under that one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.cases import outside
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.evidence.staging import SealedContent
from tipdesk.storage.keys.case_keys import Opens, bare, key_of, opens_nothing, text_for


@dataclass(frozen=True, slots=True)
class KeptApproval:
    """A supervisor let one revision go; `picks` are questions (PP?) with the reason for each."""

    case_id: CaseId
    revision: int
    by: str  # login; of somebody elsewhere with the code of their station (`outsider`)
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


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """An approval that was asked for at another computer. Its documents are kept with it; it counts
    as none before `add_answer`."""

    approval: int  # its number
    case_id: CaseId
    station: str  # code, of who was asked
    login: str
    message_id: str  # of the request
    statement: bytes  # as it is to be signed, but for its times


def outsider(station: str, login: str) -> str:
    """What somebody of another station is called here: no login of ours looks like it."""
    return f"{station}/{login}"


def add(vault: Database, approval: KeptApproval) -> int:
    """Enter an approval, or that one is asked for (by `approval.by`); its number."""
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
        _add_files(vault, approval_id, signed.files)


def _add_files(vault: Database, approval_id: int, files: Iterable[ApprovedFile]) -> None:
    for file in files:
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


# --- by USB drive -----------------------------------------------------------------------------


def add_request(vault: Database, request: KeptRequest, files: Iterable[ApprovedFile]) -> None:
    """Keep what an approver elsewhere was asked to sign, with its documents."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO asked_approval(approval, station, login, message_id, statement)"
            " VALUES(?, ?, ?, ?, ?)",
            (
                request.approval,
                request.station,
                request.login,
                request.message_id,
                request.statement,
            ),
        )
        _add_files(vault, request.approval, files)


def request_of(vault: Database, message_id: str) -> KeptRequest | None:
    """What was asked for with this message."""
    row = vault.row(
        "SELECT asked.approval, uuid, station, login, message_id, statement"
        " FROM asked_approval AS asked JOIN approval ON approval.id = asked.approval"
        " JOIN case_file ON case_file.id = case_ref WHERE message_id = ?",
        (message_id,),
    )
    if row is None:
        return None
    approval_id, case_id, station, login, message, statement = row
    return KeptRequest(approval_id, case_id, station, login, message, bytes(statement))


def request_files(
    vault: Database, request: KeptRequest, opens: Opens = opens_nothing
) -> tuple[ApprovedFile, ...]:
    """The documents of a request."""
    return tuple(_files(_file_rows(vault, request.approval), opens))


def request_picks(
    vault: Database, request: KeptRequest, opens: Opens
) -> tuple[Mapping[str, str], ...]:
    """What was picked for it; nothing of what is closed to `opens`.

    Raises:
        VaultDamaged: a row says what none of ours says.
    """
    row = vault.row("SELECT picks FROM approval WHERE id = ?", (request.approval,))
    return _picks(text_for(opens, "picks", bare(row[0])) if row else None)


def add_answer(
    vault: Database,
    request: KeptRequest,
    signed: SignedApproval,
    at: datetime,
    certificate: str,
    message_id: str,
) -> None:
    """Keep what the approver elsewhere has signed, by which certificate (SHA-256) and in which
    message it came: from now on it is an approval."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO approval_statement VALUES(?, ?, ?)",
            (request.approval, signed.statement, signed.signature),
        )
        vault.execute(
            "INSERT INTO approved_elsewhere(approval, at, certificate, message_id)"
            " VALUES(?, ?, ?, ?)",
            (request.approval, to_stored(at), certificate, message_id),
        )


# --- what stands ------------------------------------------------------------------------------


def last(
    vault: Database, case_id: CaseId, revision: int, opens: Opens = opens_nothing
) -> KeptApproval | None:
    """The newest approval of this revision; without the picks that are closed to `opens`.

    Raises:
        VaultDamaged: a row says what none of ours says.
    """
    row = vault.row(
        "SELECT approval.id, revision, officer.login, asked.station, asked.login,"
        " coalesce(elsewhere.at, approval.at), picks FROM approval"
        " JOIN officer ON officer.id = officer"
        " LEFT JOIN asked_approval AS asked ON asked.approval = approval.id"
        " LEFT JOIN approved_elsewhere AS elsewhere ON elsewhere.approval = approval.id"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) AND revision = ?"
        " AND (asked.approval IS NULL OR elsewhere.approval IS NOT NULL)"
        " ORDER BY approval.id DESC LIMIT 1",
        (case_id, revision),
    )
    if row is None:
        return None
    approval_id, number, officer, station, login, at, stored = row
    by = outsider(station, login) if station else officer
    chosen = _picks(text_for(opens, "picks", bare(stored)))
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
    files = tuple(_files(_file_rows(vault, approval_id), opens))
    return SignedApproval(bytes(row[0]), bytes(row[1]), files, approval_id)


def documents(vault: Database, case_id: CaseId) -> frozenset[str]:
    """The ids of everything that was sealed with the approvals of a file."""
    rows = vault.rows(
        "SELECT approved_file.id FROM approved_file JOIN approval ON approval.id = approval"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (case_id,),
    )
    return frozenset(content_id for (content_id,) in rows)


def _picks(stored: str | None) -> tuple[Mapping[str, str], ...]:
    try:
        picks = [outside.fields(item) for item in outside.items(json.loads(stored or "[]"))]
        return tuple(
            {name: outside.text(pick[name]) for name in ("name", "reason", "by")} for pick in picks
        )
    except (KeyError, TypeError, ValueError) as error:
        raise VaultDamaged(what="database") from error


def _file_rows(vault: Database, approval_id: int) -> list[Row]:
    return vault.rows(
        "SELECT id, name, size, sha256, crc32, key, sealed_sha256 FROM approved_file"
        " WHERE approval = ? ORDER BY name",
        (approval_id,),
    )


def _files(rows: Iterable[Row], opens: Opens) -> Iterable[ApprovedFile]:
    for content_id, name, size, sha256, crc32, key, sealed_sha256 in rows:
        opened = key_of(content_id, bytes(key), opens)
        content = SealedContent(content_id, opened, size, sealed_sha256)
        yield ApprovedFile(name, content, sha256, crc32)
