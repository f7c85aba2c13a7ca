"""The section of the suspects: opened separately from the person's (intake-fields §2, rule 3)."""

from __future__ import annotations

from tipdesk.forms.rules import FormRules

SECTION = "suspects"


def is_of_suspects(rules: FormRules, path: str) -> bool:
    """Whether a path is an answer of that section; rows are counted, not told of."""
    try:
        return rules.section_of(path) == SECTION and not path.endswith("]")
    except KeyError:  # of an older form
        return False
