"""The steps of a file: review, completion, return. Its approval is `desk.handover.approving`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tipdesk.cases.files import workflow
from tipdesk.cases.files.review import ReviewReport, review
from tipdesk.cases.interview.unfinished import NO_REMARKS
from tipdesk.cases.model import Case, CaseFile, CaseId, Remark
from tipdesk.core import errors
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.interview.withdrawing import Withdrawing
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.forms.rules.rules import FormState
from tipdesk.storage import interview_rows
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
        self._answers = answers
        self.withdrawing = Withdrawing(desk, contents, log, answers)

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

    # --- inside -----------------------------------------------------------------------------

    def _review(self, case_file: CaseFile) -> ReviewReport:
        state = self._state(case_file)
        return review(case_file.form, case_file.answers, state, case_file.case)

    def _state(self, case_file: CaseFile) -> FormState:
        return self._contents.state(case_file.case, dict(case_file.answers))
