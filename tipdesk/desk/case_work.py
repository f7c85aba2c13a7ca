"""The case work of a file: read, added to, and what is owed in it.

Nothing here writes an answer or moves a status: what the Prosecution was sent stays what it was,
and so does its digest (an import contract holds it).
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.cases.answers import as_it_counts
from tipdesk.cases.casework.case_work import CaseWork
from tipdesk.cases.casework.deadlines import Deadline, facts_of, owed
from tipdesk.cases.casework.entering import check_entry
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.casework.folding import fold, fold_on
from tipdesk.cases.casework.seed import seed_of
from tipdesk.cases.model import Act, Case, CaseFile, CaseId, Source, Status
from tipdesk.core.errors import TransitionRefused
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.storage.files import casework_rows

_NUMBERED = {
    EntryKind.NEED: "need",
    EntryKind.APPOINTMENT: "appointment",
    EntryKind.HEARING: "hearing",
    EntryKind.MEASURE: "measure",
    EntryKind.OUTCOME: "outcome",
}


class CaseWorkBook:
    """The case work of the files of a session. GUI thread."""

    def __init__(self, desk: OpenVault, files: CaseFiles, access: Access) -> None:
        self._desk = desk
        self._files = files
        self._access = access

    def work(self, case_id: CaseId) -> CaseWork:
        """How it stands, without what is closed to the officer.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
            VaultDamaged: an entry is none.
        """
        return self._folded(self._counted(case_id))

    def owed(self, case_id: CaseId) -> tuple[Deadline, ...]:
        """What is owed in a file. Raises: as `work`."""
        case_file = self._counted(case_id)
        return owed(self._folded(case_file), facts_of(case_file.case, case_file.answers))

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
            WorkEntryRefused: it may not follow what stands (details: reason).
            TransitionRefused: the file is voided.
            RestrictedClosed: it says something of level 4, which is closed to the officer.
            ReasonNeeded, FileHidden: as `work`.
            DiskFull: nothing was written.
        """
        case_file = self._counted(case_id)
        case, work = case_file.case, self._folded(case_file)
        if case.status is Status.VOIDED:
            raise TransitionRefused(step=Act.AMEND.value, status=case.status.value)
        officer, at = self._desk.officer, self._desk.now()
        if not subject and kind in _NUMBERED:
            subject = work.next_subject(_NUMBERED[kind])
        entry = WorkEntry(
            case_id, work.next_seq, at, officer.login, kind, subject, body or {}, *origin
        )
        check_entry(work, entry, officer)
        casework_rows.enter(
            self._desk.vault,
            entry,
            self._closes(case),
            lambda digests: self._desk.enter(casework_rows.ENTERED, None, "", **digests),
        )
        self._desk.publish(ChangeKind.CASES, case_id)
        return fold_on(work, [entry])

    # --- inside -----------------------------------------------------------------------------

    def _counted(self, case_id: CaseId) -> CaseFile:
        case_file = self._files.load(case_id)
        return as_it_counts(case_file, self._files.state(case_file))

    def _folded(self, case_file: CaseFile) -> CaseWork:
        case = case_file.case
        log = casework_rows.of_case(self._desk.vault, case.id, self._access.opens(case.id))
        return fold(seed_of(case_file.answers, case.created_at, case.created_by), log)

    def _closes(self, case: Case) -> casework_rows.Closes:
        closes = self._access.closes(case.id)

        def close(place: str, text: str) -> str:
            is_open = place == casework_rows.WORDS and not case.hidden
            return text if is_open else closes(place, text)

        return close
