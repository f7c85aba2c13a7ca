"""The table of indicators: the form's list, the strengths of the source, and what proposes each."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.forms.intake_form import intake_rules
from tipdesk.forms.expression.expression import parse
from tipdesk.forms.expression.syntax import Call, Chain, Literal, Reference
from tipdesk.forms.model import QuestionType
from tipdesk.i18n.text import clean

TABLE = Path(__file__).resolve().parents[3] / "resources" / "indicators" / "ilo-2009.csv"
STRENGTHS = {"strong", "medium", "weak", ""}

Row = Mapping[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_table_is_that_of_the_form(rows: list[Row]) -> None:
    listed = {
        choice.name: (choice.filter["dimension"], choice.label.ar, choice.label.en)
        for choice in intake_rules().definition.choices["indicator"]
    }
    assert {r["code"]: (r["dimension"], r["arabic"], r["english"]) for r in rows} == listed
    assert all(clean(row["arabic"]) == row["arabic"] for row in rows)


def test_dimensions_and_sets_have_the_sources_sizes(rows: list[Row]) -> None:
    sizes = Counter(row["dimension"] for row in rows)
    assert [sizes[f"D{number}"] for number in range(1, 7)] == [10, 10, 16, 9, 15, 7]
    assert sum(bool(row["adult_labour"]) for row in rows) == 67
    assert sum(bool(row["child_labour"]) for row in rows) == 65


def test_strengths_are_words_and_not_in_code(rows: list[Row]) -> None:
    for row in rows:
        assert {row["adult_labour"], row["child_labour"]} <= STRENGTHS, row["code"]
        assert set(row["ilo11"].split()) <= {str(number) for number in range(1, 12)}
    strong = [row["code"] for row in rows if row["adult_labour"] == "strong"]
    assert strong == ["DR1", "CR1", "EX1", "CD1", "CD2", "CD3", "CD4"]


def test_what_the_child_set_leaves_out_is_not_offered(rows: list[Row]) -> None:
    left_out = {row["code"] for row in rows if not row["child_labour"]}
    choices = intake_rules().definition.choices["indicator"]
    assert left_out == {c.name for c in choices if c.filter.get("child") == "no"} == {"AV8", "EX8"}


def test_what_proposes_an_indicator_names_questions_and_codes_of_the_form(rows: list[Row]) -> None:
    form = intake_rules().definition
    questions = {question.name: question for question in form.questions()}
    proposed = [row for row in rows if row["proposed_when"]]
    assert len(proposed) > 30
    for row in proposed:
        expression = parse(row["proposed_when"])
        assert expression.references <= questions.keys(), row["code"]
        for node in expression.nodes:
            name, code = "", ""
            match node:
                case Call("selected", (Reference(name=name), Literal(value=str(code)))):
                    assert questions[name].type is QuestionType.SELECT_MULTIPLE, row["code"]
                case Chain(Reference(name=name), (("=", Literal(value=str(code))),)):
                    assert questions[name].type is not QuestionType.SELECT_MULTIPLE, row["code"]
                case _:
                    continue
            assert code in {choice.name for choice in form.choices[questions[name].list_name]}
