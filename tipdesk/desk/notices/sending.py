"""Notices that leave without an approval: which can, what they hold, what is entered of them."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from tipdesk.bundle.container.index import BundleNumber, NotSent
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.receipt import Result
from tipdesk.cases.answers import counting, stands
from tipdesk.cases.consent import sharing
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.files.workflow import refuse_voided
from tipdesk.cases.handover.record import build_notice, with_digest
from tipdesk.cases.handover.release import OF_NOTICE, released_fields
from tipdesk.cases.model import NO_ANSWER, Act, Answer, Case, CaseFile, CaseId, Status
from tipdesk.core.errors import ExportNotReady, FormIncomplete, ReasonNeeded, SecondPersonNeeded
from tipdesk.desk.custody import integrity
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.handover.receipts import OfficeAnswer, Receipts
from tipdesk.desk.handover.sent_bundles import (
    NOTICE_BEGUN,
    NOTICE_HANDED_OVER,
    SentNotice,
    newest_notice,
    sent_notices,
)
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.notices.packing import NoticePlan, PackedNotice, PlannedNotice
from tipdesk.desk.notices.reviewing import sign_review
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import (
    CertificateStanding,
    Keys,
    SealRecipient,
    TrustListInfo,
)
from tipdesk.forms.model import FormDefinition, LocalText, Question
from tipdesk.forms.rules.rules import FormState
from tipdesk.printing.plan import PrintOptions
from tipdesk.storage import bundle_numbers, custody_rows, station_rows
from tipdesk.storage.files import notice_rows

ALLOWED_HERE, STOPPED_HERE = "notices_allowed", "notices_stopped"
_MOST = 200  # files that are listed
_HIGHEST = 2  # level of what a notice tells
_AT_THE_STATION = frozenset(
    {Status.IN_PROGRESS, Status.COMPLETED, Status.RETURNED, Status.APPROVED}
)


class NoticeCondition(StrEnum):
    """Why no notice leaves electronically."""

    NOT_HERE = "notice_not_here"  # no supervisor has allowed it
    NOT_THERE = "notice_not_there"  # the trust list names no office that takes them
    NO_TRUST = "no_trust"
    NO_RECOVERY = "no_recovery"
    NO_CERTIFICATE = "no_certificate"
    HIDDEN = "notice_hidden"  # of a file that no supervisor of the unit sees
    FORM = "notice_form"  # it gives the notice's answers another level, or keeps one here


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A file of which the Prosecution has not been told yet, as far as anybody here knows."""

    case: Case
    open: tuple[LocalText, ...]  # what a notice tells and is not answered yet
    sent: SentNotice | None = None  # the newest notice of it that left
    answer: OfficeAnswer | None = None  # of the office, to that one

    @property
    def ready(self) -> bool:
        """Whether its notice can leave now, and has not, or was refused."""
        refused = self.answer is not None and self.answer.result is Result.REJECTED
        return not self.open and (self.sent is None or refused)


