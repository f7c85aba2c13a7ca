"""What a paper asks: by the form's rules, or, of a record that left answers out, by what it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from tipdesk.cases.model import Answer
from tipdesk.forms.model import FormDefinition, Group, Question, path_of, row_path, split_path


class Asked(Protocol):
    """What is asked, and what stands there; `forms.state.FormState` is one."""

    def is_relevant(self, path: str) -> bool:
        """Whether the question, group, section or row at `path` is asked."""

    def value(self, path: str) -> str:
        """What stands at `path`; '' when nothing does."""

    def rows(self, repeat: str) -> tuple[int, ...]:
        """The rows of a repeat."""


class AsRecorded:
    """The rules cannot be asked: they look at answers that did not leave. What stands was asked."""

    def __init__(self, form: FormDefinition, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self._asked = set(answers)
        rows: dict[str, set[int]] = {}
        around = {name: groups for section in form.sections for name, groups in _around(section)}
        for path in answers:
            repeat, row, name = split_path(path)
            if repeat:
                rows.setdefault(repeat, set()).add(row)
                self._asked.add(row_path(repeat, row))
            within = ""
            for group in around.get(name, ()):
                self._asked.add(path_of(group, within, row))
                within = within or (group if group == repeat else "")
        self._rows = {repeat: tuple(sorted(numbers)) for repeat, numbers in rows.items()}

    def is_relevant(self, path: str) -> bool:
        """Whether something stands at the question, or below the group, section or row."""
        return path in self._asked

    def value(self, path: str) -> str:
        """What stands at `path`."""
        answer = self._answers.get(path)
        return answer.value if answer else ""

    def rows(self, repeat: str) -> tuple[int, ...]:
        """The rows of a repeat of which something stands."""
        return self._rows.get(repeat, ())


def _around(group: Group, outer: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every question below the group, with the groups that it stands in, outermost first."""
    names = (*outer, group.name)
    for child in group.children:
        if isinstance(child, Question):
            yield child.name, names
        else:
            yield from _around(child, names)
