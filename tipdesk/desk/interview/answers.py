"""Writing what is said and shown: answers, rows, amendments; folding what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from tipdesk.cases.interview.statement import refuse_typed
from tipdesk.cases.interview.turns import TurnTime
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Act, Answer, Case, CaseId
from tipdesk.core.errors import (
    AccountFrozen,
    DiskFull,
    FileUnfolded,
    SuspectsClosed,
    TransitionRefused,
    VaultDamaged,
)
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.interview.answer_checks import checked, refuse_frozen, refuse_locked
from tipdesk.desk.interview.answer_log import AnswerLog, SavedAnswers
from tipdesk.desk.interview.drafts import Drafts
from tipdesk.desk.interview.knowing import Knowing
from tipdesk.desk.interview.new_files import first_values
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import row_path
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows


class Answers:
    """Writes what officers answer. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        log: AnswerLog,
        drafts: Drafts,
        knowing: Knowing,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._log = log
        self._drafts = drafts
        self.knowing = knowing
        self.unfolded = tuple(self._fold_leftovers())  # to say once after unlocking

    def save_answers(
        self,
        case_id: CaseId,
        changes: Mapping[str, Answer],
        draft: Draft | None = None,
        times: Mapping[str, tuple[TurnTime, ...]] | None = None,
    ) -> SavedAnswers:
        """Keep answers in one transaction; fsynced when it returns. `by` and `at` are filled. What
        follows from them is kept with them (`Knowing.followed`), and said (`SavedAnswers.also`).

        `draft` replaces the officer's draft at the same moment (None: it stays as it is), so that
        what has become an answer is never in both or in neither. `times` tell of texts among
        `changes` when their turns were begun; a closed statement keeps those it has.

        Raises:
            AnswersLocked: the file is complete; use `amend`.
            TransitionRefused: it was given up to another station.
            AccountFrozen: a part of a statement that was closed.
            AnswerRefused: see `answer_checks.checked`; or a supervisor's answer.
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
            RestrictedClosed: one is of level 4, or of an exhibit that is, and not open to the
                officer.
            SuspectsClosed: one is of the suspects, and the section was not opened.
            DiskFull: nothing was written; the words stay in the window.
        """
        case = self._contents.readable(case_id)
        refuse_locked(case, self._desk.officer.role)
        self._desk.refuse_given_up(case_id, Act.EDIT.value)
        refuse_typed(changes)
        refuse_frozen(self._vault, case_id, changes)
        given = checked(self._desk.forms.rules_of(case), changes)
        self._log.check_closed(case, given)
        with self._vault.transaction():
            vouched = self.knowing.vouched(case, given)
            also = {path: answer for path, answer in vouched.items() if answer != given[path]}
            also |= self._followed(case, vouched)
            saved = replace(self._log.save(case, {**vouched, **also}), also=also)
            if draft is not None:
                self._drafts.keep_draft(case_id, draft, saved.at)
            kept = {path: known for path, known in (times or {}).items() if path in changes}
            interview_rows.keep_turn_times(self._vault, case_id, kept)
        self._desk.publish(ChangeKind.ANSWERS, case_id)
        return saved

    def turn_times(self, case_id: CaseId, path: str) -> tuple[TurnTime, ...]:
        """When the turns of a text were begun.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        return interview_rows.turn_times(self._vault, self._contents.readable(case_id).id, path)

    def add_row(self, case_id: CaseId, repeat: str) -> int:
        """A new row of a repeat, with its defaults; its number is never used again."""
        case = self._contents.readable(case_id)
        row = interview_rows.highest_row(self._vault, case_id, repeat) + 1
        self.save_answers(case_id, self.new_row(case, repeat, row))
        return row

    def new_row(self, case: Case, repeat: str, row: int) -> dict[str, Answer]:
        """What a row begins with: that it is there, its defaults, and what is known of it."""
        rules, context = self._desk.forms.rules_of(case), self._contents.context(case)
        fresh = {
            f"{row_path(repeat, row)}/{name}": Answer(text)
            for name, text in first_values(rules, context, repeat).items()
        }
        fresh |= self.knowing.filled(case, repeat, row)
        return {row_path(repeat, row): Answer("1"), **fresh}

    def remove_row(self, case_id: CaseId, repeat: str, row: int) -> None:
        """Take a row away; its answers stay in the log."""
        self.save_answers(case_id, {row_path(repeat, row): Answer()})

    def fold(self, case_id: CaseId) -> None:
        """Fold what was typed into snapshot, list and search; enter one *edited* entry for the
        burst. At section change, after 30 s of rest, at lock. Nothing to fold: nothing happens."""
        if interview_rows.is_folded(self._vault, case_id):
            return
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise KeyError(case_id)
        with self._vault.transaction():
            burst = self._log.fold(case, self._desk.now())
            self._desk.enter("edited", case_id, **burst)
        self._desk.publish(ChangeKind.CASES)

    def fold_all(self) -> None:
        """Fold every file that waits for it; before locking. One that cannot be folded holds up no
        other."""
        faults: list[Exception] = []
        for case_id in interview_rows.unfolded(self._vault):
            try:
                self.fold(case_id)
            except Exception as error:  # noqa: BLE001  the first is raised below
                faults.append(error)
        if faults:
            raise faults[0]

    def amend(
        self,
        case_id: CaseId,
        changes: Mapping[str, Answer],
        note: str,
        draft: Draft = NO_DRAFT,
    ) -> Case:
        """Change answers after completion; a note is required. What was approved or sent goes
        back to `returned`, to be completed and approved again. `draft` is what is left of the
        officer's draft.

        Raises:
            TransitionRefused: the file is still open for editing.
            AccountFrozen: a part of a statement that was closed.
            AnswerRefused: an unknown path, a supervisor's own answer, or an empty note (reason
                "note").
        """
        refuse_typed(changes)
        refuse_frozen(self._vault, case_id, changes)
        changes = self.knowing.vouched(self._contents.readable(case_id), changes)
        return self._log.amend(case_id, changes, note, draft)

    # --- inside -----------------------------------------------------------------------------

    def _followed(self, case: Case, changes: Mapping[str, Answer]) -> dict[str, Answer]:
        """What follows from the changes, as far as it may be written."""
        followed: dict[str, Answer] = {}
        for path, answer in self.knowing.followed(case, changes).items():
            with suppress(AccountFrozen, SuspectsClosed, TransitionRefused):
                refuse_frozen(self._vault, case.id, [path])
                self._log.check_closed(case, {path: answer})
                followed[path] = answer
        return followed

    def _fold_leftovers(self) -> Iterator[FileUnfolded]:
        """Fold what a killed process left. Nobody is kept out by one file: its answers are
        logged."""
        for case_id in interview_rows.unfolded(self._vault):
            try:
                self.fold(case_id)
            except DiskFull:
                continue  # at the lock, or when there is room
            except VaultDamaged:
                raise
            except Exception as error:  # noqa: BLE001  said after unlocking
                number = case_rows.numbers(self._vault).get(case_id, "")
                yield FileUnfolded(number=number, cause=type(error).__name__)
