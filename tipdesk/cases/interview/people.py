"""The persons that a file names, so that each is typed once.

A person is known by the text of the name, and by nothing else: answers, papers and bundles stay
what they are. Who was chosen from the list has the very text that stands where the person was
entered first: at the suspects, else wherever that was. Corrected there, it is corrected wherever
the same name stands. Where it may be another person it is only offered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tipdesk.cases.answers import question_name
from tipdesk.cases.model import Answer
from tipdesk.forms import model
from tipdesk.forms.rules.rules import FormState
from tipdesk.i18n.text import search_key

# --- how the present session is interpreted ---------------------------------------------------


_MODE, _NAME = "int_mode", "int_name"  # questions of the first session
_ROWS, _LATER = "sessions", "session_"  # each later session is a row with questions of its own
INTERPRETING_NEEDED = frozenset({_MODE, _NAME, _ROWS, _LATER + _MODE, _LATER + _NAME})
_NOBODY = frozenset({"", "none", "card"})  # of list INT_MODE: cards alone are no interpreter


@dataclass(frozen=True, slots=True)
class Interpreting:
    """The answers of one session; '' is none."""

    path: str  # of the question how it is interpreted
    mode: str
    name: str  # of the interpreter
    name_question: str  # its name in the form

    @property
    def by_nobody(self) -> bool:
        """Whether nobody who speaks the language is recorded."""
        return self.mode in _NOBODY


def interpreting(state: FormState) -> Interpreting | None:
    """That of the newest session; None where the form does not ask."""
    rows = state.rows(_ROWS)
    if rows and state.is_relevant(later := model.path_of(_LATER + _MODE, _ROWS, rows[-1])):
        name = model.path_of(_LATER + _NAME, _ROWS, rows[-1])
        return Interpreting(later, state.value(later), state.value(name), _LATER + _NAME)
    if state.is_relevant(_MODE):
        return Interpreting(_MODE, state.value(_MODE), state.value(_NAME), _NAME)
    return None


HOME = "sus_name"  # a row of one's own: the person was entered here, whatever came first
ALSO = frozenset({"present_name", "contact_name", "child_kw_name"})  # names of plain text
NEEDED = ALSO | {HOME}
_BETWEEN = re.compile("[؛;]")  # the form says so below its questions


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """One person, with what they are in this file."""

    name: str
    roles: tuple[model.LocalText, ...]


def people(
    form: model.FormDefinition, answers: Mapping[str, Answer], is_asked: Callable[[str], bool]
) -> tuple[NamedPerson, ...]:
    """Everybody who is named in an answer that is asked now, in the order of the form."""
    roles = _roles(form)
    order = {name: at for at, name in enumerate(roles)}
    by_key: dict[str, NamedPerson] = {}
    known = [path for path in answers if question_name(path) in roles]
    for path in sorted(
        known, key=lambda place: (order[question_name(place)], model.split_path(place)[1])
    ):
        if not _stands(path, answers) or not is_asked(path):
            continue
        role = roles[question_name(path)]
        for name in _names_in(answers[path].value):
            person = by_key.setdefault(search_key(name), NamedPerson(name, ()))
            if role not in person.roles:
                by_key[search_key(name)] = replace(person, roles=(*person.roles, role))
    return tuple(by_key.values())


def unfinished(text: str) -> tuple[str, str]:
    """What stands before the last of several names, and what is typed of that one."""
    ends = [match.end() for match in _BETWEEN.finditer(text)]
    at = ends[-1] if ends else 0
    rest = text[at:]
    return text[:at] + rest[: len(rest) - len(rest.lstrip())], rest.strip()


class NameDoubt(StrEnum):
    """Why a corrected name is offered elsewhere, and not put there at once."""

    NOT_HOME = "not_home"  # the person was entered first at another place
    SAME_NAME = "same_name"  # two rows had the former name
    KNOWN = "known"  # somebody of the new name is in the file already


@dataclass(frozen=True, slots=True)
class Correction:
    """One name became another one at `path`."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Following:
    """The answers that name the old name and would name the new one, by path. With a doubt they
    may speak of somebody else: a person decides."""

    changes: Mapping[str, Answer]
    doubt: NameDoubt | None = None


