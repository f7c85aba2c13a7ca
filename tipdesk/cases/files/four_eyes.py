"""Four eyes: what the links of one file say about who completed, amended and approved it."""

from __future__ import annotations

from collections.abc import Iterable

from tipdesk.cases.model import CaseFile, CaseId, CustodyEvent, Remark, Status

APPROVED = "approved"
APPROVED_DIRECTLY = "approved_directly"
"""By its own officer, of a file that is hidden because an official of the unit is implicated
(wording.md rule 8): nobody else may see it."""

_CHANGES = frozenset({"edited", "amended", "attached", "detached"})
_ENDS_APPROVAL = frozenset({"completed", "amended", "returned"})


def newest(events: Iterable[CustodyEvent], case_id: CaseId, action: str) -> CustodyEvent | None:
    """The last link of the file with this action."""
    found = [event for event in events if event.case_id == case_id and event.action == action]
    return found[-1] if found else None


def approval(events: Iterable[CustodyEvent], case_id: CaseId) -> CustodyEvent | None:
    """The newest link that let the file go, by a supervisor or directly."""
    events = tuple(events)
    found = [newest(events, case_id, action) for action in (APPROVED, APPROVED_DIRECTLY)]
    return max((one for one in found if one is not None), key=lambda one: one.seq, default=None)


def went_directly(events: Iterable[CustodyEvent], case_id: CaseId) -> bool:
    """Whether the newest approval was given by the file's own officer: no supervisor saw it."""
    given = approval(events, case_id)
    return given is not None and given.action == APPROVED_DIRECTLY


def returner(events: Iterable[CustodyEvent], case_id: CaseId) -> str:
    """Who sent the file back since it was last completed: not the one to send it on. '': nobody."""
    events = tuple(events)
    sent, back = newest(events, case_id, "completed"), newest(events, case_id, "returned")
    return back.officer if back is not None and (sent is None or back.seq > sent.seq) else ""


def unchanged_since_return(events: Iterable[CustodyEvent], case_id: CaseId) -> bool:
    """Whether the file was sent back, and neither answers nor attachments have changed since."""
    events = tuple(events)
    back = newest(events, case_id, "returned")
    if back is None or not returner(events, case_id):
        return False
    later = [one for one in events if one.case_id == case_id and one.seq > back.seq]
    return all(one.action not in _CHANGES for one in later)


def authors(events: Iterable[CustodyEvent], case_id: CaseId) -> frozenset[str]:
    """Who answers for what now stands: whoever completed the file last and whoever amended it
    since. None of them may approve it. Nobody: it was never completed."""
    found: set[str] = set()
    for event in events:
        if event.case_id != case_id:
            continue
        if event.action == "completed":
            found = {event.officer}
        elif event.action == "amended" and found:
            found.add(event.officer)
    return frozenset(found)


def approved_digest(events: Iterable[CustodyEvent], case_id: CaseId) -> str:
    """The digest of the record that the newest approval let go, if that approval still stands:
    given under another login than the authors' (or directly, see `APPROVED_DIRECTLY`), and nothing
    was changed or returned since. Else ''. Logins are compared as the links name them: whoever
    can write links can name anybody.
    """
    events = tuple(events)
    approved = approval(events, case_id)
    writers = authors(events, case_id)
    if approved is None or not writers:
        return ""
    if approved.action == APPROVED and approved.officer in writers:
        return ""
    later = [one for one in events if one.case_id == case_id and one.seq > approved.seq]
    if any(one.action in _ENDS_APPROVAL for one in later):
        return ""
    return approved.detail.get("record", "")


# Which remarks of a supervisor still speak of the file as it stands.


def open_remarks(file: CaseFile) -> tuple[Remark, ...]:
    """The remarks of the last return; none once the file was completed again. Told by the links
    of the chain, whose order holds also where two of them have the same time."""
    if file.case.status is not Status.RETURNED:
        return ()
    if not returner(file.custody, file.case.id):
        return ()
    back = newest(file.custody, file.case.id, "returned")
    count = int(back.detail.get("remarks", "0")) if back is not None else 0
    return file.remarks[len(file.remarks) - count :]
