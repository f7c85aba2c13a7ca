"""The indicators beside the field reference (§5), cell by cell, and each hint beside its answers.

`indicator_table.csv` holds the reference's rows as they are written there. `shipped` is our wording
where it differs, with its `reason`; `proposed_by` are answers each of which proposes the row alone
(`a=1 & b=2` together), `not_by` such as come near and do not.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.forms.intake_form import intake_rules, judged
from tipdesk.cases.interview.assessing import board
from tipdesk.forms.expression.expression import parse
from tipdesk.forms.model import path_of
from tipdesk.i18n.text import clean

ROOT = Path(__file__).resolve().parents[3]
OPEN = {"case_type": "tip_som"}
STRENGTH = {"S": "strong", "M": "medium", "W": "weak", "—": ""}
# Where the reference's sexual sets are confirmed; all others stand in from the labour sets.
SEXUAL = {
    "EX1": ("medium", "medium"),  # "not strong in the sexual sets"
    "EX6": ("", "strong"),
    "CD7": ("strong", "strong"),
}

Row = Mapping[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


REFERENCE = read(ROOT / "tests/data/indicator_table.csv")
SHIPPED = {row["code"]: row for row in read(ROOT / "resources/indicators/ilo-2009.csv")}


def answers_of(case: str) -> dict[str, str]:
    """The answers of one case, each at its path; those of a repeat in its first row."""
    answers = dict(OPEN)
    for part in case.split(" & "):
        name, _, value = part.strip().partition("=")
        repeat = judged(OPEN).repeat_of(name)
        answers[path_of(name, repeat, 1 if repeat else 0)] = value
    return answers


def cases(column: str) -> list[tuple[str, str]]:
    return [(row["code"], case) for row in REFERENCE for case in row[column].split("; ") if case]


def proposed(case: str) -> set[str]:
    answers = answers_of(case)
    state = judged(answers)
    unasked = [path for path in answers if not state.value(path)]
    assert unasked == [], f"not asked: {unasked}"
    return {line.indicator.code for line in board(intake_rules(), state).lines if line.because}


def test_every_row_is_that_of_the_reference() -> None:
    assert [row["code"] for row in REFERENCE] == list(SHIPPED)
    assert len(REFERENCE) == 67
    for row in REFERENCE:
        ours, code = SHIPPED[row["code"]], row["code"]
        numbers = " ".join(row["ilo11"].replace("—", "").split(","))
        expected = {
            "dimension": row["dimension"],
            "arabic": row["shipped"] or clean(row["arabic"]),
            "english": row["english"],
            "ilo11": numbers,
            "adult_labour": STRENGTH[row["adult"].rstrip("?")],
            "child_labour": STRENGTH[row["child"].rstrip("?")],
            "adult_sexual": SEXUAL.get(code, ("", ""))[0],
            "child_sexual": SEXUAL.get(code, ("", ""))[1],
        }
        assert {name: ours[name] for name in expected} == expected, code
        assert bool(row["shipped"]) == bool(row["reason"]), code
        assert bool(row["hint"]) == bool(ours["proposed_when"]), code
        assert bool(row["hint"]) == bool(row["proposed_by"]), code


def test_what_the_source_leaves_open_is_said() -> None:
    doubtful = {row["code"] for row in REFERENCE if "?" in row["adult"] + row["child"]}
    assert doubtful == {"AV13", "AV14"}
    assert all("to be checked" in SHIPPED[code]["note"] for code in doubtful)


@pytest.mark.parametrize(("code", "case"), cases("proposed_by"))
def test_each_hint_proposes_its_row_alone(code: str, case: str) -> None:
    assert code in proposed(case)


@pytest.mark.parametrize(("code", "case"), cases("not_by"))
def test_what_comes_near_does_not(code: str, case: str) -> None:
    assert code not in proposed(case)


def test_no_part_of_a_hint_goes_untried() -> None:
    tried = Counter(code for code, _case in cases("proposed_by"))
    for code, row in SHIPPED.items():
        if row["proposed_when"]:
            assert len(list(parse(row["proposed_when"]).alternatives())) <= tried[code], code
