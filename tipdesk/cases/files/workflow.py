"""A file on its way: which step may follow which status, who has seen it, when it is void.

`next_status` is the one table of steps; who may take one stands in `permissions`. Four eyes: the
audit log entries of a file say who completed, amended and approved it (`approval`).

A file that should not be in hand (opened by mistake, twice, as a test, or left at once) is voided:
nothing of it is deleted and its number is given to no other; it is off the lists of work, has no
deadline, and nobody writes in it until a supervisor lifts that (`FileStep.UNVOID`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tipdesk.cases.custody.chain import CARRIED
from tipdesk.cases.model import Act, Case, CaseFile, CaseId, CustodyEvent, Remark, Role, Status
from tipdesk.cases.permissions import ALLOWED
from tipdesk.core.errors import TransitionRefused


class FileStep(StrEnum):
    """What can be done with a file as a whole."""

    EDIT = "edit"  # type answers
    COMPLETE = "complete"  # freeze and hand to the supervisor
    AMEND = "amend"  # a dated change after completion
    RETURN = "return"  # by the supervisor, with remarks
    APPROVE = "approve"  # by the supervisor; rule V3
    EXPORT = "export"
    RECEIVE = "receive"  # the Prosecution's receipt
    REFUSE = "refuse"  # the Prosecution's signed refusal
    VOID = "void"  # it was opened by mistake; never once a bundle of it was begun
    UNVOID = "unvoid"  # by the supervisor


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `to` None: the status stays."""

    step: FileStep
    from_statuses: frozenset[Status]
    to: Status | None

    @property
    def roles(self) -> frozenset[Role]:
        """Who may take it (`permissions`)."""
        return ALLOWED[Act(self.step.value)]


_OPEN = frozenset({Status.IN_PROGRESS})
_WAITING = frozenset({Status.COMPLETED, Status.RETURNED})
_APPROVED = frozenset({Status.APPROVED})
_SENT = frozenset({Status.EXPORTED, Status.RECEIVED, Status.REFUSED})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(FileStep.EDIT, _OPEN, None),
    Transition(FileStep.COMPLETE, _OPEN | {Status.RETURNED}, Status.COMPLETED),
    Transition(FileStep.AMEND, _WAITING, None),
    # What was approved or sent is not what now stands: it is completed and approved again.
    Transition(FileStep.AMEND, _APPROVED | _SENT, Status.RETURNED),
    Transition(FileStep.RETURN, _APPROVED | {Status.COMPLETED}, Status.RETURNED),
    # A USB drive is lost, a bundle refused, an approval too old: the supervisor approves once more.
    Transition(FileStep.APPROVE, _SENT | _APPROVED | {Status.COMPLETED}, Status.APPROVED),
    Transition(FileStep.EXPORT, _APPROVED, Status.EXPORTED),
    Transition(FileStep.RECEIVE, frozenset({Status.EXPORTED, Status.REFUSED}), Status.RECEIVED),
    # The office may think better of it, or refuse what was sent after it had accepted.
    Transition(FileStep.REFUSE, frozenset({Status.EXPORTED, Status.RECEIVED}), Status.REFUSED),
    Transition(FileStep.VOID, _OPEN | _WAITING | _APPROVED, Status.VOIDED),
    # It stands again where it stood: `voiding.status_before`.
    Transition(FileStep.UNVOID, frozenset({Status.VOIDED}), None),
)


def next_status(step: FileStep, status: Status, role: Role) -> Status:
    """The status after `step`.

    Raises:
        TransitionRefused: the step is not open from this status or to this role.
    """
    rows = [row for row in TRANSITIONS if row.step is step and status in row.from_statuses]
    for row in rows:
        if role in row.roles:
            return row.to or status
    if rows:
        raise TransitionRefused(step=step.value, status=status.value, reason="role")
    raise TransitionRefused(step=step.value, status=status.value)


def may(step: FileStep, status: Status, role: Role) -> bool:
    """Whether `next_status` would answer."""
    return any(
        row.step is step and status in row.from_statuses and role in row.roles
        for row in TRANSITIONS
    )


