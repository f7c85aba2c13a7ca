"""What an officer did to the answers of a file, newest last: each can be undone and done again.

An `Edit` names answers as they stood before and after it; `Edits` are the edits of one file, with
those that were undone. An undo gives answers anew: the log keeps every one of them. An edit whose
answers are others by now is none of the officer's to undo and falls out (`Edits.fitting`).

What has left the computer is undone by nothing, and named (`stays`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tipdesk.cases.answers import same_answer
from tipdesk.cases.custody import delivery
from tipdesk.cases.interview.statement import FROZEN
from tipdesk.cases.interview.unfinished import TextChange, changes
from tipdesk.cases.model import (
    NO_ANSWER,
    Answer,
    CaseId,
    CustodyEvent,
    MissingReason,
    Source,
)

MOST_EDITS = 200  # of one file
MOST_HELD = 2_000_000  # characters of what they changed, in memory
MOST_KEPT = 100_000  # and over a lock
REST = timedelta(seconds=5)  # what is typed after it is an edit of its own


class Verb(StrEnum):
    """What was done."""

    ANSWERED = "answered"  # or emptied, or said why there is no answer
    FILLED = "filled"  # several answers in one go: a suggestion, an offer, a document
    ROW_ADDED = "row_added"
    ROW_REMOVED = "row_removed"
    ROW_RESTORED = "row_restored"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer, before and after. Neither says whose it was or when: an undo is somebody's own,
    and of now."""

    path: str
    before: Answer
    after: Answer

    @property
    def says_nothing(self) -> bool:
        """Whether it stands as it stood."""
        return same_answer(self.before, self.after)


def change_of(path: str, before: Answer, after: Answer) -> AnswerChange:
    """A change of what was said."""
    return AnswerChange(path, _bare(before), _bare(after))


def _bare(answer: Answer) -> Answer:
    return Answer(answer.value, answer.reason, answer.source)


@dataclass(frozen=True, slots=True)
class Edit:
    """The first of `changes` is what it is named after. One that `grows` was typed: what is typed
    next in the same field belongs to it."""

    verb: Verb
    at: datetime
    changes: tuple[AnswerChange, ...]
    grows: bool = False

    @property
    def path(self) -> str:
        """Where it was done."""
        return self.changes[0].path

    def before(self) -> dict[str, Answer]:
        """What undoes it."""
        return {change.path: change.before for change in self.changes}

    def after(self) -> dict[str, Answer]:
        """What does it again."""
        return {change.path: change.after for change in self.changes}

    def joined(self, later: Iterable[AnswerChange]) -> Edit | None:
        """This edit with what followed; None when all of it stands as before."""
        merged = {change.path: change for change in self.changes}
        for change in later:
            first = merged.get(change.path, change)
            merged[change.path] = replace(first, after=change.after)
        left = tuple(change for change in merged.values() if not change.says_nothing)
        return replace(self, changes=left) if left else None


@dataclass(frozen=True, slots=True)
class Edits:
    """`done` ends with the newest, `undone` with the one to be done again next."""

    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    @property
    def last(self) -> Edit | None:
        """The newest that stands."""
        return self.done[-1] if self.done else None

    def after(self, edit: Edit) -> Edits:
        """One more was done; what was undone before is done again no more."""
        real = edit.joined(())
        return Edits(_fitting_in((*self.done, real))) if real else self

    def typed(self, change: AnswerChange, at: datetime, *, by_letters: bool = False) -> Edits:
        """Words were typed in a field: they belong to what was typed there just before, after a
        rest they are an edit of their own. `by_letters`: the field's own undo took some back or
        put them there again; that ends no way back."""
        if by_letters and (at_last := self._typed_since(change)) is not None:
            return Edits(self.done[:at_last], self.undone)
        last = self.last
        own = last is not None and last.grows and last.path == change.path
        if last is None or not own or (at - last.at > REST and not by_letters):
            begun = Edits(self.done).after(Edit(Verb.ANSWERED, at, (change,), grows=True))
            return replace(begun, undone=self.undone if by_letters else ())
        grown = last.joined([change])
        done = (*self.done[:-1], *([replace(grown, at=at)] if grown else ()))
        return Edits(_fitting_in(done), self.undone if by_letters else ())

    def _typed_since(self, change: AnswerChange) -> int | None:
        """How many edits there were when this was all that stood in the field: a field's own step
        may go further back than the last of them. None: it leads to no such moment."""
        for at in range(len(self.done) - 1, -1, -1):
            edit = self.done[at]
            if not edit.grows or edit.before().keys() != {change.path}:
                return None
            if same_answer(edit.before()[change.path], change.after):
                return at
        return None

    def followed(self, paths: Iterable[str], later: Sequence[AnswerChange]) -> Edits:
        """Something was kept with the answers at these paths: it belongs to the newest edit of
        one of them."""
        wanted = set(paths)
        for at in range(len(self.done) - 1, -1, -1):
            edit = self.done[at]
            if wanted.isdisjoint(change.path for change in edit.changes):
                continue
            joined = edit.joined(later)
            return replace(
                self, done=(*self.done[:at], *([joined] if joined else ()), *self.done[at + 1 :])
            )
        return self

    def as_one(self) -> Edits:
        """The newest two were done in one go, and are called by the newest."""
        *before, first, second = self.done
        joined = first.joined(second.changes)
        if joined is None:
            return replace(self, done=tuple(before))
        own = {change.path for change in second.changes}
        ordered = sorted(joined.changes, key=lambda change: change.path not in own)
        named = replace(second, changes=tuple(ordered))
        return replace(self, done=(*before, named))

    def fitting(self, answers: Mapping[str, Answer]) -> Edits:
        """Without what does not fit what stands now: others wrote there since."""
        done, undone = self.done, self.undone
        while done and not _stand(done[-1].after(), answers):
            done = done[:-1]
        while undone and not _stand(undone[-1].before(), answers):
            undone = undone[:-1]
        return Edits(done, undone)

    def back(self) -> Edits:
        """The newest is undone."""
        return Edits(self.done[:-1], (*self.undone, *self.done[-1:]))

    def again(self) -> Edits:
        """What was undone last is done again."""
        return Edits((*self.done, *self.undone[-1:]), self.undone[:-1])


