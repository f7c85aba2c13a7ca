"""The intake form beside the field reference: no field, code, level or release gets lost.

`intake_tables.csv` and `intake_lists.csv` hold the reference's tables as they are written there;
`intake_fields.csv` says which questions answer each field. A difference is named with its reason.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from tipdesk.cases.casework.entries import SCHEMAS, EntryKind
from tipdesk.cases.model import MissingReason

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "resources" / "forms" / "victim-intake"
AR = "label::Arabic (ar)"
COMPARED = ("level", "release", "stage")

# What a type of the reference is in the form, where one question answers the field alone.
PLAIN = {
    "T": {"text", "text multiline", "text tip-person"},
    "T12": {"text"},
    "LT": {"text multiline"},
    "N": {"integer"},
    "D": {"date"},
    "DT": {"dateTime"},
    "PD": {"text tip-partial-date"},
    "TEL": {"text tip-phone"},
    "USR": {"text tip-officer"},
    "PER": {"text tip-person"},
    "PER*": {"text tip-person"},
    "CTRY": {"select_one country"},
    "CTRY*": {"select_multiple country"},
    "LANG": {"select_one language"},
    "LANG*": {"select_multiple language"},
    "YNU": {"select_one ynu"},
}
CHOICE = {"C1": "select_one", "CM": "select_multiple"}
KEPT_BESIDE = "MISSING"  # stored beside every answer, not a list of the form
AS_ROWS = "MEANS"  # one question for each code: 23 × yes, no, unknown

Row = Mapping[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def tables() -> dict[str, Row]:
    return {row["key"]: row for row in read(ROOT / "tests/data/intake_tables.csv")}


@pytest.fixture(scope="module")
def fields() -> list[Row]:
    return read(ROOT / "tests/data/intake_fields.csv")


@pytest.fixture(scope="module")
def codes() -> list[Row]:
    return read(ROOT / "tests/data/intake_lists.csv")


@pytest.fixture(scope="module")
def questions() -> dict[str, Row]:
    return {
        row["name"]: row
        for row in read(FOLDER / "survey.csv")
        if row["name"] and not row["type"].startswith(("begin_", "end_", "note", "calculate"))
    }


@pytest.fixture(scope="module")
def choices() -> dict[tuple[str, str], Row]:
    return {(row["list_name"], row["name"]): row for row in read(FOLDER / "choices.csv")}


def shown_as(row: Row) -> str:
    """The type as the reference's reader knows it: the XLSForm type and its kind of text."""
    for wanted in (
        "multiline",
        "tip-partial-date",
        "tip-phone",
        "tip-person",
        "tip-officer",
        "tip-attachment",
    ):
        if wanted in row["appearance"].split():
            return f"{row['type']} {wanted}"
    return row["type"]


def test_the_tables_are_whole(tables: dict[str, Row], codes: list[Row]) -> None:
    assert len(tables) == 282
    assert sum(row["extended"] == "" for row in tables.values()) == 198
    assert len({row["section"] for row in tables.values()}) == 20
    written = [row for row in codes if row["arabic"]]
    assert len(written) == 794
    assert len({row["list"] for row in written}) == 79


def test_every_field_of_the_tables_is_asked_or_is_case_work(
    tables: dict[str, Row], fields: list[Row]
) -> None:
    """What became of a need, and the end of a case, go on after the interview: since version 5 they
    are entries beside it (decision 145), each with a place of its own."""
    beside = read(ROOT / "tests/data/fields_in_case_work.csv")
    entered = {row["key"] for row in beside}
    assert set(tables) - {field["key"] for field in fields} == entered
    for row in beside:
        schema = SCHEMAS[EntryKind(row["kind"])]
        assert not row["field"] or row["field"] in schema.fields, row


def test_every_question_is_a_field_and_every_field_a_question(
    questions: dict[str, Row], fields: list[Row]
) -> None:
    assert set(questions) == {field["name"] for field in fields}
    assert len(fields) == len(questions)


