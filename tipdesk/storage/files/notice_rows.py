"""Notices that an officer signed alone: the office's answers, and what a supervisor remarked. What
was sent and gone through, the chain of custody and its deeds tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database, from_stored, to_stored
from tipdesk.storage.keys.case_keys import Opens, text_for

KIND = "notice"  # in the numbers of what leaves
_WORDS = "words"  # under which place a remark is closed


@dataclass(frozen=True, slots=True)
class NoticeReceipt:
    """An answer to a notice of this station."""

    receipt_id: str
    body: bytes  # the signed file
    received_at: datetime  # as it says


def add_receipt(vault: Database, bundle_id: str, receipt: NoticeReceipt) -> None:
    """Keep an answer."""
    vault.execute(
        "INSERT INTO notice_receipt VALUES(?, ?, ?, ?)",
        (receipt.receipt_id, bundle_id, receipt.body, to_stored(receipt.received_at)),
    )


def receipts(vault: Database) -> dict[str, tuple[NoticeReceipt, ...]]:
    """The answers by the notice that each names, the newest first."""
    kept: dict[str, tuple[NoticeReceipt, ...]] = {}
    for receipt_id, bundle_id, body, at in vault.rows(
        "SELECT receipt_id, bundle_id, body, received_at FROM notice_receipt"
        " ORDER BY received_at DESC"
    ):
        receipt = NoticeReceipt(receipt_id, bytes(body), from_stored(at))
        kept[bundle_id] = (*kept.get(bundle_id, ()), receipt)
    return kept


def add_remark(vault: Database, case_id: CaseId, bundle_id: str, words: str) -> None:
    """Keep what was remarked on a notice."""
    vault.execute(
        "INSERT INTO notice_remark(case_ref, bundle_id, words)"
        " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?, ?)",
        (case_id, bundle_id, words),
    )


def remark(vault: Database, bundle_id: str, opens: Opens) -> str | None:
    """What was remarked on a notice; '' for nothing, None where it is closed to whoever asks."""
    row = vault.row("SELECT words FROM notice_remark WHERE bundle_id = ?", (bundle_id,))
    return text_for(opens, _WORDS, row[0]) if row else ""