def _stand(some: Mapping[str, Answer], answers: Mapping[str, Answer]) -> bool:
    return all(same_answer(answer, answers.get(path, NO_ANSWER)) for path, answer in some.items())


def _fitting_in(done: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The newest of them, as far as there is room."""
    done, held = done[-MOST_EDITS:], 0
    for at in range(len(done) - 1, -1, -1):
        held += sum(len(change.after.value) for change in done[at].changes)
        if held > MOST_HELD:
            return done[at + 1 :]
    return done


# --- what stays -------------------------------------------------------------------------------


_BEYOND = frozenset(
    {"printed", "exported", "approved", "approved_directly", delivery.DELIVERED, FROZEN}
)


def stays(events: Iterable[CustodyEvent], case_id: CaseId) -> CustodyEvent | None:
    """What was done last with a file that is no edit: it has left the computer, or others go by
    it. A hand-over that was withdrawn is none."""
    events = tuple(events)
    delivered = delivery.standing(events, case_id)
    own = [
        event
        for event in events
        if event.case_id == case_id
        and event.action in _BEYOND
        and (event.action != delivery.DELIVERED or event in delivered)
    ]
    return own[-1] if own else None


# --- over a lock ------------------------------------------------------------------------------


def to_words(edits: Edits) -> dict[str, str]:
    """By path, what of them is kept: of a text only what changed in it."""
    words: dict[str, list[list[Any]]] = {}
    room = MOST_KEPT
    for done, line in ((True, edits.done), (False, edits.undone)):
        for number, edit in enumerate(reversed(line)):
            fields_by_path = {change.path: _to_json(change) for change in edit.changes}
            room -= sum(len(str(fields)) for fields in fields_by_path.values())
            if room < 0:
                break
            head = [number, done, edit.verb.value, edit.at.isoformat(), edit.grows]
            for place, (path, fields) in enumerate(fields_by_path.items()):
                words.setdefault(path, []).append([*head, place, *fields])
    return {path: json.dumps(lines, separators=(",", ":")) for path, lines in words.items()}


def from_words(words: Mapping[str, str], answers: Mapping[str, Answer]) -> Edits:
    """What `to_words` wrote, as far as it leads from the answers that stand now."""
    try:
        return _read(words, answers)
    except (ValueError, TypeError, KeyError, IndexError):  # of another version of the program
        return Edits()


def _read(words: Mapping[str, str], answers: Mapping[str, Answer]) -> Edits:
    parts: dict[tuple[bool, int], list[tuple[int, str, list[Any]]]] = {}
    for path, text in words.items():
        for number, done, *fields in json.loads(text):
            parts.setdefault((done, number), []).append((fields[3], path, fields))
    lines: dict[bool, list[Edit]] = {True: [], False: []}
    for done in (True, False):
        now = dict(answers)
        for number in range(len(parts)):
            of_edit = sorted(parts.get((done, number), ()), key=lambda part: part[:2])
            edit = _edit(of_edit, now, done=done) if of_edit else None
            if edit is None:
                break
            lines[done].append(edit)
            now |= edit.before() if done else edit.after()
    return Edits(tuple(reversed(lines[True])), tuple(reversed(lines[False])))


def _edit(
    parts: Sequence[tuple[int, str, list[Any]]], now: Mapping[str, Answer], *, done: bool
) -> Edit | None:
    read: list[AnswerChange] = []
    for _place, path, fields in parts:
        change = _change(path, now.get(path, NO_ANSWER), fields[4:], done=done)
        if change is None:
            return None
        read.append(change)
    verb, at, grows, *_rest = parts[0][2]
    return Edit(Verb(verb), datetime.fromisoformat(at), tuple(read), grows)


def _to_json(change: AnswerChange) -> list[Any]:
    texts = [change.before.value, change.after.value]
    steps = [[step.at, step.was, step.now] for step in changes(texts)]
    sides = [
        [answer.reason or "", answer.source or "", _digest(answer.value)]
        for answer in (change.before, change.after)
    ]
    return [steps, *sides]


def _change(path: str, now: Answer, fields: list[Any], *, done: bool) -> AnswerChange | None:
    """One change that leads to what stands `now`, or from there; None when it does not."""
    steps, before, after = fields
    here, there = (after, before) if done else (before, after)
    value = now.value
    for step in (TextChange(*parts) for parts in steps):
        value = step.undone(value) if done else step.done(value)
    own, other = _side(here, now.value), _side(there, value)
    if own is None or other is None or not same_answer(own, now):
        return None
    return AnswerChange(path, other, own) if done else AnswerChange(path, own, other)


def _side(fields: Sequence[str], value: str) -> Answer | None:
    reason, source, digest = fields
    if _digest(value) != digest:
        return None
    return Answer(
        value, MissingReason(reason) if reason else None, Source(source) if source else None
    )


def _digest(text: str) -> str:
    """Whether a text is the one that a change led from or to."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
