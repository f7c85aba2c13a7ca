"""The section of the suspects: opened separately from the person's (intake-fields §2, rule 3)."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.cases.model import Answer
from tipdesk.forms.rules import FormRules

SECTION = "suspects"


def are_closed(rules: FormRules, answers: Mapping[str, Answer]) -> bool:
    """Whether something of that section is closed to the officer."""
    return any(one.closed and is_of_suspects(rules, path) for path, one in answers.items())


def is_of_suspects(rules: FormRules, path: str) -> bool:
    """Whether a path is an answer of that section; rows are counted, not told of."""
    return stands_there(rules, path) and not path.endswith("]")


def stands_there(rules: FormRules, path: str) -> bool:
    """Whether a path is an answer of that section or one of its rows: who may not see what is in a
    row does not take it away either."""
    try:
        return rules.section_of(path) == SECTION
    except KeyError:  # of an older form
        return False
