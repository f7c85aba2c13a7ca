"""The case work of a file: read, added to, and what is owed in it.

Nothing here writes an answer or moves a status: what the Prosecution was sent stays what it was,
and so does its digest (an import contract holds it).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.answers import as_it_counts
from tipdesk.cases.casework.case_work import CaseWork, Seed, WhyNot
from tipdesk.cases.casework.deadlines import (
    Deadline,
    DeadlineKind,
    OwedLine,
    WaitsFor,
    facts_of,
    owed,
)
from tipdesk.cases.casework.entering import check_entry, may_enter, sample_body
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.casework.folding import fold, fold_on
from tipdesk.cases.casework.seed import seed_of
from tipdesk.cases.model import Act, Case, CaseFile, CaseId, Officer, Source, Status
from tipdesk.core.errors import TransitionRefused, WorkEntryRefused
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.derived import UNREADABLE
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.storage.files import case_rows, casework_rows

_NUMBERED = {
    EntryKind.NEED: "need",
    EntryKind.APPOINTMENT: "appointment",
    EntryKind.HEARING: "hearing",
    EntryKind.MEASURE: "measure",
    EntryKind.OUTCOME: "outcome",
}
_RESTRICTED = frozenset({EntryKind.SAFETY_PLAN})  # nothing but what is of level 4


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A file's case work as it stands for one officer at one moment, and what they may enter."""

    case: Case
    work: CaseWork
    owed: tuple[Deadline, ...]
    form: FormDefinition
    sex: str
    safe_way: tuple[str, ...]  # answers of `SAFE_WAY`; none where they are closed to the officer
    reads_restricted: bool  # of level 4 what stands in the case work, for a team as well
    officer: Officer
    at: datetime
    given_up: bool  # to another station: nothing is entered here
    team: str = ""  # code of the team that has it
    by_team: bool = False  # the officer reads it because of that, and more of it with a reason only

    def why_not(
        self, kind: EntryKind, subject: str = "", body: Mapping[str, str] | None = None
    ) -> WhyNot | None:
        """Why the officer may not enter something of this kind; None: they may. Nothing of its body
        has to be known; `body` is what is."""
        if self.case.status is Status.VOIDED:
            return WhyNot.VOIDED
        if self.given_up:
            return WhyNot.GIVEN_UP
        if kind is EntryKind.ASSIGNED:
            return WhyNot.BY_DEED
        if not self.reads_restricted and (self.case.hidden or kind in _RESTRICTED):
            return WhyNot.RESTRICTED
        work = self.work
        subject = subject or (work.next_subject(_NUMBERED[kind]) if kind in _NUMBERED else "")
        whole = {**sample_body(kind, self.at), **(body or {})}
        login = self.officer.login
        sample = WorkEntry(self.case.id, work.next_seq, self.at, login, kind, subject, whole)
        return may_enter(work, sample, self.officer)


def _by_time(line: OwedLine) -> tuple[bool, float, int]:
    return line.due is None, line.due.timestamp() if line.due else 0.0, line.ref


def _what_is_owed(
    deadline: Deadline,
) -> tuple[DeadlineKind, str, datetime | None, WaitsFor, str]:
    return deadline.kind, deadline.subject, deadline.due, deadline.whom, deadline.about


