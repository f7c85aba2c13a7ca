"""What waits for the supervisors of this station, read from the list and never from the files."""

from __future__ import annotations

from tipdesk.cases.model import Case
from tipdesk.desk.case_files import CaseFiles
from tipdesk.storage import case_rows


class Supervising(CaseFiles):
    """Reads columns of the list that were kept when a file was last folded. GUI thread."""

    def waiting(self, query: str = "", limit: int = 200) -> tuple[Case, ...]:
        """Files for a supervisor (`cases.supervision.waits`): high risks first, the next review
        on top, then notes on non-punishment, then what is to be approved."""
        return case_rows.waiting(self._vault, query, limit, self._viewer)

    def count_waiting(self, query: str = "") -> int:
        """How many files `waiting` would give without a limit."""
        return case_rows.count_waiting(self._vault, query, self._viewer)
