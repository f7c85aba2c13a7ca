"""What the list says of a file beside what its chain of custody tells.

SQLCipher binds a page to its number, not to its time: a page of an older copy put back is whole,
and with it a file would be open again, approved as it once was, or no longer hidden. The chain
still tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.cases.files.four_eyes import APPROVED, APPROVED_DIRECTLY
from tipdesk.cases.files.voiding import UNVOIDED, VOIDED
from tipdesk.cases.model import Case, Status

_SENT = frozenset({Status.APPROVED, Status.EXPORTED, Status.RECEIVED, Status.REFUSED})
_COMPLETED = "completed"
# After the last link of these the file stands in one of these statuses (`workflow.TRANSITIONS`).
_AFTER = {
    _COMPLETED: frozenset({Status.COMPLETED}),
    "returned": frozenset({Status.RETURNED}),
    "amended": frozenset({Status.COMPLETED, Status.RETURNED}),
    APPROVED: _SENT,
    APPROVED_DIRECTLY: _SENT,
    VOIDED: frozenset({Status.VOIDED}),
}
_BEFORE = frozenset({Status.IN_PROGRESS})
_HIDDEN, _SHOWN = "hidden", "shown_again"


def state_fault(status: Status, revision: int, links: Sequence[tuple[int, str]]) -> int | None:
    """Hold status and revision of a file against its links (number and action, in order): None when
    they agree, else the number of the link that says otherwise (0: no link tells of it)."""
    deciding: list[tuple[int, str]] = []
    for seq, action in links:
        if action in _AFTER:
            deciding.append((seq, action))
        elif action == UNVOIDED and deciding and deciding[-1][1] == VOIDED:
            deciding.pop()  # it stands again where it stood
    completed = sum(action == _COMPLETED for _seq, action in links)
    seq, allowed = (deciding[-1][0], _AFTER[deciding[-1][1]]) if deciding else (0, _BEFORE)
    return None if status in allowed and revision == completed else seq


def hidden_fault(case: Case, links: Sequence[tuple[int, str]], removed: int) -> int | None:
    """As `state_fault`, of whether it is hidden. `removed`: the link of the last officer who left;
    what was hidden for them alone is shown again without a link of its own."""
    told = [(seq, action) for seq, action in links if action in (_HIDDEN, _SHOWN)]
    seq, action = told[-1] if told else (0, _SHOWN)
    if case.hidden:
        return None if action == _HIDDEN else seq
    return seq if action == _HIDDEN and seq > removed else None