def test_level_release_and_stage_are_those_of_the_tables(
    questions: dict[str, Row], fields: list[Row], tables: dict[str, Row]
) -> None:
    wrong = []
    for field in fields:
        row, table = questions[field["name"]], tables.get(field["key"])
        for column in COMPARED:
            cell = row[f"bind::tip:{column}"]
            if cell != field[column]:
                wrong.append(f"{field['name']}: {column} {cell!r}, expected {field[column]!r}")
        if shown_as(row) != field["type"]:
            wrong.append(f"{field['name']}: {shown_as(row)}, expected {field['type']}")
        if table is not None:
            differs = [column for column in COMPARED if field[column] != table[column]]
            if differs != field["differs"].split():
                wrong.append(f"{field['name']}: differs in {differs}")
            if differs and not field["comment"]:
                wrong.append(f"{field['name']}: no reason for {differs}")
        elif not field["comment"].startswith("added: "):
            wrong.append(f"{field['name']}: not in the tables and no reason")
    assert wrong == []


def test_a_level_is_only_ever_raised_and_a_release_narrowed(
    fields: list[Row], tables: dict[str, Row]
) -> None:
    """What the annex alone may tell is narrower than a pick. Towards it three are wider: what the
    reference keeps in the unit, and wording rule 1 gives to one prosecutor."""
    order = ["PP", "PP?", "AX", "IN"]
    for field in fields:
        table = tables.get(field["key"])
        if table is None:
            continue
        assert field["level"] >= table["level"], field["name"]
        ours, theirs = (
            next((order.index(mark) for mark in row["release"].split() if mark in order), 1)
            for row in (field, table)
        )
        ours += order[ours] == "AX"
        assert ours >= theirs or field["release"] == "PP", field["name"]


def test_types_and_lists_are_those_of_the_tables(fields: list[Row], tables: dict[str, Row]) -> None:
    by_key: dict[str, list[str]] = defaultdict(list)
    for field in fields:
        if "sessions repeat" not in field["comment"]:
            by_key[field["key"]].append(field["type"])
    wrong = []
    for key, table in tables.items():
        kind, types = table["type"], by_key[key]
        if not types:
            continue  # case work
        list_name = re.match(r"[A-Z][A-Z0-9_]+", table["values"])
        if kind in CHOICE and list_name:
            wanted = f"{CHOICE[kind]} {list_name.group().lower()}"
        elif kind in PLAIN and len(types) == 1:
            if types[0] not in PLAIN[kind]:
                wrong.append(f"{key}: {types[0]} for {kind}")
            continue
        else:
            continue
        if wanted not in types:
            wrong.append(f"{key}: {types}, expected {wanted}")
    assert wrong == DIFFERENT_TYPES


DIFFERENT_TYPES = [
    # CTRY, and who else issues documents
    "doc_country: select_one document_issuer for CTRY",
    # DOC_TYPE × DOC_AUTH: a row for each document
    (
        "som_docs_supplied: ['select_one doc_type', 'select_one doc_auth'], "
        "expected select_multiple doc_type"
    ),
    # SEX with one more code: no preference
    "iv_officer_sex_pref: ['select_one sex_pref'], expected select_one sex",
]


def test_every_code_of_every_list_is_there(
    codes: list[Row], choices: dict[tuple[str, str], Row], questions: dict[str, Row]
) -> None:
    wrong = []
    for row in codes:
        code = (row["list"].lower(), row["code"])
        if row["list"] == KEPT_BESIDE:
            continue
        shipped = (
            questions.get(f"means_{row['code']}") if row["list"] == AS_ROWS else choices.get(code)
        )
        expected = row["shipped"] or row["arabic"]
        if shipped is None or shipped[AR] != expected:
            wrong.append(f"{code}: {shipped and shipped[AR]}, expected {expected}")
        if bool(row["shipped"]) != bool(row["reason"]):
            wrong.append(f"{code}: a difference needs its reason")
    assert wrong == []
    assert {r["reason"] for r in codes} == {"", "wording", "sex", "neutral", "added"}


