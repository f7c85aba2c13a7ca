"""What stands in the rows of one file and is not part of it: half-typed words, amendments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tipdesk.cases.answers import NO_ANSWER, same
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.autosave import HalfTyped
from tipdesk.ui.interview.open_file import OpenFile


class Unrecorded:
    """Begins with the draft that the vault has kept, and says what it has to keep now."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._before = dict(file.answers)  # what amendments are compared with
        self._kept = file.draft
        self.lost: set[str] = set()  # a mistake of the program keeps these words from us
        # An amendment that a lock has cut off goes on where it was.
        self.amending = file.can_amend and not file.can_edit and bool(file.draft)
        shown = file.can_edit or self.amending
        kept = dict(file.draft.typed) if shown else {}
        # What a colleague has answered is shown; words of one's own never cover it unasked.
        self.aside = {path: words for path, words in kept.items() if file.answered_by_other(path)}
        self.typed = {path: words for path, words in kept.items() if path not in self.aside}
        self.amended: dict[str, Answer] = {}
        self.why = file.draft.why if self.amending else ""  # of the reason, what was written
        if self.amending:
            self.take(file.draft.amended)
            file.put(self.amended)
            file.evaluate()

    def take(self, changes: Mapping[str, Answer]) -> None:
        """Note amendments; what says again what stands is none, nor is a space behind it."""
        for path, answer in changes.items():
            if same(_words(self._before.get(path, NO_ANSWER)), _words(answer)):
                self.amended.pop(path, None)
            else:
                self.amended[path] = answer

    def recorded(self, path: str) -> None:
        """What stands in the row could be read as an answer."""
        self.typed.pop(path, None)
        self.aside.pop(path, None)
        self.lost.discard(path)

    def words(self) -> dict[str, str]:
        """All words that are no answer yet, by path, as their editor wrote them."""
        return {**self.aside, **self.typed}

    def rescue(self, row: QuestionRow) -> None:
        """The program fails at this answer: note its words, if they can be had."""
        try:
            self.typed[row.path] = row.editor.typed()
        except Exception:  # noqa: BLE001  the mistake that led here is told
            self.lost.add(row.path)

    def half_typed(self) -> tuple[str, ...]:
        """The questions that are asked now and hold words that are no answer yet."""
        return tuple(path for path in self.typed if self._file.state.is_relevant(path))

    def fields(self) -> tuple[HalfTyped, ...]:
        """The same, by name."""
        return self.named(self.half_typed())

    def named(self, paths: Iterable[str]) -> tuple[HalfTyped, ...]:
        """Questions by name, each once; rows of a repeat have none."""
        found: dict[str, HalfTyped] = {}
        for path in paths:
            if label := self._file.label_of(path):
                found[path] = HalfTyped(label, self._file.rules.question(path).type)
        return tuple(found.values())

    def fresh(self) -> Draft | None:
        """What the vault has to keep; None when it has it."""
        draft = self._draft()
        return None if draft == self._kept else draft

    def unkept(self) -> tuple[str, ...]:
        """The paths of what the vault does not have as it stands here."""
        now, kept = self._draft(), self._kept
        typed = [path for path, words in now.typed.items() if kept.typed.get(path) != words]
        amended = [path for path, one in now.amended.items() if kept.amended.get(path) != one]
        return (*typed, *amended, *sorted(self.lost))

    def kept(self) -> None:
        """The vault has all of it."""
        self._kept = self._draft()

    def _draft(self) -> Draft:
        return Draft(self.words(), dict(self.amended), self.why if self.amended else "")


def _words(answer: Answer) -> Answer:
    return replace(answer, value=answer.value.rstrip())
