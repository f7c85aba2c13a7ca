"""What an officer has typed and not recorded, and what can be undone in it.

A `Typing` is a text while it is typed: its cursor, and what can be undone and done again in it. A
`Draft` is what an officer leaves unrecorded in a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tipdesk.cases.answers import answer_from_json, answer_to_json
from tipdesk.cases.model import Answer
from tipdesk.forms.model import QuestionType

# --- a text while it is typed -----------------------------------------------------------------


MOST_CHANGES = 30  # of each kind
MOST_CHARACTERS = 100_000  # of the text with all its changes; what is longer is left out


@dataclass(frozen=True, slots=True)
class TextChange:
    """After `at` characters, the words `was` gave way to `now`."""

    at: int
    was: str
    now: str

    def done(self, text: str) -> str:
        """`text` with the change."""
        return text[: self.at] + self.now + text[self.at + len(self.was) :]

    def undone(self, text: str) -> str:
        """`text` as it was before."""
        return text[: self.at] + self.was + text[self.at + len(self.now) :]


@dataclass(frozen=True, slots=True)
class Typing:
    """One field of an answer. `part` is its number among them, from 0; `cursor` and `anchor` (where
    a selection began) are counted as Qt does, in units of UTF-16; `top` is the first line in sight.
    `undo` ends with the newest change, `redo` begins with the one to be done next. `text` is None
    when only the cursor is told."""

    part: int = 0
    cursor: int = 0
    anchor: int = 0
    top: int = 0
    text: str | None = None
    undo: tuple[TextChange, ...] = ()
    redo: tuple[TextChange, ...] = ()

    def oldest(self) -> str:
        """The text before everything that can be undone."""
        text = self.text or ""
        for change in reversed(self.undo):
            text = change.undone(text)
        return text


def changes(texts: Sequence[str]) -> tuple[TextChange, ...]:
    """What leads from each text to the next one; equal neighbours make none."""
    return tuple(_change(before, after) for before, after in pairwise(texts) if before != after)


def _change(before: str, after: str) -> TextChange:
    at = _alike(before, after)
    left, right = before[at:], after[at:]
    end = _alike(left[::-1], right[::-1])
    return TextChange(at, left[: len(left) - end], right[: len(right) - end])


def _alike(before: str, after: str) -> int:
    """How many characters both begin with. Halves are compared whole: a text may be long."""
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def bounded(typing: Typing) -> Typing:
    """The same, without the oldest changes, the furthest of `redo`, or even the text, as far as
    they are too many or too long."""
    room = MOST_CHARACTERS - len(typing.text or "")
    if room < 0:
        return Typing(typing.part, typing.cursor, typing.anchor, typing.top)
    undo = _fitting(typing.undo[::-1], room)
    redo = _fitting(typing.redo, room - _size(undo))
    place = (typing.part, typing.cursor, typing.anchor, typing.top)
    return Typing(*place, typing.text, undo[::-1], redo)


def _fitting(steps: Sequence[TextChange], room: int) -> tuple[TextChange, ...]:
    """As many of them as there is room for, from the first one on."""
    fitting = tuple(steps[:MOST_CHANGES])
    while _size(fitting) > room:
        fitting = fitting[:-1]
    return fitting


def _size(steps: Sequence[TextChange]) -> int:
    return sum(len(step.was) + len(step.now) for step in steps)


def to_words(typing: Typing) -> str:
    """As one text (JSON, ASCII: half an emoji is kept too); '' when it says no more than the
    cursor of a first field."""
    if typing == Typing(cursor=typing.cursor, anchor=typing.cursor, top=typing.top):
        return ""
    lists = [
        [[change.at, change.was, change.now] for change in steps]
        for steps in (typing.undo, typing.redo)
    ]
    place = [typing.part, typing.cursor, typing.anchor, typing.top]
    return json.dumps([*place, typing.text, *lists], separators=(",", ":"))


def from_words(words: str, cursor: int) -> Typing:
    """What `to_words` wrote; '' gives a first field with its `cursor`, and so does what another
    version of the program wrote."""
    try:
        part, at, anchor, top, text, *lists = json.loads(words)
        undo, redo = (tuple(TextChange(*parts) for parts in steps) for steps in lists)
        return Typing(part, at, anchor, top, text, undo, redo)
    except (ValueError, TypeError):
        return Typing(cursor=cursor, anchor=cursor)


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
    occupied = {*own.typed, *own.amended}
    moves = without(left, occupied)
    whys = "\n".join(dict.fromkeys(filter(None, (own.why, moves.why))))
    merged = Draft({**own.typed, **moves.typed}, {**own.amended, **moves.amended}, whys)
    return merged, without(left, {*moves.typed, *moves.amended})


def readable(kind: QuestionType, typed: str) -> str:
    """Kept words as a person reads them: without what an editor has noted for itself."""
    lines = typed.split("\n")
    if kind in (QuestionType.PARTIAL_DATE, QuestionType.SELECT_MULTIPLE):
        lines = lines[1:]  # which kind of date, what is chosen already
    return " ".join(filter(None, (line.strip() for line in lines)))
