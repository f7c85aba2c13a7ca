"""A file that should not be in hand: opened by mistake, twice, as a test, or left at once.

Nothing of it is deleted and its number is given to no other; it is off the lists of work, has no
deadline, and nobody writes in it until a supervisor lifts that (`workflow.Step.UNVOID`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tipdesk.cases.model import Case, CustodyEvent, Status
from tipdesk.core.errors import TransitionRefused

VOIDED, UNVOIDED = "voided", "unvoided"
"""Links of the chain; the first tells which status the file had (detail `was`)."""
SENT = "export_begun"
"""From this link on the Prosecution may hold the file: it is not voided any more."""
MOST_WORDS = 200  # letters of the line beside the reason

# What went out of the room: paper, a copy, what somebody was told.
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


def left_the_room(case: Case, links: Iterable[CustodyEvent]) -> bool:
    """Whether anything of a file was handed over, printed or told: then a supervisor voids it."""
    return case.notified_at is not None or any(link.action in _OUTSIDE for link in links)


def was_sent(links: Iterable[CustodyEvent]) -> bool:
    """Whether a bundle of it was ever begun."""
    return any(link.action == SENT for link in links)


def status_before(links: Iterable[CustodyEvent]) -> Status:
    """Where a voided file stood, as the link of its voiding says."""
    newest = [link for link in links if link.action == VOIDED]
    return Status(newest[-1].detail["was"])


def hidden_since_voided(links: Iterable[CustodyEvent]) -> bool:
    """Whether a file that is voided was hidden only after that: then it was voided in sight of its
    supervisors, and its own officer does not stand for one."""
    told = [link.action for link in links if link.action in (VOIDED, "hidden")]
    return told[-1:] == ["hidden"] and VOIDED in told


def refuse_voided(case: Case, step: str) -> None:
    """Before something of a file is written, or leaves.

    Raises:
        TransitionRefused: it is voided (details: step, status, reason "voided").
    """
    if case.status is Status.VOIDED:
        raise TransitionRefused(step=step, status=case.status.value, reason="voided")
