"""The counter where bundles leave and receipts come back.

What an export would hold is shown line by line before it is made (`outgoing.ExportPreview`).
Attachments that the office has from an earlier bundle stay off, unless all are asked for.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tipdesk.bundle import limits
from tipdesk.bundle.approval import Approval
from tipdesk.bundle.container.index import BundleKind, BundleNumber, NotSent
from tipdesk.bundle.receipt import SUFFIX
from tipdesk.cases.answers import as_it_counts, counting
from tipdesk.cases.consent.sharing import Sharing, legal_basis
from tipdesk.cases.custody.document import custody_json
from tipdesk.cases.evidence import as_it_leaves, described
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.release import release_of
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Act, Case, CaseFile, CaseId, CustodyEvent, Status
from tipdesk.core.errors import CustodyBroken, ExportNotReady
from tipdesk.desk.custody import integrity
from tipdesk.desk.evidence.attachments import SealedSource, attached_sources
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.files.listing import list_request
from tipdesk.desk.handover import annexing
from tipdesk.desk.handover.approving import Approving
from tipdesk.desk.handover.earlier_bundles import EarlierBundles, FollowedBundle, LyingThere
from tipdesk.desk.handover.outgoing import (
    ExportCondition,
    ExportPreview,
    Load,
    contents,
    least_load,
    loaded,
)
from tipdesk.desk.handover.packing import ExportPlan, ExportResult, SigningKey
from tipdesk.desk.handover.receipts import ReceiptOutcome, Receipts
from tipdesk.desk.handover.received_content import PAPERS
from tipdesk.desk.handover.sent_bundles import shown_from
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.paper import signed_papers
from tipdesk.desk.station.signing_and_trust import CertificateStanding, SealRecipient
from tipdesk.storage import annex_rows, bundle_numbers, custody_rows, handover_rows, station_rows
from tipdesk.storage.files import approval_rows, case_rows

_MOST_RECEIPTS = 50  # on USB drives, looked at for a new one: each takes a few milliseconds
_MADE_FILES = len(PAPERS) + 7  # record, custody, signed pages, index, readme, approval twice


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
    size: int
    sha256: str
    manifest_sha256: str
    fingerprint: str
    answered_at: datetime | None
    result: str  # "", "accepted", "rejected", "aside"
    receipt_number: str
    error_code: str


class Handover:
    """Plans and records exports, takes receipts. GUI thread; packing itself is a job."""

    def __init__(
        self,
        desk: OpenVault,
        files: CaseFiles,
        access: Access,
        approving: Approving,
        signed: signed_papers.SignedPapers,
        receipts: Receipts,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._files = files
        self._access = access
        self._approving = approving
        self._receipts, self._keys = receipts, receipts.keys
        self._signed = signed
        self._earlier = EarlierBundles(self._vault, self._receipts)

    def prepare(self, case_id: CaseId) -> ExportPreview:
        """What an export of the file would hold. Raises TransitionRefused: as `plan`."""
        self._desk.require(Act.EXPORT)
        case_file = self._files.whole(case_id)
        picks = self._files.picks(case_file.case)
        state = self._files.state(case_file)
        release = release_of(case_file, state, picks)
        leaving = as_it_leaves(case_file, release.exhibits)
        scans, prints = (
            self._signed.kept(case_id),
            self._signed.printed_copies(case_id),
        )
        signed = signed_papers.release_signed(scans, prints, case_file.digest)
        recipients = self._keys.recipients()
        codes = [recipient.code for recipient in recipients]
        there = {code: self._earlier.lying_there(case_id, code) for code in codes}
        return ExportPreview(
            case=case_file.case,
            contents=contents(leaving, described(case_file, state), signed, there),
            picks=picks,
            withheld=release.withheld,
            withheld_level4=release.withheld_level4,
            narrowed=release.sharing.narrows,
            blockers=self._blockers(as_it_counts(leaving, state), signed, release.sharing, there),
            recipients=recipients,
            basis=legal_basis(counting(case_file.answers, state)),
            signed=signed,
            there=there,
            annex=self._annexed(case_file.case),
            protective=self._approving.annexing.has_protective(case_file),
        )

    def is_valid(self, case: Case) -> bool:
        """Whether an approved file can leave with the approval that it has."""
        return self._approving.is_valid(case)

    def plan(
        self, case_id: CaseId, recipient: SealRecipient, target_dir: Path, *, send_all: bool = False
    ) -> ExportPlan:
        """Freeze what `packing.pack` needs; enter that an export began. `send_all`: none stay off.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "export").
            ExportNotReady: a blocker is open (details: reason).
            CustodyBroken: what would be sent is not what was approved (details: seq).
            ClockBehind: see `OpenVault.check_clock`.
        """
        preview = self.prepare(case_id)
        if preview.blockers:
            raise ExportNotReady(reason=preview.blockers[0].value)
        self._check_unchanged(case_id)
        trust = self._keys.trust()
        if trust is None or recipient not in preview.recipients:
            raise ExportNotReady(reason=ExportCondition.NO_RECIPIENT.value)
        bundle_id = str(uuid.uuid4())
        case_file = self._files.whole(case_id)
        release = release_of(case_file, self._files.state(case_file), preview.picks)
        leaving = as_it_leaves(case_file, release.exhibits)
        load = self._load(leaving, preview, recipient.code, send_all=send_all)
        statement, signed = self._approval(case_file.case, recipient)
        record = self._files.record(case_file, preview.picks)
        _check_approved(case_file, statement, record, load.attached)
        follows = self._follows(case_id, recipient, record)
        begun = custody_rows.bundles_begun(self._vault) | annex_rows.ids(self._vault)
        shown_since = shown_from(self._vault, recipient.code)
        numbered, event = self._begin(case_id, recipient, bundle_id, signed, load.carried)
        return ExportPlan(
            bundle_id=bundle_id,
            created=self._desk.now().replace(microsecond=0),
            numbered=numbered,
            case_file=replace(leaving, digest=statement.record_root),
            context=self._files.context(case_file.case),
            release=release,
            picks=preview.picks,
            vault_dir=self._vault.vault_dir,
            approved=signed,
            annex=annex_rows.of_approval(self._vault, signed.approval, recipient.code),
            custody=self._custody(leaving, shown_since),
            head=(event.seq, event.hash),
            sources=load.going,
            carried=load.carried,
            signed=preview.signed,
            signed_sources=load.signed,
            recipients=trust.sealed_to(recipient),
            recipient=recipient.label,
            authority=trust.fingerprint,
            signer=self._desk.officer.login,
            target_dir=target_dir,
            begun=begun,
            unwritten=annexing.unwritten(self._vault),
            follows=follows,
            letterhead=station_rows.letterhead(self._vault),
        )

    def signing_key(self, confirmed: Confirmed) -> SigningKey:
        """Open the officer's key for one export; hand it to `packing.pack`.

        Raises:
            NoCertificate: none, or not valid today.
        """
        return self._keys.signing_key(confirmed)

    def record(self, result: ExportResult) -> Case:
        """Enter the export; the file becomes *exported*, unless it was changed meanwhile."""
        with self._vault.transaction():
            now = self._desk.now()
            case = self._files.case(result.case_id)
            handover_rows.add_export(self._vault, _kept(result))
            bundle_numbers.became_whole(self._vault, result.bundle_id, result.manifest_sha256)
            if (case.status, case.revision) == (Status.APPROVED, result.revision):
                status = workflow.next_status(
                    workflow.FileStep.EXPORT, case.status, self._desk.officer.role
                )
                case = case_rows.set_status(self._vault, case.id, status, now)
            if result.annex:
                self._desk.enter(
                    annexing.WRITTEN, case.id, annex=result.annex, bundle=result.bundle_id
                )
            self._desk.enter(
                "exported",
                case.id,
                bundle=result.bundle_id,
                sha256=result.sha256,
                manifest=result.manifest_sha256,
                revision=str(result.revision),
            )
            list_request(self._vault, case.id)
            self._desk.seal()
        self._desk.publish(ChangeKind.EXPORTS, case.id)
        self._desk.publish(ChangeKind.CASES)
        return case

    def exports(self, case_id: CaseId) -> tuple[Export, ...]:
        """Every export of the file, newest first.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self._access.check(self._access.row(case_id))
        return tuple(self._export(export) for export in handover_rows.exports(self._vault, case_id))

    def chain_is_long(self) -> bool:
        """Whether the chain of custody fills three quarters of what a bundle can carry."""
        return custody_rows.longest_json(self._vault) > limits.DOCUMENT * 3 // 4

    def import_receipt(self, path: Path) -> ReceiptOutcome:
        """Check a receipt from the USB drive and record it.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "receive").
            ReceiptInvalid: signature, trust or match with the export fails (details: code).
            ReceiptUnknown, ReceiptOlder, FileUnreadable, TrustMissing
        """
        self._desk.require(Act.RECEIVE)
        return self._receipts.take(path)

    def new_receipt(self, folders: Iterable[Path]) -> Path | None:
        """The only receipt in one of these folders that answers what left here and was not taken
        yet; None where there is none, or several. More than `_MOST_RECEIPTS` are not read."""
        paths: list[Path] = []
        for folder in folders:
            with suppress(OSError):  # it was pulled out
                paths += sorted(folder.glob(f"*{SUFFIX}"))
        if len(paths) > _MOST_RECEIPTS:
            return None
        new = [path for path in paths if self._receipts.is_new(path)]
        return new[0] if len(new) == 1 else None

    def waiting_annex(self, case_id: CaseId) -> annexing.WaitingAnnex | None:
        """The annex of a file that was refused, or left 14 days ago and was not answered.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self._access.check(self._access.row(case_id))
        return annexing.waiting(self._vault, case_id, self._keys.trust_store(), self._desk.now())

    # --- inside -----------------------------------------------------------------------------

    def _blockers(
        self,
        case_file: CaseFile,
        signed: signed_papers.SignedRelease,
        reach: Sharing,
        there: Mapping[str, LyingThere],
    ) -> tuple[ExportCondition, ...]:
        trust = self._keys.trust()
        standing = self._keys.certificate_state().standing
        files, size = least_load(case_file, signed, there)
        open_conditions = {
            ExportCondition.NOT_APPROVED: not self._approved(case_file),
            ExportCondition.APPROVAL_OLD: self._approved(case_file)
            and self._approving.standing(case_file.case) is None,
            ExportCondition.INCOMPLETE: not self._approving.steps.review(case_file.case.id).ready,
            ExportCondition.NO_BASIS: not reach.may_leave,
            ExportCondition.NO_TRUST: trust is None,
            ExportCondition.NO_RECIPIENT: trust is not None and not self._keys.recipients(),
            ExportCondition.NO_RECOVERY: trust is not None and not trust.recovery,
            ExportCondition.NO_CERTIFICATE: standing is not CertificateStanding.VALID,
            ExportCondition.TOO_BIG: size > limits.CONTAINER,
            ExportCondition.TOO_MANY: files + _MADE_FILES > limits.PAYLOADS,
        }
        return tuple(blocker for blocker, is_open in open_conditions.items() if is_open)

    def _annexed(self, case: Case) -> tuple[str, str] | None:
        approved = self._approving.standing(case)
        approval = approved[1].approval if approved is not None else 0
        annex = annex_rows.of_approval(self._vault, approval)
        return (annex.office, annex.login) if annex is not None else None

    def _check_unchanged(self, case_id: CaseId) -> None:
        """Answers and annexes are as their entries say. Raises CustodyBroken, ClockBehind."""
        self._desk.check_clock()
        integrity.check_file(self._desk, case_id, self._access.opens(case_id))
        if (lost := annexing.annex_fault(self._vault, case_id)) is not None:
            raise CustodyBroken(seq=lost)

    def _approved(self, case_file: CaseFile) -> bool:
        """Rule V3: the state alone is nobody's approval of this revision."""
        case = case_file.case
        approval = approval_rows.last(self._vault, case.id, case.revision)
        entered = workflow.approval(case_file.custody, case.id)
        bound = entered is not None and entered.binding is not None  # not from before the format
        return case.status is Status.APPROVED and approval is not None and bound

    def _approval(
        self, case: Case, recipient: SealRecipient
    ) -> tuple[Approval, approval_rows.SignedApproval]:
        """The approval with which a file leaves for this office. Raises ExportNotReady."""
        approved = self._approving.standing(case)
        if approved is None or recipient.code not in approved[0].offices:
            raise ExportNotReady(reason=ExportCondition.APPROVAL_OLD.value)
        return approved

    def _begin(
        self,
        case_id: CaseId,
        recipient: SealRecipient,
        bundle_id: str,
        signed: approval_rows.SignedApproval,
        carried: Iterable[handover_rows.SentAttachment],
    ) -> tuple[BundleNumber, CustodyEvent]:
        """Take the bundle's number and enter that an export has begun: both, or neither."""
        with self._vault.transaction():
            numbered = self._numbered(recipient.code, bundle_id)
            handover_rows.add_sent(self._vault, bundle_id, signed.approval, carried)
            event = self._desk.enter(
                "export_begun",
                case_id,
                bundle=bundle_id,
                recipient=recipient.code,
                office=numbered.office,
                series=numbered.series,
                number=str(numbered.number),
            )
        return numbered, event

    def _follows(
        self, case_id: CaseId, recipient: SealRecipient, record: bytes
    ) -> FollowedBundle | None:
        opens = self._access.opens(case_id)
        return self._earlier.following(case_id, recipient.code, record, opens)

    def _numbered(self, office: str, bundle_id: str) -> BundleNumber:
        taken = bundle_numbers.take(self._vault, office, BundleKind.CASE.value, bundle_id)
        return BundleNumber(
            station=self._desk.station.code,
            office=office,
            series=taken.series,
            number=taken.number,
            previous=taken.previous,
            not_sent=tuple(NotSent(*item) for item in taken.not_sent),
        )

    def _custody(self, leaving: CaseFile, since: int | None) -> bytes:
        """What the bundle shows of the chain. Where all that the office has not acknowledged is
        more than a bundle can carry, it begins with the file, and the office is told of a gap."""
        station, case_id = self._desk.station.code, leaving.case.id
        going = {attachment.sha256 for attachment in leaving.attachments}
        segment = custody_rows.segment(self._vault, case_id, station, going, since)
        body = custody_json((segment,))
        if len(body) <= limits.DOCUMENT or since is None:
            return body
        return custody_json((custody_rows.segment(self._vault, case_id, station, going),))

    def _load(
        self, leaving: CaseFile, preview: ExportPreview, office: str, *, send_all: bool
    ) -> Load:
        """The attached files, those among them that go, and the scans of signed pages."""
        case_id = leaving.case.id
        attached = attached_sources(self._vault, leaving, self._access.opens(case_id))
        scans = self._signed.sources(case_id, preview.signed)
        return loaded(attached, scans, {} if send_all else preview.there[office])

    def _export(self, export: handover_rows.KeptExport) -> Export:
        answer = self._receipts.standing(export)
        return Export(
            bundle_id=export.bundle_id,
            case_id=export.case_id,
            revision=export.revision,
            created=export.created_at,
            recipient=export.recipient,
            signer=export.signer,
            file_name=export.file_name,
            size=export.size,
            sha256=export.sha256,
            manifest_sha256=export.manifest_sha256,
            fingerprint=export.fingerprint,
            answered_at=answer.answered_at if answer else None,
            result=answer.result.value if answer else "",
            receipt_number=answer.number if answer else "",
            error_code=answer.error_code if answer else "",
        )


def _check_approved(
    case_file: CaseFile, statement: Approval, record: bytes, sources: tuple[SealedSource, ...]
) -> None:
    """What leaves is, to the byte, what was approved under another login, as the chain has it."""
    case_id = case_file.case.id
    going = {(source.path, source.attachment.sha256) for source in sources}
    approved = {
        (item.name, item.sha256) for item in statement.subjects if item.name.startswith("att/")
    }
    entered = workflow.approved_digest(case_file.custody, case_id)
    same = entered == statement.record_root == record_root(record)
    if not same or going != approved:
        entry = workflow.approval(case_file.custody, case_id)
        raise CustodyBroken(seq=entry.seq if entry else 0)


def _kept(result: ExportResult) -> handover_rows.KeptExport:
    return handover_rows.KeptExport(
        bundle_id=result.bundle_id,
        case_id=result.case_id,
        revision=result.revision,
        created_at=result.created,
        recipient=result.recipient,
        signer=result.signer,
        file_name=result.path.name,
        size=result.size,
        sha256=result.sha256,
        manifest_sha256=result.manifest_sha256,
        fingerprint=result.fingerprint,
        contents=result.contents,
    )
