"""Taking the Prosecution's receipt: is it genuine, does it answer a bundle of ours, is it newer."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.receipt import (
    AnsweredKind,
    ExportedBundle,
    Receipt,
    ReceiptReport,
    ReceiptStanding,
    Result,
    about,
    judge,
    read_receipt,
)
from tipdesk.cases.files.workflow import FileStep, may, next_status
from tipdesk.cases.model import Case, CaseId
from tipdesk.core.errors import (
    AnnexReceiptRefused,
    FileHidden,
    ReasonNeeded,
    ReceiptInvalid,
    ReceiptNeverSent,
    ReceiptOlder,
    ReceiptUnknown,
    ReceiptUnrecorded,
    TipdeskError,
    TrustMissing,
)
from tipdesk.core.plain_file import read_plain
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.handover import annexing
from tipdesk.desk.handover.decisions import Decisions
from tipdesk.desk.handover.sent_bundles import (
    NOTICE_RECEIVED,
    SentBundle,
    SentNotice,
    newest_notice,
    notices_begun,
    sent_bundles,
    sent_notices,
)
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import annex_rows, bundle_numbers, handover_rows
from tipdesk.storage.annex_rows import KeptAnnex
from tipdesk.storage.files import case_rows, notice_rows

_Body = handover_rows.KeptReceipt | notice_rows.NoticeReceipt
_MISMATCH = "E_RECEIPT_MISMATCH"
_UNKNOWN = "–"  # what nobody could say
_LARGEST = 16 * 1024 * 1024  # bytes; a receipt has a few thousand


class ReceiptMeaning(StrEnum):
    """What an imported receipt did."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    QUARANTINED = "quarantined"  # kept there, not yet accepted
    UNDECIDED = "undecided"  # it says accepted where a prosecutor decides, and none has told so
    DUPLICATE = "duplicate"  # the same receipt again; nothing changed


@dataclass(frozen=True, slots=True)
class NumberedFile:
    """A case bundle of ours by its number; `case_number` is "" where nobody knows its file."""

    number: int
    case_number: str


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """A receipt that verified and was recorded."""

    meaning: ReceiptMeaning
    case: Case
    number: str  # registry number, "" when refused
    error_code: str  # why it was refused, "" when accepted
    received_at: datetime
    signed_by: str
    warnings: tuple[str, ...]  # problem codes
    not_arrived: tuple[NumberedFile, ...] = ()  # sent from here, and not come to the office
    said_unsent: tuple[NumberedFile, ...] = ()  # sent from here, and the office was told it was not
    of_annex: bool = False  # it answers a protective annex: the file goes its own way
    of_notice: bool = False  # it answers a notice: the file has still to be referred


_MEANING = {
    Result.ACCEPTED: ReceiptMeaning.ACCEPTED,
    Result.REJECTED: ReceiptMeaning.REFUSED,
    Result.QUARANTINED: ReceiptMeaning.QUARANTINED,
}
_SETTLED = Result.ACCEPTED, Result.QUARANTINED  # what a prosecutor's word stands above
_STEP = {Result.ACCEPTED: FileStep.RECEIVE, Result.REJECTED: FileStep.REFUSE}


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """What the office says of a case bundle by now: its receipt, or what a prosecutor has decided
    since. A receipt that says accepted where a prosecutor decides counts as kept aside."""

    result: Result
    number: str  # registry number, "" unless it was accepted
    error_code: str
    answered_at: datetime


