"""Packing a bundle: a job of frozen values that never sees the vault."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tipdesk import __version__
from tipdesk.bundle import approval
from tipdesk.bundle.container import index, paths
from tipdesk.bundle.container.signed_list import write_signed_list
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.messages.annex import SUFFIX as ANNEX_SUFFIX
from tipdesk.bundle.messages.annex import remove_annex_file, write_annex_file
from tipdesk.bundle.target import remove
from tipdesk.bundle.trust import fingerprint40, grouped
from tipdesk.bundle.writer import tidy, tidy_annexes, write_bundle
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.release import Pick, ReleaseList
from tipdesk.cases.model import CaseFile, CaseId
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import SealedSource
from tipdesk.desk.handover.approving import RECORD, approved_document, prosecution_options
from tipdesk.desk.handover.earlier_bundles import FollowedBundle
from tipdesk.desk.handover.received_content import APPROVED_PAPERS, check_outgoing
from tipdesk.desk.paper import cover
from tipdesk.desk.paper.signed_papers import SignedRelease, signed_list
from tipdesk.forms.rules.evaluation import Context
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import CoverInfo
from tipdesk.storage.annex_rows import KeptAnnex
from tipdesk.storage.files.approval_rows import SignedApproval
from tipdesk.storage.handover_rows import SentAttachment

SigningKey = certificates.SigningKey  # opened by `Keys.signing_key`


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """Everything that packing needs. Made by `Handover.plan`."""

    bundle_id: str
    created: datetime
    numbered: index.BundleNumber
    case_file: CaseFile  # with the digest of the approved record
    context: Context  # of the form's rules
    release: ReleaseList
    picks: tuple[Pick, ...]
    vault_dir: Path
    approved: SignedApproval  # what was signed, and the documents as they were
    custody: bytes
    head: tuple[int, str]  # audit log entries, hash of the last
    sources: tuple[SealedSource, ...]
    signed_sources: tuple[SealedSource, ...]  # scans of signed pages
    signed: SignedRelease
    recipients: tuple[str, ...]  # age1…, recovery included
    recipient: str  # label
    authority: str  # 40 digits
    signer: str  # login
    target_dir: Path
    carried: tuple[SentAttachment, ...] = ()  # attachments that stay off: the office has them
    annex: KeptAnnex | None = None  # travels beside it, sealed with the approval
    follows: FollowedBundle | None = None  # the bundle of this file that went before
    begun: frozenset[str] = frozenset()  # earlier bundles; what they left unfinished is removed
    unwritten: Mapping[str, Set[str]] = field(default_factory=dict)  # see `annexing.unwritten`
    read_back: bool = True
    letterhead: Letterhead = PLAIN


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A bundle that stands on the target and was read back.

    `fingerprint` is taken from the signed manifest: whoever hears the same digits there has the
    same bundle.
    """

    case_id: CaseId
    revision: int
    bundle_id: str
    path: Path
    size: int  # bytes
    sha256: str  # hex, of the outer file
    manifest_sha256: str  # hex
    fingerprint: str  # 40 digits in 8 groups
    recipient: str  # label
    signer: str  # login
    created: datetime
    contents: str = ""  # what went and what stayed, in the form's language
    annex: str = ""  # id of the protective annex that stands beside it
    annex_stood: bool = False  # before this export, beside another whole bundle
    tidied: int = 0  # unfinished files of earlier exports that were removed


def manifest_fingerprint(manifest_sha256: str) -> str:
    """The 40 digits that are read aloud, in 8 groups: of the digest's 32 bytes."""
    return grouped(fingerprint40(bytes.fromhex(manifest_sha256)))


def pack(plan: ExportPlan, key: SigningKey, work: Work) -> ExportResult:
    """Tidy up, draw the cover, write the bundle under another name, rename, read back. JOB.

    Progress is in bytes. A cancelled or failed export leaves nothing behind; a stop that comes at
    the very end takes the finished bundle away again.

    Raises:
        TargetNotWritable, DiskFull, ReadbackFailed, Cancelled
        NoCertificate: the certificate ran out meanwhile.
        VaultDamaged: an attachment or approved document is not what was kept (details: what).
        ExportNotReady: more than one bundle can hold (details: reason).
        CustodyBroken: the chain does not show the file's entries as they are (details: seq).
    """
    tidied = tidy(plan.target_dir, plan.begun)
    tidy_annexes(plan.target_dir, plan.unwritten)
    contents = _contents(plan, work)
    check_outgoing(plan.case_file.case.id, contents[RECORD], plan.custody, _signed_list(plan))
    stood = _annex_stands(plan)
    annex = _with_annex(plan)
    try:
        written = write_bundle(plan.target_dir, _bundle_plan(plan, contents), key, work)
    except BaseException:
        if annex is not None and not stood:
            remove_annex_file(annex)
        raise
    case = plan.case_file.case
    result = ExportResult(
        case_id=case.id,
        revision=case.revision,
        bundle_id=written.bundle_id,
        path=written.path,
        size=written.size,
        sha256=written.sha256,
        manifest_sha256=written.manifest_sha256,
        fingerprint=manifest_fingerprint(written.manifest_sha256),
        recipient=plan.recipient,
        signer=plan.signer,
        created=plan.created,
        contents=cover.sent_and_kept(_cover(plan, contents, "")),
        annex=plan.annex.annex_id if plan.annex else "",
        annex_stood=stood,
        tidied=tidied,
    )
    try:
        work.step(result.size, result.size)
    except Cancelled:
        discard(result)
        raise
    return result


