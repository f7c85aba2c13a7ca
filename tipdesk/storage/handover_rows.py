"""Bundles that left with their receipts, and the register of those that came in.

The register of the receiving station holds every bundle that was accepted or refused, with its
receipt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.custody.shown import ShownChain
from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.evidence.staging import SealedContent
from tipdesk.storage.files.search import query_words


def _result(kept: str) -> str:
    """What became of a bundle; 0.2.0 had another word for one that is kept aside."""
    return "aside" if kept == "quarantined" else kept


# --- the register -----------------------------------------------------------------------------


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
    result: str  # accepted, rejected or aside
    error_code: str
    receipt_id: str
    receipt: bytes  # the signed file
    content: SealedContent | None = None
    id: int = 0  # given by `add`
    kind: str = ""  # as its number says: "case", "notice"; '' where no number was kept


_SELECT = (
    "SELECT number, bundle_id, sha256, manifest_sha256, case_id, case_number, person_code,"
    " revision, received_at, login, signed_by, signed_at, result, error_code, receipt_id, receipt,"
    " sealed_id, key, size, received.id,"
    " coalesce((SELECT kind FROM came_number WHERE came_number.received = received.id), '')"
    " FROM received JOIN officer ON officer.id = received_by"
)


def add_received(vault: Database, entry: KeptReceived) -> int:
    """Enter a bundle; the entry's number in the register.

    Raises:
        ValueError: the receipt number is another file's, or this very bundle was accepted before.
    """
    content = entry.content
    with vault.transaction():
        taken = find_received_number(vault, entry.number) if entry.number else None
        if taken is not None and taken.case_id != entry.case_id:
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
    return _single(
        vault,
        "bundle_id = ? AND manifest_sha256 = ? AND result = 'accepted'",
        (bundle_id, manifest_sha256),
    )


@dataclass(frozen=True, slots=True)
class ReceivedNumber:
    """The number that a bundle has in its station, and what that says of those before it."""

    station: str  # code
    office: str  # code
    series: str
    kind: str
    number: int
    previous: str  # SHA-256 (hex) of the manifest before; '' for the first
    not_sent: tuple[tuple[int, str], ...] = ()  # numbers that never left, with their bundles


def add_received_number(vault: Database, entry_id: int, number: ReceivedNumber) -> None:
    """Keep the number of a bundle that was just entered."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO came_number VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry_id,
                number.station,
                number.office,
                number.series,
                number.kind,
                number.number,
                number.previous,
                json.dumps([list(item) for item in number.not_sent]),
            ),
        )


def add_shown(vault: Database, entry_id: int, shown: Iterable[ShownChain]) -> None:
    """Keep what a bundle that was just entered shows of its station's chain and was not known."""
    with vault.transaction():
        for stretch in shown:
            vault.execute(
                "INSERT INTO shown_chain(received, station, first, hashes) VALUES(?, ?, ?, ?)",
                (entry_id, stretch.station, stretch.first, stretch.hashes),
            )


def shown_chains(vault: Database) -> tuple[ShownChain, ...]:
    """Everything that this office was shown."""
    rows = vault.rows("SELECT station, first, hashes FROM shown_chain ORDER BY id")
    return tuple(ShownChain(station, first, bytes(hashes)) for station, first, hashes in rows)


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
    numbered: ReceivedNumber | None = None  # None: refused, or of before 0.3.0
    held_for: tuple[str, ...] = ()  # why it was set aside, when that needs somebody's decision
    content: SealedContent | None = None  # None: refused


def known_bundles(vault: Database) -> tuple[KnownBundle, ...]:
    """Every entry, oldest first: what a check in a worker thread compares a bundle with."""
    rows = vault.rows(
        "SELECT bundle_id, manifest_sha256, case_id, revision, result, received.number,"
        " received_at, signed_at, station, office, series, kind, came_number.number,"
        " previous, not_sent, coalesce(codes, ''), sealed_id, key, size FROM received"
        " LEFT JOIN came_number ON came_number.received = received.id"
        " LEFT JOIN set_aside ON set_aside.received = received.id ORDER BY received.id"
    )
    return tuple(
        KnownBundle(
            bundle_id=row[0],
            manifest_sha256=row[1],
            case_id=row[2],
            revision=row[3],
            result=_result(row[4]),
            number=row[5],
            received_at=from_stored(row[6]),
            signed_at=from_stored(row[7]) if row[7] is not None else None,
            numbered=_numbered(row[8:15]) if row[8] is not None else None,
            held_for=tuple(row[15].split()),
            content=_content(row[16:]),
        )
        for row in rows
    )


def _numbered(row: Row) -> ReceivedNumber:
    station, office, series, kind, number, previous, not_sent = row
    gone = tuple((int(item[0]), str(item[1])) for item in json.loads(not_sent))
    return ReceivedNumber(station, office, series, kind, number, previous, gone)


