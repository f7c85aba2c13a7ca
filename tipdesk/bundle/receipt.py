"""The receiving station's signed answer to one bundle (format §8). Opaque ids only, no names."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from tipdesk.bundle import strict_json
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import UUID
from tipdesk.bundle.container.single import sign_document
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import Answered, VerificationReport
from tipdesk.bundle.trust import TrustStore
from tipdesk.core.errors import ReceiptInvalid

FORMAT = "tipdesk-receipt/1"
SUFFIX = ".receipt.asice"
REGISTRY_NO = r"[A-Z0-9/-]{1,32}"
_SHA256 = "[0-9a-f]{64}"
_CODE = "[A-Z_]{3,40}"
_URN = "urn:uuid:"


class Result(StrEnum):
    """What became of the bundle."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    """One case of the bundle and the number it got in the register ('' for none)."""

    case_id: str
    revision: int
    registry_no: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says."""

    receipt_id: str  # random UUIDv4
    bundle_id: str
    file_sha256: str  # of the encrypted bundle as it arrived
    file_size: int
    manifest_sha256: str
    signer_sha256: str  # of the officer's certificate; '' if nobody could be named
    signed_at: datetime | None  # as the officer claims
    received_at: datetime
    result: Result
    error_code: str = ""  # of a refusal
    cases: tuple[ReceivedCase, ...] = ()
    crl_number: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """A receipt as read: `receipt` is None unless its signature and signer hold."""

    receipt: Receipt | None
    problems: tuple[Problem, ...]
    verification: VerificationReport


# --- making --------------------------------------------------------------------------------


def receipt_for(
    report: VerificationReport, receipt_id: str, received_at: datetime, result: Result
) -> Receipt:
    """A receipt for a checked bundle; registry numbers and code are added by `replace`."""
    index = report.index if report.valid else None
    return Receipt(
        receipt_id=receipt_id,
        bundle_id=report.bundle_id,
        file_sha256=report.file_sha256,
        file_size=report.file_size,
        manifest_sha256=report.manifest_sha256,
        signer_sha256=report.signed_by.certificate_sha256 if report.signed_by else "",
        signed_at=report.signed_at,
        received_at=received_at.replace(microsecond=0),
        result=result,
        cases=(ReceivedCase(index.case_id, index.revision),) if index else (),
        crl_number=report.crl_number,
    )


def make_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """The bytes of `<receipt id>.receipt.asice`, signed at the time of receipt."""
    signed_at = strict_json.format_time(receipt.signed_at) if receipt.signed_at else None
    value: strict_json.JsonValue = {
        "format": FORMAT,
        "receipt_id": _URN + receipt.receipt_id,
        "bundle_id": _URN + receipt.bundle_id,
        "bundle_file": {"sha256": receipt.file_sha256, "bytes": receipt.file_size},
        "manifest_sha256": receipt.manifest_sha256,
        "signer_cert_sha256": receipt.signer_sha256 or None,
        "claimed_signing_time": signed_at,
        "received_at": strict_json.format_time(receipt.received_at),
        "result": receipt.result.value,
        "error_code": receipt.error_code or None,
        "cases": [
            {
                "case_id": case.case_id,
                "revision": case.revision,
                "registry_no": case.registry_no or None,
            }
            for case in receipt.cases
        ],
        "crl_number": receipt.crl_number,
    }
    _parse(value)  # what we could not read ourselves is not sent
    return sign_document(paths.RECEIPT, value, key, receipt.received_at)


# --- reading -------------------------------------------------------------------------------


def read_receipt(source: Path | BinaryIO, trust: TrustStore, now: datetime) -> ReceiptReport:
    """Read a receipt and check its signature and signer (a certificate of the receiver's role).

    Raises:
        FileUnreadable: the file cannot be read.
    """
    report = verify(source, VerificationRequest(now=now, trust=trust, lenient_crl=True))
    report.close()
    problems = list(report.problems)
    receipt: Receipt | None = None
    if report.kind != "receipt":
        problems.append(Problem(Code.E_RECEIPT_FORM))
    elif paths.RECEIPT in report.content:
        try:
            receipt = _parse(strict_json.read_json(report.content[paths.RECEIPT]))
        except ValueError as error:
            problems.append(Problem(Code.E_RECEIPT_FORM, paths.RECEIPT, str(error)))
    if any(problem.severity != "warning" for problem in problems) or not report.valid:
        return ReceiptReport(None, tuple(problems), replace(report, problems=tuple(problems)))
    return ReceiptReport(receipt, tuple(problems), report)


def recorded_receipt(body: bytes, now: datetime) -> Receipt:
    """A receipt that was verified before it was kept, read again for what it says.

    Raises:
        ReceiptInvalid: it is none (code E_RECEIPT_FORM).
    """
    report = verify(io.BytesIO(body), VerificationRequest(now=now))
    report.close()
    try:
        return _parse(strict_json.read_json(report.content[paths.RECEIPT]))
    except (KeyError, ValueError) as error:
        raise ReceiptInvalid(code=Code.E_RECEIPT_FORM.value) from error


