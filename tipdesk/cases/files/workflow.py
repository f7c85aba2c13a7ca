"""Which step may follow which status; who may take it stands in `permissions`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.model import Role, Status
from tipdesk.cases.permissions import ALLOWED, Act
from tipdesk.core.errors import TransitionRefused


class Step(StrEnum):
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

    step: Step
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
    Transition(Step.EDIT, _OPEN, None),
    Transition(Step.COMPLETE, _OPEN | {Status.RETURNED}, Status.COMPLETED),
    Transition(Step.AMEND, _WAITING, None),
    # What was approved or sent is not what now stands: it is completed and approved again.
    Transition(Step.AMEND, _APPROVED | _SENT, Status.RETURNED),
    Transition(Step.RETURN, _APPROVED | {Status.COMPLETED}, Status.RETURNED),
    # A stick is lost, a bundle is refused: the supervisor approves once more, then it goes again.
    Transition(Step.APPROVE, _SENT | {Status.COMPLETED}, Status.APPROVED),
    Transition(Step.EXPORT, _APPROVED, Status.EXPORTED),
    Transition(Step.RECEIVE, frozenset({Status.EXPORTED, Status.REFUSED}), Status.RECEIVED),
    # The office may think better of it, or refuse what was sent after it had accepted.
    Transition(Step.REFUSE, frozenset({Status.EXPORTED, Status.RECEIVED}), Status.REFUSED),
    Transition(Step.VOID, _OPEN | _WAITING | _APPROVED, Status.VOIDED),
    # It stands again where it stood: `voiding.status_before`.
    Transition(Step.UNVOID, frozenset({Status.VOIDED}), None),
)


def next_status(step: Step, status: Status, role: Role) -> Status:
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


def may(step: Step, status: Status, role: Role) -> bool:
    """Whether `next_status` would answer."""
    return any(
        row.step is step and status in row.from_statuses and role in row.roles
        for row in TRANSITIONS
    )


def open_steps(status: Status, role: Role) -> tuple[Step, ...]:
    """The steps that an officer of `role` may take now, in the table's order."""
    return tuple(step for step in Step if may(step, status, role))
