"""What the person takes back of what was agreed to, in whatever state their file is."""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.cases.consent import ledger, withdrawal
from tipdesk.cases.files.workflow import FileStep, may, refuse_voided
from tipdesk.cases.model import Case, CaseId, ConsentEvent, ConsentPurpose, Status
from tipdesk.core.errors import AnswerRefused, TransitionRefused
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.interview.answer_checks import checked_note, fits
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.i18n.text import N_, texts

_NOTE = N_("The consent was withdrawn.")  # beside the answer; the reason stays in the ledger
_NOT_LEFT = frozenset({Status.IN_PROGRESS, Status.RETURNED, Status.COMPLETED})


class Withdrawing:
    """Notes withdrawals and limits. GUI thread; every method is short."""

    def __init__(
        self, desk: OpenVault, contents: Contents, log: AnswerLog, answers: Answers
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._log = log
        self._answers = answers

    def may_withdraw(self, case_id: CaseId) -> bool:
        """Whether the officer may note a withdrawal in this file as it stands."""
        case, role = self._contents.readable(case_id), self._desk.officer.role
        return any(may(step, case.status, role) for step in (FileStep.EDIT, FileStep.AMEND))

    def withdraw(self, case_id: CaseId, event: ConsentEvent, reason: str) -> Case:
        """Note that the person takes back what they had agreed to. Of a file that was completed it
        is an amendment: what was approved or sent is completed and approved again.

        Raises:
            AnswerRefused: it does not stand (any more), the form does not ask it, or no reason.
            TransitionRefused: not open to the officer's role, or the file is voided.
            RestrictedClosed, ReasonNeeded, FileHidden: as `Answers.save_answers`.
        """
        case = self._contents.readable(case_id)
        refuse_voided(case, FileStep.AMEND.value)
        self._answers.fold(case_id)
        reason, rules = checked_note(reason), self._desk.forms.rules_of(case)
        standing = ledger.ruling(self._contents.consents.events(case_id)).get(event.about)
        if standing is None or standing.state not in ledger.CONSENTED:
            raise AnswerRefused(name=event.purpose.value, reason="not_answerable")
        noted = (self._desk.now(), self._desk.officer.login)
        taken_back = withdrawal.withdrawn(standing, reason, noted)
        stored = self._contents.standing(case_id)
        changes = withdrawal.answers_of(rules.definition, stored, taken_back)
        changes = {path: answer for path, answer in changes.items() if fits(rules, path, answer)}
        if not changes:
            raise AnswerRefused(name=event.purpose.value, reason="not_answerable")
        with self._vault.transaction():
            self._contents.consents.add(case, [taken_back])
            if may(FileStep.EDIT, case.status, self._desk.officer.role):
                self._answers.save_answers(case_id, changes)
            else:
                self._log.amend(case_id, changes, texts("ar").gettext(_NOTE), None)
        self._answers.fold(case_id)
        self._desk.publish(ChangeKind.ANSWERS, case_id)
        return self._contents.case(case_id)

    def keep_sections(self, case_id: CaseId, sections: Sequence[str]) -> None:
        """Note which sections the person keeps who agreed with limits.

        Raises:
            AnswerRefused: the person did not agree with limits, or there is no such section.
            TransitionRefused: not open to the officer's role, or what was approved would change.
        """
        case = self._contents.readable(case_id)
        open_now = case.status in _NOT_LEFT and self.may_withdraw(case_id)
        if not open_now:
            raise TransitionRefused(step=FileStep.AMEND.value, status=case.status.value)
        self._answers.fold(case_id)
        about = (ConsentPurpose.PROSECUTION, "")
        standing = ledger.ruling(self._contents.consents.events(case_id)).get(about)
        known = {section.name for section in self._desk.forms.rules_of(case).definition.sections}
        if standing is None or standing.state != ledger.LIMITED or not known.issuperset(sections):
            raise AnswerRefused(name=about[0].value, reason="not_answerable")
        noted = (self._desk.now(), self._desk.officer.login)
        with self._vault.transaction():
            self._contents.consents.add(case, [withdrawal.limited(standing, sections, noted)])
        self._desk.publish(ChangeKind.ANSWERS, case_id)
