"""Signed pages that come back as scans: read in a job, filed on the GUI thread, sent with a bundle;
and reply slips.

A scan is sealed first and read from its sealed copy, so that what is filed is what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from tipdesk.bundle.container.signed_list import FOLDER, ListedPaper, ListedScan, SignedList
from tipdesk.cases.files.workflow import refuse_voided
from tipdesk.cases.handover.record import attachment_path
from tipdesk.cases.model import Act, Attachment, CaseId
from tipdesk.cases.paper import signed_papers
from tipdesk.cases.paper.prints import ReplyCode
from tipdesk.core.errors import PageRefused
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import (
    Attachments,
    AttachPlan,
    Opener,
    Sealed,
    SealedSource,
    forget,
    seal,
    sealed_source,
)
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.media.kinds import PDF
from tipdesk.printing.outside.own_process import Pages, read_codes
from tipdesk.storage import paper_rows
from tipdesk.storage.evidence import attachments

MOST = 256 << 20
"""Bytes of a scan that is read for codes; of a larger one no page is known."""

KeptScan = paper_rows.KeptScan
_RECORD = "record"  # the digest in an audit log entry
_FILED = "signed_filed"


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """Where a scan is sealed, and what is known of the file's papers."""

    attach: AttachPlan
    known: signed_papers.KnownPapers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan that is sealed and read, not yet filed. `ended`: why pages of it were not read."""

    sealed: Sealed
    codes: Pages
    scan: signed_papers.Scan
    ended: signed_papers.WhyScanEnded | None = None


@dataclass(frozen=True, slots=True)
class FiledBefore:
    """That the same scan, or the same pages of a paper, were filed before. `pages` are those of
    `paper`; both are empty where it is the same file, byte by byte."""

    at: datetime
    by: str  # login
    paper: signed_papers.SignedPaper | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedScan:
    """A scan that is filed, and what it holds."""

    attachment: Attachment
    kept: KeptScan
    sets: tuple[signed_papers.SignedSet, ...] = ()
    before: tuple[FiledBefore, ...] = ()

    @property
    def papers(self) -> tuple[signed_papers.SignedPaper, ...]:
        """The copies of which pages are there; none in the scan of a slip."""
        return self.kept.papers


def read_scan(plan: ScanPlan, source: Path, work: Work) -> Scanned:
    """Seal a PDF or picture and read the codes of its pages, as many as can be. JOB.

    Raises:
        FileUnreadable, FileChanged, DiskFull, VaultReadOnly, Cancelled, ReaderNotStarted: nothing
            is left behind.
    """
    sealed = seal(plan.attach, source, work)
    try:
        codes, ended = _codes(plan, sealed, work)
    except BaseException:
        forget(plan.attach, sealed)
        raise
    return Scanned(sealed, codes, signed_papers.scan_of(codes, plan.known), ended)


def _codes(
    plan: ScanPlan, sealed: Sealed, work: Work
) -> tuple[Pages, signed_papers.WhyScanEnded | None]:
    if sealed.content.size > MOST:
        return (), signed_papers.WhyScanEnded.SIZE
    with Opener(plan.attach.vault_dir, sealed.content).open() as file:
        return read_codes(file.read(), work, pdf=sealed.media_type == PDF)


def forget_scan(plan: ScanPlan, scanned: Scanned) -> None:
    """Delete a scan that will not be filed."""
    forget(plan.attach, scanned.sealed)


class SignedPapers:
    """Files scans of signed pages. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        files: CaseFiles,
        access: Access,
        sealing: Sealing,
        attachments: Attachments,
    ) -> None:
        self._desk = desk
        self._files = files
        self._access = access
        self._sealing = sealing
        self._attachments = attachments

    def kept(self, case_id: CaseId) -> tuple[SignedScan, ...]:
        """The signed pages and reply slips of a file, oldest first."""
        case, vault = self._files.case(case_id), self._desk.vault
        rows, prints = paper_rows.scans(vault, case.id), self.printed_copies(case.id)
        scans: list[SignedScan] = []
        for attachment in attachments.signed_pages(vault, case.id, self._access.opens(case.id)):
            details = rows.get(attachment.id, KeptScan())
            before = _before(scans, attachment.sha256, details.papers)
            scans.append(
                SignedScan(
                    attachment, details, signed_papers.sets_of(details.papers, prints), before
                )
            )
        return tuple(scans)

    def printed_copies(self, case_id: CaseId) -> tuple[signed_papers.PrintedCopy, ...]:
        """The prints of a file, oldest first. Rows of an older program count their copies by their
        place: each print of a paper took the next number."""
        copies: list[signed_papers.PrintedCopy] = []
        counted: dict[str, int] = {}
        for printed in paper_rows.printed(self._desk.vault, case_id):
            counted[printed.document] = counted.get(printed.document, 0) + 1
            copy = printed.copy or counted[printed.document]
            copies.append(
                signed_papers.PrintedCopy(printed.document, printed.digest, copy, printed.pages)
            )
        return tuple(copies)

    def before(self, case_id: CaseId, scanned: Scanned) -> tuple[FiledBefore, ...]:
        """What of a scan was filed before: a further original may be meant, or the same one twice.
        The very same file is all that is told of it."""
        return _before(self.kept(case_id), scanned.sealed.sha256, scanned.scan.papers)

    def sets(self, case_id: CaseId, scanned: Scanned) -> tuple[signed_papers.SignedSet, ...]:
        """The papers of a scan; those of which pages were replaced are one."""
        return signed_papers.sets_of(scanned.scan.papers, self.printed_copies(case_id))

    def plan(self, case_id: CaseId) -> ScanPlan:
        """What `read_scan` needs.

        Raises:
            TransitionRefused: not open to the officer's role, or the file is voided.
            RestrictedClosed: the file does not name the officer, who so does not know its record.
        """
        self._desk.require(Act.FILE_SIGNED)
        refuse_voided(self._files.case(case_id), Act.FILE_SIGNED.value)
        return ScanPlan(self._attachments.attach_plan(case_id), self._known(case_id))

    def _known(self, case_id: CaseId) -> signed_papers.KnownPapers:
        vault, case_file = self._desk.vault, self._files.whole(case_id)
        prints = self.printed_copies(case_id)
        digests = (
            event.detail.get(_RECORD) for event in case_file.custody if event.action != _FILED
        )
        left = {printed.digest for printed in prints}
        left |= {
            digest for digest in digests if digest
        }  # what a scan said of itself vouches for none
        case, serial = case_file.case, paper_rows.pack_serial(vault, case_id)
        return signed_papers.KnownPapers(
            case.number, case_file.digest, frozenset(left), serial, case.revision, prints
        )

    def file(self, case_id: CaseId, scanned: Scanned) -> SignedScan:
        """File a scan as the signed original of what it shows; also when the file is complete. Of
        a copy that may carry level 4 it is closed as that is.

        Raises:
            PageRefused: a page is of another file, or of a state that never left here; no code
                was read, or nothing at all (details: reason, page). Nothing was kept;
                `forget_scan` deletes the scan.
            TransitionRefused, RestrictedClosed: as `plan`.
        """
        plan, vault = self.plan(case_id), self._desk.vault
        scan = signed_papers.scan_of(scanned.codes, plan.known)  # as the record is now
        check_scan(scan, scanned.ended)
        bare = scan.having(signed_papers.PageVerdict.NO_CODE)
        details = KeptScan(scan.papers, bare, len(scanned.codes), scanned.ended)
        before = _before(self.kept(case_id), scanned.sealed.sha256, scan.papers)
        sets = signed_papers.sets_of(scan.papers, plan.known.prints)
        restricted = not _are_open(scan.papers, plan.known.prints)
        with vault.transaction():
            added = self._added(case_id, scanned.sealed, details, restricted=restricted)
            for paper in scan.papers:
                self._enter(case_id, added, paper, scanned.ended)
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)
        return SignedScan(added, details, sets, before)

    def keep_slip(self, case_id: CaseId, code: ReplyCode, sealed: Sealed) -> SignedScan:
        """Keep the scan of a reply slip whose answer was entered, also of a complete file. It
        leaves with no bundle, as needs do not; its entry of the chain is one of no file.

        Raises:
            TransitionRefused: not open to the officer's role, or the file is voided.
        """
        self._desk.require(Act.EDIT)
        refuse_voided(self._files.case(case_id), Act.EDIT.value)
        details = KeptScan(need=code.need, letter=code.mark)
        with self._desk.vault.transaction():
            added = self._added(case_id, sealed, details, restricted=False)
            self._desk.enter("slip_kept", sha256=added.sha256)
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)
        return SignedScan(added, details)

    def _added(
        self, case_id: CaseId, sealed: Sealed, details: KeptScan, *, restricted: bool
    ) -> Attachment:
        vault, officer, now = self._desk.vault, self._desk.officer.login, self._desk.now()
        added = attachments.record(vault, case_id, sealed, officer=officer, at=now, signed=True)
        paper_rows.add_scan(vault, added.id, details)
        case = self._files.case(case_id)
        form = self._desk.forms.rules_of(case).definition
        self._sealing.file(case, form, added.id, restricted=restricted)
        return added

    def _enter(
        self,
        case_id: CaseId,
        added: Attachment,
        paper: signed_papers.SignedPaper,
        ended: signed_papers.WhyScanEnded | None,
    ) -> None:
        doubts = {"doubts": " ".join(paper.doubts), "ended": ended.value if ended else ""}
        self._desk.enter(
            _FILED,
            case_id,
            sha256=added.sha256,
            document=paper.document,
            record=paper.digest,
            revision=str(paper.revision),
            copy=str(paper.copy),
            pages=" ".join(map(str, paper.present)),
            of=str(paper.of),
            verdict=paper.verdict.value,
            **{name: text for name, text in doubts.items() if text},
        )

    def sources(self, case_id: CaseId, release: SignedRelease) -> tuple[SealedSource, ...]:
        """The scans that go, as they lie sealed.

        Raises:
            VaultDamaged: one is unknown.
        """
        vault, opens = self._desk.vault, self._access.opens(case_id)
        return tuple(
            sealed_source(vault, scan.attachment, opens, scan.path) for scan in release.going
        )

    def opener(self, scan: SignedScan) -> Opener:
        """What reads a scan (also in a job); enters *viewed*.

        Raises:
            RestrictedClosed: level 4 may stand on it, and that is not open to the officer.
        """
        return self._attachments.opener(scan.attachment)


