"""The intake form's words: whole in Arabic and English, and in agreement with the person."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "forms" / "victim-intake"
AR, EN = "label::Arabic (ar)", "label::English (en)"
HINTS = ("hint::Arabic (ar)", "hint::English (en)")
GUIDANCE = ("guidance_hint::Arabic (ar)", "guidance_hint::English (en)")
MESSAGES = ("constraint_message::Arabic (ar)", "constraint_message::English (en)")
LABEL_PAIR = ("bind::tip:label_f", "bind::tip:label_m")
HINT_PAIR = ("bind::tip:hint_f", "bind::tip:hint_m")

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


def test_the_rights_card_says_what_silence_means(choices: list[Row]) -> None:
    card = {row["name"]: row for row in choices if row["list_name"] == "rights"}
    assert all(row["card_ar"] and row["card_en"] for row in card.values())
    assert "حلف اليمين" in card["silence"]["card_ar"]
    assert "under oath" in card["silence"]["card_en"]
    assert "questions are asked later" in card["record_use"]["card_en"]
    assert "do not promise anonymity" in card["confidentiality_limits"]["card_en"]


def test_every_text_is_whole_in_both_languages(survey: list[Row], choices: list[Row]) -> None:
    wrong = []
    for row in survey:
        kind = row["type"]
        if kind.startswith("end_") or kind == "calculate":
            continue
        pairs = [(AR, EN), HINTS, GUIDANCE, MESSAGES]
        wrong += [f"{row['name']} {a}" for a, e in pairs if bool(row[a]) != bool(row[e])]
        wrong += [f"{row['name']} {p[0]}" for p in (LABEL_PAIR, HINT_PAIR) if half(row, p)]
        if not row[AR] or (row["constraint"] and not row[MESSAGES[0]]):
            wrong.append(f"{row['name']}: no text")
    for row in choices:
        where = f"{row['list_name']}.{row['name']}"
        if not row[AR] or not row[EN]:
            wrong.append(where)
        wrong += [
            f"{where} {pair[0]}"
            for pair in (("label_f", "label_m"), ("print_ar", "print_en"), ("card_ar", "card_en"))
            if half(row, pair)
        ]
    assert wrong == []


def half(row: Row, pair: tuple[str, str]) -> bool:
    return bool(row[pair[0]]) != bool(row[pair[1]])


ARABIC = re.compile(r"[\u0621-\u064a]")


def test_arabic_is_arabic_and_english_is_english(survey: list[Row], choices: list[Row]) -> None:
    for row in [*survey, *choices]:
        for column, text in row.items():
            if not column or not text:
                continue
            if "Arabic" in column or column.endswith(("_ar", "_f", "_m")):
                assert ARABIC.search(text), (row["name"], column, text)
            if "English" in column or column.endswith("_en"):
                assert not ARABIC.search(text), (row["name"], column, text)


# Pronouns and verbs that would tell the person's sex. «الشخص» itself is a masculine noun.
GENDERED_LABEL = re.compile(
    r"/ة|/ي|(?:^|(?<!المتفق)\s)(?:له|لها|عليه|عليها|منه|منها|معه|معها|بها|بشأنه|بشأنها)(?:\s|$)"
)
SECOND_PERSON = re.compile(
    r"(?:^|[\s«])(?:حدّثني|حدثني|أخبرني|اذكر|قل لي|هل ترغب|هل تريد|هل تخشى|هل تشعر|هل تعرف)"
)


def test_prompts_agree_with_the_person(survey: list[Row]) -> None:
    wrong = []
    for row in survey:
        if GENDERED_LABEL.search(row[AR]) and not row["bind::tip:label_f"]:
            wrong.append(f"{row['name']}: {row[AR]}")
        if "الشخص" in row[AR] and row["type"].startswith(("select", "text", "integer")):
            addressed = re.search(r"(?:^|\s)الشخص(?:\s|$)", row[AR])
            if addressed and not row["bind::tip:label_f"] and row["name"] not in ABOUT_OTHERS:
                wrong.append(f"{row['name']}: {row[AR]}")
        if SECOND_PERSON.search(row[HINTS[0]]):
            wrong.append(f"{row['name']}: {row[HINTS[0]]}")
    assert wrong == []


ABOUT_OTHERS = {"victim_code", "int_independent"}  # «الشخص» stands for the office's word


def test_feminine_and_masculine_differ(survey: list[Row], choices: list[Row]) -> None:
    for row in survey:
        for feminine, masculine in (LABEL_PAIR, HINT_PAIR):
            if row[feminine]:
                assert row[feminine] != row[masculine], row["name"]
    for row in choices:
        if row["label_f"]:
            assert row["label_f"] != row["label_m"] or row["label_f"] != row[AR], row["name"]
