"""The section of the suspects: opened separately from the person's (intake-fields §2, rule 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tipdesk.cases.model import Answer
from tipdesk.forms.model import FormDefinition, Group
from tipdesk.forms.rules.rules import FormRules

SECTION = "suspects"


def questions(form: FormDefinition) -> frozenset[str]:
    """The names of the questions of that section."""
    return frozenset(
        name for section in form.sections if section.name == SECTION for name in _names(section)
    )


def _names(group: Group) -> Iterator[str]:
    for child in group.children:
        if isinstance(child, Group):
            yield from _names(child)
        else:
            yield child.name


def are_closed(rules: FormRules, answers: Mapping[str, Answer]) -> bool:
    """Whether something of that section is closed to the officer."""
    return any(answer.closed and is_of_suspects(rules, path) for path, answer in answers.items())


def takes_suspects(rules: FormRules, path: str, answer: Answer) -> bool:
    """Whether a change is one of that section: of an answer, or of a row that goes with all that
    stands in it."""
    return _stands_there(rules, path) and not (path.endswith("]") and answer.value)


def is_of_suspects(rules: FormRules, path: str) -> bool:
    """Whether a path is an answer of that section; rows are counted, not told of."""
    return _stands_there(rules, path) and not path.endswith("]")


def _stands_there(rules: FormRules, path: str) -> bool:
    try:
        return rules.section_of(path) == SECTION
    except KeyError:  # of an older form
        return False
