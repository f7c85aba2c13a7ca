"""Reading files: the list, one file as it stands, its rules, its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tipdesk.cases import account, custody, exhibit_release, exhibits, four_eyes, recordings
from tipdesk.cases.answers import stands, values
from tipdesk.cases.model import Answer, Case, CaseFile, CaseId, CustodyEvent, Status
from tipdesk.cases.record import (
    Pick,
    build_record,
    can_be_picked,
    is_narrowed,
    standing,
    with_digest,
)
from tipdesk.cases.workflow import Step, open_steps
from tipdesk.desk.assessing import judged
from tipdesk.desk.frozen import frozen_account
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.conversions import KUWAIT
from tipdesk.forms.evaluation import Context
from tipdesk.forms.model import Question
from tipdesk.forms.rules import FormRules
from tipdesk.forms.state import FormState
from tipdesk.forms.values import stored_date_time
from tipdesk.storage import (
    answer_rows,
    attachments,
    case_rows,
    custody_rows,
    export_rows,
    officer_rows,
    recording_rows,
)

Entry = answer_rows.Entry  # one state of one answer

# A file that waits, was approved or was sent is read as on the day it was completed.
_FROZEN = frozenset(Status) - {Status.IN_PROGRESS, Status.RETURNED}
_FILE_STATUS = {  # list STATUS of the form
    Status.IN_PROGRESS: "open",
    Status.COMPLETED: "open",
    Status.RETURNED: "returned",
    Status.APPROVED: "ready_export",
    Status.EXPORTED: "exported",
    Status.RECEIVED: "in_prosecution",
    Status.REFUSED: "returned",
}


class CaseFiles:
    """Reads the files of this station. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._viewed: set[CaseId] = set()

    def list_cases(
        self, query: str = "", status: Status | None = None, limit: int = 200, offset: int = 0
    ) -> tuple[Case, ...]:
        """Files, the last changed first. `query` finds number, person code, names, document and
        telephone numbers by any part, and words of the story (folded Arabic)."""
        return case_rows.list_cases(self._vault, query, status, limit, offset)

    def count(self, query: str = "", status: Status | None = None) -> int:
        """How many files `list_cases` would give without a limit."""
        return case_rows.count(self._vault, query, status)

    def case(self, case_id: CaseId) -> Case:
        """One row of the list.

        Raises:
            KeyError: there is no such file.
        """
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise KeyError(case_id)
        return case

    def load(self, case_id: CaseId) -> CaseFile:
        """The file as it stands now; `custody` holds its own links only. The first load in a
        session enters *viewed*."""
        if case_id not in self._viewed:
            self._desk.enter_look("viewed", case_id)
            self._viewed.add(case_id)
        return self._file(self.case(case_id))

    def rules(self, case_id: CaseId) -> FormRules:
        """The rules of the file's form version; made once for each version."""
        return self._desk.forms.rules_of(self.case(case_id))

    def context(self, case: Case) -> Context:
        """What the rules cannot know from the answers: today, the file's number and codes."""
        moment = self._moment(case)
        return Context(moment.astimezone(KUWAIT).date(), moment, self._externals(case))

    def state(self, case_file: CaseFile) -> FormState:
        """What the form says about a loaded file."""
        return self._state(case_file.case, dict(case_file.answers))

    def history(self, case_id: CaseId, path: str) -> tuple[Entry, ...]:
        """Every state of one answer, oldest first; `note` is the reason of an amendment."""
        return answer_rows.history(self._vault, case_id, path)

    def steps(self, case: Case) -> tuple[Step, ...]:
        """What the officer of this session may do with the file as a whole."""
        steps = open_steps(case.status, self._desk.officer.role)
        if case.status is Status.RETURNED and self._returned_it(case.id):
            return tuple(step for step in steps if step is not Step.COMPLETE)
        return steps

    def pickable(self, case_id: CaseId) -> tuple[Question, ...]:
        """Answered questions, exhibits and recordings that go only when a supervisor picks them."""
        case = self.case(case_id)
        answers = self._answers(case_id)
        form = self._desk.forms.rules_of(case).definition
        narrowed, state = is_narrowed(answers), self._state(case, answers)
        found = {
            item.question.name: item.question
            for item in standing(form, answers, state)
            if can_be_picked(item.question, narrowed=narrowed) and item.answer.value
        }
        listed = exhibit_release.pickable(form, answers, state, narrowed=narrowed)
        recorded = recording_rows.of_case(self._vault, case_id)
        return (
            *found.values(),
            *listed,
            *recordings.pickable(recorded, form, answers, state),
        )

    def picks(self, case: Case) -> tuple[Pick, ...]:
        """What the supervisor picked when this revision was approved."""
        approval = case_rows.last_approval(self._vault, case.id, case.revision)
        if approval is None or case.status not in (_FROZEN - {Status.COMPLETED}):
            return ()
        return tuple(Pick(pick["name"], pick["reason"], pick["by"]) for pick in approval.picks)

    def with_whole_chain(self, case_file: CaseFile) -> CaseFile:
        """The file with every link of the vault's chain; those of other files and of attachments
        that were removed as hashes only."""
        events = custody_rows.seen_from(self._vault, case_file.case.id)
        kept = {attachment.sha256 for attachment in case_file.attachments}
        return replace(case_file, custody=custody.without_removed(events, kept))

    # --- inside -----------------------------------------------------------------------------

    def _file(self, case: Case) -> CaseFile:
        answers = self._answers(case.id)
        case_file = CaseFile(
            case=case,
            station=self._desk.station,
            form=self._desk.forms.rules_of(case).definition,
            answers=answers,
            amendments=tuple(
                entry.amendment for entry in answer_rows.amendments(self._vault, case.id)
            ),
            remarks=case_rows.remarks(self._vault, case.id),
            attachments=attachments.attachments(self._vault, case.id),
            custody=custody_rows.of_case(self._vault, case.id),
            officers={
                officer.login: officer
                for officer in officer_rows.officers(self._vault, removed=True)
            },
            digest="",
            recordings=recording_rows.of_case(self._vault, case.id),
        )
        record = build_record(case_file, self._state(case, answers), self.picks(case))
        return with_digest(case_file, record)

    def _answers(self, case_id: CaseId) -> dict[str, Answer]:
        everything = answer_rows.answers(self._vault, case_id)
        return {path: answer for path, answer in everything.items() if stands(answer)}

    def _state(self, case: Case, answers: dict[str, Answer]) -> FormState:
        return judged(self._desk.forms.rules_of(case), values(answers), self.context(case))

    def _returned_it(self, case_id: CaseId) -> bool:
        """Whoever sent a file back with remarks is not the one to send it on."""
        links = custody_rows.of_case(self._vault, case_id)
        return four_eyes.returner(links, case_id) == self._desk.officer.login

    def _moment(self, case: Case) -> datetime:
        completed = self._last(case.id, "completed", "amended") if case.status in _FROZEN else None
        shown = custody.clock_of(completed) if completed else None
        return shown or self._desk.now()

    def _last(self, case_id: CaseId, *actions: str) -> CustodyEvent | None:
        events = custody_rows.of_case(self._vault, case_id)
        return next((event for event in reversed(events) if event.action in actions), None)

    def _externals(self, case: Case) -> dict[str, str]:
        """What the program answers by itself (questions with appearance tip-auto)."""
        found = {
            "case_no": case.number,
            "victim_code": case.person_code,
            "officer_id": case.created_by,
            "file_status": _FILE_STATUS[case.status],
            **exhibits.attached(attachments.attachments(self._vault, case.id)),
        }
        frozen = frozen_account(self._vault, case.id)
        if frozen is not None and frozen.sha256:
            found["stmt_hash"] = frozen.sha256
        if case.status is Status.IN_PROGRESS:
            return found
        statement = answer_rows.answers(self._vault, case.id).get(account.ARABIC, Answer()).value
        if statement:
            found.setdefault("stmt_hash", account.text_digest(statement))
        approval = case_rows.last_approval(self._vault, case.id, case.revision)
        if approval is not None and case.status is not Status.RETURNED:
            found["assess_supervisor_by"] = approval.by
            found["assess_supervisor_at"] = stored_date_time(approval.at)
        exported = next(iter(export_rows.exports(self._vault, case.id)), None)
        if exported is not None:
            found["bundle_no"] = exported.bundle_id
            found["bundle_signature"] = exported.fingerprint
            found["bundle_contents"] = exported.contents
            answers = export_rows.receipts(self._vault, exported.bundle_id)
            if accepted := next((one for one in answers if one.number), None):
                found["bundle_receipt_no"] = accepted.number
                found["bundle_receipt_at"] = stored_date_time(accepted.received_at)
        return found
