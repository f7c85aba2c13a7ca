"""What an export would hold, line by line, before it is made; what of it travels, and what the
office has already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tipdesk.bundle import limits
from tipdesk.bundle.container.signed_list import ListedPaper
from tipdesk.cases.handover.release import Pick, Withheld
from tipdesk.cases.model import Attachment, Case, CaseFile
from tipdesk.desk.evidence.attachments import SealedSource
from tipdesk.desk.handover.earlier_bundles import Exhibit, LyingThere
from tipdesk.desk.handover.received_content import PAPERS
from tipdesk.desk.paper import signed_papers
from tipdesk.desk.station.signing_and_trust import SealRecipient
from tipdesk.storage.handover_rows import SentAttachment


class ContentKind(StrEnum):
    """What a line of the contents list is."""

    RECORD = "record"
    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    SIGNED = "signed"
    CUSTODY = "custody"
    README = "readme"


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One line of the contents list. `name` is a document key or an attachment's own name."""

    kind: ContentKind
    name: str
    size: int | None = None  # bytes, attachments and scans only
    described: bool | None = None  # of an attachment: by a row of the list; None: nobody can say
    papers: tuple[ListedPaper, ...] = ()  # of a scan of signed pages
    offices: frozenset[str] = frozenset()  # of an attachment: that have it from an earlier bundle


def contents(
    case_file: CaseFile,
    described: frozenset[str] | None,
    signed: signed_papers.SignedRelease,
    there: Mapping[str, LyingThere],
) -> tuple[BundleItem, ...]:
    """What a bundle of a file as it leaves would hold. `described` are the attached files that a
    row of the list describes; None: nobody can say. `there` is what the offices have."""
    return (
        BundleItem(ContentKind.RECORD, "record"),
        *(BundleItem(ContentKind.DOCUMENT, document) for document in PAPERS),
        *(
            BundleItem(
                ContentKind.ATTACHMENT,
                attachment.name,
                attachment.size,
                None if described is None else attachment.id in described,
                offices=frozenset(
                    office for office in there if content_of(attachment) in there[office]
                ),
            )
            for attachment in case_file.attachments
        ),
        *(
            BundleItem(ContentKind.SIGNED, scan.path, scan.attachment.size, papers=scan.papers)
            for scan in signed.going
        ),
        BundleItem(ContentKind.CUSTODY, "custody"),
        BundleItem(ContentKind.README, "readme"),
    )


class ExportCondition(StrEnum):
    """An open condition of an export."""

    NOT_APPROVED = "not_approved"  # rule V3
    APPROVAL_OLD = "approval_old"  # valid no more, or of before what approvers sign today
    INCOMPLETE = "incomplete"
    NO_BASIS = "no_basis"  # neither consent to share nor a legal basis
    NO_TRUST = "no_trust"
    NO_RECIPIENT = "no_recipient"
    NO_RECOVERY = "no_recovery"
    NO_CERTIFICATE = "no_certificate"
    TOO_BIG = limits.TOO_BIG  # more than one bundle can hold
    TOO_MANY = limits.TOO_MANY


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What would go, what stays and what is still in the way."""

    case: Case
    contents: tuple[BundleItem, ...]
    picks: tuple[Pick, ...]  # as approved
    withheld: tuple[Withheld, ...]
    withheld_level4: int
    narrowed: bool  # by what the person said; not what of it
    blockers: tuple[ExportCondition, ...]
    recipients: tuple[SealRecipient, ...]
    basis: tuple[str, ...]  # choices of list BASIS; may be empty when consent was given
    signed: signed_papers.SignedRelease = (
        signed_papers.NO_SIGNED
    )  # scans of signed pages, of which some may stay
    there: Mapping[str, LyingThere] = field(
        default_factory=dict
    )  # what offices have, by their code

    annex: tuple[str, str] | None = None  # office and prosecutor for whom an annex is sealed
    protective: bool = False  # something of it may be told in an annex alone

    def staying_off(self, office: str) -> tuple[BundleItem, ...]:
        """Attachments that this office has already, and that need not travel again."""
        return tuple(item for item in self.contents if office in item.offices)


@dataclass(frozen=True, slots=True)
class Load:
    """The attachments and scans of one export, as they lie sealed."""

    attached: tuple[SealedSource, ...]  # all of them, as approved
    going: tuple[SealedSource, ...]
    carried: tuple[SentAttachment, ...]  # those that stay off
    signed: tuple[SealedSource, ...]  # scans of signed pages


def loaded(
    attached: tuple[SealedSource, ...], signed: tuple[SealedSource, ...], there: LyingThere
) -> Load:
    """Part what travels from what is `there`.

    Raises:
        ExportNotReady: all of it is more than one bundle can hold, though what an office lacks
            might not be (details: reason).
    """
    going = tuple(source for source in attached if content_of(source.attachment) not in there)
    if sum(source.attachment.size for source in (*going, *signed)) > limits.CONTAINER:
        limits.refuse(limits.TOO_BIG)
    return Load(attached, going, tuple(_carried(attached, there)), signed)


def content_of(attachment: Attachment) -> Exhibit:
    """What it is known by wherever it lies."""
    return attachment.sha256, attachment.size


def _carried(attached: Iterable[SealedSource], there: LyingThere) -> Iterable[SentAttachment]:
    """Those that stay off, under the names that they have in what is approved now."""
    for source in attached:
        content = content_of(source.attachment)
        if content in there:
            yield SentAttachment(source.path, *content, there[content])


def least_load(
    case_file: CaseFile, signed: signed_papers.SignedRelease, there: Mapping[str, LyingThere]
) -> tuple[int, int]:
    """How many files travel, and their bytes, where the fewest do."""
    scans = [scan.attachment for scan in signed.going]
    loads = [
        [each for each in case_file.attachments if content_of(each) not in known] + scans
        for known in there.values() or ({},)
    ]
    size = min(sum(attachment.size for attachment in load) for load in loads)
    return min(map(len, loads)), size