class Receipts:
    """Takes receipts of one officer's station."""

    def __init__(
        self,
        desk: OpenVault,
        files: CaseFiles,
        keys: Keys,
        access: Access,
        notified: Callable[[CaseId, datetime], None],
    ) -> None:
        """`notified`: see `Delivering.note_received`."""
        self._notified = notified
        self._desk = desk
        self._vault = desk.vault
        self._files = files
        self.keys = keys
        self._decisions = Decisions(desk, access, keys)

    def take(self, path: Path) -> ReceiptOutcome:
        """See `Handover.import_receipt`."""
        body = _read(path)
        report, receipt = self._verified(body)
        annex = annex_rows.find(self._vault, receipt.bundle_id)
        if annex is not None:
            return self._of_annex(annex, receipt, report, body)
        if (notice := notices_begun(self._vault).get(receipt.bundle_id)) is not None:
            return self._of_notice(notice, receipt, report, body)
        sent = sent_bundles(self._vault)
        export = handover_rows.find_export(self._vault, receipt.bundle_id)
        of_ours = sent.get(receipt.bundle_id)
        if export is None or of_ours is None or not of_ours.is_whole:
            self._refuse_unsent(receipt, of_ours, body)
            raise ReceiptUnknown(bundle=receipt.bundle_id)
        if _is_of_another(receipt, of_ours):
            self._tell_unsent(receipt, body)
        _check_office(of_ours, receipt, report)
        answer = judge(receipt, _exported(export, of_ours), self._latest(receipt, export))
        if answer in (ReceiptStanding.MISMATCH, ReceiptStanding.UNKNOWN):
            raise ReceiptInvalid(code=_MISMATCH)
        if answer is ReceiptStanding.OLDER:
            raise ReceiptOlder(bundle=receipt.bundle_id)
        case = self._files.case(export.case_id)
        kept = handover_rows.receipts(self._vault, export.bundle_id)
        result, number = self._counted(receipt, kept, of_ours)
        undecided = receipt.result is Result.ACCEPTED and result is not Result.ACCEPTED
        not_arrived, said_unsent = self._series(receipt, of_ours, sent)
        outcome = ReceiptOutcome(
            meaning=ReceiptMeaning.UNDECIDED if undecided else _MEANING[result],
            case=case,
            number=number,
            error_code=receipt.error_code,
            received_at=receipt.received_at,
            signed_by=_signer(report),
            warnings=tuple(problem.code.value for problem in report.problems),
            not_arrived=not_arrived,
            said_unsent=said_unsent,
        )
        if answer is ReceiptStanding.SAME:
            return replace(outcome, meaning=ReceiptMeaning.DUPLICATE)
        return replace(outcome, case=self._record(receipt, export, outcome, body))

    def is_new(self, path: Path) -> bool:
        """Whether this is a receipt for something that left here, not taken yet; nothing is
        entered by asking."""
        try:
            _report, receipt = self._verified(_read(path))
        except TipdeskError:
            return False
        bundle = receipt.bundle_id
        known: tuple[_Body | annex_rows.AnnexAnswer, ...]
        if annex_rows.find(self._vault, bundle) is not None:
            known = annex_rows.receipts(self._vault, bundle)
        elif bundle in notices_begun(self._vault):
            known = notice_rows.receipts(self._vault).get(bundle, ())
        elif handover_rows.find_export(self._vault, bundle) is not None:
            known = handover_rows.receipts(self._vault, bundle)
        else:
            return False
        return all(answer.receipt_id != receipt.receipt_id for answer in known)

    def settle(self, manifest: str) -> None:
        """A prosecutor's decision about a case bundle came: give its file number and status, where
        that is what stands. Inside the caller's transaction."""
        for export in handover_rows.every_export(self._vault):
            answer = self.standing(export) if export.manifest_sha256 == manifest else None
            if answer is not None and answer.result is Result.ACCEPTED:
                self._follow(Result.ACCEPTED, export, answer.number)
                self._desk.publish(ChangeKind.EXPORTS, export.case_id)
                self._desk.publish(ChangeKind.CASES)
        for notice in sent_notices(self._vault):
            answer = self.notice_standing(notice) if notice.sent.manifest == manifest else None
            if answer is not None and answer.result is Result.ACCEPTED:
                self._follow_notice(notice, answer.number)
                self._desk.publish(ChangeKind.CASES)

    def missed(self, export: handover_rows.KeptExport) -> tuple[int, ...]:
        """The numbers of earlier case bundles of the same file of which the newest receipt of their
        office says that they have not come."""
        sent = sent_bundles(self._vault)
        own = sent.get(export.bundle_id)
        if own is None:
            return ()
        series = {
            item.number: item
            for item in sent.values()
            if (item.series, item.office, item.kind) == (own.series, own.office, own.kind)
        }
        answers = [
            answer
            for item in series.values()
            for answer in self._recorded(handover_rows.receipts(self._vault, item.bundle_id))
        ]
        newest = max(answers, key=lambda answer: answer.received_at, default=None)
        missing = newest.missing if newest is not None else ()
        return tuple(
            number
            for number in missing
            if number in series
            and series[number].is_whole
            and series[number].case_id == own.case_id
            and number != own.number
        )

    def _counted(
        self, receipt: Receipt, kept: Iterable[_Body], sent: SentBundle
    ) -> tuple[Result, str]:
        """What a receipt says as it counts, beside those that were kept before: result and
        number."""
        if receipt.result is not Result.ACCEPTED:
            return receipt.result, ""
        codes = self._held_for(sent, (receipt, *self._recorded(kept)))
        if not codes:
            return Result.ACCEPTED, receipt.registry_no
        taken = self._decisions.taken_in(sent, codes)
        return (Result.ACCEPTED, taken.registry_no) if taken else (Result.QUARANTINED, "")

    def _held_for(self, sent: SentBundle, answers: Iterable[Receipt]) -> frozenset[str]:
        kept = (answer for answer in answers if answer.result in _SETTLED)
        return self._decisions.held_for(sent, (code for item in kept for code in item.codes))

    def _recorded(self, kept: Iterable[_Body]) -> Iterator[Receipt]:
        return (recorded_receipt(answer.body, self._desk.now()) for answer in kept)

    def _of_annex(
        self, annex: KeptAnnex, receipt: Receipt, report: ReceiptReport, body: bytes
    ) -> ReceiptOutcome:
        """A prosecutor's answer to an annex of ours; the file itself is not changed by it."""
        _check_annex(annex, receipt)
        if receipt.result is not Result.REJECTED and not annexing.by_prosecutor(annex, report):
            raise AnnexReceiptRefused(office=annex.office, login=annex.login)
        known = annex_rows.receipts(self._vault, annex.annex_id)
        case = self._files.case(annex.case_id)
        outcome = ReceiptOutcome(
            meaning=_MEANING[receipt.result],
            case=case,
            number=receipt.registry_no,
            error_code=receipt.error_code,
            received_at=receipt.received_at,
            signed_by=_signer(report),
            warnings=tuple(problem.code.value for problem in report.problems),
            of_annex=True,
        )
        if any(kept.receipt_id == receipt.receipt_id for kept in known):
            return replace(outcome, meaning=ReceiptMeaning.DUPLICATE)
        if any(kept.received_at > receipt.received_at for kept in known):
            raise ReceiptOlder(bundle=annex.annex_id)
        with self._vault.transaction():
            annex_rows.add_receipt(
                self._vault,
                receipt.receipt_id,
                annex.annex_id,
                receipt.result.value,
                body,
                receipt.received_at,
            )
            self._desk.enter(
                annexing.ANSWERED,
                annex.case_id,
                annex=annex.annex_id,
                receipt=receipt.receipt_id,
                result=receipt.result.value,
            )
        self._desk.publish(ChangeKind.EXPORTS, annex.case_id)
        return outcome

    def _of_notice(
        self, begun: SentBundle, receipt: Receipt, report: ReceiptReport, body: bytes
    ) -> ReceiptOutcome:
        """The office's answer to a notice of ours; where the file itself stands is not changed."""
        notice = next(
            (item for item in sent_notices(self._vault) if item.sent.bundle_id == begun.bundle_id),
            None,
        )
        if notice is None:
            raise ReceiptUnrecorded(number=str(begun.number), file=self._case_number(begun))
        if _is_of_another(receipt, begun):
            self._tell_unsent(receipt, body)
        _check_office(begun, receipt, report)
        kept = notice_rows.receipts(self._vault).get(begun.bundle_id, ())
        known = {answer.receipt_id: answer for answer in self._recorded(kept)}
        latest = known.get(receipt.receipt_id) or next(iter(known.values()), None)
        answer = judge(receipt, _noticed(notice), latest)
        if answer is ReceiptStanding.MISMATCH or receipt.kind not in (AnsweredKind.NOTICE, None):
            raise ReceiptInvalid(code=_MISMATCH)
        if answer is ReceiptStanding.OLDER:
            raise ReceiptOlder(bundle=receipt.bundle_id)
        result, number = self._counted(receipt, kept, begun)
        undecided = receipt.result is Result.ACCEPTED and result is not Result.ACCEPTED
        not_arrived, said_unsent = self._series(receipt, begun, notices_begun(self._vault))
        outcome = ReceiptOutcome(
            meaning=ReceiptMeaning.UNDECIDED if undecided else _MEANING[result],
            case=self._files.case(notice.case_id),
            number=number,
            error_code=receipt.error_code,
            received_at=receipt.received_at,
            signed_by=_signer(report),
            warnings=tuple(problem.code.value for problem in report.problems),
            not_arrived=not_arrived,
            said_unsent=said_unsent,
            of_notice=True,
        )
        if answer is ReceiptStanding.SAME:
            return replace(outcome, meaning=ReceiptMeaning.DUPLICATE)
        with self._vault.transaction():
            notice_rows.add_receipt(
                self._vault,
                begun.bundle_id,
                notice_rows.NoticeReceipt(receipt.receipt_id, body, receipt.received_at),
            )
            if result is Result.ACCEPTED:
                self._follow_notice(notice, number)
            self._desk.enter(
                NOTICE_RECEIVED,
                notice.case_id,
                bundle=begun.bundle_id,
                receipt=receipt.receipt_id,
                result=result.value,
                number=number,
                **_of_numbers(outcome),
            )
        self._desk.publish(ChangeKind.EXPORTS, notice.case_id)
        self._desk.publish(ChangeKind.CASES)
        return replace(outcome, case=self._files.case(notice.case_id))

    def notice_standing(self, notice: SentNotice) -> OfficeAnswer | None:
        """What the office says of a notice by now; None: nothing yet."""
        sent = notice.sent
        kept = notice_rows.receipts(self._vault).get(sent.bundle_id, ())
        newest = next(self._recorded(kept), None)
        if newest is None:
            return None
        result, number = self._counted(newest, kept, sent)
        return OfficeAnswer(result, number, newest.error_code, newest.received_at)

    def noticed_at(self, case_id: CaseId) -> datetime | None:
        """When the newest electronic notice of a file was handed over, if the office says that it
        has it; None: there is none, or it does not say so."""
        notice = newest_notice(self._vault, case_id)
        answer = self.notice_standing(notice) if notice is not None else None
        accepted = answer is not None and answer.result is Result.ACCEPTED
        return notice.at if notice is not None and accepted else None

    def _follow_notice(self, notice: SentNotice, number: str) -> None:
        """The office has the notice: when it was handed over counts as when it was notified, and
        what comes of the file later has the number that the notice was given. Whoever brings its
        answer may be somebody who does not read the file: then the list knows it alone."""
        case_id, now = notice.case_id, self._desk.now()
        try:
            self._notified(case_id, notice.at)
        except (ReasonNeeded, FileHidden):
            case_rows.set_notified(self._vault, case_id, notice.at, now)
        case = case_rows.find(self._vault, case_id)
        if case is not None and not case.receipt_number:
            case_rows.set_receipt_number(self._vault, case_id, number, now)

    def _series(
        self, receipt: Receipt, answered: SentBundle, sent: Mapping[str, SentBundle]
    ) -> tuple[tuple[NumberedFile, ...], tuple[NumberedFile, ...]]:
        """What the office says of the other numbers, held against what this station has sent: what
        has not come, and what it was told had not left."""
        place = (answered.series, answered.office, answered.kind)
        series = {
            bundle.number: bundle
            for bundle in sent.values()
            if (bundle.series, bundle.office, bundle.kind) == place
        }

        def named(numbers: tuple[int, ...]) -> tuple[NumberedFile, ...]:
            whole = [n for n in numbers if n in series and series[n].is_whole]
            return tuple(NumberedFile(n, self._case_number(series[n])) for n in whole)

        return named(receipt.missing), named(receipt.not_sent)

    def _case_number(self, bundle: SentBundle) -> str:
        case = case_rows.find(self._vault, bundle.case_id) if bundle.case_id else None
        return case.number if case else ""

    def _refuse_unsent(self, receipt: Receipt, sent: SentBundle | None, body: bytes) -> None:
        """What never left by our own chain: cut off here before it was entered, sent by somebody
        else in our name, or another station's. Returns for the last."""
        if sent is not None and sent.head is not None and sent.head == receipt.head:
            raise ReceiptUnrecorded(number=str(sent.number), file=self._case_number(sent))
        if self._is_ours(receipt):
            self._tell_unsent(receipt, body)

    def _is_ours(self, receipt: Receipt) -> bool:
        """Whether a bundle that is not known here came in this station's name."""
        if receipt.series in bundle_numbers.every_series(self._vault):
            return True
        if receipt.case_id and case_rows.find(self._vault, CaseId(receipt.case_id)):
            return True
        store = self.keys.trust_store()
        listed = store.listing.certificates if store and store.listing else ()
        code = self._desk.station.code
        return any(row.sha256 == receipt.signer_sha256 and row.code == code for row in listed)

    def _tell_unsent(self, receipt: Receipt, body: bytes) -> None:
        """Keep the answer as a proof, enter it once, and say it. Raises ReceiptNeverSent."""
        case = case_rows.find(self._vault, CaseId(receipt.case_id)) if receipt.case_id else None
        login, now = self._desk.officer.login, self._desk.now()
        with self._vault.transaction():
            if handover_rows.add_unsent(self._vault, receipt.receipt_id, body, now, login):
                self._desk.enter(
                    "never_sent",
                    case.id if case else None,
                    bundle=receipt.bundle_id,
                    receipt=receipt.receipt_id,
                    result=receipt.result.value,
                    manifest=receipt.manifest_sha256,
                    number=str(receipt.number or ""),
                )
        raise ReceiptNeverSent(
            number=str(receipt.number) if receipt.number else _UNKNOWN,
            file=case.number if case else _UNKNOWN,
        )

    def _verified(self, body: bytes) -> tuple[ReceiptReport, Receipt]:
        trust = self.keys.trust_store()
        if trust is None:
            raise TrustMissing
        report = read_receipt(io.BytesIO(body), trust, self._desk.now())
        if report.receipt is None:
            codes = [
                problem.code.value for problem in report.problems if problem.severity != "warning"
            ]
            raise ReceiptInvalid(code=codes[0] if codes else "E_RECEIPT_FORM")
        return report, report.receipt

    def standing(self, export: handover_rows.KeptExport) -> OfficeAnswer | None:
        """What the office says of an export by now; None: nothing yet."""
        answers = handover_rows.receipts(self._vault, export.bundle_id)
        sent = sent_bundles(self._vault).get(export.bundle_id)
        newest = self._newest(export, answers, sent)
        answer = _standing(newest) if newest is not None else None
        if sent is None or not sent.is_whole:  # of before the format
            return answer
        codes = self._held_for(sent, self._recorded(answers))
        taken = self._decisions.taken_in(sent, codes) if codes else None
        if taken is None:
            held = answer is not None and answer.result is Result.ACCEPTED and bool(codes)
            return (
                replace(answer, result=Result.QUARANTINED, number="") if answer and held else answer
            )
        if (
            answer is not None
            and answer.result is Result.REJECTED
            and answer.answered_at > taken.at
        ):
            return answer
        return OfficeAnswer(Result.ACCEPTED, taken.registry_no, "", taken.at)

    def _newest(
        self,
        export: handover_rows.KeptExport,
        answers: Sequence[handover_rows.KeptReceipt],
        sent: SentBundle | None,
    ) -> handover_rows.KeptReceipt | None:
        """The receipt that stands: one about the file that was sent outweighs what was said of
        another copy."""
        ours = _exported(export, sent) if sent and len(answers) > 1 else None

        def weight(answer: handover_rows.KeptReceipt) -> tuple[bool, datetime]:
            kept = recorded_receipt(answer.body, self._desk.now())
            return ours is not None and about(kept, ours), answer.received_at

        return max(answers, key=weight, default=None)

    def has_accepted(self, export: handover_rows.KeptExport) -> bool:
        """Whether what the office signed last about this very bundle is that it was accepted."""
        answer = self.standing(export)
        sent = sent_bundles(self._vault).get(export.bundle_id) if answer else None
        if answer is None or answer.result is not Result.ACCEPTED or sent is None:
            return False
        newest = self._newest(export, handover_rows.receipts(self._vault, export.bundle_id), sent)
        if newest is None:
            return True  # a prosecutor's own word
        return about(recorded_receipt(newest.body, self._desk.now()), _exported(export, sent))

    def _latest(self, receipt: Receipt, export: handover_rows.KeptExport) -> Receipt | None:
        """What a receipt is judged against: itself when it was recorded before."""
        answers = handover_rows.receipts(self._vault, export.bundle_id)
        if any(answer.receipt_id == receipt.receipt_id for answer in answers):
            return receipt
        sent = sent_bundles(self._vault).get(export.bundle_id)
        standing = self._newest(export, answers, sent)
        return recorded_receipt(standing.body, self._desk.now()) if standing else None

    def _record(
        self,
        receipt: Receipt,
        export: handover_rows.KeptExport,
        outcome: ReceiptOutcome,
        body: bytes,
    ) -> Case:
        with self._vault.transaction():
            now = self._desk.now()
            login = self._desk.officer.login
            handover_rows.add_receipt(
                self._vault,
                handover_rows.KeptReceipt(
                    receipt_id=receipt.receipt_id,
                    bundle_id=receipt.bundle_id,
                    result=receipt.result.value,
                    number=outcome.number,
                    error_code=receipt.error_code,
                    received_at=receipt.received_at,
                    signed_by=outcome.signed_by,
                    body=body,
                    imported_at=now,
                    imported_by=login,
                ),
            )
            undecided = outcome.meaning is ReceiptMeaning.UNDECIDED
            result = Result.QUARANTINED if undecided else receipt.result
            self._follow(result, export, outcome.number)
            self._desk.enter(
                "receipt_imported",
                export.case_id,
                bundle=receipt.bundle_id,
                receipt=receipt.receipt_id,
                result=result.value,
                number=outcome.number,
                **_of_numbers(outcome),
            )
        self._desk.publish(ChangeKind.EXPORTS, export.case_id)
        self._desk.publish(ChangeKind.CASES)
        return self._files.case(export.case_id)

    def _follow(self, result: Result, export: handover_rows.KeptExport, number: str) -> None:
        """Give the file its number and status, unless what was sent later says more."""
        now, role = self._desk.now(), self._desk.officer.role
        case = self._files.case(export.case_id)
        sent = handover_rows.exports(self._vault, case.id)  # newest first
        later = sent[: [later_export.bundle_id for later_export in sent].index(export.bundle_id)]
        results = [
            answer.result for later_export in later if (answer := self.standing(later_export))
        ]
        if number and Result.ACCEPTED not in results:
            case = case_rows.set_receipt_number(self._vault, case.id, number, now)
        # A file that was amended or approved anew meanwhile goes its own way.
        step = _STEP.get(result)
        if step is None or export.revision != case.revision or not may(step, case.status, role):
            return
        # An earlier USB drive that arrived brought this revision; one that was refused is replaced.
        decided = any(result in _STEP for result in results)
        if not later or (result is Result.ACCEPTED and not decided):
            case_rows.set_status(self._vault, case.id, next_status(step, case.status, role), now)