def answers_entered(vault: Database, actions: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """Action, id of the bundle and number of every entry of the chain with these actions."""
    rows = vault.rows(
        "SELECT action, coalesce(json_extract(detail, '$.bundle'), ''),"
        " coalesce(json_extract(detail, '$.number'), '') FROM custody"
        " WHERE action IN (SELECT value FROM json_each(?))",
        (json.dumps([*actions]),),
    )
    return tuple((str(action), str(bundle), str(number)) for action, bundle, number in rows)


def answers_kept(vault: Database) -> tuple[tuple[str, str, str], ...]:
    """Result, id of the bundle and number of every row of the register."""
    rows = vault.rows("SELECT result, bundle_id, number FROM received")
    return tuple((_result(result), bundle, number) for result, bundle, number in rows)


def find_received(vault: Database, entry_id: int) -> KeptReceived | None:
    """One entry of the register."""
    return _single(vault, "received.id = ?", (entry_id,))


def find_received_number(vault: Database, number: str) -> KeptReceived | None:
    """The first entry with this receipt number."""
    return _single(vault, "number = ?", (number,))


def number_of_file(vault: Database, case_id: str) -> str:
    """The number that a file has in the register; '' before anything of it was received."""
    row = vault.row(
        "SELECT number FROM received WHERE case_id = ? AND number <> '' ORDER BY id LIMIT 1",
        (case_id,),
    )
    return row[0] if row else ""


def find_manifest(vault: Database, manifest_sha256: str) -> KeptReceived | None:
    """The entry under which a bundle is kept, by the digest of its manifest (hex)."""
    return _single(vault, "manifest_sha256 = ? AND sealed_id IS NOT NULL", (manifest_sha256,))


def register(vault: Database, query: str = "") -> tuple[KeptReceived, ...]:
    """The register, newest first; `query` is part of a number, a code or a signer."""
    words = query_words(query)
    columns = "number || char(10) || bundle_id || char(10) || case_number"
    columns += " || char(10) || person_code || char(10) || signed_by"
    where = " AND ".join(f"instr(lower({columns}), lower(?))" for _ in words) or "1"
    rows = vault.rows(f"{_SELECT} WHERE {where} ORDER BY received.id DESC", words)
    return tuple(_received(row) for row in rows)


def _single(vault: Database, where: str, values: tuple[object, ...]) -> KeptReceived | None:
    row = vault.row(f"{_SELECT} WHERE {where}", values)
    return _received(row) if row else None


def _content(row: Row) -> SealedContent | None:
    return SealedContent(row[0], bytes(row[1]), row[2]) if row[0] is not None else None


def _received(row: Row) -> KeptReceived:
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
        result=_result(row[12]),
        error_code=row[13],
        receipt_id=row[14],
        receipt=bytes(row[15]),
        content=_content(row[16:19]),
        id=row[19],
        kind=row[20],
    )


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
    known = find_export(vault, export.bundle_id)
    if known is not None:
        if known.manifest_sha256 != export.manifest_sha256:
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


@dataclass(frozen=True, slots=True)
class SentAttachment:
    """An attachment that a bundle names, and that an earlier one brought."""

    path: str  # in the folder of the case
    sha256: str  # hex
    size: int
    manifest: str  # SHA-256 (hex), of the bundle that brought it


@dataclass(frozen=True, slots=True)
class SentRevision:
    """A bundle that left with an approval of exchange format 1.0."""

    bundle_id: str
    revision: int
    created_at: datetime
    manifest: str  # SHA-256 (hex)
    approval: int
    carried: tuple[SentAttachment, ...] = ()


def add_sent(
    vault: Database, bundle_id: str, approval: int, carried: Iterable[SentAttachment] = ()
) -> None:
    """Keep with which approval a bundle leaves, as its export begins."""
    stored = [[item.path, item.sha256, item.size, item.manifest] for item in carried]
    with vault.transaction():
        vault.execute(
            "INSERT INTO sent_bundle VALUES(?, ?, ?)", (bundle_id, approval, json.dumps(stored))
        )


def sent_bundles(vault: Database, case_id: CaseId, office: str) -> tuple[SentRevision, ...]:
    """What of a file left for an office, newest first."""
    rows = vault.rows(
        "SELECT export.bundle_id, export.revision, export.created_at, manifest_sha256, approval,"
        " carried FROM export JOIN sent_bundle USING (bundle_id) JOIN bundle_number"
        " USING (bundle_id) WHERE office = ?"
        " AND case_ref = (SELECT id FROM case_file WHERE uuid = ?)"
        " ORDER BY export.created_at DESC, export.rowid DESC",
        (office, case_id),
    )
    return tuple(
        SentRevision(
            bundle_id=row[0],
            revision=row[1],
            created_at=from_stored(row[2]),
            manifest=row[3],
            approval=row[4],
            carried=tuple(SentAttachment(*item) for item in json.loads(row[5])),
        )
        for row in rows
    )


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


def add_unsent(
    vault: Database, receipt_id: str, body: bytes, imported_at: datetime, login: str
) -> bool:
    """Keep an answer to a bundle that never left here, as a proof; False: it was kept before."""
    with vault.transaction():
        if vault.row("SELECT 1 FROM unsent_receipt WHERE receipt_id = ?", (receipt_id,)):
            return False
        vault.execute(
            "INSERT INTO unsent_receipt VALUES(?, ?, ?, (SELECT id FROM officer WHERE login = ?))",
            (receipt_id, body, to_stored(imported_at), login),
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
        result=_result(result),
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
