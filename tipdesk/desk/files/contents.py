"""What stands in a file, and what the form says of it (`judged`), for the desk's own decisions:
nobody is shown it, nothing is entered.

What an officer may read of it is told by `CaseFiles`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tipdesk.cases import evidence
from tipdesk.cases.answers import counting, given_at, question_name, stands, values
from tipdesk.cases.consent.sharing import sharing
from tipdesk.cases.custody.clock import happened_at
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.record import annex_rows, build_record, with_digest
from tipdesk.cases.handover.release import Pick, can_be_picked, standing
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.assessing import assessment, rests_on
from tipdesk.cases.interview.indicators import RESULTS, ROWS, results
from tipdesk.cases.model import NO_ANSWER, Act, Answer, Case, CaseFile, CaseId, CustodyEvent, Status
from tipdesk.cases.paper import referrals
from tipdesk.cases.permissions import HOLDS
from tipdesk.core.errors import RestrictedClosed
from tipdesk.desk.files.access import Access, is_of_suspects, suspects_questions
from tipdesk.desk.files.consent_book import ConsentBook
from tipdesk.desk.files.record_secrets import RecordSecrets
from tipdesk.desk.files.restricted import Restricted, with_repeats
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import RESTRICTED_LEVEL, Question, path_of, split_path
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.values import stored_date_time
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import custody_rows, handover_rows, interview_rows, paper_rows, station_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence import recordings as recording_rows
from tipdesk.storage.files import approval_rows, case_rows
from tipdesk.storage.keys import case_keys
from tipdesk.storage.vault import Vault

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
_IS_CHILD = "is_child"
BY_TEAM = "opened_by_team"
REASON_LEVEL = 3  # from here on even a team gives a reason
SHIFT = timedelta(hours=HOLDS)

# --- what the form says of the answers --------------------------------------------------------


def judged(
    rules: FormRules,
    values: Mapping[str, str],
    context: Context,
    last: FormState | None = None,
    given: Mapping[str, datetime] | None = None,
) -> FormState:
    """The state of a file, the results of its indicators and the hashes of its exhibits filled in.
    They are worked out again only when something that they rest on has changed since `last`.
    `given`: when answers were given, as `FormRules.evaluate` has it."""
    before = last.run.context.externals if last else {}
    former = {
        name: text for name, text in before.items() if name in RESULTS or evidence.is_hash(name)
    }
    state = rules.evaluate(values, _with(context, former), last, given)
    if last is not None and not _may_differ(state, last):
        return state
    filled = results(assessment(rules, state)) if state.rows(ROWS) else {}
    filled = {**filled, **evidence.hashes(state)}
    if filled == former:
        return state
    return rules.evaluate(state.run.answers, _with(context, filled), state, given)


def _may_differ(state: FormState, last: FormState) -> bool:
    """Whether a result may be another one than in the state before."""
    if (state.rows(ROWS), state.value(_IS_CHILD)) != (last.rows(ROWS), last.value(_IS_CHILD)):
        return True
    if state.run.violations != last.run.violations:  # other answers stand than before
        return True
    changed = state.run.changed
    if changed is None:  # it was worked out anew
        return True
    names = {split_path(path)[2] for path in changed}
    return not names.isdisjoint(rests_on() | evidence.HASH_RESTS_ON)


def _with(context: Context, filled: Mapping[str, str]) -> Context:
    return replace(context, externals={**context.externals, **filled}) if filled else context


# --- whole files ------------------------------------------------------------------------------


def frozen_statement(vault: Vault, case_id: CaseId) -> statement.FrozenStatement | None:
    """The statement as it was closed, as the chain of custody says it; None while it is open."""
    entries = custody_rows.of_case_with(vault, case_id, statement.ENTRIES)
    return statement.frozen_statement(entries, case_id)


class Contents:
    """Reads whole files for the objects of a session. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault, access: Access, restricted: Restricted) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._access = access
        self._restricted = restricted
        self._viewed: set[CaseId] = set()
        self._last: tuple[CaseId, FormState] | None = None  # the state that was worked out last
        self._built: tuple[object, bytes] | None = None  # the record built last, and from what
        self.secrets = RecordSecrets(desk, restricted)
        self.consents = ConsentBook(desk, restricted)

    def case(self, case_id: CaseId) -> Case:
        """One row of the list.

        Raises:
            KeyError: there is no such file.
            FileHidden: it is hidden from the unit, and names others.
        """
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise KeyError(case_id)
        self._access.check_visible(case)
        return case

    def readable(self, case_id: CaseId) -> Case:
        """The file's row, if the officer may read what is in it.

        Raises:
            KeyError, FileHidden: as `case`.
            ReasonNeeded: it names others; see `Access.open_with_reason` (details: number).
        """
        case = self.case(case_id)
        self._access.check(case)
        return case

    def readable_for_work(self, case_id: CaseId) -> Case:
        """The file's row, if the officer may read its case work.

        Raises:
            KeyError, FileHidden: as `case`.
            ReasonNeeded: it names others, and no team of theirs has it (details: number).
        """
        case = self.case(case_id)
        self._access.check_work(case)
        return case

    def opens_whole(self, case_id: CaseId) -> bool:
        """As `Access.opens_whole`. Raises KeyError, FileHidden: as `case`."""
        return self._access.opens_whole(self.case(case_id))

    def note_team_view(self, case_id: CaseId) -> None:
        """The officer reads a file because their team has it: entered once a shift."""
        if case_id in self._viewed:
            return
        login, since = self._desk.officer.login, self._desk.now() - SHIFT
        entered = custody_rows.of_case_with(self._vault, case_id, (BY_TEAM,))
        times = (event.at for event in entered if event.officer == login)
        if not any(at is not None and at > since for at in times):
            team = self._restricted.work.team_of(case_id)
            self._desk.enter_viewing(BY_TEAM, case_id, team=team)
        self._viewed.add(case_id)

    def note_view(self, case_id: CaseId) -> None:
        """The officer reads the file: *viewed* is entered the first time in a session."""
        if case_id not in self._viewed:
            self._desk.enter_viewing("viewed", case_id)
            self._viewed.add(case_id)

    def note_begun(self, case_id: CaseId) -> None:
        """Who has just opened the file has seen it; *opened* says so already."""
        self._viewed.add(case_id)

    def standing(self, case_id: CaseId) -> dict[str, Answer]:
        """The answers that stand, also those about suspects; level 4 as the officer may read it.

        Raises:
            ReasonNeeded, FileHidden: as `readable`.
        """
        stored = interview_rows.answers(self._vault, case_id)
        case = self.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        everything = self._restricted.open_answers(case, form, stored)
        return {path: answer for path, answer in everything.items() if stands(answer)}

    def counting(self, case: Case) -> dict[str, Answer]:
        """Of what stands, what its form does not refuse; nothing that is closed to the officer.

        Raises:
            ReasonNeeded, FileHidden: as `readable`.
        """
        answers = self.standing(case.id)
        counted = counting(answers, self.state(case, answers))
        return {path: answer for path, answer in counted.items() if not answer.closed}

    def basis_of_work(self, case: Case) -> CaseFile:
        """What the case work of a file begins with where an officer reads it because their team has
        it: what is below level 4, and nothing that stands beside the answers."""
        self.note_team_view(case.id)
        return self._bare(case, lambda question: question.level < RESTRICTED_LEVEL)

    def told_to_team(self, case_id: CaseId) -> CaseFile:
        """Of a file that their team has, what an officer reads without a reason: levels 1 and 2,
        nothing of the suspects, and nothing that stands beside the answers.

        Raises:
            ReasonNeeded, FileHidden: as `readable_for_work`.
        """
        case = self.readable_for_work(case_id)
        if self._access.opens_whole(case):
            self.note_view(case_id)
        else:
            self.note_team_view(case_id)
        suspects = suspects_questions(self._desk.forms.rules_of(case).definition)
        return self._bare(
            case, lambda question: question.level < REASON_LEVEL and question.name not in suspects
        )

    def _bare(self, case: Case, reads: Callable[[Question], bool]) -> CaseFile:
        """Answers to some questions, and nothing beside them."""
        form = self._desk.forms.rules_of(case).definition
        repeats = {
            question.name: repeat
            for question, repeat in with_repeats(form)
            if question.answerable and reads(question)
        }
        rows = {*repeats.values()}
        answers = {
            path: answer
            for path, answer in interview_rows.answers(self._vault, case.id).items()
            if stands(answer)
            and not case_keys.is_closed(answer.value)
            and (
                split_path(path)[0] in rows
                if path.endswith("]")
                else question_name(path) in repeats
            )
        }
        officers = station_rows.officers(self._vault, removed=True)
        known = {officer.login: officer for officer in officers}
        return CaseFile(case, self._desk.station, form, answers, (), (), (), (), known, "", (), ())

    def assembled(self, case: Case) -> CaseFile:
        """All of the file without the root of its record; `custody` holds its own entries only."""
        answers, opens = self.standing(case.id), self._restricted.opens(case.id)
        return CaseFile(
            case=case,
            station=self._desk.station,
            form=self._desk.forms.rules_of(case).definition,
            answers=answers,
            amendments=tuple(
                self._restricted.open_amendment(case.id, entry.amendment)
                for entry in interview_rows.amendments(self._vault, case.id)
            ),
            remarks=case_rows.remarks(self._vault, case.id, opens),
            attachments=attachments.attachments(self._vault, case.id, opens),
            custody=custody_rows.of_case(self._vault, case.id),
            officers={
                officer.login: officer
                for officer in station_rows.officers(self._vault, removed=True)
            },
            digest="",
            recordings=recording_rows.of_case(self._vault, case.id, opens),
            consents=self.consents.events(case.id),
        )

    def whole(self, case: Case) -> CaseFile:
        """All of the file with the root of its record, for what shows both.

        Raises:
            RestrictedClosed: level 4, or the secret of the record, is not open to the officer
                (details: readers).
            DiskFull, VaultReadOnly: the record has no secret yet, and none can be written.
        """
        self._restricted.check_open(case.id)
        self.secrets.require(case)
        case_file = self.assembled(case)
        try:
            return with_digest(case_file, self.record(case_file, self.picks(case)))
        except RestrictedClosed:
            raise RestrictedClosed(readers=self._restricted.readers_of(case.id)) from None

    def record(self, case_file: CaseFile, picks: Sequence[Pick]) -> bytes:
        """The record of a file that was read here, with the secret of its revision. An approval
        asks for it four times, an export three times: as long as nothing of it has changed, it is
        built once.

        Raises:
            RestrictedClosed: an answer or the secret is not open to the officer.
        """
        state = self.state(case_file.case, dict(case_file.answers))
        secret = self.secrets.secret(case_file.case)
        of_form = state.values(), frozenset(state.run.relevant), state.refused
        rests_on = replace(case_file, digest=""), tuple(picks), secret, of_form
        if self._built is None or self._built[0] != rests_on:
            self._built = rests_on, build_record(case_file, state, picks, secret)
        return self._built[1]

    def annex_rows(self, case_file: CaseFile) -> list[list[object]]:
        """What the protective annex of a file shows, as its record proves it. Raises
        RestrictedClosed: as `record`."""
        state = self.state(case_file.case, dict(case_file.answers))
        return annex_rows(case_file, state, self.secrets.secret(case_file.case))

    def state(self, case: Case, answers: dict[str, Answer]) -> FormState:
        """What the form says about these answers of a file. Of the file that was asked about last
        only what has changed is worked out: an export alone asks six times."""
        rules, context = self._desk.forms.rules_of(case), self.context(case)
        last = self._last[1] if self._last is not None and self._last[0] == case.id else None
        state = judged(rules, values(answers), context, last, given_at(answers))
        self._last = case.id, state
        return state

    def context(self, case: Case) -> Context:
        """What the rules cannot know from the answers: today, the file's number and codes."""
        moment = self._moment(case)
        return Context(kuwait_day(moment), moment, self._externals(case))

    def picks(self, case: Case) -> tuple[Pick, ...]:
        """What the supervisor picked when this revision was approved."""
        opens = self._restricted.opens(case.id)
        approval = approval_rows.last(self._vault, case.id, case.revision, opens)
        if approval is None or case.status not in (_FROZEN - {Status.COMPLETED}):
            return ()
        return tuple(Pick(pick["name"], pick["reason"], pick["by"]) for pick in approval.picks)

    def pickable(self, case_id: CaseId) -> tuple[Question, ...]:
        """Answered questions, exhibits and recordings that go only when a supervisor picks them. To
        whom the suspects are never open it is not told what stands there."""
        case = self.readable(case_id)
        answers, rules = self.standing(case_id), self._desk.forms.rules_of(case)
        form = rules.definition
        untold = not self._desk.may(Act.SEE_SUSPECTS)
        state = self.state(case, answers)
        reach = sharing(form, answers, counting(answers, state), self.consents.events(case_id))
        questions = {
            item.question.name: item.question
            for item in standing(form, answers, state)
            if can_be_picked(item.question, reach)
            and item.answer.value
            and not (untold and is_of_suspects(rules, item.path))
        }
        listed = evidence.pickable(form, answers, state, reach)
        recorded = recording_rows.of_case(self._vault, case_id, self._restricted.opens(case_id))
        return (
            *questions.values(),
            *listed,
            *evidence.recordings_to_pick(recorded, form, answers, state, reach),
        )

    def last_entry(self, case_id: CaseId, *actions: str) -> CustodyEvent | None:
        """The newest of the file's own entries with one of these names."""
        events = custody_rows.of_case(self._vault, case_id)
        return next((event for event in reversed(events) if event.action in actions), None)

    def is_returned_by_officer(self, case_id: CaseId) -> bool:
        """Whether the officer of this session sent the file back: who does so with remarks is not
        the one to send it on."""
        entries = custody_rows.of_case(self._vault, case_id)
        return workflow.returner(entries, case_id) == self._desk.officer.login

    # --- inside -----------------------------------------------------------------------------

    def _moment(self, case: Case) -> datetime:
        frozen = case.status in _FROZEN
        completed = self.last_entry(case.id, "completed", "amended") if frozen else None
        completed_at = happened_at(completed) if completed else None
        return completed_at or self._desk.now()

    def _externals(self, case: Case) -> dict[str, str]:
        """What the program answers by itself (questions with appearance tip-auto)."""
        externals = {
            "case_no": case.number,
            "victim_code": case.person_code,
            "officer_id": case.created_by,
            "file_status": _FILE_STATUS[case.status],
            **evidence.attached(attachments.attachments(self._vault, case.id)),
            **_shared(
                paper_rows.letters(self._vault, case.id, self._restricted.opens(case.id)),
                self._desk.forms.rules_of(case),
            ),
        }
        frozen = frozen_statement(self._vault, case.id)
        if frozen is not None and frozen.sha256:
            externals["stmt_hash"] = frozen.sha256
        if case.status is Status.IN_PROGRESS:
            return externals
        text = self.standing(case.id).get(statement.ARABIC, NO_ANSWER).value
        if text:
            externals.setdefault("stmt_hash", statement.text_digest(text))
        return externals | self._of_approval(case) | self._of_bundle(case)

    def _of_approval(self, case: Case) -> dict[str, str]:
        approval = approval_rows.last(self._vault, case.id, case.revision)
        entries, returned = (
            custody_rows.of_case(self._vault, case.id),
            case.status is Status.RETURNED,
        )
        if not approval or returned or workflow.went_directly(entries, case.id):
            return {}
        return {
            "assess_supervisor_by": approval.by,
            "assess_supervisor_at": stored_date_time(approval.at),
        }

    def _of_bundle(self, case: Case) -> dict[str, str]:
        exported = next(iter(handover_rows.exports(self._vault, case.id)), None)
        if exported is None:
            return {}
        of_bundle = {
            "bundle_no": exported.bundle_id,
            "bundle_signature": exported.fingerprint,
            "bundle_contents": exported.contents,
        }
        receipts = handover_rows.receipts(self._vault, exported.bundle_id)
        if accepted := next((receipt for receipt in receipts if receipt.number), None):
            of_bundle["bundle_receipt_no"] = accepted.number
            of_bundle["bundle_receipt_at"] = stored_date_time(accepted.received_at)
        return of_bundle


def _shared(letters: Sequence[referrals.Letter], rules: FormRules) -> dict[str, str]:
    """Of each need, which data its last letter told the service (Law 20/2014 art. 34), where the
    form has a question for it: from version 5 on the entry of the letter says it."""
    labels = {question.name: question.label.ar for question in rules.definition.questions()}
    if not letters or referrals.SHARED not in labels:
        return {}
    return {
        path_of(referrals.SHARED, referrals.NEEDS, need): "، ".join(
            labels.get(name, name) for name in letter.fields
        )
        for need, letter in referrals.newest(letters).items()
    }
