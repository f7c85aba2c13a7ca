"""The file that is hardest to print: the longest names and numbers, twelve scripts, many rows, a narrative
of fifty pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from tests.benchmarks.composition_cases import words
from tests.printing.documents.test_referral_letter import asked
from tests.printing.samples import OFFICERS, STATION, case_file, shown_values
from tipdesk.cases.model import Answer, CaseFile

SCRIPTS = (
    "خادمة في منزل (حولي)", "Domestic worker – Ref. N00123456", "घरेलू कामगार", "গৃহকর্মী",
    "ගෘහ සේවිකාව", "வீட்டுப் பணியாளர்", "ఇంటి పని మనిషి", "വീട്ടുജോലിക്കാരി", "የቤት ሰራተኛ",
    "Домашняя работница", "Οικιακή βοηθός", "แม่บ้าน",
)  # fmt: skip
"""The eleven scripts of our fonts, and one that none of them has."""

MIXED = " ".join(SCRIPTS) + " +965 5012 3456، 60% (٣٤) 2024-03-11"
NAME = "عبد الرحمن المستعصم بالله بن عبد المحسن الشمري العنزي القحطاني"
LATIN_NAME = "Wickramasinghe-Bandaranaike Mudiyanselage Thiruchelvanayagam"
NUMBER = "PAMSHELTER-2026-999999"
NARRATIVE = 170_000  # characters: some fifty pages
_MANY = {"suspect_rows": 40, "exhibit_rows": 60}
CHILD = 17  # the number of a made-up child that was smuggled


def injured(*places: str) -> dict[str, str]:
    """An injury at each of these places."""
    rows = [(f"injuries[{row}]", place) for row, place in enumerate(places, 1)]
    answers = {row: "1" for row, _place in rows} | {f"{row}/inj_body": at for row, at in rows}
    return answers | {f"{row}/inj_type": "bruise" for row, _place in rows}


@lru_cache(maxsize=2)
def hardest(narrative: int = 0, number: int = 3) -> CaseFile:
    """The file; `narrative` is the number of characters of the account, 0 as short as usual. It has
    a need whose letter may be written, and six injuries at one place."""
    answers_given = {**injured(*["arm_r"] * 6), **asked("medical", "moh")}
    file = case_file(number, rows=3, extra=answers_given)
    texts = {path: _hard(path) for path in shown_values(file)}
    answers = dict(file.answers)
    for path, value in texts.items():
        answers[path] = Answer(value)
    for repeat, count in _MANY.items():
        answers |= dict(_repeated(answers, repeat, count))
    if narrative:
        parts = [words(900, 1000 + seed) for seed in range(narrative // 900)]
        answers["stmt_arabic"] = Answer("\n".join(parts))
    officers = {
        login: replace(officer, name=f"{NAME} {NAME}") for login, officer in OFFICERS.items()
    }
    return replace(
        file,
        case=replace(file.case, number=NUMBER, revision=123_456),
        station=replace(STATION, unit=f"{NAME} – {MIXED}"),
        answers=answers,
        officers=officers,
    )


def _hard(path: str) -> str:
    name = path.rpartition("/")[2]
    if "name" in name:
        return LATIN_NAME if "lat" in name else NAME
    return MIXED


def _repeated(answers: dict[str, Answer], repeat: str, count: int) -> Iterator[tuple[str, Answer]]:
    first = f"{repeat}[1]"
    for path, answer in list(answers.items()):
        if path == first or path.startswith(f"{first}/"):
            for row in range(2, count + 1):
                yield path.replace(first, f"{repeat}[{row}]", 1), answer
