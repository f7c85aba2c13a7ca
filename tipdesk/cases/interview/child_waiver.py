"""Rule V6: a child is heard without a specialist only for a reason that a supervisor wrote.

The two answers are the supervisor's own. Nobody types them into the file: they are given with the
supervisor's passphrase, and a link of the chain holds what was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tipdesk.cases.model import Answer, Role
from tipdesk.cases.permissions import Act, allowed
from tipdesk.core.errors import AnswerRefused

REASON, BY = "child_waiver_reason", "child_waiver_by"
FIELDS = frozenset({REASON, BY})
WAIVER_NEEDED = FIELDS

# Links of the chain of custody.
AGREED, WITHDRAWN = "child_waiver_agreed", "child_waiver_withdrawn"


def refuse_typed(changes: Iterable[str]) -> None:
    """Before answers are saved or amended, or kept as a draft.

    Raises:
        AnswerRefused: one of them is the supervisor's own (reason "supervisor_only").
    """
    for path in changes:
        if path in FIELDS:
            raise AnswerRefused(name=path, reason="supervisor_only")


def refuse_person(login: str, role: Role, opened_by: str) -> None:
    """Before somebody's word is taken for it: a supervisor, and not who takes this interview.

    Raises:
        AnswerRefused: another role ("not_supervisor"), or the own file ("own_file").
    """
    if not allowed(Act.AGREE_FOR_CHILD, role):
        raise AnswerRefused(name=REASON, reason="not_supervisor")
    if login == opened_by:
        raise AnswerRefused(name=REASON, reason="own_file")


def agreed(reason: str, by: str) -> dict[str, Answer]:
    """The two answers; both empty when `reason` is."""
    return {REASON: Answer(reason), BY: Answer(by if reason else "")}


def waiver_stands(answers: Mapping[str, Answer]) -> bool:
    """Whether a reason is recorded, whoever wrote it."""
    return bool(answers.get(REASON, Answer()).value)
