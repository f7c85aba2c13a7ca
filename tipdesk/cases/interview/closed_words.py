"""Words that stand where nothing is asked any more: they never go without a word.

An answer may close a section, a repeat or a question in which something was written. What stands
there stays in the file and counts for nothing: it drives no rule, and is neither printed nor sent.
The officer is told, and reads it where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tipdesk.cases.model import NO_ANSWER, Answer
from tipdesk.forms import model
from tipdesk.forms.rules.rules import FormState

LONG = 40  # letters from which a single question that closes is told of
_WRITTEN = frozenset(
    {model.QuestionType.TEXT, model.QuestionType.LONG_TEXT, model.QuestionType.PERSON}
)


@dataclass(frozen=True, slots=True)
class ClosedWords:
    """One answer where nothing is asked now."""

    section: str
    path: str
    question: model.Question
    value: str

    @property
    def letters(self) -> int:
        """How many letters were written; none where a choice or a number stands."""
        return len(self.value.strip()) if self.question.type in _WRITTEN else 0


def closed_words(
    form: model.FormDefinition, answers: Mapping[str, Answer], state: FormState
) -> tuple[ClosedWords, ...]:
    """What stands in sections and repeats that are not asked, and in single questions that are
    not asked and hold more than `LONG` letters. What a file begins with is nobody's words, and
    rows that somebody took away are gone on purpose; those that a count leaves out are not."""
    if all(
        state.is_relevant(path)
        or path.endswith("]")  # a row, whose answers have paths of their own
        for path, answer in answers.items()
        if answer.value
    ):
        return ()  # at nearly every letter: no look at the whole form
    rows = _Rows(state.run.kept_rows, _written_in(answers))
    return tuple(
        ClosedWords(section.name, path, question, value)
        for section in form.sections
        for path, question, whole in _unasked(section, state, rows)
        if (value := answers.get(path, NO_ANSWER).value)
        and (whole or (question.type in _WRITTEN and len(value.strip()) > LONG))
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of repeats, asked now or not."""

    added: Mapping[str, Sequence[int]]  # by somebody, and not taken away
    written_in: Mapping[str, Sequence[int]]

    def of(self, repeat: model.Group) -> Sequence[int]:
        return (self.written_in if repeat.count else self.added).get(repeat.name, ())


def _written_in(answers: Mapping[str, Answer]) -> Mapping[str, Sequence[int]]:
    rows: dict[str, set[int]] = {}
    for path, answer in answers.items():
        repeat, row, name = model.split_path(path)
        if repeat and name and answer.value:
            rows.setdefault(repeat, set()).add(row)
    return {repeat: sorted(numbers) for repeat, numbers in rows.items()}


def _unasked(
    section: model.Group, state: FormState, rows: _Rows
) -> Iterator[tuple[str, model.Question, bool]]:
    """Path and question of all that is not asked; with whether its section or repeat is closed."""
    closed = not state.is_relevant(section.name)
    for path, question, in_row in _below(section, rows, "", 0):
        if not question.answerable or question.default or state.is_relevant(path):
            continue
        yield path, question, closed or (bool(in_row) and not state.is_relevant(in_row))


def _below(
    group: model.Group, rows: _Rows, repeat: str, row: int
) -> Iterator[tuple[str, model.Question, str]]:
    for child in group.children:
        if isinstance(child, model.Question):
            in_row = model.row_path(repeat, row) if repeat else ""
            yield model.path_of(child.name, repeat, row), child, in_row
        elif child.kind is model.GroupKind.REPEAT:
            for number in rows.of(child):
                yield from _below(child, rows, child.name, number)
        else:
            yield from _below(child, rows, repeat, row)
