"""The files of this station: their list, one file as the officer may read it, what it shares.

The list reads no file: it has columns that were kept when a file was last folded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tipdesk.cases import evidence
from tipdesk.cases.answers import field_names, question_name
from tipdesk.cases.casework.shift import FileLine
from tipdesk.cases.files.list_view import told_to_others
from tipdesk.cases.files.workflow import FileStep, open_steps, was_sent
from tipdesk.cases.handover.release import Pick, released_fields
from tipdesk.cases.model import NO_ANSWER, Act, Answer, Case, CaseFile, CaseId, Status
from tipdesk.cases.permissions import allowed
from tipdesk.cases.persons import elsewhere
from tipdesk.cases.persons.told_alike import ToldAs
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.due_book import in_this_shift
from tipdesk.desk.files.file_list import FileList
from tipdesk.desk.files.restricted import CLOSED, Restricted, closed_amendment, restricted_questions
from tipdesk.desk.files.same_person import SamePerson
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import Question
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.files import case_rows, search
from tipdesk.storage.keys import case_keys

Entry = interview_rows.AnswerState  # one state of one answer


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Advice at one question. Of other files there is the number, and the unit that keeps them."""

    path: str
    kind: elsewhere.MatchKind
    numbers: tuple[str, ...]
    unit: str
    here: bool = False  # it stands in this very file too


