"""Signed pages that come back as scans: read in a job, filed on the GUI thread.

A scan is sealed first and read from its sealed copy, so that what is filed is what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.cases.model import Attachment, CaseId
from tipdesk.cases.page_code import PageCode
from tipdesk.cases.permissions import Act, check
from tipdesk.cases.signed_paper import Known, Scan, SignedPaper, Verdict, scan_of
from tipdesk.desk.attaching import AttachPlan, Opener, Sealed, forget, seal
from tipdesk.desk.intake import Intake
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.errors import PageRefused
from tipdesk.media.kinds import PDF
from tipdesk.printing.codes_apart import read_codes
from tipdesk.storage import attachments, pack_rows, printed_rows, signed_rows
from tipdesk.work import Work

MOST = 256 << 20
"""Bytes of a scan that is read for codes; of a larger one no page is known."""

_RECORD = "record"  # the digest in a link of the chain
_FILED = "signed_filed"


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """Where a scan is sealed, and what is known of the file's papers."""

    attach: AttachPlan
    known: Known = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan that is sealed and read, not yet filed."""

    sealed: Sealed
    codes: tuple[tuple[PageCode, ...], ...]
    scan: Scan


@dataclass(frozen=True, slots=True)
class SignedScan:
    """A scan that is filed, and what it holds."""

    attachment: Attachment
    papers: tuple[SignedPaper, ...]


def read_scan(plan: ScanPlan, source: Path, work: Work) -> Scanned:
    """Seal a PDF or picture and read the codes of its pages. JOB.

    Raises:
        PageRefused: only some of its pages could be read (details: reason "not_whole").
        FileUnreadable, FileChanged, DiskFull, VaultReadOnly, Cancelled: nothing is left behind.
    """
    sealed = seal(plan.attach, source, work)
    try:
        codes = _codes(plan, sealed, work)
    except BaseException:
        forget(plan.attach, sealed)
        raise
    return Scanned(sealed, codes, scan_of(codes, plan.known))


def _codes(plan: ScanPlan, sealed: Sealed, work: Work) -> tuple[tuple[PageCode, ...], ...]:
    kind = sealed.media_type
    if sealed.content.size > MOST or not (kind == PDF or kind.startswith("image/")):
        return ()
    with Opener(plan.attach.vault_dir, sealed.content).open() as file:
        return read_codes(file.read(), work, pdf=kind == PDF)


def forget_scan(plan: ScanPlan, scanned: Scanned) -> None:
    """Delete a scan that will not be filed."""
    forget(plan.attach, scanned.sealed)


class SignedPapers:
    """Files scans of signed pages. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault, files: Intake) -> None:
        self._desk = desk
        self._files = files

    def kept(self, case_id: CaseId) -> tuple[SignedScan, ...]:
        """The signed pages of a file, oldest first."""
        case, vault = self._files.case(case_id), self._desk.vault
        papers = signed_rows.of_case(vault, case.id)
        scans = attachments.signed_pages(vault, case.id, self._files.access.opens(case.id))
        return tuple(SignedScan(one, papers.get(one.id, ())) for one in scans)

    def plan(self, case_id: CaseId) -> ScanPlan:
        """What `read_scan` needs.

        Raises:
            TransitionRefused: not open to the officer's role.
            RestrictedClosed: the file does not name the officer, who so does not know its record.
        """
        check(Act.FILE_SIGNED, self._desk.officer.role)
        return ScanPlan(self._files.attach_plan(case_id), self._known(case_id))

    def _known(self, case_id: CaseId) -> Known:
        vault, whole = self._desk.vault, self._files.whole(case_id)
        left = {one.digest for one in printed_rows.printed(vault, case_id)}
        told = (one.detail.get(_RECORD) for one in whole.custody if one.action != _FILED)
        left |= {digest for digest in told if digest}  # what a scan said of itself vouches for none
        serial = pack_rows.serial_of(vault, case_id)
        return Known(whole.case.number, whole.digest, frozenset(left), serial)

    def file(self, case_id: CaseId, scanned: Scanned) -> SignedScan:
        """File a scan as the signed original of what it shows; also when the file is complete. Of
        a copy that may carry level 4 it is closed as that is.

        Raises:
            PageRefused: a page is of another file, or of a state that never left here; or no code
                was read (details: reason). Nothing was kept; `forget_scan` deletes the scan.
            TransitionRefused, RestrictedClosed: as `plan`.
        """
        plan, officer, now = self.plan(case_id), self._desk.officer.login, self._desk.now()
        scan = scan_of(scanned.codes, plan.known)  # as the record is now
        if scan.refused is not None:
            raise PageRefused(reason=scan.refused.value)
        with self._desk.vault.transaction():
            added = attachments.record(
                self._desk.vault, case_id, scanned.sealed, officer=officer, at=now, signed=True
            )
            for paper in scan.papers:
                signed_rows.add(self._desk.vault, added.id, paper)
                self._enter(case_id, added, paper)
            restricted = not self._open_papers(case_id, scan.papers)
            self._files.close_file(self._files.case(case_id), added.id, restricted=restricted)
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)
        return SignedScan(added, scan.papers)

    def _open_papers(self, case_id: CaseId, papers: Sequence[SignedPaper]) -> bool:
        """Whether it is known of all of them that level 4 stands on none: they are blank paper of a
        pack, or copies whose pages are kept as digests, which none with restricted answers are."""
        left = printed_rows.printed(self._desk.vault, case_id)
        known = {(one.document, one.copy) for one in left if one.pages is not None}
        return all(
            one.verdict is Verdict.BY_HAND or (one.document, one.copy) in known for one in papers
        )

    def _enter(self, case_id: CaseId, added: Attachment, paper: SignedPaper) -> None:
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
        )

    def opener(self, scan: SignedScan) -> Opener:
        """What reads a scan (also in a job); enters *viewed*.

        Raises:
            RestrictedClosed: level 4 may stand on it, and that is not open to the officer.
        """
        return self._files.opener(scan.attachment)
