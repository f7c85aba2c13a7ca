"""Reading files: one as it stands, its rules, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tipdesk.cases.answers import NO_ANSWER, field_names, given, question_name, stands, values
from tipdesk.cases.custody import chain
from tipdesk.cases.evidence import exhibits, recordings
from tipdesk.cases.files import four_eyes
from tipdesk.cases.files.workflow import Step, open_steps
from tipdesk.cases.handover.record import (
    Pick,
    build_record,
    can_be_picked,
    is_narrowed,
    released_fields,
    standing,
    with_digest,
)
from tipdesk.cases.interview import statement as account
from tipdesk.cases.interview.assessing import judged
from tipdesk.cases.model import (
    Answer,
    Case,
    CaseFile,
    CaseId,
    CustodyEvent,
    Status,
)
from tipdesk.cases.paper import referrals
from tipdesk.cases.paper.referrals import Letter
from tipdesk.cases.permissions import Act, allowed
from tipdesk.desk.files.restricted import CLOSED, closed_amendment, restricted_questions
from tipdesk.desk.files.suspects import is_of_suspects
from tipdesk.desk.interview.answer_checks import frozen_account
from tipdesk.desk.interview.file_list import FileList
from tipdesk.forms.model import Question, path_of
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FormState
from tipdesk.forms.values import stored_date_time
from tipdesk.i18n.dates import kuwait_day
from tipdesk.storage import custody_rows, handover_rows, paper_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence import recordings as recording_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.interview import answer_rows
from tipdesk.storage.keys import case_keys
from tipdesk.storage.station import officer_rows

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
    Status.VOIDED: "closed",
}


class CaseFiles(FileList):
    """Reads the files of this station. GUI thread; every method is short."""

    def load(self, case_id: CaseId) -> CaseFile:
        """The file as the officer may read it; `custody` holds its own links only. The first load
        in a session enters *viewed*.

        Raises:
            ReasonNeeded: it names others; see `Access.open_with_reason` (details: number).
            FileHidden: it is hidden from the unit, and names others.
        """
        case = self._opened(case_id)
        self._note_view(case_id)
        return self._as_open(self._file(case))

    def whole(self, case_id: CaseId) -> CaseFile:
        """As `load`, for what shows the whole file: papers, its record, a bundle.

        Raises:
            RestrictedClosed: level 4 is not open to the officer (details: readers).
        """
        case = self._opened(case_id)
        self._restricted.check_open(case_id)
        self._note_view(case_id)
        return self._file(case)

    def refused_found(self, case_id: CaseId) -> tuple[str, ...]:
        """Of a file whose form is of before refused answers counted as none: where such answers
        stand. Told once a file, with a link that names their questions; after that nothing.

        Raises:
            ReasonNeeded, FileHidden: as `load`.
        """
        case = self._opened(case_id)
        form = self._desk.forms.rules_of(case).definition
        if form.standing or self._last(case_id, "refused_found") is not None:
            return ()
        answers = self.answers(case_id)
        faults = self._state(case, answers).faults
        paths = tuple(one.path for one in faults if answers.get(one.path, NO_ANSWER).value)
        if paths:
            leaving = released_fields(form) - restricted_questions(form)
            named = [path for path in paths if question_name(path) in leaving]
            others = str(len(paths) - len(named))
            self._desk.enter_look(
                "refused_found", case_id, fields=field_names(named), others=others
            )
        return paths

    def answers(self, case_id: CaseId) -> dict[str, Answer]:
        """What stands in a file, as the officer may read it. Level 4 that is closed to them is
        said to stand at every place where it may.

        Raises:
            ReasonNeeded, FileHidden: as `load`.
        """
        stand = self._standing(case_id)
        closed = self.access.closed_paths(self._opened(case_id), stand)
        return stand | dict.fromkeys(closed, CLOSED)

    def rules(self, case_id: CaseId) -> FormRules:
        """The rules of the file's form version; made once for each version."""
        return self._desk.forms.rules_of(self.case(case_id))

    def context(self, case: Case) -> Context:
        """What the rules cannot know from the answers: today, the file's number and codes."""
        moment = self._moment(case)
        return Context(kuwait_day(moment), moment, self._externals(case))

    def state(self, case_file: CaseFile) -> FormState:
        """What the form says about a loaded file."""
        return self._state(case_file.case, dict(case_file.answers))

    def history(self, case_id: CaseId, path: str) -> tuple[Entry, ...]:
        """Every state of one answer, oldest first; `note` is the reason of an amendment. Of what
        is closed to the officer: none, whatever there is."""
        case, opens = self._opened(case_id), self._restricted.opens(case_id)
        if path in self.access.closed_paths(case, {**self._standing(case_id), path: NO_ANSWER}):
            return ()
        return tuple(
            Entry(
                self._readable(case, {path: entry.answer})[path],
                case_keys.told(opens, "note", entry.note) or "",
            )
            for entry in answer_rows.history(self._vault, case_id, path)
        )

    def steps(self, case: Case) -> tuple[Step, ...]:
        """What the officer of this session may do with the file as a whole."""
        steps = open_steps(case.status, self._desk.officer.role)
        if case.status is Status.RETURNED and self._returned_it(case.id):
            return tuple(step for step in steps if step is not Step.COMPLETE)
        return steps

    def pickable(self, case_id: CaseId) -> tuple[Question, ...]:
        """Answered questions, exhibits and recordings that go only when a supervisor picks them. To
        whom the suspects are never open it is not told what stands there."""
        case = self._opened(case_id)
        answers, rules = self._standing(case_id), self._desk.forms.rules_of(case)
        form = rules.definition
        untold = not allowed(Act.SEE_SUSPECTS, self._desk.officer.role)
        narrowed, state = is_narrowed(answers), self._state(case, answers)
        found = {
            item.question.name: item.question
            for item in standing(form, answers, state)
            if can_be_picked(item.question, narrowed=narrowed)
            and item.answer.value
            and not (untold and is_of_suspects(rules, item.path))
        }
        listed = exhibits.pickable(form, answers, state, narrowed=narrowed)
        recorded = recording_rows.of_case(self._vault, case_id, self._restricted.opens(case_id))
        return (
            *found.values(),
            *listed,
            *recordings.pickable(recorded, form, answers, state),
        )

    def picks(self, case: Case) -> tuple[Pick, ...]:
        """What the supervisor picked when this revision was approved."""
        opens = self._restricted.opens(case.id)
        approval = case_rows.last_approval(self._vault, case.id, case.revision, opens)
        if approval is None or case.status not in (_FROZEN - {Status.COMPLETED}):
            return ()
        return tuple(Pick(pick["name"], pick["reason"], pick["by"]) for pick in approval.picks)

    def with_whole_chain(self, case_file: CaseFile) -> CaseFile:
        """The file with every link of the vault's chain; those of other files and of attachments
        that were removed as hashes only."""
        events = custody_rows.seen_from(self._vault, case_file.case.id)
        kept = {attachment.sha256 for attachment in case_file.attachments}
        return replace(case_file, custody=chain.without_removed(events, kept))

    # --- inside -----------------------------------------------------------------------------

    def _as_open(self, case_file: CaseFile) -> CaseFile:
        """Without what is closed to the officer: level 4, whatever stands there, and the section
        of the suspects until it is opened (intake-fields §2, rules 3 and 5)."""
        case, kept = case_file.case, case_file.attachments
        closed = self.access.closed_paths(case, case_file.answers)
        if not self._restricted.is_open(case.id):
            kept = exhibits.untold(kept, case_file.answers)
        answers = {**case_file.answers, **dict.fromkeys(closed, CLOSED)}
        amendments = tuple(
            closed_amendment(one) if one.path in closed else one for one in case_file.amendments
        )
        return replace(case_file, answers=answers, amendments=amendments, attachments=kept)

    def _standing(self, case_id: CaseId) -> dict[str, Answer]:
        """What stands in a file, for the desk's own decisions: the suspects too."""
        stored = answer_rows.answers(self._vault, case_id)
        everything = self._readable(self._opened(case_id), stored)
        return {path: answer for path, answer in everything.items() if stands(answer)}

    def _readable(self, case: Case, stored: Mapping[str, Answer]) -> dict[str, Answer]:
        """Stored answers as the officer may read them."""
        form = self._desk.forms.rules_of(case).definition
        return self._restricted.open_answers(case, form, stored)

    def _file(self, case: Case) -> CaseFile:
        answers, opens = self._standing(case.id), self._restricted.opens(case.id)
        case_file = CaseFile(
            case=case,
            station=self._desk.station,
            form=self._desk.forms.rules_of(case).definition,
            answers=answers,
            amendments=tuple(
                self._restricted.open_amendment(case.id, entry.amendment)
                for entry in answer_rows.amendments(self._vault, case.id)
            ),
            remarks=case_rows.remarks(self._vault, case.id, opens),
            attachments=attachments.attachments(self._vault, case.id, opens),
            custody=custody_rows.of_case(self._vault, case.id),
            officers={
                officer.login: officer
                for officer in officer_rows.officers(self._vault, removed=True)
            },
            digest="",
            recordings=recording_rows.of_case(self._vault, case.id, opens),
        )
        if not self._restricted.is_open(case.id):
            return case_file  # its record is not what this officer sees of it
        record = build_record(case_file, self._state(case, answers), self.picks(case))
        return with_digest(case_file, record)

    def _state(self, case: Case, answers: dict[str, Answer]) -> FormState:
        rules, context = self._desk.forms.rules_of(case), self.context(case)
        return judged(rules, values(answers), context, given=given(answers))

    def _returned_it(self, case_id: CaseId) -> bool:
        """Whoever sent a file back with remarks is not the one to send it on."""
        links = custody_rows.of_case(self._vault, case_id)
        return four_eyes.returner(links, case_id) == self._desk.officer.login

    def _moment(self, case: Case) -> datetime:
        completed = self._last(case.id, "completed", "amended") if case.status in _FROZEN else None
        shown = chain.clock_of(completed) if completed else None
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
            **_shared(
                paper_rows.letters(self._vault, case.id, self._restricted.opens(case.id)),
                self._desk.forms.rules_of(case),
            ),
        }
        frozen = frozen_account(self._vault, case.id)
        if frozen is not None and frozen.sha256:
            found["stmt_hash"] = frozen.sha256
        if case.status is Status.IN_PROGRESS:
            return found
        statement = self._standing(case.id).get(account.ARABIC, NO_ANSWER).value
        if statement:
            found.setdefault("stmt_hash", account.text_digest(statement))
        approval = case_rows.last_approval(self._vault, case.id, case.revision)
        links, returned = custody_rows.of_case(self._vault, case.id), case.status is Status.RETURNED
        if approval and not (returned or four_eyes.went_directly(links, case.id)):
            found["assess_supervisor_by"] = approval.by
            found["assess_supervisor_at"] = stored_date_time(approval.at)
        exported = next(iter(handover_rows.exports(self._vault, case.id)), None)
        if exported is not None:
            found["bundle_no"] = exported.bundle_id
            found["bundle_signature"] = exported.fingerprint
            found["bundle_contents"] = exported.contents
            answers = handover_rows.receipts(self._vault, exported.bundle_id)
            if accepted := next((one for one in answers if one.number), None):
                found["bundle_receipt_no"] = accepted.number
                found["bundle_receipt_at"] = stored_date_time(accepted.received_at)
        return found


def _shared(letters: Sequence[Letter], rules: FormRules) -> dict[str, str]:
    """Of each need, which data its last letter told the service (Law 20/2014 art. 34)."""
    if not letters:
        return {}
    labels = {question.name: question.label.ar for question in rules.definition.questions()}
    return {
        path_of(referrals.SHARED, referrals.NEEDS, need): "، ".join(
            labels.get(name, name) for name in letter.fields
        )
        for need, letter in referrals.newest(letters).items()
    }
