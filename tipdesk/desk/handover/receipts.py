"""Taking the Prosecution's receipt: is it genuine, does it answer a bundle of ours, is it newer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tipdesk.bundle.receipt import (
    ExportedBundle,
    Receipt,
    ReceiptReport,
    ReceiptStanding,
    Result,
    about,
    judge,
    read_receipt,
    recorded_receipt,
)
from tipdesk.cases.files.workflow import FileStep, may, next_status
from tipdesk.cases.model import Case
from tipdesk.core.errors import ReceiptInvalid, ReceiptOlder, ReceiptUnknown, TrustMissing
from tipdesk.core.plain_file import read_plain
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import handover_rows
from tipdesk.storage.files import case_rows

_MISMATCH = "E_RECEIPT_MISMATCH"
_LARGEST = 16 * 1024 * 1024  # bytes; a receipt has a few thousand


class ReceiptMeaning(StrEnum):
    """What an imported receipt did."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    QUARANTINED = "quarantined"  # kept there, not yet accepted
    DUPLICATE = "duplicate"  # the same receipt again; nothing changed


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """A receipt that verified and was recorded."""

    meaning: ReceiptMeaning
    case: Case
    number: str  # registry number, "" when refused
    error_code: str  # why it was refused, "" when accepted
    received_at: datetime
    signed_by: str
    warnings: tuple[str, ...]  # problem codes


_MEANING = {
    Result.ACCEPTED: ReceiptMeaning.ACCEPTED,
    Result.REJECTED: ReceiptMeaning.REFUSED,
    Result.QUARANTINED: ReceiptMeaning.QUARANTINED,
}
_STEP = {Result.ACCEPTED: FileStep.RECEIVE, Result.REJECTED: FileStep.REFUSE}


class Receipts:
    """Takes receipts of one officer's station."""

    def __init__(self, desk: OpenVault, files: CaseFiles, keys: Keys) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._files = files
        self._keys = keys

    def take(self, path: Path) -> ReceiptOutcome:
        """See `Handover.import_receipt`."""
        body = _read(path)
        report, receipt = self._verified(body)
        export = handover_rows.find_export(self._vault, receipt.bundle_id)
        answer = judge(
            receipt, _exported(export) if export else None, self._latest(receipt, export)
        )
        if export is None or answer is ReceiptStanding.UNKNOWN:
            raise ReceiptUnknown(bundle=receipt.bundle_id)
        number = _number(receipt, export) if receipt.result is Result.ACCEPTED else ""
        if answer is ReceiptStanding.MISMATCH or number is None:
            raise ReceiptInvalid(code=_MISMATCH)
        if answer is ReceiptStanding.OLDER:
            raise ReceiptOlder(bundle=receipt.bundle_id)
        case = self._files.case(export.case_id)
        if answer is ReceiptStanding.NEW:
            case = self._record(receipt, export, number, report, body)
        meaning = (
            ReceiptMeaning.DUPLICATE if answer is ReceiptStanding.SAME else _MEANING[receipt.result]
        )
        return ReceiptOutcome(
            meaning=meaning,
            case=case,
            number=number,
            error_code=receipt.error_code,
            received_at=receipt.received_at,
            signed_by=_signer(report),
            warnings=tuple(problem.code.value for problem in report.problems),
        )

    def _verified(self, body: bytes) -> tuple[ReceiptReport, Receipt]:
        trust = self._keys.trust_store()
        if trust is None:
            raise TrustMissing
        report = read_receipt(io.BytesIO(body), trust, self._desk.now())
        if report.receipt is None:
            codes = [
                problem.code.value for problem in report.problems if problem.severity != "warning"
            ]
            raise ReceiptInvalid(code=codes[0] if codes else "E_RECEIPT_FORM")
        return report, report.receipt

    def standing(self, export: handover_rows.KeptExport) -> handover_rows.KeptReceipt | None:
        """The recorded answer to an export that stands.

        An answer about the file that was sent outweighs what was said of another copy.
        """
        answers = handover_rows.receipts(self._vault, export.bundle_id)
        ours = _exported(export)

        def weight(answer: handover_rows.KeptReceipt) -> tuple[bool, datetime]:
            return about(recorded_receipt(answer.body, self._desk.now()), ours), answer.received_at

        return max(answers, key=weight, default=None)

    def _latest(self, receipt: Receipt, export: handover_rows.KeptExport | None) -> Receipt | None:
        """What a receipt is judged against: itself when it was recorded before."""
        if export is None:
            return None
        answers = handover_rows.receipts(self._vault, export.bundle_id)
        if any(answer.receipt_id == receipt.receipt_id for answer in answers):
            return receipt
        standing = self.standing(export)
        return recorded_receipt(standing.body, self._desk.now()) if standing else None

    def _record(
        self,
        receipt: Receipt,
        export: handover_rows.KeptExport,
        number: str,
        report: ReceiptReport,
        body: bytes,
    ) -> Case:
        with self._vault.transaction():
            now = self._desk.now()
            login = self._desk.officer.login
            handover_rows.add_receipt(
                self._vault,
                handover_rows.KeptReceipt(
                    receipt_id=receipt.receipt_id,
                    bundle_id=receipt.bundle_id,
                    result=receipt.result.value,
                    number=number,
                    error_code=receipt.error_code,
                    received_at=receipt.received_at,
                    signed_by=_signer(report),
                    body=body,
                    imported_at=now,
                    imported_by=login,
                ),
            )
            self._follow(receipt.result, export, number)
            self._desk.enter(
                "receipt_imported",
                export.case_id,
                bundle=receipt.bundle_id,
                receipt=receipt.receipt_id,
                result=receipt.result.value,
                number=number,
            )
        self._desk.publish(ChangeKind.EXPORTS, export.case_id)
        self._desk.publish(ChangeKind.CASES)
        return self._files.case(export.case_id)

    def _follow(self, result: Result, export: handover_rows.KeptExport, number: str) -> None:
        """Give the file its number and status, unless what was sent later says more."""
        now, role = self._desk.now(), self._desk.officer.role
        case = self._files.case(export.case_id)
        sent = handover_rows.exports(self._vault, case.id)  # newest first
        later = sent[: [later_export.bundle_id for later_export in sent].index(export.bundle_id)]
        results = [
            answer.result for later_export in later if (answer := self.standing(later_export))
        ]
        if number and Result.ACCEPTED.value not in results:
            case = case_rows.set_receipt_number(self._vault, case.id, number, now)
        # A file that was amended or approved anew meanwhile goes its own way.
        step = _STEP.get(result)
        if step is None or export.revision != case.revision or not may(step, case.status, role):
            return
        # An earlier USB drive that arrived brought this revision; one that was refused is replaced.
        decided = any(result in _STEP for result in results)
        if not later or (result is Result.ACCEPTED and not decided):
            case_rows.set_status(self._vault, case.id, next_status(step, case.status, role), now)


def _read(path: Path) -> bytes:
    return read_plain(path, _LARGEST)


def _exported(export: handover_rows.KeptExport) -> ExportedBundle:
    return ExportedBundle(export.bundle_id, export.sha256, export.manifest_sha256)


def _number(receipt: Receipt, export: handover_rows.KeptExport) -> str | None:
    """The number that our file got; None when the receipt speaks of another file or revision."""
    for case in receipt.cases:
        if (case.case_id, case.revision) == (export.case_id, export.revision):
            return case.registry_no
    return None


def _signer(report: ReceiptReport) -> str:
    signer = report.verification.signed_by
    return signer.name if signer else ""
