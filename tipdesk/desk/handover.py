"""The counter where bundles leave and receipts come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tipdesk.cases.model import Case, CaseId
from tipdesk.cases.record import Pick, Withheld
from tipdesk.desk.approval import Confirmed
from tipdesk.desk.keys import Recipient
from tipdesk.desk.packing import ExportPlan, ExportResult, SigningKey


class Blocker(StrEnum):
    """An open condition of an export."""

    NOT_APPROVED = "not_approved"  # rule V3
    NO_TRUST = "no_trust"
    NO_RECIPIENT = "no_recipient"
    NO_RECOVERY = "no_recovery"
    NO_CERTIFICATE = "no_certificate"
    NO_BASIS = "no_basis"  # neither consent to share nor a legal basis
    INCOMPLETE = "incomplete"


class ContentKind(StrEnum):
    """What a line of the contents list is."""

    RECORD = "record"
    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    CUSTODY = "custody"
    README = "readme"


@dataclass(frozen=True, slots=True)
class Content:
    """One line of the contents list. `name` is a document key or an attachment's own name."""

    kind: ContentKind
    name: str
    size: int | None = None  # bytes, attachments only


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What would go, what stays and what is still in the way."""

    case: Case
    contents: tuple[Content, ...]
    picks: tuple[Pick, ...]  # as approved
    withheld: tuple[Withheld, ...]
    withheld_level4: int
    blockers: tuple[Blocker, ...]
    recipients: tuple[Recipient, ...]
    basis: tuple[str, ...]  # choices of list BASIS; may be empty when consent was given


class ReceiptMeaning(StrEnum):
    """What an imported receipt did."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
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


@dataclass(frozen=True, slots=True)
class Export:
    """One bundle that left this station, and its answer."""

    bundle_id: str
    case_id: CaseId
    revision: int
    created: datetime
    recipient: str
    signer: str
    file_name: str
    sha256: str
    manifest_sha256: str
    fingerprint: str
    answered_at: datetime | None
    result: str  # "", "accepted", "rejected"
    receipt_number: str
    error_code: str


class Handover:
    """Plans and records exports, takes receipts. GUI thread; packing itself is a job."""

    def prepare(self, case_id: CaseId) -> ExportPreview:
        """What an export of the file would hold."""
        raise NotImplementedError

    def plan(self, case_id: CaseId, recipient: Recipient, target_dir: Path) -> ExportPlan:
        """Freeze everything that `packing.pack` needs.

        Raises:
            ExportNotReady: a blocker is open (details: reason).
        """
        raise NotImplementedError

    def signing_key(self, confirmed: Confirmed) -> SigningKey:
        """Open the officer's key for one export; hand it to `packing.pack`.

        Raises:
            NoCertificate: none, or not valid today.
        """
        raise NotImplementedError

    def record(self, result: ExportResult) -> Case:
        """Enter the export; the file becomes *exported*."""
        raise NotImplementedError

    def exports(self, case_id: CaseId) -> tuple[Export, ...]:
        """Every export of the file, newest first."""
        raise NotImplementedError

    def import_receipt(self, path: Path) -> ReceiptOutcome:
        """Check a receipt from the stick and record it.

        Raises:
            ReceiptInvalid: signature, trust or match with the export fails (details: code).
            ReceiptUnknown, ReceiptOlder, FileUnreadable, TrustMissing
        """
        raise NotImplementedError
