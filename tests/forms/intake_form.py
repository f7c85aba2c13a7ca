"""The intake form, compiled from its sheets once, and judged for a set of answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import read_sheets

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "forms" / "victim-intake"
TODAY = date(2026, 11, 24)
CONTEXT = Context(
    TODAY,
    datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    {"case_no": "KW-1", "officer_id": "T-07"},
)


@lru_cache(maxsize=1)
def intake_rules() -> FormRules:
    """The rules of the shipped sheets."""
    compiled = compile_form(read_sheets(FOLDER))
    assert compiled.faults == ()
    assert compiled.definition is not None
    return FormRules(compiled.definition)


def judged(answers: dict[str, str]) -> FormState:
    """The state for `answers` by path; a path in a row makes the row."""
    rows = {path.partition("/")[0]: "1" for path in answers if "/" in path}
    values = {"intake_at": "2026-11-24T08:00:00+00:00", **rows, **answers}
    state = intake_rules().evaluate(values, CONTEXT)
    assert state.broken == ()
    return state


def opened(state: FormState) -> set[str]:
    """The sections that are open."""
    sections = intake_rules().definition.sections
    return {section.name for section in sections if state.is_relevant(section.name)}
