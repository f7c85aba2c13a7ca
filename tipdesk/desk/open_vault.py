"""What the counters of a session share: the open vault, the officer at it, the clock, the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.model import CaseId


class ChangeKind(StrEnum):
    """What a page must read again."""

    CASES = "cases"  # the file list
    ANSWERS = "answers"  # answers of one file
    STATUS = "status"  # status, remarks or approval of one file
    ATTACHMENTS = "attachments"
    EXPORTS = "exports"  # exports and receipts of one file
    RECEIVED = "received"  # the receiving station's register
    KEYS = "keys"  # certificate or trust pack
    LOCKED = "locked"  # the vault has just been closed


@dataclass(frozen=True, slots=True)
class Change:
    """Something has just been recorded. `case_id` is None when it is not about one file."""

    kind: ChangeKind
    case_id: CaseId | None = None


Subscriber = Callable[[Change], None]