def names_by_path(
    form: model.FormDefinition, answers: Mapping[str, Answer]
) -> dict[str, tuple[str, ...]]:
    """Who is named where, as it is written; in the order in which it was entered, then of the
    form."""
    roles = {name: at for at, name in enumerate(_roles(form))}
    named = [path for path in answers if path.rpartition("/")[2] in roles]
    known = [path for path in named if _stands(path, answers)]

    def entered(path: str) -> tuple[float, int, int]:
        at = answers[path].at
        since = at.timestamp() if at is not None else math.inf
        return since, roles[question_name(path)], model.split_path(path)[1]

    return {path: tuple(_names_in(answers[path].value)) for path in sorted(known, key=entered)}


def corrections(
    before: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]
) -> tuple[Correction, ...]:
    """Where exactly one name became another one. An emptied name is none: what stands elsewhere
    was said all the same."""
    changed = []
    for path, names in now.items():
        old = before.get(path, ())
        pairs = [pair for pair in zip(old, names, strict=False) if pair[0] != pair[1]]
        if len(old) == len(names) and len(pairs) == 1:
            changed.append(Correction(path, *pairs[0]))
    return tuple(changed)


def following(
    answers: Mapping[str, Answer], before: Mapping[str, tuple[str, ...]], correction: Correction
) -> Following | None:
    """What would follow a correction; None when nothing does. `before` is who was named where, the
    place of the first entry first."""
    old, new = search_key(correction.old), search_key(correction.new)
    named_at = [path for path, names in before.items() if old in map(search_key, names)]
    places = [path for path in named_at if path != correction.path and _stands(path, answers)]
    changes = {
        path: replace(answers[path], value=_renamed(answers[path].value, old, correction.new))
        for path in places
        if old in map(search_key, _names_in(answers[path].value))
    }
    if not changes:
        return None
    rows = [path for path in named_at if question_name(path) == HOME]
    home = rows[0] if rows else named_at[0]
    known = old != new and any(
        new in map(search_key, names) for path, names in before.items() if path != correction.path
    )
    if len(rows) > 1:
        return Following(changes, NameDoubt.SAME_NAME)
    if correction.path != home:
        return (
            None if known else Following(changes, NameDoubt.NOT_HOME)
        )  # known: another was chosen
    return Following(changes, NameDoubt.KNOWN if known else None)


def _names_in(text: str) -> list[str]:
    """The names in one answer; most hold one."""
    return [" ".join(part.split()) for part in _BETWEEN.split(text) if part.strip()]


def _renamed(text: str, old: str, new: str) -> str:
    """The text with `new` for every name that is `old` (folded)."""
    parts = re.split(f"({_BETWEEN.pattern})", text)
    return "".join(
        part.replace(part.strip(), new) if part.strip() and search_key(part) == old else part
        for part in parts
    )


def _stands(path: str, answers: Mapping[str, Answer]) -> bool:
    """Whether there is a name, in a row that was not taken away."""
    repeat, row, _name = model.split_path(path)
    row_stands = not repeat or answers.get(model.row_path(repeat, row), Answer()).value
    return bool(answers[path].value and row_stands)


def _roles(form: model.FormDefinition) -> dict[str, model.LocalText]:
    """Question to what somebody is who is named there; who has no question of a person is what
    the rows are called."""
    return dict(pair for section in form.sections for pair in _roles_in(section))


def _roles_in(group: model.Group) -> Iterator[tuple[str, model.LocalText]]:
    for child in group.children:
        if isinstance(child, model.Group):
            yield from _roles_in(child)
        elif isinstance(child, model.Question):
            if child.name in ALSO or child.name == HOME:
                yield child.name, group.label
            elif child.type is model.QuestionType.PERSON:
                yield child.name, child.label
