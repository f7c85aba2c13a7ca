"""Protective annexes: what an approver sealed to one prosecutor, what came to an office, and the
answers. Sealed bytes only: nobody opens them with the key of the vault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database, Row, from_stored, to_stored

KIND = "annex"  # in the numbers of what leaves and comes


@dataclass(frozen=True, slots=True)
class KeptAnnex:
    """An annex of this station, sealed with its approval."""

    approval: int
    annex_id: str
    case_id: CaseId
    office: str
    login: str  # of the prosecutor
    manifest: str  # SHA-256 (hex)
    sealed: bytes
    revision: int = 0
    series: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class AnnexAnswer:
    """An answer to an annex of this station."""

    receipt_id: str
    result: str
    body: bytes
    received_at: datetime  # as it says


@dataclass(frozen=True, slots=True)
class CameAnnex:
    """An annex that a prosecutor of this office answered."""

    annex_id: str
    manifest: str  # SHA-256 (hex)
    sealed: bytes  # '' of one that was refused
    case_id: str
    revision: int
    station: str
    office: str
    series: str
    number: int
    previous: str
    not_sent: tuple[tuple[int, str], ...]
    login: str  # whom it is sealed to
    result: str
    receipt_id: str
    receipt: bytes
    at: datetime
    by: str  # login


# --- of this station --------------------------------------------------------------------------


def add(vault: Database, annex: KeptAnnex) -> None:
    """Keep what was sealed with an approval."""
    vault.execute(
        "INSERT INTO annex(approval, annex_id, office, login, manifest, sealed)"
        " VALUES(?, ?, ?, ?, ?, ?)",
        (
            annex.approval,
            annex.annex_id,
            annex.office,
            annex.login,
            annex.manifest,
            annex.sealed,
        ),
    )


_SELECT = (
    "SELECT annex.approval, annex_id, uuid, annex.office, login, annex.manifest, sealed,"
    " approval.revision, bundle_number.series, bundle_number.number FROM annex"
    " JOIN approval ON approval.id = annex.approval JOIN case_file ON case_file.id = case_ref"
    " JOIN bundle_number ON bundle_number.bundle_id = annex_id"
)


def of_approval(vault: Database, approval: int, office: str = "") -> KeptAnnex | None:
    """What was sealed with an approval, for that office alone where one is named."""
    row = vault.row(f"{_SELECT} WHERE annex.approval = ?", (approval,))
    annex = _kept(row) if row else None
    return annex if annex is not None and office in ("", annex.office) else None


def find(vault: Database, annex_id: str) -> KeptAnnex | None:
    """One annex of this station."""
    row = vault.row(f"{_SELECT} WHERE annex_id = ?", (annex_id,))
    return _kept(row) if row else None


def of_case(vault: Database, case_id: CaseId) -> tuple[KeptAnnex, ...]:
    """Those of a file, the oldest first."""
    rows = vault.rows(f"{_SELECT} WHERE uuid = ? ORDER BY annex.approval", (case_id,))
    return tuple(_kept(row) for row in rows)


def ids(vault: Database) -> frozenset[str]:
    """Of all of them: what of one was left unfinished on a drive is ours to remove."""
    return frozenset(annex_id for (annex_id,) in vault.rows("SELECT annex_id FROM annex"))


def bundles(vault: Database) -> dict[str, frozenset[str]]:
    """By the id of an annex, the bundles that were begun with its approval."""
    rows = vault.rows(
        "SELECT annex_id, bundle_id FROM annex LEFT JOIN sent_bundle USING (approval)"
    )
    begun: dict[str, frozenset[str]] = {}
    for annex_id, bundle_id in rows:
        others = begun.get(annex_id, frozenset())
        begun[annex_id] = others if bundle_id is None else others | {bundle_id}
    return begun


def every(vault: Database, office: str) -> tuple[KeptAnnex, ...]:
    """Those for an office, the oldest first."""
    rows = vault.rows(f"{_SELECT} WHERE annex.office = ? ORDER BY annex.approval", (office,))
    return tuple(_kept(row) for row in rows)


def _kept(row: Row) -> KeptAnnex:
    approval, annex_id, case_id, office, login, manifest, sealed, revision, series, number = row
    return KeptAnnex(
        approval,
        annex_id,
        CaseId(case_id),
        office,
        login,
        manifest,
        bytes(sealed),
        revision,
        series,
        number,
    )


def add_receipt(
    vault: Database, receipt_id: str, annex_id: str, result: str, body: bytes, at: datetime
) -> None:
    """Keep an answer."""
    vault.execute(
        "INSERT INTO annex_receipt VALUES(?, ?, ?, ?, ?)",
        (receipt_id, annex_id, result, body, to_stored(at)),
    )


def receipts(vault: Database, annex_id: str) -> tuple[AnnexAnswer, ...]:
    """The answers to an annex, the newest first."""
    rows = vault.rows(
        "SELECT receipt_id, result, body, received_at FROM annex_receipt WHERE annex_id = ?"
        " ORDER BY received_at DESC",
        (annex_id,),
    )
    return tuple(
        AnnexAnswer(receipt_id, result, bytes(body), from_stored(at))
        for receipt_id, result, body, at in rows
    )


# --- of an office -----------------------------------------------------------------------------


def add_came(vault: Database, came: CameAnnex) -> None:
    """Keep what came, with its answer."""
    vault.execute(
        "INSERT INTO came_annex VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            came.receipt_id,
            came.annex_id,
            came.manifest,
            came.sealed,
            came.case_id,
            came.revision,
            came.station,
            came.office,
            came.series,
            came.number,
            came.previous,
            json.dumps(came.not_sent),
            came.login,
            came.result,
            came.receipt,
            to_stored(came.at),
            came.by,
        ),
    )


def came(vault: Database) -> tuple[CameAnnex, ...]:
    """Everything that was answered, the newest first."""
    rows = vault.rows("SELECT * FROM came_annex ORDER BY at DESC, rowid DESC")
    return tuple(_came(row) for row in rows)


def _came(row: Row) -> CameAnnex:
    receipt_id, annex_id, manifest, sealed, case_id, revision, *place = row
    station, office, series, number, previous, not_sent, login, result, receipt, at, by = place
    unsent: Sequence[Sequence[object]] = json.loads(not_sent)
    return CameAnnex(
        annex_id=annex_id,
        manifest=manifest,
        sealed=bytes(sealed),
        case_id=case_id,
        revision=revision,
        station=station,
        office=office,
        series=series,
        number=number,
        previous=previous,
        not_sent=tuple((int(str(item)), str(bundle)) for item, bundle in unsent),
        login=login,
        result=result,
        receipt_id=receipt_id,
        receipt=bytes(receipt),
        at=from_stored(at),
        by=by,
    )
