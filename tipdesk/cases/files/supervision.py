"""What waits for a supervisor, and what the list says of a file beside its chain of custody.

What of a file waits for the supervisor: a high risk and its review, a note on non-punishment,
an approval. Told by the answers and the status; shown as a reason and a date, never as a story.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from tipdesk.cases.answers import question_name
from tipdesk.cases.files.four_eyes import APPROVED, APPROVED_DIRECTLY
from tipdesk.cases.files.voiding import UNVOIDED, VOIDED
from tipdesk.cases.model import Answer, Case, Status
from tipdesk.forms.model import row_path, split_path
from tipdesk.i18n.text import kuwait_day

# What the list says of a file beside what its chain of custody tells.
#
# SQLCipher binds a page to its number, not to its time: a page of an older copy put back is
# whole, and with it a file would be open again, approved as it once was, or no longer hidden. The
# chain still tells.


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


RISK, HIGH, REVIEW = "risk_level", "high", "risk_review_at"
FORM, FORCED_CRIME = "ex_form", "forced_crime"
CLOSED = "close_reason"
NEEDED = frozenset({RISK, REVIEW, FORM, CLOSED})
REVIEW_WITHIN = timedelta(days=7)
# Whoever approves has the note before the eyes; from then on it waits for nobody.
BEFORE_APPROVAL = (Status.IN_PROGRESS, Status.COMPLETED, Status.RETURNED)


@dataclass(frozen=True, slots=True)
class Concerns:
    """What the answers raise to the supervisor."""

    review_due: date | None = None  # the risk is high
    non_punishment: bool = False


def concerns(answers: Mapping[str, Answer], opened: date) -> Concerns:
    """Read them off what stands; `opened` counts where nobody knows when the risk was judged."""
    if answers.get(CLOSED, Answer()).value:
        return Concerns()
    return Concerns(_review_due(answers, opened), _is_forced(answers))


def waits(case: Case) -> bool:
    """Whether a supervisor has something to do with this file."""
    return case.status is not Status.VOIDED and (
        case.review_due is not None
        or case.status is Status.COMPLETED
        or (case.non_punishment and case.status in BEFORE_APPROVAL)
    )


def _review_due(answers: Mapping[str, Answer], opened: date) -> date | None:
    """The review that was set; else the last day on which it may be."""
    judged = answers.get(RISK, Answer())
    if judged.value != HIGH:
        return None
    with suppress(ValueError):
        return date.fromisoformat(answers.get(REVIEW, Answer()).value)
    return (kuwait_day(judged.at) if judged.at else opened) + REVIEW_WITHIN


def _is_forced(answers: Mapping[str, Answer]) -> bool:
    """Whether a row that stands tells of acts the person was forced into."""
    for path, answer in answers.items():
        if question_name(path) == FORM and FORCED_CRIME in answer.value.split():
            repeat, row, _name = split_path(path)
            if not repeat or answers.get(row_path(repeat, row), Answer()).value:
                return True
    return False