def _read(path: Path) -> bytes:
    return read_plain(path, _LARGEST)


def _standing(kept: handover_rows.KeptReceipt) -> OfficeAnswer:
    return OfficeAnswer(Result(kept.result), kept.number, kept.error_code, kept.received_at)


def _exported(export: handover_rows.KeptExport, sent: SentBundle) -> ExportedBundle:
    """The bundle as the chain has it: what a row says beside it is nobody's word."""
    return ExportedBundle(
        bundle_id=sent.bundle_id,
        file_sha256=sent.sha256,
        manifest_sha256=sent.manifest,
        case_id=sent.case_id or "",
        revision=export.revision,
        series=sent.series,
        number=sent.number,
        head=sent.head,
    )


def _noticed(notice: SentNotice) -> ExportedBundle:
    """The same of a notice, which shows no chain."""
    sent = notice.sent
    return ExportedBundle(
        bundle_id=sent.bundle_id,
        file_sha256=sent.sha256,
        manifest_sha256=sent.manifest,
        case_id=notice.case_id,
        revision=notice.revision,
        series=sent.series,
        number=sent.number,
    )


def _is_of_another(receipt: Receipt, sent: SentBundle) -> bool:
    """Whether something else than what was sent was kept at the office under our bundle's id."""
    kept = receipt.result is not Result.REJECTED
    return kept and receipt.manifest_sha256 not in ("", sent.manifest)