def check_scan(scan: signed_papers.Scan, ended: signed_papers.WhyScanEnded | None) -> None:
    """Whether a scan can be filed. Raises PageRefused, see `SignedPapers.file`."""
    if not scan.pages and ended not in (None, signed_papers.WhyScanEnded.DAMAGED):
        raise PageRefused(reason="not_whole", page=1)
    if scan.refused is not None:
        raise PageRefused(reason=scan.refused.value)


def _before(
    filed: Sequence[SignedScan], sha256: str, papers: Sequence[signed_papers.SignedPaper]
) -> tuple[FiledBefore, ...]:
    earlier: list[FiledBefore] = []
    for scan in filed:
        at, by = scan.attachment.added_at, scan.attachment.added_by
        if scan.attachment.sha256 == sha256:
            return (FiledBefore(at, by),)
        for paper in papers:
            pages = {page for filed_paper in scan.papers for page in paper.again(filed_paper)}
            if pages:
                earlier.append(FiledBefore(at, by, paper, tuple(sorted(pages))))
    return tuple(earlier)


def _are_open(
    papers: Sequence[signed_papers.SignedPaper], prints: Sequence[signed_papers.PrintedCopy]
) -> bool:
    """Whether it is known of all of them that level 4 stands on none: they are blank paper of a
    pack, or copies whose pages are kept as digests, which none with restricted answers are."""
    return all(
        paper.verdict is signed_papers.PageVerdict.BY_HAND
        or (
            (printed := signed_papers.print_of(paper, prints)) is not None
            and printed.pages is not None
        )
        for paper in papers
    )


