"""What the chain of custody tells of the case bundles that left: the rows beside it are a list that
whoever holds the database key writes as they like.

The chain has two entries of each: `export_begun`, which the bundle itself shows as its last one,
and `exported`, once it stood on the drive and was read back. Of a notice, which shows no chain,
they are `NOTICE_BEGUN` and `NOTICE_HANDED_OVER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tipdesk.cases.custody.chain import read_time
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import notice_rows

NOTICE_BEGUN, NOTICE_HANDED_OVER = "notice_begun", "notice_handed_over"
NOTICE_RECEIVED, NOTICE_REVIEWED = "notice_received", "notice_reviewed"


@dataclass(frozen=True, slots=True)
class SentBundle:
    """One bundle by its entries."""

    bundle_id: str
    case_id: CaseId | None
    office: str
    series: str  # '' and 0: of before numbers were taken
    number: int
    kind: str
    head: tuple[int, str] | None  # the last entry that it shows; None: of before the format
    sha256: str = ""  # of the outer file; '' with the manifest: it never became whole here
    manifest: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it left, as far as this station knows."""
        return bool(self.manifest)


def sent_bundles(vault: Database) -> Mapping[str, SentBundle]:
    """Every bundle whose export was begun, by its id."""
    whole = _by_bundle(custody_rows.since(vault, 0, "exported"))
    begun = _by_bundle(custody_rows.since(vault, 0, "export_begun"))
    return {bundle: _sent(event, whole.get(bundle)) for bundle, event in begun.items()}


@dataclass(frozen=True, slots=True)
class SentNotice:
    """One notice that left, by its entries."""

    sent: SentBundle
    case_id: CaseId
    revision: int
    by: str  # login of whoever signed it
    at: datetime  # when it was signed and handed over


def notices_begun(vault: Database) -> Mapping[str, SentBundle]:
    """Every notice whose handing over was begun, by its bundle."""
    whole = _by_bundle(custody_rows.since(vault, 0, NOTICE_HANDED_OVER))
    begun = _by_bundle(custody_rows.since(vault, 0, NOTICE_BEGUN))
    return {bundle: _sent_notice(event, whole.get(bundle)) for bundle, event in begun.items()}


def sent_notices(vault: Database) -> tuple[SentNotice, ...]:
    """Those that left, the oldest first."""
    left = _by_bundle(custody_rows.since(vault, 0, NOTICE_HANDED_OVER))
    return tuple(_notices(notices_begun(vault), left))


def newest_notice(vault: Database, case_id: CaseId) -> SentNotice | None:
    """The one of a file that left last."""
    events = custody_rows.of_case_with(vault, case_id, (NOTICE_BEGUN, NOTICE_HANDED_OVER))
    left = _by_bundle(event for event in events if event.action == NOTICE_HANDED_OVER)
    begun = _by_bundle(event for event in events if event.action == NOTICE_BEGUN)
    sent = {bundle: _sent_notice(event, left.get(bundle)) for bundle, event in begun.items()}
    return next(iter([*_notices(sent, left)][-1:]), None)


def _notices(
    begun: Mapping[str, SentBundle], left: Mapping[str, CustodyEvent]
) -> Iterator[SentNotice]:
    for bundle, event in left.items():
        if bundle in begun and event.case_id is not None:
            detail = event.detail
            at, revision = read_time(detail["signed_at"]), int(detail["revision"])
            yield SentNotice(begun[bundle], event.case_id, revision, event.officer, at)


def _sent_notice(begun: CustodyEvent, whole: CustodyEvent | None) -> SentBundle:
    """It shows no chain."""
    return replace(_sent(begun, whole), kind=notice_rows.KIND, head=None)


def _by_bundle(events: Iterable[CustodyEvent]) -> dict[str, CustodyEvent]:
    return {bundle: event for event in events if (bundle := event.detail.get("bundle", ""))}


def _sent(begun: CustodyEvent, whole: CustodyEvent | None) -> SentBundle:
    detail, number = begun.detail, begun.detail.get("number", "")
    return SentBundle(
        bundle_id=detail["bundle"],
        case_id=begun.case_id,
        office=detail.get("office", ""),
        series=detail.get("series", ""),
        number=int(number) if number.isdecimal() else 0,
        kind=detail.get("kind", "case"),
        head=(begun.seq, begun.hash) if begun.binding is not None else None,
        sha256=whole.detail.get("sha256", "") if whole else "",
        manifest=whole.detail.get("manifest", "") if whole else "",
    )


def shown_from(vault: Database, office: str) -> int | None:
    """The first entry that a bundle for an office has to show, whatever its own file needs: the one
    after the last that the office has acknowledged, before its first receipt the first that it was
    shown. None: nothing was sent there."""
    sent = [bundle for bundle in sent_bundles(vault).values() if bundle.office == office]
    answered = {
        event.detail.get("bundle")
        for event in custody_rows.since(vault, 0, "receipt_imported")
        if event.detail.get("result") == "accepted"
    }
    heads = [bundle.head[0] for bundle in sent if bundle.head and bundle.bundle_id in answered]
    if heads:
        return max(heads) + 1
    files = {bundle.case_id for bundle in sent if bundle.case_id is not None}
    firsts = [custody_rows.first_bound(vault, case_id) for case_id in files]
    return min((first for first in firsts if first), default=None)
