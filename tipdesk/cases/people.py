"""The persons that a file names, so that each is typed once.

A person is known by the text of the name, and by nothing else: answers, papers and bundles stay
what they are. Who was chosen from the list has the very text that stands at the suspects; when it
is corrected there, it is corrected wherever the same text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from tipdesk.cases.answers import question_name
from tipdesk.cases.model import Answer
from tipdesk.forms.model import (
    FormDefinition,
    Group,
    LocalText,
    Question,
    QuestionType,
    row_path,
    split_path,
)
from tipdesk.i18n.text import search_key

HOME = "sus_name"  # where a name is corrected for the whole file
_ALSO = frozenset({"present_name", "contact_name", "child_kw_name"})  # names of plain text
NEEDED = _ALSO | {HOME}
_BETWEEN = re.compile("[؛;]")  # the form says so below its questions


@dataclass(frozen=True, slots=True)
class Named:
    """One person, with what they are in this file."""

    name: str
    roles: tuple[LocalText, ...]


def people(
    form: FormDefinition, answers: Mapping[str, Answer], is_asked: Callable[[str], bool]
) -> tuple[Named, ...]:
    """Everybody who is named in an answer that is asked now, in the order of the form."""
    roles = _roles(form)
    order = {name: at for at, name in enumerate(roles)}
    found: dict[str, Named] = {}
    known = [path for path in answers if question_name(path) in roles]
    for path in sorted(known, key=lambda one: (order[question_name(one)], split_path(one)[1])):
        if not _stands(path, answers) or not is_asked(path):
            continue
        role = roles[question_name(path)]
        for name in _names_in(answers[path].value):
            one = found.setdefault(search_key(name), Named(name, ()))
            if role not in one.roles:
                found[search_key(name)] = replace(one, roles=(*one.roles, role))
    return tuple(found.values())


def unfinished(text: str) -> tuple[str, str]:
    """What stands before the last of several names, and what is typed of that one."""
    ends = [found.end() for found in _BETWEEN.finditer(text)]
    at = ends[-1] if ends else 0
    rest = text[at:]
    return text[:at] + rest[: len(rest) - len(rest.lstrip())], rest.strip()


def home_names(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Path to name of everybody who has a row of their own."""
    return {
        path: " ".join(answer.value.split())
        for path, answer in answers.items()
        if question_name(path) == HOME and _stands(path, answers)
    }


def followers(
    form: FormDefinition, answers: Mapping[str, Answer], old: str, new: str
) -> dict[str, Answer]:
    """The answers that name `old` and are to name `new`, by path. When somebody else of the file
    has a row under the old name, nobody can tell who is meant: none."""
    if not old or not new or old == new or old in home_names(answers).values():
        return {}
    kinds = {one.name for one in form.questions() if one.type is QuestionType.PERSON}
    changed = {}
    for path, answer in answers.items():
        name = question_name(path)
        if name in kinds and name != HOME and old in _names_in(answer.value):
            changed[path] = replace(answer, value=_renamed(answer.value, old, new))
    return changed


def _names_in(text: str) -> list[str]:
    """The names in one answer; most hold one."""
    return [" ".join(part.split()) for part in _BETWEEN.split(text) if part.strip()]


def _renamed(text: str, old: str, new: str) -> str:
    parts = re.split(f"({_BETWEEN.pattern})", text)
    return "".join(
        part.replace(part.strip(), new) if " ".join(part.split()) == old else part for part in parts
    )


def _stands(path: str, answers: Mapping[str, Answer]) -> bool:
    """Whether there is a name, in a row that was not taken away."""
    repeat, row, _name = split_path(path)
    there = not repeat or answers.get(row_path(repeat, row), Answer()).value
    return bool(answers[path].value and there)


def _roles(form: FormDefinition) -> dict[str, LocalText]:
    """Question to what somebody is who is named there; who has no question of a person is what
    the rows are called."""
    return dict(pair for section in form.sections for pair in _roles_in(section))


def _roles_in(group: Group) -> Iterator[tuple[str, LocalText]]:
    for child in group.children:
        if isinstance(child, Group):
            yield from _roles_in(child)
        elif isinstance(child, Question):
            if child.name in _ALSO or child.name == HOME:
                yield child.name, group.label
            elif child.type is QuestionType.PERSON:
                yield child.name, child.label
