"""What the chain of custody tells of the case bundles that left: the rows beside it are a list that
whoever holds the database key writes as they like.

The chain has two entries of each: `export_begun`, which the bundle itself shows as its last one,
and `exported`, once it stood on the drive and was read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database


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
    whole = {
        event.detail.get("bundle", ""): event for event in custody_rows.since(vault, 0, "exported")
    }
    begun = custody_rows.since(vault, 0, "export_begun")
    return {
        bundle: _sent(event, whole.get(bundle))
        for event in begun
        if (bundle := event.detail.get("bundle", ""))
    }


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