def open_steps(status: Status, role: Role) -> tuple[FileStep, ...]:
    """The steps that an officer of `role` may take now, in the table's order."""
    return tuple(step for step in FileStep if may(step, status, role))


APPROVED = "approved"
ASKED = "approval_asked"
"""By USB drive, of an approver at another computer, whose signature names this entry."""
TAKEN_BACK = "withdrawn"
"""What was asked for is not wanted any more: whatever is signed of it, no office takes it."""
APPROVED_DIRECTLY = "approved_directly"
"""By its own officer, of a file that is hidden because an official of the unit is implicated
(wording.md rule 8): nobody else may see it."""


_CHANGES = frozenset({"edited", "amended", "attached", "detached"})
_ENDS_APPROVAL = frozenset({"completed", "amended", "returned", "withdrawn", "voided"})


def newest(events: Iterable[CustodyEvent], case_id: CaseId, action: str) -> CustodyEvent | None:
    """The last entry of the file with this action."""
    matching = [event for event in events if event.case_id == case_id and event.action == action]
    return matching[-1] if matching else None


def approval(events: Iterable[CustodyEvent], case_id: CaseId) -> CustodyEvent | None:
    """The newest entry that let the file go, by a supervisor or directly."""
    events = tuple(events)
    approvals = [newest(events, case_id, action) for action in (APPROVED, APPROVED_DIRECTLY)]
    return max(
        (event for event in approvals if event is not None),
        key=lambda event: event.seq,
        default=None,
    )


def went_directly(events: Iterable[CustodyEvent], case_id: CaseId) -> bool:
    """Whether the newest approval was given by the file's own officer: no supervisor saw it."""
    newest_approval = approval(events, case_id)
    return newest_approval is not None and newest_approval.action == APPROVED_DIRECTLY


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
    later = [event for event in events if event.case_id == case_id and event.seq > back.seq]
    return all(event.action not in _CHANGES for event in later)


def authors(events: Iterable[CustodyEvent], case_id: CaseId) -> frozenset[str]:
    """Who answers for what now stands: whoever completed or amended the file since it last left;
    when nothing was changed since, for what left then. None of them may approve it. Nobody: it was
    never completed."""
    logins: set[str] = set()
    left = completed = False
    for event in events:
        if event.case_id != case_id:
            continue
        if event.action == CARRIED:  # as the entries of before told it
            logins = set(event.detail.get("authors", "").split())
            completed = bool(logins)
        elif event.action == "exported":
            left = True
        elif event.action == "completed" or (event.action == "amended" and completed):
            logins = {event.officer} if left else logins | {event.officer}
            left, completed = False, True
    return frozenset(logins)


def asked(events: Iterable[CustodyEvent], case_id: CaseId) -> CustodyEvent | None:
    """The entry that an approver elsewhere was asked with, while an answer to it still counts here:
    nothing has ended it, and nobody has approved since."""
    events = tuple(events)
    entry, later = newest(events, case_id, ASKED), approval(events, case_id)
    if entry is None or approval_ended(events, case_id, entry.seq):
        return None
    return entry if later is None or later.seq < entry.seq else None


def approval_ended(events: Iterable[CustodyEvent], case_id: CaseId, approved: int) -> bool:
    """Whether something since the entry with this number has ended the approval that it tells."""
    return any(
        event.case_id == case_id and event.seq > approved and event.action in _ENDS_APPROVAL
        for event in events
    )


def approved_digest(events: Iterable[CustodyEvent], case_id: CaseId) -> str:
    """The digest of the record that the newest approval let go, if that approval still stands:
    given under another login than the authors' (or directly, see `APPROVED_DIRECTLY`), and nothing
    was changed or returned since. Else ''. Logins are compared as the entries name them: whoever
    can write entries can name anybody.
    """
    events = tuple(events)
    approved = approval(events, case_id)
    writers = authors(events, case_id)
    if approved is None or not writers:
        return ""
    if approved.action == APPROVED and approved.officer in writers:
        return ""
    if approval_ended(events, case_id, approved.seq):
        return ""
    return approved.detail.get("record", "")


