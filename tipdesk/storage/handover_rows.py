"""Bundles that left this station and the receipts that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.storage.database.database import Database, Row
from tipdesk.storage.database.times import from_stored, to_stored


@dataclass(frozen=True, slots=True)
class KeptExport:
    """One bundle. Digests are SHA-256 in hex: of the outer file and of the signed manifest."""

    bundle_id: str
    case_id: CaseId
    revision: int
    created_at: datetime
    recipient: str
    signer: str  # login
    file_name: str
    size: int  # bytes
    sha256: str
    manifest_sha256: str
    fingerprint: str
    contents: str = ""  # what went and what stayed, as sentences; bundles of schema 2 have none


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """An answer to a bundle, verified before it is kept. `result` is accepted or rejected."""

    receipt_id: str
    bundle_id: str
    result: str
    number: str
    error_code: str
    received_at: datetime
    signed_by: str
    body: bytes  # the signed file
    imported_at: datetime
    imported_by: str  # login


def add_export(vault: Database, export: KeptExport) -> None:
    """Enter a bundle. The same one entered again (a repeated plan) changes nothing.

    Raises:
        ValueError: another bundle is known under this id.
    """
    kept = find_export(vault, export.bundle_id)
    if kept is not None:
        if kept.manifest_sha256 != export.manifest_sha256:
            raise ValueError("another bundle has this id")
        return
    with vault.transaction():
        vault.execute(
            "INSERT INTO export VALUES(?, (SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?, ?, ?)",
            (
                export.bundle_id,
                export.case_id,
                export.revision,
                to_stored(export.created_at),
                export.recipient,
                export.signer,
                export.file_name,
                export.size,
                export.sha256,
                export.manifest_sha256,
                export.fingerprint,
                export.contents,
            ),
        )


_EXPORT = (
    "SELECT bundle_id, uuid, export.revision, export.created_at, recipient, login, file_name,"
    " size, sha256, manifest_sha256, fingerprint, contents FROM export"
    " JOIN case_file ON case_file.id = case_ref JOIN officer ON officer.id = signer"
)


def find_export(vault: Database, bundle_id: str) -> KeptExport | None:
    """One bundle."""
    row = vault.row(f"{_EXPORT} WHERE bundle_id = ?", (bundle_id,))
    return _export(row) if row else None


def every_export(vault: Database) -> tuple[KeptExport, ...]:
    """The bundles of all files, oldest first."""
    rows = vault.rows(f"{_EXPORT} ORDER BY export.created_at, export.rowid")
    return tuple(_export(row) for row in rows)


def exports(vault: Database, case_id: CaseId) -> tuple[KeptExport, ...]:
    """The bundles of a file, newest first."""
    rows = vault.rows(
        f"{_EXPORT} WHERE uuid = ? ORDER BY export.created_at DESC, export.rowid DESC", (case_id,)
    )
    return tuple(_export(row) for row in rows)


def add_receipt(vault: Database, receipt: KeptReceipt) -> bool:
    """Keep a receipt; False when this very receipt was kept before."""
    with vault.transaction():
        if vault.row("SELECT 1 FROM receipt WHERE receipt_id = ?", (receipt.receipt_id,)):
            return False
        vault.execute(
            "INSERT INTO receipt VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?))",
            (
                receipt.receipt_id,
                receipt.bundle_id,
                receipt.result,
                receipt.number,
                receipt.error_code,
                to_stored(receipt.received_at),
                receipt.signed_by,
                receipt.body,
                to_stored(receipt.imported_at),
                receipt.imported_by,
            ),
        )
    return True


def receipts(vault: Database, bundle_id: str) -> tuple[KeptReceipt, ...]:
    """The answers to a bundle, newest first by the time they were given."""
    rows = vault.rows(
        "SELECT receipt_id, bundle_id, result, number, error_code, received_at, signed_by, body,"
        " imported_at, login FROM receipt JOIN officer ON officer.id = imported_by"
        " WHERE bundle_id = ? ORDER BY received_at DESC, receipt.rowid DESC",
        (bundle_id,),
    )
    return tuple(_receipt(row) for row in rows)


def _receipt(row: Row) -> KeptReceipt:
    receipt_id, bundle_id, result, number, error_code, received, signed_by, body, at, by = row
    return KeptReceipt(
        receipt_id=receipt_id,
        bundle_id=bundle_id,
        result=result,
        number=number,
        error_code=error_code,
        received_at=from_stored(received),
        signed_by=signed_by,
        body=bytes(body),
        imported_at=from_stored(at),
        imported_by=by,
    )


def _export(row: Row) -> KeptExport:
    return KeptExport(row[0], CaseId(row[1]), row[2], from_stored(row[3]), *row[4:])