class CaseWorkBook:
    """The case work of the files of a session. GUI thread."""

    def __init__(
        self, desk: OpenVault, files: CaseFiles, contents: Contents, access: Access
    ) -> None:
        self._desk = desk
        self._files = files
        self._contents = contents
        self._access = access

    def work(self, case_id: CaseId) -> CaseWork:
        """How it stands, without what is closed to the officer.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
            VaultDamaged: an entry is none.
        """
        return self._folded(self.counted(case_id))

    def owed(self, case_id: CaseId) -> tuple[Deadline, ...]:
        """What is owed in a file. Raises: as `work`."""
        case_file = self.counted(case_id)
        return owed(self._folded(case_file), facts_of(case_file.case, case_file.answers))

    def has_hidden(self) -> bool:
        """Whether a file that is hidden from the unit names the officer."""
        return bool(case_rows.hidden_of(self._desk.vault, self._desk.officer.login))

    def owed_in_hidden(self) -> tuple[OwedLine, ...]:
        """What is owed in the files that are hidden from the unit and name the officer, what is due
        first at the front: folded now, since no row tells of them. One that cannot be read is left
        out: it is told of where it is opened."""
        lines = list[OwedLine]()
        for ref, case_id in case_rows.hidden_of(self._desk.vault, self._desk.officer.login):
            with suppress(*UNREADABLE):
                case = self._files.case(case_id)
                lines += [
                    OwedLine(ref, case_id, case.number, case.person_code, *_what_is_owed(each))
                    for each in self.owed(case_id)
                ]
        return tuple(sorted(lines, key=_by_time))

    def follow_up(self, case_id: CaseId) -> FollowUp:
        """What a page shows of a file. Raises: as `work`."""
        case_file = self.counted(case_id)
        case, work = case_file.case, self._folded(case_file)
        reads = self._access.reads_work(case_id)
        return FollowUp(
            case,
            work,
            owed(work, facts_of(case, case_file.answers)),
            case_file.form,
            case_file.sex,
            self._access.safe_way(case, case_file.form) if reads else (),
            reads,
            self._desk.officer,
            self._desk.now(),
            self._desk.is_given_up(case_id),
            self._access.team_of(case_id),
            not self._access.opens_whole(case),
        )

    def why_not(
        self,
        case_id: CaseId,
        kind: EntryKind,
        subject: str = "",
        body: Mapping[str, str] | None = None,
    ) -> WhyNot | None:
        """As `FollowUp.why_not`. Raises: as `work`."""
        return self.follow_up(case_id).why_not(kind, subject, body)

    def enter(
        self,
        case_id: CaseId,
        kind: EntryKind,
        subject: str = "",
        body: Mapping[str, str] | None = None,
        origin: tuple[Source, str] = (Source.PERSON, ""),
    ) -> CaseWork:
        """Add an entry, and give how things stand then.

        Args:
            subject: what it is about; '' of what is new (`_NUMBERED`): it gets the next number.
            origin: where it comes from; of a document its SHA-256 (hex), where it is kept.

        Raises:
            WorkEntryInvalid: it does not fit its kind.
            WorkEntryRefused: it may not follow what stands (details: reason); nobody assigns a file
                here (`desk.load.CaseLoad.reassign`).
            TransitionRefused: the file is voided, or was given up to another station.
            RestrictedClosed: it says something of level 4, which is closed to the officer.
            ReasonNeeded, FileHidden: as `work`.
            DiskFull: nothing was written.
        """
        if kind is EntryKind.ASSIGNED:
            raise WorkEntryRefused(reason=WhyNot.BY_DEED.value)
        case_file = self.counted(case_id)
        case, work = case_file.case, self._folded(case_file)
        if case.status is Status.VOIDED:
            raise TransitionRefused(step=Act.AMEND.value, status=case.status.value)
        self._desk.refuse_given_up(case_id, Act.AMEND.value)
        if kind in (EntryKind.GIVEN, EntryKind.TAKEN):
            self._check_given(case_id, kind, body or {})
        officer, at = self._desk.officer, self._desk.now()
        if not subject and kind in _NUMBERED:
            subject = work.next_subject(_NUMBERED[kind])
        entry = WorkEntry(
            case_id, work.next_seq, at, officer.login, kind, subject, body or {}, *origin
        )
        check_entry(work, entry, officer)
        self._write(case, entry)
        return fold_on(work, [entry])

    def note_given(self, case_id: CaseId, kind: EntryKind, team: str) -> None:
        """Add that a file was given to a team, or taken from it, as was just decided: whoever
        decides it reads nothing of the file for it.

        Raises:
            WorkEntryRefused: there is no such deed, or it may not follow what stands.
        """
        self._check_given(case_id, kind, {"team": team})
        case, officer = self._access.row(case_id), self._desk.officer
        opens = self._access.opens_work(case_id)
        work = fold(Seed(), casework_rows.of_case(self._desk.vault, case_id, opens))
        at, body = self._desk.now(), {"team": team}
        entry = WorkEntry(case_id, work.next_seq, at, officer.login, kind, "", body)
        self._write(case, entry)

    def enter_unread(
        self, case_id: CaseId, kind: EntryKind, body: Mapping[str, str], digest: str
    ) -> None:
        """Add what a document (its SHA-256, hex) says that came for a file, whoever takes it in:
        nothing of the file is read for it. Once for each document; nothing where the file is
        voided, given up or hidden from the officer."""
        case = self._access.row(case_id)
        if case.hidden and not self._access.reads_restricted(case_id):
            return
        opens = self._access.opens_work(case_id)
        work = fold(Seed(), casework_rows.of_case(self._desk.vault, case_id, opens))
        gone = case.status is Status.VOIDED or self._desk.is_given_up(case_id)
        if gone or digest in {entry.document for entry in work.log}:
            return
        officer, subject = self._desk.officer, work.next_subject(_NUMBERED[kind])
        entry = WorkEntry(
            *(case_id, work.next_seq, self._desk.now(), officer.login, kind, subject, body),
            *(Source.DOCUMENT, digest),
        )
        if may_enter(work, entry, officer) is None:
            self._write(case, entry)

    def enter_assigned(self, case_id: CaseId, body: Mapping[str, str]) -> None:
        """Add who has the file from now on, in the transaction of the deed that `body` names.

        Raises:
            WorkEntryRefused, WorkEntryInvalid: as `enter`.
        """
        work = fold(
            Seed(),
            casework_rows.of_case(self._desk.vault, case_id, self._access.opens_work(case_id)),
        )
        officer = self._desk.officer
        entry = WorkEntry(
            *(case_id, work.next_seq, self._desk.now(), officer.login, EntryKind.ASSIGNED),
            *("", body, Source.OBSERVATION),
        )
        check_entry(work, entry, officer)
        self._write(self._access.row(case_id), entry)

    # --- inside -----------------------------------------------------------------------------

    def _write(self, case: Case, entry: WorkEntry) -> None:
        casework_rows.enter(
            self._desk.vault,
            entry,
            self._closes(case),
            lambda digests: self._desk.enter(casework_rows.ENTERED, None, "", **digests),
        )
        self._desk.publish(ChangeKind.CASES, case.id)

    def _check_given(self, case_id: CaseId, kind: EntryKind, body: Mapping[str, str]) -> None:
        """What a log says of a team follows what was signed, and nothing else."""
        has, team = self._access.team_of(case_id), body.get("team", "")
        if (has == team) is not (kind is EntryKind.GIVEN):
            raise WorkEntryRefused(reason=WhyNot.NO_DEED.value)

    def counted(self, case_id: CaseId) -> CaseFile:
        """What the case work of a file begins with, as far as the officer reads it, without answers
        that do not count. Raises: as `work`."""
        case = self._contents.readable_for_work(case_id)
        if self._access.opens_whole(case):
            case_file = self._files.load(case_id)
        else:
            case_file = self._contents.basis_of_work(case)
        return as_it_counts(case_file, self._files.state(case_file))

    def _folded(self, case_file: CaseFile) -> CaseWork:
        case = case_file.case
        log = casework_rows.of_case(self._desk.vault, case.id, self._access.opens_work(case.id))
        return fold(seed_of(case_file.answers, case.created_at, case.created_by), log)

    def _closes(self, case: Case) -> casework_rows.Closes:
        def close(place: str, text: str) -> str:
            is_open = place == casework_rows.WORDS and not case.hidden
            return text if is_open else self._access.close_work(case, place, text)

        return close