def _check_office(sent: SentBundle, receipt: Receipt, report: ReceiptReport) -> None:
    """That something was taken in, or kept, is for the office to say to which it was sent; whoever
    got it by mistake may refuse it. Raises ReceiptInvalid."""
    signer = report.verification.signed_by
    theirs = signer is not None and signer.unit == sent.office
    if sent.office and not theirs and receipt.result is not Result.REJECTED:
        raise ReceiptInvalid(code=_MISMATCH)


def _check_annex(annex: KeptAnnex, receipt: Receipt) -> None:
    """Raises ReceiptInvalid: it speaks of something else under the id of our annex."""
    place = (receipt.case_id, receipt.revision, receipt.series, receipt.number)
    ours = (annex.case_id, annex.revision, annex.series, annex.number)
    whole = receipt.kind is AnsweredKind.ANNEX and place == ours
    refused = receipt.result is Result.REJECTED
    if receipt.manifest_sha256 not in ("", annex.manifest) and not refused:
        raise ReceiptInvalid(code=_MISMATCH)
    if not (whole or (refused and receipt.kind is None)):
        raise ReceiptInvalid(code=_MISMATCH)


def _of_numbers(outcome: ReceiptOutcome) -> dict[str, str]:
    """As the entry has it; nothing where there is nothing to tell."""
    numbers = {"missing": outcome.not_arrived, "said_unsent": outcome.said_unsent}
    return {
        name: " ".join(str(item.number) for item in items)
        for name, items in numbers.items()
        if items
    }


def _signer(report: ReceiptReport) -> str:
    signer = report.verification.signed_by
    return signer.name if signer else ""
