"""What of a file went to an office before: which bundle the next one follows, what has changed
since, and which attachments need not travel again (docs/bundle-format.md §4.1, §8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tipdesk.bundle.approval import read_approval
from tipdesk.bundle.container.index import Supplement
from tipdesk.bundle.receipt import Result
from tipdesk.cases.handover.changes import changes
from tipdesk.cases.handover.rows import read_rows
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import BundleUnreadable, VaultDamaged
from tipdesk.desk.handover.approving import RECORD, approved_document
from tipdesk.desk.handover.receipts import Receipts
from tipdesk.desk.handover.received_content import ATTACHED
from tipdesk.storage import handover_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import approval_rows
from tipdesk.storage.handover_rows import SentRevision
from tipdesk.storage.keys.case_keys import Opens

Exhibit = tuple[str, int]
"""The content of an attachment: its SHA-256 (hex) and size."""
LyingThere = Mapping[Exhibit, str]
"""What an office has of a file, and the manifest of the bundle that brought it."""


@dataclass(frozen=True, slots=True)
class FollowedBundle:
    """The bundle of the same file that the next one for an office follows."""

    bundle: SentRevision
    supplement: Supplement


class EarlierBundles:
    """Bundles of files of this station, as the offices have them."""

    def __init__(self, vault: Database, receipts: Receipts) -> None:
        self._vault = vault
        self._receipts = receipts

    def following(
        self, case_id: CaseId, office: str, record: bytes, opens: Opens
    ) -> FollowedBundle | None:
        """What the next bundle for this office follows, and what is told of `record`, which leaves
        now, beside the record that left then. None: nothing, or that one is damaged; the whole file
        goes all the same.

        It is the newest that the office has not refused. Whether it has come there, only a receipt
        tells; the office says when it has not.

        Raises:
            RestrictedClosed: what was sent is closed to whoever asks.
        """
        sent = handover_rows.sent_bundles(self._vault, case_id, office)
        last = next((bundle for bundle in sent if self._answer(bundle) != Result.REJECTED), None)
        supplement = self._supplement(last, record, opens) if last else None
        return FollowedBundle(last, supplement) if last and supplement else None

    def lying_there(self, case_id: CaseId, office: str) -> LyingThere:
        """The attachments of the file that the office has by what it signed itself.

        Nothing, unless the newest bundle that left for it was accepted there. One that has no
        answer may be lost, and so may the computer that took the earlier ones; one that was set
        aside or refused may be so because of an attachment that did not travel with it. A receipt
        that is missing costs bytes, never an attachment.
        """
        sent = handover_rows.sent_bundles(self._vault, case_id, office)
        accepted = [bundle for bundle in sent if self._has_accepted(bundle)]
        if not sent or sent[0] not in accepted:
            return {}
        return {
            exhibit: bundle.manifest
            for bundle in reversed(accepted)  # the newest that brought it counts
            for exhibit in self._brought(bundle)
        }

    def _brought(self, bundle: SentRevision) -> Iterator[Exhibit]:
        """The attachments that lie in a bundle; not those which it names as brought before it."""
        signed = approval_rows.signed(self._vault, bundle.approval)
        if signed is None:
            return
        try:
            subjects = read_approval(signed.statement).subjects
        except BundleUnreadable:
            return  # a damaged row: then they travel once more
        carried = {item.path for item in bundle.carried}
        for subject in subjects:
            if subject.name.startswith(ATTACHED) and subject.name not in carried:
                yield subject.sha256, subject.size

    def _has_accepted(self, bundle: SentRevision) -> bool:
        export = handover_rows.find_export(self._vault, bundle.bundle_id)
        return export is not None and self._receipts.has_accepted(export)

    def _supplement(self, last: SentRevision, record: bytes, opens: Opens) -> Supplement | None:
        signed = approval_rows.signed(self._vault, last.approval, opens)
        files = {file.name: file for file in signed.files} if signed else {}
        try:
            before = approved_document(self._vault.vault_dir, files[RECORD])
        except VaultDamaged:
            return None
        differences = changes(read_rows(before), read_rows(record))
        return Supplement(last.manifest, last.revision, differences)

    def _answer(self, bundle: SentRevision) -> str:
        export = handover_rows.find_export(self._vault, bundle.bundle_id)
        answer = self._receipts.standing(export) if export else None
        return answer.result if answer else ""
