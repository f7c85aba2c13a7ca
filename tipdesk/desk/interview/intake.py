"""The counter where interviews are taken: review, completion, return, approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tipdesk.cases.answers import NO_ANSWER, counting
from tipdesk.cases.files import four_eyes
from tipdesk.cases.files.review import ReviewReport, review
from tipdesk.cases.files.voiding import refuse_voided
from tipdesk.cases.files.workflow import Step, may, next_status
from tipdesk.cases.handover.record import (
    Pick,
    build_record,
    can_be_picked,
    is_narrowed,
    record_digest,
)
from tipdesk.cases.interview.unfinished import NO_REMARKS
from tipdesk.cases.model import Answer, Case, CaseFile, CaseId, Remark, Status
from tipdesk.cases.permissions import LEADING, Act, check
from tipdesk.core.errors import (
    AnswerRefused,
    FormIncomplete,
    PackTypedIn,
    RecordingUnfinished,
    TransitionRefused,
)
from tipdesk.desk.approval import Confirmed
from tipdesk.desk.custody import integrity
from tipdesk.desk.files.listing import NOTIFIED, notified_at
from tipdesk.desk.interview.answer_checks import fits
from tipdesk.desk.interview.voiding import VoidingFiles
from tipdesk.desk.open_vault import ChangeKind
from tipdesk.forms.values import stored_date_time
from tipdesk.storage import custody_rows, paper_rows
from tipdesk.storage.evidence import recordings
from tipdesk.storage.files import access_rows, case_rows
from tipdesk.storage.interview import draft_rows


class Intake(VoidingFiles):
    """Moves files on. Reading is in `CaseFiles`, writing in `Answering`, the end of the account in
    `ClosingAccount`, the supervisor's word for a child in `ChildWaiving`, files that were opened by
    mistake in `VoidingFiles`. GUI thread."""

    def review(self, case_id: CaseId) -> ReviewReport:
        """What the next step still needs, with places to jump to."""
        return self._review(self._file(self._opened(case_id)))

    def type_in(self, serial: str) -> Case:
        """A new file for what was written by hand on an emergency pack: when it was told stands on
        the paper. `serial`: its digits, as `paper_serial.read_serial` gives them.

        Raises:
            PackTypedIn: it is a file already.
            TransitionRefused: the officer's role begins no files.
        """
        check(Act.BEGIN_FILE, self._desk.officer.role)
        known = paper_rows.case_of_pack(self._vault, serial)
        if known is not None:
            case = case_rows.find(self._vault, known)
            if case is None or case.hidden:
                raise PackTypedIn(reason="hidden")
            raise PackTypedIn(number=case.number)
        with self._vault.transaction():
            made = self.open_case(told=False)
            paper_rows.add_pack(self._vault, made.id, serial)
            self._desk.enter("typed_in", made.id, serial=serial)
        return made

    def pack_of(self, case_id: CaseId) -> str:
        """The number of the pack that a file was typed in from, in digits; '' for none."""
        return paper_rows.pack_serial(self._vault, self._opened(case_id).id)

    def complete(self, case_id: CaseId) -> Case:
        """Freeze the answers and hand the file to the supervisor.

        Raises:
            FormIncomplete: the review is not ready (details: count).
            TransitionRefused: not from this status, or the officer is who returned the file.
            ClockBehind: see `OpenVault.check_clock`.
            RecordingUnfinished: a recording runs, or is not attached yet.
        """
        self._desk.check_clock()
        status = next_status(Step.COMPLETE, self._opened(case_id).status, self._desk.officer.role)
        self._restricted.check_open(case_id)
        if any(one.case_id == case_id for one in recordings.unfinished(self._vault)):
            raise RecordingUnfinished
        self.fold(case_id)
        case_file = self._file(self.case(case_id))
        if self._returned_it(case_id):
            raise TransitionRefused(
                step=Step.COMPLETE.value, status=case_file.case.status.value, reason="returned_it"
            )
        report = self._review(case_file)
        if not report.ready:
            raise FormIncomplete(count=len(report.needed))
        with self._vault.transaction():
            now = self._desk.now()
            case = case_rows.set_status(self._vault, case_id, status, now, completed=True)
            self._desk.enter("completed", case_id, revision=str(case.revision))
            self._desk.seal()
        self._publish_status(case_id)
        return case

    def return_with_remarks(
        self, case_id: CaseId, remarks: Sequence[Remark], approver: Confirmed
    ) -> Case:
        """The supervisor sends the file back. `by` and `at` of the remarks are filled, and what
        was kept of them as a draft goes.

        Raises:
            TransitionRefused: not a supervisor, or not from this status.
            AnswerRefused: no remark, or an empty one (name "remarks").
        """
        case = self._opened(case_id)
        status = next_status(Step.RETURN, case.status, self._role_of(approver))
        if not remarks or not all(remark.text.strip() for remark in remarks):
            raise AnswerRefused(name="remarks", reason="empty")
        with self._vault.transaction():
            now = self._desk.now()
            signed = [
                replace(
                    remark,
                    text=self._sealing.text(case, "text", remark.text),
                    by=approver.login,
                    at=now,
                )
                for remark in remarks
            ]
            case_rows.add_remarks(self._vault, case_id, signed)
            case = case_rows.set_status(self._vault, case_id, status, now)
            for login in {self._desk.officer.login, approver.login}:
                draft_rows.keep_remarks(self._vault, case_id, login, NO_REMARKS, now)
            self._desk.enter("returned", case_id, approver.login, remarks=str(len(signed)))
            self._desk.seal_by(approver.login, approver.seed)
        self._publish_status(case_id)
        return case

    def approve(self, case_id: CaseId, approver: Confirmed, picks: Sequence[Pick] = ()) -> Case:
        """The supervisor approves for export, with the PP? fields that may go and why. A file that
        is hidden from the supervisor is let go by an officer whom it names.

        Raises:
            TransitionRefused: not a supervisor, one who completed or amended it, or not from this
                status; of a hidden file: it does not name the officer.
            AnswerRefused: a pick without a reason, or of a field that cannot be picked.
            FormIncomplete: an amendment has left a gap (details: count).
            CustodyBroken: chain or answers are not what was entered (details: seq).
            ClockBehind: see `OpenVault.check_clock`.
        """
        self._desk.check_clock()
        status = self._approved_status(self._opened(case_id), approver)
        self._restricted.check_open(case_id)
        integrity.check_file(self._desk, case_id, self.access.opens(case_id))
        case_file = self._file(self.case(case_id))
        report = self._review(case_file)
        if not report.ready:
            raise FormIncomplete(count=len(report.needed))
        chosen = self._checked_picks(case_file, picks, approver)
        record = build_record(case_file, self.state(case_file), chosen)
        with self._vault.transaction():
            now = self._desk.now()
            rows = tuple({"name": one.name, "reason": one.reason, "by": one.by} for one in chosen)
            revision = case_file.case.revision
            case_rows.add_approval(
                self._vault, case_rows.Approval(case_id, revision, approver.login, now, rows)
            )
            case = case_rows.set_status(self._vault, case_id, status, now)
            self._desk.enter(
                four_eyes.APPROVED_DIRECTLY if case.hidden else four_eyes.APPROVED,
                case_id,
                approver.login,
                record=record_digest(record),
                picks=" ".join(one.name for one in chosen),
            )
            self._desk.seal_by(approver.login, approver.seed)
        self._publish_status(case_id)
        return case

    def mark_notified(self, case_id: CaseId) -> Case:
        """The notice «إخطار النيابة العامة» was handed over now; answers
        `prosecution_notified_at` when it is still open, or its answer is one that the form
        refuses. A time that was answered stands.

        Raises:
            TransitionRefused: the file is voided.
        """
        case = self._opened(case_id)
        refuse_voided(case, "prosecution_notified")
        with self._vault.transaction():
            now = self._desk.now()
            stored = self._standing(case_id)
            answers = counting(stored, self._state(case, stored))
            told = notified_at(answers)
            said = answers.get(NOTIFIED, NO_ANSWER).value
            if not said and may(Step.EDIT, case.status, self._desk.officer.role):
                self._answer_notified(case, Answer(stored_date_time(now)))
            case = case_rows.set_notified(self._vault, case_id, told or now, now)
            self._desk.enter("prosecution_notified", case_id)
        self._desk.publish(ChangeKind.ANSWERS, case_id)
        self._desk.publish(ChangeKind.CASES)
        return case

    # --- inside -----------------------------------------------------------------------------

    def _answer_notified(self, case: Case, answer: Answer) -> None:
        if fits(self._desk.forms.rules_of(case), NOTIFIED, answer):
            self._save(case, {NOTIFIED: answer})

    def _review(self, case_file: CaseFile) -> ReviewReport:
        state = self.state(case_file)
        return review(case_file.form, case_file.answers, state, case_file.case.status)

    def _approved_status(self, case: Case, approver: Confirmed) -> Status:
        """Four eyes: whoever completed the file, or amended it since, does not approve it."""
        if case.hidden:
            return self._direct_status(case, approver)
        status = next_status(Step.APPROVE, case.status, self._role_of(approver))
        authors = four_eyes.authors(custody_rows.of_case(self._vault, case.id), case.id)
        if not authors or approver.login in authors:
            raise TransitionRefused(
                step=Step.APPROVE.value, status=case.status.value, reason="same_person"
            )
        return status

    def _direct_status(self, case: Case, approver: Confirmed) -> Status:
        if approver.login not in {one.login for one in access_rows.readers(self._vault, case.id)}:
            raise TransitionRefused(
                step=Step.APPROVE.value, status=case.status.value, reason="role"
            )
        check(Act.HIDE_FILE, self._role_of(approver))
        return next_status(Step.APPROVE, case.status, LEADING)

    def _checked_picks(
        self, case_file: CaseFile, picks: Sequence[Pick], approver: Confirmed
    ) -> tuple[Pick, ...]:
        narrowed = is_narrowed(case_file.answers)
        open_to_choice = {
            question.name
            for question in case_file.form.questions()
            if can_be_picked(question, narrowed=narrowed)
        }
        open_to_choice |= {one.name for one in self.pickable(case_file.case.id)}
        for pick in picks:
            if pick.name not in open_to_choice:
                raise AnswerRefused(name=pick.name, reason="not_answerable")
            if not pick.reason.strip():
                raise AnswerRefused(name=pick.name, reason="empty")
        return tuple(replace(pick, by=approver.login) for pick in picks)
