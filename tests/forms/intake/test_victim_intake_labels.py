"""Labels, English choices and show-rules of the intake form beside those of the field reference.

`intake_labels.csv` and `intake_lists.csv` say the form's own words where they differ, with a reason;
`intake_show_rules.csv` says answers that open and close what the reference shows conditionally.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.forms.intake_form import intake_rules, judged
from tipdesk.forms.model import path_of

ROOT = Path(__file__).resolve().parents[3]
FOLDER, DATA = ROOT / "resources" / "forms" / "victim-intake", ROOT / "tests" / "data"
AR, EN = "label::Arabic (ar)", "label::English (en)"
REASONS = {
    "",
    "wording",  # the rules and words that win over the tables
    "neutral",  # agrees with the person's sex, and states instead of asking
    "alone",  # names its subject: review, search and paper show a question without its section
    "parts",  # what the table lists in brackets are questions or choices of their own
    "part",  # one of these parts
    "session",  # the same question in the row of a further session
    "added",  # no field of the tables
}
OPEN = {"case_type": "tip_som"}
ARABIC = re.compile("[\u0600-\u06ff]")

Row = Mapping[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TABLES = {row["key"]: row for row in read(DATA / "intake_tables.csv")}
LABELS = read(DATA / "intake_labels.csv")
RULES = read(DATA / "intake_show_rules.csv")
SURVEY = {row["name"]: row for row in read(FOLDER / "survey.csv") if row["name"]}


def test_every_label_is_the_tables_or_has_its_reason() -> None:
    wrong = []
    for row in LABELS:
        table, name = TABLES.get(row["key"]), row["name"]
        for column, label, own in (("arabic", AR, row["arabic"]), ("english", EN, row["english"])):
            expected = own or (table[column] if table else "")
            if SURVEY[name][label] != expected:
                wrong.append(f"{name}: {SURVEY[name][label]!r}, expected {expected!r}")
            if table and own == table[column]:
                wrong.append(f"{name}: {column} does not differ")
        if bool(row["arabic"] or row["english"]) != bool(row["reason"]):
            wrong.append(f"{name}: a difference needs its reason")
    assert wrong == []
    assert {row["reason"] for row in LABELS} == REASONS


def test_every_question_and_every_field_has_its_label_here() -> None:
    names = [row["name"] for row in LABELS]
    assert len(names) == len(set(names))
    fields = read(DATA / "intake_fields.csv")
    groups = {key for key in TABLES if SURVEY.get(key, {"type": ""})["type"].startswith("begin_")}
    assert set(names) == {field["name"] for field in fields} | groups
    beside = {row["key"] for row in read(DATA / "fields_in_case_work.csv")}
    assert {row["key"] for row in LABELS} >= TABLES.keys() - beside


def test_every_choice_is_the_lists_in_english_or_has_its_reason() -> None:
    choices = {(row["list_name"], row["name"]): row for row in read(FOLDER / "choices.csv")}
    wrong = []
    for row in read(DATA / "intake_lists.csv"):
        if row["list"] == "MISSING":
            continue
        means = row["list"] == "MEANS"
        shipped = (
            SURVEY[f"means_{row['code']}"] if means else choices[row["list"].lower(), row["code"]]
        )
        expected = row["shipped_english"] or row["english"]
        if shipped[EN] != expected:
            wrong.append(f"{row['list']} {row['code']}: {shipped[EN]!r}, expected {expected!r}")
        if bool(row["shipped_english"]) != bool(row["reason_english"]):
            wrong.append(f"{row['list']} {row['code']}: a difference needs its reason")
        assert row["reason_english"] in {"", "wording", "alone", "added"}
        assert row["shipped_english"] != row["english"] or not row["english"]
    assert wrong == []


def test_no_cell_of_the_lists_holds_two_languages() -> None:
    for row in read(DATA / "intake_lists.csv"):
        assert not ARABIC.search(row["english"]), row
        assert ARABIC.search(row["arabic"] or row["shipped"]), row


# --- show-rules --------------------------------------------------------------------------------


def answers_of(case: str) -> dict[str, str]:
    """The answers of one case, each at its path; those of a repeat in its first row."""
    answers = dict(OPEN)
    for part in filter(None, case.split(" & ")):
        name, _, value = part.partition("=")
        answers[place(name)] = value
    return answers


def place(name: str) -> str:
    repeat = judged(OPEN).repeat_of(name)
    return path_of(name, repeat, 1 if repeat else 0)


def is_asked(name: str, case: str) -> bool:
    path = place(name)
    row = {path.partition("/")[0]: "1"} if "/" in path else {}
    return judged({**row, **answers_of(case)}).is_relevant(path)


def cases(column: str) -> list[tuple[str, str]]:
    return [(row["name"], case) for row in RULES for case in row[column].split("; ") if case]


def test_every_show_rule_of_the_tables_is_tried() -> None:
    with_rule = {key: row["values"] for key, row in TABLES.items() if "⟵" in row["values"]}
    assert {row["key"]: row["rule"] for row in RULES} == {
        key: values.partition("⟵")[2].strip() for key, values in with_rule.items()
    }
    assert all(row["opened_by"] or row["note"] for row in RULES)
    assert (
        Counter(bool(row["opened_by"]) for row in RULES)[False] == 8
    )  # shown always or case work, and why


@pytest.mark.parametrize(("name", "case"), cases("opened_by"))
def test_what_the_tables_show_then_is_asked(name: str, case: str) -> None:
    assert is_asked(name, case)


@pytest.mark.parametrize(("name", "case"), cases("closed_by"))
def test_what_the_tables_do_not_show_is_not(name: str, case: str) -> None:
    assert not is_asked(name, case)


def test_without_an_answer_nothing_opens_that_waits_for_one() -> None:
    open_without = {row["name"] for row in RULES if row["closed_by"] and is_asked(row["name"], "")}
    assert open_without == {
        "prosecution_notified_at",  # of every kind of event but one
        "age_stated",  # no birth date is no full one
        "ex_to",  # an end, unless it goes on
        *(row["name"] for row in RULES if row["rule"] in ("som", "tip")),  # the file here is both
    }
    assert intake_rules().definition.version >= 2
