"""Scans of signed pages as they go with a bundle: which go, which stay, what is said of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tipdesk.bundle.container.signed_list import FOLDER, ListedPaper, ListedScan, SignedList
from tipdesk.cases.handover.record import attachment_path
from tipdesk.cases.model import Attachment, CaseId
from tipdesk.cases.paper.signed_papers import (
    PrintedCopy,
    SignedPaper,
    Stays,
    state_of,
    why_it_stays,
)
from tipdesk.desk.interview.sealed_source import SealedSource, sealed_source
from tipdesk.desk.paper.signed_papers import SignedScan
from tipdesk.storage.database.database import Database
from tipdesk.storage.keys.case_keys import Opens


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
    scans: Sequence[SignedScan], prints: Sequence[PrintedCopy], digest: str
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
        whole = not scan.kept.bare and scan.kept.ended is None
        has_place = attachment.photo.has_place
        why = why_it_stays(papers, prints, digest, whole=whole, has_place=has_place)
        if why is Stays.RESTRICTED or attachment.closed:
            restricted.add(attachment.sha256)
        elif why is not None:
            staying[attachment.sha256] = tuple(_listed(one, reason=why.value) for one in papers)
        else:
            name = PurePosixPath(attachment_path(len(going) + 1, attachment)).name
            told = (_listed(one, state=state_of(one, digest).value) for one in papers)
            going[attachment.sha256] = GoingScan(attachment, FOLDER + name, tuple(told))
    kept = (one for sha256, told in staying.items() if sha256 not in going for one in told)
    return SignedRelease(tuple(going.values()), tuple(kept), len(restricted - going.keys()))


def signed_sources(
    vault: Database, release: SignedRelease, opens: Opens
) -> tuple[SealedSource, ...]:
    """The scans that go, as they lie sealed.

    Raises:
        VaultDamaged: one is unknown.
    """
    return tuple(sealed_source(vault, one.attachment, opens, one.path) for one in release.going)


def signed_list(release: SignedRelease, case_id: CaseId) -> SignedList:
    """What the bundle says of them."""
    scans = (
        ListedScan(f"{case_id}/{one.path}", one.attachment.sha256, one.papers)
        for one in release.going
    )
    return SignedList(tuple(scans), release.staying, release.restricted)


def _listed(paper: SignedPaper, *, state: str = "", reason: str = "") -> ListedPaper:
    return ListedPaper(
        paper.document, paper.revision, paper.digest, paper.copy, paper.present, paper.of,
        state, reason,
    )  # fmt: skip
