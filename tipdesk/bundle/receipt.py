"""The receiving station's signed answer to one bundle: `receipt.json`, tipdesk-receipt/1.0
(docs/bundle-format.md §11). Opaque ids only, no names."""

from __future__ import annotations

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

FORMAT = "tipdesk-receipt"
SUFFIX = ".receipt.asice"
REGISTRY_NO = r"[A-Z0-9/-]{1,32}"
CODE = r"[AEW]_[A-Z0-9_]{1,38}"
"""What codes of verdicts look like; those that are not known here are read too."""
_SHA256 = "[0-9a-f]{64}"
_MOST_CODES = 1000
_MOST_NUMBERS = 10_000


class Result(StrEnum):
    """What became of the bundle."""

    ACCEPTED = "accepted"
    QUARANTINED = "aside"  # kept, until a named prosecutor takes it in or refuses it
    REJECTED = "rejected"


class AnsweredKind(StrEnum):
    """What is answered."""

    CASE = "case"
    NOTICE = "notice"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says, member by member as §11 lists them."""

    receipt_id: str  # random UUIDv4
    bundle_id: str
    file_sha256: str  # of the encrypted bundle as it arrived
    file_size: int
    manifest_sha256: str  # '' if it could not be read
    signer_sha256: str  # of the exporter's certificate; '' if nobody could be named
    signed_at: datetime | None  # as the exporter claims
    received_at: datetime
    result: Result
    codes: tuple[str, ...] = ()  # what the check found; of a refusal the reason first
    case_id: str = ""  # from here on '', 0 or None where the bundle did not hold
    revision: int = 0
    kind: AnsweredKind | None = None
    number: int = 0
    series: str = ""
    head: tuple[int, str] | None = None  # of the chain that it shows: number and hash of the last
    registry_no: str = ""  # '' unless it was accepted
    missing: tuple[int, ...] = ()  # numbers of its series that have not come to this day
    not_sent: tuple[int, ...] = ()  # numbers of its series of which its station says so
    crl_number: int = 0
    is_newer: bool = False  # of a later minor version

    @property
    def error_code(self) -> str:
        """Why it was refused; '' when it was not."""
        refused = self.result is Result.REJECTED
        return self.codes[0] if refused and self.codes else ""


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """A receipt as read: `receipt` is None unless its signature and signer hold."""

    receipt: Receipt | None
    problems: tuple[Problem, ...]
    verification: VerificationReport


# --- making --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeriesStanding:
    """What an office can say of the series of a bundle besides the bundle itself."""

    head: tuple[int, str] | None = None
    missing: tuple[int, ...] = ()
    not_sent: tuple[int, ...] = ()


def receipt_for(
    report: VerificationReport,
    receipt_id: str,
    received_at: datetime,
    result: Result,
    standing: SeriesStanding | None = None,
) -> Receipt:
    """A receipt for a checked bundle; registry number and the reason of a refusal are added by
    `replace`. Of a bundle that does not hold nothing is repeated that only it says."""
    index, standing = report.index if report.sound else None, standing or SeriesStanding()
    receipt = Receipt(
        receipt_id=receipt_id,
        bundle_id=report.bundle_id,
        file_sha256=report.file_sha256,
        file_size=report.file_size,
        manifest_sha256=report.manifest_sha256,
        signer_sha256=report.signed_by.certificate_sha256 if report.signed_by else "",
        signed_at=report.signed_at,
        received_at=received_at.replace(microsecond=0),
        result=result,
        codes=tuple(dict.fromkeys(problem.code.value for problem in report.problems)),
        crl_number=report.crl_number,
    )
    if index is None:
        return receipt
    return replace(
        receipt,
        case_id=index.case_id,
        revision=index.revision,
        kind=AnsweredKind(index.kind.value),
        number=index.numbered.number,
        series=index.numbered.series,
        head=standing.head,
        missing=standing.missing,
        not_sent=standing.not_sent,
    )


def make_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """The bytes of `<receipt id>.receipt.asice`, signed at the time of receipt."""
    value = write_receipt(receipt)
    parse_receipt(strict_json.write_json(value))  # what we could not read ourselves is not sent
    return sign_document(paths.RECEIPT, value, key, receipt.received_at)


def write_receipt(receipt: Receipt) -> strict_json.JsonValue:
    """`receipt.json` as a value."""
    signed_at = strict_json.format_time(receipt.signed_at) if receipt.signed_at else None
    return {
        "format": f"{FORMAT}/1.0",
        "receipt_id": receipt.receipt_id,
        "bundle_id": receipt.bundle_id,
        "bundle_file": {"sha256": receipt.file_sha256, "bytes": receipt.file_size},
        "manifest_sha256": receipt.manifest_sha256 or None,
        "kind": receipt.kind.value if receipt.kind else None,
        "number": receipt.number or None,
        "series": receipt.series or None,
        "head": list(receipt.head) if receipt.head else None,
        "signer_cert_sha256": receipt.signer_sha256 or None,
        "claimed_signing_time": signed_at,
        "received_at": strict_json.format_time(receipt.received_at),
        "result": receipt.result.value,
        "codes": list(receipt.codes),
        "case_id": receipt.case_id or None,
        "revision": receipt.revision or None,
        "registry_no": receipt.registry_no or None,
        "missing": list(receipt.missing),
        "not_sent": list(receipt.not_sent),
        "crl_number": receipt.crl_number,
    }


# --- reading -------------------------------------------------------------------------------


def read_receipt(
    source: Path | BinaryIO, trust: TrustStore, now: datetime, seen: datetime | None = None
) -> ReceiptReport:
    """Read a receipt and check its signature and signer (a certificate of the receiver's role);
    `seen`: when it came, of one that was kept.

    Raises:
        FileUnreadable: the file cannot be read.
    """
    question = VerificationRequest(now=now, trust=trust, lenient_crl=True, seen=seen)
    report = verify(source, question)
    report.close()
    problems = list(report.problems)
    receipt: Receipt | None = None
    if report.kind != "receipt":
        problems.append(Problem(Code.E_RECEIPT_FORM))
    elif paths.RECEIPT in report.content:
        receipt, problem = _read(report.content[paths.RECEIPT], report.signed_at)
        problems += [problem] if problem else []
    if any(problem.severity != "warning" for problem in problems) or not report.valid:
        return ReceiptReport(None, tuple(problems), replace(report, problems=tuple(problems)))
    return ReceiptReport(receipt, tuple(problems), report)


def _read(data: bytes, signed_at: datetime | None) -> tuple[Receipt | None, Problem | None]:
    """The document, and what is to be said of its form; nothing is known where nobody signed."""
    try:
        receipt = parse_receipt(data)
    except strict_json.OtherMajor as error:
        return None, Problem(Code.E_VERSION, paths.RECEIPT, str(error))
    except ValueError as error:
        return None, Problem(Code.E_RECEIPT_FORM, paths.RECEIPT, str(error))
    if signed_at not in (None, receipt.received_at):
        return None, Problem(Code.E_RECEIPT_FORM, paths.RECEIPT, "received_at")
    return receipt, Problem(Code.W_NEWER, paths.RECEIPT) if receipt.is_newer else None


def describe(report: VerificationReport) -> VerificationReport:
    """A receipt's report with the bundle it answers and what it says, faults of form added."""
    data = report.content.get(paths.RECEIPT)
    if data is None:
        return report
    receipt, problem = _read(data, report.signed_at)
    if problem is not None:
        report = replace(report, problems=(*report.problems, problem))
    if receipt is None:
        return replace(report, intact=False)
    described = replace(report, format=f"{FORMAT}/1.0", bundle_id=receipt.bundle_id)
    if not report.intact or report.signed_by is None:
        return described  # nobody said it
    answer = Answered(
        result=receipt.result.value,
        registry_no=receipt.registry_no,
        error_code=receipt.error_code,
        kind=receipt.kind.value if receipt.kind else "",
        number=receipt.number,
        missing=receipt.missing,
        not_sent=receipt.not_sent,
        codes=receipt.codes,
    )
    return replace(described, answer=answer)


def parse_receipt(data: bytes) -> Receipt:
    """Read the document. Raises ValueError (`strict_json.OtherMajor`)."""
    fields = strict_json.Fields.of_document(data, FORMAT)
    file = fields.inner("bundle_file")
    signed_at = fields.optional_text("claimed_signing_time", strict_json.TIME_PATTERN)
    kind = fields.optional_text("kind")
    receipt = Receipt(
        receipt_id=fields.text("receipt_id", UUID),
        bundle_id=fields.text("bundle_id", UUID),
        file_sha256=file.text("sha256", _SHA256),
        file_size=file.number("bytes"),
        manifest_sha256=fields.optional_text("manifest_sha256", _SHA256) or "",
        signer_sha256=fields.optional_text("signer_cert_sha256", _SHA256) or "",
        signed_at=strict_json.parse_time(signed_at) if signed_at else None,
        received_at=strict_json.parse_time(fields.text("received_at", strict_json.TIME_PATTERN)),
        result=Result(fields.text("result")),
        codes=fields.texts("codes", CODE, _MOST_CODES),
        case_id=fields.optional_text("case_id", UUID) or "",
        revision=fields.optional_number("revision", 1) or 0,
        kind=AnsweredKind(kind) if kind is not None else None,
        number=fields.optional_number("number", 1) or 0,
        series=fields.optional_text("series", UUID) or "",
        head=fields.optional_place("head", _SHA256),
        registry_no=fields.optional_text("registry_no", REGISTRY_NO) or "",
        missing=_numbers(fields, "missing"),
        not_sent=_numbers(fields, "not_sent"),
        crl_number=fields.number("crl_number"),
        is_newer=fields.is_newer,
    )
    file.end()
    fields.end()
    if receipt.result is Result.ACCEPTED and not receipt.manifest_sha256:
        raise strict_json.NotStrictJson("accepted without a manifest")
    if receipt.registry_no and receipt.result is not Result.ACCEPTED:
        raise strict_json.NotStrictJson("a register number of what is not in the register")
    return receipt


def _numbers(fields: strict_json.Fields, name: str) -> tuple[int, ...]:
    numbers = fields.numbers(name, 1, _MOST_NUMBERS)
    if list(numbers) != sorted(set(numbers)):
        raise strict_json.NotStrictJson(name)
    return numbers


# --- judging -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExportedBundle:
    """What export log and chain of custody know of one bundle."""

    bundle_id: str
    file_sha256: str
    manifest_sha256: str
    case_id: str = ""
    revision: int = 0
    series: str = ""  # '' and 0: of before numbers were taken
    number: int = 0
    head: tuple[int, str] | None = None  # the entry with which its export began


def about(receipt: Receipt, exported: ExportedBundle) -> bool:
    """Whether the answer is about the very file that was exported, not a changed copy of it.

    What cannot be opened has no manifest to compare. What came without its envelope is another file
    on the drive, and our case bundle all the same.
    """
    same_manifest = receipt.manifest_sha256 in ("", exported.manifest_sha256)
    refused = receipt.result is Result.REJECTED
    named = bool(receipt.manifest_sha256) or refused
    same_file = receipt.file_sha256 == exported.file_sha256
    if Code.A_NOT_ENCRYPTED.value in receipt.codes:
        same_file = receipt.manifest_sha256 == exported.manifest_sha256
    return same_file and same_manifest and named and _same_place(receipt, exported)


def _same_place(receipt: Receipt, exported: ExportedBundle) -> bool:
    """Whether it speaks of our file and revision, by our number, and saw our chain."""
    if receipt.kind is None:
        return receipt.result is Result.REJECTED
    case = (receipt.case_id, receipt.revision) == (exported.case_id, exported.revision)
    place = (receipt.series, receipt.number) == (exported.series, exported.number)
    return case and place and receipt.head == exported.head


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
