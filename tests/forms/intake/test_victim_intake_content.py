"""The intake form says what the field reference says, in whole Arabic and English texts."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from tipdesk.cases.casework.entries import LISTS_OF_FORM
from tipdesk.cases.model import Status
from tipdesk.forms.xlsform.words import DOCUMENTS

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "resources" / "forms" / "victim-intake"
ISSUERS = {  # of ICAO Doc 9303 part 3, section 5: of documents and nationalities, no countries
    "XXA", "XXB", "XXC", "XXX", "GBD", "GBN", "GBO", "GBP", "GBS", "UNO", "UNA", "UNK",
}  # fmt: skip
AR, EN = "label::Arabic (ar)", "label::English (en)"

# PEACE: plan, engage, account, clarify, close, evaluate; letters of the field reference.
SECTIONS = [
    ("plan", "S"),
    ("plan", "A"),
    ("engage", "B"),
    ("engage", "C"),
    ("engage", "P"),
    ("engage", "M"),
    ("engage", "N"),
    ("account", "Q"),
    ("account", "F"),
    ("account", "G"),
    ("account", "H"),
    ("account", "I"),
    ("account", "L"),
    ("account", "K"),
    ("clarify", "C"),
    ("clarify", "D"),
    ("clarify", "E"),
    ("clarify", "M"),
    ("close", "O"),
    ("close", "N"),
    ("close", "Q"),
    ("close", "S"),
    ("evaluate", "J"),
    ("evaluate", "R"),
    ("evaluate", "T"),
]
QUICK = [
    "intake_site_type",
    "intake_port",
    "case_type",
    "person_role",
    "urgency",
    "immediate_actions",
    "language_preferred",
    "int_mode",
    "rights_explained",
    "consent_interview",
    "name_latin_surname",
    "name_latin_given",
    "sex",
    "birth_date",
    "age_stated",
    "nationality",
    "doc_number",
    "doc_holder",
    "fit_now",
    "child_accomp",
    "iv_suspect_near",
    "risk_level",
    "need_type",
    "prosecution_notified_at",
    "iv_next",
]
NOTICE = [
    "case_no",
    "intake_at",
    "intake_agency",
    "officer_id",
    "case_source",
    "case_type",
    "urgency",
    "referral_basis",
    "sex",
    "is_child",
]

Row = Mapping[str, str]


def read(sheet: str) -> list[Row]:
    with (FOLDER / f"{sheet}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def survey() -> list[Row]:
    return read("survey")


@pytest.fixture(scope="module")
def choices() -> list[Row]:
    return read("choices")


@pytest.fixture(scope="module")
def questions(survey: list[Row]) -> dict[str, Row]:
    return {row["name"]: row for row in survey if not row["type"].startswith(("begin_", "end_"))}


def test_the_sections_follow_peace_and_keep_their_letters(survey: list[Row]) -> None:
    sections = [
        (row["bind::tip:phase"], row["bind::tip:code"])
        for row in survey
        if row["bind::tip:phase"] and row["type"] == "begin_group"
    ]
    assert sections == SECTIONS


def test_quick_mode_asks_24_answers(questions: dict[str, Row]) -> None:
    quick = [name for name, row in questions.items() if row["bind::tip:quick"] == "yes"]
    assert Counter(quick) == Counter(QUICK)
    assert len(set(QUICK) - {"age_stated"}) == 24  # birth date or age: one answer


def test_only_six_fields_are_needed_to_save(questions: dict[str, Row]) -> None:
    needed = {n for n, row in questions.items() if row["required"] == "yes"}
    assert needed == {
        "case_no", "victim_code", "intake_at", "intake_site_type", "officer_id", "case_type"
    }  # fmt: skip
    assert needed == {n for n, row in questions.items() if row["bind::tip:stage"] == "S"}


def test_the_notice_has_ten_fields_without_whereabouts_or_name(questions: dict[str, Row]) -> None:
    notice = [n for n, row in questions.items() if "notice" in row["bind::tip:print"].split()]
    assert sorted(notice) == sorted(NOTICE)
    for name in notice:
        assert int(questions[name]["bind::tip:level"]) <= 2
        assert "PP" in questions[name]["bind::tip:release"].split()


def test_what_the_prosecution_cover_and_card_print_may_go_there(
    questions: dict[str, Row],
) -> None:
    restricted = {"intake", "child", "injuries", "safety", "smuggling", "referral"}
    for name, row in questions.items():
        printed = set(row["bind::tip:print"].split())
        assert printed <= DOCUMENTS, name
        if printed & {"notice", "statement", "cover"}:
            assert "PP" in row["bind::tip:release"].split(), name
        if "referral" in printed:
            assert "RF" in row["bind::tip:release"].split(), name
        if row["bind::tip:level"] == "4":
            assert printed <= restricted, name


def test_the_sheet_of_quick_mode_asks_what_quick_mode_asks(questions: dict[str, Row]) -> None:
    printed = {name for name, row in questions.items() if "quick" in row["bind::tip:print"].split()}
    assert printed == {name for name, row in questions.items() if row["bind::tip:quick"]}


def test_what_the_person_carries_says_when_and_what_and_no_more(
    questions: dict[str, Row],
) -> None:
    carried = {name for name, row in questions.items() if "closing" in row["bind::tip:print"]}
    assert carried == {"iv_next", "need_type", "need_wanted"}


def test_internal_marks_stand_alone(questions: dict[str, Row]) -> None:
    for name, row in questions.items():
        marks = row["bind::tip:release"].split()
        assert set(marks) <= {"PP", "PP?", "AX", "RF", "ST", "IN"}, name
        assert len({"PP", "PP?", "AX", "IN"} & set(marks)) <= 1, name
        assert marks or row["type"] == "note", name


def test_no_score_and_no_officer_opinion_travels(questions: dict[str, Row]) -> None:
    for name in ("assess_system", "assess_officer", "assess_reasons"):
        assert "PP" not in questions[name]["bind::tip:release"]
        assert questions[name]["bind::tip:print"] == "assessment"
        assert questions[name]["bind::tip:stage"] == ""


def test_shelters_are_never_named_outside(choices: list[Row]) -> None:
    shelters = [row for row in choices if re.search(r"مركز إيواء .|الإيواء \(", row[AR])]
    named = [row for row in shelters if row["list_name"] in ("site_type", "agency")]
    assert {row["name"] for row in named} == {"shelter_women", "shelter_men", "pam_shelter"}
    by_code = {(row["list_name"], row["name"]): row for row in choices}
    for row in named:
        assert (row["print_ar"], row["print_en"]) == ("مركز إيواء", "Shelter")
        outside = by_code[row["list_name"], row["export_as"]]
        assert (outside[AR], outside[EN]) == ("مركز إيواء", "Shelter")


def test_the_programs_words_for_a_file_have_labels(choices: list[Row]) -> None:
    status = {row["name"] for row in choices if row["list_name"] == "status"}
    assert {word.value for word in Status} <= status


def test_a_signature_is_not_asked_unless_chosen(
    questions: dict[str, Row], choices: list[Row]
) -> None:
    for name in ("consent_sign_mode", "stmt_sign_mode"):
        assert questions[name]["default"] == "not_asked_sign"
    label = {row["name"]: row[AR] for row in choices if row["list_name"] == "sign_mode"}
    assert label["not_asked_sign"] == "لم يُطلب التوقيع"


def test_names_and_codes_are_unique(survey: list[Row], choices: list[Row]) -> None:
    names = Counter(row["name"] for row in survey if row["name"])
    assert [name for name, times in names.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    codes = Counter((row["list_name"], row["name"]) for row in choices)
    assert [code for code, times in codes.items() if times > 1] == []
    labels = Counter((row["list_name"], row["dimension"], row[AR]) for row in choices)
    assert [label for label, times in labels.items() if times > 1] == []


def test_countries_and_languages_are_complete(choices: list[Row]) -> None:
    countries = {row["name"]: row for row in choices if row["list_name"] == "country"}
    assert len(countries) == 249 + 1  # ISO 3166-1, and Kosovo
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in countries)
    assert countries["PSE"][AR] == "فلسطين"
    assert "RKS" in countries
    issuers = {row["name"]: row for row in choices if row["list_name"] == "document_issuer"}
    assert issuers.keys() - countries.keys() == ISSUERS
    for code, row in countries.items():  # both lists call a country the same
        assert row | {"list_name": ""} == issuers[code] | {"list_name": ""}
    languages = {row["name"]: row for row in choices if row["list_name"] == "language"}
    tiers = Counter(row["tier"] for row in languages.values())
    assert (tiers["1"], tiers["2"]) == (15, 10)
    assert {"hin", "fil", "sin", "tam", "ben", "npi", "amh", "ara", "sgn"} <= languages.keys()


def test_who_is_no_country_stands_only_where_an_issuer_is_asked(survey: list[Row]) -> None:
    names = [row["name"] for row in survey if row["type"].endswith(" document_issuer")]
    assert names == ["doc_country"]
    lists = {row["name"]: row["type"] for row in survey if row["type"].endswith(" country")}
    assert {"nationality", "birth_country", "residence_country", "ex_country"} <= lists.keys()


def test_every_list_that_is_named_exists_and_is_used(survey: list[Row], choices: list[Row]) -> None:
    named = {row["type"].split()[1] for row in survey if row["type"].startswith("select")}
    assert named | LISTS_OF_FORM.keys() == {row["list_name"] for row in choices}


def test_one_row_is_one_line() -> None:
    for sheet in ("survey", "choices", "settings"):
        text = (FOLDER / f"{sheet}.csv").read_text(encoding="utf-8")
        assert len(text.splitlines()) == len(list(csv.reader(io.StringIO(text))))
        assert "\r" not in text
        assert not text.startswith("\ufeff")


def test_pyxform_takes_the_sheets() -> None:
    book = openpyxl.Workbook(write_only=True)
    for sheet in ("survey", "choices", "settings"):
        page = book.create_sheet(sheet)
        with (FOLDER / f"{sheet}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                page.append([cell or None for cell in row])
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    result = convert(target, validate=False)
    assert result.warnings == []
    for mark in ("tip:level", "tip:release", "tip:stage", "tip:print", "tip:label_f"):
        assert f"{mark}=" in result.xform
