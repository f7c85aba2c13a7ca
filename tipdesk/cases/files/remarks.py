"""Which remarks of a supervisor still speak of the file as it stands."""

from __future__ import annotations

from tipdesk.cases.files import four_eyes
from tipdesk.cases.model import CaseFile, Remark, Status


def open_remarks(file: CaseFile) -> tuple[Remark, ...]:
    """The remarks of the last return; none once the file was completed again. Told by the links
    of the chain, whose order holds also where two of them have the same time."""
    if file.case.status is not Status.RETURNED:
        return ()
    if not four_eyes.returner(file.custody, file.case.id):
        return ()
    back = four_eyes.newest(file.custody, file.case.id, "returned")
    count = int(back.detail.get("remarks", "0")) if back is not None else 0
    return file.remarks[len(file.remarks) - count :]
