"""What of a file went to an office before: which bundle the next one follows, and what has changed
since (docs/bundle-format.md §8)."""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.bundle.container.index import Supplement
from tipdesk.bundle.receipt import Result
from tipdesk.cases.handover.changes import changes
from tipdesk.cases.handover.rows import read_rows
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import VaultDamaged
from tipdesk.desk.handover.approving import RECORD, approved_document
from tipdesk.desk.handover.receipts import Receipts
from tipdesk.storage import handover_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import approval_rows
from tipdesk.storage.handover_rows import SentRevision
from tipdesk.storage.keys.case_keys import Opens


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
