"""What an officer has typed in one file and not recorded: no evidence, and it never leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tipdesk.cases.answers import answer_from_json, answer_to_json
from tipdesk.cases.model import Answer
from tipdesk.forms.model import QuestionType


@dataclass(frozen=True, slots=True)
class Draft:
    """`typed` are words that cannot be read as an answer yet, as their editor wrote them;
    `amended` are amendments that wait for their reason, both by path; `why` is what was written of
    that reason."""

    typed: Mapping[str, str] = field(default_factory=dict)
    amended: Mapping[str, Answer] = field(default_factory=dict)
    why: str = ""

    def __bool__(self) -> bool:
        return bool(self.typed or self.amended)


NO_DRAFT = Draft()


@dataclass(frozen=True, slots=True)
class RemarksDraft:
    """Remarks for a return that was not confirmed: on the whole file, and lines of path and words
    (either may be '', and the path be what was typed of a question's name)."""

    whole: str = ""
    lines: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.whole or self.lines)


NO_REMARKS = RemarksDraft()


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """A draft as a JSON object."""
    amended = {path: answer_to_json(answer) for path, answer in draft.amended.items()}
    return {"typed": dict(draft.typed), "amended": amended, "why": draft.why}


def draft_from_json(fields: Mapping[str, Any]) -> Draft:
    """Read what `draft_to_json` wrote.

    Raises:
        ValueError: a reason, source or time is unknown.
    """
    amended = {path: answer_from_json(answer) for path, answer in fields["amended"].items()}
    return Draft(dict(fields["typed"]), amended, str(fields.get("why", "")))


def remarks_to_json(remarks: RemarksDraft) -> dict[str, Any]:
    """Remarks that were not sent as a JSON object; an empty one when there are none."""
    if not remarks:
        return {}
    return {"whole": remarks.whole, "lines": [list(line) for line in remarks.lines]}


def remarks_from_json(fields: Mapping[str, Any]) -> RemarksDraft:
    """Read what `remarks_to_json` wrote."""
    lines = tuple((str(path), str(words)) for path, words in fields.get("lines", ()))
    return RemarksDraft(str(fields.get("whole", "")), lines)


def turned(remarks: RemarksDraft, turn: Callable[[str], str]) -> RemarksDraft:
    """The same remarks in other words."""
    lines = tuple((path, turn(words)) for path, words in remarks.lines)
    return RemarksDraft(turn(remarks.whole), lines)


def without(draft: Draft, paths: Collection[str]) -> Draft:
    """The draft without what stands at these paths."""
    typed = {path: words for path, words in draft.typed.items() if path not in paths}
    amended = {path: answer for path, answer in draft.amended.items() if path not in paths}
    return Draft(typed, amended, draft.why if amended else "")


def handed_on(left: Draft, own: Draft) -> tuple[Draft, Draft]:
    """What somebody who left had typed, given to a colleague: the colleague's draft with it, and
    what stays behind, since the colleague has words of their own at the same place."""
    taken = {*own.typed, *own.amended}
    moves = without(left, taken)
    whys = "\n".join(dict.fromkeys(filter(None, (own.why, moves.why))))
    merged = Draft({**own.typed, **moves.typed}, {**own.amended, **moves.amended}, whys)
    return merged, without(left, {*moves.typed, *moves.amended})


def readable(kind: QuestionType, typed: str) -> str:
    """Kept words as a person reads them: without what an editor has noted for itself."""
    lines = typed.split("\n")
    if kind in (QuestionType.PARTIAL_DATE, QuestionType.SELECT_MULTIPLE):
        lines = lines[1:]  # which kind of date, what is chosen already
    return " ".join(filter(None, (line.strip() for line in lines)))
