"""What follows from the answers of the open file is offered where it belongs and where it began.

A button adds it, with everything filled in; the same button takes it back as long as nothing else
was written there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tipdesk.cases.answer_words import shown_value
from tipdesk.cases.answers import NO_ANSWER, same, stands
from tipdesk.cases.interview.suggestions import Suggestion, suggested
from tipdesk.cases.model import Answer
from tipdesk.forms.model import path_of, row_path
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.form.suggestion_strips import Offer
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.open_file import OpenFile

_BETWEEN = " • "
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was added: as it stood before, and as it stands since."""

    suggestion: Suggestion
    row: int
    before: Mapping[str, Answer]
    after: Mapping[str, Answer]

    @property
    def is_new_row(self) -> bool:
        """Whether the row was made for it."""
        return bool(self.suggestion.repeat) and not self.suggestion.row


class Suggesting:
    """The suggestions of one open file."""

    def __init__(
        self,
        file: OpenFile,
        keeper: AnswerKeeper,
        row_of: Callable[[str], QuestionRow | None],
    ) -> None:
        self._file, self._keeper, self._row_of = file, keeper, row_of
        self._taken: dict[_Key, _Taken] = {}
        self._places: dict[_Key, int] = {}

    def offers(self, *, masked: bool) -> dict[str, tuple[Offer, ...]]:
        """What is offered now, by the path at which it stands."""
        file = self._file
        if not (file.can_edit or self._keeper.amending):
            return {}
        today = file.session.intake.context(file.case).today
        now = suggested(file.rules.definition, file.state, file.counting, today)
        self._taken = {key: one for key, one in self._taken.items() if self._can_take_back(one)}
        found: dict[str, list[Offer]] = {}
        added = {key: taken.suggestion for key, taken in self._taken.items()}
        for one in self._in_place({**{one.key: one for one in now}, **added}):
            taken = one.key in self._taken
            what = self._said(one, masked=masked)
            why = "" if masked else self._answer_said(one.because)
            places = (one.because, one.home) if one.because != one.home else (one.home,)
            for place in places:
                there = Offer(one, what, why if place == one.home else "", taken)
                found.setdefault(place, []).append(there)
        return {place: tuple(offers) for place, offers in found.items()}

    def press(self, offer: Offer) -> None:
        """Add what is suggested, or take it back."""
        taken = self._taken.pop(offer.suggestion.key, None)
        if taken is None:
            self._take(offer.suggestion)
        elif taken.is_new_row:
            self._keeper.remove_row(taken.suggestion.repeat, taken.row)
        else:
            self._put(taken.before)

    # --- inside -----------------------------------------------------------------------------

    def _in_place(self, found: Mapping[_Key, Suggestion]) -> list[Suggestion]:
        """The urgent first; each stays where it was offered, so that nothing moves under the
        mouse when one is taken."""
        for key in found:
            self._places.setdefault(key, len(self._places))
        return sorted(found.values(), key=lambda one: (not one.urgent, self._places[one.key]))

    def _take(self, one: Suggestion) -> None:
        row = one.row
        if one.repeat and not row:
            row = self._keeper.add_row(one.repeat)
            if not row:
                return  # said by the keeper
        changes = {path: Answer(value) for path, value in one.changes(row).items()}
        before = {path: self._file.answers.get(path, NO_ANSWER) for path in changes}
        after = {**self._standing(one, row), **changes}
        self._taken[one.key] = _Taken(one, row, before, after)
        self._put(changes)

    def _can_take_back(self, taken: _Taken) -> bool:
        """Whether all stands as it was added, and nothing more."""
        if taken.is_new_row and taken.row not in self._file.state.rows(taken.suggestion.repeat):
            return False
        now = self._standing(taken.suggestion, taken.row)
        return now.keys() == taken.after.keys() and all(
            same(now[path], answer) for path, answer in taken.after.items()
        )

    def _standing(self, one: Suggestion, row: int) -> dict[str, Answer]:
        """The answers of the row; of a question that stands in none, its own."""
        answers = self._file.answers
        if not one.repeat:
            paths = [path for path in one.changes(row) if path in answers]
        else:
            head = row_path(one.repeat, row) + "/"
            paths = [path for path in answers if path.startswith(head)]
        return {path: answers[path] for path in paths if stands(answers[path])}

    def _put(self, changes: Mapping[str, Answer]) -> None:
        for path, answer in changes.items():
            if (row := self._row_of(path)) is not None:
                row.show_answer(answer)
        self._keeper.put_now(changes)

    # --- words ------------------------------------------------------------------------------

    def _said(self, one: Suggestion, *, masked: bool) -> str:
        """Each question with its answer, as the form calls them."""
        parts = []
        for name, value in one.answers:
            path = path_of(name, one.repeat, one.row or 1)
            parts.append(self._pair(path, MASK if masked else self._worded(path, value)))
        return _BETWEEN.join(parts)

    def _answer_said(self, path: str) -> str:
        return self._pair(path, self._worded(path, self._file.state.value(path)))

    def _pair(self, path: str, answer: str) -> str:
        return _("{question}: {part}").format(question=self._file.label_of(path), part=answer)

    def _worded(self, path: str, value: str) -> str:
        rules, about = self._file.rules, self._file.surroundings()
        question = rules.question(path)
        return shown_value(rules.definition, question, value, about.language, about.sex)
