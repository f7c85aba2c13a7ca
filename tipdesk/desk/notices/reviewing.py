"""A supervisor goes through the notices that officers have sent without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.interview.statement import text_digest
from tipdesk.cases.model import Act, Case, CaseId
from tipdesk.core.clock import Clock
from tipdesk.core.errors import AnswerRefused, FileHidden, ReceiptInvalid
from tipdesk.desk.files.access import Access
from tipdesk.desk.handover.receipts import OfficeAnswer, Receipts
from tipdesk.desk.handover.sent_bundles import (
    NOTICE_RECEIVED,
    NOTICE_REVIEWED,
    SentNotice,
    sent_notices,
)
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.i18n.text import clean
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import notice_rows

MOST_WORDS = 500  # letters of a remark
OVERDUE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NoticeReview:
    """Who has gone through a notice, and what they remarked; None where that is closed to whoever
    asks, or is not what they signed."""

    by: str  # login
    remark: str | None


@dataclass(frozen=True, slots=True)
class ReviewedNotice:
    """A notice that was sent, and who has gone through it."""

    notice: SentNotice
    case: Case
    answer: OfficeAnswer | None
    review: NoticeReview | None


class NoticeReviews:
    """Lists what waits, and enters that it was gone through. GUI thread."""

    def __init__(self, desk: OpenVault, access: Access, receipts: Receipts) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._access = access
        self._receipts = receipts

    def notices(self) -> tuple[ReviewedNotice, ...]:
        """All that were sent, of files that the officer of the session may know of; the last first.
        What a supervisor sends they have gone through as they sign it.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "review_notices").
        """
        self._desk.require(Act.REVIEW_NOTICES)
        return tuple(self._sent())[::-1]

    def waiting(self) -> tuple[ReviewedNotice, ...]:
        """Those that nobody has gone through, the oldest first; none for whoever may not."""
        if not self._desk.may(Act.REVIEW_NOTICES):
            return ()
        return tuple(item for item in self._sent() if item.review is None)

    def is_overdue(self, waiting: Sequence[ReviewedNotice]) -> bool:
        """Whether one of them has waited for longer than a day."""
        return any(self._desk.now() - item.notice.at >= OVERDUE for item in waiting)

    def review_of(self, notice: SentNotice) -> NoticeReview | None:
        """Who has gone through it, by a deed that they signed; None: nobody."""
        bundle = notice.sent.bundle_id
        manifest, by, digest = self._desk.book.state.reviewed.get(bundle, ("", "", ""))
        if manifest != notice.sent.manifest or not by:
            return None
        words = notice_rows.remark(self._vault, bundle, self._access.opens(notice.case_id))
        if words is not None and self._digest(words) != digest:
            words = None
        return NoticeReview(by, words)

    def mark(self, notices: Sequence[ReviewedNotice], remark: str = "") -> None:
        """The officer of the session has gone through them; what they remark is kept with each.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "review_notices").
            AnswerRefused: the remark is too long (name "remark", reason "too_long").
            SecondPersonNeeded: the officer of the session cannot sign it.
        """
        self._desk.require(Act.REVIEW_NOTICES)
        words = clean(remark).strip()
        if len(words) > MOST_WORDS:
            raise AnswerRefused(name="remark", reason="too_long")
        with self._vault.transaction():
            for item in notices:
                self._mark(item.notice, words)
            self._desk.seal()
        self._desk.publish(ChangeKind.CASES)

    # --- inside -----------------------------------------------------------------------------

    def _mark(self, notice: SentNotice, words: str) -> None:
        bundle = notice.sent.bundle_id
        if self.review_of(notice) is not None:
            return
        if words:
            notice_rows.add_remark(self._vault, notice.case_id, bundle, words)
        sign_review(self._desk, notice.case_id, (bundle, notice.sent.manifest), self._digest(words))

    def _digest(self, words: str) -> str:
        """What a deed says of a remark; short words cannot be guessed from it."""
        return self._desk.commitment(text_digest(words)) if words else ""

    def _sent(self) -> Iterator[ReviewedNotice]:
        for notice in sent_notices(self._vault):
            with suppress(FileHidden):
                case = self._access.row(notice.case_id)
                self._access.check_visible(case)
                answer = self._receipts.notice_standing(notice)
                yield ReviewedNotice(notice, case, answer, self.review_of(notice))


def sign_review(desk: OpenVault, case_id: CaseId, sent: tuple[str, str], remark: str = "") -> None:
    """The deed of whoever is here that they went through a notice. `sent`: its bundle and the
    manifest of that; `remark`: the digest of what they say of it.

    Raises:
        SecondPersonNeeded: the officer of the session cannot sign it.
    """
    bundle, manifest = sent
    named = {
        "case": case_id,
        "bundle": bundle,
        "manifest": manifest,
        "by": desk.officer.login,
        "remark": remark,
    }
    desk.decide(DeedKind.REVIEWED, named, NOTICE_REVIEWED, case_id, bundle=bundle)


def notice_faults(
    vault: Database, reviewed: Collection[str], now: Clock
) -> Iterator[tuple[CaseId | None, str]]:
    """Notices of this station whose answers do not lie here as they were entered, or that an entry
    says were gone through though nobody signed for it. `reviewed`: by their deeds, the bundles."""
    for event in custody_rows.since(vault, 0, NOTICE_REVIEWED):
        if (bundle := event.detail.get("bundle", "")) not in reviewed:
            yield event.case_id, bundle
    entered: dict[str, Counter[str]] = {}
    cases: dict[str, CaseId | None] = {}
    for event in custody_rows.since(vault, 0, NOTICE_RECEIVED):
        bundle = event.detail.get("bundle", "")
        entered.setdefault(bundle, Counter())[event.detail.get("receipt", "")] += 1
        cases[bundle] = event.case_id
    kept = {
        bundle: Counter(answer.receipt_id for answer in answers if _answers(answer, bundle, now))
        for bundle, answers in notice_rows.receipts(vault).items()
    }
    for bundle in sorted(entered.keys() | kept.keys()):
        if entered.get(bundle) != kept.get(bundle):
            yield cases.get(bundle), bundle


def _answers(kept: notice_rows.NoticeReceipt, bundle: str, now: Clock) -> bool:
    """Whether the receipt that lies there is the one that the row says."""
    try:
        receipt = recorded_receipt(kept.body, now())
    except ReceiptInvalid:
        return False
    answered = (receipt.receipt_id, receipt.bundle_id, receipt.received_at)
    return answered == (kept.receipt_id, bundle, kept.received_at)
