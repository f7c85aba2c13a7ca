"""Constraints that can lock a file, named to whoever writes the form."""

import pytest

from tests.forms.sheets_for_tests import TODAY, Line, compiled, question, section
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.locking import LockingConstraint, locking_constraints


def locks(*lines: Line) -> list[LockingConstraint]:
    return list(locking_constraints(compiled(section("s", *lines)), TODAY))


def held(kind: str, name: str, constraint: str, **cells: str) -> Line:
    """A question with a constraint."""
    words = {"message_ar": "لا", "message_en": "No"}
    return question(kind, name, constraint=constraint, **words, **cells)


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("date", ". >= ${other}"),
        ("date", ". > '2030-01-01' and . < '2030-01-01'"),
        ("integer", ". < ${other}"),
        ("decimal", ". > 3 and . < 2"),
        ("text", "string-length(.) = string-length(${other}) and . != ''"),
        ("select_one ynu", "${other} != '' and . = 'yes'"),
    ],
)
def test_a_constraint_that_waits_for_another_answer_is_named(kind: str, constraint: str) -> None:
    other = "integer" if kind == "integer" else "date" if kind == "date" else "text"
    locking = locks(question(other, "other"), held(kind, "q", constraint))
    waits = "${other}" in constraint
    assert locking == [LockingConstraint("q", "other" if waits else "", "")]


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("date", "${other} = '' or . >= ${other}"),
        ("date", ". <= today()"),
        ("date", ". > '2030-01-01' and . < '2030-01-03'"),
        ("integer", ". > 17 and . < 19"),
        ("integer", ". >= 0 and . <= 168"),
        ("text", "regex(., '[A-Z]{7}[0-9]{31}')"),
        ("text", "string-length(.) = 12"),
        ("select_multiple ynu", "not(selected(., 'no') and selected(., 'yes'))"),
        ("select_multiple ynu", "count-selected(.) = 2"),
    ],
)
def test_one_that_can_be_satisfied_is_not(kind: str, constraint: str) -> None:
    assert not locks(question("date", "other"), held(kind, "q", constraint))


def test_the_answer_that_locks_is_named() -> None:
    other = question("select_one ynu", "other")
    wages = held("integer", "q", "${other} != 'no' or . < 0 and . > 0")
    assert locks(other, wages) == [LockingConstraint("q", "other", "no")]


def test_what_is_not_asked_then_locks_nothing() -> None:
    other = question("date", "other")
    after = held("date", "q", ". >= ${other}", relevant="${other} != ''")
    assert not locks(other, after)


def test_an_answer_that_is_refused_itself_leads_nowhere() -> None:
    other = held("integer", "other", ". < 5")
    after = held("integer", "q", "${other} < 5 or ${other} = ''")
    assert not locks(other, after)


def test_the_programs_own_form_locks_nobody() -> None:
    assert not list(locking_constraints(load_published().newest("victim-intake"), TODAY))
