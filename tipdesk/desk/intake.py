"""The counter where interviews are taken: files, answers, review, completion, approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import (
    Answer,
    Attachment,
    Case,
    CaseFile,
    CaseId,
    Remark,
    Status,
)
from tipdesk.cases.record import Pick
from tipdesk.cases.review import ReviewReport
from tipdesk.cases.workflow import Step
from tipdesk.desk.approval import Confirmed
from tipdesk.desk.attaching import AttachPlan, Sealed
from tipdesk.forms.evaluation import Context
from tipdesk.forms.model import Question
from tipdesk.forms.rules import FormRules


@dataclass(frozen=True, slots=True)
class Saved:
    """Answers are on the disk: fsynced when this is returned."""

    at: datetime
    seq: int  # number of the last row of the answer log


@dataclass(frozen=True, slots=True)
class Entry:
    """One earlier state of an answer."""

    answer: Answer
    note: str = ""  # of an amendment


class Intake:
    """Reads and writes files. Every method runs on the GUI thread and is short."""

    # --- the list ---------------------------------------------------------------------------

    def list_cases(
        self, query: str = "", status: Status | None = None, limit: int = 200, offset: int = 0
    ) -> tuple[Case, ...]:
        """Files, the last changed first. `query` finds number, person code, name, phone, any
        word of the story (folded Arabic)."""
        raise NotImplementedError

    def count(self, query: str = "", status: Status | None = None) -> int:
        """How many files `list_cases` would give without a limit."""
        raise NotImplementedError

    # --- one file ---------------------------------------------------------------------------

    def open_case(self, quick: bool = False) -> Case:
        """A new file with its number and person code, of the newest published form, with the
        answers that the program knows (time, officer, agency)."""
        raise NotImplementedError

    def load(self, case_id: CaseId) -> CaseFile:
        """The file as it stands now. The first load in a session enters *viewed*."""
        raise NotImplementedError

    def rules(self, case_id: CaseId) -> FormRules:
        """The rules of the file's form version; made once for each version."""
        raise NotImplementedError

    def context(self, case: Case) -> Context:
        """What the rules cannot know from the answers: today, the file's number and codes."""
        raise NotImplementedError

    def history(self, case_id: CaseId, path: str) -> tuple[Entry, ...]:
        """Every state of one answer, oldest first."""
        raise NotImplementedError

    def steps(self, case: Case) -> tuple[Step, ...]:
        """What the officer of this session may do with the file as a whole."""
        raise NotImplementedError

    # --- answers ----------------------------------------------------------------------------

    def save_answers(self, case_id: CaseId, changes: Mapping[str, Answer]) -> Saved:
        """Keep answers in one transaction; fsynced when it returns. `by` and `at` are filled.

        Raises:
            AnswersLocked: the file is complete; use `amend`.
            AnswerRefused: an unknown path, or a value and a reason at once.
            DiskFull: nothing was written; the words stay in the window.
        """
        raise NotImplementedError

    def add_row(self, case_id: CaseId, repeat: str) -> int:
        """A new row of a repeat; its number is never used again."""
        raise NotImplementedError

    def remove_row(self, case_id: CaseId, repeat: str, row: int) -> None:
        """Take a row away; its answers stay in the log."""
        raise NotImplementedError

    def fold(self, case_id: CaseId) -> None:
        """Fold what was typed into snapshot, list and search; enter one *edited* link for the
        burst. At section change, after 30 s of rest, at lock. Nothing to fold: nothing happens."""
        raise NotImplementedError

    def amend(self, case_id: CaseId, changes: Mapping[str, Answer], note: str) -> Case:
        """Change answers after completion; a note is required. What was approved or sent goes
        back to `returned`, to be completed and approved again.

        Raises:
            TransitionRefused: the file is still open for editing.
            AnswerRefused: an unknown path, or an empty note (reason "note").
        """
        raise NotImplementedError

    # --- steps ------------------------------------------------------------------------------

    def review(self, case_id: CaseId) -> ReviewReport:
        """What the next step still needs, with places to jump to."""
        raise NotImplementedError

    def complete(self, case_id: CaseId) -> Case:
        """Freeze the answers and hand the file to the supervisor.

        Raises:
            FormIncomplete: the review is not ready (details: count).
            TransitionRefused
        """
        raise NotImplementedError

    def return_with_remarks(
        self, case_id: CaseId, remarks: Sequence[Remark], approver: Confirmed
    ) -> Case:
        """The supervisor sends the file back. `by` and `at` of the remarks are filled.

        Raises:
            TransitionRefused: not a supervisor, or not from this status.
        """
        raise NotImplementedError

    def pickable(self, case_id: CaseId) -> tuple[Question, ...]:
        """Answered questions that go to the Prosecution only when a supervisor picks them."""
        raise NotImplementedError

    def approve(self, case_id: CaseId, approver: Confirmed, picks: Sequence[Pick] = ()) -> Case:
        """The supervisor approves for export, with the PP? fields that may go and why.

        Raises:
            TransitionRefused: not a supervisor, the one who completed it, or not from this status.
            AnswerRefused: a pick without a reason, or of a field that cannot be picked.
        """
        raise NotImplementedError

    def mark_notified(self, case_id: CaseId) -> Case:
        """The notice «إخطار النيابة العامة» was handed over now; answers
        `prosecution_notified_at` when it is still open."""
        raise NotImplementedError

    # --- attachments ------------------------------------------------------------------------

    def attach_plan(self, case_id: CaseId) -> AttachPlan:
        """What `attaching.seal` (JOB) needs to take a file in."""
        raise NotImplementedError

    def attach(self, case_id: CaseId, sealed: Sealed) -> Attachment:
        """Record a file that `attaching.seal` has sealed.

        Raises:
            AnswersLocked: the file is complete and not returned.
        """
        raise NotImplementedError

    def detach(self, case_id: CaseId, attachment: Attachment) -> None:
        """Remove an attachment: its key is destroyed, then its file.

        Raises:
            AnswersLocked
        """
        raise NotImplementedError