# --- remarks of a supervisor that still speak of the file as it stands ------------------------


def open_remarks(file: CaseFile) -> tuple[Remark, ...]:
    """The remarks of the last return; none once the file was completed again. Told by the entries
    of the chain, whose order holds also where two of them have the same time."""
    if file.case.status is not Status.RETURNED:
        return ()
    if not returner(file.custody, file.case.id):
        return ()
    back = newest(file.custody, file.case.id, "returned")
    count = int(back.detail.get("remarks", "0")) if back is not None else 0
    return file.remarks[len(file.remarks) - count :]


def is_hidden(entries: Iterable[CustodyEvent]) -> bool:
    """Whether a file is hidden by the last of its own entries about that."""
    telling = [entry.action for entry in entries if entry.action in ("hidden", "shown_again")]
    return telling[-1:] == ["hidden"]


def was_hidden(entries: Iterable[CustodyEvent]) -> bool:
    """Whether a file was ever hidden; of before the format, by what its first entry says."""
    return any(
        entry.action == "hidden"
        or (entry.action == CARRIED and entry.detail.get("hidden") == "yes")
        for entry in entries
    )


VOIDED, UNVOIDED = "voided", "unvoided"
"""Entries of the chain; the first tells which status the file had (detail `was`)."""
_TAKEN_IN = "transfer_taken_in"  # it says whether the file was sent from where it was before
SENT = "export_begun"
"""From this entry on the Prosecution may hold the file: it is not voided any more."""
MOST_WORDS = 200  # letters of the line beside the reason

# What went out of the room: paper, a copy, what somebody was told; or to a second person, who sent
# it back or signed for it.
_OUTSIDE = frozenset(
    {
        "printed",
        "print_cancelled",
        "print_failed",
        "saved",
        "copied_out",
        "signed_filed",
        "slip_kept",
        "reply_entered",
        "prosecution_notified",
        "notice_begun",
        "returned",
        ASKED,
        APPROVED,
    }
)


class VoidReason(StrEnum):
    """In the order in which they are offered."""

    MISTAKE = "opened_by_mistake"
    DUPLICATE = "duplicate"  # of another file of this station
    TEST = "test"
    LEFT = "left_before_speaking"  # the person


@dataclass(frozen=True, slots=True)
class Voiding:
    """Why a file was voided, by whom and when."""

    reason: VoidReason
    duplicate_of: str = ""  # the number of the other file
    words: str = ""
    by: str = ""  # login
    at: datetime | None = None


def left_the_room(case: Case, entries: Iterable[CustodyEvent]) -> bool:
    """Whether anything of a file was handed over, printed or told, or a second person sent it back
    or signed for it: then a supervisor voids it."""
    return case.notified_at is not None or any(entry.action in _OUTSIDE for entry in entries)


def was_sent(entries: Iterable[CustodyEvent]) -> bool:
    """Whether a bundle of it was ever begun, here or where it was before."""
    return any(
        entry.action == SENT or (entry.action == _TAKEN_IN and entry.detail.get("sent") == "yes")
        for entry in entries
    )


def status_before(entries: Iterable[CustodyEvent]) -> Status:
    """Where a voided file stood, as the entry of its voiding says."""
    newest = [entry for entry in entries if entry.action == VOIDED]
    return Status(newest[-1].detail["was"])


def hidden_since_voided(entries: Iterable[CustodyEvent]) -> bool:
    """Whether a file that is voided was hidden only after that: then it was voided in sight of its
    supervisors, and its own officer does not stand for one."""
    actions = [entry.action for entry in entries if entry.action in (VOIDED, "hidden")]
    return actions[-1:] == ["hidden"] and VOIDED in actions


def refuse_voided(case: Case, step: str) -> None:
    """Before something of a file is written, or leaves.

    Raises:
        TransitionRefused: it is voided (details: step, status, reason "voided").
    """
    if case.status is Status.VOIDED:
        raise TransitionRefused(step=step, status=case.status.value, reason="voided")
