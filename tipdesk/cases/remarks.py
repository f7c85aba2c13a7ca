"""Which remarks of a supervisor still speak of the file as it stands."""

from __future__ import annotations

from tipdesk.cases.model import CaseFile, Remark, Status


def open_remarks(file: CaseFile) -> tuple[Remark, ...]:
    """The remarks of the last return; none once the file was completed again."""
    if file.case.status is not Status.RETURNED:
        return ()
    completed = [event.at for event in file.custody if event.action == "completed" and event.at]
    last = max(completed, default=None)
    return tuple(one for one in file.remarks if last is None or one.at > last)