def test_no_code_stands_in_a_list_that_the_reference_does_not_know(
    codes: list[Row], choices: dict[tuple[str, str], Row]
) -> None:
    known = defaultdict(set)
    for row in codes:
        known[row["list"].lower()].add(row["code"])
    extra = [code for code in choices if code[0] in known and code[1] not in known[code[0]]]
    assert extra == []
    own = {name for name, _ in choices} - known.keys()
    assert own == {
        "att_copy", "check_result", "child_state", "country", "currency", "dimension", "doc_check",
        "doc_seen", "document_issuer", "in_bundle", "ind_set", "indicator", "language", "level", "period",
        "referral_basis", "referral_wish", "sex_pref", "topic",
    }  # fmt: skip


def test_the_means_are_the_rows_of_one_table(codes: list[Row]) -> None:
    means = [row["code"] for row in codes if row["list"] == AS_ROWS]
    rows = [row["name"] for row in read(FOLDER / "survey.csv")]
    start = rows.index("means") + 1
    assert rows[start : start + 23] == [f"means_{code}" for code in means]


def test_reasons_for_no_answer_are_those_of_the_reference(codes: list[Row]) -> None:
    wanted = {row["code"] for row in codes if row["list"] == KEPT_BESIDE}
    assert {reason.value for reason in MissingReason} == wanted


def test_nothing_of_f_to_l_is_needed_before_the_hand_over(
    fields: list[Row], questions: dict[str, Row]
) -> None:
    of_panels = [field["name"] for field in fields if field["section"] in "FGHIJKL"]
    assert len(of_panels) > 140
    assert [name for name in of_panels if questions[name]["bind::tip:stage"]] == []


SELF_INCRIMINATING = {
    "residence_status", "kw_entry_manner", "leg_crossing", "leg_crossing_abroad", "absence_report",
    "absence_report_no", "absence_report_date", "absence_report_by", "doc_authenticity",
    "som_doc_state",
}  # fmt: skip


def test_what_may_incriminate_goes_only_where_a_supervisor_picks_it(
    questions: dict[str, Row],
) -> None:
    for name in SELF_INCRIMINATING:
        assert questions[name]["bind::tip:level"] == "4", name
        assert "PP?" in questions[name]["bind::tip:release"].split(), name
    listed = {
        name
        for name, row in questions.items()
        if row["type"].split()[-1] in ("entry", "doc_auth", "abscond", "res_status")
    }
    assert listed <= SELF_INCRIMINATING


def test_indicators_and_circumstances_never_travel(
    fields: list[Row], questions: dict[str, Row]
) -> None:
    inside = [field["name"] for field in fields if field["section"] == "J"]
    for name in [*inside, "agg_art2", "agg_art3", "assess_officer", "assess_system"]:
        release = questions[name]["bind::tip:release"].split()
        assert "IN" in release, name
        assert not {"PP", "PP?", "RF"} & set(release), name
        assert questions[name]["bind::tip:print"] in ("", "assessment"), name


def test_whereabouts_family_and_risk_never_go_to_the_prosecution_unpicked(
    questions: dict[str, Row],
) -> None:
    names = [n for n in questions if n.startswith(("contact_", "address_", "child_kw_", "phone_"))]
    for name in [*names, "sus_knows_place", "risk_level", "risk_factors", "safety_plan"]:
        assert "PP" not in questions[name]["bind::tip:release"].split(), name


def test_the_annex_has_risk_safe_contacts_whereabouts_family_and_protected_identity(
    fields: list[Row],
) -> None:
    """Ruling 15, as proposed in docs/forms.md; no other release stands beside it but RF and ST."""
    annexed = {field["name"]: field for field in fields if "AX" in field["release"].split()}
    assert set(annexed) == {
        "risk_person_view", "risk_level", "risk_factors", "sus_knows_place", "contact_at_risk",
        "return_risk_view", "phone_safe", "phone_safe_when", "address_area", "address_block",
        "address_street", "address_house", "address_landmark", "contact_name", "contact_relation",
        "contact_country", "contact_phone", "contact_knows", "child_kw_name", "child_kw_age",
        "child_kw_where", "identity_protected",
    }  # fmt: skip
    for name, field in annexed.items():
        assert set(field["release"].split()) <= {"AX", "RF", "ST"}, name


def test_counts_of_levels(questions: dict[str, Row]) -> None:
    levels = Counter(row["bind::tip:level"] for row in questions.values())
    assert set(levels) == {"1", "2", "3", "4"}
    assert levels["4"] > 40
