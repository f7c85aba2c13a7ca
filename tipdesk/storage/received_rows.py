"""The receiving station's register: every bundle that was accepted or refused, with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.storage.database.database import Database, Row
from tipdesk.storage.database.times import from_stored, to_stored
from tipdesk.storage.evidence.staging import SealedContent
from tipdesk.storage.files.search import query_words


@dataclass(frozen=True, slots=True)
class KeptReceived:
    """One entry. `content` is the opened container, kept sealed; None for a refused bundle."""

    number: str  # receipt number; '' when refused or only kept aside
    bundle_id: str
    sha256: str  # hex, of the bundle's file
    manifest_sha256: str
    case_id: str
    case_number: str
    person_code: str
    revision: int
    received_at: datetime
    received_by: str  # login
    signed_by: str
    signed_at: datetime | None
    result: str  # accepted, rejected or quarantined (kept aside)
    error_code: str
    receipt_id: str
    receipt: bytes  # the signed file
    content: SealedContent | None = None
    id: int = 0  # given by `add`


_SELECT = (
    "SELECT number, bundle_id, sha256, manifest_sha256, case_id, case_number, person_code,"
    " revision, received_at, login, signed_by, signed_at, result, error_code, receipt_id, receipt,"
    " sealed_id, key, size, received.id FROM received JOIN officer ON officer.id = received_by"
)


def add_received(vault: Database, entry: KeptReceived) -> int:
    """Enter a bundle; the entry's number in the register.

    Raises:
        ValueError: the receipt number is taken, or this very bundle was accepted before.
    """
    content = entry.content
    with vault.transaction():
        if entry.number and find_received_number(vault, entry.number) is not None:
            raise ValueError("the receipt number is taken")
        known = accepted_bundle(vault, entry.bundle_id, entry.manifest_sha256)
        if entry.result == "accepted" and known:
            raise ValueError("the bundle was accepted before")
        return vault.insert(
            "INSERT INTO received(number, bundle_id, sha256, manifest_sha256, case_id,"
            " case_number, person_code, revision, received_at, received_by, signed_by, signed_at,"
            " result, error_code, receipt_id, receipt, sealed_id, key, size)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM officer WHERE login = ?),"
            " ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.number,
                entry.bundle_id,
                entry.sha256,
                entry.manifest_sha256,
                entry.case_id,
                entry.case_number,
                entry.person_code,
                entry.revision,
                to_stored(entry.received_at),
                entry.received_by,
                entry.signed_by,
                to_stored(entry.signed_at) if entry.signed_at else None,
                entry.result,
                entry.error_code,
                entry.receipt_id,
                entry.receipt,
                content.id if content else None,
                content.key if content else None,
                content.size if content else None,
            ),
        )


def accepted_bundle(vault: Database, bundle_id: str, manifest_sha256: str) -> KeptReceived | None:
    """The entry of this very bundle when it was accepted before: its receipt is issued anew."""
    return _one(
        vault,
        "bundle_id = ? AND manifest_sha256 = ? AND result = 'accepted'",
        (bundle_id, manifest_sha256),
    )


@dataclass(frozen=True, slots=True)
class KnownBundle:
    """An entry as the rules against replay see it."""

    bundle_id: str
    manifest_sha256: str
    case_id: str
    revision: int
    result: str
    number: str
    received_at: datetime
    signed_at: datetime | None  # None only for what was refused


def known_bundles(vault: Database) -> tuple[KnownBundle, ...]:
    """Every entry, oldest first: what a check in a worker thread compares a bundle with."""
    rows = vault.rows(
        "SELECT bundle_id, manifest_sha256, case_id, revision, result, number, received_at,"
        " signed_at FROM received ORDER BY id"
    )
    return tuple(
        KnownBundle(
            bundle_id=row[0],
            manifest_sha256=row[1],
            case_id=row[2],
            revision=row[3],
            result=row[4],
            number=row[5],
            received_at=from_stored(row[6]),
            signed_at=from_stored(row[7]) if row[7] is not None else None,
        )
        for row in rows
    )


def find_received(vault: Database, entry_id: int) -> KeptReceived | None:
    """One entry of the register."""
    return _one(vault, "received.id = ?", (entry_id,))


def find_received_number(vault: Database, number: str) -> KeptReceived | None:
    """The entry with this receipt number."""
    return _one(vault, "number = ?", (number,))


def register(vault: Database, query: str = "") -> tuple[KeptReceived, ...]:
    """The register, newest first; `query` is part of a number, a code or a signer."""
    words = query_words(query)
    columns = "number || char(10) || bundle_id || char(10) || case_number"
    columns += " || char(10) || person_code || char(10) || signed_by"
    where = " AND ".join(f"instr(lower({columns}), lower(?))" for _ in words) or "1"
    rows = vault.rows(f"{_SELECT} WHERE {where} ORDER BY received.id DESC", words)
    return tuple(_received(row) for row in rows)


def _one(vault: Database, where: str, values: tuple[object, ...]) -> KeptReceived | None:
    row = vault.row(f"{_SELECT} WHERE {where}", values)
    return _received(row) if row else None


def _received(row: Row) -> KeptReceived:
    content = SealedContent(row[16], bytes(row[17]), row[18]) if row[16] is not None else None
    return KeptReceived(
        number=row[0],
        bundle_id=row[1],
        sha256=row[2],
        manifest_sha256=row[3],
        case_id=row[4],
        case_number=row[5],
        person_code=row[6],
        revision=row[7],
        received_at=from_stored(row[8]),
        received_by=row[9],
        signed_by=row[10],
        signed_at=from_stored(row[11]) if row[11] is not None else None,
        result=row[12],
        error_code=row[13],
        receipt_id=row[14],
        receipt=bytes(row[15]),
        content=content,
        id=row[19],
    )
