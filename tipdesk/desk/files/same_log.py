"""What officers said of two files of one person, as the officer of the session may know it.

Of a file that is hidden from the officer nothing is told, at neither file.
"""

from __future__ import annotations

from contextlib import suppress

from tipdesk.cases.model import Case, CaseId
from tipdesk.cases.persons.same import ENTERED, SameStatement, standing
from tipdesk.core.errors import FileHidden
from tipdesk.desk.files.access import Access
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage.files import same_rows


class SameLog:
    """Reads and adds to it. GUI thread; nothing is asked of who may."""

    def __init__(self, desk: OpenVault, access: Access) -> None:
        self._desk, self._vault, self._access = desk, desk.vault, access

    def standing(self, case_id: CaseId) -> dict[CaseId, SameStatement]:
        """What stands of a file and each other one, the first said first."""
        log = same_rows.of_case(self._vault, case_id, self._access.opens)
        by_other = {entry.other(case_id): entry for entry in standing(log).values()}
        return {other: entry for other, entry in by_other.items() if self._is_visible(other)}

    def add(self, statement: SameStatement, *cases: Case) -> None:
        """Add a statement on these two files, with its entry of the chain.

        Raises:
            RestrictedClosed: one of them is hidden, and its key is not open to the officer.
            DiskFull: nothing was written.
        """
        closed_by = next((case.id for case in cases if case.hidden), None)
        same_rows.enter(
            self._vault,
            statement,
            closed_by,
            self._access.closes(closed_by or cases[0].id),
            lambda digests: self._desk.enter(ENTERED, None, "", **digests),
        )

    def _is_visible(self, case_id: CaseId) -> bool:
        with suppress(FileHidden):
            return self._access.is_visible(case_id)
        return False
