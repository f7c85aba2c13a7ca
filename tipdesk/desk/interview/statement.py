"""The end of an account: read back, or stopped; frozen; added to afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tipdesk.cases.answers import NO_ANSWER, stands
from tipdesk.cases.files.workflow import Step, may
from tipdesk.cases.interview import statement
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.core.errors import AccountFrozen, AnswerRefused
from tipdesk.desk.interview.answer_checks import checked, fits, frozen_account
from tipdesk.desk.interview.attached_files import AttachedFiles
from tipdesk.desk.open_vault import ChangeKind
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.text import clean
from tipdesk.storage.interview import answer_rows


class ClosingAccount(AttachedFiles):
    """Freezes accounts. Nothing here, and nothing elsewhere, undoes it. GUI thread."""

    def end_reading(self, case_id: CaseId, how: str, *, whole: bool, language: str = "") -> Case:
        """The account was read back: note how it ended and freeze it as it stands.

        Args:
            how: choice of the form's list of signatures.
            whole: every page was read to the person.
            language: in which it was told, where the file does not say so yet.

        Raises:
            AnswersLocked: the file is complete.
            AccountFrozen: it was closed before.
            AnswerRefused: there is no text, no language (reason "language"), no such choice, or no
                account in the form.
        """
        case = self._opened(case_id)
        self._check_open(case)
        rules = self._check_has_account(case)
        if frozen_account(self._vault, case_id) is not None:
            raise AccountFrozen
        answers = self._standing(case_id)
        if not stands(answers.get(statement.ARABIC, NO_ANSWER)):
            raise AnswerRefused(name=statement.ARABIC, reason="empty")
        told = statement.reading_ended(how, whole=whole, language=language)
        if statement.lacks_language(rules.definition, {**answers, **told}):
            raise AnswerRefused(name=statement.LANGUAGE, reason="language")
        for name in told.keys() & {statement.SIGNATURE, statement.LANGUAGE}:
            choices = rules.choices(rules.question(name))
            if told[name].value not in {choice.name for choice in choices}:
                raise AnswerRefused(name=name, reason="not_a_choice")
        self.fold(case_id)
        with self._vault.transaction():
            self._freeze(case, told, how, self._desk.now(), read_back=True)
        self._publish_answers(case_id)
        return self.case(case_id)

    def stop_account(self, case_id: CaseId) -> Case:
        """«أوقف وأحِل»: the session ends now, the account is frozen as it stands, the time is
        noted. An account that was closed before only gets its note.

        Raises:
            AnswersLocked: the file is complete.
            AnswerRefused: its form has no account.
        """
        case = self._opened(case_id)
        self._check_open(case)
        rules = self._check_has_account(case)
        self.fold(case_id)
        with self._vault.transaction():
            now = self._desk.now()
            said = statement.stop_answers(self._standing(case_id), now)
            said = {path: answer for path, answer in said.items() if fits(rules, path, answer)}
            self._desk.enter(statement.STOPPED, case_id)
            if frozen_account(self._vault, case_id) is None:
                self._freeze(case, said, statement.HOW_STOPPED, now, read_back=False)
            else:
                said.pop(statement.ARABIC, None)
                self._save(case, said)
        self.fold(case_id)
        self._publish_answers(case_id)
        return self.case(case_id)

    def add_to_account(self, case_id: CaseId, text: str, note: str) -> Case:
        """Add a dated addendum to a closed account; it is frozen with its entry. In a complete
        file it is an amendment with `note` as its reason.

        Raises:
            AnswerRefused: an empty addendum, one beyond the limit, or the account is still open.
            ClockBehind: see `OpenVault.check_clock`; its date would stand before the account's.
            TransitionRefused: the file takes no amendment from this officer.
        """
        case = self._opened(case_id)
        if frozen_account(self._vault, case_id) is None:
            raise AnswerRefused(name=statement.CORRECTIONS, reason="not_answerable")
        if not (text := clean(text).strip()):
            raise AnswerRefused(name=statement.CORRECTION, reason="empty")
        self._desk.check_clock()
        row = answer_rows.highest_row(self._vault, case_id, statement.CORRECTIONS) + 1
        rules = self._desk.forms.rules_of(case)
        path = f"{statement.CORRECTIONS}[{row}]"
        self.fold(case_id)
        with self._vault.transaction():
            now = self._desk.now()
            said = checked(rules, statement.addendum(row, text, now))
            if may(Step.EDIT, case.status, self._desk.officer.role):
                self._save(case, said)
                self.fold(case_id)
            else:
                self._amend(case_id, said, note, None)
            officer = self._desk.officer.login
            answer_rows.freeze(self._vault, case_id, (path,), officer=officer, at=now)
            digest = statement.text_digest(text)
            self._desk.enter(statement.ADDED, case_id, paths=path, sha256=digest)
            self._desk.seal()
        self._publish_answers(case_id)
        return self.case(case_id)

    # --- inside -----------------------------------------------------------------------------

    def _check_has_account(self, case: Case) -> FormRules:
        rules = self._desk.forms.rules_of(case)
        if not statement.is_in(rules.definition):
            raise AnswerRefused(name=statement.ARABIC, reason="not_answerable")
        return rules

    def _freeze(
        self, case: Case, said: Mapping[str, Answer], how: str, now: datetime, *, read_back: bool
    ) -> None:
        """Within a transaction: keep the last answers, freeze, and let a link vouch for it."""
        self._save(case, said)
        answers = self._readable(case, answer_rows.answers(self._vault, case.id))
        if any(
            answers.get(path, NO_ANSWER).closed for path in (statement.ARABIC, statement.ORIGINAL)
        ):
            self._restricted.check_open(case.id)  # nobody vouches for what they cannot read
        burst = self._fold(case, now)
        paths = statement.paths_to_freeze(answers, read_back=read_back)
        officer = self._desk.officer.login
        answer_rows.freeze(self._vault, case.id, paths, officer=officer, at=now)
        self._desk.enter(
            statement.FROZEN,
            case.id,
            how=how,
            paths=" ".join(paths),
            **statement.digests(answers),
            **burst,
        )
        self._desk.seal()

    def _publish_answers(self, case_id: CaseId) -> None:
        self._desk.publish(ChangeKind.ANSWERS, case_id)
        self._desk.publish(ChangeKind.CASES)