class CaseFiles:
    """Finds and reads the files of this station. GUI thread; every method is short."""

    def __init__(
        self, desk: OpenVault, contents: Contents, access: Access, restricted: Restricted
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._access = access
        self._restricted = restricted
        self.file_list = FileList(desk, lambda: self.viewer, self.as_listed)
        self.same_person = SamePerson(desk, contents, access)

    # --- the list ---------------------------------------------------------------------------

    def list_cases(
        self, query: str = "", status: Status | None = None, limit: int = 200, offset: int = 0
    ) -> tuple[Case, ...]:
        """Files, the last changed first. `query` finds number, person code, names and document
        numbers by any part, and words of the story (folded Arabic).

        Of a file that names others an officer is told number, code, status and who opened it,
        and finds it by its whole number or code only (intake-fields §2, rule 4). A supervisor is
        told what the list holds. What is hidden is listed for whom it names. What is not found so
        is looked for by the sound of the person's names (`found_alike`).
        """
        cases = case_rows.list_cases(self._vault, query, status, limit, offset, self.viewer)
        return self.as_listed(cases)

    def count(self, query: str = "", status: Status | None = None) -> int:
        """How many files `list_cases` would give without a limit."""
        return case_rows.count(self._vault, query, status, self.viewer)

    def waiting(self, query: str = "", limit: int = 200) -> tuple[Case, ...]:
        """Files for a supervisor (`cases.files.review.waits`): high risks first, the next
        review on top, then what the Prosecution asks to be completed, the next day on top, then
        notes on non-punishment, then what is to be approved."""
        return case_rows.waiting(self._vault, query, limit, self.viewer)

    def in_hand(
        self, limit: int, statuses: Collection[Status] = ()
    ) -> tuple[tuple[Case, FileLine], ...]:
        """Files of which something is still to be done, and what: as `due_book.in_this_shift`."""
        return in_this_shift(self._desk, limit, statuses=statuses)

    def count_waiting(self, query: str = "") -> int:
        """How many files `waiting` would give without a limit."""
        return case_rows.count_waiting(self._vault, query, self.viewer)

    def found_alike(self, query: str) -> bool:
        """Whether nothing is found as it is typed, so that `list_cases` gives files whose names
        sound like it, if there are any."""
        return search.found_alike(self._vault, query, self.viewer)

    def case(self, case_id: CaseId) -> Case:
        """One row of the list.

        Raises:
            KeyError: there is no such file.
            FileHidden: it is hidden from the unit, and names others.
        """
        return self._contents.case(case_id)

    @property
    def viewer(self) -> search.Viewer:
        """Who looks at the list."""
        officer = self._desk.officer
        return search.Viewer(officer.login, allowed(Act.APPROVE, officer.role))

    def as_listed(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """Without what is not told of files that name others."""
        if self.viewer.supervises:
            return cases
        ids = [case.id for case in cases]
        named = case_rows.named_among(self._vault, self._desk.officer.login, ids)
        own = named | self._restricted.work.given_among(ids)
        return tuple(case if case.id in own else told_to_others(case) for case in cases)

    # --- one file ---------------------------------------------------------------------------

    def load(self, case_id: CaseId) -> CaseFile:
        """The file as the officer may read it; `custody` holds its own entries only. The first load
        in a session enters *viewed*.

        Raises:
            ReasonNeeded: it names others; see `Access.open_with_reason` (details: number).
            FileHidden: it is hidden from the unit, and names others.
        """
        case = self._contents.readable(case_id)
        self._contents.note_view(case_id)
        return self._as_open(self._contents.assembled(case))

    def told_to_team(self, case_id: CaseId) -> CaseFile:
        """What whoever is in the team that has a file reads of it without a reason: answers of
        levels 1 and 2. It is entered once a shift.

        Raises:
            ReasonNeeded, FileHidden: as `load`, and no team of theirs has it.
        """
        return self._contents.told_to_team(case_id)

    def whole(self, case_id: CaseId) -> CaseFile:
        """As `load`, for what shows the whole file: papers, its record, a bundle.

        Raises:
            RestrictedClosed: level 4, or the secret of the record, is not open to the officer
                (details: readers).
        """
        case = self._contents.readable(case_id)
        self._restricted.check_open(case_id)
        self._contents.note_view(case_id)
        return self._contents.whole(case)

    def record(self, case_file: CaseFile, picks: Sequence[Pick]) -> bytes:
        """The record of a file that `whole` gave.

        Raises:
            RestrictedClosed: as `whole`.
        """
        return self._contents.record(case_file, picks)

    def refused_found(self, case_id: CaseId) -> tuple[str, ...]:
        """Of a file whose form is of before refused answers counted as none: where such answers
        stand. Told once a file, with an entry that names their questions; after that nothing.

        Raises:
            ReasonNeeded, FileHidden: as `load`.
        """
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        if form.standing or self._contents.last_entry(case_id, "refused_found") is not None:
            return ()
        answers = self.answers(case_id)
        faults = self._contents.state(case, answers).faults
        paths = tuple(fault.path for fault in faults if answers.get(fault.path, NO_ANSWER).value)
        if paths:
            leaving = released_fields(form) - restricted_questions(form)
            named = [path for path in paths if question_name(path) in leaving]
            others = str(len(paths) - len(named))
            self._desk.enter_viewing(
                "refused_found", case_id, fields=field_names(named), others=others
            )
        return paths

    def answers(self, case_id: CaseId) -> dict[str, Answer]:
        """What stands in a file, as the officer may read it. Level 4 that is closed to them is
        said to stand at every place where it may.

        Raises:
            ReasonNeeded, FileHidden: as `load`.
        """
        stand = self._contents.standing(case_id)
        closed = self._access.closed_paths(self._contents.readable(case_id), stand)
        return stand | dict.fromkeys(closed, CLOSED)

    def rules(self, case_id: CaseId) -> FormRules:
        """The rules of the file's form version; made once for each version."""
        return self._desk.forms.rules_of(self.case(case_id))

    def context(self, case: Case) -> Context:
        """What the rules cannot know from the answers: today, the file's number and codes."""
        return self._contents.context(case)

    def state(self, case_file: CaseFile) -> FormState:
        """What the form says about a loaded file."""
        return self.judged(case_file.case, case_file.answers)

    def judged(self, case: Case, answers: Mapping[str, Answer]) -> FormState:
        """What the form says about the answers of a file, as `answers` gives them."""
        return self._contents.state(case, dict(answers))

    def history(self, case_id: CaseId, path: str) -> tuple[Entry, ...]:
        """Every state of one answer, oldest first; `note` is the reason of an amendment. Of what
        is closed to the officer: none, whatever there is."""
        case, opens = self._contents.readable(case_id), self._restricted.opens(case_id)
        stand = self._contents.standing(case_id)
        if path in self._access.closed_paths(case, {**stand, path: NO_ANSWER}):
            return ()
        form = self._desk.forms.rules_of(case).definition
        return tuple(
            Entry(
                self._restricted.open_answers(case, form, {path: entry.answer})[path],
                case_keys.text_for(opens, "note", entry.note) or "",
            )
            for entry in interview_rows.history(self._vault, case_id, path)
        )

    def open_steps(self, case: Case) -> tuple[FileStep, ...]:
        """What the officer of this session may do with the file as a whole."""
        steps = open_steps(case.status, self._desk.officer.role)
        if FileStep.VOID in steps and was_sent(custody_rows.of_case(self._vault, case.id)):
            steps = tuple(step for step in steps if step is not FileStep.VOID)
        if case.status is Status.RETURNED and self._contents.is_returned_by_officer(case.id):
            return tuple(step for step in steps if step is not FileStep.COMPLETE)
        return steps

    # --- what goes with it ------------------------------------------------------------------

    def pickable(self, case_id: CaseId) -> tuple[Question, ...]:
        """Answered questions, exhibits and recordings that go only when a supervisor picks them. To
        whom the suspects are never open it is not told what stands there."""
        return self._contents.pickable(case_id)

    def picks(self, case: Case) -> tuple[Pick, ...]:
        """What the supervisor picked when this revision was approved."""
        return self._contents.picks(case)

    # --- other files ------------------------------------------------------------------------

    def elsewhere(self, case_id: CaseId) -> tuple[Elsewhere, ...]:
        """Rules V13 and V14: what to advise at the questions of a file by the answers that it
        holds, because it also stands in other files; what is closed there (the suspects) is looked
        at as well. An index of folded keys is asked; the answers of no other file are read. To
        nobody who does not see the files of this station; everybody who takes interviews here does.
        That a document of the person stands elsewhere is entered (*alike_told*)."""
        if not self._desk.may(Act.SEE_FILES):
            return ()
        case = self._contents.readable(case_id)
        answers = self._contents.counting(case)
        sought = elsewhere.sought(answers)
        keys = frozenset(key for some in sought.values() for key in some)
        others = search.files_with(self._vault, keys, case_id)
        advice = []
        for path, own in sought.items():
            hits = [(key.kind, other.number) for other in others for key in own if key == other.key]
            opposed = elsewhere.opposed_here(answers, path)
            kinds = {kind for kind, _number in hits} | ({opposed} if opposed else set())
            surest = next((kind for kind in elsewhere.MatchKind if kind in kinds), None)
            if surest is None:
                continue
            numbers = tuple(dict.fromkeys(number for kind, number in hits if kind is surest))
            if surest in elsewhere.OF_THE_PERSON:
                asked_by = "\n".join(sorted(key.text for key in own))
                for number in numbers:
                    self.same_person.enter(case, number, ToldAs.NUMBER, asked_by)
            unit = self._desk.station.unit
            advice.append(Elsewhere(path, surest, numbers, unit, opposed is surest))
        return tuple(advice)

    # --- inside -----------------------------------------------------------------------------

    def _as_open(self, case_file: CaseFile) -> CaseFile:
        """Without what is closed to the officer: level 4, whatever stands there, and the section
        of the suspects until it is opened (intake-fields §2, rules 3 and 5)."""
        case, attachments = case_file.case, case_file.attachments
        closed = self._access.closed_paths(case, case_file.answers)
        if not self._restricted.is_open(case.id):
            attachments = evidence.untold(attachments, case_file.answers)
        answers = {**case_file.answers, **dict.fromkeys(closed, CLOSED)}
        amendments = tuple(
            closed_amendment(amendment) if amendment.path in closed else amendment
            for amendment in case_file.amendments
        )
        return replace(case_file, answers=answers, amendments=amendments, attachments=attachments)
