"""Rule V6 at the desk: a supervisor lets a child be heard without a specialist, or no longer."""

from __future__ import annotations

from tipdesk.cases.files.workflow import Step, may
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.statement import text_digest
from tipdesk.cases.model import Case, CaseId, Officer, Role
from tipdesk.cases.permissions import OUTSIDER
from tipdesk.core.errors import AnswerRefused
from tipdesk.desk.approval import Confirmed
from tipdesk.desk.interview.closing_account import ClosingAccount
from tipdesk.storage.station import officer_rows


class ChildWaiving(ClosingAccount):
    """Takes the supervisor's word; nothing else sets these answers. GUI thread."""

    def may_waive(self, case_id: CaseId) -> tuple[Officer, ...]:
        """The supervisors whose word counts in this file: not who takes the interview."""
        opened_by = self._opened(case_id).created_by
        return tuple(one for one in self._desk.supervisors() if one.login != opened_by)

    def waive_specialist(
        self, case_id: CaseId, reason: str, supervisor: Confirmed, note: str = ""
    ) -> Case:
        """Keep the supervisor's reason to hear a child without a specialist, or take it back ('').
        The answers are the supervisor's; a link holds the digest of the reason. In a complete
        file it is an amendment with `note` as its reason.

        Raises:
            AnswerRefused: not a supervisor, or who opened the file (reasons in `child_waiver`);
                nothing to take back; a form that does not ask for it.
            TransitionRefused: the file takes no amendment from a supervisor.
        """
        reason, case = reason.strip(), self._opened(case_id)
        role = self._role_of(supervisor)
        statement.refuse_person(supervisor.login, role, case.created_by)
        self.fold(case_id)  # what the officer typed stays the officer's
        if not reason and not statement.waiver_stands(self._standing(case_id)):
            raise AnswerRefused(name=statement.REASON, reason="empty")
        self._check_asks(case)
        said = statement.agreed(reason, supervisor.login)
        action = statement.AGREED if reason else statement.WITHDRAWN
        login = supervisor.login
        with self._vault.transaction():
            if may(Step.EDIT, case.status, role):
                self._save(case, said, login)
                self._fold_as(case, login)  # the link is the supervisor's
            else:
                self._amend(case_id, said, note, None, supervisor)
            # Keyed, as every digest that leaves with the chain: a short reason could be guessed.
            digest = self._desk.commitment(text_digest(reason))
            self._desk.enter(action, case_id, login, reason_commitment=digest)
            self._desk.seal_by(login, supervisor.seed)
        self._publish_answers(case_id)
        return self.case(case_id)

    def _fold_as(self, case: Case, login: str) -> None:
        self._desk.enter("edited", case.id, login, **self._fold(case, self._desk.now()))

    def _check_asks(self, case: Case) -> None:
        asked = {one.name for one in self._desk.forms.rules_of(case).definition.questions()}
        for name in sorted(statement.FIELDS - asked):
            raise AnswerRefused(name=name, reason="not_answerable")

    def _role_of(self, confirmed: Confirmed) -> Role:
        officer = officer_rows.find(self._vault, confirmed.login)
        return officer.role if officer is not None and not officer.removed else OUTSIDER