def describe(report: VerificationReport) -> VerificationReport:
    """A receipt's report with the bundle it answers and what it says, faults of form added."""
    data = report.content.get(paths.RECEIPT)
    if data is None:
        return report
    try:
        receipt = _parse(strict_json.read_json(data))
    except ValueError as error:
        fault = Problem(Code.E_RECEIPT_FORM, paths.RECEIPT, str(error))
        return replace(report, problems=(*report.problems, fault), intact=False)
    described = replace(report, format=FORMAT, bundle_id=receipt.bundle_id)
    if not report.intact or report.signed_by is None:
        return described  # nobody said it
    numbers = tuple(case.registry_no for case in receipt.cases if case.registry_no)
    answer = Answered(receipt.result.value, numbers, receipt.error_code)
    return replace(described, answer=answer)


def _parse(value: strict_json.JsonValue) -> Receipt:
    """Read the fields. Raises ValueError."""
    fields = strict_json.Fields(value)
    fields.text("format", FORMAT)
    file = fields.inner("bundle_file")
    signed_at = fields.optional_text("claimed_signing_time", strict_json.TIME_PATTERN)
    receipt = Receipt(
        receipt_id=fields.text("receipt_id", _URN + UUID).removeprefix(_URN),
        bundle_id=fields.text("bundle_id", _URN + UUID).removeprefix(_URN),
        file_sha256=file.text("sha256", _SHA256),
        file_size=file.number("bytes"),
        manifest_sha256=fields.text("manifest_sha256", f"(?:{_SHA256})?"),
        signer_sha256=fields.optional_text("signer_cert_sha256", _SHA256) or "",
        signed_at=strict_json.parse_time(signed_at) if signed_at else None,
        received_at=strict_json.parse_time(fields.text("received_at", strict_json.TIME_PATTERN)),
        result=Result(fields.text("result")),
        error_code=fields.optional_text("error_code", _CODE) or "",
        cases=tuple(_case(strict_json.Fields(item)) for item in fields.items("cases", 500)),
        crl_number=fields.number("crl_number"),
    )
    file.end()
    fields.end()
    return receipt


def _case(fields: strict_json.Fields) -> ReceivedCase:
    case = ReceivedCase(
        fields.text("case_id", UUID),
        fields.number("revision"),
        fields.optional_text("registry_no", REGISTRY_NO) or "",
    )
    fields.end()
    return case


# --- judging -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExportedBundle:
    """What the export log knows of one bundle."""

    bundle_id: str
    file_sha256: str
    manifest_sha256: str


def about(receipt: Receipt, exported: ExportedBundle) -> bool:
    """Whether the answer is about the very file that was exported, not a changed copy of it.

    What cannot be opened has no manifest to compare.
    """
    same_manifest = receipt.manifest_sha256 in ("", exported.manifest_sha256)
    refused = receipt.result is Result.REJECTED
    named = bool(receipt.manifest_sha256) or refused
    return receipt.file_sha256 == exported.file_sha256 and same_manifest and named


class ReceiptStanding(StrEnum):
    """How a receipt stands to what is recorded."""

    NEW = "new"
    SAME = "same"  # recorded already
    OLDER = "older"  # a newer answer is recorded
    UNKNOWN = "unknown"  # no such export: E_RECEIPT_UNKNOWN
    MISMATCH = "mismatch"  # the export was another file: E_RECEIPT_MISMATCH


def judge(
    receipt: Receipt, exported: ExportedBundle | None, latest: Receipt | None
) -> ReceiptStanding:
    """Compare a good receipt with the export log.

    Args:
        receipt: as read.
        exported: the log's entry with the receipt's bundle id.
        latest: the recorded answer that stands: the newest one about our file, else the newest.
    """
    if exported is None or exported.bundle_id != receipt.bundle_id:
        return ReceiptStanding.UNKNOWN
    # What is refused may have been damaged on the way; only an acceptance must be of our file.
    if receipt.result is not Result.REJECTED and not about(receipt, exported):
        return ReceiptStanding.MISMATCH
    return ReceiptStanding.NEW if latest is None else _against(receipt, exported, latest)


def _against(receipt: Receipt, exported: ExportedBundle, latest: Receipt) -> ReceiptStanding:
    """How an answer stands to the one that is recorded."""
    if latest.receipt_id == receipt.receipt_id:
        return ReceiptStanding.SAME
    if not about(latest, exported) and about(receipt, exported):
        return ReceiptStanding.NEW  # whatever came before was said of a damaged copy
    if latest.result is not Result.REJECTED and not about(receipt, exported):
        return ReceiptStanding.MISMATCH  # a copy that was refused undoes nothing
    return (
        ReceiptStanding.NEW if receipt.received_at > latest.received_at else ReceiptStanding.OLDER
    )