def paper_cover(plan: ExportPlan, result: ExportResult) -> bytes:
    """The cover that travels on paper beside the USB drive, with this bundle's own digits. JOB."""
    return draw_cover(plan, _contents(plan, Work()), result.fingerprint)


def discard(result: ExportResult) -> None:
    """Take a bundle off its target again: nobody has recorded it. Raises nothing."""
    for path in (result.path, result.path.with_name(result.path.name + ".sha256")):
        remove(path)
    if result.annex and not result.annex_stood:
        remove_annex_file(result.path.with_name(result.annex + ANNEX_SUFFIX))


def _annex_stands(plan: ExportPlan) -> bool:
    """Whether it is on the drive already, with a bundle that is whole: then it stays whatever comes
    of this export."""
    if plan.annex is None:
        return False
    return (plan.target_dir / (plan.annex.annex_id + ANNEX_SUFFIX)).is_file()


def _with_annex(plan: ExportPlan) -> Path | None:
    """The annex stands on the drive before the case bundle does: there is none without it."""
    if plan.annex is None:
        return None
    return write_annex_file(plan.target_dir, plan.annex.annex_id, plan.annex.sealed, plan.created)


def draw_cover(plan: ExportPlan, others: Mapping[str, bytes], fingerprint: str = "") -> bytes:
    """The cover. Inside a bundle it shows the authority's digits, on paper those of the bundle
    (`fingerprint`). It tells of this hand-over, so nobody has approved it."""
    options = prosecution_options(
        plan.case_file, plan.context, plan.release, plan.picks, plan.created, plan.letterhead
    )
    info = _cover(plan, others, fingerprint)
    return render("cover", plan.case_file, replace(options, bundle=info, anchor=plan.head))


def _contents(plan: ExportPlan, work: Work) -> dict[str, bytes]:
    """What the program has made of the file, by name in the record's folder: approved documents
    to the byte as they were signed, and what tells of this hand-over."""
    approved = {file.name: approved_document(plan.vault_dir, file) for file in plan.approved.files}
    contents = {RECORD: approved.pop(RECORD), "custody.json": plan.custody}
    if listed := _signed_list(plan):
        contents["signed.json"] = listed
    papers = [f"{paper}.pdf" for paper in APPROVED_PAPERS]
    contents |= {name: approved[name] for name in sorted(approved, key=papers.index)}
    contents[approval.STATEMENT] = plan.approved.statement
    contents[approval.SIGNATURE] = plan.approved.signature
    work.step(0, 1)
    contents["cover.pdf"] = draw_cover(plan, contents)  # it lists the others
    return contents


def _signed_list(plan: ExportPlan) -> bytes:
    if plan.signed.is_empty:
        return b""
    return write_signed_list(signed_list(plan.signed, plan.case_file.case.id))


def _bundle_plan(plan: ExportPlan, contents: Mapping[str, bytes]) -> index.BundlePlan:
    case = plan.case_file.case
    payloads = [
        index.payload_of_bytes(f"{case.id}/{name}", data) for name, data in contents.items()
    ]
    attached = (*plan.sources, *plan.signed_sources)
    return index.BundlePlan(
        bundle_id=plan.bundle_id,
        created=plan.created,
        payloads=(*payloads, *(_attached(case.id, source) for source in attached)),
        case_id=case.id,
        revision=case.revision,
        numbered=plan.numbered,
        supplements=plan.follows.supplement if plan.follows else None,
        carried_before=tuple(
            index.CarriedBefore(f"{case.id}/{item.path}", item.sha256, item.size, item.manifest)
            for item in plan.carried
        ),
        recipients=tuple(Recipient.from_text(text) for text in plan.recipients),
        app_version=__version__,
        read_back=plan.read_back,
    )


def _attached(case_id: CaseId, source: SealedSource) -> index.Payload:
    attachment = source.attachment
    known = paths.is_media_type(attachment.media_type)
    return index.Payload(
        path=f"{case_id}/{source.path}",
        size=attachment.size,
        sha256=attachment.sha256,
        crc32=attachment.crc32,
        open=source.open,
        media_type=attachment.media_type if known else paths.UNKNOWN_TYPE,
    )


def _cover(plan: ExportPlan, others: Mapping[str, bytes], fingerprint: str) -> CoverInfo:
    attachments = plan.case_file.attachments
    earlier = {item.sha256 for item in plan.carried}
    return CoverInfo(
        bundle_id=plan.bundle_id,
        created=plan.created,
        recipient=plan.recipient,
        contents=cover.contents_lines(others, attachments, earlier)
        + cover.signed_lines(plan.signed.going),
        withheld=cover.withheld_lines(plan.release.withheld)
        + cover.signed_withheld(plan.signed.staying, plan.signed.restricted),
        withheld_level4=plan.release.withheld_level4,
        narrowed=plan.release.sharing.narrows,
        fingerprint=fingerprint or plan.authority,
        direct=workflow.went_directly(plan.case_file.custody, plan.case_file.case.id),
        follows=plan.follows.bundle.bundle_id if plan.follows else "",
    )
