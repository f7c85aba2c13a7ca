"""The end of a statement: read back, or stopped; frozen; added to afterwards. A child's specialist.

Rule V6: a supervisor lets a child be heard without a specialist, or no longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tipdesk.cases.answers import stands
from tipdesk.cases.files.workflow import FileStep, may
from tipdesk.cases.interview import statement
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId, Officer
from tipdesk.core.errors import AccountFrozen, AnswerRefused
from tipdesk.desk.files.contents import Contents, frozen_statement
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.interview.answer_checks import checked, fits, refuse_locked
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.text import clean
from tipdesk.storage import interview_rows


class StatementFreezing:
    """Freezes statements: nothing here, and nothing elsewhere, undoes it. Takes the supervisor's
    word on a child: nothing else sets these answers. GUI thread."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        restricted: Restricted,
        log: AnswerLog,
        answers: Answers,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._log = log
        self._answers = answers

    def end_reading(self, case_id: CaseId, how: str, *, whole: bool, language: str = "") -> Case:
        """The statement was read back: note how it ended and freeze it as it stands.

        Args:
            how: choice of the form's list of signatures.
            whole: every page was read to the person.
            language: in which it was told, where the file does not say so yet.

        Raises:
            AnswersLocked: the file is complete.
            AccountFrozen: it was closed before.
            AnswerRefused: there is no text, no language (reason "language"), no such choice, or no
                statement in the form.
        """
        case = self._contents.readable(case_id)
        refuse_locked(case, self._desk.officer.role)
        rules = self._check_has_statement(case)
        if frozen_statement(self._vault, case_id) is not None:
            raise AccountFrozen
        answers = self._contents.standing(case_id)
        if not stands(answers.get(statement.ARABIC, NO_ANSWER)):
            raise AnswerRefused(name=statement.ARABIC, reason="empty")
        ending = statement.reading_ended(how, whole=whole, language=language)
        if statement.lacks_language(rules.definition, {**answers, **ending}):
            raise AnswerRefused(name=statement.LANGUAGE, reason="language")
        for name in ending.keys() & {statement.SIGNATURE, statement.LANGUAGE}:
            choices = rules.choices(rules.question(name))
            if ending[name].value not in {choice.name for choice in choices}:
                raise AnswerRefused(name=name, reason="not_a_choice")
        self._answers.fold(case_id)
        with self._vault.transaction():
            self._freeze(case, ending, how, self._desk.now(), read_back=True)
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return self._contents.case(case_id)

    def stop(self, case_id: CaseId) -> Case:
        """«أوقف وأحِل»: the session ends now, the statement is frozen as it stands, the time is
        noted. A statement that was closed before only gets its note.

        Raises:
            AnswersLocked: the file is complete.
            AnswerRefused: its form has no statement.
        """
        case = self._contents.readable(case_id)
        refuse_locked(case, self._desk.officer.role)
        rules = self._check_has_statement(case)
        self._answers.fold(case_id)
        with self._vault.transaction():
            now = self._desk.now()
            last = statement.stop_answers(self._contents.standing(case_id), now)
            last = {path: answer for path, answer in last.items() if fits(rules, path, answer)}
            self._desk.enter(statement.STOPPED, case_id)
            if frozen_statement(self._vault, case_id) is None:
                self._freeze(case, last, statement.HOW_STOPPED, now, read_back=False)
            else:
                last.pop(statement.ARABIC, None)
                self._log.save(case, last)
        self._answers.fold(case_id)
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return self._contents.case(case_id)

    def add(self, case_id: CaseId, text: str, note: str) -> Case:
        """Add a dated addendum to a closed statement; it is frozen with its entry. In a complete
        file it is an amendment with `note` as its reason.

        Raises:
            AnswerRefused: an empty addendum, one beyond the limit, or the statement is still open.
            ClockBehind: see `OpenVault.check_clock`; its date would stand before the statement's.
            TransitionRefused: the file takes no amendment from this officer.
        """
        case = self._contents.readable(case_id)
        if frozen_statement(self._vault, case_id) is None:
            raise AnswerRefused(name=statement.CORRECTIONS, reason="not_answerable")
        if not (text := clean(text).strip()):
            raise AnswerRefused(name=statement.CORRECTION, reason="empty")
        self._desk.check_clock()
        row = interview_rows.highest_row(self._vault, case_id, statement.CORRECTIONS) + 1
        rules = self._desk.forms.rules_of(case)
        path = f"{statement.CORRECTIONS}[{row}]"
        self._answers.fold(case_id)
        with self._vault.transaction():
            now = self._desk.now()
            addendum = checked(rules, statement.addendum(row, text, now))
            if may(FileStep.EDIT, case.status, self._desk.officer.role):
                self._log.save(case, addendum)
                self._answers.fold(case_id)
            else:
                self._log.amend(case_id, addendum, note, None)
            officer = self._desk.officer.login
            interview_rows.freeze(self._vault, case_id, (path,), officer=officer, at=now)
            digest = statement.text_digest(text)
            self._desk.enter(statement.ADDED, case_id, paths=path, sha256=digest)
            self._desk.seal()
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return self._contents.case(case_id)

    # --- a child without a specialist --------------------------------------------------------

    def may_waive(self, case_id: CaseId) -> tuple[Officer, ...]:
        """The supervisors whose word counts in this file: not who takes the interview."""
        opened_by = self._contents.readable(case_id).created_by
        return tuple(
            supervisor for supervisor in self._desk.supervisors() if supervisor.login != opened_by
        )

    def waive_specialist(
        self, case_id: CaseId, reason: str, supervisor: Confirmed, note: str = ""
    ) -> Case:
        """Keep the supervisor's reason to hear a child without a specialist, or take it back ('').
        The answers are the supervisor's; an entry holds the digest of the reason. In a complete
        file it is an amendment with `note` as its reason.

        Raises:
            AnswerRefused: not a supervisor, or who opened the file (reasons in
                `cases.interview.statement`); nothing to take back; a form that does not ask for it.
            TransitionRefused: the file takes no amendment from a supervisor.
        """
        reason, case = reason.strip(), self._contents.readable(case_id)
        role = self._desk.role_of(supervisor)
        statement.refuse_person(supervisor.login, role, case.created_by)
        self._answers.fold(case_id)  # what the officer typed stays the officer's
        if not reason and not statement.waiver_stands(self._contents.standing(case_id)):
            raise AnswerRefused(name=statement.REASON, reason="empty")
        self._check_asks(case)
        waiver = statement.agreed(reason, supervisor.login)
        action = statement.AGREED if reason else statement.WITHDRAWN
        login = supervisor.login
        with self._vault.transaction():
            if may(FileStep.EDIT, case.status, role):
                self._log.save(case, waiver, login)
                # The entry is the supervisor's.
                self._desk.enter("edited", case.id, login, **self._log.fold(case, self._desk.now()))
            else:
                self._log.amend(case_id, waiver, note, None, supervisor)
            # Keyed, as every digest that leaves with the chain: a short reason could be guessed.
            digest = self._desk.commitment(statement.text_digest(reason))
            self._desk.enter(action, case_id, login, reason_commitment=digest)
            self._desk.seal_by(login, supervisor.seed)
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return self._contents.case(case_id)

    # --- inside -----------------------------------------------------------------------------

    def _check_has_statement(self, case: Case) -> FormRules:
        rules = self._desk.forms.rules_of(case)
        if not statement.is_in(rules.definition):
            raise AnswerRefused(name=statement.ARABIC, reason="not_answerable")
        return rules

    def _check_asks(self, case: Case) -> None:
        questions = self._desk.forms.rules_of(case).definition.questions()
        for name in sorted(statement.FIELDS - {question.name for question in questions}):
            raise AnswerRefused(name=name, reason="not_answerable")

    def _freeze(
        self, case: Case, last: Mapping[str, Answer], how: str, now: datetime, *, read_back: bool
    ) -> None:
        """Within a transaction: keep the last answers, freeze, and let an entry vouch for it."""
        self._log.save(case, last)
        form = self._desk.forms.rules_of(case).definition
        stored = interview_rows.answers(self._vault, case.id)
        answers = self._restricted.open_answers(case, form, stored)
        if any(
            answers.get(path, NO_ANSWER).closed for path in (statement.ARABIC, statement.ORIGINAL)
        ):
            self._restricted.check_open(case.id)  # nobody vouches for what they cannot read
        burst = self._log.fold(case, now)
        paths = statement.paths_to_freeze(answers, read_back=read_back)
        officer = self._desk.officer.login
        interview_rows.freeze(self._vault, case.id, paths, officer=officer, at=now)
        self._desk.enter(
            statement.FROZEN,
            case.id,
            how=how,
            paths=" ".join(paths),
            **statement.digests(answers),
            **burst,
        )
        self._desk.seal()