# --- scans that go with a bundle, and those that stay -----------------------------------------


@dataclass(frozen=True, slots=True)
class GoingScan:
    """A scan that goes, and where it lies in the bundle, relative to the record's folder."""

    attachment: Attachment
    path: str
    papers: tuple[ListedPaper, ...]


@dataclass(frozen=True, slots=True)
class SignedRelease:
    """What goes of the signed pages and what stays."""

    going: tuple[GoingScan, ...] = ()
    staying: tuple[ListedPaper, ...] = ()
    restricted: int = 0  # scans on which level 4 may stand, only counted

    @property
    def is_empty(self) -> bool:
        """Whether no signed page was filed at all."""
        return not (self.going or self.staying or self.restricted)


NO_SIGNED = SignedRelease()


def release_signed(
    scans: Sequence[SignedScan], prints: Sequence[signed_papers.PrintedCopy], digest: str
) -> SignedRelease:
    """Judge the scans of a file. `digest` is that of the record that goes. Of a scan that was filed
    twice one goes; reply slips are of needs, of which a bundle tells nothing."""
    going: dict[str, GoingScan] = {}
    staying: dict[str, tuple[ListedPaper, ...]] = {}
    restricted: set[str] = set()
    for scan in scans:
        attachment, papers = scan.attachment, scan.papers
        if not papers or attachment.sha256 in going:
            continue
        complete = not scan.kept.bare and scan.kept.ended is None
        has_place = attachment.photo.has_place
        why = signed_papers.why_it_stays(
            papers, prints, digest, whole=complete, has_place=has_place
        )
        if why is signed_papers.WhyScanStays.RESTRICTED or attachment.closed:
            restricted.add(attachment.sha256)
        elif why is not None:
            staying[attachment.sha256] = tuple(_listed(paper, reason=why.value) for paper in papers)
        else:
            name = PurePosixPath(attachment_path(len(going) + 1, attachment)).name
            listed = (
                _listed(paper, state=signed_papers.state_of(paper, digest).value)
                for paper in papers
            )
            going[attachment.sha256] = GoingScan(attachment, FOLDER + name, tuple(listed))
    stays = (paper for sha256, papers in staying.items() if sha256 not in going for paper in papers)
    return SignedRelease(tuple(going.values()), tuple(stays), len(restricted - going.keys()))


def signed_list(release: SignedRelease, case_id: CaseId) -> SignedList:
    """What the bundle says of them."""
    scans = (
        ListedScan(f"{case_id}/{scan.path}", scan.attachment.sha256, scan.papers)
        for scan in release.going
    )
    return SignedList(tuple(scans), release.staying, release.restricted)


def _listed(paper: signed_papers.SignedPaper, *, state: str = "", reason: str = "") -> ListedPaper:
    return ListedPaper(
        paper.document, paper.revision, paper.digest, paper.copy, paper.present, paper.of,
        state, reason,
    )  # fmt: skip
