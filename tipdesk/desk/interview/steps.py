"""The steps of a file: review, completion, return, approval, the notice to the Prosecution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tipdesk.cases.answers import counting
from tipdesk.cases.files import workflow
from tipdesk.cases.files.review import ReviewReport, review
from tipdesk.cases.handover.release import Pick, can_be_picked, is_narrowed
from tipdesk.cases.handover.rows import digest_of, record_root
from tipdesk.cases.interview.unfinished import NO_REMARKS
from tipdesk.cases.model import NO_ANSWER, Act, Answer, Case, CaseFile, CaseId, Remark, Status
from tipdesk.cases.permissions import LEADING
from tipdesk.core import errors
from tipdesk.desk.custody import integrity
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.listing import NOTIFIED, notified_at
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.interview.answer_checks import fits
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.forms.rules.rules import FormState
from tipdesk.forms.values import stored_date_time
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.evidence import recordings
from tipdesk.storage.files import case_rows


class Steps:
    """Moves files on. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        restricted: Restricted,
        sealing: Sealing,
        log: AnswerLog,
        answers: Answers,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._sealing = sealing
        self._log = log
        self._answers = answers

    def review(self, case_id: CaseId) -> ReviewReport:
        """What the next step still needs, with places to jump to."""
        return self._review(self._contents.assembled(self._contents.readable(case_id)))

    def complete(self, case_id: CaseId) -> Case:
        """Freeze the answers and hand the file to the supervisor.

        Raises:
            FormIncomplete: the review is not ready (details: count).
            TransitionRefused: not from this status, or the officer is who returned the file.
            ClockBehind: see `OpenVault.check_clock`.
            RecordingUnfinished: a recording runs, or is not attached yet.
        """
        self._desk.check_clock()
        status = workflow.next_status(
            workflow.FileStep.COMPLETE,
            self._contents.readable(case_id).status,
            self._desk.officer.role,
        )
        self._restricted.check_open(case_id)
        if any(left.case_id == case_id for left in recordings.unfinished(self._vault)):
            raise errors.RecordingUnfinished
        self._answers.fold(case_id)
        case_file = self._contents.assembled(self._contents.case(case_id))
        if self._contents.is_returned_by_officer(case_id):
            raise errors.TransitionRefused(
                step=workflow.FileStep.COMPLETE.value,
                status=case_file.case.status.value,
                reason="returned_it",
            )
        report = self._review(case_file)
        if not report.ready:
            raise errors.FormIncomplete(count=len(report.needed))
        with self._vault.transaction():
            now = self._desk.now()
            case = case_rows.set_status(self._vault, case_id, status, now, completed=True)
            self._contents.secrets.begin(case)
            self._desk.enter("completed", case_id, revision=str(case.revision))
            self._desk.seal()
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
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
        case = self._contents.readable(case_id)
        status = workflow.next_status(
            workflow.FileStep.RETURN, case.status, self._desk.role_of(approver)
        )
        if not remarks or not all(remark.text.strip() for remark in remarks):
            raise errors.AnswerRefused(name="remarks", reason="empty")
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
                interview_rows.keep_remarks(self._vault, case_id, login, NO_REMARKS, now)
            self._desk.enter("returned", case_id, approver.login, remarks=str(len(signed)))
            self._desk.seal_by(approver.login, approver.seed)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
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
        status = self._approved_status(self._contents.readable(case_id), approver)
        self._restricted.check_open(case_id)
        integrity.check_file(self._desk, case_id, self._restricted.opens(case_id))
        case_file = self._contents.whole(self._contents.case(case_id))
        report = self._review(case_file)
        if not report.ready:
            raise errors.FormIncomplete(count=len(report.needed))
        chosen = self._checked_picks(case_file, picks, approver)
        record = self._contents.record(case_file, chosen)
        with self._vault.transaction():
            now = self._desk.now()
            rows = tuple(
                {"name": pick.name, "reason": pick.reason, "by": pick.by} for pick in chosen
            )
            revision = case_file.case.revision
            case_rows.add_approval(
                self._vault, case_rows.Approval(case_id, revision, approver.login, now, rows)
            )
            case = case_rows.set_status(self._vault, case_id, status, now)
            self._desk.enter(
                workflow.APPROVED_DIRECTLY if case.hidden else workflow.APPROVED,
                case_id,
                approver.login,
                record=record_root(record),
                **{workflow.RECORD_FILE: digest_of(record)},
                picks=" ".join(pick.name for pick in chosen),
            )
            self._desk.seal_by(approver.login, approver.seed)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        return case

    def mark_notified(self, case_id: CaseId) -> Case:
        """The notice «إخطار النيابة العامة» was handed over now; answers
        `prosecution_notified_at` when it is still open, or its answer is one that the form
        refuses. A time that was answered stands.

        Raises:
            TransitionRefused: the file is voided.
        """
        case = self._contents.readable(case_id)
        workflow.refuse_voided(case, "prosecution_notified")
        with self._vault.transaction():
            now = self._desk.now()
            stored = self._contents.standing(case_id)
            answers = counting(stored, self._contents.state(case, stored))
            told_at = notified_at(answers)
            answered = answers.get(NOTIFIED, NO_ANSWER).value
            if not answered and workflow.may(
                workflow.FileStep.EDIT, case.status, self._desk.officer.role
            ):
                self._answer_notified(case, Answer(stored_date_time(now)))
            case = case_rows.set_notified(self._vault, case_id, told_at or now, now)
            self._desk.enter("prosecution_notified", case_id)
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return case

    # --- inside -----------------------------------------------------------------------------

    def _answer_notified(self, case: Case, answer: Answer) -> None:
        if fits(self._desk.forms.rules_of(case), NOTIFIED, answer):
            self._log.save(case, {NOTIFIED: answer})

    def _review(self, case_file: CaseFile) -> ReviewReport:
        state = self._state(case_file)
        return review(case_file.form, case_file.answers, state, case_file.case.status)

    def _state(self, case_file: CaseFile) -> FormState:
        return self._contents.state(case_file.case, dict(case_file.answers))

    def _approved_status(self, case: Case, approver: Confirmed) -> Status:
        """Four eyes: whoever completed the file, or amended it since, does not approve it."""
        if case.hidden:
            return self._direct_status(case, approver)
        status = workflow.next_status(
            workflow.FileStep.APPROVE, case.status, self._desk.role_of(approver)
        )
        authors = workflow.authors(custody_rows.of_case(self._vault, case.id), case.id)
        if not authors or approver.login in authors:
            raise errors.TransitionRefused(
                step=workflow.FileStep.APPROVE.value, status=case.status.value, reason="same_person"
            )
        return status

    def _direct_status(self, case: Case, approver: Confirmed) -> Status:
        named = {reader.login for reader in case_rows.readers(self._vault, case.id)}
        if approver.login not in named:
            raise errors.TransitionRefused(
                step=workflow.FileStep.APPROVE.value, status=case.status.value, reason="role"
            )
        self._desk.require(Act.HIDE_FILE, self._desk.role_of(approver))
        return workflow.next_status(workflow.FileStep.APPROVE, case.status, LEADING)

    def _checked_picks(
        self, case_file: CaseFile, picks: Sequence[Pick], approver: Confirmed
    ) -> tuple[Pick, ...]:
        narrowed = is_narrowed(case_file.answers)
        open_to_choice = {
            question.name
            for question in case_file.form.questions()
            if can_be_picked(question, narrowed=narrowed)
        }
        pickable = self._contents.pickable(case_file.case.id)
        open_to_choice |= {question.name for question in pickable}
        for pick in picks:
            if pick.name not in open_to_choice:
                raise errors.AnswerRefused(name=pick.name, reason="not_answerable")
            if not pick.reason.strip():
                raise errors.AnswerRefused(name=pick.name, reason="empty")
        return tuple(replace(pick, by=approver.login) for pick in picks)