class Notices:
    """Plans and enters notices. GUI thread; packing itself is a job."""

    def __init__(
        self,
        desk: OpenVault,
        files: CaseFiles,
        answers: Answers,
        access: Access,
        keys: Keys,
        receipts: Receipts,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._files = files
        self._answers = answers
        self._access = access
        self._keys = keys
        self._receipts = receipts

    # --- whether they leave at all ----------------------------------------------------------

    @property
    def allowed(self) -> bool:
        """Whether a supervisor of this station has allowed them, by a deed that they signed."""
        return self._desk.book.state.notices

    def allow(self, *, allowed: bool) -> None:
        """Let officers of this station send them from now on, or no more.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "allow_notices").
            SecondPersonNeeded: the officer of the session cannot sign it.
        """
        self._desk.require(Act.ALLOW_NOTICES)
        if allowed != self.allowed:
            named = {"by": self._desk.officer.login, "allowed": "yes" if allowed else "no"}
            action = ALLOWED_HERE if allowed else STOPPED_HERE
            with self._vault.transaction():
                self._desk.decide(DeedKind.NOTICES, named, action)
                self._desk.seal()
            self._desk.publish(ChangeKind.KEYS)

    def offices(self) -> tuple[SealRecipient, ...]:
        """The offices that take them, by the trust list in use."""
        return tuple(office for office in self._keys.recipients() if office.takes_notices)

    def in_the_way(self) -> NoticeCondition | None:
        """What keeps every notice here; None: nothing."""
        trust = self._keys.trust()
        standing = self._keys.certificate_state("", CertificateRole.EXPORTER).standing
        conditions = {
            NoticeCondition.NO_TRUST: trust is None,
            NoticeCondition.NOT_THERE: not self.offices(),
            NoticeCondition.NOT_HERE: not self.allowed,
            NoticeCondition.NO_RECOVERY: trust is not None and not trust.recovery,
            NoticeCondition.NO_CERTIFICATE: standing is not CertificateStanding.VALID,
        }
        return next((condition for condition, holds in conditions.items() if holds), None)

    # --- which files ------------------------------------------------------------------------

    def files(self) -> Iterator[NoticeFile]:
        """Files in hand that the officer reads, that are not hidden, and of which the Prosecution
        was not told by paper, nor says that it has their notice. Each is read when it is asked for.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "send_notice").
        """
        self._desk.require(Act.SEND_NOTICE)
        sent = {notice.case_id: notice for notice in sent_notices(self._vault)}
        cases = [case for case, _line in self._files.in_hand(_MOST)]
        return self._listed(cases, sent)

    def newest(self, case_id: CaseId) -> SentNotice | None:
        """The notice of a file that left last."""
        return newest_notice(self._vault, case_id)

    def _listed(
        self, cases: Sequence[Case], sent: Mapping[CaseId, SentNotice]
    ) -> Iterator[NoticeFile]:
        for case in cases:
            notice = sent.get(case.id)
            if case.status not in _AT_THE_STATION:
                continue
            if case.notified_at is not None and notice is None:
                continue
            answer = self._receipts.notice_standing(notice) if notice is not None else None
            if answer is not None and answer.result is Result.ACCEPTED:
                continue
            with suppress(ReasonNeeded):
                answers = self._files.answers(case.id)
                still = _still_open(
                    self._files.rules(case.id).definition,
                    answers,
                    self._files.judged(case, answers),
                )
                labels = tuple(question.label for question in still)
                yield NoticeFile(case, labels, notice, answer)

    # --- one list of them -------------------------------------------------------------------

    def plan(
        self, case_ids: Sequence[CaseId], office: SealRecipient, target_dir: Path
    ) -> NoticePlan:
        """Freeze what `packing.pack_notices` needs, and enter that each was begun. What was typed
        last is entered before.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "send_notice"), or a
                file is voided.
            ExportNotReady: a condition is open (details: reason).
            FormIncomplete: an answer of a notice is missing (details: count).
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
            CustodyBroken: answers are not as they were entered (details: seq).
            ClockBehind: see `OpenVault.check_clock`.
        """
        self._desk.require(Act.SEND_NOTICE)
        self._desk.check_clock()
        trust = self._trusted(office)
        read = [self._read(case_id) for case_id in dict.fromkeys(case_ids)]
        begun = custody_rows.bundles_begun(self._vault)
        with self._vault.transaction():
            planned = tuple(self._begun(content, office.code) for content in read)
        return NoticePlan(
            notices=planned,
            created=self._desk.now().replace(microsecond=0),
            recipients=trust.sealed_to(office),
            recipient=office.label,
            target_dir=target_dir,
            begun=begun,
        )

    def signing_key(self, confirmed: Confirmed) -> SigningKey:
        """Open the officer's key for one list; hand it to `packing.pack_notices`.

        Raises:
            NoCertificate: none, or not valid today.
        """
        return self._keys.signing_key(confirmed, CertificateRole.EXPORTER)

    def record(self, packed: Sequence[PackedNotice]) -> None:
        """Enter that they were handed over; where their files stand does not change. No supervisor
        was missing at what a supervisor sends: that they signed, since an entry in their name
        proves nothing.

        Raises:
            TransitionRefused: a file was voided meanwhile: nothing is entered, and whoever packed
                them takes them off the drive again.
        """
        with self._vault.transaction():
            for notice in packed:
                refuse_voided(self._files.case(notice.case_id), Act.SEND_NOTICE.value)
                bundle_numbers.became_whole(self._vault, notice.bundle_id, notice.manifest_sha256)
                self._desk.enter(
                    NOTICE_HANDED_OVER,
                    notice.case_id,
                    bundle=notice.bundle_id,
                    revision=str(notice.revision),
                    sha256=notice.sha256,
                    manifest=notice.manifest_sha256,
                    signed_at=timestamp(notice.created),
                )
                if self._desk.may(Act.REVIEW_NOTICES):
                    with suppress(SecondPersonNeeded):  # then it waits, as any other
                        sent = notice.bundle_id, notice.manifest_sha256
                        sign_review(self._desk, notice.case_id, sent)
            self._desk.seal()
        for notice in packed:
            self._desk.publish(ChangeKind.EXPORTS, notice.case_id)
        self._desk.publish(ChangeKind.CASES)

    # --- inside -----------------------------------------------------------------------------

    def _trusted(self, office: SealRecipient) -> TrustListInfo:
        """The trust list by which notices leave for this office. Raises ExportNotReady."""
        if (condition := self.in_the_way()) is not None:
            raise ExportNotReady(reason=condition.value)
        trust = self._keys.trust()
        if trust is None or office not in self.offices():
            raise ExportNotReady(reason=NoticeCondition.NOT_THERE.value)
        return trust

    def _read(self, case_id: CaseId) -> tuple[CaseFile, bytes, PrintOptions]:
        """The file, the record of its notice, and how that is drawn."""
        case_file = self._files.whole(case_id)
        case, form = case_file.case, case_file.form
        refuse_voided(case, Act.SEND_NOTICE.value)
        self._answers.fold(case_id)
        if case.hidden:
            raise ExportNotReady(reason=NoticeCondition.HIDDEN.value)
        integrity.check_file(self._desk, case_id, self._access.opens(case_id))
        fields = released_fields(form, reach=OF_NOTICE)
        if not all(
            question.level <= _HIGHEST and question.name in fields
            for question in notice_questions(form)
        ):
            raise ExportNotReady(reason=NoticeCondition.FORM.value)
        state = self._files.state(case_file)
        missing = _still_open(form, case_file.answers, state)
        if missing:
            raise FormIncomplete(count=len(missing))
        # What was never completed becomes its first revision.
        case_file = replace(case_file, case=replace(case, revision=max(1, case.revision)))
        record = build_notice(case_file, state, secrets.token_bytes(32))
        options = PrintOptions(
            language="ar",
            copy="prosecution",
            fields=fields,
            context=self._files.context(case),
            printed_at=self._desk.now(),
            letterhead=station_rows.letterhead(self._vault),
        )
        return with_digest(case_file, record), record, options

    def _begun(self, content: tuple[CaseFile, bytes, PrintOptions], office: str) -> PlannedNotice:
        """Take its number and enter that it was begun."""
        case_file, record, options = content
        bundle_id = str(uuid.uuid4())
        taken = bundle_numbers.take(self._vault, office, notice_rows.KIND, bundle_id)
        self._desk.enter(
            NOTICE_BEGUN,
            case_file.case.id,
            bundle=bundle_id,
            office=office,
            series=taken.series,
            number=str(taken.number),
        )
        numbered = BundleNumber(
            station=self._desk.station.code,
            office=office,
            series=taken.series,
            number=taken.number,
            previous=taken.previous,
            not_sent=tuple(NotSent(*item) for item in taken.not_sent),
        )
        return PlannedNotice(bundle_id, numbered, case_file, record, options)


def notice_questions(form: FormDefinition) -> Iterator[Question]:
    """What a notice tells."""
    return (question for question in form.questions() if question.name in sharing.NOTICE)


def _still_open(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState
) -> tuple[Question, ...]:
    """What a notice tells, is asked, and has no answer that the form takes."""
    count = counting(answers, state)
    return tuple(
        question
        for question in notice_questions(form)
        if question.answerable
        and state.is_relevant(question.name)
        and not stands(count.get(question.name, NO_ANSWER))
    )
