"""The list of files: what is told of them to whom, and what waits for supervisors.

Nothing here reads a file: the list has columns that were kept when it was last folded.
"""

from __future__ import annotations

from dataclasses import replace

from tipdesk.cases.model import Case, CaseId, Status
from tipdesk.cases.permissions import Act, allowed
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.readers import Readers
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage.files import case_rows, list_search


class FileList:
    """Finds files of this station. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._restricted = Restricted(desk)
        self.access = Access(desk, self._restricted)
        self._sealing = Sealing(desk, self._restricted)
        self.readers = Readers(desk, self.access, self._restricted, self._sealing)
        self._viewed: set[CaseId] = set()

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
        found = case_rows.list_cases(self._vault, query, status, limit, offset, self._viewer)
        return self._as_listed(found)

    def count(self, query: str = "", status: Status | None = None) -> int:
        """How many files `list_cases` would give without a limit."""
        return case_rows.count(self._vault, query, status, self._viewer)

    def waiting(self, query: str = "", limit: int = 200) -> tuple[Case, ...]:
        """Files for a supervisor (`cases.supervision.waits`): high risks first, the next review
        on top, then notes on non-punishment, then what is to be approved."""
        return case_rows.waiting(self._vault, query, limit, self._viewer)

    def count_waiting(self, query: str = "") -> int:
        """How many files `waiting` would give without a limit."""
        return case_rows.count_waiting(self._vault, query, self._viewer)

    def found_alike(self, query: str) -> bool:
        """Whether nothing is found as it is typed, so that `list_cases` gives files whose names
        sound like it, if there are any."""
        return list_search.found_alike(self._vault, query, self._viewer)

    def case(self, case_id: CaseId) -> Case:
        """One row of the list.

        Raises:
            KeyError: there is no such file.
            FileHidden: it is hidden from the unit, and names others.
        """
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise KeyError(case_id)
        self.access.check_visible(case)
        return case

    # --- inside -----------------------------------------------------------------------------

    def _note_view(self, case_id: CaseId) -> None:
        if case_id not in self._viewed:
            self._desk.enter_look("viewed", case_id)
            self._viewed.add(case_id)

    def _opened(self, case_id: CaseId) -> Case:
        """The file's row, if the officer may read what is in it."""
        case = self.case(case_id)
        self.access.check(case)
        return case

    @property
    def _viewer(self) -> list_search.Viewer:
        officer = self._desk.officer
        return list_search.Viewer(officer.login, allowed(Act.APPROVE, officer.role))

    def _as_listed(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """Without the names in files that name others."""
        if self._viewer.supervises:
            return cases
        ids = [case.id for case in cases]
        named = case_rows.named_among(self._vault, self._desk.officer.login, ids)
        return tuple(
            case if case.id in named else replace(case, display_name="", urgency="")
            for case in cases
        )
