"""What stands in the rows of one file and is not part of it: half-typed words, amendments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tipdesk.cases.answers import NO_ANSWER, same
from tipdesk.cases.drafts import Draft
from tipdesk.cases.model import Answer
from tipdesk.ui.autosave import HalfTyped
from tipdesk.ui.open_file import OpenFile


class Unrecorded:
    """Begins with the draft that the vault has kept, and says what it has to keep now."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._before = dict(file.answers)  # what amendments are compared with
        self._kept = file.draft
        # An amendment that a lock has cut off goes on where it was.
        self.amending = file.can_amend and not file.can_edit and bool(file.draft)
        shown = file.can_edit or self.amending
        self.typed: dict[str, str] = dict(file.draft.typed) if shown else {}
        self.amended: dict[str, Answer] = {}
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

    def half_typed(self) -> tuple[str, ...]:
        """The questions that are asked now and hold words that are no answer yet."""
        return tuple(path for path in self.typed if self._file.state.is_relevant(path))

    def fields(self) -> tuple[HalfTyped, ...]:
        """The same, by name."""
        about = self._file.surroundings()
        questions = [self._file.rules.question(path) for path in self.half_typed()]
        return tuple(
            HalfTyped(one.label.text(about.language, about.sex), one.type) for one in questions
        )

    def fresh(self) -> Draft | None:
        """What the vault has to keep; None when it has it."""
        draft = Draft(dict(self.typed), dict(self.amended))
        return None if draft == self._kept else draft

    def kept(self) -> None:
        """The vault has all of it."""
        self._kept = Draft(dict(self.typed), dict(self.amended))


def _words(answer: Answer) -> Answer:
    return replace(answer, value=answer.value.rstrip())
